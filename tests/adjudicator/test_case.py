"""Cases: what is accepted, and every way of being refused, by code and path."""

import copy
import json
import pickle
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudicator.case import load_case
from adjudicator.case_checks import leaves_the_folder
from adjudicator.closed_lists import FACTS
from adjudicator.errors import CODES, Refused
from adjudicator.finding_checks import FORMS
from adjudicator.refusal import Refusal, refusal_of, refusal_text, refused_line
from tests.adjudicator.sample_cases import (
    EXHIBIT,
    HIGH_NOON,
    MADE,
    REQUEST,
    as_bytes,
    faults_of,
    finding,
    full_case,
    minimal_case,
)

MISSING = object()


def changed(where, value):
    """The full case with one place changed; the way is keys and indices."""
    document = full_case()
    *way, last = where.replace("[", ".").replace("]", "").split(".")
    part = document
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    last = int(last) if last.isdigit() else last
    if value is MISSING:
        del part[last]
    else:
        part[last] = value
    return document


def test_the_least_case_and_the_fullest_are_accepted():
    assert load_case(minimal_case()).exhibits == ()
    case = load_case(as_bytes(full_case()))
    assert case.order.paid == Decimal("129.90")
    assert case.order.lines[0].unit_weight_g == Decimal("250.5")
    assert case.filed_at == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert case.exhibits[0].report.fields.weight.value == Decimal("199.5")


def test_what_is_left_out_is_unknown_or_an_empty_record():
    case = load_case(minimal_case(order={}))
    assert (case.goods_returned, case.order.verified, case.order.lines, case.refund) == ("unknown", "unknown", (), None)
    assert (case.history, case.lines, case.seller_type) == ((), (), "unknown")


def test_a_case_does_not_change():
    case = load_case(minimal_case())
    with pytest.raises(ValueError, match="frozen"):
        case.id = "other"


