"""Orders of events: which of two instants is at fault, and what may lie ahead of the ruling."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudicator.case import load_case
from tests.adjudicator.sample_cases import (
    APPEALED,
    EXHIBIT,
    HIGH_NOON,
    PRIOR,
    REQUEST,
    faults_of,
    finding,
    minimal_case,
)

EARLIER, LATER = "2026-02-10T08:00:00+08:00", "2026-02-10T00:00:01Z"


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        (lambda a, b: {"order": {"placed_at": a, "shipped_at": b}}, "order.shipped_at"),
        (lambda a, b: {"order": {"shipped_at": a, "received_at": b}}, "order.received_at"),
        (lambda a, b: {"order": {"placed_at": a, "received_at": b}}, "order.received_at"),
        (lambda a, b: {"refund": {"requested_at": a, "closed_at": b, "state": "closed"}}, "refund.closed_at"),
        (
            lambda a, b: {"seller": {"appeals": [{**APPEALED, "filed_at": a, "decided_at": b}]}},
            "seller.appeals[0].decided_at",
        ),
        (
            lambda a, b: {"after_sales": [{"kind": "return", "offered_at": a, "rendered_at": b}]},
            "after_sales[0].rendered_at",
        ),
        (
            lambda a, b: {"evidence_requests": [{**REQUEST, "sent_at": a, "deadline": b}]},
            "evidence_requests[0].deadline",
        ),
        (
            lambda a, b: {
                "evidence_requests": [{**REQUEST, "sent_at": a, "deadline_hours": 1}],
                "submissions": [{"id": "s", "request": "rq-1", "party": "seller", "submitted_at": b}],
            },
            "submissions[0].submitted_at",
        ),
        (lambda a, b: {"appeal": {"ruling_at": a, "notified_at": b}}, "appeal.notified_at"),
        (lambda a, b: {"appeal": {"ruling_at": a, "filed_at": b}}, "appeal.filed_at"),
    ],
)
def test_of_two_ordered_events_the_later_named_is_at_fault(part, wrong):
    assert faults_of(minimal_case(**part(EARLIER, LATER))) == []
    assert faults_of(minimal_case(**part(EARLIER, EARLIER))) == []
    assert faults_of(minimal_case(**part(LATER, EARLIER))) == [("EVENTS_OUT_OF_ORDER", f"$.{wrong}")]


FUTURE = "2026-03-10T12:00:00.000001+08:00"


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ({"filed_at": FUTURE}, "filed_at"),
        ({"order": {"placed_at": FUTURE}}, "order.placed_at"),
        ({"listing": {"snapshot_at": FUTURE}}, "listing.snapshot_at"),
        ({"seller": {"history": [{**PRIOR, "decided_at": FUTURE}]}}, "seller.history[0].decided_at"),
        ({"seller": {"appeals": [{**APPEALED, "filed_at": FUTURE}]}}, "seller.appeals[0].filed_at"),
        ({"refund": {"requested_at": FUTURE}}, "refund.requested_at"),
        ({"after_sales": [{"kind": "return", "offered_at": FUTURE}]}, "after_sales[0].offered_at"),
        ({"human_findings": finding(fact="established", value="yes", at=FUTURE)}, "human_findings[0].at"),
        ({"acts": [{"act": "reply", "actor": "quality", "at": FUTURE}]}, "acts[0].at"),
        ({"evidence_requests": [{**REQUEST, "sent_at": FUTURE}]}, "evidence_requests[0].sent_at"),
        ({"exhibits": [{**EXHIBIT, "report": {}, "submitted_at": FUTURE}]}, "exhibits[0].submitted_at"),
        ({"messages": [{"party": "buyer", "at": FUTURE, "text": "?"}]}, "messages[0].at"),
        ({"appeal": {"ruling_at": FUTURE}}, "appeal.ruling_at"),
    ],
)
def test_what_has_happened_lies_before_the_ruling(part, wrong):
    assert faults_of(minimal_case(**part)) == [("EVENTS_OUT_OF_ORDER", f"$.{wrong}")]
    assert faults_of(minimal_case(**part), as_of=FUTURE) == []


def test_a_deadline_and_a_promise_may_lie_ahead():
    document = minimal_case(
        evidence_requests=[{**REQUEST, "deadline": FUTURE}],
        acts=[{"act": "promise", "actor": "seller", "at": HIGH_NOON, "until": FUTURE}],
    )
    assert faults_of(document) == []


def test_another_clock_is_put_in_place_before_anything_is_checked():
    assert faults_of(minimal_case(as_of="yesterday"), as_of=FUTURE) == []
    assert faults_of(minimal_case(as_of=None), as_of=FUTURE) == []
    assert faults_of(minimal_case(), as_of="2026-03-01") == [("BAD_INSTANT", "$.as_of")]
    assert faults_of(minimal_case(), as_of="2026-02-28T00:00:00Z") == [("EVENTS_OUT_OF_ORDER", "$.filed_at")]


START = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 68 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))


@given(st.lists(st.none() | instants, min_size=3, max_size=3))
@settings(max_examples=200)
def test_an_order_is_accepted_iff_its_known_events_follow_each_other(times):
    keys = ("placed_at", "shipped_at", "received_at")
    order = {key: at.isoformat() for key, at in zip(keys, times, strict=True) if at is not None}
    known = [at for at in times if at is not None]
    found = faults_of(minimal_case(order=order))
    assert (found == []) == (known == sorted(known))
    assert {code for code, _ in found} <= {"EVENTS_OUT_OF_ORDER"}


@given(instants, st.integers(-14, 14))
@settings(max_examples=50)
def test_an_instant_is_the_same_in_every_offset(at, hours):
    moved = at.astimezone(timezone(timedelta(hours=hours)))
    case = load_case(minimal_case(messages=[{"party": "buyer", "at": moved.isoformat(), "text": ""}]))
    assert case.messages[0].at == at
