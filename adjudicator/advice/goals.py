"""What counts as better for a party, and the smallest set of cures that gets there, proven by trying."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from adjudicator.advice.cures import Cure, Made, apply
from adjudicator.advice.minimal import MinimalSet, minimal_set
from adjudicator.advice.new_exhibits import new_id
from adjudicator.advice.trial import OPEN, Standing, Trials
from adjudicator.case import Case
from adjudicator.rulebook.model import Text2

GoalName = Literal["outcome", "step", "appeal", "burden", "exhibit"]

_FOR_RESPONDENT: Final[Mapping[str, int]] = {
    "upheld": 0,
    "buyer_supported": 0,
    "liability_final": 0,
    "partially_upheld": 1,
    OPEN: 2,
    "no_rule_applies": 3,
    "closed_without_prejudice": 4,
    "inadmissible": 4,
    "withdrawn": 4,
    "not_upheld": 4,
}
_FOR_COMPLAINANT: Final[Mapping[str, int]] = {
    "not_upheld": 0,
    "inadmissible": 0,
    "liability_final": 0,
    "closed_without_prejudice": 0,
    "withdrawn": 1,
    OPEN: 2,
    "no_rule_applies": 2,
    "partially_upheld": 3,
    "upheld": 4,
    "buyer_supported": 4,
}
_TIERS: Final = ("0", "1", "2", "3a", "3b", "4", "4M")
_ADVICE: Final = ("do_not_file", "undetermined", "file")


def rank(standing: Standing, case: Case, party: str) -> tuple[int, int]:
    """How good an outcome is for a party, more being better: how the claim ends, then a seller's tier.

    A buyer that is supported has won, whoever complained. `pending` and `needs_human` are one: open.
    """
    side = _FOR_COMPLAINANT if party == case.complainant else _FOR_RESPONDENT
    if standing.disposition == "buyer_supported":
        claim = 4 if party == "buyer" else 0
    else:
        claim = side[standing.disposition]
    tier = standing.tier if party == "seller" and standing.tier is not None else "0"
    return claim, -_TIERS.index(tier)


@dataclass(frozen=True, slots=True)
class Goal:
    """Something better than what silence brings."""

    name: GoalName
    about: str | None
    text: Text2
    reached: Callable[[Standing], bool]
    cures: tuple[Cure, ...]
    """Those that can help to reach it."""


@dataclass(frozen=True, slots=True)
class CureSet:
    """The smallest set of cures that reaches a goal."""

    goal: Goal
    cures: tuple[Cure, ...]
    smallest: bool
    tried: int


class Search:
    """Cure sets of one party on one record, tried as of the instant after which silence has had its effect."""

    def __init__(self, case: Case, party: str, cures: Sequence[Cure], trials: Trials, at: datetime) -> None:
        self.case, self.party, self.cures, self.at = case, party, tuple(cures), at
        self._trials = trials
        self._known: dict[tuple[str, ...], Standing] = {}
        self._made: Made = {}
        self.before = self.standing(())

    def standing(self, cures: Sequence[Cure]) -> Standing:
        """How the record stands at the end when these things, and nothing else, were done."""
        key = tuple(sorted(cure.id for cure in cures))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._trials.put(apply(self.case, cures, self._made), self.at).standing
        return found

    def sets(self) -> list[CureSet]:
        """A cure set for each goal that can still be reached; the outcome first."""
        found = [self.least(goal) for goal in self.goals()]
        outcome = next((one for one in found if one is not None and one.goal.name == "outcome"), None)
        kept = [one for one in found if one is not None]
        return [one for one in kept if not (one.goal.name == "step" and outcome and _effort(one) >= _effort(outcome))]

    def least(self, goal: Goal) -> CureSet | None:
        """The smallest set that reaches a goal; None where no set does."""
        result: MinimalSet[Cure] | None = minimal_set(
            goal.cures,
            lambda cures: goal.reached(self.standing(cures)),
            effort=lambda cure: cure.effort,
            group=lambda cure: cure.about if cure.act == "resubmit_exhibit" else cure.id,
        )
        if result is None or not result.items:
            return None
        return CureSet(goal, result.items, result.smallest, result.tried)

    def goals(self) -> list[Goal]:
        """What could be better than what silence brings, if everything were done that still can be."""
        if not self.cures:
            return []
        before, best = self.before, self.standing(self.cures)
        goals = []
        low, high = self._rank(before), self._rank(best)
        if high > low:
            better = Text2("改变处理结果", "change how the case ends")
            goals.append(Goal("outcome", None, better, lambda s: self._rank(s) >= high, self.cures))
            step = Text2("至少避免沉默的后果", "at least avoid what silence brings")
            goals.append(Goal("step", None, step, lambda s: self._rank(s) > low, self.cures))
        if _advice(best) > _advice(before):
            text = Text2("使申诉有意义", "make an appeal worth filing")
            goals.append(Goal("appeal", None, text, lambda s: _advice(s) >= _advice(best), self.cures))
        if self.party == "buyer" and best.prima_facie == "yes" and before.prima_facie != "yes":
            text = Text2("完成初步举证", "meet the first burden of proof")
            goals.append(Goal("burden", None, text, lambda s: s.prima_facie == "yes", self.cures))
        return goals + self._exhibits(best)

    def _exhibits(self, best: Standing) -> list[Goal]:
        goals = []
        for exhibit in self.case.exhibits:
            name = new_id(self.case, exhibit.id)
            if best.exhibits.get(name) == ("valid", "yes"):
                text = Text2(f"使证据{exhibit.id}被采信", f"make exhibit {exhibit.id} count")
                own = tuple(cure for cure in self.cures if cure.act == "resubmit_exhibit" and cure.about == exhibit.id)
                goals.append(Goal("exhibit", exhibit.id, text, _counts(name), own))
        return goals

    def _rank(self, standing: Standing) -> tuple[int, int]:
        return rank(standing, self.case, self.party)


def _counts(exhibit: str) -> Callable[[Standing], bool]:
    return lambda standing: standing.exhibits.get(exhibit) == ("valid", "yes")


def _advice(standing: Standing) -> int:
    return _ADVICE.index(standing.advice or "undetermined")


def _effort(one: CureSet) -> tuple[int, int]:
    return sum(cure.effort for cure in one.cures), len(one.cures)
