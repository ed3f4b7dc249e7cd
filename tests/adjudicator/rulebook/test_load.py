"""From a rules folder to a rulebook, and what a person is told about a folder that is not in order."""

from decimal import Decimal

import pytest

from adjudicator.rulebook.load import load_rulebook, read_folder
from adjudicator.rulebook.model import (
    Condition,
    Each,
    FactValue,
    Literally,
    Parameter,
    Struct,
    TableLookup,
)
from adjudicator.rulebook.problems import RulebookFaults
from tests.adjudicator.rulebook.small_rules import FILES, edited, write_rules

FREEZE = "goods/penalties/freeze.yaml"
WARN = "goods/penalties/warn.yaml"
WORDS = "vocabulary.yaml"


def faults(tmp_path, *changes):
    """The problems of the small folder with some changes."""
    merged = {}
    for change in changes:
        merged |= change
    with pytest.raises(RulebookFaults) as raised:
        load_rulebook(write_rules(tmp_path, merged))
    return raised.value.problems


def fault(tmp_path, *changes):
    """The one problem of the small folder with some changes."""
    (only,) = faults(tmp_path, *changes)
    assert only.message.zh
    assert only.message.en
    return only


def test_a_folder_in_order_becomes_a_rulebook(tmp_path):
    rulebook = load_rulebook(write_rules(tmp_path))
    assert sorted(rulebook.rules) == [
        "evidence.exhibits.illegible",
        "goods.obligations.reply_late",
        "goods.penalties.freeze",
        "goods.penalties.warn",
    ]
    assert rulebook.version == "1.0"
    assert rulebook.packs == ("evidence", "goods")
    assert rulebook.governs == {"market": ("goods",)}
    assert rulebook.kinds == {"photo": ("date",)}
    assert rulebook.calendar["days"] == ("2026-01-01", "2026-01-02", "2026-01-04")
    assert rulebook.facts["reading.parse"].given_by == "reading"


def test_a_rule_is_read_word_by_word(tmp_path):
    rulebook = load_rulebook(write_rules(tmp_path))
    rule = rulebook.rules["goods.penalties.freeze"]
    assert [(c.fact, c.operator, c.comparand) for c in rule.when] == [
        ("verified", "is", Literally("yes")),
        ("upheld", "at_least", Parameter("repeat.N")),
        ("severity", "is", Literally("serious")),
    ]
    assert rule.when[2].place.line == 8
    assert rule.then[0].value == Literally("4")
    assert rule.then[1].value == Struct(
        (("effect", Literally("freeze")), ("days", Literally(None)), ("sign_off", Literally("required")))
    )
    assert rule.overrides == ("goods.penalties.warn",)
    watch = rulebook.rules["goods.penalties.warn"].then[1].value
    assert isinstance(watch, Struct)
    assert dict(watch.items)["days"] == TableLookup("watch.days", "upheld")
    illegible = rulebook.rules["evidence.exhibits.illegible"]
    assert illegible.when[1].comparand == Each((Literally("date"), Literally("amount")))
    assert illegible.fix is not None


def test_yes_no_and_numbers_are_what_their_fact_says(tmp_path):
    rulebook = load_rulebook(write_rules(tmp_path))
    assert rulebook.rules["goods.obligations.reply_late"].when[1].comparand == Literally(Decimal("1.10"))
    assert rulebook.rules["goods.obligations.reply_late"].when[2].comparand == Literally("4")
    assert rulebook.parameters["repeat.N"].values == ((None, 3), ("2027-01-01", 2))
    assert rulebook.parameters["watch.days"].values == ((None, ((1, 14), (3, 30))),)


def test_a_fact_may_be_compared_with_another(tmp_path):
    changes = edited(
        "goods/obligations/reply_late.yaml", ('tier: {is_not: "4"}', "opened_at: {before: {fact: closed_at}}")
    )
    rulebook = load_rulebook(write_rules(tmp_path, changes | {"goods/obligations/reply_late.test.yaml": None}))
    (*_, last) = rulebook.rules["goods.obligations.reply_late"].when
    assert last == Condition("opened_at", "before", FactValue("closed_at"), last.place)


