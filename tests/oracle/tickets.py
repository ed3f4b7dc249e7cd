"""Tickets: the gate, the seven days, the merits (SEMANTICS 13, 45.13)."""

from __future__ import annotations

from tests.oracle.clocks import hours_after, instant, printed
from tests.oracle.record import Case, Outcome, finding, note, owe, wait

KEY_KINDS = ("handover_sheet", "exception_ticket", "call_record", "video")


def rule(case: Case, outcome: Outcome, readings: dict[str, str]) -> None:
    """Fill the outcome of a tickets case."""
    record, as_of = case.get("appeal", {}), instant(case["as_of"])
    ruled = instant(record["ruling_at"]) if "ruling_at" in record else None
    start = ruled
    if ruled is not None and "notified_at" in record:  # TK-12: the later of the two
        start = max(ruled, instant(record["notified_at"]))
    until = hours_after(start, 7 * 24) if start is not None else None
    filed = instant(record["filed_at"]) if "filed_at" in record else None
    # Reasons, all that apply
    reasons: list[str] = []
    used = record.get("prior_appeals_on_ticket", 0) >= 1
    if used and readings.get("ticket.reappeal", "false") != "true":
        reasons.append("ALREADY_APPEALED")
    if record.get("liability_origin") == "reassigned_by_other_party_appeal":
        reasons.append("REASSIGNED_BY_OTHER_PARTY")
    if until is not None and (filed or as_of) > until:
        reasons.append("LATE")
    if filed is not None:
        if record.get("channel") == "proxy" and record.get("proxy") != "city_manager":
            reasons.append("PROXY_NOT_ALLOWED")
        kinds = {exhibit["id"]: exhibit["kind"] for exhibit in case.get("exhibits", [])}
        key = [kinds[one] for one in record.get("key_evidence", [])]
        if not any(kind in KEY_KINDS for kind in key):
            reasons.append("KEY_EVIDENCE_OPEN" if "other" in key else "NO_KEY_EVIDENCE")
    bars = [reason for reason in reasons if reason != "KEY_EVIDENCE_OPEN"]
    allowed = "no" if bars else "unknown" if reasons or start is None else "yes"
    outcome["appeal"] = {
        "allowed": allowed, "reasons": sorted(reasons), "until": printed(until), "predestined_fail": "no",
        "advice": {"no": "do_not_file", "unknown": "undetermined", "yes": "file"}[allowed],
        "failures_this_month": 0, "failures_this_year": 0, "next_failure_locks": "no",
    }  # fmt: skip
    if start is not None:  # 5
        owe(case, outcome, "worker", "file_appeal", until, "TK-7", start, done=filed)
    outcome["disposition"] = disposition(case, outcome, reasons)


def disposition(case: Case, outcome: Outcome, reasons: list[str]) -> str:
    """The order of 13 and 45.13."""
    record = case.get("appeal", {})
    if case["complaint_class"] in ("unpack_damage", "signoff_exception"):
        note(outcome["needs_human"], "rule_text")
        return "needs_human"
    if case["complaint_class"] not in ("liability_amount", "liability_attribution"):
        return "no_rule_applies"
    if "REASSIGNED_BY_OTHER_PARTY" in reasons:
        outcome["codes"].append("DUE_PROCESS")
        note(outcome["needs_human"], "due_process")
    if "ALREADY_APPEALED" in reasons or "REASSIGNED_BY_OTHER_PARTY" in reasons:
        return "inadmissible"
    if "ruling_at" not in record:
        note(outcome["missing"], "ruling_at")
        return "pending"
    if "LATE" in reasons:
        return "liability_final"
    if "filed_at" not in record:
        wait(outcome, "appeal")
        outcome["waiting_for"][-1]["until"] = outcome["appeal"]["until"]
        return "pending"
    if "PROXY_NOT_ALLOWED" in reasons or "NO_KEY_EVIDENCE" in reasons:
        return "inadmissible"
    if "KEY_EVIDENCE_OPEN" in reasons:
        note(outcome["needs_human"], "key_evidence")
        return "needs_human"
    justified = finding(case, "appeal_justified")
    if justified is None:
        note(outcome["needs_human"], "appeal_justified")
        return "needs_human"
    return "upheld" if justified == "yes" else "not_upheld"
