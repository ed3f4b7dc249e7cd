"""What every ruling keeps to and no single rule can state: items that not_formalised.yaml says are enforced here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from adjudicator.case import load_case
from adjudicator.errors import Refused
from adjudicator.record import seal
from tests.adjudicator.packs.agreement import adjudicator, random_cases, ruling_of
from tests.oracle.builders import case, exhibit
from tests.oracle.generator import PLATFORMS

KEY = re.compile(r"\.([a-z_]+)|\[([0-9]+)\]")


def ids_in(part: Any) -> Iterator[str]:
    """The ids that a record gives to its parts."""
    if isinstance(part, dict):
        yield from (str(value) for key, value in part.items() if key in ("id", "case_id", "sku"))
        for value in part.values():
            yield from ids_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from ids_in(value)


def parent_is_there(record: dict[str, Any], path: str) -> bool:
    """Whether a path leads into the record; keys may be lacking, because that is how absence is cited."""
    here: Any = record
    for name, index in KEY.findall(path):
        if index:
            if not isinstance(here, list) or int(index) >= len(here):
                return False
            here = here[int(index)]
        elif not isinstance(here, dict):
            return False
        else:
            here = here.get(name, {})
    return True


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_step_cites_a_clause_and_something_that_is_on_the_record(platform: str):
    for name, document in random_cases(platform, 15):
        record = seal(load_case(document)).document
        artefacts = set(ids_in(record))
        earlier: set[str] = set()
        for step in ruling_of(document)["reasons"]:
            assert step["clauses"], (name, step["rule"])
            assert step["from"], (name, step["rule"])
            recorded = [source for source in step["from"] if not source.startswith("reading.")]
            # What is unknown is no derived fact: a step may say so on the strength of a reading alone.
            assert recorded or step["value"] is None, (name, step["rule"])
            for source in recorded:
                known = source in earlier or source in artefacts
                assert known or (source.startswith("$") and parent_is_there(record, source)), (name, source)
            earlier.add(step["id"])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_ruling_says_what_was_decided_what_comes_next_and_why_in_both_languages(platform: str):
    for name, document in random_cases(platform, 15):
        ruling = ruling_of(document)
        assert ruling["disposition"], name
        if ruling["disposition"] == "pending":
            assert ruling["waiting_for"] or ruling["missing"], name
        if ruling["disposition"] == "needs_human":
            assert ruling["needs_human"], name
        if ruling["disposition"] not in ("pending", "needs_human", "no_rule_applies"):
            assert "disposition" in {step["concludes"] for step in ruling["reasons"]}, name
        for step in ruling["reasons"]:
            assert step["because"]["zh"].strip(), (name, step["rule"])
            assert step["because"]["en"].strip(), (name, step["rule"])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_ruling_can_be_made_again_from_its_record_and_checked(platform: str):
    for name, document in random_cases(platform, 5):
        made = load_case(document)
        ruling = ruling_of(document)
        assert ruling["record_sha256"] == seal(made).sha256
        same, _ = adjudicator().replay(ruling, made)
        assert same, name
        assert adjudicator().verify(ruling, made) == [], name


@pytest.mark.parametrize("key", ["complainant", "respondent", "filed_at"])
def test_a_complaint_without_complainant_respondent_or_time_is_refused(key: str):
    incomplete = case("generic", "quality", demand="return")
    del incomplete[key]
    with pytest.raises(Refused) as refused:
        load_case(incomplete)
    assert ("MISSING_KEY", f"$.{key}") in [(fault.code, fault.path) for fault in refused.value.faults]


def test_what_the_platform_recorded_is_the_reference_side_of_a_comparison():
    number = {"value": "SF1234567890123", "legible": "yes"}
    sent = exhibit("product_with_waybill", fields={"tracking_number": number})
    ruling = ruling_of(case("generic", "quality", demand="return", order={"tracking_number": "YT9"}, exhibits=[sent]))
    (compared,) = ruling["exhibits"][0]["consistency"]
    assert (compared["expected"], compared["found"], compared["matches"]) == ("YT9", "SF1234567890123", "no")
