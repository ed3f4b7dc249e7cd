"""Appeals against liability rulings: the period, the gate, the merits, and agreement with the independent oracle."""

from adjudicator.case import load_case
from tests.adjudicator.packs.agreement import (
    adjudicator,
    differences_over,
    random_cases,
    ruling_of,
    settled_cases,
    standing,
)
from tests.oracle.builders import case, exhibit, found, ticket
from tests.oracle.compare import disagreements
from tests.oracle.ruling import expected

PACK = "ticket-appeal"


def rules_of(ruling, concludes=None):
    return {rule.removeprefix(f"{PACK}.") for rule in standing(ruling, concludes) if rule.startswith(PACK)}


def missing_of(ruling):
    return [entry["fact"] for entry in ruling["missing"]]


def asked_of(ruling):
    return [entry["fact"] for entry in ruling["needs_human"]]


def test_random_appeals_come_out_as_the_oracle_says():
    assert differences_over(random_cases("tickets", 300)) == []


def test_boundary_cases_and_vectors_come_out_as_the_oracle_says():
    assert differences_over(settled_cases("tickets")) == []


def test_random_appeals_come_out_as_the_oracle_says_when_one_may_appeal_again():
    again = {"ticket.reappeal": "true"}
    found_differences = disagreements(
        lambda one: adjudicator().rule(load_case(one), readings=again).ruling,
        lambda one: expected(one, again),
        random_cases("tickets", 150),
    )
    assert list(found_differences) == []


def test_every_ruling_about_a_ticket_can_be_verified_without_the_engine():
    for _, one in random_cases("tickets", 30):
        sealed = load_case(one)
        assert adjudicator().verify(adjudicator().rule(sealed).ruling, sealed) == []


def test_an_appeal_that_a_person_found_justified_is_upheld_on_the_merits():
    ruling = ruling_of({**ticket(), "human_findings": [found("appeal_justified", "yes")]})
    assert ruling["disposition"] == "upheld"
    assert rules_of(ruling, "disposition") == {"disposition.upheld"}
    assert rules_of(ruling, "appeal.allowed") == {"intake.appeal_allowed"}


def test_an_admissible_appeal_waits_for_a_person_to_judge_it():
    ruling = ruling_of(ticket())
    assert (ruling["disposition"], asked_of(ruling)) == ("needs_human", ["appeal_justified"])


def test_the_last_second_of_the_seven_days_is_in_time_and_the_next_is_not():
    in_time = ruling_of(ticket("2025-07-08T10:00:00+08:00"))
    late = ruling_of(ticket("2025-07-08T10:00:01+08:00"))
    assert (in_time["disposition"], in_time["appeal"]["reasons"]) == ("needs_human", [])
    assert (late["disposition"], late["appeal"]["reasons"]) == ("liability_final", ["LATE"])
    assert rules_of(late, "appeal.reasons") == {"intake.filed_late"}
    assert rules_of(late, "disposition") == {"disposition.liability_final"}


def test_counted_in_calendar_days_the_period_ends_with_the_seventh_day():
    by_day = {"ticket.seven_days": "calendar_days"}
    for filed, disposition in (
        ("2025-07-09T00:00:00+08:00", "needs_human"),
        ("2025-07-09T00:00:01+08:00", "liability_final"),
    ):
        ruling = adjudicator().rule(load_case(ticket(filed)), readings=by_day).ruling
        assert ruling["disposition"] == disposition
        assert ruling["appeal"]["until"] == "2025-07-09T00:00:00+08:00"
        assert ruling["obligations"][0]["derivation"]["counting"] == "7 days"


def test_the_way_to_count_seven_days_is_named_as_open_where_it_decides():
    late = ticket("2025-07-08T23:00:00+08:00")
    assert "ticket.seven_days" in ruling_of(late)["open_readings"]


def test_the_period_runs_from_the_notice_where_that_came_later():
    ruling = ruling_of(ticket("2025-07-09T10:00:00+08:00", notified_at="2025-07-02T10:00:00+08:00"))
    assert ruling["appeal"]["until"] == "2025-07-09T10:00:00+08:00"
    assert rules_of(ruling, "liability.known_at") == {"intake.known_by_notice"}