@pytest.mark.parametrize(
    ("where", "value", "code"),
    [
        ("schema", "case/2", "WRONG_SCHEMA"),
        ("schema", MISSING, "MISSING_KEY"),
        ("surprise", 1, "UNKNOWN_KEY"),
        ("order.suprise", {"a": None}, "UNKNOWN_KEY"),
        ("allegations[0].degree", "clear", "UNKNOWN_KEY"),
        ("order.lines[0].colour", "red", "UNKNOWN_KEY"),
        ("id", MISSING, "MISSING_KEY"),
        ("as_of", MISSING, "MISSING_KEY"),
        ("respondent", MISSING, "MISSING_KEY"),
        ("exhibits[0].party", MISSING, "MISSING_KEY"),
        ("messages[0].text", MISSING, "MISSING_KEY"),
        ("seller.history[1].disposition", MISSING, "MISSING_KEY"),
        ("seller.appeals[1].result", MISSING, "MISSING_KEY"),
        ("evidence_requests[0].any_of", MISSING, "MISSING_KEY"),
        ("submissions[0].submitted_at", MISSING, "MISSING_KEY"),
        ("after_sales[0].kind", MISSING, "MISSING_KEY"),
        ("acts[0].until", MISSING, "MISSING_KEY"),
        ("human_findings[0].by", MISSING, "MISSING_KEY"),
        ("human_findings[0].value", MISSING, "MISSING_KEY"),
        ("id", 5, "WRONG_TYPE"),
        ("goods_returned", True, "WRONG_TYPE"),
        ("goods_returned", None, "WRONG_TYPE"),
        ("refund", None, "WRONG_TYPE"),
        ("refund", [], "WRONG_TYPE"),
        ("exhibits", {}, "WRONG_TYPE"),
        ("messages[0]", "hello", "WRONG_TYPE"),
        ("filed_at", 1772344800, "WRONG_TYPE"),
        ("demand_amount", 129.9, "WRONG_TYPE"),
        ("order.lines[0].quantity", 1.0, "WRONG_TYPE"),
        ("order.lines[0].quantity", "1", "WRONG_TYPE"),
        ("order.lines[0].unit_weight_g", "250", "WRONG_TYPE"),
        ("order.lines[0].unit_weight_g", True, "WRONG_TYPE"),
        ("listing.attributes.产地", ["杭州"], "WRONG_TYPE"),
        ("listing.attributes.产地", False, "WRONG_TYPE"),
        ("allegations[0].listed", {"g": 1}, "WRONG_TYPE"),
        ("proposed_penalty.days", 14.5, "WRONG_TYPE"),
        ("platform", "amazon", "NOT_IN_LIST"),
        ("complaint_class", "DESCRIPTION_MISMATCH", "NOT_IN_LIST"),
        ("goods_returned", "maybe", "NOT_IN_LIST"),
        ("seller.history[0].disposition", "won", "NOT_IN_LIST"),
        ("evidence_requests[0].any_of[1]", "photo", "NOT_IN_LIST"),
        ("acts[0].actor", "police", "NOT_IN_LIST"),
        ("proposed_penalty.effect", "fine", "NOT_IN_LIST"),
        ("order.currency", "cny", "NOT_IN_LIST"),
        ("demand_amount", "1,00", "OUT_OF_RANGE"),
        ("demand_amount", "-1", "OUT_OF_RANGE"),
        ("demand_amount", "01", "OUT_OF_RANGE"),
        ("demand_amount", "1.23456", "OUT_OF_RANGE"),
        ("demand_amount", "1\n", "OUT_OF_RANGE"),
        ("order.lines[0].quantity", -1, "OUT_OF_RANGE"),
        ("order.lines[0].quantity", 1_000_001, "OUT_OF_RANGE"),
        ("order.lines[0].unit_weight_g", 10_000_000.5, "OUT_OF_RANGE"),
        ("evidence_requests[0].deadline_hours", 0, "OUT_OF_RANGE"),
        ("evidence_requests[0].deadline_hours", 8761, "OUT_OF_RANGE"),
        ("proposed_penalty.restriction_days", -1, "OUT_OF_RANGE"),
        ("id", "", "OUT_OF_RANGE"),
        ("id", "x" * 201, "OUT_OF_RANGE"),
        ("exhibits[0].report.fields.weight.confidence", 1.01, "OUT_OF_RANGE"),
        ("exhibits[0].supports[0]", "al-9", "DANGLING_REFERENCE"),
        ("submissions[0].request", "rq-9", "DANGLING_REFERENCE"),
        ("submissions[0].exhibits[0]", "ex-9", "DANGLING_REFERENCE"),
        ("appeal.key_evidence[0]", "ex-9", "DANGLING_REFERENCE"),
        ("human_findings[0].about", "al-9", "DANGLING_REFERENCE"),
        ("human_findings[3].about", "al-1", "DANGLING_REFERENCE"),
        ("allegations[1].id", "al-1", "DUPLICATE_ID"),
        ("seller.appeals[1].id", "ap-1", "DUPLICATE_ID"),
        ("seller.history[1].case_id", "old-2", "DUPLICATE_ID"),
        ("seller.history[0].case_id", "case-1", "DUPLICATE_ID"),
        ("acts[1].until", HIGH_NOON, "UNKNOWN_KEY"),
        ("acts[0].satisfaction", "neutral", "UNKNOWN_KEY"),
        ("seller.appeals[1].decided_at", "2026-02-05T00:00:00Z", "CONTRADICTION"),
        ("seller.appeals[0].decided_at", MISSING, "MISSING_KEY"),
        ("exhibits[0].report.kind", "video", "CONTRADICTION"),
        ("exhibits[0].report.schema", "evidence-report/2", "WRONG_SCHEMA"),
        ("exhibits[0].report.pictures", [], "UNKNOWN_KEY"),
        ("exhibits[0].report.fields.colour", {}, "UNKNOWN_KEY"),
        ("exhibits[0].report.fields.tracking_number.unit", "g", "UNKNOWN_KEY"),
        ("exhibits[0].report.fields.weight.unit", "ton", "NOT_IN_LIST"),
        ("exhibits[0].report.fields.weight.value", "199.5", "WRONG_TYPE"),
        ("exhibits[0].report.fields.weight.box", [1, 2, 3], "WRONG_TYPE"),
        ("exhibits[0].report.fields.weight.legible", None, "WRONG_TYPE"),
        ("exhibits[0].report.goods_coverage", "all", "NOT_IN_LIST"),
        ("exhibits[0].report.verdict", "good", "NOT_IN_LIST"),
    ],
)
def test_one_thing_wrong_is_named_once_where_it_stands(where, value, code):
    assert faults_of(changed(where, value)) == [(code, f"$.{where}")]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026-03-01T09:00:00",
        "2026-03-01T09:00+08:00",
        "2026-03-01 09:00:00+08:00",
        "2026-03-01T09:00:00+0800",
        "2026-03-01T24:00:00+08:00",
        "2026-02-29T09:00:00+08:00",
        "2026-03-01T09:00:60Z",
        "2026-03-01T09:00:00.1234567Z",
        "2026-03-01T09:00:00.Z",
        "2026-03-01T09:00:00z",
        "1999-12-31T23:59:59Z",
        "2100-01-01T00:00:00+08:00",
        "2026-03-01T09:00:00Z\n",
        "２０２６-03-01T09:00:00Z",
        "",
    ],
)
def test_what_is_no_exact_instant_with_offset_is_refused(text):
    assert faults_of(minimal_case(messages=[{"party": "buyer", "at": text, "text": ""}])) == [
        ("BAD_INSTANT", "$.messages[0].at")
    ]


