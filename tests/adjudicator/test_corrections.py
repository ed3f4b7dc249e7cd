"""What a person reads on an exhibit replaces what the checker read, and carries through to the ruling that follows."""

import copy

import pytest

from adjudicator.case import load_case
from adjudicator.record import record_text
from tests.adjudicator.packs.agreement import adjudicator, ruling_of
from tests.oracle.builders import exhibit, found, handed, read, requested, stamp

ORDER = {"tracking_number": "SF1", "recipient_name": "王小明", "shipped_at": "2025-06-05T00:00:00+08:00",
         "lines": [{"sku": "x", "quantity": 2, "unit_weight_g": 500}]}  # fmt: skip
LATER = "2025-07-02T10:00:00+08:00"


def _asked(one, **parts):
    """A request for the kind of an exhibit, answered with it in time."""
    own = requested(kinds=(one["kind"],), order=ORDER, exhibits=[one], **parts)
    own["submissions"] = [handed("2025-06-11T12:00:00+08:00")]
    return own


def _corrected(own, *findings):
    return {**copy.deepcopy(own), "human_findings": [{**one, "about": "e1"} for one in findings]}


def _of(ruling):
    (one,) = ruling["exhibits"]
    rows = {row["field"]: (row["found"], row["matches"]) for row in one["consistency"]}
    reasons = sorted((reason["code"], reason["field"]) for reason in one["reasons"])
    return one["verdict"], reasons, one["meets_burden"], rows


def test_a_misread_waybill_number_that_a_person_corrects_meets_the_burden():
    own = _asked(exhibit("weigh_record", fields=read(weight=1000, tracking_number="SF7")))
    before, after = ruling_of(own), ruling_of(_corrected(own, found("field_value", "SF1", field="tracking_number")))
    assert _of(before) == ("valid", [], "no", {"tracking_number": ("SF7", "no"), "weight": ("1000", "yes")})
    assert (before["disposition"], before["remedies"][0]["remedy"]) == ("buyer_supported", "refund_only")
    assert _of(after) == ("valid", [], "yes", {"tracking_number": ("SF1", "yes"), "weight": ("1000", "yes")})
    assert (after["disposition"], after["remedies"]) == ("not_upheld", [])
    cited = {source for step in after["reasons"] for source in step["from"]}
    assert "$.human_findings[0]" in cited


def test_a_corrected_value_also_makes_a_field_present_and_legible():
    fields = {**read(weight=1000), "tracking_number": {"legible": "no"}}
    own = _asked(exhibit("weigh_record", fields=fields))
    verdict, reasons, burden, _ = _of(ruling_of(own))
    assert (verdict, reasons, burden) == ("nonconforming", [("WEIGH_MISSING_FIELD", "tracking_number")], "no")
    verdict, reasons, burden, rows = _of(
        ruling_of(_corrected(own, found("field_value", "SF1", field="tracking_number")))
    )
    assert (verdict, reasons, burden, rows["tracking_number"]) == ("valid", [], "yes", ("SF1", "yes"))


@pytest.mark.parametrize(
    ("grams", "matches", "disposition"), [(1000, "yes", "not_upheld"), (999, "no", "buyer_supported")]
)
def test_a_corrected_weight_is_compared_to_the_gram(grams, matches, disposition):
    own = _asked(exhibit("weigh_record", fields=read(weight=10, tracking_number="SF1")))
    ruling = ruling_of(_corrected(own, found("field_value", grams, field="weight")))
    assert _of(ruling)[3]["weight"] == (str(grams), matches)
    assert ruling["disposition"] == disposition


def test_handwriting_that_a_person_sees_makes_a_stamp_proof_valid():
    own = _asked(stamp(recipient_name={"handwritten": "no"}))
    assert _of(ruling_of(own))[:3] == ("invalid", [("STAMP_NOT_HANDWRITTEN", "recipient_name")], "no")
    after = ruling_of(_corrected(own, found("handwritten", "yes", field="recipient_name")))
    assert _of(after)[:3] == ("valid", [], "yes")
    assert after["disposition"] == "not_upheld"


def test_handwriting_in_doubt_becomes_a_question_and_the_answer_settles_it():
    own = _asked(stamp(date={"handwritten": "unknown"}))
    before = ruling_of(own)
    assert (before["disposition"], before["needs_human"]) == ("needs_human", [{"fact": "date", "about": "e1"}])
    for value, disposition in (("yes", "not_upheld"), ("no", "buyer_supported")):
        after = ruling_of(_corrected(own, found("handwritten", value, field="date")))
        assert (after["disposition"], after["needs_human"]) == (disposition, [])


@pytest.mark.parametrize(
    ("value", "verdict", "burden", "disposition"),
    [
        ("yes", "valid", "yes", "not_upheld"),
        ("no", "invalid", "no", "buyer_supported"),
        (None, "needs_human", "unknown", "needs_human"),
    ],
)  # fmt: skip
def test_a_kind_that_is_on_no_list_counts_as_a_person_accepts_it(value, verdict, burden, disposition):
    own = _asked(exhibit("other"))
    ruling = ruling_of(own if value is None else _corrected(own, found("kind_accepted", value)))
    assert (_of(ruling)[0], _of(ruling)[2], ruling["disposition"]) == (verdict, burden, disposition)


def test_the_later_of_two_corrections_counts():
    own = _asked(exhibit("weigh_record", fields=read(weight=1000, tracking_number="SF7")))
    first = found("field_value", "SF1", field="tracking_number")
    second = {**found("field_value", "SF2", field="tracking_number"), "at": LATER}
    assert _of(ruling_of(_corrected(own, first, second)))[3]["tracking_number"] == ("SF2", "no")
    assert _of(ruling_of(_corrected(own, second, first)))[3]["tracking_number"] == ("SF2", "no")


def test_a_correction_is_another_record_and_its_ruling_names_the_one_it_replaces():
    own = _asked(exhibit("weigh_record", fields=read(weight=1000, tracking_number="SF7")))
    first = adjudicator().rule(load_case(own))
    corrected = load_case(_corrected(own, found("field_value", "SF1", field="tracking_number")))
    second = adjudicator().rule(corrected, supersedes=first.ruling["digest"])
    assert second.record.sha256 != first.record.sha256
    assert (first.ruling["supersedes"], second.ruling["supersedes"]) == (None, first.ruling["digest"])
    again = load_case(record_text(second.record))
    assert adjudicator().replay(second.ruling, again) == (True, second.ruling)
    assert adjudicator().verify(second.ruling, again) == []
