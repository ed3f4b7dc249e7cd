"""Complaints under the complaint procedure and the statute: packs complaint-sla, online-flow, cn-consumer-law."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adjudicator.packs.agreement import (
    differences_over,
    random_cases,
    ruling_of,
    settled_cases,
    standing,
)
from tests.oracle.builders import FILED, case, found

NINE_DAYS = {"received_at": "2025-06-01T10:00:00+08:00"}
DEFECT = [found("defective", "yes")]


def complaint(**parts: Any) -> dict[str, Any]:
    return case("generic", "quality", **{"demand": "return", **parts})


def did(act: str, at: str, **keys: Any) -> dict[str, Any]:
    return {"act": act, "actor": "customer_service", "at": at, **keys}


def visits(*satisfactions: str) -> list[dict[str, Any]]:
    days = enumerate(satisfactions, start=20)
    return [did("visit", f"2025-06-{day}T10:00:00+08:00", satisfaction=how) for day, how in days]


def obligations(ruling: dict[str, Any], act: str) -> list[tuple[str | None, str]]:
    return [(one["due"], one["state"]) for one in ruling["obligations"] if one["act"] == act]


def test_random_complaints_are_ruled_as_the_oracle_rules_them():
    assert differences_over(random_cases("generic", 300)) == []


def test_boundary_cases_and_vectors_are_ruled_as_the_oracle_rules_them():
    assert differences_over(settled_cases("generic")) == []


def test_a_complaint_without_a_demand_is_incomplete_and_its_clocks_run_all_the_same():
    without = complaint()
    del without["demand"]
    ruling = ruling_of(without)
    assert (ruling["disposition"], ruling["codes"]) == ("inadmissible", ["INCOMPLETE_FILING", "SLA_BREACH"])
    assert standing(ruling, "disposition") == {"complaint-sla.disposition.incomplete_filing"}
    assert obligations(ruling, "reply") == [("2025-06-18T00:00:00+08:00", "overdue")]


def test_an_unreasonable_demand_is_refused_with_a_way_to_the_consumer_association():
    ruling = ruling_of(complaint(human_findings=[found("demand_unreasonable", "yes"), found("established", "yes")]))
    assert ruling["disposition"] == "not_upheld"
    assert standing(ruling, "disposition") == {"complaint-sla.disposition.unreasonable_demand"}
    assert obligations(ruling, "refer_consumer_association") == [(None, "open")]


def test_an_untrue_complaint_is_not_upheld():
    ruling = ruling_of(complaint(human_findings=[found("established", "no")]))
    assert ruling["disposition"] == "not_upheld"
    assert "REPORT_UNTRUE" in ruling["codes"]


@pytest.mark.parametrize("ground", ["defective", "authority_nonconforming"])
def test_defective_goods_establish_a_complaint_that_somebody_found_untrue(ground: str):
    ruling = ruling_of(complaint(human_findings=[found("established", "no"), found(ground, "yes")]))
    assert ruling["disposition"] == "upheld"


def test_an_excessive_demand_upholds_the_complaint_in_part():
    ruling = ruling_of(complaint(human_findings=[found("established", "yes"), found("demand_excessive", "yes")]))
    assert standing(ruling, "disposition") == {"complaint-sla.disposition.partially_upheld"}


def test_while_nobody_found_whether_it_is_true_the_investigation_goes_on():
    ruling = ruling_of(complaint())
    assert (ruling["disposition"], ruling["missing"]) == ("pending", [{"fact": "established", "about": None}])
    assert ruling["redress"] == []


def test_the_latest_visit_decides_and_a_satisfied_customer_closes_the_round():
    ruling = ruling_of(
        complaint(acts=visits("dissatisfied", "satisfied"), human_findings=[found("established", "yes")])
    )
    assert ruling["disposition"] == "upheld"


def test_of_two_visits_at_one_instant_a_dissatisfied_one_reopens():
    both = [did("visit", "2025-06-20T10:00:00+08:00", satisfaction=how) for how in ("satisfied", "dissatisfied")]
    ruling = ruling_of(complaint(acts=both, human_findings=[found("established", "yes")]))
    assert [one["event"] for one in ruling["waiting_for"]] == ["investigation"]


def test_three_dissatisfied_visits_reopen_and_the_fourth_goes_to_a_superior():
    third, fourth = (ruling_of(complaint(acts=visits(*["dissatisfied"] * count))) for count in (3, 4))
    assert standing(third, "disposition") == {"complaint-sla.disposition.reopened"}
    assert (fourth["disposition"], fourth["needs_human"]) == ("needs_human", [{"fact": "escalation", "about": None}])
    assert standing(fourth, "disposition") == {"complaint-sla.disposition.escalated"}


def test_advance_compensation_is_recommended_where_mediation_failed_and_the_seller_is_clearly_at_fault():
    failed = {"negotiation": {"status": "failed"}, "human_findings": [found("seller_fault_clear", "yes")]}
    ruling = ruling_of(complaint(**failed))
    assert [(one["remedy"], one["status"]) for one in ruling["remedies"]] == [("advance_compensation", "recommended")]
    assert standing(ruling, "complaint.liable_party") == {"online-flow.findings.seller_liable"}
    assert ruling_of(complaint(**{**failed, "negotiation": {"status": "ongoing"}}))["remedies"] == []


def test_a_late_handling_sheet_must_be_notified_and_is_a_breach():
    sheet = [{"act": "handling_sheet", "actor": "quality", "at": "2025-06-13T10:00:01+08:00"}]
    ruling = ruling_of(complaint(acts=sheet))
    assert obligations(ruling, "handling_sheet") == [("2025-06-13T10:00:00+08:00", "met_late")]
    assert obligations(ruling, "delay_notice") == [(None, "open")]
    assert "complaint-sla.obligations.handling_sheet_breached" in standing(ruling, "codes")


def test_a_due_day_beyond_the_calendar_is_not_guessed():
    late = complaint(filed_at="2026-12-30T10:00:00+08:00", as_of="2027-02-01T10:00:00+08:00")
    ruling = ruling_of(late)
    assert obligations(ruling, "reply") == [(None, "open")]
    assert {"fact": "calendar", "about": None} in ruling["missing"]


def test_return_is_granted_within_seven_days_at_the_cost_of_the_trader():
    ruling = ruling_of(complaint(order={"received_at": "2025-06-03T10:00:00+08:00"}, human_findings=DEFECT))
    remedy = {"remedy": "return", "status": "granted", "freight_borne_by": "seller", "clause": "LAW-24"}
    assert [{key: one[key] for key in remedy} for one in ruling["remedies"]] == [remedy]


def test_after_seven_days_it_must_be_known_whether_rescission_is_open():
    ruling = ruling_of(complaint(order=NINE_DAYS, human_findings=DEFECT))
    assert (ruling["remedies"], ruling["missing"]) == ([], [{"fact": "rescission_conditions_met", "about": None}])


def test_without_a_day_of_receipt_the_statute_asks_for_it():
    ruling = ruling_of(complaint(human_findings=DEFECT))
    assert (ruling["remedies"], ruling["missing"]) == ([], [{"fact": "order.received_at", "about": None}])


def test_a_special_rule_on_returns_needs_a_person():
    ruling = ruling_of(complaint(order=NINE_DAYS, human_findings=[*DEFECT, found("special_return_rule", "yes")]))
    assert ruling["needs_human"] == [{"fact": "special_return_rule", "about": None}]


def test_goods_that_an_authority_condemned_go_back_whatever_the_seven_days_say():
    findings = [*DEFECT, found("authority_nonconforming", "yes"), found("rescission_conditions_met", "no")]
    ruling = ruling_of(complaint(order=NINE_DAYS, human_findings=findings))
    assert [(one["remedy"], one["clause"]) for one in ruling["remedies"]] == [("return", "LAW-54")]
    assert [(one["loser"], one["winner"]) for one in ruling["overridden"]] == [("LAW-24", "LAW-54")]


def test_the_statute_gives_no_remedy_for_a_complaint_about_manners():
    rude = case("generic", "service_attitude", demand="return", order=NINE_DAYS, human_findings=DEFECT)
    ruling = ruling_of(rude)
    assert (ruling["disposition"], ruling["remedies"]) == ("upheld", [])
    assert standing(ruling, "complaint.category") == {"complaint-sla.findings.category_service"}


def test_a_complaint_that_nobody_acknowledged_for_a_day_is_noted_and_binds_nobody():
    late = complaint(acts=[did("promise", FILED, until="2025-06-30T10:00:00+08:00")])
    assert "acknowledgement.late" not in {step["concludes"] for step in ruling_of(late)["reasons"]}
    ruling = ruling_of(complaint())
    assert standing(ruling, "acknowledgement.late") == {"online-flow.obligations.acknowledgement_late"}
    assert obligations(ruling, "acknowledgement") == []
