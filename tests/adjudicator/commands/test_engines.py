"""``rule --engine``: which engine rules, who is heard beside it, and what a person is told of it."""

from __future__ import annotations

import json
import sys

import pytest

from adjudicator.cli import run
from adjudicator.engine.durable_process import installed
from tests.adjudicator.inline_cases import WEIGH_REPORT, inline_case, written

needs_the_library = pytest.mark.skipif(
    not installed(), reason="durable-rules is not installed: it takes Python before 3.13 and a C compiler"
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ADJUDICATOR_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def ask(capsys):
    """Runs a command line; gives its status, standard output and standard error."""

    def asked(*arguments):
        status = run([str(one) for one in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return asked


@pytest.fixture
def frozen(tmp_path):
    """A case of tier 4."""
    return written(tmp_path, inline_case("third_serious_c2c", WEIGH_REPORT))


@pytest.fixture
def without_the_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "durable", None)


@needs_the_library
def test_each_engine_alone_prints_the_same_bytes(ask, frozen):
    answers = {engine: ask("rule", frozen, "--json", "--engine", engine) for engine in ("compiled", "durable")}
    assert {status for status, _, _ in answers.values()} == {0}
    assert answers["compiled"][1] == answers["durable"][1]


@needs_the_library
def test_both_engines_are_named_in_the_ruling_and_the_ruling_can_be_replayed_and_verified(ask, frozen, tmp_path):
    record, ruling = tmp_path / "record.json", tmp_path / "ruling.json"
    status, out, err = ask("rule", frozen, "--json", "--engine", "both", "--record", record, "--lang", "en")
    assert (status, json.loads(out)["second_opinion"]["agrees"]) == (0, "yes")
    assert "agrees on" in err
    ruling.write_text(out, "utf-8")
    for command in ("replay", "verify"):
        assert ask(command, ruling, "--case", record)[0] == 0


@needs_the_library
def test_a_ruling_that_cannot_be_undone_says_that_it_was_ruled_twice(ask, frozen, tmp_path):
    _, out, err = ask("rule", frozen, "--json", "--lang", "zh")
    assert "第二意见" in err
    assert json.loads(out)["second_opinion"] is None
    _, _, err = ask("rule", written(tmp_path, inline_case(), "other.json"), "--json", "--lang", "zh")
    assert "第二意见" not in err


def test_without_the_library_one_line_says_so_and_the_ruling_is_the_same(ask, frozen, without_the_library):
    status, out, err = ask("rule", frozen, "--json", "--lang", "en")
    assert (status, json.loads(out)["tier"], json.loads(out)["second_opinion"]) == (0, "4", None)
    assert [line for line in err.splitlines() if "second opinion" in line] == [
        "tier 4: no durable-rules here, so no second opinion; the proof was checked on its own."
    ]


@pytest.mark.parametrize("engine", ["durable", "both"])
def test_an_engine_that_is_not_there_is_named(ask, frozen, without_the_library, engine):
    status, out, err = ask("rule", frozen, "--json", "--engine", engine)
    assert (status, [one["code"] for one in json.loads(out)["errors"]]) == (2, ["ENGINE_UNAVAILABLE"])
    assert "docs/second-opinion.md" in err
