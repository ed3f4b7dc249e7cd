"""How a case writes its instants, and the orders of events that are refused (SEMANTICS 18)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.oracle.clocks import instant

Case = dict[str, Any]
FUTURE = ("deadline", "until", "as_of")


def written(at: datetime, offset_hours: float = 8) -> str:
    """An instant with that offset; UTC is written `Z`."""
    zone = timezone(timedelta(hours=offset_hours))
    text = at.astimezone(zone).isoformat()
    return text.replace("+00:00", "Z") if offset_hours == 0 else text


def instants(part: Any, path: str = "$") -> Iterator[tuple[str, str, datetime]]:
    """Every instant of a case outside reports: path, key, value."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("report", "value"):
                continue
            if isinstance(value, str) and (key.endswith("_at") or key in ("at", "until", "deadline", "as_of")):
                yield f"{path}.{key}", key, instant(value)
            yield from instants(value, f"{path}.{key}")
    if isinstance(part, list):
        for number, value in enumerate(part):
            yield from instants(value, f"{path}[{number}]")


def in_order(part: dict[str, Any], *keys: str) -> bool:
    """The instants under `keys` that are there never go back."""
    known = [instant(part[key]) for key in keys if key in part]
    return known == sorted(known)


def faults(case: Case) -> list[str]:
    """Why section 18 (and the duplicate and link rules of 3, 12, 26) would refuse a case; empty for a valid one."""
    found = [path for path, key, at in instants(case) if key not in FUTURE and at > instant(case["as_of"])]
    refund, appeal = case.get("refund", {}), case.get("appeal", {})
    if not in_order(case.get("order", {}), "placed_at", "shipped_at", "received_at"):
        found.append("$.order")
    if not in_order(refund, "requested_at", "closed_at"):
        found.append("$.refund.closed_at")
    if refund.get("state") != "closed" and ("closed_at" in refund or "outcome" in refund):
        found.append("$.refund.state")
    if not in_order(appeal, "ruling_at", "notified_at") or not in_order(appeal, "ruling_at", "filed_at"):
        found.append("$.appeal")
    found += [f"service {one}" for one in case.get("after_sales", []) if not in_order(one, "offered_at", "rendered_at")]
    for one in case.get("seller", {}).get("appeals", []):
        decided = "decided_at" in one
        if not in_order(one, "filed_at", "decided_at") or decided == (one["result"] == "open"):
            found.append(f"appeal {one}")
    requests = {one["id"]: one for one in case.get("evidence_requests", [])}
    found += [f"request {key}" for key, one in requests.items() if not in_order(one, "sent_at", "deadline")]
    found += [f"request {key}" for key, one in requests.items() if "deadline" in one and "deadline_hours" in one]
    exhibits = {one["id"] for one in case.get("exhibits", [])}
    for sent in case.get("submissions", []):
        if instant(sent["submitted_at"]) < instant(requests[sent["request"]]["sent_at"]):
            found.append(f"submission {sent['id']}")
        found += [f"dangling {one}" for one in sent.get("exhibits", []) if one not in exhibits]
    found += [f"dangling {one}" for one in appeal.get("key_evidence", []) if one not in exhibits]
    history = [one["case_id"] for one in case.get("seller", {}).get("history", [])]
    if case["id"] in history or len(set(history)) != len(history):
        found.append("$.seller.history")
    keys = [(f["fact"], f.get("about"), f.get("field"), instant(f["at"])) for f in case.get("human_findings", [])]
    if len(set(keys)) != len(keys):
        found.append("$.human_findings")
    return found
