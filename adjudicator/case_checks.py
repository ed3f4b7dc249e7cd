"""What the parts of a case must agree on: references, orders of events, files (SEMANTICS 6, 11, 12, 18, 36).

The checks run on a sound case and on the partial view of an unsound one (`structure.partial_view`) alike; there, any
part may be None and is passed over, so that one fault doesn't hide the others.
"""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from adjudicator.closed_lists import CERTIFICATE_KINDS
from adjudicator.errors import MOST_FAULTS, Bilingual, Fault, Location, fault
from adjudicator.finding_checks import finding_faults
from adjudicator.references import ids_of, named
from adjudicator.structure import value_at
from adjudicator.values import SHANGHAI

if TYPE_CHECKING:
    from adjudicator.case import Case

_ONCE: Final = Bilingual("本列表中未使用过的编号", "an id that is used once in this list")
_INSIDE: Final = Bilingual(
    "案件文件夹之内的相对路径(用 / 分隔,不得跳出文件夹)",
    "a relative path inside the case's folder, with / between its parts",
)
_THERE: Final = Bilingual("案件文件夹中已有的文件", "a file that is there, in the case's folder")


def cross_checks(case: Case, tree: dict[str, Any], folder: Path | None) -> list[Fault]:
    """Every fault between the parts of the case; `tree` is the document that it was read from."""
    found = chain(
        _duplicates(case),
        _references(case),
        _events(case),
        _contradictions(case),
        finding_faults(case),
        _files(case, folder),
    )
    named = islice(found, 2 * MOST_FAULTS)
    return [fault(code, where, value_at(tree, where), expected) for code, where, expected in named]


Found = tuple[str, Location, Bilingual]
"""A code, where, and what was expected."""


def _parts(items: Iterable[Any] | None) -> Iterator[tuple[int, Any]]:
    """The usable items of a list, with their indices in the document."""
    return ((index, item) for index, item in enumerate(items or ()) if item is not None)


def _duplicates(case: Case) -> Iterator[Found]:
    seller = case.seller
    lists: list[tuple[Location, Iterable[Any] | None, str]] = [
        (("allegations",), case.allegations, "id"),
        (("evidence_requests",), case.evidence_requests, "id"),
        (("submissions",), case.submissions, "id"),
        (("exhibits",), case.exhibits, "id"),
    ]
    if seller is not None:
        lists += [(("seller", "appeals"), seller.appeals, "id"), (("seller", "history"), seller.history, "case_id")]
    for where, items, key in lists:
        seen: set[str] = set()
        for index, item in _parts(items):
            name = getattr(item, key)
            if name is None:
                continue
            if name in seen:
                yield "DUPLICATE_ID", (*where, index, key), _ONCE
            elif key == "case_id" and name == case.id:
                expected = Bilingual("其他案件的编号,不得为本案", "the id of another case, not of this one")
                yield "DUPLICATE_ID", (*where, index, key), expected
            seen.add(name)


def _references(case: Case) -> Iterator[Found]:
    allegations, exhibits = ids_of(case.allegations), ids_of(case.exhibits)
    requests = ids_of(case.evidence_requests)

    def listed(
        where: Location, names: Iterable[Any] | None, known: set[str] | None, zh: str, en: str
    ) -> Iterator[Found]:
        if known is None:
            return
        for index, name in _parts(names):
            if name not in known:
                yield "DANGLING_REFERENCE", (*where, index), named(known, zh, en)

    for index, exhibit in _parts(case.exhibits):
        yield from listed(("exhibits", index, "supports"), exhibit.supports, allegations, "主张", "an allegation")
    for index, submission in _parts(case.submissions):
        where = ("submissions", index)
        yield from listed((*where, "exhibits"), submission.exhibits, exhibits, "证据", "an exhibit")
        if submission.request is not None and requests is not None and submission.request not in requests:
            expected = named(requests, "举证要求", "an evidence request")
            yield "DANGLING_REFERENCE", (*where, "request"), expected
    if case.appeal is not None:
        evidence = case.appeal.key_evidence
        yield from listed(("appeal", "key_evidence"), evidence, exhibits, "证据", "an exhibit")


def _events(case: Case) -> Iterator[Found]:
    """Past events lie at or before `as_of`; of two ordered events the later-named one is at fault (SEMANTICS 18)."""
    if case.as_of is not None:
        expected = _not_after("as_of", case.as_of)
        for where, at in past_instants(case):
            if at is not None and at > case.as_of:
                yield "EVENTS_OUT_OF_ORDER", where, expected
    for events in _chains(case):
        known = [(where, at) for where, at in events if at is not None]
        for (earlier, before), (later, after) in pairwise(known):
            if before > after:
                yield "EVENTS_OUT_OF_ORDER", later, _not_before(str(earlier[-1]), before)


def _not_after(name: str, at: datetime) -> Bilingual:
    shown = at.astimezone(SHANGHAI).isoformat()
    return Bilingual(f"不晚于 {name}({shown})", f"at or before {name} ({shown})")


