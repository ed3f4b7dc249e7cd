"""The whole way from a made picture to its report, with the engines: nothing is read wrongly and taken for legible."""

import json
from pathlib import Path

import pytest

from evidence_checks.check import check_exhibit
from evidence_checks.fields import all_fields
from evidence_checks.reader import read_exhibit

EXHIBITS = Path(__file__).parents[2] / "fixtures" / "exhibits"
PICTURES = (
    ("weigh_record", "scale_valid_1.jpg"),
    ("weigh_record", "slip_no_tracking_number.jpg"),
    ("freight_receipt", "form_valid.jpg"),
    ("freight_receipt", "wechat_transfer.jpg"),
    ("freight_receipt", "e_waybill.jpg"),
    ("courier_stamp_proof", "table_mixed.jpg"),
    ("courier_stamp_proof", "form_all_printed.jpg"),
    ("courier_stamp_proof", "form_no_seal.jpg"),
)


def truth_of(kind, name):
    lines = (EXHIBITS / kind / "labels.jsonl").read_text("utf-8").splitlines()
    (label,) = [entry for entry in map(json.loads, lines) if entry["file"] == name]
    return label["truth"]


@pytest.mark.parametrize(("kind", "name"), PICTURES)
def test_what_is_said_of_a_made_picture_is_true_of_it(kind, name):
    truth = truth_of(kind, name)
    report = check_exhibit(read_exhibit([EXHIBITS / kind / name], cache=None), kind)
    for field, true in truth["fields"].items():
        shown = report["fields"].get(field)
        if shown is None:
            continue
        if shown["legible"] == "yes":
            assert true["legible"] == "yes", field
            if "value" in shown and "value" in true:
                assert all_fields()[field].same(str(shown["value"]), str(true["value"])), field
        if shown["present"] == "no" or shown["legible"] == "no":
            assert true["present"] == "no" or true["legible"] == "no", field
        if true["present"] == "yes":
            assert shown["handwritten"] in ("unknown", true.get("handwritten", "unknown")), field
    said = report["marks"]["red_seal"]["present"]
    assert said in (
        "unknown",
        truth["red_seal"] if isinstance(truth["red_seal"], str) else truth["red_seal"]["present"],
    )
    assert report["marks"]["all_text_handwritten"] in ("unknown", truth["all_text_handwritten"])
    assert report["marks"]["all_text_printed"] in ("unknown", truth["all_text_printed"])
    if kind == "freight_receipt":
        assert report["document_type"]["value"] == truth["document_type"]
