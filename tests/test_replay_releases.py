"""Every ruling of every release is made again byte for byte under its own rules, and its proof holds. For ever."""

import json
from functools import cache
from pathlib import Path

import pytest

from adjudicator.case import load_case
from adjudicator.record import seal
from adjudicator.rulebook.versions import load_version
from adjudicator.ruling import load_ruling, ruling_bytes
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.rulings import rules_of
from adjudicator.services.shipped import rules_folder

RULINGS = Path(__file__).resolve().parents[1] / "fixtures" / "rulings"
FILES = sorted(RULINGS.glob("*/*.ruling.json"))
RELEASES = sorted({path.parent.name for path in FILES})


@cache
def _adjudicator(version):
    return Adjudicator(load_version(rules_folder(), version))


def test_there_is_a_release_and_every_frozen_version_has_its_rulings():
    assert RELEASES
    assert sorted(path.stem for path in (rules_folder() / "versions").glob("*.json")) == RELEASES


@pytest.mark.parametrize("version", RELEASES)
def test_the_rulings_of_a_release_are_of_every_platform(version):
    records = [json.loads(path.read_text("utf-8")) for path in RULINGS.glob(f"{version}/*.record.json")]
    assert len(records) == len([path for path in FILES if path.parent.name == version])
    platforms = {one["platform"] for one in records}
    assert platforms == {"taobao", "tmall", "pinduoduo", "tickets", "duokeduomi", "generic"}


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.name.split('.')[0]}" for path in FILES])
def test_a_ruling_of_a_release_is_made_again_byte_for_byte_and_proven(path):
    kept = path.read_bytes()
    ruling = load_ruling(kept)
    version = path.parent.name
    assert ruling["ruleset"]["version"] == version
    case = load_case(path.with_name(path.name.replace(".ruling.", ".record.")).read_bytes())
    assert seal(case).sha256 == ruling["record_sha256"]
    adjudicator = _adjudicator(version)
    assert adjudicator.rulebook.digest == ruling["ruleset"]["digest"]
    equal, again = adjudicator.replay(ruling, case)
    assert equal
    assert ruling_bytes(again) + b"\n" == kept
    assert adjudicator.verify(ruling, case) == []


def test_a_ruling_finds_its_own_frozen_rules():
    for version in RELEASES:
        ruling = load_ruling(next(path for path in FILES if path.parent.name == version).read_bytes())
        assert rules_of(ruling, rules_folder()) == _adjudicator(version).rulebook