def test_an_instant_is_written_with_its_offset_or_as_never(tmp_path):
    file = "goods/obligations/reply_late.yaml"
    line = 'tier: {is_not: "4"}'
    rulebook = load_rulebook(write_rules(tmp_path / "a", edited(file, (line, "opened_at: {is_not: never}"))))
    assert rulebook.rules["goods.obligations.reply_late"].when[2].comparand == Literally("never")
    later = edited(file, (line, 'opened_at: {after: "1970-01-01T08:00:01+08:00"}'))
    rulebook = load_rulebook(write_rules(tmp_path / "b", later))
    assert rulebook.rules["goods.obligations.reply_late"].when[2].comparand == Literally(1_000_000)
    assert fault(tmp_path / "c", edited(file, (line, "opened_at: {after: 2026-01-01}"))).code == "UNKNOWN_VALUE"


def test_all_problems_of_a_folder_are_found_at_once(tmp_path):
    found = faults(
        tmp_path,
        edited(FREEZE, ("- severity", "- severty"), ("en: Freeze", "fr: Geler")),
        edited(WARN, ("text: 公示警告。", "text: 公開警告。"), ("at_least: partial", "at_least: parial")),
    )
    assert {(p.file, p.code) for p in found} == {
        (FREEZE, "UNKNOWN_FACT"),
        (FREEZE, "MISSING_LANGUAGE"),
        (WARN, "QUOTE_NOT_FOUND"),
        (WARN, "UNKNOWN_VALUE"),
    }


def test_an_unknown_fact_is_named_with_file_line_and_the_nearest_word(tmp_path):
    found = fault(tmp_path, edited(FREEZE, ("- severity", "- severty")))
    assert (found.file, found.line, found.code, found.nearest) == (FREEZE, 8, "UNKNOWN_FACT", "severity")
    assert str(found).startswith("goods/penalties/freeze.yaml:8: UNKNOWN_FACT")


@pytest.mark.parametrize(
    ("old", "new", "code", "nearest"),
    [
        ("{is: serious}", "{is: seriuos}", "UNKNOWN_VALUE", "serious"),
        ("{is: yes}", "{is: true}", "UNKNOWN_VALUE", "yes"),
        ("{is: serious}", "{are: serious}", "UNKNOWN_OPERATOR", None),
        ("{is: serious}", "{at_least: serious}", "OPERATOR_DOES_NOT_SUIT", None),
        ("{is: serious}", "[serious]", "NOT_ONE_OPERATOR", None),
        ("{is: serious}", "{is: [serious]}", "WRONG_SHAPE", None),
        ("{is: serious}", "{in: serious}", "WRONG_SHAPE", None),
        ("{is: serious}", "{is: {fact: upheld}}", "WRONG_TYPE", None),
        ("$repeat.N}", "$repeat.M}", "UNKNOWN_PARAMETER", "$repeat.N"),
        ("at_least: $repeat.N", "at_least: $watch.days", "UNKNOWN_VALUE", None),
        ("at_least: $repeat.N", "at_least: three", "UNKNOWN_VALUE", None),
        ("effect: freeze", "efect: freeze", "UNKNOWN_KEY", "effect"),
        ('tier: "4"', "verified: yes", "NOT_FOR_RULES", None),
        ('tier: "4"', 'tier: "5"', "UNKNOWN_VALUE", None),
        ("goods.penalties.warn", "goods.penalties.wran", "UNKNOWN_RULE", "goods.penalties.warn"),
        ("id: goods", "id: good", "NOT_ITS_PATH", None),
        ("stage: penalties", "stage: remedies", "NOT_ITS_PATH", None),
        ("document: clauses", "document: clause", "UNKNOWN_DOCUMENT", "clauses"),
        ("clause: A-1", "clause: AA-1", "UNKNOWN_CLAUSE", "A-1"),
        ("stage: penalties", "stage: penalties\nfor: exhibits", "UNKNOWN_WORD", "exhibit"),
        ("{severity}", "{severitiy}", "HOLE_NOT_FILLED", "severity"),
        ("{$repeat.N}", "{$repeat.M}", "HOLE_NOT_FILLED", "$repeat.N"),
        ("{severity}", "{severity", "HOLE_NOT_CLOSED", None),
        ("{severity}", "{field.legible}", "HOLE_NOT_FILLED", None),
        ("- severity: {is: serious}", "- field.legible: {is: no}", "FACT_OUT_OF_SIGHT", None),
        ("stage: penalties", "stage: penalties\nwhenn: []", "UNKNOWN_KEY", "when"),
        ("  - penalty: {", '  - tier: "3"\n  - penalty: {', "CONCLUDED_TWICE", None),
        (
            "stage: penalties",
            "stage: penalties\nin_force: {from: 2027-01-02, until: 2027-01-01}",
            "DATES_OUT_OF_ORDER",
            None,
        ),
        ("stage: penalties", "stage: penalties\nin_force: {from: January}", "NOT_A_DAY", None),
    ],
)
def test_a_rule_that_is_not_in_order_is_refused_with_the_reason(tmp_path, old, new, code, nearest):
    found = [p for p in faults(tmp_path, edited(FREEZE, (old, new))) if p.code == code]
    assert found
    assert all(p.file == FREEZE for p in found)
    assert found[0].nearest == nearest


