"""Frozen rulesets are equal to what was frozen, are never overwritten, and show when they were changed."""

import json

import pytest

from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.versions import (
    VersionFault,
    canonical,
    current,
    digest,
    freeze,
    from_canonical,
    frozen,
    load_version,
)
from tests.adjudicator.rulebook.small_rules import FILES, edited, write_rules

WARN = "goods/penalties/warn.yaml"


def test_a_rulebook_comes_back_equal_from_its_canonical_form(tmp_path):
    rulebook = load_rulebook(write_rules(tmp_path))
    form = json.loads(json.dumps(canonical(rulebook)))
    assert from_canonical(form) == rulebook


def test_a_frozen_version_is_the_rulebook_that_was_frozen(tmp_path):
    root = write_rules(tmp_path)
    path = freeze(root, "1.0")
    assert path == root / "versions" / "1.0.json"
    assert load_version(root, "1.0") == load_rulebook(root)
    assert frozen(root) == ("1.0",)


def test_the_working_rules_are_the_version_where_none_is_named(tmp_path):
    root = write_rules(tmp_path)
    assert current(root) == "1.0"
    assert load_version(root) == load_version(root, "1.0") == load_rulebook(root)


def test_freezing_the_same_rules_again_changes_nothing(tmp_path):
    root = write_rules(tmp_path)
    before = freeze(root, "1.0").read_bytes()
    assert freeze(root, "1.0").read_bytes() == before


def test_a_frozen_version_is_never_overwritten_with_other_rules(tmp_path):
    root = write_rules(tmp_path)
    freeze(root, "1.0")
    (root / WARN).write_text(FILES[WARN].lstrip().replace("A warning.", "Be warned."), encoding="utf-8")
    with pytest.raises(VersionFault) as raised:
        freeze(root, "1.0")
    assert raised.value.code == "VERSION_EXISTS"
    assert freeze(root, "1.1").exists()
    assert load_version(root, "1.0").digest != load_version(root, "1.1").digest


def test_a_frozen_version_that_was_changed_is_refused(tmp_path):
    root = write_rules(tmp_path)
    path = freeze(root, "1.0")
    path.write_text(path.read_text(encoding="utf-8").replace('"serious"', '"ordinary"'), encoding="utf-8")
    with pytest.raises(VersionFault) as raised:
        load_version(root, "1.0")
    assert raised.value.code == "VERSION_DAMAGED"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "ruleset/1"}', "\x00"])
def test_a_frozen_version_that_is_none_is_refused(tmp_path, text):
    root = write_rules(tmp_path)
    freeze(root, "1.0").write_text(text, encoding="utf-8")
    with pytest.raises(VersionFault) as raised:
        load_version(root, "1.0")
    assert raised.value.code == "VERSION_DAMAGED"


def test_a_version_that_does_not_exist_is_named_with_the_nearest(tmp_path):
    root = write_rules(tmp_path)
    freeze(root, "2026.11.0")
    with pytest.raises(VersionFault) as raised:
        load_version(root, "2026.11.1")
    assert (raised.value.code, raised.value.nearest) == ("NO_SUCH_VERSION", "2026.11.0")
    with pytest.raises(VersionFault):
        load_version(root, "../versions/2026.11.0")


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "-x", "x" * 65])
def test_a_version_name_is_no_path(tmp_path, name):
    with pytest.raises(VersionFault) as raised:
        freeze(write_rules(tmp_path), name)
    assert raised.value.code == "BAD_VERSION_NAME"


def test_the_digest_is_of_what_the_rules_say_and_not_of_how_they_are_laid_out(tmp_path):
    first = load_rulebook(write_rules(tmp_path / "a"))
    moved = load_rulebook(write_rules(tmp_path / "b", {WARN: "# a remark\n\n" + FILES[WARN].lstrip()}))
    assert first != moved
    assert first.digest == moved.digest == digest(first)
    other = load_rulebook(write_rules(tmp_path / "c", edited(WARN, ("at_least: partial", "at_least: total"))))
    assert other.digest != first.digest
