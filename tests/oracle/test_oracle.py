"""The oracle agrees with the policy's vectors; its cases are valid, reach the policy's branches, and repeat by seed."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest

from tests.oracle.boundaries import boundary_cases
from tests.oracle.builders import mismatch, receipt, requested, stamp
from tests.oracle.clocks import end_of_working_day, instant, printed
from tests.oracle.compare import differences, disagreements
from tests.oracle.exhibits import same
from tests.oracle.generator import PLATFORMS, random_case
from tests.oracle.record import says_nothing
from tests.oracle.ruling import expected
from tests.oracle.timeline import faults
from tests.oracle.vectors import vectors

SEEDS = 300
KEYS = {
    "disposition", "tier", "penalties", "proposal", "codes", "redress", "findings", "exhibits", "remedies",
    "obligations", "appeal", "waiting_for", "missing", "needs_human", "overridden", "packs",
}  # fmt: skip


@pytest.mark.parametrize(("name", "case", "part"), vectors(), ids=[name for name, _, _ in vectors()])
def test_the_oracle_agrees_with_a_vector_of_the_policy(name: str, case: dict[str, Any], part: dict[str, Any]) -> None:
    assert faults(case) == [], name
    assert list(differences(part, expected(case))) == []


def test_all_forty_five_vectors_are_there() -> None:
    assert {int(name[1:].rstrip("abc")) for name, _, _ in vectors()} == set(range(1, 46))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_random_case_obeys_the_orders_of_events_and_its_outcome_is_whole(platform: str) -> None:
    for seed in range(SEEDS):
        case = random_case(random.Random(seed), platform)
        assert faults(case) == [], seed
        assert case["platform"] == platform
        outcome = expected(case)
        assert set(outcome) == KEYS
        assert json.loads(json.dumps(outcome)) == outcome
        open_end = outcome["disposition"] in ("pending", "needs_human")
        assert (outcome["redress"] == []) == (open_end or platform == "tickets")
        if outcome["disposition"] == "pending":
            assert outcome["waiting_for"] or outcome["missing"], seed
        if outcome["disposition"] == "needs_human":
            assert outcome["needs_human"], seed


def test_the_same_seed_gives_the_same_case_and_the_case_is_not_changed_by_ruling_it() -> None:
    for seed in range(SEEDS):
        case = random_case(random.Random(seed))
        before = json.dumps(case)
        expected(case)
        assert before == json.dumps(case) == json.dumps(random_case(random.Random(seed)))


def test_the_order_of_lists_does_not_matter() -> None:
    for seed in range(SEEDS):
        case = random_case(random.Random(seed))
        mixed = {key: list(reversed(value)) if isinstance(value, list) else value for key, value in case.items()}
        assert expected(mixed) == expected(case), seed


def test_random_cases_reach_every_disposition_tier_and_deciding_code() -> None:
    seen: Counter[str] = Counter()
    for platform in PLATFORMS:
        for seed in range(800):
            outcome = expected(random_case(random.Random(seed), platform))
            seen.update([f"disposition {outcome['disposition']}", f"tier {outcome['tier']}", *outcome["codes"]])
            seen.update(code for row in outcome["exhibits"] for code, _ in row["reasons"])
            seen.update((outcome["appeal"] or {}).get("reasons", []))
            seen.update((outcome["proposal"] or {}).get("reasons", []))
    wanted = {f"tier {tier}" for tier in ("0", "1", "2", "3a", "3b", "4", "4M")} | {
        f"disposition {name}"
        for name in (
            "inadmissible", "pending", "withdrawn", "upheld", "partially_upheld", "not_upheld", "buyer_supported",
            "liability_final", "closed_without_prejudice", "needs_human", "no_rule_applies",
        )
    }  # fmt: skip
    wanted |= {
        "WRONG_CHANNEL", "NOT_WITHIN_CLASS", "NEGOTIATION_NOT_SHOWN", "INCOMPLETE_FILING", "ORDER_NOT_VERIFIED",
        "REPORT_NOT_VERIFIED", "LATE_NO_EVIDENCE", "LATE_SUBMISSION", "INVALID_MEANINGLESS", "INVALID_EVIDENCE",
        "NONCONFORMING_EVIDENCE", "DEEMED_ADMISSION", "DUE_PROCESS", "NO_RULE_APPLIES", "SLA_BREACH",
        "REPORT_UNTRUE", "INVALID_RANGE", "INVALID_EFFECT", "NO_PENALTY_APPLIES", "QUOTA_MONTH", "QUOTA_YEAR",
        "PREDESTINED_LATE", "PREDESTINED_INVALID", "PREDESTINED_MEANINGLESS", "LATE", "ALREADY_APPEALED",
        "APPEAL_EVIDENCE_NONCONFORMING", "APPEAL_EVIDENCE_INVALID", "NO_KEY_EVIDENCE",
        "REASSIGNED_BY_OTHER_PARTY", "PROXY_NOT_ALLOWED", "KEY_EVIDENCE_OPEN", "STAMP_NO_RED_SEAL",
        "STAMP_ALL_HANDWRITTEN", "STAMP_ALL_PRINTED", "STAMP_NOT_HANDWRITTEN", "STAMP_MISSING_FIELD",
        "FREIGHT_INVALID_TYPE", "FREIGHT_TYPE_OPEN", "FREIGHT_MISSING_FIELD", "NONCONFORMING_PARTIAL",
        "WEIGH_MISSING_FIELD", "WEIGH_MISSING_UNIT", "CERT_MISSING_FIELD", "CERT_MISSING_COVER",
        "CERT_MISSING_BODY", "CERT_NOT_COVERING_ORDER", "RECEIPT_MISSING_FIELD", "RETURN_MISSING_FIELD",
        "LISTING_MISSING_FIELD", "INVALID_NOT_PROBATIVE", "FIELD_UNCERTAIN", "KIND_NOT_CHECKED",
    }  # fmt: skip
    assert wanted - set(seen) == set()


def test_boundary_cases_are_valid_and_named_once() -> None:
    names = [name for name, _ in boundary_cases()]
    assert len(set(names)) == len(names)
    for name, case in boundary_cases():
        assert faults(case) == [], name
        assert set(expected(case)) == KEYS


def test_the_second_decides_at_each_boundary() -> None:
    at = dict(boundary_cases())

    def tier(name: str) -> Any:
        return expected(at[name])["tier"]

    def disposition(name: str) -> Any:
        return expected(at[name])["disposition"]

    assert tier("prior second before the start of the window") == "3b"
    assert tier("prior at the start of the window") == tier("prior second after the start of the window") == "4"
    assert disposition("receipt at 24 h") == "not_upheld"
    assert disposition("receipt second after 24 h") == "buyer_supported"
    assert disposition("nothing, ruled at 24 h") == "pending"
    assert disposition("nothing, ruled second after 24 h") == "buyer_supported"
    assert disposition("meaningless, then receipt at 24 h") == "buyer_supported"
    assert disposition("48Q reply at 48 h") == "no_rule_applies"
    assert disposition("48Q reply second after 48 h") == "buyer_supported"
    assert disposition("appeal at 7×24 h of the ruling") == "needs_human"
    assert disposition("appeal second after 7×24 h of the ruling") == "liability_final"
    assert disposition("3 dissatisfied visits") == "pending"
    assert disposition("4 dissatisfied visits") == "needs_human"


def test_more_upheld_priors_never_lower_the_tier_and_service_never_raises_it() -> None:
    order = ("0", "1", "2", "3a", "3b", "4", "4M")
    tiers = [expected(mismatch(priors=count))["tier"] for count in range(5)]
    assert [order.index(tier) for tier in tiers] == sorted(order.index(tier) for tier in tiers)
    served = mismatch(after_sales=[{"kind": "exchange", "rendered_at": "2025-06-20T10:00:00+08:00"}])
    assert order.index(expected(served)["tier"]) <= order.index(expected(mismatch())["tier"])


def test_working_days_skip_holidays_count_make_up_days_and_end_with_the_calendar() -> None:
    def due(start: str, days: int) -> str | None:
        return printed(end_of_working_day(instant(start), days))

    assert due("2025-09-26T23:59:59+08:00", 5) == "2025-10-11T00:00:00+08:00"
    assert due("2025-09-26T16:00:00Z", 5) == "2025-10-11T00:00:00+08:00"  # already Saturday 27 in UTC+8
    assert due("2025-09-28T00:00:00+08:00", 3) == "2025-10-10T00:00:00+08:00"
    assert due("2026-12-30T10:00:00+08:00", 1) == "2027-01-01T00:00:00+08:00"
    assert due("2026-12-31T10:00:00+08:00", 1) is None
    assert due("2003-12-30T10:00:00+08:00", 1) is None


def test_texts_and_replies_are_normalised_before_they_are_compared() -> None:
    assert same("ＳＦ 123", "sf123", True)
    assert not same("Ab", "aB")
    assert all(says_nothing(text) for text in ("11", "好 的!", "ＯＫ", "123", "", "…。", "?"))
    assert not any(says_nothing(text) for text in ("1234", "好的,马上处理", "没有"))


def test_a_ruling_that_differs_is_told_apart_and_one_that_agrees_is_not() -> None:
    outcome = expected(mismatch(priors=2))
    ruling = {**outcome, "ruleset": {"packs": outcome["packs"]}, "overridden": []}
    assert list(disagreements(lambda case: ruling, expected, [("V", mismatch(priors=2))])) == []
    found = list(disagreements(lambda case: {**ruling, "tier": "4"}, expected, [("V", mismatch(priors=2))]))
    assert found == ["V: $.tier: expected '3b', got '4'"]
    bare = {**ruling, "penalties": ruling["penalties"][:2]}
    assert len(list(disagreements(lambda case: bare, expected, [("V", mismatch(priors=2))]))) == 1


def test_the_lenient_readings_change_what_they_name() -> None:
    sent = {"id": "s1", "request": "r1", "party": "seller", "submitted_at": "2025-06-11T10:00:00+08:00"}
    case = requested(
        exhibits=[receipt()], submissions=[{**sent, "text": "11"}, {**sent, "id": "s2", "exhibits": ["e1"]}]
    )
    assert expected(case)["disposition"] == "buyer_supported"
    assert expected(case, {"meaningless.immediately_fatal": "false"})["disposition"] == "not_upheld"
    printed_name = requested(exhibits=[stamp(courier_name={"handwritten": "no"})])
    assert expected(printed_name)["exhibits"][0]["verdict"] == "invalid"
    lenient = expected(printed_name, {"stamp.handwritten_fields": "date"})
    assert lenient["exhibits"][0]["verdict"] == "valid"
