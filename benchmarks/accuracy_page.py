"""The figures of ``benchmarks/accuracy.py`` as a summary for the console and as the page ``docs/accuracy.md``."""

from __future__ import annotations

import datetime
import os
import platform
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.accuracy_figures import (
    Row,
    area_under_curve,
    field_outcome,
    fields_of,
    legibility_score,
    rate,
    same,
    verdict_outcome,
)

NOTES = Path(__file__).with_name("accuracy_notes.md")
"""What a person wrote about the figures and the typical failures; taken into the page as it is."""
DECISIVE = ("tracking_number", "amount", "date", "weight")
OUTCOMES = ("right", "abstained", "false_accept", "false_refusal", "other")
ANSWERS = ("yes", "no", "unknown")


def summary(rows: Sequence[Row]) -> str:
    """A few lines a kind: verdicts, and the fields that decide."""
    out = []
    for title, of in _groups(rows):
        counts = Counter(map(_verdict, of))
        out.append(f"{title} ({len(of)}): " + ", ".join(f"{word} {counts[word]}" for word in OUTCOMES))
        for name, told in _by_field(of):
            can, given, wrong = _given(told)
            out.append(f"  {name}: given {can}; exact when given {given}; wrong {wrong}")
    return "\n".join(out)


def page(rows: Sequence[Row]) -> str:
    """The page, from the rows alone and the notes beside this module."""
    parts = [
        "# How right the evidence checks are",
        "Written by `benchmarks/accuracy.py`; the figures are not edited by hand. A share is followed by its counts and its"
        " 95 % interval (Wilson).",
        _origin(rows),
        _against_goals([row for row in rows if row["label"]["origin"] == "made"]),
    ]
    if NOTES.is_file():
        parts.append(NOTES.read_text("utf-8").strip())
    parts += [_verdicts(rows), _fields(rows), _legibility(rows), _by_difficulty(rows), _plain(rows), _time(rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    out = []
    for origin in ("made", "real"):
        for kind in sorted({row["label"]["kind"] for row in rows}):
            of = [row for row in rows if (row["label"]["origin"], row["label"]["kind"]) == (origin, kind)]
            if of:
                out.append((f"{origin}, {kind}", of))
    return out


def _verdict(row: Row) -> str:
    return verdict_outcome(row["label"]["verdict"], row["label"]["doubtful"], row["got"]["verdict"])


Told = list[tuple[Row, str, str, str, str]]
"""Row, outcome, and whether the field is truly present, truly legible, truly handwritten."""


def _by_field(rows: Iterable[Row]) -> list[tuple[str, Told]]:
    found: dict[str, Told] = {}
    for row, name, true, got in fields_of(rows):
        outcome = field_outcome(name, true, got)
        found.setdefault(name, []).append((row, outcome, true["present"], true["legible"], true["handwritten"]))
    return sorted(found.items())


def _given(told: Told) -> tuple[str, str, str]:
    """Given of what a person can read, exact of what was given, wrong of all."""
    can = [outcome for _, outcome, present, legible, _ in told if present == legible == "yes"]
    given = [outcome for _, outcome, _, _, _ in told if outcome in ("exact", "wrong")]
    wrong = given.count("wrong")
    return (
        rate(sum(one in ("exact", "wrong") for one in can), len(can)),
        rate(given.count("exact"), len(given)),
        rate(wrong, len(told)),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _origin(rows: Sequence[Row]) -> str:
    made = [row for row in rows if row["label"]["origin"] == "made"]
    real = [row for row in rows if row["label"]["origin"] == "real"]
    base = sorted({row["label"]["seed"] // 1_000_003 for row in made})
    when = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    said = [
        "## Pictures",
        f"- {len(made)} made pictures (`python -m fixtures.generate --many … --seed {', '.join(map(str, base))}`), never tuned on;"
        f" {sum(row['label']['doubtful'] for row in made)} of them taken so roughly (blur, shake, coarse) that a person may fail:"
        " there a right value counts, a wrong one counts as wrong, and none is expected.",
    ]
    if real:
        said.append(
            f"- {len(real)} real photographs and scans that are not shipped. No threshold was fitted to their figures, but"
            " they were looked at while the checks were written, so they are no untouched set. None of them is a valid"
            " exhibit, so only `valid` would be a wrong verdict."
        )
    said.append(
        f"- Measured {when} on {platform.machine()}, {os.cpu_count()} shared cores, Python {platform.python_version()}."
    )
    return "\n".join(said)


def _against_goals(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    told = [one for name, part in _by_field(rows) if name in DECISIVE for one in part]
    printed = [one for one in told if one[4] != "yes"]
    can, exact, _ = _given(printed)
    by_hand = [one for one in told if one[4] == "yes"]
    hand_can, hand_exact, _ = _given(by_hand)
    outcomes = Counter(map(_verdict, rows))
    wrong = sum(outcome == "wrong" for _, outcome, _, _, _ in told)
    not_valid = [row for row in rows if row["label"]["verdict"] != "valid"]
    valid = [row for row in rows if row["label"]["verdict"] == "valid" and not row["label"]["doubtful"]]
    clear = [row for row in rows if not row["label"]["doubtful"]]
    asked = sum(_verdict(row) == "abstained" for row in clear)
    refused = sum(_verdict(row) == "false_refusal" for row in valid)
    legible, unreadable = _scores(rows, lambda _: True)
    return "## Against what is wanted (made pictures)\n\n" + _table(
        ("what", "wanted", "measured"),
        (
            ("printed decisive value exact when given", "≥ 99 %", exact),
            ("printed decisive value given where a person can read it", "≥ 90 %", can),
            ("handwritten decisive value exact when given", "–", hand_exact),
            ("handwritten decisive value given", "–", hand_can),
            ("silently wrong decisive value", "≤ 0.5 %", rate(wrong, len(told))),
            ("`valid` given to what is not", "≤ 1 %", rate(outcomes["false_accept"], len(not_valid))),
            ("valid refused", "≤ 1 %", rate(refused, len(valid))),
            ("another wrong settled verdict", "–", rate(outcomes["other"], len(rows))),
            ("asks a person (pictures a person can read)", "≤ 15 %", rate(asked, len(clear))),
            ("legibility, area under the curve", "≥ 0.95", _auc(legible, unreadable)),
        ),
    )


def _verdicts(rows: Sequence[Row]) -> str:
    out = ["## Verdicts"]
    verdicts = ("valid", "nonconforming", "invalid", "needs_human")
    for title, of in _groups(rows):
        counts = Counter((row["label"]["verdict"] or "not valid", row["got"]["verdict"]) for row in of)
        truths = sorted({true for true, _ in counts}, key=(*verdicts, "not valid").index)
        said = [*verdicts, *sorted({got for _, got in counts} - set(verdicts))]
        tally = Counter(map(_verdict, of))
        out.append(
            f"**{title}** ({len(of)} pictures): asks a person though the truth is settled {rate(tally['abstained'], len(of))};"
            f" false accepts {tally['false_accept']}, false refusals {tally['false_refusal']}, other wrong {tally['other']}."
        )
        out.append(
            _table(
                ("truth \\ said", *said),
                ([true, *(counts[true, got] for got in said)] for true in truths),
            )
        )
        wrong = [row for row in of if _verdict(row) in ("false_accept", "false_refusal", "other")]
        if wrong:
            out.append(
                "\n".join(
                    f"- {_verdict(row)}: {_named(row)}, said {', '.join(row['got']['reasons']) or 'valid'}"
                    for row in wrong[:12]
                )
            )
    return "\n\n".join(out)


def _named(row: Row) -> str:
    label = row["label"]
    return f"`{label['file']}`" + (f" ({', '.join(label['marks'])})" if label["marks"] else "")


def _fields(rows: Sequence[Row]) -> str:
    body: list[list[object]] = []
    for title, of in _groups(rows):
        for name, told in _by_field(of):
            for script, part in (
                ("by hand", [o for o in told if o[4] == "yes"]),
                ("", [o for o in told if o[4] != "yes"]),
            ):
                if not part:
                    continue
                counts = Counter(outcome for _, outcome, _, _, _ in part)
                given, exact, wrong = _given(part)
                shown = f"{name} {script}".strip()
                body.append(
                    [
                        title,
                        shown,
                        counts["exact"],
                        counts["wrong"],
                        counts["unknown"],
                        counts["no"],
                        given,
                        exact,
                        wrong,
                    ]
                )
    head = (
        "pictures",
        "field",
        "exact",
        "wrong",
        "unknown",
        "said no",
        "given, of what a person can read",
        "exact when given",
        "wrong",
    )
    lines = [
        "## Fields",
        "*Wrong*: legible yes, but not the true value, or nothing that a person could read.",
        _table(head, body),
    ]
    bad = [
        f"- {_named(row)}, {name}: true {true['value'] or 'unreadable'}, said {got.get('value') or got.get('text')}"
        f" (agreed by {', '.join(got.get('agreed_by', ()))})"
        for row, name, true, got in fields_of(rows)
        if name in DECISIVE and field_outcome(name, true, got) == "wrong"
    ]
    return "\n\n".join([*lines, *(["Every wrong decisive value:", "\n".join(bad)] if bad else [])])


def _legibility(rows: Sequence[Row]) -> str:
    out = ["## There or not, legible or not"]
    body = []
    for title, of in _groups(rows):
        if title.startswith("real"):
            continue
        for what in ("present", "legible"):
            pairs = Counter((true[what], got.get(what, "unknown")) for _, _, true, got in fields_of(of))
            for true in ANSWERS:
                if any(pairs[true, said] for said in ANSWERS):
                    body.append([title, what, true, *(pairs[true, said] for said in ANSWERS)])
    out.append(_table(("pictures", "question", "truth", "said yes", "said no", "said unknown"), body))
    made = [row for row in rows if row["label"]["origin"] == "made"]
    curves = []
    for name, wanted in (("all", lambda _: True), *((one, lambda field, one=one: field == one) for one in DECISIVE)):
        legible, unreadable = _scores(made, wanted)
        curves.append((name, _auc(legible, unreadable), _auc(*_answers(made, wanted))))
    out.append(
        "Area under the ROC curve, legible against illegible or missing: of the figures alone (the worst of height, blur,"
        " contrast and glare against what is wanted, times the reader's figure), and of the answer (yes, unknown, no)."
    )
    out.append(_table(("field", "figures", "answer"), curves))
    return "\n\n".join(out)


def _scores(rows: Sequence[Row], wanted: Callable[[str], bool]) -> tuple[list[float], list[float]]:
    """Scores of fields that a person can read, and of those that nobody can."""
    return _split(rows, wanted, lambda row, name, got: legibility_score(got, row["got"]["quality"].get(name)))


def _answers(rows: Sequence[Row], wanted: Callable[[str], bool]) -> tuple[list[float], list[float]]:
    worth = {"yes": 1.0, "unknown": 0.5, "no": 0.0}
    return _split(rows, wanted, lambda _row, _name, got: worth[got.get("legible", "unknown")])


def _split(
    rows: Sequence[Row], wanted: Callable[[str], bool], score: Callable[[Row, str, Row], float]
) -> tuple[list[float], list[float]]:
    can: list[float] = []
    cannot: list[float] = []
    for row, name, true, got in fields_of(rows):
        if wanted(name) and true["legible"] in ("yes", "no"):
            (can if true["legible"] == true["present"] == "yes" else cannot).append(score(row, name, got))
    return can, cannot


def _auc(can: Sequence[float], cannot: Sequence[float]) -> str:
    area = area_under_curve(can, cannot)
    return "–" if area is None else f"{area:.3f} ({len(can)} against {len(cannot)})"


def _by_difficulty(rows: Sequence[Row]) -> str:
    made = [row for row in rows if row["label"]["origin"] == "made"]
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in made:
        for fault in row["label"]["faults"] or ["none"]:
            groups.setdefault(("fault", f"{row['label']['kind']}: {fault}"), []).append(row)
        for mark in row["label"]["marks"] or ["none"]:
            groups.setdefault(("taken", mark), []).append(row)
    body = []
    for (what, name), of in sorted(groups.items()):
        tally = Counter(map(_verdict, of))
        wrong = sum(n in DECISIVE and field_outcome(n, true, got) == "wrong" for _, n, true, got in fields_of(of))
        body.append([what, name, len(of), *(tally[word] for word in OUTCOMES), wrong])
    head = (
        "by",
        "which",
        "pictures",
        "right",
        "asks a person",
        "false accept",
        "false refusal",
        "other wrong",
        "wrong values",
    )
    return "## By fault and by how it was taken (made pictures)\n\n" + _table(head, body) if body else ""


def _plain(rows: Sequence[Row]) -> str:
    of = [row for row in rows if row.get("plain")]
    if not of:
        return ""
    body = []
    for name in ("ours", "rapidocr", "tesseract"):
        have = [row for row in of if name == "ours" or name in row["plain"]]
        if not have:
            continue
        exact = wrong = can = 0
        accepted = refused = 0
        for row in have:
            said = row["got"]["verdict"] if name == "ours" else row["plain"][name]["verdict"]
            accepted += said == "valid" and row["label"]["verdict"] != "valid"
            refused += (
                said in ("nonconforming", "invalid")
                and row["label"]["verdict"] == "valid"
                and not row["label"]["doubtful"]
            )
            for _, field, true, got in fields_of([row]):
                if field not in DECISIVE:
                    continue
                readable = true["present"] == true["legible"] == "yes" and true["value"] is not None
                can += readable
                if name == "ours":
                    outcome = field_outcome(field, true, got)
                else:
                    value = row["plain"][name]["fields"].get(field)
                    right = value is not None and true["value"] is not None and same(field, value, true["value"])
                    outcome = "no" if value is None else "exact" if right else "wrong"
                exact += readable and outcome == "exact"
                wrong += outcome == "wrong"
        total = sum(name in DECISIVE for _, name, _, _ in fields_of(have))
        valid = sum(row["label"]["verdict"] == "valid" and not row["label"]["doubtful"] for row in have)
        body.append(
            [
                name,
                len(have),
                rate(exact, can),
                rate(wrong, total),
                rate(accepted, sum(row["label"]["verdict"] != "valid" for row in have)),
                rate(refused, valid),
            ]
        )
    head = (
        "reader",
        "pictures",
        "exact, of decisive values a person can read",
        "wrong, of all",
        "`valid` given to what is not",
        "valid refused",
    )
    return (
        "## Beside plain readers\n\nThe same pictures through RapidOCR as its package configures it and through tesseract, each"
        " with a regular expression per field (`benchmarks/plain_readers.py`). They never abstain.\n\n"
        + _table(head, body)
    )


def _time(rows: Sequence[Row]) -> str:
    timed = [row["seconds"] for row in rows if row.get("seconds") and "rapidocr" in row["seconds"]]
    if not timed:
        return ""
    check, bare = sum(one["check"] for one in timed), sum(one["rapidocr"] for one in timed)
    return (
        f"## Time\n\nOver {len(timed)} pictures, nothing cached: {check / len(timed):.2f} s a check, {bare / len(timed):.2f} s the bare"
        f" RapidOCR call, {check / bare:.2f} times (at most 1.5 wanted). The machine was shared while this was measured."
    )
