"""`rules/` on disk to a checked `Rulebook`.

Everything that is wrong with a folder is found in one go and raised together, each with its file, its line, what was
expected and the nearest word that exists.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from adjudicator.rulebook import shapes
from adjudicator.rulebook.checks import check as check_whole
from adjudicator.rulebook.checks import things
from adjudicator.rulebook.computed import read_clocks, read_measures
from adjudicator.rulebook.conclusions import read_conclusions
from adjudicator.rulebook.declarations import read_parameters, read_readings, read_source
from adjudicator.rulebook.expressions import MAX_CONDITIONS, Lexicon, read_conditions
from adjudicator.rulebook.model import (
    STRATA,
    Clock,
    DatedParameter,
    Measure,
    Place,
    ReadingSwitch,
    Rule,
    Rulebook,
)
from adjudicator.rulebook.problems import Findings, RulebookFaults, nearest
from adjudicator.rulebook.quotes import Library, check_clause, check_source, read_library
from adjudicator.rulebook.words import Words, read_words
from adjudicator.rulebook.yaml_places import Mapping, Node, Scalar, read

NOT_PACKS = ("sources", "calendars", "versions")
PACK_FILES = ("parameters.yaml", "readings.yaml", "measures.yaml", "clocks.yaml", "not_formalised.yaml")
TOP_FILES = ("vocabulary.yaml", "sources.yaml", "policy.json", "version.yaml")
TEST = ".test.yaml"


def load_rulebook(root: Path, *, check: bool = True) -> Rulebook:
    """The working rules of a folder as a Rulebook.

    Raises `RulebookFaults` with every problem of the folder. ``check=False`` leaves out what takes time and concerns
    only the author: quotations, circles, winners and holes.
    """
    rulebook, findings = read_folder(root, check=check)
    if findings.problems:
        raise RulebookFaults(findings.problems)
    return rulebook


def read_folder(root: Path, *, check: bool = True) -> tuple[Rulebook, Findings]:
    """What can be understood of a folder, and everything that is wrong with it."""
    from adjudicator.rulebook.versions import digest  # versions.py loads folders too

    findings = Findings()
    if not root.is_dir():
        findings.add("NO_FOLDER", Place(".", 1), f"沒有規則資料夾 {root}", f"there is no rules folder {root}")
        return Rulebook("", "", {}, {}, {}, {}, {}, {}, {}, {}, (), {}, {}), findings
    node = read(root / "vocabulary.yaml", "vocabulary.yaml", findings)
    words = read_words(node, findings) if node is not None else Words()
    library = read_library(root, findings)
    parameters: dict[str, DatedParameter] = {}
    readings: dict[str, ReadingSwitch] = {}
    measures: dict[str, Measure] = {}
    clocks: dict[str, Clock] = {}
    packs = _packs(root, findings)
    for pack in packs:
        if (node := _pack_file(root, pack, "parameters.yaml", findings)) is not None:
            read_parameters(node, pack, parameters, findings)
        if (node := _pack_file(root, pack, "readings.yaml", findings)) is not None:
            read_readings(node, pack, readings, words, findings)
    lexicon = Lexicon(words, parameters, findings)
    for pack in packs:
        if (node := _pack_file(root, pack, "measures.yaml", findings)) is not None:
            read_measures(node, pack, measures, lexicon)
        if (node := _pack_file(root, pack, "clocks.yaml", findings)) is not None:
            read_clocks(node, pack, clocks, lexicon)
    rules: dict[str, Rule] = {}
    for pack in packs:
        for file in rule_files(root, pack):
            name = file.relative_to(root).as_posix()
            if (node := read(file, name, findings)) is not None:
                rule = _rule(node, name, lexicon)
                key = rule.id + ("@" + file.stem.partition("@")[2] if "@" in file.stem else "")
                rules[key] = rule
    rulebook = Rulebook(
        version=_version(root, findings),
        digest="",
        entities=words.entities,
        facts=words.facts,
        rules=rules,
        measures=measures,
        clocks=clocks,
        parameters=parameters,
        readings=readings,
        documents=library.documents,
        packs=packs,
        governs=words.governs,
        kinds=words.kinds,
        calendar=_calendar(root, findings),
    )
    if not rulebook.calendar:
        for clock in clocks.values():
            if clock.unit == "working_days":
                findings.add(
                    "NO_CALENDAR", clock.place, "缺少 calendars/cn.yaml", "working days need calendars/cn.yaml"
                )
    if check:
        _check_sources(rulebook, library, findings)
        check_whole(rulebook, words, findings)
    return replace(rulebook, digest=digest(rulebook)), findings


def _packs(root: Path, findings: Findings) -> tuple[str, ...]:
    packs = []
    for path in sorted(root.iterdir()):
        if path.name.startswith((".", "_")):
            continue
        if path.is_dir() and path.name not in NOT_PACKS:
            packs.append(path.name)
            _strays(root, path, findings)
        elif path.is_file() and path.suffix in (".yaml", ".yml", ".json") and path.name not in TOP_FILES:
            findings.add(
                "STRAY_FILE",
                Place(path.name, 1),
                "此處不應有這個檔案",
                "nothing reads this file here",
                nearest=nearest(path.name, TOP_FILES),
            )
    return tuple(packs)


def _strays(root: Path, pack: Path, findings: Findings) -> None:
    """Notes files and folders of a pack that nobody would read."""
    for path in sorted(pack.iterdir()):
        place = Place(path.relative_to(root).as_posix(), 1)
        if path.is_dir():
            if path.name not in STRATA:
                findings.unknown("UNKNOWN_STRATUM", place, "階段", "stratum", path.name, STRATA)
                continue
            for inner in sorted(path.iterdir()):
                if inner.is_dir() or inner.suffix != ".yaml":
                    findings.add(
                        "STRAY_FILE",
                        Place(inner.relative_to(root).as_posix(), 1),
                        "此處只放規則檔",
                        "only rules and their cases stand here",
                        expected="NAME.yaml, NAME.test.yaml",
                    )
        elif path.name not in PACK_FILES:
            findings.add(
                "STRAY_FILE",
                place,
                "此處不應有這個檔案",
                "nothing reads this file here",
                expected=", ".join(PACK_FILES),
                nearest=nearest(path.name, PACK_FILES),
            )


def _pack_file(root: Path, pack: str, name: str, findings: Findings) -> Node | None:
    path = root / pack / name
    return read(path, f"{pack}/{name}", findings) if path.exists() else None


def rule_files(root: Path, pack: str) -> tuple[Path, ...]:
    """The rule files of a pack, without the cases beside them."""
    return tuple(
        path
        for stratum in STRATA
        for path in sorted((root / pack / stratum).glob("*.yaml"))
        if not path.name.endswith(TEST)
    )


def _rule(node: Node, file: str, lexicon: Lexicon) -> Rule:
    findings = lexicon.findings
    entry = shapes.mapping(node, findings, "a rule")
    shapes.known_keys(
        entry,
        findings,
        "a rule",
        required=("id", "title", "source", "stage", "then", "explanation"),
        optional=("in_force", "for", "once", "when", "overrides", "interpretation", "quiet", "fix"),
    )
    pack, stratum, last = file.split("/")
    stem, _, dated = last.removesuffix(".yaml").partition("@")
    id_ = f"{pack}.{stratum}.{stem}"
    _same(entry, "id", id_, findings, "the path is the id")
    _same(entry, "stage", stratum, findings, "the stage is the folder")
    entity = shapes.one_of(entry.get("for"), lexicon.words.entities, "case", findings, "實體", "entity")
    since, until = _in_force(entry, dated, findings)
    once = read_conditions(entry.get("once"), entity, "once", lexicon)
    when = read_conditions(entry.get("when"), entity, "when", lexicon)
    if len(once) + len(when) > MAX_CONDITIONS:
        findings.add(
            "TOO_MANY_CONDITIONS",
            entry.place,
            f"條件有 {len(once) + len(when)} 個",
            f"it has {len(once) + len(when)} conditions",
            expected=f"at most {MAX_CONDITIONS}",
        )
    then = read_conclusions(entry.get("then"), entity, id_, lexicon)
    if entry.get("then") is not None and not shapes.items(entry.get("then"), Findings(), "then"):
        findings.add(
            "CONCLUDES_NOTHING", entry.place, "規則沒有結論", "the rule concludes nothing", expected="then: [ … ]"
        )
    given = [conclusion.fact for conclusion in then if not lexicon.words.facts[conclusion.fact].many]
    for conclusion in then:
        if given.count(conclusion.fact) > 1:
            findings.add(
                "CONCLUDED_TWICE",
                conclusion.place,
                f"{conclusion.fact} 有兩個值",
                f"{conclusion.fact} is given two values by one rule",
            )
    fix = entry.get("fix")
    interpretation = entry.get("interpretation")
    if isinstance(interpretation, Scalar):
        notes = [interpretation.text]
    else:
        notes = [text for text, _ in shapes.words(interpretation, findings, "interpretation")]
    return Rule(
        id=id_,
        pack=pack,
        stratum=stratum,
        title=shapes.both_languages(entry.get("title"), entry.place, findings, "the title"),
        source=read_source(entry.get("source"), entry.place, "the rule", findings),
        in_force_from=since,
        in_force_until=until,
        entity=entity,
        once=once,
        when=when,
        then=then,
        overrides=tuple(
            dict.fromkeys(loser for loser, _ in shapes.words(entry.get("overrides"), findings, "overrides"))
        ),
        interpretation=tuple(note for note in notes if note.strip()),
        explanation=shapes.both_languages(entry.get("explanation"), entry.place, findings, "the explanation"),
        place=Place(file, entry.place.line),
        fix=shapes.both_languages(fix, fix.place, findings, "the fix") if fix is not None else None,
        quiet=shapes.yes_or_no(entry.get("quiet"), findings, "quiet"),
    )


def _same(entry: Mapping, key: str, wanted: str, findings: Findings, why: str) -> None:
    node = entry.get(key)
    text = shapes.word(node, findings, key)
    if node is not None and text != wanted:
        findings.add(
            "NOT_ITS_PATH",
            node.place,
            f"{key} 須與路徑一致",
            f"{key} “{text}” is not what the path says: {why}",
            expected=wanted,
        )


def _in_force(entry: Mapping, dated: str, findings: Findings) -> tuple[str | None, str | None]:
    node = entry.get("in_force")
    since = until = None
    place = entry.place
    if node is not None:
        place = node.place
        span = shapes.mapping(node, findings, "in_force")
        shapes.known_keys(span, findings, "in_force", optional=("from", "until"))
        since = shapes.day(span.get("from"), findings, "from")
        until = shapes.day(span.get("until"), findings, "until")
    if since is not None and until is not None and until < since:
        findings.add(
            "DATES_OUT_OF_ORDER",
            place,
            "失效早於生效",
            "it ends before it begins",
            expected="from <= until, both days included",
        )
    if dated and since != dated:
        findings.add(
            "NOT_ITS_PATH",
            place,
            "生效日須與檔名一致",
            "in_force.from is not the date of the file name",
            expected=f"from: {dated}",
        )
    return since, until


def _check_sources(rulebook: Rulebook, library: Library, findings: Findings) -> None:
    for thing in things(rulebook):
        check_source(thing.source, thing.place, library, findings)
    for parameter in rulebook.parameters.values():
        check_clause(parameter.clause, parameter.place, library, findings)
    for reading in rulebook.readings.values():
        check_clause(reading.clause, reading.place, library, findings)


def _version(root: Path, findings: Findings) -> str:
    """The name of the working rules: `version.yaml`, or ``unversioned`` where a folder has none."""
    if not (root / "version.yaml").exists():
        return "unversioned"
    node = read(root / "version.yaml", "version.yaml", findings)
    if node is None:
        return "unversioned"
    entry = shapes.mapping(node, findings, "version.yaml")
    shapes.known_keys(entry, findings, "version.yaml", required=("version",))
    return shapes.word(entry.get("version"), findings, "version") or "unversioned"


def _calendar(root: Path, findings: Findings) -> dict[str, object]:
    """`calendars/cn.yaml`: per year the weekdays that are holidays and the weekend days that are worked, as MM-DD."""
    file = "calendars/cn.yaml"
    if not (root / file).exists():
        return {}
    node = read(root / file, file, findings)
    if node is None:
        return {}
    entry = shapes.mapping(node, findings, "the calendar")
    shapes.known_keys(entry, findings, "the calendar", required=("version", "first", "last", "holidays", "workdays"))
    days = []
    for key, weekend in (("holidays", False), ("workdays", True)):
        years = entry.get(key)
        for year, listed in years.entries if isinstance(years, Mapping) else ():
            for text, place in shapes.words(listed, findings, f"{key} of {year.text}"):
                try:
                    day = date.fromisoformat(f"{year.text}-{text}")
                except ValueError:
                    findings.add("NOT_A_DAY", place, f"「{text}」不是日期", f"“{text}” is not a day", expected="MM-DD")
                    continue
                if (day.weekday() >= 5) != weekend:
                    findings.add(
                        "WRONG_WEEKDAY",
                        place,
                        f"{day} 不應列於 {key}",
                        f"{day} does not belong to {key}",
                        expected="holidays: Monday to Friday; workdays: Saturday and Sunday",
                    )
                days.append(day.isoformat())
    return {
        "version": shapes.word(entry.get("version"), findings, "version") or "",
        "first": shapes.day(entry.get("first"), findings, "first") or "2004-01-01",
        "last": shapes.day(entry.get("last"), findings, "last") or "2004-01-01",
        "days": tuple(sorted(days)),
    }
