"""Complaints to the call centre: gate, choice, quantities, cash on delivery; agreement with the independent oracle."""

from adjudicator.case import load_case
from tests.adjudicator.packs.agreement import (
    adjudicator,
    differences_over,
    random_cases,
    ruling_of,
    settled_cases,
    standing,
)
from tests.oracle.builders import case, did, found

PACK = "duokeduomi"
VERIFIED = {"verified": "yes"}
TRUE = found("report_verified", "yes")


def rules_of(ruling, concludes=None):
    return {rule.removeprefix(f"{PACK}.") for rule in standing(ruling, concludes) if rule.startswith(PACK)}


def complaint(kind, *findings, order=VERIFIED, **parts):
    keys = {} if order is None else {"order": order}
    return ruling_of(case("duokeduomi", kind, human_findings=list(findings), **keys, **parts))


def duties(ruling):
    return {(one["act"], one["state"], one["clause"]) for one in ruling["obligations"]}


def remedies(ruling):
    return [(one["remedy"], one["sku"], one["quantity"], one["clause"]) for one in ruling["remedies"]]


def test_random_complaints_come_out_as_the_oracle_says():
    assert differences_over(random_cases("duokeduomi", 400)) == []


def test_boundary_cases_and_vectors_come_out_as_the_oracle_says():
    assert differences_over(settled_cases("duokeduomi")) == []


def test_every_ruling_of_a_complaint_can_be_verified_without_the_engine():
    for _, one in random_cases("duokeduomi", 30):
        sealed = load_case(one)
        assert adjudicator().verify(adjudicator().rule(sealed).ruling, sealed) == []


def test_without_an_order_a_missing_component_is_closed_but_may_be_reported_again():
    ruling = complaint("missing_component", order=None)
    assert (ruling["disposition"], ruling["codes"]) == ("closed_without_prejudice", ["ORDER_NOT_VERIFIED"])
    assert rules_of(ruling, "disposition") == {"disposition.order_missing"}


def test_an_objection_to_the_listing_without_an_order_is_verified_with_operations_instead():
    ruling = complaint("website_mismatch", order=None)
    assert (ruling["disposition"], ruling["waiting_for"][0]["event"]) == ("pending", "operations_verification")
    assert [(one["loser"], one["winner"]) for one in ruling["overridden"]] == [("MK-GATE", "MK-3N")]
    assert duties(ruling) == {(act, "open", "MK-3N") for act in ("record", "verify_operations", "callback")}


def test_what_operations_did_before_the_complaint_was_filed_counts_as_done():
    earlier = did("record", "2025-06-09T10:00:00+08:00", "customer_service")
    assert ("record", "met", "MK-3N") in duties(complaint("website_mismatch", order=None, acts=[earlier]))


def test_a_confirmed_objection_is_upheld_and_the_listing_corrected():
    ruling = complaint("website_mismatch", TRUE, order=None)
    assert ruling["disposition"] == "upheld"
    assert ("correct_listing", "open", "MK-3N") in duties(ruling)
    assert ruling["remedies"] == []


def test_an_order_that_nobody_has_verified_is_asked_for_alone():
    ruling = complaint("quality", order={})
    assert ruling["disposition"] == "pending"
    assert [one["fact"] for one in ruling["missing"]] == ["order.verified"]


def test_no_remedy_is_fixed_before_the_user_has_chosen():
    ruling = complaint("quality", TRUE)
    assert (ruling["disposition"], ruling["remedies"]) == ("pending", [])
    assert rules_of(ruling, "disposition") == {"disposition.await_choice"}


def test_the_users_choice_is_granted_with_delivery_and_a_call_at_a_time_still_to_be_named():
    ruling = complaint("quality", TRUE, found("user_choice", "exchange"))
    assert ruling["disposition"] == "upheld"
    assert remedies(ruling) == [("exchange", None, None, "MK-2A")]
    assert duties(ruling) == {("notify_logistics", "open", "MK-2A"), ("callback", "open", "MK-2A")}
    assert [one["fact"] for one in ruling["missing"]] == ["eta"]


def test_a_call_before_the_choice_was_made_does_not_count():
    choice = found("user_choice", "resend")
    before = did("callback", "2025-06-30T10:00:00+08:00", "customer_service")
    after = did("callback", "2025-07-01T10:00:00+08:00", "customer_service")
    assert ("callback", "open", "MK-1A") in duties(complaint("missing_component", TRUE, choice, acts=[before]))
    assert ("callback", "met", "MK-1A") in duties(complaint("missing_component", TRUE, choice, acts=[after]))


def test_a_choice_that_the_class_does_not_offer_goes_to_a_person():
    ruling = complaint("missing_component", TRUE, found("user_choice", "return"))
    assert (ruling["disposition"], ruling["remedies"]) == ("needs_human", [])
    assert [one["fact"] for one in ruling["needs_human"]] == ["user_choice"]


def test_a_user_who_wants_nothing_is_asked_before_the_case_is_closed():
    nothing = found("user_choice", "none")
    waiting = complaint("website_mismatch", TRUE, nothing)
    assert (waiting["disposition"], waiting["waiting_for"][0]["event"]) == ("pending", "user_agreement")
    closed = complaint("website_mismatch", TRUE, nothing, found("user_agrees_to_close", "yes"))
    assert closed["disposition"] == "closed_without_prejudice"
    assert rules_of(closed, "disposition") == {"disposition.closed_by_agreement_website"}


