"""What a party can still do on a record before its deadlines run out, each thing with what it would change (DESIGN, Beyond the platforms 1).

A cure is always something that the party itself does: a new exhibit, a reply, an act, a filing. Nothing that is too late is one, and nothing that only
a person on the platform's side can find. Where it changes the record, it adds to it; what stands there stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from adjudicator.advice.new_exhibits import (
    Edit,
    NewExhibit,
    edits_for,
    expected_value,
    faultless_report,
    field_shown,
    new_id,
    report_as_it_stands,
    with_exhibits,
)
from adjudicator.advice.trial import FoundReason, Trials, Tried
from adjudicator.case import ActDone, Appeal, Case, EvidenceRequest, Exhibit, Order, Refund
from adjudicator.intake.comparisons import Comparison
from adjudicator.intake.requests import deadline_of
from adjudicator.rulebook.model import Text2

Change = Callable[[Case], Case]

OWN_ACTS: Final = ("negotiate", "reply_platform", "contact_buyer")
"""Duties that a party discharges by doing what they are called (SEMANTICS 4)."""
KEY_EVIDENCE: Final = ("handover_sheet", "exception_ticket", "call_record", "video")
"""Any one of these satisfies TK-2 (SEMANTICS 13)."""
_ROUNDS: Final = 4
"""How often faults that others hid are looked for: an electronic waybill in place of a receipt shows no other fault until it is replaced."""
_BY_ANSWERS: Final = ("pinduoduo",)
"""Where an exhibit counts only in answer to a request."""


@dataclass(frozen=True, slots=True)
class Cure:
    """One thing that a party can still do."""

    id: str
    act: str
    actor: str
    about: str | None
    """The exhibit, request or allegation that it concerns."""
    kind: str | None
    """The kind of the exhibit to be sent."""
    field: str | None
    requests: tuple[str, ...]
    """The requests that it answers."""
    latest: datetime | None
    """The last second at which it is in time; None where no deadline runs."""
    clause: str
    text: Text2
    assumes: Text2 | None
    """What the trial takes for true because the record expects it."""
    effort: int
    """How many things must be right about it."""
    new: NewExhibit | None = None
    """The exhibit that it brings; cures of one exhibit share one new version of it."""
    edit: Edit | None = None
    """What it puts right on that exhibit."""
    change: Change | None = None
    """What else it changes on the record, once its exhibit is there."""


Made = dict[tuple[str, ...], NewExhibit]


def apply(case: Case, cures: Sequence[Cure], made: Made | None = None) -> Case:
    """The record once some cures are done, whatever their order. `made` keeps new exhibits, by the ids of their cures, between calls."""
    done = sorted(cures, key=lambda one: one.id)
    by_exhibit: dict[str, list[Cure]] = {}
    for cure in done:
        if cure.new is not None:
            by_exhibit.setdefault(cure.new.exhibit.id, []).append(cure)
    new = []
    for those in by_exhibit.values():
        key = tuple(cure.id for cure in those)
        found = None if made is None else made.get(key)
        if found is None:
            assert those[0].new is not None
            found = those[0].new.with_edits(cure.edit for cure in those if cure.edit is not None)
            if made is not None:
                made[key] = found
        new.append(found)
    if new:
        case = with_exhibits(case, new)
    for cure in done:
        if cure.change is not None:
            case = cure.change(case)
    return case


def cures_of(case: Case, party: str, ruling: Mapping[str, Any], trials: Trials) -> list[Cure]:
    """Everything that a party can still do on a record in normal form, ruled as `ruling` says. Sorted by id."""
    return sorted(_Possible(case, party, ruling, trials).all(), key=lambda cure: cure.id)


def last_second(deadline: datetime, as_of: datetime) -> datetime:
    """The last whole second that is in time; the deadline itself where less than a second is left."""
    return max(deadline.replace(microsecond=0), as_of)


class _Possible:
    """Looks for the cures of one party."""

    def __init__(self, case: Case, party: str, ruling: Mapping[str, Any], trials: Trials) -> None:
        self.case, self.party, self.ruling, self.trials = case, party, ruling, trials
        self.requests = {request.id: request for request in case.evidence_requests}

    def all(self) -> Iterator[Cure]:
        yield from self._resubmissions()
        wanted = dict(self._asked_kinds())
        yield from wanted.values()
        yield from self._duties(wanted)
        yield from self._burdens(wanted)
        yield from self._appeal()
        yield from self._missing(wanted)

    # --- exhibits

    def _open(self, kind: str) -> list[EvidenceRequest]:
        """Requests to the party that still run and ask for a kind."""
        return [
            request
            for request in self.case.evidence_requests
            if request.to == self.party
            and kind in request.any_of
            and ((deadline := deadline_of(self.case, request)) is None or self.case.as_of <= deadline)
        ]

    def _latest(self, requests: Sequence[EvidenceRequest]) -> datetime | None:
        deadlines = [deadline_of(self.case, request) for request in requests]
        known = [deadline for deadline in deadlines if deadline is not None]
        return last_second(min(known), self.case.as_of) if known else None

    def _channel(self, exhibit: Exhibit) -> list[EvidenceRequest] | None:
        """Through which requests a new version of an exhibit can still come in; None where it can't."""
        requests = self._open(exhibit.kind)
        if requests:
            return requests
        carried = any(exhibit.id in submission.exhibits for submission in self.case.submissions)
        return None if carried or self.case.platform in _BY_ANSWERS else []

    def _resubmissions(self) -> Iterator[Cure]:
        """What must be put right on each exhibit of the party that does not count: also what its other faults hide."""
        mine = {
            exhibit.id: (exhibit, channel)
            for exhibit in self.case.exhibits
            if exhibit.party == self.party and (channel := self._channel(exhibit)) is not None
        }
        if not mine:
            return
        tried = self.trials.put(self.case)
        found: dict[str, Cure] = {}
        again = {name: self._again(exhibit, channel) for name, (exhibit, channel) in mine.items()}
        standing = tried.standing.exhibits
        for name, (exhibit, channel) in mine.items():
            if standing[name] == ("valid", "yes"):
                continue
            found |= self._of(exhibit, channel, again[name], tried, name)
        for _ in range(_ROUNDS):
            before = len(found)
            later = self.trials.put(apply(self.case, list(found.values())))
            for name, (exhibit, channel) in mine.items():
                if any(one.about == name for one in found.values()):
                    for key, cure in self._of(exhibit, channel, again[name], later, new_id(self.case, name)).items():
                        found.setdefault(key, cure)
            if len(found) == before:
                break
        yield from found.values()

    def _again(self, exhibit: Exhibit, channel: Sequence[EvidenceRequest]) -> NewExhibit:
        """A new version of an exhibit, so far with the same faults."""
        required = self.trials.rulebook.kinds.get(exhibit.kind, ())
        report = report_as_it_stands(self.case, exhibit, required)
        at = self._latest(channel) or self.case.as_of
        new = Exhibit(
            id=new_id(self.case, exhibit.id),
            kind=exhibit.kind,
            party=exhibit.party,
            submitted_at=at,
            supports=exhibit.supports,
            report=report,
        )
        return NewExhibit(new, tuple(request.id for request in channel), at)

    def _of(
        self, exhibit: Exhibit, channel: Sequence[EvidenceRequest], again: NewExhibit, tried: Tried, seen_as: str
    ) -> dict[str, Cure]:
        """The cures of what is wrong with an exhibit, or with its new version, on a record that was tried."""
        found = {}
        for reason in tried.reasons():
            if reason.exhibit == seen_as:
                edit = edits_for(self.case, exhibit.kind, reason.code, reason.field)
                if edit is not None:
                    cure = self._put_right(exhibit, channel, again, edit, reason)
                    found[cure.id] = cure
        for one in tried.comparisons:
            if one.exhibit == seen_as and one.matches == "no":
                cure = self._agreeing(exhibit, channel, again, one)
                found[cure.id] = cure
        return found

    def _put_right(
        self,
        exhibit: Exhibit,
        channel: Sequence[EvidenceRequest],
        again: NewExhibit,
        edit: Edit,
        reason: FoundReason,
    ) -> Cure:
        kind, fix = self.trials.name("exhibit.kind", exhibit.kind), reason.fix
        text = Text2(
            f"重新提交{kind.zh}({exhibit.id})：{fix.zh if fix else reason.code}",
            f"Submit the {kind.en} ({exhibit.id}) again: {fix.en if fix else reason.code}",
        )
        value = expected_value(self.case, exhibit.kind, reason.field) if reason.field else None
        legible = reason.code.endswith("_MISSING_FIELD") or reason.code in ("FIELD_UNCERTAIN", "NONCONFORMING_PARTIAL")
        return Cure(
            id=f"{exhibit.id}:{reason.code}:{reason.field or ''}",
            act="resubmit_exhibit",
            actor=self.party,
            about=exhibit.id,
            kind=exhibit.kind,
            field=reason.field,
            requests=tuple(request.id for request in channel),
            latest=self._latest(channel),
            clause=reason.clause,
            text=text,
            assumes=self._assumes(reason.field, value) if legible else None,
            effort=4 if reason.code in ("STAMP_ALL_HANDWRITTEN", "STAMP_ALL_PRINTED") else 1,
            new=again,
            edit=edit,
        )

    def _agreeing(
        self, exhibit: Exhibit, channel: Sequence[EvidenceRequest], again: NewExhibit, one: Comparison
    ) -> Cure:
        """A new exhibit in place of one that contradicts the record: it must be a true one that agrees."""
        value = expected_value(self.case, exhibit.kind, one.field)
        field, kind = self.trials.name("field.name", one.field), self.trials.name("exhibit.kind", exhibit.kind)
        text = Text2(
            f"{kind.zh}({exhibit.id})上的{field.zh}与记录不一致(记录：{one.expected};图上：{one.found})。"
            f"只有另行提交与本单相符的真实凭证才能补正;不得改动原凭证。",
            f"The {field.en} on the {kind.en} ({exhibit.id}) contradicts the record (record: {one.expected}; shown: {one.found}). "
            f"Only another, genuine exhibit of this order cures it; the old one must not be altered.",
        )
        edit = field_shown(one.field, value=value, legible="yes", present="yes")
        return Cure(
            id=f"{exhibit.id}:INCONSISTENT:{one.field}",
            act="resubmit_exhibit",
            actor=self.party,
            about=exhibit.id,
            kind=exhibit.kind,
            field=one.field,
            requests=tuple(request.id for request in channel),
            latest=self._latest(channel),
            clause="T4",
            text=text,
            assumes=self._assumes(one.field, value),
            effort=1,
            new=again,
            edit=edit,
        )

    def _assumes(self, field: str | None, value: object) -> Text2 | None:
        if value is None or field is None:
            return None
        name = self.trials.name("field.name", field)
        return Text2(
            f"试算时假定新凭证上的{name.zh}与记录一致({value})。",
            f"The trial assumes that the {name.en} on the new exhibit agrees with the record ({value}).",
        )

    def _asked_kinds(self) -> Iterator[tuple[str, Cure]]:
        """Kinds that open requests ask for and of which the party has sent nothing in answer."""
        sent = {
            (submission.request, exhibit.kind)
            for submission in self.case.submissions
            if submission.party == self.party
            for exhibit in self.case.exhibits
            if exhibit.id in submission.exhibits
        }
        asked: dict[str, list[EvidenceRequest]] = {}
        for request in self.case.evidence_requests:
            for kind in request.any_of:
                if request in self._open(kind) and (request.id, kind) not in sent and kind != "other":
                    asked.setdefault(kind, []).append(request)
        for kind, requests in asked.items():
            yield kind, self.of_kind(kind, requests, "PDD-EV-SPEC")

    def of_kind(
        self,
        kind: str,
        requests: Sequence[EvidenceRequest],
        clause: str,
        *,
        act: str = "submit_exhibit",
        latest: datetime | None = None,
    ) -> Cure:
        """A new exhibit of a kind, with nothing wrong on it."""
        required = self.trials.rulebook.kinds.get(kind, ())
        name = new_id(self.case, kind)
        latest = latest or self._latest(requests)
        at = latest or self.case.as_of
        new = Exhibit(
            id=name, kind=kind, party=self.party, submitted_at=at, report=faultless_report(self.case, kind, required)
        )  # type: ignore[arg-type]
        ids = tuple(request.id for request in requests)
        named = self.trials.name("exhibit.kind", kind)
        fields = [self.trials.name("field.name", field) for field in required]
        zh, en = _must_show(kind, "、".join(field.zh for field in fields), ", ".join(field.en for field in fields))
        values = [(field, expected_value(self.case, kind, field)) for field in required]
        assumed = [self._assumes(field, value) for field, value in values if value is not None]
        return Cure(
            id=f"{act}:{kind}",
            act=act,
            actor=self.party,
            about=ids[0] if ids else None,
            kind=kind,
            field=None,
            requests=ids,
            latest=latest,
            clause=clause,
            text=Text2(f"提交{named.zh}{zh}。", f"Submit a {named.en}{en}."),
            assumes=Text2(
                "".join(one.zh for one in assumed if one), " ".join(one.en for one in assumed if one)
            )
            if assumed
            else None,
            effort=max(1, len(required) + _BESIDES.get(kind, 0)),
            new=NewExhibit(new, ids, at),
        )

    # --- acts and filings

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
                    Text2("先在交易中申请退款,再发起投诉。", "File a refund request in the order first; the complaint comes after it."),
                    _setting(refund=refund),
                )
            elif act == "submit_return_proof" and "return_proof" not in wanted:
                wanted["return_proof"] = self.of_kind("return_proof", (), duty["clause"])
                yield wanted["return_proof"]

    def _act(self, act: str, request: str | None, latest: datetime | None, clause: str, at: datetime) -> Cure:
        text = {
            "negotiate": Text2("与买家协商,并留下记录。", "Negotiate with the buyer, and keep a record of it."),
            "reply_platform": Text2(
                "以有实质内容的文字答复平台;“收到”“好的”“111”一类答复视为无效。",
                "Reply to the platform with something of substance; replies such as 收到, 好的 or 111 count for nothing.",
            ),
            "contact_buyer": Text2("联系买家,落实所提出的售后服务。", "Contact the buyer about the service that was offered."),
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
                    wanted[kind] = self.of_kind(kind, (), "TB-0.4")
                    yield wanted[kind]

    def _appeal(self) -> Iterator[Cure]:
        """What a worker can still do to have an appeal heard (SEMANTICS 13)."""
        said = self.ruling["appeal"]
        if said is None or self.case.platform != "tickets" or self.party != "worker" or said["until"] is None:
            return
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
            text = Text2("由本人在应用内申诉,或由城市经理代为申诉。", "Appeal in the app yourself, or through the city manager.")
            yield self._filing("appeal_in_app", latest, "TK-10", text, lambda case: _with_appeal(case, channel="app"))

    def _key_evidence(self, kind: str, latest: datetime) -> Cure:
        cure = self.of_kind(kind, (), "TK-2", act="add_key_evidence", latest=latest)
        name = new_id(self.case, kind)

        def change(case: Case) -> Case:
            return _with_appeal(case, key_evidence=tuple(sorted({*(case.appeal or Appeal()).key_evidence, name})))

        zh, en = cure.text.zh.rstrip("。"), cure.text.en.rstrip(".")
        return replace(cure, text=Text2(f"{zh},作为关键证据。", f"{en} as key evidence."), change=change)

    def _missing(self, wanted: dict[str, Cure]) -> Iterator[Cure]:
        """Facts that the ruling misses, that this party can put on the record, and of which the record leaves only one answer."""
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
        if (
            "demand" in missing or "INCOMPLETE_FILING" in self.ruling["codes"]
        ) and self.party == self.case.complainant:
            yield self._filing(
                "state_demand",
                None,
                "CP-6.1",
                Text2("补充诉求。", "State what you demand."),
                _setting(demand="refund_only"),
                assumes=Text2("试算时以仅退款为例。", "The trial takes a refund without return as the example."),
            )
        if "goods_photo" in missing and "goods_photo" not in wanted and self.party == self.case.complainant:
            wanted["goods_photo"] = self.of_kind("goods_photo", (), "PDD-EV-RELEVANCE")
            yield wanted["goods_photo"]


_BESIDES: Final = {
    "courier_stamp_proof": 1,
    "freight_receipt": 1,
    "product_with_waybill": 1,
    "goods_photo": 1,
    "factory_test_report": 2,
}
"""How many things must be right on a new exhibit besides its fields: seal, type of document, whole goods, pages."""


def _must_show(kind: str, zh: str, en: str) -> tuple[str, str]:
    """What a new exhibit must show, to follow its name."""
    more = {
        "courier_stamp_proof": (
            "：印制表格、加盖红章,手写填写并清晰可见",
            " on a printed form with a red seal, filled in by hand and legible: ",
        ),
        "product_with_waybill": (
            "：商品完整入镜并与底单同在一张图片,清晰可见",
            " with the whole goods and the waybill in one picture, legible: ",
        ),
        "goods_photo": ("：商品完整入镜", " with the whole goods in the picture"),
        "factory_test_report": ("：封面与正文齐全,清晰可见", " with cover and body, legible: "),
        "freight_receipt": (
            "：快递公司的运费凭证(不是电子面单或转账记录),清晰可见",
            " of the courier (no electronic waybill or transfer), legible: ",
        ),
    }.get(kind)
    if more is not None:
        return more[0] + zh, more[1] + en
    return (f"：清晰可见{zh}", f", legible: {en}") if zh else ("", "")


def _setting(**values: Any) -> Change:
    return lambda case: case.model_copy(update=values)


def _with_act(case: Case, done: ActDone) -> Case:
    return case if done in case.acts else case.model_copy(update={"acts": (*case.acts, done)})


def _with_appeal(case: Case, **values: Any) -> Case:
    return case.model_copy(update={"appeal": (case.appeal or Appeal()).model_copy(update=values)})


def horizon(case: Case, ruling: Mapping[str, Any]) -> datetime:
    """The first whole second after everything that still runs for a party has run out: when silence has had its effect."""
    ends = [case.as_of - timedelta(seconds=1)]
    for request in case.evidence_requests:
        deadline = deadline_of(case, request)
        if deadline is not None and deadline >= case.as_of:
            ends.append(deadline)
    for duty in ruling["obligations"]:
        if duty["due"] is not None and duty["actor"] in ("buyer", "seller", "worker") and duty["state"] == "open":
            ends.append(max(case.as_of, datetime.fromisoformat(duty["due"])))
    return max(ends) + timedelta(seconds=1)
