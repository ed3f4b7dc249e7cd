"""What lint says of a folder beyond the faults of loading."""

from adjudicator.rulebook.lint import lint
from adjudicator.rulebook.versions import freeze
from tests.adjudicator.rulebook.small_rules import FILES, edited, write_rules

FREEZE, WARN = "goods/penalties/freeze.yaml", "goods/penalties/warn.yaml"


def said(root):
    return [(p.code, p.file) for p in lint(root)]


def test_nothing_is_said_of_a_folder_in_order(tmp_path):
    assert said(write_rules(tmp_path)) == []


def test_faults_of_loading_are_said_too(tmp_path):
    assert ("UNKNOWN_FACT", FREEZE) in said(write_rules(tmp_path, edited(FREEZE, ("- severity", "- severty"))))


def test_a_rule_without_cases_is_said(tmp_path):
    assert said(write_rules(tmp_path, {"goods/penalties/warn.test.yaml": None})) == [("NO_CASES", WARN)]


def test_cases_without_their_rule_are_said(tmp_path):
    lonely = {"goods/penalties/gone.test.yaml": FILES["goods/penalties/warn.test.yaml"]}
    assert said(write_rules(tmp_path, lonely)) == [("CASES_WITHOUT_RULE", "goods/penalties/gone.test.yaml")]


def test_a_word_that_nothing_uses_is_said(tmp_path):
    words = edited("vocabulary.yaml", ("  demand: {", "  idle: {type: text, zh: 閒, en: idle}\n  demand: {"))
    numbers = edited(
        "goods/parameters.yaml",
        (
            "reply.hours:",
            "spare.N:\n  values: [{from: null, value: 1}]\n  clause: A-1\n  zh: 閒\n  en: spare\nreply.hours:",
        ),
    )
    assert said(write_rules(tmp_path, words | numbers)) == [
        ("IDLE_WORD", "goods/parameters.yaml"),
        ("IDLE_WORD", "vocabulary.yaml"),
    ]


def test_a_word_that_the_program_itself_reads_is_not_idle(tmp_path):
    words = edited(
        "vocabulary.yaml", ("  demand: {", "  id: {type: text, read_by: intake, zh: 號, en: id}\n  demand: {")
    )
    assert said(write_rules(tmp_path, words)) == []


def test_a_rule_that_does_not_fit_on_a_screen_is_said(tmp_path):
    assert said(write_rules(tmp_path, {WARN: FILES[WARN].lstrip() + "# more\n" * 60})) == [("RULE_TOO_LONG", WARN)]


def test_a_condition_that_only_repeats_a_winner_is_said(tmp_path):
    repeating = edited(
        WARN,
        (
            "  - reading.parse: {is: A}",
            "  - reading.parse: {is: A}\n  - upheld: {at_least: $repeat.N}\n  - severity: {is_not: serious}",
        ),
    )
    found = [p for p in lint(write_rules(tmp_path, repeating)) if p.code == "REPEATS_A_WINNER"]
    assert [(p.file, p.line) for p in found] == [(WARN, 10)]


def test_a_condition_that_is_more_than_a_winners_negation_is_not_said(tmp_path):
    narrower = edited(
        WARN, ("  - reading.parse: {is: A}", "  - reading.parse: {is: A}\n  - severity: {is_not: serious}")
    )
    assert "REPEATS_A_WINNER" not in {code for code, _ in said(write_rules(tmp_path, narrower))}


def test_working_rules_that_left_their_frozen_version_are_said(tmp_path):
    root = write_rules(tmp_path)
    freeze(root, "1.0")
    assert said(root) == []
    (root / WARN).write_text(FILES[WARN].lstrip().replace("A warning.", "Be warned."), encoding="utf-8")
    assert said(root) == [("VERSION_DRIFTED", "version.yaml")]
