"""What exhibits show of what is alleged: one row for each allegation and exhibit that supports it (SEMANTICS 44).

Here a field of the exhibit is only laid beside what the listing says of it; which degree of mismatch that suggests,
whether the exhibit counts and whether exhibits agree is for the rules. Where either side is missing or illegible there
is no row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from adjudicator.case import Allegation, Case, Listing
from adjudicator.facts import Row
from adjudicator.intake.exhibits import SeenField, seen_fields
from adjudicator.intake.human import StandingFindings
from adjudicator.intake.plain_words import same_words
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.order import parameter_at

WEIGHTS: Final = ("net_weight", "weight")
TEXTS: Final = ("brand", "model", "product_name", "shop_name")
"""The attributes whose texts are compared, each named like the field of the exhibit."""
QUANTITY: Final = "quantity"
QUANTITY_FIELDS: Final = ("quantity", "quantity_received")
"""What is compared of the lines of an order."""
PERCENT: Final = "net_content.tolerance_pct"
GRAMS: Final = "net_content.tolerance_g"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How much less than stated an article may weigh, and which shortfalls are more than slight. All in grams."""

    deficiency: Decimal
    """T: what the standard tolerates."""
    slight: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Tolerances:
    """The table of tolerable deficiencies of a day."""

    percent: tuple[tuple[int, Decimal | int], ...]
    grams: tuple[tuple[int, Decimal | int], ...]
    greatest: Decimal | int
    slight_times: Decimal | int
    total_pct: Decimal | int

    def of(self, nominal: Decimal) -> Tolerance | None:
        """What holds for a nominal quantity in grams; None outside the table."""
        if not 0 < nominal <= self.greatest:
            return None
        lines = [(above, share * nominal / 100) for above, share in self.percent if above < nominal]
        lines += [(above, Decimal(grams)) for above, grams in self.grams if above < nominal]
        deficiency = max(lines, key=lambda line: line[0])[1]
        return Tolerance(deficiency, deficiency * self.slight_times, nominal * self.total_pct / 100)


def tolerances_at(rulebook: Rulebook, as_of: int) -> Tolerances | None:
    """The table as it is in force on the day of the ruling; None for a rulebook without one."""
    if PERCENT not in rulebook.parameters:
        return None

    def value(name: str) -> Any:
        return parameter_at(rulebook, name, as_of)

    return Tolerances(
        value(PERCENT),
        value(GRAMS),
        value("net_content.greatest_g"),
        value("net_content.slight_times"),
        value("net_content.total_pct"),
    )


def proof_rows(
    case: Case, rulebook: Rulebook, findings: StandingFindings, as_of: int, rows: dict[str, list[Row]]
) -> list[Row]:
    """The rows of all exhibits that support an allegation and show what can be compared; `rows`: those of both."""
    comparable = {one.id: one for one in case.allegations if one.attribute in (*WEIGHTS, *TEXTS)}
    if not comparable:
        return []
    allegations = {row.id: row for row in rows["allegation"]}
    exhibits = {row.id: row for row in rows["exhibit"]}
    found: list[Row] = []
    for index, exhibit in enumerate(case.exhibits):
        supported = [comparable[one] for one in sorted(set(exhibit.supports)) if one in comparable]
        if not supported:
            continue
        seen = seen_fields(exhibit, f"$.exhibits[{index}].report", findings, rulebook.kinds.get(exhibit.kind, ()))
        for allegation in supported:
            values = _compared(case, allegation, seen, lambda: tolerances_at(rulebook, as_of))
            if values is None:
                continue
            above, below = allegations[allegation.id], exhibits[exhibit.id]
            up = {"case": rows["case"][0], "allegation": above, "exhibit": below}
            listed = ("$.listing", "$.order.lines") if values["proof.field"] == "model" else ("$.listing",)
            source = (*seen[values["proof.field"]].sources, *listed)
            found.append(Row("proof", f"{allegation.id}/{exhibit.id}", values, up, source=source))
    return found


def _compared(
    case: Case, allegation: Allegation, seen: dict[str, SeenField], tolerances: Callable[[], Tolerances | None]
) -> dict[str, Any] | None:
    """The facts of one row; None where nothing can be compared."""
    field = "weight" if allegation.attribute in WEIGHTS else str(allegation.attribute)
    shown = seen.get(field)
    if shown is None or shown.state != "legible" or shown.value is None:
        return None
    if field == "weight":
        return _weights(case, shown, tolerances())
    listed = _listed(case, field)
    if not listed:
        return None
    same = any(same_words(one, shown.value) for one in listed)
    return {
        "proof.field": field,
        "proof.listed": " / ".join(listed),
        "proof.shown": shown.value,
        "proof.words": "same" if same else "other",
        **dict.fromkeys(("proof.shortfall", "proof.tolerance", "proof.slight", "proof.half"), "none"),
    }


def _weights(case: Case, shown: SeenField, tolerances: Tolerances | None) -> dict[str, Any] | None:
    nominal = _number((case.listing or Listing()).attributes.get("net_weight_g"))
    weighed = _number(shown.value)
    if nominal is None or weighed is None or tolerances is None or shown.unit_shown != "yes":
        return None
    tolerance = tolerances.of(nominal)
    if tolerance is None:
        return None
    return {
        "proof.field": "weight",
        "proof.listed": format(nominal.normalize(), "f"),
        "proof.shown": format(weighed.normalize(), "f"),
        "proof.words": "none",
        "proof.shortfall": max(nominal - weighed, Decimal(0)),
        "proof.tolerance": tolerance.deficiency,
        "proof.slight": tolerance.slight,
        "proof.half": tolerance.total,
    }


def _listed(case: Case, field: str) -> tuple[str, ...]:
    """What the listing, or for a model also a line of the order, says of a field; empty where it leaves it open."""
    listing = case.listing or Listing()
    attribute = listing.attributes.get(field)
    if field == "shop_name":
        said = [listing.shop_name]
    elif field == "brand":
        said = [None if attribute is None else str(attribute)]
    elif field == "product_name":
        said = [str(attribute) if attribute is not None else listing.title]
    else:
        models = {line.model for line in case.lines}
        # Without a word of the listing, a line without a model might be the one that the exhibit belongs to.
        if attribute is None and None in models:
            return ()
        said = [*([str(attribute)] if attribute is not None else []), *sorted(m for m in models if m is not None)]
    return tuple(dict.fromkeys(one for one in said if one))


def _number(value: object) -> Decimal | None:
    """An amount of grams; None for a text that is no number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def quantity_shown(case: Case, allegation: Allegation) -> str:
    """What the lines of the order say of an alleged quantity: ``equal``, ``other``, ``nothing`` came, or ``open``.

    ``open`` also for an allegation of anything else. A known difference counts where some goods are known to have come.
    """
    if allegation.attribute != QUANTITY or not case.lines:
        return "open"
    pairs = [(line.quantity, line.quantity_received) for line in case.lines]
    known = [(ordered, came) for ordered, came in pairs if ordered is not None and came is not None]
    differ = any(ordered != came for ordered, came in known)
    if not differ:
        return "equal" if len(known) == len(pairs) else "open"
    if any(came for _, came in pairs):
        return "other"
    return "nothing" if all(came == 0 for _, came in pairs) else "open"