def _not_before(name: str, at: datetime) -> Bilingual:
    shown = at.astimezone(SHANGHAI).isoformat()
    return Bilingual(f"不早于 {name}({shown})", f"at or after {name} ({shown})")


Instants = Iterator[tuple[Location, datetime | None]]


def past_instants(case: Case) -> Instants:
    """Every instant of a past event; `evidence_requests[].deadline` and `acts[].until` are none."""
    yield ("filed_at",), case.filed_at
    if (order := case.order) is not None:
        yield ("order", "placed_at"), order.placed_at
        yield ("order", "shipped_at"), order.shipped_at
        yield ("order", "received_at"), order.received_at
    if case.listing is not None:
        yield ("listing", "snapshot_at"), case.listing.snapshot_at
    if (refund := case.refund) is not None:
        yield ("refund", "requested_at"), refund.requested_at
        yield ("refund", "closed_at"), refund.closed_at
    if (appeal := case.appeal) is not None:
        yield ("appeal", "filed_at"), appeal.filed_at
        yield ("appeal", "ruling_at"), appeal.ruling_at
        yield ("appeal", "notified_at"), appeal.notified_at
    lists: list[tuple[Location, Iterable[Any] | None, tuple[str, ...]]] = [
        (("after_sales",), case.after_sales, ("offered_at", "rendered_at")),
        (("human_findings",), case.human_findings, ("at",)),
        (("acts",), case.acts, ("at",)),
        (("evidence_requests",), case.evidence_requests, ("sent_at",)),
        (("submissions",), case.submissions, ("submitted_at",)),
        (("exhibits",), case.exhibits, ("submitted_at",)),
        (("messages",), case.messages, ("at",)),
    ]
    if (seller := case.seller) is not None:
        lists.append((("seller", "history"), seller.history, ("decided_at",)))
        lists.append((("seller", "appeals"), seller.appeals, ("filed_at", "decided_at")))
    for where, items, keys in lists:
        for index, item in _parts(items):
            for key in keys:
                yield (*where, index, key), getattr(item, key)


def _chains(case: Case) -> Iterator[list[tuple[Location, datetime | None]]]:
    """The orders of events; a middle instant that is left out is passed over."""
    if (order := case.order) is not None:
        yield [
            (("order", "placed_at"), order.placed_at),
            (("order", "shipped_at"), order.shipped_at),
            (("order", "received_at"), order.received_at),
        ]
    if (refund := case.refund) is not None:
        yield [(("refund", "requested_at"), refund.requested_at), (("refund", "closed_at"), refund.closed_at)]
    if case.seller is not None:
        for index, prior in _parts(case.seller.appeals):
            where: Location = ("seller", "appeals", index)
            yield [((*where, "filed_at"), prior.filed_at), ((*where, "decided_at"), prior.decided_at)]
    for index, service in _parts(case.after_sales):
        where = ("after_sales", index)
        yield [((*where, "offered_at"), service.offered_at), ((*where, "rendered_at"), service.rendered_at)]
    sent: dict[str, tuple[Location, datetime | None]] = {}
    for index, request in _parts(case.evidence_requests):
        where = ("evidence_requests", index)
        yield [((*where, "sent_at"), request.sent_at), ((*where, "deadline"), request.deadline)]
        if request.id is not None:
            sent.setdefault(request.id, ((*where, "sent_at"), request.sent_at))
    for index, submission in _parts(case.submissions):
        if submission.request in sent:
            yield [sent[submission.request], (("submissions", index, "submitted_at"), submission.submitted_at)]
    if (appeal := case.appeal) is not None:
        ruling = ("appeal", "ruling_at"), appeal.ruling_at
        yield [ruling, (("appeal", "notified_at"), appeal.notified_at)]
        yield [ruling, (("appeal", "filed_at"), appeal.filed_at)]


def _contradictions(case: Case) -> Iterator[Found]:
    yield from _refund(case)
    yield from _seller(case)
    yield from _requests(case)
    yield from _acts(case)
    for index, exhibit in _parts(case.exhibits):
        where = ("exhibits", index)
        given = exhibit.model_fields_set & {"files", "report"}
        if not given:
            expected = Bilingual("files 或 report 二者之一", "either files or a report")
            yield "MISSING_KEY", (*where, "files"), expected
        elif len(given) == 2:
            expected = Bilingual("files 与 report 只取其一", "either files or a report, not both")
            yield "CONTRADICTION", (*where, "report"), expected
        report = exhibit.report
        if report is not None and None not in (report.kind, exhibit.kind) and report.kind != exhibit.kind:
            expected = Bilingual(f"与证据种类一致:{exhibit.kind}", f"the kind of the exhibit, {exhibit.kind}")
            yield "CONTRADICTION", (*where, "report", "kind"), expected


