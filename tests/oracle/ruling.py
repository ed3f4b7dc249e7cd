"""What the policy says about a case: the outcome part of ruling/1 as plain JSON."""

from __future__ import annotations

from typing import Any

from tests.oracle import duokeduomi, exhibits, generic, pinduoduo, taobao, tickets
from tests.oracle.record import EFFECTS, REDRESS, Case, Outcome, blank, findings, record_obligations

RULES = {
    "taobao": taobao.rule,
    "tmall": taobao.rule,
    "pinduoduo": pinduoduo.rule,
    "tickets": tickets.rule,
    "duokeduomi": duokeduomi.rule,
    "generic": generic.rule,
}


def order_of(entry: dict[str, Any]) -> list[str]:
    """Entries are sorted by their keys in the order in which the contract names them; null comes first (45.3)."""
    return ["" if value is None else str(value) for value in entry.values()]


def expected(case: Case, readings: dict[str, str] | None = None) -> Outcome:
    """The outcome of a valid case/1 (every exhibit with an inline report) under the default or the named readings.

    Readings: `meaningless.immediately_fatal=false`, `stamp.handwritten_fields=date`, `ticket.reappeal=true`.
    `exhibits[].reasons` are sorted [code, field] pairs; `consistency[]` rows hold `field`, `matches`, `code`;
    `overridden` holds [loser, winner] pairs; obligations come without their derivation.
    """
    chosen = readings or {}
    outcome = blank(case)
    outcome["exhibits"] = exhibits.judge(case, chosen)
    outcome["findings"] = findings(case)
    RULES[case["platform"]](case, outcome, chosen)
    record_obligations(case, outcome)
    if "proposed_penalty" in case and case["platform"] not in ("taobao", "tmall"):  # 8, 45.8
        outcome["proposal"] = {"accepted": "no", "reasons": ["NO_PENALTY_APPLIES"]}
    if outcome["disposition"] == "no_rule_applies":
        outcome["codes"].append("NO_RULE_APPLIES")
    if outcome["disposition"] not in ("pending", "needs_human") and case["platform"] != "tickets":  # 22
        outcome["redress"] = list(REDRESS)
    outcome["codes"] = sorted(set(outcome["codes"]))
    outcome["overridden"] = sorted([list(pair) for pair in outcome["overridden"]])
    outcome["penalties"].sort(key=lambda one: EFFECTS.index(one["effect"]))
    for name in ("remedies", "obligations", "missing", "needs_human", "waiting_for"):
        outcome[name].sort(key=order_of)
    return outcome
