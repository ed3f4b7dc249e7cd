"""The same record is ruled by the same bytes, whatever the order of lists, the hash seed, the zone or the locale."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from adjudicator.canonical import canonical_bytes
from adjudicator.case import load_case
from adjudicator.services.adjudicate import Adjudicator
from tests.adjudicator.engine.facts_at_random import RULEBOOK
from tests.oracle.generator import PLATFORMS, random_case

ROOT = Path(__file__).parents[3]
COUNT = 4
SCRIPT = """
from tests.adjudicator.engine.test_same_bytes import digest_of_rulings
print(digest_of_rulings())
"""


def digest_of_rulings() -> str:
    """One digest of the rulings of some cases of every platform."""
    adjudicator = Adjudicator(RULEBOOK)
    seen = hashlib.sha256()
    for platform in PLATFORMS:
        for seed in range(COUNT):
            case = random_case(random.Random(f"same {seed}"), platform)
            seen.update(canonical_bytes(adjudicator.rule(load_case(case)).ruling))
    return seen.hexdigest()


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"},
    ],
)
def test_rulings_do_not_depend_on_hash_seed_zone_or_locale(surroundings):
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == digest_of_rulings()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_rulings_do_not_depend_on_the_order_of_lists(platform):
    adjudicator = Adjudicator(RULEBOOK)
    for seed in range(COUNT):
        case = random_case(random.Random(f"lists {seed}"), platform)
        turned = json.loads(json.dumps(case))
        for part in (turned, turned.get("seller", {}), turned.get("order", {})):
            for value in part.values():
                if isinstance(value, list) and value and isinstance(value[0], dict):
                    random.Random(seed).shuffle(value)
        rulings = [canonical_bytes(adjudicator.rule(load_case(one)).ruling) for one in (case, turned)]
        assert rulings[0] == rulings[1], f"case {seed} of {platform}"
