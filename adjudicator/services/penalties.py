"""What the platform does to a party, with an arbitrator's choice inside the interval of the clause (SEMANTICS 7, 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adjudicator.case import ProposedPenalty
from adjudicator.proof.model import Step

MILD_TO_SEVERE = (
    "oral_warning",
    "cancel_review_right",
    "public_warning",
    "watch",
    "restrict_bidding",
    "restrict_listing",
    "freeze",
    "restrict_site_login",
    "restrict_messaging_login",
    "mall_exit",
    "restrict_cod",
)
"""In this order, that of CONTRACT 3, a ruling lists penalties."""


def impose(
    steps: Sequence[Step], tier: str | None, proposed: ProposedPenalty | None
) -> tuple[list[dict[str, Any]], str | None, dict[str, Any] | None]:
    """The penalties of a ruling, the tier that they make, and what became of a proposal (None: none was made).

    `steps` conclude `penalty`. An element either names its `effect` or offers `one_of` several, of which one is recommended; `fills` names the key of
    a proposal that may replace its recommended days inside `interval`.
    """
    faults = None if proposed is None else _faults(steps, proposed)
    chosen = proposed if faults == [] else None
    penalties = []
    for step in steps:
        penalty, own_tier = _penalty(step, chosen)
        penalties.append(penalty)
        tier = own_tier or tier
    penalties.sort(key=lambda one: (MILD_TO_SEVERE.index(one["effect"]), one["effect"]))
    outcome = None if faults is None else {"accepted": "no" if faults else "yes", "reasons": faults}
    return penalties, tier, outcome


def _penalty(step: Step, chosen: ProposedPenalty | None) -> tuple[dict[str, Any], str | None]:
    element: Mapping[str, Any] = step.value
    tier = None
    effect, days, interval = element.get("effect"), element.get("days"), element.get("interval")
    if "one_of" in element:
        effect = element["recommended"]
        if chosen is not None and chosen.effect is not None:
            effect = chosen.effect
        alternative = element["one_of"][effect]
        days, interval, tier = alternative["days"], alternative["interval"], alternative["tier"]
    if chosen is not None and interval is not None:
        days = _proposed_days(element, chosen, days)
    return {
        "effect": effect,
        "subject": element["subject"],
        "days": days,
        "permanent": element["permanent"] == "yes",
        "interval": None if interval is None else list(interval),
        "clause": step.clauses[0],
        "sign_off": element["sign_off"],
    }, tier


def _proposed_days(element: Mapping[str, Any], proposed: ProposedPenalty, otherwise: Any) -> Any:
    named = proposed.days if element.get("fills") == "days" else proposed.restriction_days
    return otherwise if named is None else named


def _faults(steps: Sequence[Step], proposed: ProposedPenalty) -> list[str]:
    """Why a proposal does not fit; empty if it does."""
    choices = [step.value for step in steps if "one_of" in step.value]
    if not steps or not any(step.value["sign_off"] != "none" for step in steps):
        return ["NO_PENALTY_APPLIES"]
    if not choices:
        named = {step.value["effect"] for step in steps}
        fits = (proposed.effect is None or proposed.effect in named) and proposed.days is None
        return [] if fits and proposed.restriction_days is None else ["INVALID_EFFECT"]
    alternatives = choices[0]["one_of"]
    effect = proposed.effect or choices[0]["recommended"]
    if effect not in alternatives:
        return ["INVALID_EFFECT"]
    interval = alternatives[effect]["interval"]
    if proposed.days is not None and (interval is None or not interval[0] <= proposed.days <= interval[1]):
        return ["INVALID_RANGE"]
    for step in steps:
        bounds = step.value.get("interval")
        days = proposed.restriction_days
        if step.value.get("fills") == "restriction_days" and days is not None and not bounds[0] <= days <= bounds[1]:
            return ["INVALID_RANGE"]
    return []