def test_a_rule_has_at_most_twelve_conditions(tmp_path):
    many = "\n".join(["  - verified: {is: yes}"] * 10)
    found = fault(tmp_path, edited(FREEZE, ("  - verified: {is: yes}", many + "\n  - verified: {is: yes}")))
    assert found.code == "TOO_MANY_CONDITIONS"


def test_a_quotation_may_differ_from_its_document_in_white_space_only(tmp_path):
    spaced = FILES["sources/clauses.txt"].replace("情節", "情 \u3000節")
    load_rulebook(write_rules(tmp_path, {"sources/clauses.txt": spaced}))
    found = fault(tmp_path, edited(FREEZE, ("情節嚴重", "情節重大")))
    assert found.code == "QUOTE_NOT_FOUND"
    assert "重大" in found.message.en


def test_a_document_that_was_changed_after_it_was_archived_is_noticed(tmp_path):
    root = write_rules(tmp_path)
    (root / "sources/clauses.txt").write_text(FILES["sources/clauses.txt"] + "3", encoding="utf-8")
    with pytest.raises(RulebookFaults) as raised:
        load_rulebook(root)
    assert [p.code for p in raised.value.problems] == ["DOCUMENT_CHANGED"]


def test_facts_that_depend_on_each_other_in_a_circle_are_refused(tmp_path):
    words = edited(WORDS, ("  tier: {", "  a: {type: truth, given: rules, zh: 甲, en: a}\n  tier: {"))
    gives_a = FILES[WARN].replace("goods.penalties.warn", "goods.penalties.a").replace('tier: "3"', "a: yes")
    gives_a = gives_a.replace("- reading.parse: {is: A}", '- tier: {is: "4"}')
    needs_a = edited(FREEZE, ("- severity: {is: serious}", "- a: {is: yes}"))
    found = fault(tmp_path, words, needs_a, {"goods/penalties/a.yaml": gives_a})
    assert found.code == "CIRCLE"
    assert "tier" in found.message.en
    assert "goods.penalties.a" in found.message.en


def test_rules_that_override_each_other_in_a_circle_are_refused(tmp_path):
    found = fault(tmp_path, edited(WARN, ("explanation:", "overrides: [goods.penalties.freeze]\nexplanation:")))
    assert found.code == "CIRCLE"


