"""What must not change a ruling, and which way what does change it may move it: pairs of cases and their rulings."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from adjudicator.canonical import canonical_bytes
from adjudicator.case import load_case
from adjudicator.engine.durable import DurableEngine
from adjudicator.engine.durable_process import installed
from adjudicator.errors import Refused
from adjudicator.facts import Facts
from adjudicator.intake.case_facts import take_in
from adjudicator.record import seal
from adjudicator.services.adjudicate import Adjudicator
from tests.adjudicator.engine.facts_at_random import RULEBOOK, random_facts
from tests.oracle.generator import PLATFORMS, random_case

Case = dict[str, Any]
LADDER = ("0", "1", "2", "3a", "3b", "4", "4M")
"""The tiers from mild to severe."""
ADJUDICATOR = Adjudicator(RULEBOOK)
EACH = 12


def _cases(about: str, *platforms: str, count: int = EACH) -> Iterator[Case]:
    for platform in platforms:
        for seed in range(count):
            yield random_case(random.Random(f"{about} {seed}"), platform)


def _ruling(case: Case) -> dict[str, Any]:
    return ADJUDICATOR.rule(load_case(json.dumps(case))).ruling


def _outcome(ruling: dict[str, Any]) -> dict[str, Any]:
    """What a ruling decides, without the words for it and without what names the record."""
    left_out = ("record_sha256", "digest", "reasons", "case_id")
    return {key: value for key, value in ruling.items() if key not in left_out}


# --- what changes nothing


def _renamed(case: Case) -> Case:
    """Another name for the recipient, also where pictures show it, and other names for the seller and the case."""
    text = json.dumps(case, ensure_ascii=False)
    names = {"王小明": "欧阳大山", "王 小明": "欧阳 大山", "seller-1": "seller-77", case["id"]: "case-another"}
    for name, other in names.items():
        text = text.replace(f'"{name}"', f'"{other}"')
    found: Case = json.loads(text)
    return found


def _apologetic(case: Case) -> Case:
    said = {"at": case["as_of"], "party": case["respondent"], "text": "非常抱歉,给您添麻烦了。We are very sorry."}
    return {**case, "messages": [*case.get("messages", []), said]}


def _with_colour(case: Case) -> Case:
    changed = copy.deepcopy(case)
    changed.setdefault("listing", {}).setdefault("attributes", {})["packaging_colour"] = "blue"
    return changed


@pytest.mark.parametrize("change", [_renamed, _apologetic, _with_colour])
def test_names_apologies_and_what_no_rule_reads_change_nothing(change: Callable[[Case], Case]):
    for case in _cases("nothing", *PLATFORMS):
        shown = _outcome(_ruling(case))
        if change is _renamed:  # the new name stands wherever the old one is told
            shown = _renamed({**shown, "id": case["id"]})
            del shown["id"]
        assert _outcome(_ruling(change(case))) == shown


def test_the_order_in_which_rules_are_loaded_changes_nothing():
    turned = Adjudicator(
        replace(
            RULEBOOK,
            rules=dict(reversed(RULEBOOK.rules.items())),
            facts=dict(reversed(RULEBOOK.facts.items())),
            measures=dict(reversed(RULEBOOK.measures.items())),
            clocks=dict(reversed(RULEBOOK.clocks.items())),
        )
    )
    for case in _cases("turned", *PLATFORMS, count=4):
        loaded = load_case(json.dumps(case))
        assert canonical_bytes(turned.rule(loaded).ruling) == canonical_bytes(ADJUDICATOR.rule(loaded).ruling)


# --- which way it moves


def _tier(case: Case) -> int:
    return LADDER.index(_ruling(case)["tier"])


def test_one_more_upheld_complaint_never_lowers_a_tier():
    raised = 0
    for case in _cases("upheld", "taobao", "tmall", count=60):
        more = copy.deepcopy(case)
        prior = {
            "case_id": "prior-more",
            "complaint_class": "description_mismatch",
            "disposition": "upheld",
            "decided_at": case["filed_at"],
        }
        more.setdefault("seller", {}).setdefault("history", []).append(prior)
        before, after = _tier(case), _tier(more)
        assert after >= before, case["id"]
        raised += after > before
    assert raised > 5  # the property was put to the test


def _serviced(case: Case) -> Case:
    served = copy.deepcopy(case)
    service = {"kind": "exchange", "offered_at": case["filed_at"], "rendered_at": case["filed_at"]}
    served.setdefault("after_sales", []).append(service)
    return served


def test_after_sales_that_were_rendered_never_raise_a_tier_but_by_the_clause_that_asks_for_them():
    """TB-4.4 (tier 2) needs that service was rendered, where TB-4.1 (tier 1) does not; nothing else rises."""
    for case in _cases("served", "taobao", "tmall", count=60):
        before, after = _tier(case), _tier(_serviced(case))
        assert after <= before or (LADDER[before], LADDER[after]) == ("1", "2"), case["id"]


def _without_each(case: Case) -> Iterator[Case]:
    """The case without each of its keys in turn, at any depth."""

    def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, below in inner:
            if isinstance(value, dict):
                yield (*path, key)
            yield from places(below, (*path, key))

    for path in places(case, ()):
        less = copy.deepcopy(case)
        at: Any = less
        for key in path[:-1]:
            at = at[key]
        del at[path[-1]]
        yield less


def _known(case: Case) -> dict[tuple[str, str | None, str], Any]:
    """What the record says, as facts of rows."""
    facts = take_in(seal(load_case(json.dumps(case))).case, RULEBOOK).facts
    return {
        (row.entity, row.id, name): value
        for rows in facts.rows.values()
        for row in rows
        for name, value in row.values.items()
    }


@pytest.mark.parametrize("platform", ["taobao", "tmall"])
def test_a_fact_that_becomes_unknown_never_makes_a_penalty_heavier(platform):
    """Keys are left out one by one; counted are those of which nothing follows but that facts are unknown."""
    tried = lowered = 0
    for case in _cases("unknown", platform, count=40):
        before, known = _tier(case), _known(case)
        for less in _without_each(case):
            try:
                left = _known(less)
            except Refused:
                continue
            changed = {key for key in known.keys() | left.keys() if known.get(key, "") != left.get(key, "")}
            if changed and all(key in known and key in left and left[key] is None for key in changed):
                after = _tier(less)
                assert after <= before, (
                    f"{case['id']}: {LADDER[after]} instead of {LADDER[before]} without {sorted(changed)}"
                )
                tried, lowered = tried + 1, lowered + (after < before)
    assert tried > 100
    assert lowered


def _losing_each(facts: Facts) -> Iterator[str]:
    """Makes each known fact of the record unknown in turn."""
    for rows in facts.rows.values():
        for row in rows:
            for name in sorted(row.values):
                value = row.values[name]
                if value is not None and not name.startswith("reading."):
                    row.values[name] = None
                    yield f"{name} of {row.id or row.entity}"
                    row.values[name] = value


@pytest.mark.skipif(
    not installed(), reason="durable-rules is not installed: it takes Python before 3.13 and a C compiler"
)
@pytest.mark.parametrize("platform", ["taobao", "pinduoduo"])
def test_the_second_opinion_follows_every_fact_that_is_lost(platform):
    engine = DurableEngine(RULEBOOK)
    try:
        for seed in range(2):
            facts, readings = random_facts(seed, platform)
            for number, lost in enumerate(_losing_each(facts)):
                if number % 4 == 0:
                    found = ADJUDICATOR.engine.conclude(facts, readings)
                    assert engine.conclude(facts, readings).statuses == found.statuses, lost
    finally:
        engine.close()
