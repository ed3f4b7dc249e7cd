"""What a node must look like: mappings with known keys, words, whole numbers, days, texts in both languages.

Each function gives the value, or None (or a part) after noting in `Findings` what is wrong, so that reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date

from adjudicator.rulebook.model import Place, Text2
from adjudicator.rulebook.problems import Findings
from adjudicator.rulebook.yaml_places import Mapping, Node, Scalar, Sequence

WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?")
NOTHING = Mapping((), Place("", 1))


def describe(node: Node) -> tuple[str, str]:
    """What a node is, in Chinese and English."""
    if isinstance(node, Mapping):
        return "鍵值表", "a mapping"
    if isinstance(node, Sequence):
        return "列表", "a list"
    return f"「{node.text}」", f"“{node.text}”"


def mapping(node: Node, findings: Findings, what: str) -> Mapping:
    """A mapping, or an empty one after a problem."""
    if isinstance(node, Mapping):
        return node
    zh, en = describe(node)
    findings.add(
        "WRONG_SHAPE",
        node.place,
        f"此處應為鍵值表,而非{zh}",
        f"{what} must be a mapping, not {en}",
        expected="key: value",
    )
    return Mapping((), node.place)


def known_keys(
    node: Mapping, findings: Findings, what: str, *, required: Collection[str] = (), optional: Collection[str] = ()
) -> None:
    """Notes keys that are missing and keys that nobody knows."""
    known = [*required, *optional]
    for key, _ in node.entries:
        if key.text not in known:
            findings.unknown("UNKNOWN_KEY", key.place, "鍵", f"key of {what}", key.text, known)
    for key_name in required:
        if node.get(key_name) is None:
            findings.add(
                "MISSING_KEY",
                node.place,
                f"缺少「{key_name}」",
                f"{what} lacks “{key_name}”",
                expected=f"{key_name}: …",
            )


def items(node: Node | None, findings: Findings, what: str) -> tuple[Node, ...]:
    """The items of a list; nothing at all counts as the empty list."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return ()
    if isinstance(node, Sequence):
        return node.items
    zh, en = describe(node)
    findings.add(
        "WRONG_SHAPE", node.place, f"此處應為列表,而非{zh}", f"{what} must be a list, not {en}", expected="[ … ]"
    )
    return ()


def word(node: Node | None, findings: Findings, what: str) -> str | None:
    """A text that is not empty; None (noted) otherwise, None (not noted) where nothing was written."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return None
    if isinstance(node, Scalar) and node.text.strip():
        return node.text
    zh, en = describe(node)
    findings.add(
        "WRONG_SHAPE", node.place, f"此處應為文字,而非{zh}", f"{what} must be a text, not {en}", expected="text"
    )
    return None


def words(node: Node | None, findings: Findings, what: str) -> tuple[tuple[str, Place], ...]:
    """A list of texts with their places."""
    found = []
    for item in items(node, findings, what):
        text = word(item, findings, f"an item of {what}")
        if text is not None:
            found.append((text, item.place))
    return tuple(found)


def one_of(node: Node | None, known: Collection[str], default: str, findings: Findings, zh: str, en: str) -> str:
    """A word of a closed list, or the default where nothing was written."""
    text = word(node, findings, en)
    if text is None or node is None:
        return default
    if text not in known:
        findings.unknown("UNKNOWN_WORD", node.place, zh, en, text, known)
        return default
    return text


def yes_or_no(node: Node | None, findings: Findings, what: str) -> bool:
    """``yes`` or ``true`` as True, ``no``, ``false`` or nothing as False."""
    text = word(node, findings, what)
    if text in (None, "no", "false"):
        return False
    if text not in ("yes", "true") and node is not None:
        findings.unknown("UNKNOWN_WORD", node.place, "是或否", "yes or no", str(text), ("yes", "no"))
    return True


def read_by(entry: Mapping, name: str, findings: Findings) -> None:
    """`read_by: intake` (or ruling): the program itself reads this word, so it is in use although no rule reads it."""
    node = entry.get("read_by")
    if node is not None:
        one_of(node, ("intake", "ruling"), "intake", findings, "讀取者", "reader of a word")
        findings.read_elsewhere.add(name)


def day(node: Node | None, findings: Findings, what: str) -> str | None:
    """An ISO day, or None."""
    text = word(node, findings, what)
    if text is None or node is None:
        return None
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    findings.add("NOT_A_DAY", node.place, f"「{text}」不是日期", f"“{text}” is not a day", expected="YYYY-MM-DD")
    return None


def both_languages(node: Node | None, place: Place, findings: Findings, what: str) -> Text2:
    """`{zh, en}`, both of them; what is missing is noted and left empty."""
    if node is None:
        node = Mapping((), place)
    pair = mapping(node, findings, what)
    texts = {}
    for language, zh_name, en_name in (("zh", "中文", "Chinese"), ("en", "英文", "English")):
        text = word(pair.get(language), findings, f"{what} in {en_name}")
        if text is None:
            findings.add(
                "MISSING_LANGUAGE",
                pair.place if pair.place.file else place,
                f"缺少{zh_name}",
                f"{what} has no {en_name}",
                expected=f"{language}: …",
            )
        texts[language] = " ".join((text or "").split())
    return Text2(texts["zh"], texts["en"])


def named_entries(node: Node | None, findings: Findings, what: str) -> tuple[tuple[Scalar, Mapping], ...]:
    """The entries of a mapping of mappings; nothing at all counts as the empty mapping."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return ()
    return tuple(
        (key, mapping(value, findings, f"{what} {key.text}")) for key, value in mapping(node, findings, what).entries
    )


def value_names(
    node: Node | None, known: Callable[[str], bool], expected: Collection[str], findings: Findings, what: str
) -> tuple[tuple[str, Text2], ...]:
    """The names of the values of a closed list, in both languages."""
    names = []
    for key, entry in named_entries(node, findings, f"the values of {what}"):
        if not known(key.text):
            findings.unknown("UNKNOWN_VALUE", key.place, "值", f"value of {what}", key.text, expected)
        known_keys(entry, findings, f"the value {key.text}", optional=("zh", "en"))
        names.append((key.text, both_languages(entry, key.place, findings, f"the value {key.text}")))
    return tuple(names)
