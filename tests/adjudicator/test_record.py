"""The record: one normal form and one digest for everything that says the same."""

import copy
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudicator.canonical import canonical_bytes
from adjudicator.case import load_case
from adjudicator.errors import Refused
from adjudicator.record import record_json, record_sha256, record_text, seal, shanghai_text, utc_text
from tests.adjudicator.sample_cases import as_bytes, full_case, minimal_case

EXHIBIT = {"id": "ex-1", "kind": "weigh_record", "party": "seller"}
REPORT = {
    "schema": "evidence-report/1",
    "kind": "weigh_record",
    "files": [{"name": "a.jpg", "sha256": "a" * 64, "bytes": 10, "media_type": "image/jpeg", "page": 1}],
    "requirements": [
        {
            "name": "shows",
            "field": "weight",
            "met": "yes",
            "found": "199.5",
            "wanted": None,
            "page": 1,
            "box": [1, 2, 3, 4],
        }
    ],
    "verdict": "valid",
    "reasons": [{"code": "WEIGH_MISSING_FIELD", "field": None, "page": None, "box": None}],
    "fields": {
        "weight": {
            "value": 199.5,
            "present": "yes",
            "legible": "yes",
            "handwritten": "unknown",
            "unit": "g",
            "unit_shown": "yes",
            "confidence": 0.93,
            "text": "199.5g",
            "source": "display",
            "page": 1,
            "box": [1, 2, 3, 4],
        },
        "tracking_number": {"present": "unknown", "legible": "unknown", "value": None},
    },
    "marks": {"red_seal": {"present": "unknown", "box": None}, "all_text_handwritten": "no"},
    "document_type": {"value": "scale_display", "confidence": 0.7},
    "goods_coverage": "unknown",
    "pages": [],
    "codes": [{"format": "QRCode", "text": "x", "box": [1, 1, 1, 1]}],
    "quality": {"pages": [{"sharpness": 0.5}]},
    "expected": {},
    "flags": [{"flag": "readings_disagree", "field": "weight", "score": 0.5}],
    "made_by": {"checker": "1"},
}


def digest(document):
    """The record's digest of a case document."""
    return record_sha256(seal(load_case(as_bytes(document))))


def shuffled(value, rng, ordered=("pages", "files", "box", "value")):
    """The document with every list in another order, but for those whose order says something."""
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: value[key] if key in ordered else shuffled(value[key], rng, ordered) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, rng, ordered) for item in value]
        rng.shuffle(items)
        return items
    return value


def moved(value, rng):
    """The document with every instant in another offset."""
    if isinstance(value, dict):
        return {key: moved(item, rng) for key, item in value.items()}
    if isinstance(value, list):
        return [moved(item, rng) for item in value]
    if isinstance(value, str) and len(value) > 18 and value[10] == "T":
        offset = timezone(timedelta(minutes=rng.choice([-690, -60, 0, 345, 480, 840])))
        return datetime.fromisoformat(value).astimezone(offset).isoformat()
    return value


