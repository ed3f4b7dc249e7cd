"""The documents of the policy as archived, the items to be covered, and whether a quotation stands in its document."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from adjudicator.rulebook import shapes
from adjudicator.rulebook.model import Document, Place, Source
from adjudicator.rulebook.problems import Findings, nearest
from adjudicator.rulebook.yaml_places import read

AUTHORITIES = ("official", "secondary")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the policy. `tier`: E engine, W workflow, P parameter or open, I informational."""

    id: str
    tier: str
    pack: str
    document: str
    """Key of the document that it comes from, or the name that the policy gives it if no document has that name."""


@dataclass(slots=True)
class Library:
    """All documents with their texts (white space removed) and all items of the policy, by id."""

    documents: dict[str, Document] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    policy: dict[str, Item] = field(default_factory=dict)


def without_space(text: str) -> str:
    """A text as it is compared: white space of every kind does not matter.

    >>> without_space("商 品\\u3000凭证\\n")
    '商品凭证'
    """
    return _SPACE.sub("", text)


def read_library(root: Path, findings: Findings) -> Library:
    """Reads `sources.yaml`, the archived documents and `policy.json`."""
    library = Library()
    node = read(root / "sources.yaml", "sources.yaml", findings)
    names: dict[str, str] = {}
    for key, entry in shapes.named_entries(node, findings, "sources"):
        what = f"the document {key.text}"
        shapes.known_keys(
            entry,
            findings,
            what,
            required=("title", "authority", "file", "sha256"),
            optional=("obtained_as", "effective", "clauses"),
        )
        file = shapes.word(entry.get("file"), findings, "file") or ""
        document = Document(
            key=key.text,
            title=shapes.word(entry.get("title"), findings, "title") or "",
            authority=shapes.one_of(entry.get("authority"), AUTHORITIES, "secondary", findings, "效力", "authority"),
            file=file,
            sha256=shapes.word(entry.get("sha256"), findings, "sha256") or "",
        )
        library.documents[key.text] = document
        for clause, _ in shapes.words(entry.get("clauses"), findings, "clauses"):
            library.policy[clause] = Item(clause, "", "", key.text)
        names[shapes.word(entry.get("obtained_as"), findings, "obtained_as") or file] = key.text
        text = _archived(root, document, key.place, findings)
        if text is not None:
            library.texts[key.text] = without_space(text)
    _read_policy(root / "policy.json", names, library, findings)
    return library


def _archived(root: Path, document: Document, place: Place, findings: Findings) -> str | None:
    path = root / document.file
    if not document.file or not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
        findings.add(
            "NO_DOCUMENT", place, f"找不到文件 {document.file}", f"there is no archived document {document.file}"
        )
        return None
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if digest != document.sha256:
        findings.add(
            "DOCUMENT_CHANGED",
            place,
            f"{document.file} 的摘要不符",
            f"{document.file} is not the document that was archived",
            expected=f"sha256: {digest}",
        )
    return raw.decode("utf-8", errors="replace")


def _read_policy(path: Path, names: dict[str, str], library: Library, findings: Findings) -> None:
    if not path.exists():
        return
    try:
        for item in json.loads(path.read_text(encoding="utf-8")):
            source = str(item["source"])
            library.policy[str(item["id"])] = Item(
                str(item["id"]), str(item["tier"]), str(item["pack"]), names.get(source, source)
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        findings.add(
            "POLICY_UNREADABLE",
            Place("policy.json", 1),
            f"policy.json 無法讀取:{error}",
            f"policy.json cannot be read: {error}",
        )


def check_source(source: Source, place: Place, library: Library, findings: Findings) -> None:
    """Notes a document or clause that does not exist, and a quotation that is not verbatim in its document."""
    if source.document not in library.documents:
        if source.document:
            findings.unknown("UNKNOWN_DOCUMENT", place, "文件", "document", source.document, library.documents)
    elif source.document in library.texts:
        quote = without_space(source.text)
        text = library.texts[source.document]
        if quote and quote not in text:
            rest = _where_it_parts(quote, text)
            findings.add(
                "QUOTE_NOT_FOUND",
                place,
                f"引文不在 {source.document} 中:自「{rest}」起不同",
                f"the quotation is not in {source.document}: it parts from the text at “{rest}”",
                expected="the words of the document, white space aside",
            )
    if any(item.document == source.document for item in library.policy.values()):
        check_clause(source.clause, place, library, findings, source.document)
    elif source.document not in library.documents:
        check_clause(source.clause, place, library, findings)


def check_clause(clause: str, place: Place, library: Library, findings: Findings, document: str | None = None) -> None:
    """Notes a clause that is not an item of the policy, or one that stands in another document."""
    if not library.policy or not clause:
        return
    item = library.policy.get(clause)
    if item is None:
        findings.add(
            "UNKNOWN_CLAUSE",
            place,
            f"policy.json 沒有條款「{clause}」",
            f"policy.json has no clause “{clause}”",
            nearest=nearest(clause, library.policy),
        )
    elif document and document in library.documents and item.document != document:
        findings.add(
            "CLAUSE_OF_ANOTHER_DOCUMENT",
            place,
            f"{clause} 出自 {item.document}",
            f"{clause} comes from {item.document}, not {document}",
            expected=item.document,
        )


def _where_it_parts(quote: str, text: str) -> str:
    """The first characters of a quotation that the document does not continue with."""
    low, high = 0, len(quote)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if quote[:middle] in text else (low, middle - 1)
    return quote[low : low + 8] or quote[:8]
