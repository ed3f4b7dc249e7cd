"""A case: one dispute as it stands on the record (CONTRACT 1, SEMANTICS 3, 4, 16-18, 26-28).

`load_case` takes a `case/1` document and gives an immutable `Case`, or refuses it with every fault at once.
Attributes bear the names of the JSON keys (but ``schema`` is `schema_name`). What was left out has its default value:
None, an empty tuple, or ``unknown`` for a predicate; the normal form leaves out exactly what equals its default
(SEMANTICS 43).

>>> case = load_case({"schema": "case/1", "id": "c-1", "platform": "taobao", "complaint_class": "quality",
...     "complainant": "buyer", "respondent": "seller", "filed_at": "2026-03-01T08:00:00Z",
...     "as_of": "2026-03-02T08:00:00Z"})
>>> case.goods_returned, case.refund, case.exhibits
('unknown', None, ())
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from adjudicator.case_checks import cross_checks
from adjudicator.closed_lists import (
    Act,
    Actor,
    AfterSalesKind,
    AppealChannel,
    AppealGround,
    AppealResult,
    ComplaintClass,
    ComplaintSubtype,
    Demand,
    Effect,
    ExhibitKind,
    Fact,
    FieldName,
    LiabilityOrigin,
    NegotiationStatus,
    Party,
    Payment,
    Platform,
    Predicate,
    PriorDisposition,
    RefundOutcome,
    RefundState,
    RequestStage,
    Satisfaction,
    SellerResponse,
    SellerType,
    UseReason,
)
from adjudicator.documents import parse
from adjudicator.errors import A_VALUE, MOST_FAULTS, OBJECT, Fault, Location, Refused, fault, json_path
from adjudicator.evidence_report import InlineReport, is_free
from adjudicator.structure import Many, Part, shaped, value_at
from adjudicator.values import Count, Currency, Grams, Hours, Id, Instant, Money, Text, TextOrNumber

OTHER_DOCUMENTS = ("ruling/1", "evidence-report/1", "refusal/1")


class Line(Part):
    """One line of an order: a sku, how many were ordered, how many came."""

    sku: Text | None = None
    name: Text | None = None
    model: Text | None = None
    quantity: Count | None = None
    quantity_received: Count | None = None
    unit_weight_g: Grams | None = None


class Order(Part):
    """The order in dispute."""

    id: Id | None = None
    verified: Predicate = "unknown"
    concluded: Predicate = "unknown"
    paid: Money | None = None
    freight: Money | None = None
    currency: Currency | None = None
    placed_at: Instant | None = None
    shipped_at: Instant | None = None
    received_at: Instant | None = None
    tracking_number: Text | None = None
    carrier: Text | None = None
    recipient_name: Text | None = None
    payment: Payment | None = None
    lines: Many[Line] = ()


class Listing(Part):
    """What the shop promised."""

    shop_name: Text | None = None
    company_name: Text | None = None
    title: Text | None = None
    attributes: dict[Text, TextOrNumber] = Field(default={})
    snapshot_at: Instant | None = None


class Prior(Part):
    """An earlier complaint against the seller and how it ended."""

    case_id: Id
    complaint_class: ComplaintClass
    disposition: PriorDisposition
    decided_at: Instant


class PriorAppeal(Part):
    """An earlier appeal of the seller."""

    id: Id
    filed_at: Instant
    decided_at: Instant | None = None
    result: AppealResult


class Seller(Part):
    """The seller, its earlier cases and its appeals."""

    id: Id | None = None
    type: SellerType | None = None
    """On `tmall` left out means ``mall`` (SEMANTICS 6); `Case.seller_type` says it."""
    history: Many[Prior] = ()
    appeals: Many[PriorAppeal] = ()


class Allegation(Part):
    """What the complainant says; proof of nothing."""

    id: Id
    attribute: Text | None = None
    listed: TextOrNumber | None = None
    received: TextOrNumber | None = None
    affects_normal_use: Predicate = "unknown"
    use_reason: UseReason | None = None
    statement: Text | None = None


class Refund(Part):
    """The refund request and how it ended."""

    requested_at: Instant | None = None
    seller_response: SellerResponse | None = None
    state: RefundState | None = None
    outcome: RefundOutcome | None = None
    closed_at: Instant | None = None
    return_tracking_number: Text | None = None


class Negotiation(Part):
    """How the parties dealt with each other."""

    status: NegotiationStatus | None = None
    both_active: Predicate = "unknown"


class AfterSales(Part):
    """A service that was offered, and perhaps rendered."""

    kind: AfterSalesKind
    offered_at: Instant | None = None
    rendered_at: Instant | None = None


class HumanFinding(Part):
    """What a named arbitrator has found (SEMANTICS 3)."""

    fact: Fact
    about: Id | None = None
    field: FieldName | None = None
    value: Any
    """By fact: a word, a list of page roles, or the value of a field."""
    reason_code: Text | None = None
    by: Text
    at: Instant


class ActDone(Part):
    """Something that was done, and when (SEMANTICS 4)."""

    act: Act
    actor: Actor
    at: Instant
    until: Instant | None = None
    satisfaction: Satisfaction | None = None


class EvidenceRequest(Part):
    """A request for evidence, and until when."""

    id: Id
    stage: RequestStage
    to: Party
    any_of: Many[ExhibitKind]
    sent_at: Instant
    deadline: Instant | None = None
    deadline_hours: Hours | None = None


class Submission(Part):
    """What a party sent in answer to a request."""

    id: Id
    request: Id
    party: Party
    submitted_at: Instant
    exhibits: Many[Id] = ()
    text: Text | None = None


class Exhibit(Part):
    """A piece of evidence: its picture files, or the report on them."""

    id: Id
    kind: ExhibitKind
    party: Party
    submitted_at: Instant | None = None
    supports: Many[Id] = ()
    files: Many[Text] = ()
    report: InlineReport | None = None


class Message(Part):
    """A message between the parties; an apology in it admits nothing."""

    party: Party
    at: Instant
    text: Text


class Appeal(Part):
    """The appeal, filed or considered."""

    filed_at: Instant | None = None
    ground: AppealGround | None = None
    channel: AppealChannel | None = None
    proxy: Text | None = None
    key_evidence: Many[Id] = ()
    prior_appeals_on_ticket: Count = 0
    liability_origin: LiabilityOrigin = "ruling"
    ruling_at: Instant | None = None
    notified_at: Instant | None = None


class ProposedPenalty(Part):
    """An arbitrator's choice inside the clause's interval; checked, never trusted."""

    effect: Effect | None = None
    days: Count | None = None
    restriction_days: Count | None = None


class Case(Part):
    """One dispute as it stands on the record."""

    schema_name: Literal["case/1"] = Field(alias="schema")
    id: Id
    filed_at: Instant
    as_of: Instant
    """The instant at which it is ruled, and the only clock."""
    platform: Platform
    complaint_class: ComplaintClass
    complaint_subtype: ComplaintSubtype | None = None
    demand: Demand | None = None
    demand_amount: Money | None = None
    complainant: Party
    respondent: Party
    order: Order | None = None
    listing: Listing | None = None
    seller: Seller | None = None
    allegations: Many[Allegation] = ()
    refund: Refund | None = None
    negotiation: Negotiation | None = None
    after_sales: Many[AfterSales] = ()
    goods_returned: Predicate = "unknown"
    human_findings: Many[HumanFinding] = ()
    acts: Many[ActDone] = ()
    evidence_requests: Many[EvidenceRequest] = ()
    submissions: Many[Submission] = ()
    exhibits: Many[Exhibit] = ()
    messages: Many[Message] = ()
    appeal: Appeal | None = None
    proposed_penalty: ProposedPenalty | None = None

    @property
    def seller_type(self) -> Literal["c2c", "mall", "unknown"]:
        """What sort of seller it is: on `tmall` always ``mall``; elsewhere ``unknown`` where left out (SEMANTICS 6)."""
        if self.platform == "tmall":
            return "mall"
        return (self.seller and self.seller.type) or "unknown"

    @property
    def history(self) -> tuple[Prior, ...]:
        """The seller's earlier cases; none where the seller is not on the record."""
        return self.seller.history if self.seller else ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the order; none where there is no order on the record."""
        return self.order.lines if self.order else ()


def load_case(data: bytes | str | Mapping[str, Any], *, as_of: str | None = None, folder: Path | None = None) -> Case:
    """The case of a `case/1` document; `as_of` replaces its own before anything is checked (SEMANTICS 18).

    With `folder` (where the document lies) the exhibits' files must be there, and inside it.
    Raises `Refused` with all faults of the document, sorted by path.
    """
    parsed = parse(data)
    tree = parsed.tree
    if not isinstance(tree, dict):
        raise Refused([fault("WRONG_TYPE", "$", tree, OBJECT), *parsed.faults])
    if as_of is not None:
        tree = {**tree, "as_of": as_of}
    case, faults = shaped(Case, tree)
    schema = tree.get("schema")
    if isinstance(schema, str) and schema in OTHER_DOCUMENTS:
        raise Refused([found for found in faults if found.path == "$.schema"])
    faults += parsed.faults
    faults += _null_faults(parsed.nulls, tree, faults)
    faults += cross_checks(case, tree, folder)
    if faults:
        raise Refused(faults, case.id)
    return case


def _null_faults(nulls: tuple[Location, ...], tree: dict[str, Any], others: list[Fault]) -> list[Fault]:
    """Null is not a value (SEMANTICS 17) but in the free parts of a report; what is refused already is passed over."""
    refused = {found.path for found in others}
    real = (
        where
        for where in nulls
        if not is_free(where)
        and value_at(tree, where) is None
        and not any(json_path(where[:length]) in refused for length in range(1, len(where) + 1))
    )
    return [fault("WRONG_TYPE", where, None, A_VALUE) for where in islice(real, 2 * MOST_FAULTS)]
