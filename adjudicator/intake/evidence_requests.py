"""Requests for evidence, what was sent in answer, and earlier appeals, as rows of facts (SEMANTICS 11, 12, 24).

They are cited by their place on the record: an id such as ``s2`` would look like the id of a step.
"""

from __future__ import annotations

import unicodedata

from adjudicator.calendars import DAY, start_of_month, start_of_year
from adjudicator.case import Case, EvidenceRequest, Submission
from adjudicator.facts import Row, Value
from adjudicator.intake.comparisons import CERTIFICATES
from adjudicator.intake.human import StandingFindings
from adjudicator.intake.instants import micros, micros_or_never

_SAYS_NOTHING = ("P", "S")
"""The general categories of Unicode for punctuation and symbols."""


def evidence_and_appeals(
    case: Case, findings: StandingFindings, case_row: Row, rows: dict[str, list[Row]]
) -> dict[str, list[Row]]:
    """Rows for requests, submissions, answers and earlier appeals; the case and its exhibits get further facts."""
    _add_to_case(case, case_row)
    for exhibit in rows["exhibit"]:
        exhibit.values["exhibit.id"] = exhibit.id
    requests = {row.id: row for row in _requests(case, case_row)}
    submissions = _submissions(case, case_row, requests)
    return {
        "request": list(requests.values()),
        "submission": submissions,
        "answer": _answers(case, case_row, submissions, {row.id: row for row in rows["exhibit"]}),
        "earlier_appeal": _earlier_appeals(case, case_row),
    }


def plain_reply(text: str) -> str:
    """A reply as it is looked up: NFKC, without white space, punctuation and symbols, in lower case (SEMANTICS 24).

    >>> plain_reply(" 收 到！"), plain_reply("ＯＫ"), plain_reply("?")
    ('收到', 'ok', '')
    """
    kept = (
        c
        for c in unicodedata.normalize("NFKC", text)
        if not c.isspace() and unicodedata.category(c)[0] not in _SAYS_NOTHING
    )
    return "".join(kept).lower()


def _add_to_case(case: Case, row: Row) -> None:
    as_of = micros(case.as_of)
    row.values |= {
        "complaint.demand": case.demand or "not_stated",
        "demand.amount_stated": "no" if case.demand_amount is None else "yes",
        # 32 days after the first of a month lie in the next, 366 days after 1 January in the next year.
        "month.end": start_of_month(start_of_month(as_of) + 32 * DAY),
        "year.end": start_of_year(start_of_year(as_of) + 366 * DAY),
    }
    row.sources |= {
        "complaint.demand": ("$.demand",),
        "demand.amount_stated": ("$.demand_amount",),
        "month.end": ("$.as_of",),
        "year.end": ("$.as_of",),
    }


def _requests(case: Case, case_row: Row) -> list[Row]:
    return [
        Row(
            "request",
            request.id,
            {
                "request.id": request.id,
                "request.stage": request.stage,
                "request.to": request.to,
                "request.sent_at": micros(request.sent_at),
                "request.deadline": micros_or_never(request.deadline),
                "request.own_hours": "none" if request.deadline_hours is None else request.deadline_hours,
                "request.certificates_only": "yes" if _asks_for_certificates(request) else "no",
            },
            {"case": case_row},
            source=(f"$.evidence_requests[{number}]",),
        )
        for number, request in enumerate(case.evidence_requests)
    ]


def _asks_for_certificates(request: EvidenceRequest) -> bool:
    return bool(request.any_of) and set(request.any_of) <= set(CERTIFICATES)


def _submissions(case: Case, case_row: Row, requests: dict[str | None, Row]) -> list[Row]:
    rows = []
    for number, submission in enumerate(case.submissions):
        text = None if submission.text is None else plain_reply(submission.text)
        values: dict[str, Value] = {
            "submission.party": submission.party,
            "submission.at": micros(submission.submitted_at),
            "submission.written": "no" if text is None else "yes",
            "submission.text": "none" if text is None else text,
            "submission.length": 0 if text is None else len(text),
            "submission.digits_only": "yes" if text is not None and text.isdigit() else "no",
            "submission.carried": len(submission.exhibits),
        }
        up = {"case": case_row, "request": requests[submission.request]}
        rows.append(Row("submission", submission.id, values, up, source=(f"$.submissions[{number}]",)))
    return rows


def _answers(case: Case, case_row: Row, submissions: list[Row], exhibits: dict[str | None, Row]) -> list[Row]:
    """What counts as evidence: each exhibit of an asked kind in a submission of a request's addressee to it."""
    asked = {request.id: request for request in case.evidence_requests}
    rows = []
    for number, (submission, sent) in enumerate(zip(case.submissions, submissions, strict=True)):
        request = asked[submission.request]
        if submission.party != request.to:
            continue
        up = {"case": case_row, "request": sent.up["request"], "submission": sent}
        for place, exhibit in _once(submission):
            if exhibits[exhibit].values["exhibit.kind"] in request.any_of:
                path = f"$.submissions[{number}].exhibits[{place}]"
                above = {**up, "exhibit": exhibits[exhibit]}
                rows.append(Row("answer", path, {}, above, source=(path, *exhibits[exhibit].source)))
    return rows


def _once(submission: Submission) -> list[tuple[int, str]]:
    """The exhibits of a submission with their places, each only once."""
    first: dict[str, int] = {}
    for place, exhibit in enumerate(submission.exhibits):
        first.setdefault(exhibit, place)
    return [(place, exhibit) for exhibit, place in first.items()]


def _earlier_appeals(case: Case, case_row: Row) -> list[Row]:
    return [
        Row(
            "earlier_appeal",
            appeal.id,
            {"earlier_appeal.result": appeal.result, "earlier_appeal.decided_at": micros_or_never(appeal.decided_at)},
            {"case": case_row},
            source=(f"$.seller.appeals[{number}]",),
        )
        for number, appeal in enumerate(case.seller.appeals if case.seller else ())
    ]