def test_a_winner_stands_in_the_same_or_an_earlier_stratum(tmp_path):
    late = edited(
        "goods/obligations/reply_late.yaml",
        ("explanation:", "overrides: [goods.penalties.warn]\nexplanation:"),
        ('tier: {is_not: "4"}', "verified: {is: yes}"),
    )
    found = fault(tmp_path, late, {"goods/obligations/reply_late.test.yaml": None})
    assert found.code == "WINNER_TOO_LATE"


def test_a_winner_speaks_of_the_same_entity_or_of_an_ancestor(tmp_path):
    found = fault(
        tmp_path,
        edited("evidence/exhibits/illegible.yaml", ("explanation:", "overrides: [goods.penalties.warn]\nexplanation:")),
    )
    assert found.code == "WINNER_OUT_OF_SIGHT"


def test_a_rule_reads_nothing_of_a_later_stratum(tmp_path):
    early = (
        FILES[WARN]
        .replace("goods.penalties.warn", "goods.findings.early")
        .replace("stage: penalties", "stage: findings")
    )
    early = early.replace('tier: "3"', "a: yes").replace("- reading.parse: {is: A}", '- tier: {is: "4"}')
    words = edited(WORDS, ("  tier: {", "  a: {type: truth, given: rules, zh: 甲, en: a}\n  tier: {"))
    found = fault(tmp_path, words, {"goods/findings/early.yaml": early})
    assert (found.code, found.file) == ("READS_A_LATER_STRATUM", "goods/findings/early.yaml")


def test_a_rule_uses_nothing_of_a_pack_that_does_not_govern_where_it_does(tmp_path):
    foreign = FILES["goods/parameters.yaml"].replace("repeat.N", "other.N").split("watch.days:")[0]
    found = fault(
        tmp_path, {"elsewhere/parameters.yaml": foreign}, edited(FREEZE, ("at_least: $repeat.N", "at_least: $other.N"))
    )
    assert found.code == "OF_ANOTHER_PACK"


def test_the_pack_evidence_is_not_listed_for_a_platform(tmp_path):
    assert fault(tmp_path, edited(WORDS, ("[goods]", "[goods, evidence]"))).code == "EVIDENCE_LISTED"


def test_a_rule_for_a_field_gives_no_single_fact_of_its_exhibit(tmp_path):
    words = edited(WORDS, ("type: {choice: [invalid]}, many: true", "type: {choice: [invalid]}"))
    assert fault(tmp_path, words).code == "NOT_ITS_OWN_FACT"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("type: money", "type: dollars", "UNKNOWN_TYPE"),
        ("photo: [date]", "photo: [dates]", "UNKNOWN_FIELD"),
        ("photo: [date]", "photos: [date]", "UNKNOWN_KIND"),
        ("parent: exhibit", "parent: exhibits", "UNKNOWN_ENTITY"),
        ("given: measure", "given: rules", "NOT_DECLARED_SO"),
        ("zh: 訴求, en: demand", "zh: 訴求", "MISSING_LANGUAGE"),
        ('otherwise: "0"', 'otherwise: "9"', "UNKNOWN_VALUE"),
        ("supplied_by: arbitrator", "supplied_by: judge", "UNKNOWN_WORD"),
        ("values: {serious:", "values: {grave:", "UNKNOWN_VALUE"),
        ("met_late, overdue", "overdue", "WRONG_TYPE"),
    ],
)
def test_a_vocabulary_that_is_not_in_order_is_refused_with_the_reason(tmp_path, old, new, code):
    assert code in {p.code for p in faults(tmp_path, edited(WORDS, (old, new)))}


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("goods/measures.yaml", "count: prior", "count: field", "FACT_OUT_OF_SIGHT"),
        ("goods/measures.yaml", "count: prior", "count: priors", "UNKNOWN_WORD"),
        ("goods/measures.yaml", "count: prior", "any: prior", "MISSING_KEY"),
        ("goods/measures.yaml", "prior.upheld: {is: yes}", "prior.uphold: {is: yes}", "UNKNOWN_FACT"),
        ("goods/measures.yaml", "of: prior.decided_at", "of: prior.upheld", "WRONG_TYPE"),
        ("goods/measures.yaml", "days: 365", "weeks: 52", "NOT_ONE_KIND"),
        ("goods/clocks.yaml", "start: [opened_at]", "start: [demand]", "WRONG_TYPE"),
        ("goods/clocks.yaml", "unit: hours", "unit: minutes", "UNKNOWN_WORD"),
        ("goods/clocks.yaml", "length: $reply.hours", "length: $watch.days", "WRONG_TYPE"),
        ("goods/parameters.yaml", "{from: 2027-01-01", "{from: null", "DATES_OUT_OF_ORDER"),
        ("goods/readings.yaml", "default: A", "default: C", "UNKNOWN_WORD"),
    ],
)
def test_what_a_pack_declares_is_checked(tmp_path, file, old, new, code):
    found = {p.code for p in faults(tmp_path, edited(file, (old, new)))}
    assert code in found


