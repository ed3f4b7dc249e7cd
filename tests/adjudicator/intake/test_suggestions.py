"""What evidence suggests of an allegation (SEMANTICS 44): only valid exhibits count, and nothing is decided by it."""

import random
from decimal import Decimal
from pathlib import Path

import pytest

from adjudicator.case import load_case
from adjudicator.intake.suggestions import tolerances_at
from adjudicator.rulebook.load import load_rulebook
from adjudicator.ruling import load_ruling
from adjudicator.services.adjudicate import Adjudicator
from tests.oracle.generator import random_case

ROOT = Path(__file__).resolve().parents[3] / "rules"
NUMBER = "YT8260413759082"


@pytest.fixture(scope="module")
def adjudicator():
    return Adjudicator(load_rulebook(ROOT, check=False))


def read(value, **more):
    return {"value": value, "legible": "yes", **more}


def weighed(grams, name="e1", **more):
    fields = {"weight": read(grams, unit="g"), "tracking_number": read(NUMBER)}
    return {
        "id": name,
        "kind": "weigh_record",
        "party": "buyer",
        "supports": ["a1"],
        "report": {"fields": {**fields, **more}},
    }


def invoice(name="e1", **fields):
    shown = {
        "shop_name": read("力行健身器材店"),
        "product_name": read("哑铃"),
        "model": read("DB-10"),
        "date": read("2025-09-20"),
    }
    report = {"fields": {**shown, **{key: read(value) for key, value in fields.items()}}}
    return {"id": name, "kind": "purchase_invoice", "party": "seller", "supports": ["a1"], "report": report}


def case_of(attribute, exhibits, *, outcome="upheld_mismatch", attributes=None, lines=None, **more):
    return {
        "schema": "case/1",
        "id": "c-1",
        "platform": "taobao",
        "filed_at": "2025-10-12T10:20:00+08:00",
        "as_of": "2025-10-27T16:00:00+08:00",
        "complaint_class": "description_mismatch",
        "complainant": "buyer",
        "respondent": "seller",
        "order": {
            "concluded": "yes",
            "received_at": "2025-10-03T11:05:00+08:00",
            "tracking_number": NUMBER,
            "lines": lines if lines is not None else [{"sku": "DB-10R", "model": "DB-10", "quantity": 1}],
        },
        "listing": {
            "shop_name": "力行健身器材店",
            "title": "哑铃",
            "attributes": attributes if attributes is not None else {"net_weight_g": 10000},
        },
        "allegations": [{"id": "a1", "attribute": attribute}],
        "refund": {
            "requested_at": "2025-10-05T09:30:00+08:00",
            "state": "closed",
            "outcome": outcome,
            "closed_at": "2025-10-24T15:10:00+08:00",
        },
        "exhibits": exhibits,
        **more,
    }


@pytest.fixture(scope="module")
def finding(adjudicator):
    def ruled(*arguments, readings=None, **more):
        ruling = adjudicator.rule(load_case(case_of(*arguments, **more)), readings=readings).ruling
        return ruling["findings"][0]

    return ruled


@pytest.fixture(scope="module")
def degree(finding):
    def of(*arguments, **more):
        suggested = finding(*arguments, **more)["suggested"]
        return suggested and suggested["degree"]

    return of


@pytest.mark.parametrize(
    ("grams", "suggests"),
    [
        (10500, "none"),
        (10000, "none"),
        (9850, "none"),
        (9849.9, "partial"),
        (9700, "partial"),
        (9699.9, "clear"),
        (6240, "clear"),
        (5000, "clear"),
        (4999.9, "total"),
        (0, "total"),
    ],
)
def test_a_shortfall_is_measured_by_what_the_standard_tolerates(degree, grams, suggests):
    assert degree("net_weight", [weighed(grams)]) == suggests
    assert degree("weight", [weighed(grams)]) == suggests


@pytest.mark.parametrize(
    ("nominal", "tolerated"),
    [
        (40, "3.6"), (50, "4.5"), (51, "4.5"), (100, "4.5"), (150, "6.75"), (200, "9"), (250, "9"), (300, "9"),
        (400, "12"), (500, "15"), (1000, "15"), (5000, "75"), (10000, "150"), (12000, "150"), (15000, "150"),
        (20000, "200"), (50000, "500"),
    ],
)  # fmt: skip
def test_the_tolerable_deficiency_is_that_of_the_table(adjudicator, nominal, tolerated):
    found = tolerances_at(adjudicator.rulebook, 0)
    assert found.of(Decimal(nominal)).deficiency == Decimal(tolerated)