@pytest.mark.parametrize("text", ["2000-01-01T00:00:00+08:00", "2026-03-01T09:00:00.5-11:30", "2026-03-01T09:00:00Z"])
def test_an_instant_may_have_any_offset(text):
    assert faults_of(minimal_case(messages=[{"party": "buyer", "at": text, "text": ""}])) == []
    assert faults_of(minimal_case(as_of="2099-12-31T23:59:59Z")) == []


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        ({"fact": "degree", "value": "clear"}, []),
        ({"fact": "degree", "value": "huge"}, [("NOT_IN_LIST", "value")]),
        ({"fact": "degree", "value": "clear", "about": "ex-1"}, [("DANGLING_REFERENCE", "about")]),
        ({"fact": "degree", "value": "clear", "field": "weight"}, [("UNKNOWN_KEY", "field")]),
        ({"fact": "guilt", "value": "yes"}, [("NOT_IN_LIST", "fact")]),
        ({"fact": "affects_normal_use", "value": "no", "reason_code": "cosmetic_only"}, []),
        (
            {"fact": "affects_normal_use", "value": "yes", "reason_code": "cosmetic_only"},
            [("CONTRADICTION", "reason_code")],
        ),
        ({"fact": "affects_normal_use", "value": "yes", "reason_code": "SAFETY"}, [("NOT_IN_LIST", "reason_code")]),
        ({"fact": "severity", "value": "ordinary"}, []),
        ({"fact": "severity", "value": "serious"}, [("MISSING_KEY", "reason_code")]),
        ({"fact": "severity", "value": "serious", "reason_code": "very bad"}, [("OUT_OF_RANGE", "reason_code")]),
        ({"fact": "severity", "value": "ordinary", "about": "al-1"}, [("UNKNOWN_KEY", "about")]),
        ({"fact": "shows", "value": "yes"}, [("MISSING_KEY", "about")]),
        ({"fact": "shows", "value": True, "about": "ex-1"}, [("WRONG_TYPE", "value")]),
        ({"fact": "legible", "value": "no", "about": "ex-1", "field": "date"}, []),
        ({"fact": "legible", "value": "no", "about": "ex-1"}, [("MISSING_KEY", "field")]),
        ({"fact": "legible", "value": "no", "about": "ex-1", "field": "colour"}, [("NOT_IN_LIST", "field")]),
        ({"fact": "field_value", "value": "A-1", "about": "ex-1", "field": "model"}, []),
        ({"fact": "field_value", "value": 5, "about": "ex-1", "field": "model"}, [("WRONG_TYPE", "value")]),
        ({"fact": "field_value", "value": "200", "about": "ex-1", "field": "weight"}, [("WRONG_TYPE", "value")]),
        ({"fact": "field_value", "value": "2026-02-28", "about": "ex-1", "field": "date"}, []),
        ({"fact": "field_value", "value": "28 Feb", "about": "ex-1", "field": "date"}, [("BAD_INSTANT", "value")]),
        ({"fact": "field_value", "value": "9,90", "about": "ex-1", "field": "amount"}, [("OUT_OF_RANGE", "value")]),
        ({"fact": "pages", "value": ["cover", "body"], "about": "ex-1"}, []),
        ({"fact": "pages", "value": "cover", "about": "ex-1"}, [("WRONG_TYPE", "value")]),
        ({"fact": "pages", "value": ["cover", "spine"], "about": "ex-1"}, [("NOT_IN_LIST", "value[1]")]),
        ({"fact": "script", "value": "mixed", "about": "ex-1"}, []),
        ({"fact": "document_type", "value": "e_waybill", "about": "ex-1"}, []),
        ({"fact": "goods_coverage", "value": "yes", "about": "ex-1"}, [("NOT_IN_LIST", "value")]),
        ({"fact": "user_choice", "value": "repair"}, [("NOT_IN_LIST", "value")]),
        ({"fact": "established", "value": None}, [("WRONG_TYPE", "value")]),
    ],
)
def test_a_finding_has_the_form_of_its_fact(found, faults):
    expected = sorted(("$.human_findings[0]." + place, code) for code, place in faults)
    assert faults_of(full_case(human_findings=finding(**found))) == [(code, path) for path, code in expected]


