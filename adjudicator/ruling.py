"""A ruling: what was decided on a record, under which rules, and why (CONTRACT 3, SEMANTICS 7-15, 20-23, 38-45).

Every key is always there: empty lists and null, never left out; no floating-point numbers. `with_digest` seals a
finished document, `load_ruling` reads one back for ``verify`` and ``replay``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from adjudicator.canonical import canonical_bytes, digest_of
from adjudicator.closed_lists import (
    Advice,
    AllegationResult,
    AppealReason,
    BurdenState,
    Degree,
    Disposition,
    Effect,
    ExhibitCode,
    ExhibitKind,
    FieldName,
    ObligationState,
    Predicate,
    ProposalReason,
    Redress,
    Remedy,
    RemedyStatus,
    RulingCode,
    SignOff,
    Tier,
    Verdict,
    WaitedEvent,
)
from adjudicator.documents import parse
from adjudicator.errors import INSTANT, OBJECT, Bilingual, Refused, fault
from adjudicator.evidence_report import Texts
from adjudicator.structure import Many, Part, shaped
from adjudicator.values import Box, Text, instant_of

_DIGEST = Bilingual("64 位小写十六进制 SHA-256", "a SHA-256 in 64 lower-case hexadecimal digits")
_FITTING_DIGEST = Bilingual("与文件内容一致的摘要", "the digest of the document without this key")


def _printed_instant(value: Any) -> str:
    instant_of(value)
    if not isinstance(value, str) or not value.endswith("+08:00"):
        context = {"code": "BAD_INSTANT", "zh": f"{INSTANT.zh},时区 +08:00", "en": f"{INSTANT.en}, with offset +08:00"}
        raise PydanticCustomError("adjudicator", "{en}", context)
    return value


def _digest(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 64 or value.strip("0123456789abcdef"):
        code = "OUT_OF_RANGE" if isinstance(value, str) else "WRONG_TYPE"
        raise PydanticCustomError("adjudicator", "{en}", {"code": code, "zh": _DIGEST.zh, "en": _DIGEST.en})
    return value


At = Annotated[
    str,
    PlainValidator(_printed_instant),
    WithJsonSchema({"type": "string", "pattern": r"\+08:00$", "format": "date-time"}),
]
"""An instant as rulings print it, with offset ``+08:00``; kept as text so that the bytes stay."""
Digest = Annotated[str, PlainValidator(_digest), WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})]


class Ruleset(Part):
    """The rules under which a ruling was made."""

    version: Text
    digest: Digest
    packs: Many[Text]
    readings: dict[str, JsonValue]
    """The readings that differ from their defaults."""
    selected_because: Texts


class Penalty(Part):
    """What the platform does to a party."""

    effect: Effect
    subject: Literal["seller", "buyer"]
    days: int | None
    permanent: bool
    interval: Many[int] | None
    clause: Text
    sign_off: SignOff


class ProposalOutcome(Part):
    """Whether an arbitrator's proposal fits the clause (SEMANTICS 8)."""

    accepted: Literal["yes", "no"]
    reasons: Many[ProposalReason]


class Suggestion(Part):
    """What evidence shows of a mismatch; a person adopts it or not (SEMANTICS 44)."""

    degree: Degree
    because: Texts
    exhibits: Many[Text]
    fields: Many[Text]


class Contradiction(Part):
    """Valid exhibits for one allegation that suggest different degrees, so that nothing is suggested (SEMANTICS 44)."""

    because: Texts
    exhibits: Many[Text]
    fields: Many[Text]


class Burden(Part):
    """Who had to prove what, until when (SEMANTICS 42)."""

    party: Text
    must_show: Many[ExhibitKind]
    until: At | None
    state: BurdenState


class Finding(Part):
    """What was found on one allegation."""

    allegation: Text
    degree: Degree
    affects_normal_use: Predicate
    result: AllegationResult
    suggested: Suggestion | None
    contradictions: Many[Contradiction] = ()
    burden: Burden | None


class ExhibitReason(Part):
    """Why an exhibit has its verdict, and what its submitter can do (SEMANTICS 9)."""

    code: ExhibitCode
    field: Text | None
    clause: Text
    message: Texts
    fix: Texts | None
    page: int | None
    box: Box | None


class Consistency(Part):
    """One comparison of an exhibit with the record (SEMANTICS 10)."""

    field: FieldName
    expected: JsonValue
    found: JsonValue
    matches: Predicate
    code: Literal["INCONSISTENT"] | None


class ExhibitRuling(Part):
    """How an exhibit counts."""

    id: Text
    verdict: Verdict
    reasons: Many[ExhibitReason]
    consistency: Many[Consistency]
    meets_burden: Predicate
    flags: Many[JsonValue]
    """Advisory, from the report; never a ground (SEMANTICS 40)."""


