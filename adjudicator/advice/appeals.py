"""Whether to file an appeal: the chances used, what the next failure locks, what must fail (SEMANTICS 12, 13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adjudicator.case import Case, PriorAppeal, Seller

Ruling = Mapping[str, Any]


def appeal_advice(case: Case, ruling: Ruling, ruled: Callable[[Case], Ruling]) -> dict[str, Any] | None:
    """What the ruling says of an appeal, with the reasons of its proof; None on platforms that know none.

    What one more failure locks is found by ruling the record with one more failure on it.
    """
    said = ruling["appeal"]
    if said is None:
        return None
    by_code = {
        step["value"]: {"code": step["value"], "clause": step["clauses"][0], "text": step["because"]}
        for step in ruling["reasons"]
        if step["concludes"] == "appeal.reasons"
    }
    because = [step["because"] for step in ruling["reasons"] if step["concludes"] == "appeal.advice"]
    return {
        "advice": said["advice"],
        "because": because[0] if because else None,
        "allowed": said["allowed"],
        "predestined_fail": said["predestined_fail"],
        "until": said["until"],
        "failures_this_month": said["failures_this_month"],
        "failures_this_year": said["failures_this_year"],
        "next_failure_locks": said["next_failure_locks"],
        "after_one_more_failure": _after_failure(case, ruled) if case.platform == "pinduoduo" else None,
        "reasons": [by_code[code] for code in said["reasons"] if code in by_code],
    }


def _after_failure(case: Case, ruled: Callable[[Case], Ruling]) -> dict[str, Any]:
    """Whether an appeal would still be allowed after one more failure decided now, and from when again if not."""
    seller = case.seller or Seller()
    names = {one.id for one in seller.appeals}
    name = "next"
    while name in names:
        name += "+"
    failed = PriorAppeal(id=name, filed_at=case.as_of, decided_at=case.as_of, result="failed")
    more = seller.model_copy(update={"appeals": (*seller.appeals, failed)})
    said = ruled(case.model_copy(update={"seller": more}))["appeal"]
    return {
        "allowed": said["allowed"],
        "allowed_again": said["until"],
        "locks": [code for code in said["reasons"] if code in ("QUOTA_MONTH", "QUOTA_YEAR")],
    }
