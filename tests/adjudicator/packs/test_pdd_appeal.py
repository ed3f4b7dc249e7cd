"""Pinduoduo: evidence that was asked for, deemed admission, appeals and their quota, held against the oracle."""

from __future__ import annotations

from typing import Any

import pytest

from adjudicator.case import load_case
from tests.adjudicator.packs.agreement import (
    adjudicator,
    differences_over,
    random_cases,
    ruling_of,
    settled_cases,
    standing,
)
from tests.oracle.builders import appeals, case, did, exhibit, found, handed, read, receipt, requested
from tests.oracle.compare import differences, outcome_of
from tests.oracle.ruling import expected

PACK = "pdd-appeal"
IN_TIME, TOO_LATE = "2025-06-12T10:00:00+08:00", "2025-06-12T10:00:01+08:00"
BEFORE_THE_DEADLINE = "2025-06-12T09:00:00+08:00"
Case = dict[str, Any]


def ruled(one: Case, **readings: str) -> dict[str, Any]:
    """The ruling of a case under readings, whose proof holds."""
    chosen = {name.replace("__", "."): value for name, value in readings.items()}
    record = load_case(one)
    ruling = adjudicator().rule(record, readings=chosen).ruling
    assert adjudicator().verify(ruling, record) == []
    return ruling


def test_the_engine_agrees_with_the_oracle_on_random_cases():
    assert differences_over(random_cases("pinduoduo", 300)) == []


def test_the_engine_agrees_with_the_oracle_on_every_boundary_and_vector():
    assert differences_over(settled_cases("pinduoduo")) == []


def test_the_engine_agrees_with_the_oracle_where_a_meaningless_reply_can_be_healed():
    readings = {"meaningless.immediately_fatal": "false"}
    for name, one in random_cases("pinduoduo", 150):
        ruling = adjudicator().rule(load_case(one), readings=readings).ruling
        assert (name, list(differences(expected(one, readings), outcome_of(ruling)))) == (name, [])


def test_proof_of_receipt_a_second_after_the_deadline_is_deemed_admission():
    late = ruled(requested(exhibits=[receipt()], submissions=[handed(TOO_LATE)]))
    assert late["disposition"] == "buyer_supported"
    assert late["codes"] == ["DEEMED_ADMISSION", "LATE_SUBMISSION"]
    assert [(one["remedy"], one["clause"]) for one in late["remedies"]] == [("refund_only", "PDD-DL-24")]
    assert standing(late, "disposition") == {f"{PACK}.disposition.deemed_not_received"}
    assert f"{PACK}.burden.submission_late" in standing(late)


def test_proof_of_receipt_at_the_deadline_itself_defeats_the_claim():
    in_time = ruled(requested(exhibits=[receipt()], submissions=[handed(IN_TIME)]))
    assert in_time["disposition"] == "not_upheld"
    assert standing(in_time, "disposition") == {f"{PACK}.disposition.received"}
    assert in_time["appeal"]["advice"] == "file"


def test_an_obligation_to_submit_says_when_it_is_due_and_how_that_was_counted():
    (duty,) = ruled(requested())["obligations"]
    assert (duty["act"], duty["due"], duty["state"], duty["request"]) == (
        "submit_evidence",
        "2025-06-12T10:00:00+08:00",
        "overdue",
        "r1",
    )
    assert duty["derivation"] == {
        "start": "request.sent_at",
        "start_at": "2025-06-11T10:00:00+08:00",
        "counting": "24 hours",
        "calendar": None,
    }


def test_a_deadline_of_the_request_itself_is_not_said_to_be_counted():
    one = requested()
    one["evidence_requests"][0]["deadline"] = "2025-06-13T10:00:00+08:00"
    (duty,) = ruled(one)["obligations"]
    assert (duty["due"], duty["derivation"]["counting"]) == ("2025-06-13T10:00:00+08:00", "as stated")


@pytest.mark.parametrize("text", ["11", "好的", " 知道了。", "ＯＫ", "999", "？！", ""])
def test_a_meaningless_reply_supports_the_buyer_and_dooms_an_appeal(text: str):
    ruling = ruled(requested(submissions=[handed(BEFORE_THE_DEADLINE, (), text)]))
    assert (ruling["disposition"], ruling["codes"]) == ("buyer_supported", ["INVALID_MEANINGLESS"])
    assert ruling["appeal"]["reasons"] == ["PREDESTINED_MEANINGLESS"]
    assert ruling["remedies"][0]["clause"] == "PDD-EV-MEANINGLESS"


@pytest.mark.parametrize("text", ["好的,马上处理", "1000", "没有"])
def test_a_text_that_says_something_is_no_meaningless_reply_but_no_evidence_either(text: str):
    ruling = ruled(requested(submissions=[handed(BEFORE_THE_DEADLINE, (), text)]))
    assert ruling["codes"] == ["DEEMED_ADMISSION", "LATE_NO_EVIDENCE"]


