"""Cases that contradict themselves or bring what does not belong: refused with a place, or ruled with a reason."""

import copy

import pytest

from tests.adjudicator.asking import refused, ruled
from tests.adjudicator.inline_cases import inline_case, written
from tests.adjudicator.packs.agreement import ruling_of
from tests.oracle.builders import case, did, exhibit, found, handed, mismatch, read, receipt, requested, ticket

FOREIGN = {
    "appeal": {"ruling_at": "2025-06-01T10:00:00+08:00", "filed_at": "2025-06-03T10:00:00+08:00"},
    "evidence_requests": [
        {
            "id": "r9",
            "stage": "ticket",
            "to": "seller",
            "any_of": ["proof_of_receipt"],
            "sent_at": "2025-06-11T10:00:00+08:00",
            "deadline_hours": 24,
        }
    ],
    "refund": {"requested_at": "2025-06-09T10:00:00+08:00", "state": "closed", "outcome": "upheld_mismatch"},
    "seller": {
        "history": [
            {
                "case_id": f"p{month}",
                "complaint_class": "description_mismatch",
                "disposition": "upheld",
                "decided_at": f"2025-0{month}-01T10:00:00+08:00",
            }
            for month in (2, 3, 4)
        ]
    },
}
"""What the packs of other platforms would act upon."""


@pytest.mark.parametrize(
    ("own", "packs"),
    [
        (mismatch("rejected", use=None), {"taobao-dm", "cn-consumer-law", "conduct", "evidence"}),
        (requested(), {"pdd-appeal", "cn-consumer-law", "conduct", "evidence"}),
        (ticket(), {"ticket-appeal", "conduct", "evidence"}),
        (case("duokeduomi", "invoice"), {"duokeduomi", "cn-consumer-law", "conduct", "evidence"}),
        (case("generic", "service_attitude", demand="compensation"),
         {"complaint-sla", "online-flow", "cn-consumer-law", "conduct", "evidence"}),
    ],
    ids=lambda one: one.get("platform") if isinstance(one, dict) else "",
)  # fmt: skip
def test_the_facts_of_another_platform_change_nothing_but_the_record(own, packs):
    own_parts = {"appeal"} if own["platform"] == "tickets" else {"refund", "seller"} if "refund" in own else set()
    own_parts |= {"evidence_requests"} if own["platform"] == "pinduoduo" else set()
    foreign = {key: value for key, value in FOREIGN.items() if key not in own_parts}
    plain, mixed = ruling_of(own), ruling_of({**own, **copy.deepcopy(foreign)})
    for key in ("disposition", "tier", "penalties", "remedies", "codes", "missing", "needs_human", "waiting_for"):
        assert mixed[key] == plain[key], key
    assert {step["rule"].partition(".")[0] for step in mixed["reasons"] if step["rule"].count(".") == 2} <= packs
    assert (mixed["appeal"] is None) == (plain["appeal"] is None)


@pytest.mark.parametrize(
    ("proposal", "reasons"),
    [
        ({"effect": "watch", "days": 13}, ["INVALID_RANGE"]),
        ({"effect": "watch", "days": 91}, ["INVALID_RANGE"]),
        ({"effect": "watch", "days": 14, "restriction_days": 8}, ["INVALID_RANGE"]),
        ({"effect": "public_warning", "days": 14}, ["INVALID_RANGE"]),
        ({"effect": "freeze"}, ["INVALID_EFFECT"]),
    ],
)
def test_a_proposal_outside_the_clause_is_rejected_with_a_reason_and_has_no_effect(tmp_path, capsys, proposal, reasons):
    plain = ruled(capsys, written(tmp_path, mismatch(), "plain.json"))
    ruling = ruled(capsys, written(tmp_path, mismatch(proposed_penalty=proposal), "proposed.json"))
    assert ruling["proposal"] == {"accepted": "no", "reasons": reasons}
    assert ruling["penalties"] == plain["penalties"]


@pytest.mark.parametrize("days", [14, 90])
def test_a_proposal_at_the_ends_of_the_interval_is_accepted(tmp_path, capsys, days):
    proposed = mismatch(proposed_penalty={"effect": "watch", "days": days})
    ruling = ruled(capsys, written(tmp_path, proposed))
    assert ruling["proposal"] == {"accepted": "yes", "reasons": []}
    assert [one["days"] for one in ruling["penalties"] if one["effect"] == "watch"] == [days]


@pytest.mark.parametrize(
    ("days", "code"), [(14.5, "WRONG_TYPE"), ("14", "WRONG_TYPE"), (True, "WRONG_TYPE"), (-1, "OUT_OF_RANGE")]
)
def test_a_proposal_that_is_no_whole_number_of_days_refuses_the_case(tmp_path, capsys, days, code):
    path = written(tmp_path, mismatch(proposed_penalty={"effect": "watch", "days": days}))
    assert refused(capsys, path) == [(code, "$.proposed_penalty.days")]


def test_a_proposal_where_no_penalty_applies_is_said_to_have_nothing_to_choose(tmp_path, capsys):
    path = written(tmp_path, mismatch("rejected", proposed_penalty={"effect": "watch", "days": 20}))
    assert ruled(capsys, path)["proposal"] == {"accepted": "no", "reasons": ["NO_PENALTY_APPLIES"]}