def test_every_fact_that_a_person_can_find_has_a_form():
    assert set(FORMS) == set(FACTS)


def test_two_findings_at_one_instant_must_agree():
    first = {**MADE, "fact": "established", "value": "yes"}
    second = {**MADE, "fact": "established", "value": "no", "at": "2026-03-05T02:00:00Z"}
    assert faults_of(minimal_case(human_findings=[first, second])) == [("CONTRADICTION", "$.human_findings[1].value")]
    later = {**second, "at": "2026-03-05T02:00:01Z"}
    assert faults_of(minimal_case(human_findings=[first, later])) == []


def test_a_closed_refund_alone_has_an_outcome():
    refund = {"state": "open", "outcome": "rejected", "closed_at": HIGH_NOON}
    expected = [("CONTRADICTION", "$.refund.closed_at"), ("CONTRADICTION", "$.refund.outcome")]
    assert faults_of(minimal_case(refund=refund)) == expected
    assert faults_of(minimal_case(refund={**refund, "state": "closed"})) == []


def test_on_tmall_every_seller_is_a_mall():
    assert faults_of(minimal_case(platform="tmall", seller={"type": "c2c"})) == [("CONTRADICTION", "$.seller.type")]
    assert load_case(minimal_case(platform="tmall")).seller_type == "mall"


@pytest.mark.parametrize(
    ("request_keys", "case_keys", "faults"),
    [
        ({}, {}, [("MISSING_KEY", "")]),
        ({}, {"complaint_class": "non_receipt", "demand": "refund_only"}, []),
        ({}, {"complaint_class": "non_receipt", "demand": "compensation"}, [("MISSING_KEY", "")]),
        ({}, {"complaint_class": "quality", "demand": "compensation"}, []),
        ({"any_of": ["purchase_invoice", "brand_authorisation"]}, {}, []),
        ({"any_of": ["purchase_invoice", "weigh_record"]}, {}, [("MISSING_KEY", "")]),
        ({}, {"platform": "generic"}, []),
        ({"deadline_hours": 24}, {}, []),
        ({"deadline": "2026-03-03T02:00:00Z", "deadline_hours": 24}, {}, []),
        ({"deadline": "2026-03-03T02:00:01Z", "deadline_hours": 24}, {}, [("CONTRADICTION", ".deadline_hours")]),
    ],
)
def test_a_request_on_pinduoduo_has_exactly_one_deadline(request_keys, case_keys, faults):
    document = minimal_case(**{"platform": "pinduoduo", **case_keys}, evidence_requests=[{**REQUEST, **request_keys}])
    assert faults_of(document) == [(code, f"$.evidence_requests[0]{place}") for code, place in faults]


@pytest.mark.parametrize(
    ("exhibit", "faults"),
    [
        ({}, [("MISSING_KEY", ".files")]),
        ({"files": []}, [("OUT_OF_RANGE", ".files")]),
        ({"files": ["a.jpg"], "report": {}}, [("CONTRADICTION", ".report")]),
        ({"files": ["a.jpg"]}, []),
        ({"report": {}}, []),
        ({"report": {"requirements": [{"any": {"key": None}}], "quality": {"x": None}, "made_by": {"y": 1.5}}}, []),
        ({"report": {"fields": {"date": {"value": "2026-02-30"}}}}, [("BAD_INSTANT", ".report.fields.date.value")]),
    ],
)
def test_an_exhibit_has_files_or_a_report(exhibit, faults):
    document = minimal_case(exhibits=[{**EXHIBIT, **exhibit}])
    assert faults_of(document) == [(code, f"$.exhibits[0]{place}") for code, place in faults]