@pytest.mark.parametrize("nominal", ["0", "-1", "50000.1"])
def test_beyond_the_table_nothing_is_tolerated_and_nothing_compared(adjudicator, nominal):
    assert tolerances_at(adjudicator.rulebook, 0).of(Decimal(nominal)) is None


def test_a_listing_without_a_number_of_grams_suggests_nothing(degree):
    for attributes in ({}, {"net_weight_g": "足重"}, {"net_weight_g": "NaN"}, {"net_weight_g": 60000}):
        assert degree("net_weight", [weighed(6240)], attributes=attributes) is None


def test_a_suggestion_names_its_exhibits_and_fields_and_says_why_in_both_languages(finding):
    found = finding("net_weight", [weighed(6240), weighed(6255, "e2")])["suggested"]
    assert (found["exhibits"], found["fields"]) == (["e1", "e2"], ["weight"])
    assert "3760" in found["because"]["zh"]
    assert "e2: The exhibit shows 6255 g where the listing says 10000 g" in found["because"]["en"]
    assert "JJF 1070" in found["because"]["en"]


def test_a_suggestion_decides_nothing_by_itself(finding):
    found = finding("net_weight", [weighed(4000)], outcome="partially_upheld")
    assert (found["suggested"]["degree"], found["degree"]) == ("total", "partial")


def test_an_exhibit_that_is_not_valid_suggests_nothing(degree):
    number_missing = weighed(6240, tracking_number={"legible": "no"})
    assert degree("net_weight", [number_missing]) is None
    assert degree("net_weight", [number_missing, weighed(9990, "e2")]) == "none"


def test_a_weight_that_cannot_be_read_suggests_nothing(degree):
    assert degree("net_weight", [weighed(6240, weight={"value": 6240, "legible": "unknown"})]) is None


def test_an_exhibit_that_does_not_support_the_allegation_suggests_nothing(degree):
    assert degree("net_weight", [{**weighed(6240), "supports": []}]) is None


def test_what_a_person_read_in_place_of_the_report_is_compared(degree):
    finding = {
        "fact": "field_value",
        "about": "e1",
        "field": "weight",
        "value": 9990,
        "by": "lin",
        "at": "2025-10-24T15:00:00+08:00",
    }
    assert degree("net_weight", [weighed(6240)], human_findings=[finding]) == "none"


def test_exhibits_that_contradict_each_other_suggest_nothing_and_are_named(finding):
    found = finding("net_weight", [weighed(6240), weighed(9990, "e2")])
    assert found["suggested"] is None
    (contradiction,) = found["contradictions"]
    assert (contradiction["exhibits"], contradiction["fields"]) == (["e1", "e2"], ["weight"])
    assert "contradict each other" in contradiction["because"]["en"]
    assert "相互矛盾" in contradiction["because"]["zh"]


def test_exhibits_that_agree_are_no_contradiction(finding):
    assert finding("net_weight", [weighed(6240), weighed(6255, "e2")])["contradictions"] == []


@pytest.mark.parametrize(("shown", "suggests"), [("db-10", "none"), ("ＤＢ－ 10", "none"), ("DB-8", "clear")])
def test_a_model_is_that_of_the_listing_or_of_a_line(degree, shown, suggests):
    assert degree("model", [invoice(model=shown)]) == suggests


def test_a_line_without_a_model_might_be_the_one_that_is_meant(degree):
    lines = [{"sku": "1", "model": "DB-10"}, {"sku": "2"}]
    assert degree("model", [invoice(model="DB-8")], lines=lines) is None
    assert degree("model", [invoice(model="DB-8")], lines=lines, attributes={"model": "DB-10"}) == "clear"


def test_traditional_and_simplified_characters_say_the_same(degree):
    assert degree("shop_name", [invoice(shop_name="力行健身器材店")]) == "none"
    assert degree("product_name", [invoice(product_name="啞鈴")]) == "none"
    assert degree("shop_name", [invoice(shop_name="立行健身器材店")]) == "clear"


def test_another_brand_is_another_thing_altogether(degree):
    attributes = {"brand": "力行"}
    assert degree("brand", [invoice(brand="力 行")], attributes=attributes) == "none"
    assert degree("brand", [invoice(brand="立行")], attributes=attributes) == "total"


