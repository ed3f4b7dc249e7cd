"""What a case is asked for is enough: whatever else stands on a record changes nothing in its ruling."""

import copy
import random

import pytest

from adjudicator.case import load_case
from adjudicator.errors import Refused
from adjudicator.services.needs import needs
from tests.adjudicator.packs.agreement import adjudicator, ruling_of, settled_cases
from tests.oracle.generator import PLATFORMS, random_case

PEOPLE = ("human_findings", "proposed_penalty")
"""What arbitrators put on the record: not asked of whoever files."""
NOT_THE_OUTCOME = ("record_sha256", "digest", "reasons", "open_readings")


def _asked_only(case):
    """The case with nothing but what is asked for, and what people found."""
    document = load_case(case)
    asked = needs(
        adjudicator().rulebook, document.platform, document.complaint_class, document.complainant, document.as_of
    )
    kept = {"schema": "case/1", **{key: case[key] for key in PEOPLE if key in case}}
    for need in asked:
        *parts, last = need.path.split(".")
        from_, to = case, kept
        for part in parts:
            from_ = from_.get(part, {})
        if last not in from_ or "human_findings" in parts:
            continue
        value = from_[last]
        if need.kind == "parts":
            keys = {one.path.rpartition(".")[2] for one in need.items} | {"report"}
            value = [{key: one[key] for key in one if key in keys} for one in value]
        for part in parts:
            to = to.setdefault(part, {})
        to[last] = copy.deepcopy(value)
    for part in ("order", "appeal", "refund"):
        if part in case and any(need.path.startswith(f"{part}.") for need in asked):
            kept.setdefault(part, {})
    return kept


def _outcome(ruling):
    return {key: value for key, value in ruling.items() if key not in NOT_THE_OUTCOME}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_asked_for_is_all_that_the_ruling_rests_on(platform):
    cases = [random_case(random.Random(seed), platform) for seed in range(1000, 1060)]
    cases += [case for _, case in list(settled_cases(platform))[::4]]
    stripped = 0
    for case in cases:
        kept = _asked_only(case)
        try:
            ruling = ruling_of(kept)
        except Refused as refused:
            pytest.fail(f"{case['id']}: {refused}")
        assert _outcome(ruling) == _outcome(ruling_of(case)), case["id"]
        stripped += kept != case
    assert stripped
