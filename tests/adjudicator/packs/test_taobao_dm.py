"""Description mismatch on taobao and tmall: agreement with the oracle, the channel and the complainant's evidence."""

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
from tests.oracle.builders import exhibit, found, mismatch


@pytest.mark.parametrize("platform", ["taobao", "tmall"])
def test_random_cases_are_ruled_as_the_oracle_rules_them(platform: str):
    assert differences_over(random_cases(platform, 200)) == []


def test_boundary_cases_and_vectors_are_ruled_as_the_oracle_rules_them():
    assert differences_over(settled_cases("taobao", "tmall")) == []


def test_a_refund_request_opens_the_procedure_and_without_one_nothing_does():
    assert standing(ruling_of(mismatch()), "procedure.opened") == {"taobao-dm.intake.procedure_opened"}
    without = mismatch()
    del without["refund"]
    ruling = ruling_of(without)
    assert ruling["disposition"] == "inadmissible"
    assert standing(ruling, "procedure.opened") == set()


def photo(**parts: Any) -> dict[str, Any]:
    alleged = {"id": "a1", "attribute": "colour", "listed": "red", "received": "blue"}
    shown = exhibit("goods_photo", "buyer", supports=["a1"], goods_coverage="whole")
    return mismatch(allegations=[alleged], exhibits=[shown], **parts)


def test_the_complainants_evidence_is_considered():
    heard = "taobao-dm.burden.complainant_heard"
    assert standing(ruling_of(photo()), "complainant.evidence_heard") == {heard}
    assert standing(ruling_of(mismatch()), "complainant.evidence_heard") == set()


@pytest.mark.parametrize(("shows", "relevant"), [("yes", True), ("no", False)])
def test_a_picture_is_relevant_where_it_shows_what_is_alleged(shows: str, relevant: bool):
    findings = [*mismatch().get("human_findings", []), found("shows", shows, about="e1")]
    ruling = ruling_of(photo(human_findings=findings))
    assert bool(standing(ruling, "exhibit.relevant")) is relevant