def _refund(case: Case) -> Iterator[Found]:
    refund = case.refund
    if refund is None or refund.state == "closed" or (refund.state is None and "state" in refund.model_fields_set):
        return
    expected = Bilingual("退款 state 为 closed 时才可填写", "nothing here unless the refund's state is closed")
    for key in ("closed_at", "outcome"):
        if key in refund.model_fields_set:
            yield "CONTRADICTION", ("refund", key), expected


def _seller(case: Case) -> Iterator[Found]:
    seller = case.seller
    if seller is None:
        return
    if case.platform == "tmall" and seller.type == "c2c":
        expected = Bilingual("tmall 上的卖家只能为 mall", "mall, as every seller on tmall is")
        yield "CONTRADICTION", ("seller", "type"), expected
    for index, prior in _parts(seller.appeals):
        where = ("seller", "appeals", index, "decided_at")
        decided = "decided_at" in prior.model_fields_set
        if prior.result == "failed" and not decided:
            expected = Bilingual(
                "failed 的申诉须有裁定时间", "when the appeal failed: a failed appeal has been decided"
            )
            yield "MISSING_KEY", where, expected
        if prior.result == "open" and decided:
            expected = Bilingual("open 的申诉尚无裁定时间", "nothing here: an open appeal has not been decided")
            yield "CONTRADICTION", where, expected


def _requests(case: Case) -> Iterator[Found]:
    for index, request in _parts(case.evidence_requests):
        where = ("evidence_requests", index)
        given = request.model_fields_set & {"deadline", "deadline_hours"}
        if len(given) == 2:
            if None in (request.sent_at, request.deadline, request.deadline_hours):
                continue
            if request.sent_at + timedelta(hours=request.deadline_hours) != request.deadline:
                expected = Bilingual(
                    "与 deadline 相同的期限,或只填其一", "the same limit as the deadline, or only one of the two"
                )
                yield "CONTRADICTION", (*where, "deadline_hours"), expected
        elif not given and case.platform == "pinduoduo" and _has_no_default_deadline(case, request):
            expected = Bilingual(
                "deadline 或 deadline_hours(此类要求没有默认期限)",
                "deadline or deadline_hours, as this request has no deadline of its own",
            )
            yield "MISSING_KEY", where, expected


def _has_no_default_deadline(case: Case, request: Any) -> bool:
    """Whether neither 24 h nor 48 h follows from the case (SEMANTICS 11); False where a part can't be read."""
    if case.complaint_class is None or (case.demand is None and "demand" in case.model_fields_set):
        return False
    if request.any_of is None or None in request.any_of:
        return False
    if request.any_of and all(kind in CERTIFICATE_KINDS for kind in request.any_of):
        return False
    return (case.complaint_class, case.demand) not in {("non_receipt", "refund_only"), ("quality", "compensation")}


def _acts(case: Case) -> Iterator[Found]:
    for index, act in _parts(case.acts):
        where = ("acts", index)
        given = act.model_fields_set
        if act.act == "promise" and "until" not in given:
            yield "MISSING_KEY", (*where, "until"), Bilingual("承诺的截止时间", "until when the promise runs")
        if act.act not in ("promise", None) and "until" in given:
            yield "UNKNOWN_KEY", (*where, "until"), Bilingual("仅 promise 可填", "nothing here: only a promise has it")
        if act.act not in ("visit", None) and "satisfaction" in given:
            expected = Bilingual("仅 visit 可填", "nothing here: only a visit has it")
            yield "UNKNOWN_KEY", (*where, "satisfaction"), expected


def _files(case: Case, folder: Path | None) -> Iterator[Found]:
    for index, exhibit in _parts(case.exhibits):
        if exhibit.files is not None and len(exhibit.files) == 0 and "files" in exhibit.model_fields_set:
            yield "OUT_OF_RANGE", ("exhibits", index, "files"), Bilingual("至少一个文件", "at least one file")
        for number, name in _parts(exhibit.files):
            where = ("exhibits", index, "files", number)
            if leaves_the_folder(name):
                yield "FILE_OUTSIDE", where, _INSIDE
            elif folder is not None:
                try:
                    real = (folder / name).resolve()
                    inside, there = real.is_relative_to(folder.resolve()), real.is_file()
                except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
                    inside, there = True, False
                if not inside:
                    yield "FILE_OUTSIDE", where, _INSIDE
                elif not there:
                    yield "FILE_MISSING", where, _THERE


def leaves_the_folder(name: str) -> bool:
    """Whether a file path is absolute or leaves the folder it starts from, on any system.

    >>> leaves_the_folder("pictures/1.jpg"), leaves_the_folder("../1.jpg"), leaves_the_folder("C:/1.jpg")
    (False, True, True)
    """
    if "\\" in name or "\0" in name or posixpath.isabs(name) or ntpath.splitdrive(name)[0]:
        return True
    return posixpath.normpath(name).split("/")[0] == ".."