def test_known_differences_are_made_up_at_once_and_unknown_lines_asked_for():
    lines = [
        {"sku": "a", "quantity": 5, "quantity_received": 4},
        {"sku": "b", "quantity": 5, "quantity_received": 6},
        {"sku": "c", "quantity": 5},
        {"sku": "d", "quantity": 5, "quantity_received": 5},
    ]
    ruling = complaint("short_quantity", order={**VERIFIED, "lines": lines})
    assert ruling["disposition"] == "upheld"
    assert remedies(ruling) == [("no_return_required", "b", 1, "MK-SHORT"), ("replenish", "a", 1, "MK-SHORT")]
    assert ruling["missing"] == [{"fact": "order.lines.quantity_received", "about": "c"}]
    assert duties(ruling) == {("proactive_notice", "open", "MK-SHORT")}


def test_two_lines_that_lack_the_same_are_two_remedies():
    line = {"quantity": 2, "quantity_received": 1}
    ruling = complaint("short_quantity", order={**VERIFIED, "lines": [line, line]})
    assert remedies(ruling) == [("replenish", None, 1, "MK-SHORT")] * 2


def test_a_user_who_wants_nothing_waives_the_shortage_but_is_told_of_it():
    lines = [{"sku": "a", "quantity": 2, "quantity_received": 1}]
    ruling = complaint("short_quantity", found("user_choice", "none"), order={**VERIFIED, "lines": lines})
    assert (ruling["disposition"], ruling["remedies"]) == ("upheld", [])
    assert duties(ruling) == {("proactive_notice", "open", "MK-SHORT")}


def test_a_report_of_short_quantity_is_judged_by_the_lines_and_not_by_a_finding():
    lines = [{"sku": "a", "quantity": 2, "quantity_received": 2}]
    ruling = complaint("short_quantity", TRUE, order={**VERIFIED, "lines": lines})
    assert (ruling["disposition"], ruling["codes"]) == ("closed_without_prejudice", ["REPORT_NOT_VERIFIED"])


def test_a_complaint_about_price_is_never_upheld_by_itself():
    for ruling in (complaint("price", TRUE), complaint("price"), complaint("price", TRUE, order=None)):
        assert ruling["disposition"] == "needs_human"
        assert [one["fact"] for one in ruling["needs_human"]] == ["price_threshold"]
    assert complaint("price", found("report_verified", "no"))["disposition"] == "closed_without_prejudice"


def test_an_invoice_is_issued_again_without_any_gate():
    ruling = complaint("invoice", order={"verified": "no"})
    assert (ruling["disposition"], remedies(ruling)) == ("upheld", [("reissue_invoice", None, None, "MK-5")])


def refusal(*findings, payment="cod"):
    return complaint("cod_refusal", found("refused_without_reason", "yes"), *findings, order={"payment": payment})


def test_refused_goods_that_can_be_sold_again_are_returned_unconditionally():
    ruling = refusal(found("resaleable", "yes"))
    assert rules_of(ruling, "disposition") == {"disposition.cod_resaleable"}
    assert (remedies(ruling), ruling["penalties"]) == ([("return", None, None, "MK-COD")], [])


def test_cash_on_delivery_is_restricted_only_after_a_risk_notice():
    insists = (found("resaleable", "no"), found("user_insists", "yes"))
    (restricted,) = refusal(*insists, found("risk_notice_given", "yes"))["penalties"]
    assert (restricted["effect"], restricted["subject"], restricted["sign_off"]) == ("restrict_cod", "buyer", "none")
    unwarned = refusal(*insists, found("risk_notice_given", "no"))
    assert (unwarned["disposition"], unwarned["penalties"]) == ("upheld", [])
    unknown = refusal(*insists)
    assert (unknown["disposition"], unknown["penalties"]) == ("upheld", [])
    assert [one["fact"] for one in unknown["missing"]] == ["risk_notice_given"]


def test_questions_about_a_refusal_are_asked_one_after_another():
    assert [one["fact"] for one in complaint("cod_refusal", order=None)["missing"]] == [
        "order.payment",
        "refused_without_reason",
    ]
    assert [one["fact"] for one in refusal()["missing"]] == ["resaleable"]
    assert [one["fact"] for one in refusal(found("resaleable", "no"))["missing"]] == ["user_insists"]


def test_goods_that_cannot_be_sold_again_are_recommended_for_purchase():
    ruling = refusal(found("resaleable", "no"), found("user_insists", "no"))
    assert rules_of(ruling, "disposition") == {"disposition.cod_purchase_recommended"}


def test_a_refusal_of_prepaid_goods_and_an_unknown_class_are_escalated():
    for ruling in (refusal(payment="prepaid"), complaint("delivery_time")):
        assert (ruling["disposition"], ruling["codes"]) == ("no_rule_applies", ["NO_RULE_APPLIES"])
        assert duties(ruling) == {("escalate", "open", "MK-ESC")}


def test_no_clause_of_another_platform_reaches_a_website_mismatch():
    ruling = complaint("website_mismatch", TRUE, found("user_choice", "return"))
    assert (ruling["disposition"], ruling["tier"], ruling["penalties"]) == ("upheld", None, [])
    cited = {clause for step in ruling["reasons"] for clause in step["clauses"]}
    assert not any(clause.startswith(("TB-", "PDD-DL", "TK-", "CP-")) for clause in cited)