def test_valid_evidence_heals_a_meaningless_reply_only_under_the_other_reading():
    both = [handed(BEFORE_THE_DEADLINE, (), "好的", "s1"), handed(IN_TIME, name="s2")]
    one = requested(exhibits=[receipt()], submissions=both)
    strict, lenient = ruled(one), ruled(one, meaningless__immediately_fatal="false")
    assert strict["disposition"] == "buyer_supported"
    assert strict["open_readings"] == ["meaningless.immediately_fatal"]
    assert lenient["disposition"] == "not_upheld"


def test_negotiating_without_a_reply_brings_compensation_of_an_amount_that_a_person_sets():
    done = [did("negotiate", BEFORE_THE_DEADLINE)]
    ruling = ruled(requested("quality", "compensation", (), acts=done))
    assert ruling["disposition"] == "buyer_supported"
    assert standing(ruling, "disposition") == {f"{PACK}.disposition.compensation"}
    assert ruling["needs_human"] == [{"fact": "amount", "about": None}]
    states = {one["act"]: one["state"] for one in ruling["obligations"]}
    assert (states["negotiate"], states["reply_platform"]) == ("met", "overdue")


def test_a_text_that_says_something_counts_as_the_reply_to_the_platform():
    done = [did("negotiate", BEFORE_THE_DEADLINE)]
    replied = [handed(IN_TIME, (), "已与买家协商一致")]
    ruling = ruled(requested("quality", "compensation", (), acts=done, submissions=replied))
    assert ruling["disposition"] == "no_rule_applies"
    assert f"{PACK}.burden.text_replies" in standing(ruling)


def test_an_uncertain_exhibit_after_the_deadline_needs_a_person_for_what_is_uncertain():
    unsure = exhibit("proof_of_receipt", fields=read("tracking_number", "recipient_name"))
    ruling = ruled(requested(exhibits=[unsure], submissions=[handed(IN_TIME)]))
    assert ruling["disposition"] == "needs_human"
    assert ruling["needs_human"] == [{"fact": "date", "about": "e1"}]


def test_an_uncertain_exhibit_before_the_deadline_leaves_the_request_open():
    unsure = exhibit("proof_of_receipt", fields=read("tracking_number", "recipient_name"))
    one = requested(exhibits=[unsure], submissions=[handed(BEFORE_THE_DEADLINE)], as_of=IN_TIME)
    ruling = ruled({**one, "filed_at": "2025-06-10T10:00:00+08:00"})
    assert (ruling["disposition"], ruling["needs_human"]) == ("pending", [])
    assert ruling["waiting_for"] == [{"event": "submission", "about": "r1", "until": IN_TIME}]


def test_without_a_demand_the_buyer_is_supported_and_the_demand_is_missing():
    one = requested("short_quantity", "exchange", ("weigh_record",))
    del one["demand"]
    one["evidence_requests"][0]["deadline_hours"] = 24
    ruling = ruled(one)
    assert (ruling["disposition"], ruling["remedies"]) == ("buyer_supported", [])
    assert ruling["missing"] == [{"fact": "demand", "about": None}]


def test_a_picture_that_shows_the_dirt_upholds_the_claim_about_returned_goods():
    photo = exhibit("goods_photo", goods_coverage="whole")
    shown = case("pinduoduo", "return_condition", exhibits=[photo], human_findings=[found("shows", "yes", about="e1")])
    ruling = ruled({**shown, "complainant": "seller", "respondent": "buyer"})
    assert (ruling["disposition"], standing(ruling, "disposition")) == (
        "upheld",
        {f"{PACK}.disposition.condition_shown"},
    )


def test_the_fourth_failure_of_the_month_locks_until_the_next_and_the_third_warns():
    three = ruled(requested(seller=appeals(*["2025-07-05T10:00:00+08:00"] * 3)))["appeal"]
    four = ruled(requested(seller=appeals(*["2025-07-05T10:00:00+08:00"] * 4)))["appeal"]
    assert (three["allowed"], three["next_failure_locks"], three["until"]) == ("yes", "yes", None)
    assert (four["allowed"], four["next_failure_locks"], four["until"]) == ("no", "no", "2025-08-01T00:00:00+08:00")
    assert "QUOTA_MONTH" in four["reasons"]


@pytest.mark.parametrize(("failures", "allowed", "locks_next"), [(1, "yes", "no"), (2, "yes", "yes"), (3, "no", "no")])
def test_under_the_other_reading_the_limit_itself_locks(failures: int, allowed: str, locks_next: str):
    one = requested(seller=appeals(*["2025-07-05T10:00:00+08:00"] * failures))
    appeal = ruled(one, quota__operator="at_least")["appeal"]
    assert (appeal["allowed"], appeal["next_failure_locks"]) == (allowed, locks_next)


def test_an_id_of_the_record_that_looks_like_a_step_does_not_confuse_the_proof():
    sent = [handed(BEFORE_THE_DEADLINE, (), "11", f"s{number}") for number in range(1, 9)]
    assert ruled(requested(submissions=sent))["disposition"] == "buyer_supported"


def test_nothing_of_the_pack_leaks_into_a_taobao_case():
    injected = {**requested(submissions=[handed(TOO_LATE, (), "11")]), "platform": "taobao"}
    ruling = ruling_of(injected)
    assert (ruling["appeal"], ruling["remedies"]) == (None, [])
    assert not [step for step in ruling["reasons"] if step["rule"].startswith(PACK)]
