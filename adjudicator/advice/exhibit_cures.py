"""Exhibits that a party can still send: an old one again with its faults put right, or one of an asked kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, cast

from adjudicator.advice.cures import Cure, apply, last_second
from adjudicator.advice.new_exhibits import (
    Edit,
    NewExhibit,
    edits_for,
    expected_value,
    faultless_report,
    field_shown,
    new_id,
    report_as_it_stands,
)
from adjudicator.advice.trial import FoundReason, Trials, Tried
from adjudicator.case import Case, EvidenceRequest, Exhibit
from adjudicator.closed_lists import ExhibitKind, Party
from adjudicator.intake.comparisons import Comparison
from adjudicator.intake.requests import deadline_of
from adjudicator.rulebook.model import Text2

_ROUNDS: Final = 4
"""How often hidden faults are looked for: a transfer in place of a receipt shows no other until it is replaced."""
_BY_ANSWERS: Final = ("pinduoduo",)
"""Where an exhibit counts only in answer to a request."""


class ExhibitCures:
    """Looks for the exhibits of one party on one record."""

    def __init__(self, case: Case, party: str, trials: Trials) -> None:
        self.case, self.party, self.trials = case, party, trials

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

    def resubmissions(self) -> Iterator[Cure]:
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
            f"The {field.en} on the {kind.en} ({exhibit.id}) contradicts the record "
            f"(record: {one.expected}; shown: {one.found}). "
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

    def asked_kinds(self) -> Iterator[tuple[str, Cure]]:
        """Kinds that open requests ask for and of which the party has sent nothing in answer."""
        sent = {
            (submission.request, exhibit.kind)
            for submission in self.case.submissions
            if submission.party == self.party
            for exhibit in self.case.exhibits
            if exhibit.id in submission.exhibits
        }
        asked: dict[ExhibitKind, list[EvidenceRequest]] = {}
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
            id=name,
            kind=cast(ExhibitKind, kind),
            party=cast(Party, self.party),
            submitted_at=at,
            report=faultless_report(self.case, kind, required),
        )
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
            assumes=Text2("".join(one.zh for one in assumed if one), " ".join(one.en for one in assumed if one))
            if assumed
            else None,
            effort=max(1, len(required) + _BESIDES.get(kind, 0)),
            new=NewExhibit(new, ids, at),
        )


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
