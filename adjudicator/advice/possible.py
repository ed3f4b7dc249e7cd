"""Everything that a party can still do on a record before its deadlines run out (DESIGN, Beyond the platforms 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from adjudicator.advice.cures import Change, Cure, last_second
from adjudicator.advice.exhibit_cures import ExhibitCures
from adjudicator.advice.new_exhibits import new_id
from adjudicator.advice.trial import Trials
from adjudicator.case import ActDone, Appeal, Case, Order, Refund
from adjudicator.intake.human import StandingFindings
from adjudicator.rulebook.model import Text2

OWN_ACTS: Final = ("negotiate", "reply_platform", "contact_buyer")
"""Duties that a party discharges by doing what they are called (SEMANTICS 4)."""
KEY_EVIDENCE: Final = ("handover_sheet", "exception_ticket", "call_record", "video")
"""Any one of these satisfies TK-2 (SEMANTICS 13)."""


def cures_of(case: Case, party: str, ruling: Mapping[str, Any], trials: Trials) -> list[Cure]:
    """Everything that a party can still do on a record in normal form, ruled as `ruling` says. Sorted by id."""
    return sorted(_Possible(case, party, ruling, trials).all(), key=lambda cure: cure.id)


class _Possible:
    """Looks for the cures of one party."""

    def __init__(self, case: Case, party: str, ruling: Mapping[str, Any], trials: Trials) -> None:
        self.case, self.party, self.ruling = case, party, ruling
        self.exhibits = ExhibitCures(case, party, trials)

    def all(self) -> Iterator[Cure]:
        """All of them, by where they come from."""
        yield from self.exhibits.resubmissions()
        wanted = dict(self.exhibits.asked_kinds())
        yield from wanted.values()
        yield from self._duties(wanted)
        yield from self._burdens(wanted)
        yield from self._appeal()
        yield from self._missing(wanted)

    def _duties(self, wanted: dict[str, Cure]) -> Iterator[Cure]:
        """What the ruling lists as still to be done by the party."""
        for duty in self.ruling["obligations"]:
            if duty["actor"] != self.party or duty["state"] != "open":
                continue
            due = None if duty["due"] is None else datetime.fromisoformat(duty["due"])
            act, latest = duty["act"], None if due is None else last_second(due, self.case.as_of)
            at = latest or self.case.as_of
            if act in OWN_ACTS:
                yield self._act(act, duty["request"], latest, duty["clause"], at)
            elif act == "file_refund_request":
                refund = (self.case.refund or Refund()).model_copy(update={"requested_at": at, "state": "open"})
                yield self._filing(
                    act,
                    latest,
                    duty["clause"],
                    Text2(
                        "先在交易中申请退款,再发起投诉。",
                        "File a refund request in the order first; the complaint comes after it.",
                    ),
                    _setting(refund=refund),
                )
            elif act == "submit_return_proof" and "return_proof" not in wanted:
                wanted["return_proof"] = self.exhibits.of_kind("return_proof", (), duty["clause"])
                yield wanted["return_proof"]

    def _act(self, act: str, request: str | None, latest: datetime | None, clause: str, at: datetime) -> Cure:
        text = {
            "negotiate": Text2("与买家协商,并留下记录。", "Negotiate with the buyer, and keep a record of it."),
            "reply_platform": Text2(
                "以有实质内容的文字答复平台;“收到”“好的”“111”一类答复视为无效。",
                "Reply to the platform with something of substance; 收到, 好的 or 111 count for nothing.",
            ),
            "contact_buyer": Text2(
                "联系买家,落实所提出的售后服务。", "Contact the buyer about the service that was offered."
            ),
        }[act]
        done = ActDone(act=act, actor=self.party, at=at)  # type: ignore[arg-type]
        return self._filing(
            act, latest, clause, text, lambda case: _with_act(case, done), request=request, suffix=request or ""
        )

    def _filing(
        self,
        act: str,
        latest: datetime | None,
        clause: str,
        text: Text2,
        change: Change,
        *,
        request: str | None = None,
        suffix: str = "",
        assumes: Text2 | None = None,
    ) -> Cure:
        return Cure(
            id=f"{act}:{suffix}",
            act=act,
            actor=self.party,
            about=request,
            kind=None,
            field=None,
            requests=(request,) if request else (),
            latest=latest,
            clause=clause,
            text=text,
            assumes=assumes,
            effort=1,
            change=change,
        )

    def _burdens(self, wanted: dict[str, Cure]) -> Iterator[Cure]:
        """Exhibits with which the party meets a burden that the ruling puts on it."""
        have = {exhibit.kind for exhibit in self.case.exhibits if exhibit.party == self.party}
        for finding in self.ruling["findings"]:
            burden = finding["burden"]
            if burden is None or burden["party"] != self.party or burden["state"] == "met":
                continue
            for kind in burden["must_show"]:
                if kind not in wanted and kind not in have:
                    wanted[kind] = self.exhibits.of_kind(kind, (), "TB-0.4")
                    yield wanted[kind]

    def _appeal(self) -> Iterator[Cure]:
        """What a worker can still do to have an appeal heard (SEMANTICS 13)."""
        said = self.ruling["appeal"]
        if said is None or self.case.platform != "tickets" or self.party != "worker" or said["until"] is None:
            return
        justified = StandingFindings(self.case).get("appeal_justified")
        if justified is not None and justified.value == "no":
            return  # a person has found against it: to have it heard would only lose it
        until = datetime.fromisoformat(said["until"])
        if until < self.case.as_of or {"ALREADY_APPEALED", "REASSIGNED_BY_OTHER_PARTY", "LATE"} & {*said["reasons"]}:
            return
        latest = last_second(until, self.case.as_of)
        appeal = self.case.appeal or Appeal()
        kinds = {exhibit.id: exhibit.kind for exhibit in self.case.exhibits}
        if appeal.filed_at is None:
            text = Text2("在期限内提出申诉。", "File the appeal before the deadline.")
            yield self._filing("file_appeal", latest, "TK-7", text, lambda case: _with_appeal(case, filed_at=latest))
        if not {kinds[one] for one in appeal.key_evidence} & {*KEY_EVIDENCE}:
            for kind in KEY_EVIDENCE:
                yield self._key_evidence(kind, latest)
        if appeal.channel == "proxy" and appeal.proxy != "city_manager":
            text = Text2(
                "由本人在应用内申诉,或由城市经理代为申诉。", "Appeal in the app yourself, or through the city manager."
            )
            yield self._filing("appeal_in_app", latest, "TK-10", text, lambda case: _with_appeal(case, channel="app"))

    def _key_evidence(self, kind: str, latest: datetime) -> Cure:
        cure = self.exhibits.of_kind(kind, (), "TK-2", act="add_key_evidence", latest=latest)
        name = new_id(self.case, kind)

        def change(case: Case) -> Case:
            return _with_appeal(case, key_evidence=tuple(sorted({*(case.appeal or Appeal()).key_evidence, name})))

        zh, en = cure.text.zh.rstrip("。"), cure.text.en.rstrip(".")
        return replace(cure, text=Text2(f"{zh},作为关键证据。", f"{en} as key evidence."), change=change)

    def _missing(self, wanted: dict[str, Cure]) -> Iterator[Cure]:
        """Facts that the ruling misses and that this party can put on the record."""
        missing = {one["fact"] for one in self.ruling["missing"]}
        buyer = self.party == "buyer"
        if "order.received_at" in missing and buyer:
            order = self.case.order or Order()
            at = max([self.case.filed_at, *(one for one in (order.placed_at, order.shipped_at) if one is not None)])
            yield self._filing(
                "state_receipt",
                None,
                "TB-1",
                Text2("补充收到商品的时间。", "State when the goods were received."),
                lambda case: case.model_copy(
                    update={"order": (case.order or Order()).model_copy(update={"received_at": at})}
                ),
                assumes=Text2("试算时假定已收到商品。", "The trial assumes that the goods were received."),
            )
        if ("demand" in missing or "INCOMPLETE_FILING" in self.ruling["codes"]) and self.party == self.case.complainant:
            yield self._filing(
                "state_demand",
                None,
                "CP-6.1",
                Text2("补充诉求。", "State what you demand."),
                _setting(demand="refund_only"),
                assumes=Text2("试算时以仅退款为例。", "The trial takes a refund without return as the example."),
            )
        if "goods_photo" in missing and "goods_photo" not in wanted and self.party == self.case.complainant:
            wanted["goods_photo"] = self.exhibits.of_kind("goods_photo", (), "PDD-EV-RELEVANCE")
            yield wanted["goods_photo"]


def _setting(**values: Any) -> Change:
    return lambda case: case.model_copy(update=values)


def _with_act(case: Case, done: ActDone) -> Case:
    return case if done in case.acts else case.model_copy(update={"acts": (*case.acts, done)})


def _with_appeal(case: Case, **values: Any) -> Case:
    return case.model_copy(update={"appeal": (case.appeal or Appeal()).model_copy(update=values)})