@given(st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_neither_order_nor_offset_changes_the_record(rng):
    document = moved(shuffled(full_case(), rng), rng)
    sealed = seal(load_case(as_bytes(document)))
    assert record_text(sealed) == record_text(seal(load_case(as_bytes(full_case()))))


@given(st.randoms(use_true_random=False), st.sets(st.sampled_from(sorted(set(full_case()) - set(minimal_case())))))
@settings(max_examples=60)
def test_a_record_is_a_case_that_seals_to_itself(rng, left_out):
    document = full_case(**dict.fromkeys(left_out))
    if "exhibits" in left_out or "allegations" in left_out or "evidence_requests" in left_out:
        for key in ("submissions", "human_findings", "appeal", "exhibits"):
            document.pop(key, None)
    sealed = seal(load_case(as_bytes(shuffled(document, rng))))
    again = seal(load_case(record_text(sealed)))
    assert record_text(again) == record_text(sealed)
    assert again.sha256 == sealed.sha256
    assert again.case == sealed.case


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"demand_amount": "10"}, {"demand_amount": "10.0000"}),
        ({"goods_returned": "unknown"}, {}),
        ({"refund": {}, "negotiation": {"both_active": "unknown"}, "seller": {"history": []}, "listing": {}}, {}),
        ({"exhibits": [], "acts": [], "messages": []}, {}),
        ({"order": {"lines": [{"unit_weight_g": 250}]}}, {"order": {"lines": [{"unit_weight_g": Decimal("250.0")}]}}),
        ({"order": {"lines": [{"unit_weight_g": 0.5}]}}, {"order": {"lines": [{"unit_weight_g": Decimal("0.50")}]}}),
        ({"order": {"verified": "unknown"}}, {"order": {}}),
        ({"appeal": {"prior_appeals_on_ticket": 0, "liability_origin": "ruling"}}, {"appeal": {}}),
        ({"platform": "tmall", "seller": {"type": "mall"}}, {"platform": "tmall"}),
        ({"as_of": "2026-03-10T12:00:00.500+08:00"}, {"as_of": "2026-03-10T04:00:00.5Z"}),
    ],
)
def test_what_says_the_same_is_the_same_record(one, other):
    assert seal(load_case(minimal_case(**one))).sha256 == seal(load_case(minimal_case(**other))).sha256


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"order": {}}, {}),
        ({"appeal": {}}, {}),
        ({"proposed_penalty": {}}, {}),
        ({"goods_returned": "no"}, {}),
        (
            {"order": {"lines": [{"unit_weight_g": 0.1}]}},
            {"order": {"lines": [{"unit_weight_g": Decimal("0.1" + "0" * 20 + "1")}]}},
        ),
        ({"platform": "taobao", "seller": {"type": "mall"}}, {"platform": "taobao"}),
        ({"messages": [{"party": "buyer", "at": "2026-03-02T00:00:00Z", "text": ""}]}, {}),
    ],
)
def test_what_says_something_else_is_another_record(one, other):
    assert seal(load_case(minimal_case(**one))).sha256 != seal(load_case(minimal_case(**other))).sha256


def reported(**report):
    return minimal_case(exhibits=[{**EXHIBIT, "report": report}])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"fields": {"date": {"legible": "yes", "present": "yes"}}}, {"fields": {"date": {"legible": "yes"}}}),
        ({"fields": {"date": {"legible": "unknown"}}}, {"fields": {"date": {"present": "yes"}}}),
        ({"fields": {"date": {"confidence": 0.5, "text": "1 March", "source": "ocr"}}}, {}),
        ({"fields": {"weight": {"unit_shown": "yes", "legible": "yes"}}}, {"fields": {"weight": {"legible": "yes"}}}),
        ({"document_type": {"value": "unknown", "confidence": 0.2}, "goods_coverage": "unknown"}, {"marks": {}}),
        (
            {"kind": "weigh_record", "verdict": "invalid", "reasons": [], "quality": {"x": 1.5}, "made_by": {"y": "1"}},
            {},
        ),
        (
            {"fields": {"date": {"value": "2026-03-01T00:00:00+08:00"}}},
            {"fields": {"date": {"value": "2026-02-28T16:00:00Z"}}},
        ),
        ({"fields": {"amount": {"value": "9.90"}}}, {"fields": {"amount": {"value": "9.9"}}}),
    ],
)
def test_of_a_report_only_what_was_seen_enters(one, other):
    assert digest(reported(**one)) == digest(reported(**other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"fields": {"date": {"legible": "no", "present": "unknown"}}}, {"fields": {"date": {"legible": "no"}}}),
        ({"fields": {"date": {"legible": "yes", "box": [1, 1, 1, 1]}}}, {"fields": {"date": {"legible": "yes"}}}),
        ({"pages": []}, {}),
        ({"pages": ["cover", "body"]}, {"pages": ["body", "cover"]}),
        ({"files": [{"sha256": "a" * 64}]}, {"files": [{"sha256": "b" * 64}]}),
        ({"requirements": [{"name": "shows", "field": "date", "met": "no"}]}, {}),
        ({"flags": [{"flag": "screenshot"}]}, {}),
    ],
)
def test_what_was_seen_otherwise_is_another_record(one, other):
    assert digest(reported(**one)) != digest(reported(**other))