def test_files_lie_in_the_folder_of_the_case(tmp_path):
    folder = tmp_path / "case"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "1.jpg").write_bytes(b"x")
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
    files = ["pictures/1.jpg", "../secret.jpg", "link.jpg", "pictures", "gone.jpg", "/etc/hosts", "loop.jpg"]
    document = minimal_case(exhibits=[{**EXHIBIT, "files": files}])
    where = "$.exhibits[0].files"
    assert faults_of(document, folder=folder) == [
        ("FILE_OUTSIDE", f"{where}[1]"),
        ("FILE_OUTSIDE", f"{where}[2]"),
        ("FILE_MISSING", f"{where}[3]"),
        ("FILE_MISSING", f"{where}[4]"),
        ("FILE_OUTSIDE", f"{where}[5]"),
        ("FILE_MISSING", f"{where}[6]"),
    ]
    assert faults_of(document) == [("FILE_OUTSIDE", f"{where}[1]"), ("FILE_OUTSIDE", f"{where}[5]")]


@pytest.mark.parametrize(
    "name", ["/a", "..", "../a", "a/../../b", "..\\a", "C:/a", "C:a", "\\\\host\\share\\a", "a\0b"]
)
def test_a_path_that_leaves_the_folder_is_known_on_every_system(name):
    assert leaves_the_folder(name)


def test_five_faults_of_different_sorts_are_all_named():
    document = full_case(surprise=1, platform="taobo", goods_returned=True)
    document["order"]["received_at"] = "2026-02-01T11:00:00+08:00"
    document["submissions"][0]["exhibits"] = ["ex-9"]
    del document["messages"][0]["at"]
    assert faults_of(document) == [
        ("WRONG_TYPE", "$.goods_returned"),
        ("MISSING_KEY", "$.messages[0].at"),
        ("EVENTS_OUT_OF_ORDER", "$.order.received_at"),
        ("NOT_IN_LIST", "$.platform"),
        ("DANGLING_REFERENCE", "$.submissions[0].exhibits[0]"),
        ("UNKNOWN_KEY", "$.surprise"),
    ]


def test_faults_of_json_are_named_with_those_of_the_case():
    data = as_bytes(minimal_case(surprise=1)).replace(b'"id"', b'"id": "x", "id"')
    assert faults_of(data) == [("NOT_JSON", "$"), ("UNKNOWN_KEY", "$.surprise")]


@pytest.mark.parametrize("document", [b"[]", b'"case/1"', b"null", b"3"])
def test_a_case_is_an_object(document):
    assert faults_of(document) == [("WRONG_TYPE", "$")]


def test_another_document_of_ours_is_refused_for_its_schema_alone():
    assert faults_of({"schema": "ruling/1", "case_id": "c"}) == [("WRONG_SCHEMA", "$.schema")]


places = st.sampled_from(
    ["id", "order", "refund", "seller", "exhibits", "human_findings", "acts", "messages", "listing"]
)
odd_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(places, odd_values, places, odd_values)
@settings(max_examples=200)
def test_whatever_stands_in_a_case_it_is_accepted_or_refused_with_known_codes(one, first, other, second):
    document = full_case()
    document[one], document[other] = first, second
    try:
        load_case(as_bytes(document))
        return
    except Refused as found:
        refused = found
    assert refused.faults
    assert {found.code for found in refused.faults} <= set(CODES)
    paths = [found.path for found in refused.faults]
    assert paths == sorted(paths)
    Refusal.model_validate(json.loads(json.dumps(refusal_of(refused))))


def test_of_very_many_faults_the_first_thousand_are_named_and_that_there_are_more():
    message = {"party": "buyer", "at": "2027-01-01T00:00:00Z", "text": ""}
    found = faults_of(minimal_case(messages=[message] * 1_500))
    assert found[0] == ("LIMIT", "$")
    assert len(found) == 1_001


def test_a_refusal_passes_from_one_process_to_another():
    with pytest.raises(Refused) as caught:
        load_case(minimal_case(platform="taobo"))
    passed = pickle.loads(pickle.dumps(caught.value))
    assert (passed.faults, passed.case_id) == (caught.value.faults, "case-1")


def test_a_refusal_is_a_document_and_a_text_of_its_own():
    with pytest.raises(Refused) as caught:
        load_case(minimal_case(platform="taobo"))
    refusal = refusal_of(caught.value)
    assert refusal["schema"] == "refusal/1"
    assert set(refusal["errors"][0]) == {"code", "path", "value", "expected", "message"}
    assert refusal["errors"][0]["value"] == "taobo"
    assert set(refusal["errors"][0]["message"]) == {"zh", "en"}
    assert refused_line(7, caught.value)["case_id"] == "case-1"
    assert "taobao" in refusal_text(caught.value, "en")


def test_reading_a_case_leaves_the_document_as_it_was():
    document = full_case()
    before = copy.deepcopy(document)
    load_case(document)
    assert document == before