class RemedyGranted(Part):
    """What the buyer is owed."""

    remedy: Remedy
    status: RemedyStatus
    amount: Text | None
    sku: Text | None
    quantity: int | None
    freight_borne_by: Literal["seller"] | None
    clause: Text


class Derivation(Part):
    """How a due date was counted."""

    start: Text
    """The event that starts the clock."""
    start_at: At | None
    counting: Text
    calendar: Text | None
    """The version of the calendar of working days; null where elapsed time is counted."""


class Obligation(Part):
    """Who must do what by when (SEMANTICS 5)."""

    actor: Text
    act: Text
    due: At | None
    state: ObligationState
    clause: Text
    derivation: Derivation | None
    request: Text | None
    """The evidence request that it answers."""


class AppealRuling(Part):
    """Whether an appeal is allowed and makes sense (SEMANTICS 12, 13)."""

    allowed: Predicate
    reasons: Many[AppealReason]
    until: At | None
    predestined_fail: Predicate
    advice: Advice
    failures_this_month: int
    failures_this_year: int
    next_failure_locks: Predicate


class Waited(Part):
    """An event that the ruling waits for."""

    event: WaitedEvent
    about: Text | None
    until: At | None


class Asked(Part):
    """An unknown fact that stands in the ruling's way."""

    fact: Text
    about: Text | None


class Overridden(Part):
    """What would have applied and why it gave way (SEMANTICS 20)."""

    loser: Text
    winner: Text
    because: Texts


class Step(Part):
    """One step of the proof: a derived fact, its rule and clauses, and what it follows from (SEMANTICS 38)."""

    id: Text
    rule: Text
    about: Text | None
    concludes: Text
    value: JsonValue
    status: Literal["stands", "provisional"]
    """``provisional`` where it is unknown whether a stronger rule stands."""
    clauses: Annotated[Many[Text], Field(min_length=1)]
    from_: Annotated[Many[Text], Field(min_length=1)] = Field(alias="from")
    because: Texts


class SecondOpinion(Part):
    """What another engine said of the same record."""

    engine: Text
    version: Text
    compared: JsonValue
    agrees: Predicate
    shared: Many[Text]


class Ruling(Part):
    """One ruling of one record."""

    schema_name: Literal["ruling/1"] = Field(alias="schema")
    case_id: Text
    as_of: At
    record_sha256: Digest
    supersedes: Digest | None
    codes: Many[RulingCode]
    redress: Many[Redress]
    ruleset: Ruleset
    disposition: Disposition
    tier: Tier | None
    penalties: Many[Penalty]
    proposal: ProposalOutcome | None
    findings: Many[Finding]
    exhibits: Many[ExhibitRuling]
    remedies: Many[RemedyGranted]
    obligations: Many[Obligation]
    appeal: AppealRuling | None
    waiting_for: Many[Waited]
    missing: Many[Asked]
    needs_human: Many[Asked]
    overridden: Many[Overridden]
    reasons: Many[Step]
    second_opinion: SecondOpinion | None
    open_readings: Many[Text]
    digest: Digest


def with_digest(document: Mapping[str, Any]) -> dict[str, Any]:
    """The ruling with its digest: SHA-256 of the canonical document without that key.

    Raises ValueError where the document holds a value that has no canonical writing, such as a float.
    """
    unsealed = {key: value for key, value in document.items() if key != "digest"}
    return {**unsealed, "digest": digest_of(unsealed)}


def check_digest(document: Mapping[str, Any]) -> bool:
    """Whether the ruling's digest fits the rest of it; False also where there is none or it can't be computed."""
    try:
        return bool(with_digest(document)["digest"] == document.get("digest"))
    except ValueError:
        return False


def ruling_bytes(document: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a ruling: what ``rule --json`` prints and ``replay`` compares."""
    return canonical_bytes(dict(document))


def load_ruling(data: bytes | str | Mapping[str, Any], *, digest_must_fit: bool = True) -> dict[str, Any]:
    """A `ruling/1` document as plain JSON values, its form checked, and its digest unless told otherwise.

    Raises `Refused` with all faults; a digest that does not fit is a CONTRADICTION at ``$.digest``.
    """
    parsed = parse(data)
    tree = parsed.tree
    if not isinstance(tree, dict):
        raise Refused([fault("WRONG_TYPE", "$", tree, OBJECT), *parsed.faults])
    _, faults = shaped(Ruling, tree)
    faults += parsed.faults
    if digest_must_fit and not faults and not check_digest(tree):
        faults.append(fault("CONTRADICTION", ("digest",), tree["digest"], _FITTING_DIGEST))
    if faults:
        raise Refused(faults, str(tree.get("case_id", "")) or None)
    return tree