def test_a_history_that_holds_the_present_case_is_refused(tmp_path, capsys):
    own = mismatch(priors=1)
    own["seller"]["history"][0]["case_id"] = own["id"]
    assert refused(capsys, written(tmp_path, own)) == [("DUPLICATE_ID", "$.seller.history[0].case_id")]
    twice = mismatch(priors=2)
    twice["seller"]["history"][1]["case_id"] = twice["seller"]["history"][0]["case_id"]
    assert refused(capsys, written(tmp_path, twice)) == [("DUPLICATE_ID", "$.seller.history[1].case_id")]


def test_two_findings_of_one_instant_that_differ_are_refused_and_equal_ones_are_not(tmp_path, capsys):
    findings = [found("affects_normal_use", "yes"), found("affects_normal_use", "no")]
    path = written(tmp_path, mismatch(human_findings=findings))
    assert refused(capsys, path) == [("CONTRADICTION", "$.human_findings[1].value")]
    path = written(tmp_path, mismatch(human_findings=[findings[0], copy.deepcopy(findings[0])]))
    assert ruled(capsys, path)["disposition"] == "upheld"


def test_events_of_one_instant_are_in_order(tmp_path, capsys):
    at = "2025-06-11T10:00:00+08:00"
    order = {"placed_at": at, "shipped_at": at, "received_at": at}
    own = requested(order=order, exhibits=[receipt()], submissions=[handed(at)], as_of=at, filed_at=at)
    assert ruled(capsys, written(tmp_path, own))["disposition"] == "not_upheld"


def test_an_act_at_the_very_instant_of_its_due_is_in_time_and_a_second_later_it_is_not(tmp_path, capsys):
    base = case("generic", "quality", demand="return")
    for at, state in (("2025-06-13T10:00:00+08:00", "met"), ("2025-06-13T10:00:01+08:00", "met_late")):
        own = {**base, "acts": [did("handling_sheet", at, "quality")]}
        duties = ruled(capsys, written(tmp_path, own))["obligations"]
        assert [one["state"] for one in duties if one["act"] == "handling_sheet"] == [state]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"deadline": "2025-06-11T09:59:59+08:00"}, ("EVENTS_OUT_OF_ORDER", "$.evidence_requests[0].deadline")),
        (
            {"deadline": "2025-06-12T10:00:00+08:00", "deadline_hours": 23},
            ("CONTRADICTION", "$.evidence_requests[0].deadline_hours"),
        ),
    ],
)
def test_a_deadline_that_does_not_follow_its_request_is_refused(tmp_path, capsys, parts, expected):
    own = requested()
    own["evidence_requests"][0] |= parts
    assert refused(capsys, written(tmp_path, own)) == [expected]


def test_a_request_whose_deadline_nothing_gives_is_refused(tmp_path, capsys):
    own = requested("quality", "repair", ("goods_photo",))
    assert [path for _, path in refused(capsys, written(tmp_path, own))] == ["$.evidence_requests[0]"]


@pytest.mark.parametrize(
    ("filed", "due"),
    [("2026-12-24T10:00:00+08:00", "2027-01-01T00:00:00+08:00"), ("2026-12-28T10:00:00+08:00", None)],
)
def test_a_due_date_past_the_calendar_is_unknown_and_asked_for(tmp_path, capsys, filed, due):
    own = {**case("generic", "quality", demand="return"), "filed_at": filed, "as_of": "2027-02-01T10:00:00+08:00"}
    ruling = ruled(capsys, written(tmp_path, own))
    replies = [one for one in ruling["obligations"] if one["act"] == "reply"]
    assert [one["due"] for one in replies] == [due]
    assert ({"fact": "calendar", "about": None} in ruling["missing"]) == (due is None)


@pytest.mark.parametrize(
    ("parts", "code", "path"),
    [
        ({"filed_at": "2025-07-20T10:00:01+08:00"}, "EVENTS_OUT_OF_ORDER", "$.filed_at"),
        ({"filed_at": "1999-12-31T23:59:59+08:00"}, "BAD_INSTANT", "$.filed_at"),
        ({"filed_at": "2025-06-10T10:00:00"}, "BAD_INSTANT", "$.filed_at"),
        ({"as_of": "2100-01-01T00:00:00+08:00"}, "BAD_INSTANT", "$.as_of"),
        ({"seller": {"type": "c2c"}, "platform": "tmall"}, "CONTRADICTION", "$.seller.type"),
    ],
)
def test_a_case_out_of_time_or_out_of_place_is_refused_where_it_is_wrong(tmp_path, capsys, parts, code, path):
    assert (code, path) in refused(capsys, written(tmp_path, {**mismatch(), **parts}))


def test_a_report_of_another_kind_than_its_exhibit_is_refused(tmp_path, capsys):
    own = inline_case()
    own["exhibits"][0]["report"]["kind"] = "freight_receipt"
    assert refused(capsys, written(tmp_path, own)) == [("CONTRADICTION", "$.exhibits[0].report.kind")]


def test_an_exhibit_with_nothing_to_look_at_is_refused(tmp_path, capsys):
    own = case("generic", "quality", exhibits=[{"id": "e1", "kind": "weigh_record", "party": "seller"}])
    assert [path for _, path in refused(capsys, written(tmp_path, own))] == ["$.exhibits[0].files"]


def test_an_exhibit_that_no_platform_asks_for_is_judged_and_leaks_nowhere(tmp_path, capsys):
    own = case("tickets", "liability_amount", complainant="worker", respondent="platform",
               exhibits=[exhibit("weigh_record", fields=read("weight", "tracking_number"))])  # fmt: skip
    ruling = ruled(capsys, written(tmp_path, own))
    assert [one["verdict"] for one in ruling["exhibits"]] == ["valid"]
    assert ruling["penalties"] == ruling["remedies"] == []
