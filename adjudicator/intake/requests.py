"""Requests for evidence: until when, and what came in time (SEMANTICS 11, 17)."""

from __future__ import annotations

from datetime import datetime, timedelta

from adjudicator.case import Case, EvidenceRequest
from adjudicator.intake.comparisons import CERTIFICATES


def deadline_of(case: Case, request: EvidenceRequest) -> datetime | None:
    """Until when a request is to be answered: its own deadline or hours, else what its kind gives; None if nothing does."""
    if request.deadline is not None:
        return request.deadline
    hours = request.deadline_hours
    if hours is None and case.complaint_class == "non_receipt" and case.demand == "refund_only":
        hours = 24
    if hours is None and (
        (case.complaint_class == "quality" and case.demand == "compensation")
        or (request.any_of and set(request.any_of) <= set(CERTIFICATES))
    ):
        hours = 48
    return None if hours is None else request.sent_at + timedelta(hours=hours)


def is_late(case: Case, exhibit: str) -> bool:
    """Whether an exhibit came late: some submission carries it, and none of these was on time (SEMANTICS 45.11)."""
    deadlines = {request.id: deadline_of(case, request) for request in case.evidence_requests}
    carried = [submission for submission in case.submissions if exhibit in submission.exhibits]
    return bool(carried) and not any(
        (deadline := deadlines.get(submission.request)) is None or submission.submitted_at <= deadline
        for submission in carried
    )