def test_an_appeal_filed_before_the_notice_has_been_filed_in_time():
    ruling = ruling_of(ticket("2025-07-01T12:00:00+08:00", notified_at="2025-07-02T10:00:00+08:00"))
    (duty,) = ruling["obligations"]
    assert (duty["act"], duty["state"]) == ("file_appeal", "met")


def test_where_the_ruling_is_not_dated_its_instant_is_missing_and_nothing_is_guessed():
    undated = ticket()
    del undated["appeal"]["ruling_at"]
    ruling = ruling_of(undated)
    assert (ruling["disposition"], missing_of(ruling)) == ("pending", ["ruling_at"])
    assert (ruling["appeal"]["allowed"], ruling["appeal"]["until"]) == ("unknown", None)
    assert ruling["appeal"]["advice"] == "undetermined"
    assert ruling["obligations"] == []


def test_a_newly_liable_party_gets_no_appeal_and_a_person_is_told():
    ruling = ruling_of(ticket(None, liability_origin="reassigned_by_other_party_appeal"))
    assert (ruling["disposition"], ruling["codes"]) == ("inadmissible", ["DUE_PROCESS"])
    assert asked_of(ruling) == ["due_process"]
    assert rules_of(ruling, "disposition") == {"disposition.reassigned"}


def test_a_second_appeal_is_inadmissible_unless_the_other_reading_is_chosen():
    second = ticket(prior_appeals_on_ticket=1)
    ruling = ruling_of(second)
    assert (ruling["disposition"], ruling["appeal"]["reasons"]) == ("inadmissible", ["ALREADY_APPEALED"])
    assert "ticket.reappeal" in ruling["open_readings"]
    again = adjudicator().rule(load_case(second), readings={"ticket.reappeal": "true"}).ruling
    assert (again["disposition"], again["ruleset"]["readings"]) == ("needs_human", {"ticket.reappeal": "true"})


def test_only_the_city_manager_may_appeal_for_the_worker():
    refused = ruling_of(ticket(channel="proxy", proxy="colleague"))
    assert (refused["disposition"], refused["appeal"]["reasons"]) == ("inadmissible", ["PROXY_NOT_ALLOWED"])
    assert ruling_of(ticket(channel="proxy", proxy="city_manager"))["appeal"]["allowed"] == "yes"
    assert ruling_of(ticket(channel="proxy"))["appeal"]["reasons"] == ["PROXY_NOT_ALLOWED"]


def test_key_evidence_of_an_open_kind_is_for_a_person_to_judge():
    ruling = ruling_of(ticket(key="other"))
    assert (ruling["disposition"], asked_of(ruling)) == ("needs_human", ["key_evidence"])
    assert (ruling["appeal"]["allowed"], ruling["appeal"]["reasons"]) == ("unknown", ["KEY_EVIDENCE_OPEN"])


def test_an_exhibit_that_is_not_named_as_key_evidence_is_none():
    loose = {**ticket(key=None), "exhibits": [exhibit("video", "worker")]}
    assert ruling_of(loose)["appeal"]["reasons"] == ["NO_KEY_EVIDENCE"]


def test_a_question_without_an_answer_is_ruled_by_nobody():
    for kind, rules in (
        ("unpack_damage", {"disposition.unpack_damage", "disposition.transfer_to_claims"}),
        ("signoff_exception", {"disposition.signoff_exception"}),
    ):
        ruling = ruling_of(case("tickets", kind, complainant="worker", respondent="platform"))
        assert (ruling["disposition"], asked_of(ruling)) == ("needs_human", ["rule_text"])
        assert rules_of(ruling, "disposition") == rules


def test_there_are_no_quotas_on_tickets_whatever_the_seller_lost():
    lost = [
        {"id": f"p{number}", "filed_at": "2025-07-02T10:00:00+08:00", "decided_at": at, "result": "failed"}
        for number, at in enumerate(["2025-07-05T10:00:00+08:00"] * 5)
    ]
    ruling = ruling_of({**ticket(), "seller": {"id": "seller-1", "appeals": lost}})
    assert ruling["appeal"]["next_failure_locks"] == "no"
    assert (ruling["appeal"]["failures_this_month"], ruling["appeal"]["allowed"]) == (0, "yes")