@pytest.mark.parametrize(
    ("pairs", "suggests"),
    [
        ([(2, 2)], "none"),
        ([(2, 1)], "clear"),
        ([(2, 3)], "clear"),
        ([(2, 0)], "total"),
        ([(2, 0), (1, 1)], "clear"),
        ([(2, 0), (1, 0)], "total"),
        ([(2, 1), (1, None)], "clear"),
        ([(2, 2), (1, None)], None),
        ([(2, 0), (1, None)], None),
    ],
)
def test_a_quantity_is_that_of_the_lines_of_the_order(finding, pairs, suggests):
    lines = [
        {"sku": str(n), "quantity": ordered, **({} if came is None else {"quantity_received": came})}
        for n, (ordered, came) in enumerate(pairs)
    ]
    found = finding("quantity", [], lines=lines)["suggested"]
    assert (found and found["degree"]) == suggests
    assert found is None or found["fields"] == ["quantity", "quantity_received"]


def test_under_the_reading_a_suggestion_counts_where_nobody_has_found(adjudicator):
    readings = {"mismatch.from_evidence": "on"}
    document = case_of("net_weight", [weighed(4000)], outcome="partially_upheld")
    ruling = adjudicator.rule(load_case(document), readings=readings).ruling
    assert ruling["findings"][0]["degree"] == "total"
    assert {"taobao-dm.findings.allegation_by_evidence"} <= {step["rule"] for step in ruling["reasons"]}
    person = {"fact": "degree", "value": "partial", "by": "lin", "at": "2025-10-24T15:00:00+08:00"}
    ruling = adjudicator.rule(load_case({**document, "human_findings": [person]}), readings=readings).ruling
    assert ruling["findings"][0]["degree"] == "partial"


def test_under_the_reading_a_suggestion_against_the_refund_is_a_contradiction_for_a_person(adjudicator):
    case = load_case(case_of("net_weight", [weighed(10000)]))
    ruling = adjudicator.rule(case, readings={"mismatch.from_evidence": "on"}).ruling
    assert (ruling["disposition"], ruling["needs_human"]) == ("needs_human", [{"fact": "degree", "about": None}])
    default = adjudicator.rule(case).ruling
    assert "mismatch.from_evidence" in default["open_readings"]


def test_a_ruling_with_a_suggestion_verifies_and_keeps_its_form(adjudicator):
    case = load_case(case_of("net_weight", [weighed(6240), weighed(9990, "e2")]))
    ruling = adjudicator.rule(case).ruling
    assert adjudicator.verify(load_ruling(ruling), case) == []
    ruling["findings"][0]["contradictions"] = []
    assert any(found.code == "WRONG_OUTPUT" for found in adjudicator.verify(ruling, case))


def with_evidence(chance, document):
    """A random case whose allegations are of every sort, with exhibits that support some of them."""
    attributes = ("net_weight", "model", "brand", "shop_name", "quantity", "colour")
    allegations = [
        {**one, "attribute": chance.choice(attributes)} for one in document.get("allegations") or [{"id": "a1"}]
    ]
    exhibits = [weighed(chance.choice([9990, 9800, 6240, 100]), f"x{n}") for n in range(chance.randint(0, 2))]
    exhibits += [invoice(f"y{n}", model=chance.choice(["DB-8", "DB-10"])) for n in range(chance.randint(0, 2))]
    for exhibit in exhibits:
        exhibit["supports"] = [one["id"] for one in allegations if chance.random() < 0.8]
    listing = {"title": "哑铃", "attributes": {"net_weight_g": 10000, "model": "DB-10", "brand": "力行"}}
    exhibits = [*document.get("exhibits", []), *exhibits]
    return {**document, "allegations": allegations, "exhibits": exhibits, "listing": listing}


@pytest.mark.parametrize("platform", ["taobao", "tmall", "generic"])
def test_whatever_evidence_suggests_no_two_rules_contradict_each_other_and_the_proof_holds(adjudicator, platform):
    told = 0
    for seed in range(25):
        chance = random.Random(seed)
        case = load_case(with_evidence(chance, random_case(chance, platform)))
        for readings in ({}, {"mismatch.from_evidence": "on"}):
            ruling = adjudicator.rule(case, readings=readings).ruling
            assert adjudicator.verify(ruling, case) == []
            told += sum(one["suggested"] is not None for one in ruling["findings"])
    assert told > 10


def test_by_default_a_suggestion_changes_nothing_but_what_is_suggested(adjudicator):
    for seed in range(25):
        chance = random.Random(seed)
        document = with_evidence(chance, random_case(chance, "taobao"))
        one = adjudicator.rule(load_case(document)).ruling
        other = adjudicator.rule(load_case({**document, "listing": {}})).ruling
        for key in ("disposition", "tier", "penalties", "remedies", "missing", "needs_human", "codes", "overridden"):
            assert one[key] == other[key]
