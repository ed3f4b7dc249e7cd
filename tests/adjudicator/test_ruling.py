"""Rulings: their form, and the digest that seals them."""

import json
import random

import pytest

from adjudicator.errors import Refused
from adjudicator.ruling import check_digest, load_ruling, ruling_bytes, with_digest

RULING = {
    "schema": "ruling/1",
    "case_id": "case-1",
    "as_of": "2026-03-10T12:00:00+08:00",
    "record_sha256": "0" * 64,
    "supersedes": None,
    "codes": ["WRONG_CHANNEL"],
    "redress": [],
    "ruleset": {
        "version": "2026.1",
        "digest": "1" * 64,
        "packs": ["taobao-dm"],
        "readings": {},
        "selected_because": {"zh": "生效", "en": "in force"},
    },
    "disposition": "inadmissible",
    "tier": "0",
    "penalties": [],
    "proposal": None,
    "findings": [],
    "exhibits": [],
    "remedies": [],
    "obligations": [],
    "appeal": None,
    "waiting_for": [],
    "missing": [{"fact": "refund", "about": None}],
    "needs_human": [],
    "overridden": [],
    "reasons": [
        {
            "id": "s1",
            "rule": "taobao-dm.disposition.wrong_channel",
            "about": None,
            "concludes": "disposition",
            "value": "inadmissible",
            "status": "stands",
            "clauses": ["TB-2"],
            "from": ["$.refund"],
            "because": {"zh": "未申请退款", "en": "no refund was asked for"},
        }
    ],
    "second_opinion": None,
    "open_readings": [],
}


def ruling_faults(document):
    with pytest.raises(Refused) as caught:
        load_ruling(json.dumps(document))
    return [(found.code, found.path) for found in caught.value.faults]


def test_a_sealed_ruling_is_read_back_byte_for_byte():
    sealed = with_digest(RULING)
    assert check_digest(sealed)
    assert with_digest(sealed) == sealed
    assert load_ruling(ruling_bytes(sealed)) == sealed
    keys = list(sealed)
    random.Random(1).shuffle(keys)
    assert ruling_bytes({key: sealed[key] for key in keys}) == ruling_bytes(sealed)


def test_a_ruling_that_was_changed_does_not_fit_its_digest():
    sealed = with_digest(RULING)
    assert ruling_faults({**sealed, "tier": "1"}) == [("CONTRADICTION", "$.digest")]
    assert not check_digest(RULING)


@pytest.mark.parametrize("key", sorted(RULING))
def test_no_key_of_a_ruling_is_ever_left_out(key):
    assert ruling_faults(with_digest({name: value for name, value in RULING.items() if name != key})) == [
        ("MISSING_KEY", f"$.{key}")
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"as_of": "2026-03-10T04:00:00Z"}, ("BAD_INSTANT", "$.as_of")),
        ({"disposition": "won"}, ("NOT_IN_LIST", "$.disposition")),
        ({"record_sha256": "0" * 63}, ("OUT_OF_RANGE", "$.record_sha256")),
        ({"reasons": [{**RULING["reasons"][0], "from": []}]}, ("OUT_OF_RANGE", "$.reasons[0].from")),
        ({"surprise": None}, ("UNKNOWN_KEY", "$.surprise")),
    ],
)
def test_a_ruling_of_another_form_is_refused(change, fault):
    assert ruling_faults(with_digest({**RULING, **change})) == [fault]


def test_a_ruling_holds_no_floating_point_number():
    with pytest.raises(ValueError, match="canonical"):
        with_digest({**RULING, "open_readings": [0.5]})
