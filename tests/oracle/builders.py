"""Hand-made cases: the smallest record of each kind, to be varied by vectors and boundary cases."""

from __future__ import annotations

import copy
from typing import Any

Case = dict[str, Any]
FILED = "2025-06-10T10:00:00+08:00"
AS_OF = "2025-07-20T10:00:00+08:00"
BY = {"by": "arbitrator-1", "at": "2025-07-01T10:00:00+08:00"}


def case(platform: str, complaint_class: str, **parts: Any) -> Case:
    """A case that names who, what and when; `parts` are added or replace."""
    base = {
        "schema": "case/1", "id": "case-1", "filed_at": FILED, "as_of": AS_OF, "platform": platform,
        "complaint_class": complaint_class, "complainant": "buyer", "respondent": "seller",
    }  # fmt: skip
    return copy.deepcopy({**base, **parts})


def found(fact: str, value: Any, **keys: Any) -> dict[str, Any]:
    """A finding of a person."""
    return {"fact": fact, "value": value, **BY, **keys}


def exhibit(kind: str, party: str = "seller", name: str = "e1", **parts: Any) -> dict[str, Any]:
    """An exhibit whose report holds `parts`."""
    supports = parts.pop("supports", None)
    row = {"id": name, "kind": kind, "party": party, "report": parts}
    return row if supports is None else {**row, "supports": supports}


def read(*names: str, **values: Any) -> dict[str, dict[str, Any]]:
    """Fields that can be read: named without a value, or with one."""
    fields: dict[str, dict[str, Any]] = {name: {"legible": "yes"} for name in names}
    fields.update({name: {"legible": "yes", "value": value} for name, value in values.items()})
    return fields


# --- taobao ----------------------------------------------------------------------------------------------------------

ORDER = {"concluded": "yes", "received_at": "2025-06-08T12:00:00+08:00"}


def mismatch(outcome: str | None = "upheld_mismatch", use: str | None = "yes", priors: int = 0, **parts: Any) -> Case:
    """A description mismatch after the refund was closed with `outcome`; open where that is None."""
    refund = {"requested_at": "2025-06-09T10:00:00+08:00", "state": "open"}
    if outcome is not None:
        refund.update(state="closed", outcome=outcome, closed_at="2025-06-20T10:00:00+08:00")
    history = [
        {
            "case_id": f"prior-{number}", "complaint_class": "description_mismatch", "disposition": "upheld",
            "decided_at": f"2025-0{number + 2}-01T10:00:00+08:00",
        }
        for number in range(priors)
    ]  # fmt: skip
    base: dict[str, Any] = {
        "order": ORDER,
        "allegations": [{"id": "a1", "attribute": "colour"}],
        "refund": refund,
        "negotiation": {"status": "failed"},
        "seller": {"type": "c2c", "history": history},
    }
    if use is not None:
        base["human_findings"] = [found("affects_normal_use", use)]
    return case("taobao", "description_mismatch", **{**base, **parts})


def repeated(severity: str | None = "serious", seller_type: str = "c2c", **parts: Any) -> Case:
    """The third upheld mismatch in the window."""
    base = mismatch(priors=2)
    base["seller"]["type"] = seller_type
    if severity is not None:
        reason = {"reason_code": "REPEATED_FRAUD"} if severity == "serious" else {}
        base["human_findings"].append(found("severity", severity, **reason))
    base.update(copy.deepcopy(parts))
    return base


# --- exhibits --------------------------------------------------------------------------------------------------------


def stamp(hand: str = "no", printed: str = "no", seal: str = "yes", **fields: Any) -> dict[str, Any]:
    """A courier's stamp proof filled by hand on a printed form; `fields` replace parts of fields."""
    values = {"tracking_number": "SF1", "recipient_name": "王小明", "date": "2025-06-08"}
    four = read("courier_name", **values)
    for name, one in four.items():
        one["handwritten"] = "yes"
        one.update(fields.get(name, {}))
    marks = {"red_seal": {"present": seal}, "all_text_handwritten": hand, "all_text_printed": printed}
    return exhibit("courier_stamp_proof", fields=four, marks=marks)


def judged(one: dict[str, Any], **parts: Any) -> Case:
    """A generic complaint that carries one exhibit."""
    return case("generic", "quality", exhibits=[one], **parts)


# --- pinduoduo -------------------------------------------------------------------------------------------------------

SENT = "2025-06-11T10:00:00+08:00"


def requested(
    complaint_class: str = "non_receipt", demand: str = "refund_only", kinds: tuple[str, ...] = ("proof_of_receipt",),
    stage: str = "ticket", **parts: Any,
) -> Case:  # fmt: skip
    """A pinduoduo case with one request to the seller, r1, sent at SENT."""
    request = {"id": "r1", "stage": stage, "to": "seller", "any_of": list(kinds), "sent_at": SENT}
    return case("pinduoduo", complaint_class, **{"demand": demand, "evidence_requests": [request], **parts})


def receipt(name: str = "e1") -> dict[str, Any]:
    """A proof of receipt that can be read; the record has nothing to compare it with."""
    return exhibit("proof_of_receipt", name=name, fields=read("tracking_number", "recipient_name", "date"))


def handed(at: str, exhibits: tuple[str, ...] = ("e1",), text: str | None = None, name: str = "s1") -> dict[str, Any]:
    """A submission of the seller to r1."""
    row: dict[str, Any] = {"id": name, "request": "r1", "party": "seller", "submitted_at": at}
    if exhibits:
        row["exhibits"] = list(exhibits)
    return row if text is None else {**row, "text": text}


def did(act: str, at: str, actor: str = "seller", **keys: Any) -> dict[str, Any]:
    """An act."""
    return {"act": act, "actor": actor, "at": at, **keys}


def appeals(*decided: str) -> dict[str, Any]:
    """A seller whose appeals failed at these instants."""
    rows = [
        {"id": f"p{number}", "filed_at": at, "decided_at": at, "result": "failed"} for number, at in enumerate(decided)
    ]
    return {"id": "seller-1", "appeals": rows}


# --- tickets ---------------------------------------------------------------------------------------------------------

RULED = "2025-07-01T10:00:00+08:00"


def ticket(filed: str | None = "2025-07-03T10:00:00+08:00", key: str | None = "handover_sheet", **parts: Any) -> Case:
    """An appeal of a worker against a liability ruling of RULED, with one piece of key evidence."""
    record: dict[str, Any] = {"ground": "amount", "channel": "app", "ruling_at": RULED, "key_evidence": []}
    made = case("tickets", "liability_amount", complainant="worker", respondent="platform")
    if filed is not None:
        record["filed_at"] = filed
    if key is not None:
        made["exhibits"] = [exhibit(key, "worker")]
        record["key_evidence"] = ["e1"]
    made["appeal"] = {**record, **parts}
    return made