def test_the_report_of_an_exhibit_takes_the_place_of_its_files():
    case = load_case(minimal_case(exhibits=[{**EXHIBIT, "files": ["a.jpg"]}]))
    sealed = seal(case, {"ex-1": REPORT})
    assert record_json(sealed)["exhibits"] == [
        {
            **EXHIBIT,
            "report": {
                "files": [{"sha256": "a" * 64}],
                "requirements": [{"name": "shows", "field": "weight", "met": "yes", "page": 1, "box": [1, 2, 3, 4]}],
                "fields": {
                    "weight": {"value": Decimal("199.5"), "legible": "yes", "unit": "g", "page": 1, "box": [1, 2, 3, 4]}
                },
                "marks": {"all_text_handwritten": "no"},
                "document_type": {"value": "scale_display"},
                "pages": [],
                "flags": [{"flag": "readings_disagree", "field": "weight"}],
            },
        }
    ]
    assert sealed.case.exhibits[0].report.fields.weight.presence == "yes"
    assert seal(load_case(record_text(sealed))).sha256 == sealed.sha256


def test_a_report_carried_in_the_case_seals_like_the_same_report_made_of_its_files():
    made = seal(load_case(minimal_case(exhibits=[{**EXHIBIT, "files": ["a.jpg"]}])), {"ex-1": REPORT})
    report = copy.deepcopy(REPORT)
    del report["fields"]["tracking_number"]["value"]
    del report["marks"]["red_seal"]["box"]
    assert digest(minimal_case(exhibits=[{**EXHIBIT, "report": report}])) == made.sha256


def test_what_is_no_report_of_the_exhibit_is_refused_where_it_would_stand():
    case = load_case(minimal_case(exhibits=[{**EXHIBIT, "files": ["a.jpg"]}]))
    with pytest.raises(Refused) as caught:
        seal(case, {"ex-1": {**REPORT, "kind": "video", "pages": ["spine"]}})
    assert [(found.code, found.path) for found in caught.value.faults] == [
        ("CONTRADICTION", "$.exhibits[0].report.kind"),
        ("NOT_IN_LIST", "$.exhibits[0].report.pages[0]"),
    ]


def test_lists_stand_in_the_order_of_time_whatever_their_fractions_look_like():
    acts = [
        {"act": "reply", "actor": "quality", "at": "2026-03-02T00:00:00.5Z"},
        {"act": "visit", "actor": "quality", "at": "2026-03-02T00:00:00Z"},
    ]
    assert [act.act for act in seal(load_case(minimal_case(acts=acts))).case.acts] == ["visit", "reply"]


def test_without_decimals_the_record_itself_has_the_digest():
    sealed = seal(load_case(minimal_case(order={"lines": [{"unit_weight_g": 250}], "paid": "9.50"})))
    assert record_text(sealed).encode() == canonical_bytes(json.loads(record_text(sealed)))
    assert seal(load_case(minimal_case())).sha256 == digest(minimal_case())


@pytest.mark.parametrize(
    ("text", "utc", "shanghai"),
    [
        ("2026-03-01T00:00:00+08:00", "2026-02-28T16:00:00Z", "2026-03-01T00:00:00+08:00"),
        ("2026-03-01T00:00:00.120+00:00", "2026-03-01T00:00:00.12Z", "2026-03-01T08:00:00.12+08:00"),
        ("2000-01-01T00:00:00+08:00", "2000-01-01T15:59:00+23:59", "2000-01-01T00:00:00+08:00"),
    ],
)
def test_instants_are_written_in_utc_on_the_record_and_in_chinese_time_in_rulings(text, utc, shanghai):
    at = datetime.fromisoformat(text)
    assert utc_text(at) == utc
    assert datetime.fromisoformat(utc) == at
    assert shanghai_text(at) == shanghai