def test_a_measure_that_is_declared_but_missing_is_named_where_it_is_read(tmp_path):
    found = faults(tmp_path, {"goods/measures.yaml": None})
    assert {p.code for p in found} == {"NOBODY_GIVES"}
    assert {p.file for p in found} == {FREEZE, WARN}


def test_an_amended_rule_stands_beside_the_old_one_under_the_same_id(tmp_path):
    new = FILES[WARN].replace("stage: penalties", "stage: penalties\nin_force: {from: 2027-01-01, until: null}")
    old = edited(WARN, ("stage: penalties", "stage: penalties\nin_force: {from: null, until: 2026-12-31}"))
    rulebook = load_rulebook(write_rules(tmp_path, old | {"goods/penalties/warn@2027-01-01.yaml": new}))
    assert {key: rule.id for key, rule in rulebook.rules.items() if "warn" in key} == {
        "goods.penalties.warn": "goods.penalties.warn",
        "goods.penalties.warn@2027-01-01": "goods.penalties.warn",
    }


def test_two_versions_of_a_rule_are_never_in_force_together(tmp_path):
    new = FILES[WARN].replace("stage: penalties", "stage: penalties\nin_force: {from: 2027-01-01, until: null}")
    found = fault(tmp_path, {"goods/penalties/warn@2027-01-01.yaml": new})
    assert found.code == "VERSIONS_OVERLAP"


def test_a_date_in_the_file_name_is_the_first_day_in_force(tmp_path):
    new = FILES[WARN].replace("stage: penalties", "stage: penalties\nin_force: {from: 2027-02-01, until: null}")
    old = edited(WARN, ("stage: penalties", "stage: penalties\nin_force: {from: null, until: 2026-12-31}"))
    assert fault(tmp_path, old, {"goods/penalties/warn@2027-01-01.yaml": new}).code == "NOT_ITS_PATH"


def test_a_file_that_nobody_would_read_is_named(tmp_path):
    found = faults(
        tmp_path, {"goods/parameter.yaml": "{}", "goods/penalty/x.yaml": "{}", "goods/penalties/y.yml": "{}"}
    )
    assert {(p.file, p.code) for p in found} == {
        ("goods/parameter.yaml", "STRAY_FILE"),
        ("goods/penalty", "UNKNOWN_STRATUM"),
        ("goods/penalties/y.yml", "STRAY_FILE"),
    }


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path):
    with pytest.raises(RulebookFaults) as raised:
        load_rulebook(tmp_path / "nowhere")
    assert [p.code for p in raised.value.problems] == ["NO_FOLDER"]


@pytest.mark.parametrize("file", sorted(FILES))
def test_no_missing_file_and_no_empty_one_breaks_the_loader(tmp_path, file):
    for number, text in enumerate((None, "", "[]", "a", "{a: {b: [c]}}")):
        root = write_rules(tmp_path / str(number), {file: text} if file != "sources/clauses.txt" or text else {})
        _, findings = read_folder(root)
        assert all(problem.message.zh and problem.message.en and problem.line > 0 for problem in findings.problems)
