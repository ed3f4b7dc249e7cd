"""Which version a case is ruled under, why, and how a later ruling replaces an earlier one."""

import json
import shutil

import pytest

from adjudicator.case import load_case
from adjudicator.rulebook.versions import load_version
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.rulings import rules_of
from adjudicator.services.shipped import rules_folder
from tests.adjudicator.asking import refused, ruled, told
from tests.adjudicator.inline_cases import inline_case, written


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """A rules folder whose version v1 is frozen, after which the working rules changed."""
    folder = tmp_path_factory.mktemp("versions") / "rules"
    shutil.copytree(rules_folder(), folder)
    from adjudicator.rulebook.versions import freeze

    freeze(folder, "v1")
    parameters = folder / "taobao-dm" / "parameters.yaml"
    assert "value: 365" in parameters.read_text("utf-8")
    parameters.write_text(parameters.read_text("utf-8").replace("value: 365", "value: 100"), "utf-8")
    (folder / "version.yaml").write_text('version: "v2"\n', "utf-8")
    return folder


@pytest.fixture
def case(tmp_path):
    return written(tmp_path, inline_case())


def test_a_ruling_says_why_its_version_was_taken(rules, case, tmp_path, capsys):
    asked = ruled(capsys, case, "--rules", rules, "--ruleset", "v1")
    assert asked["ruleset"]["version"] == "v1"
    assert asked["ruleset"]["selected_because"]["en"] == "The ruleset version v1 was asked for."
    working = ruled(capsys, case, "--rules", rules)
    assert working["ruleset"]["version"] == "v2"
    assert working["ruleset"]["selected_because"]["en"].startswith("No version was asked for")
    assert all(one["ruleset"]["selected_because"]["zh"] for one in (asked, working))


def test_a_case_in_flight_keeps_its_version_unless_another_is_asked_for(rules, case, tmp_path, capsys):
    first = ruled(capsys, case, "--rules", rules, "--ruleset", "v1")
    earlier = written(tmp_path, first, "first.json")
    record = tmp_path / "record.json"
    later = written(tmp_path, inline_case(demand_amount="1.00"), "later.json")
    second = ruled(capsys, later, "--rules", rules, "--supersedes", earlier, "--record", record)
    assert (second["ruleset"]["version"], second["supersedes"]) == ("v1", first["digest"])
    assert first["digest"][:12] in second["ruleset"]["selected_because"]["en"]
    asked = ruled(capsys, later, "--rules", rules, "--supersedes", earlier, "--ruleset", "v2")
    assert (asked["ruleset"]["version"], asked["supersedes"]) == ("v2", first["digest"])
    ruling = written(tmp_path, second, "second.json")
    for command in ("replay", "verify"):
        assert told(capsys, command, ruling, "--case", record, "--rules", rules)[0] == 0


def test_the_reason_for_a_version_cannot_be_made_up(rules, case, tmp_path, capsys):
    adjudicator = Adjudicator(load_version(rules, "v1"))
    document = load_case(inline_case())
    ruling = adjudicator.rule(document).ruling
    from adjudicator.ruling import with_digest

    changed = {**ruling["ruleset"], "selected_because": {"zh": "因为", "en": "because"}}
    forged = with_digest({**ruling, "ruleset": changed})
    assert not adjudicator.replay(forged, document)[0]
    assert [one.code for one in adjudicator.verify(forged, document)] == ["WRONG_OUTPUT"]
    switched = with_digest({**ruling, "ruleset": {**ruling["ruleset"], "readings": {"no.such": "x"}}})
    assert [one.code for one in adjudicator.verify(switched, document)] == ["WRONG_OUTPUT"]
    path, record = written(tmp_path, switched, "switched.json"), written(tmp_path, inline_case(), "r.json")
    assert told(capsys, "replay", path, "--case", record, "--rules", rules)[0] == 1


def test_a_ruling_of_another_case_or_of_a_later_instant_is_not_replaced(case, tmp_path, capsys):
    first = ruled(capsys, case)
    earlier = written(tmp_path, first, "first.json")
    other = written(tmp_path, inline_case(id="another"), "other.json")
    assert refused(capsys, other, "--supersedes", earlier) == [("CONTRADICTION", "$.id")]
    before = "2025-12-01T00:00:00Z"
    late = written(tmp_path, ruled(capsys, case, "--as-of", "2026-12-01T00:00:00Z"), "late.json")
    assert refused(capsys, case, "--supersedes", late, "--as-of", before) == [("EVENTS_OUT_OF_ORDER", "$.as_of")]


def test_what_is_no_ruling_or_whose_digest_does_not_fit_replaces_nothing(case, tmp_path, capsys):
    first = ruled(capsys, case)
    assert told(capsys, "rule", case, "--supersedes", case)[0] == 2
    forged = written(tmp_path, {**first, "tier": "0"}, "forged.json")
    assert ("CONTRADICTION", "$.digest") in refused(capsys, case, "--supersedes", forged)


def test_an_earlier_ruling_whose_rules_are_not_here_is_said_so(case, tmp_path, capsys):
    from adjudicator.ruling import with_digest

    first = ruled(capsys, case)
    elsewhere = with_digest({**first, "ruleset": {**first["ruleset"], "version": "v9", "digest": "1" * 64}})
    earlier = written(tmp_path, elsewhere, "elsewhere.json")
    assert refused(capsys, case, "--supersedes", earlier) == [("RULESET_NOT_HERE", "$.ruleset")]


def test_rules_that_say_the_same_under_another_name_are_the_rulings_own(rules, tmp_path):
    folder = tmp_path / "renamed"
    shutil.copytree(rules, folder)
    kept = json.loads((folder / "versions" / "v1.json").read_text("utf-8"))
    (folder / "versions" / "v1.json").unlink()
    (folder / "versions" / "old.json").write_text(json.dumps({**kept, "version": "old"}), "utf-8")
    ruling = {"ruleset": {"version": "v1", "digest": kept["digest"]}}
    found = rules_of(ruling, folder)
    assert (found.version, found.digest) == ("v1", kept["digest"])
    assert rules_of({"ruleset": {"version": "v1", "digest": "0" * 64}}, folder) is None


def test_a_version_is_frozen_whole_and_never_over_another(tmp_path, capsys):
    folder = tmp_path / "rules"
    shutil.copytree(rules_folder(), folder, ignore=shutil.ignore_patterns("versions"))
    assert told(capsys, "rules", "freeze", "r1", "--rules", folder)[0] == 0
    assert [path.name for path in (folder / "versions").iterdir()] == ["r1.json"]
    kept = (folder / "versions" / "r1.json").read_bytes()
    assert told(capsys, "rules", "freeze", "r1", "--rules", folder)[0] == 0
    parameters = folder / "taobao-dm" / "parameters.yaml"
    parameters.write_text(parameters.read_text("utf-8").replace("value: 365", "value: 100"), "utf-8")
    status, out, _ = told(capsys, "rules", "freeze", "r1", "--rules", folder, "--json")
    assert (status, json.loads(out)["errors"][0]["code"]) == (2, "VERSION_EXISTS")
    assert (folder / "versions" / "r1.json").read_bytes() == kept
