"""The JSON Schemas in `docs/schemas`: current, sound, and of one mind with the models."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from adjudicator import schemas
from adjudicator.case import load_case
from adjudicator.errors import Refused
from adjudicator.refusal import refusal_of
from adjudicator.ruling import with_digest
from tests.adjudicator.sample_cases import full_case, minimal_case
from tests.adjudicator.test_ruling import RULING


def validator(name):
    return Draft202012Validator(json.loads((schemas.FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")))


def test_the_schemas_are_those_of_the_models():
    assert schemas.out_of_date() == []


def test_a_changed_schema_is_found_and_written_again(tmp_path: Path):
    schemas.write(tmp_path)
    (tmp_path / "case-1.schema.json").write_text("{}", encoding="utf-8")
    assert schemas.out_of_date(tmp_path) == ["case-1"]


@pytest.mark.parametrize("name", sorted(schemas.DOCUMENTS))
def test_a_schema_is_sound(name):
    Draft202012Validator.check_schema(validator(name).schema)


def test_a_case_fits_its_schema():
    assert validator("case-1").is_valid(minimal_case())
    assert validator("case-1").is_valid(full_case())


@pytest.mark.parametrize(
    "change",
    [{"surprise": 1}, {"goods_returned": None}, {"platform": "taobo"}, {"demand_amount": 5}, {"order": {"paid": "01"}}],
)
def test_what_a_case_may_not_hold_does_not_fit_its_schema(change):
    assert not validator("case-1").is_valid({**full_case(), **change})


def test_a_ruling_and_a_refusal_fit_their_schemas():
    assert validator("ruling-1").is_valid(with_digest(RULING))
    assert not validator("ruling-1").is_valid(RULING)
    with pytest.raises(Refused) as caught:
        load_case(minimal_case(id=""))
    assert validator("refusal-1").is_valid(refusal_of(caught.value))
