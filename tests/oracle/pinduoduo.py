"""Pinduoduo: requests, deadlines, deemed admission, appeals and quotas (SEMANTICS 11, 12, 33, 37, 45.11, 45.22)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.oracle.clocks import CHINA, instant, printed, request_deadline
from tests.oracle.exhibits import ASKS
from tests.oracle.record import (
    Case,
    Outcome,
    acts,
    evidence_for,
    evidence_obligations,
    finding,
    is_meaningless,
    note,
    remedy,
    wait,
)  # fmt: skip

Request = dict[str, Any]
FAILURES = ("late", "meaningless", "invalid", "nonconforming")


def deciding(case: Case) -> list[Request]:
    """Requests to the seller at the detail and ticket stages (11)."""
    asked = case.get("evidence_requests", [])
    return [one for one in asked if one["stage"] in ("after_sales_detail", "ticket") and one["to"] == "seller"]


def is_48q(case: Case) -> bool:
    """PDD-DL-48Q."""
    return case["complaint_class"] == "quality" and case.get("demand") == "compensation"


def on_time(case: Case, request: Request) -> list[str]:
    """Exhibits of an asked kind that the addressee handed in by the deadline."""
    deadline = request_deadline(case, request)
    return [one for at, one in evidence_for(case, request) if deadline is None or at <= deadline]


def meaningless_came(case: Case, request: Request) -> bool:
    """A meaningless submission of the addressee by the deadline (45.11)."""
    deadline = request_deadline(case, request)
    for sent in case.get("submissions", []):
        if sent["request"] == request["id"] and sent["party"] == request["to"]:
            in_time = deadline is None or instant(sent["submitted_at"]) <= deadline
            if in_time and is_meaningless(case, request, sent):
                return True
    return False


def both_acts(case: Case, request: Request) -> bool:
    """Negotiated and replied, by the request's deadline."""
    start, deadline = instant(request["sent_at"]), request_deadline(case, request)
    done = set()
    for act in acts(case):
        at = instant(act["at"])
        if act["actor"] == "seller" and start <= at and (deadline is None or at <= deadline):
            done.add(act["act"])
    return {"negotiate", "reply_platform"} <= done


def result(case: Case, outcome: Outcome, request: Request, readings: dict[str, str]) -> str:
    """What became of a request; the first that applies (11, 37)."""
    as_of, deadline = instant(case["as_of"]), request_deadline(case, request)
    running = deadline is None or as_of <= deadline
    strict = readings.get("meaningless.immediately_fatal", "true") != "false"
    nonsense = meaningless_came(case, request)
    if nonsense and strict:
        return "meaningless"
    rows = {row["id"]: row for row in outcome["exhibits"]}
    handed = [rows[one] for one in on_time(case, request)]
    acts_decide = is_48q(case) and request["stage"] != "appeal" and request["to"] == "seller"
    met = both_acts(case, request) if acts_decide else any(row["meets_burden"] == "yes" for row in handed)
    if met:
        return "met"
    if running:
        return "open"
    if nonsense:
        return "meaningless"
    if acts_decide or not handed:
        return "late"
    if any(row["meets_burden"] == "unknown" for row in handed):
        return "uncertain"
    return "nonconforming" if any(row["verdict"] != "invalid" for row in handed) else "invalid"


def rule(case: Case, outcome: Outcome, readings: dict[str, str]) -> None:
    """Fill the outcome of a pinduoduo case."""
    asked = case.get("evidence_requests", [])
    results = {one["id"]: result(case, outcome, one, readings) for one in asked}
    evidence_obligations(case, outcome)
    if case["complaint_class"] == "return_condition":
        outcome["disposition"] = return_condition(case, outcome)
    else:
        outcome["disposition"] = disposition(case, outcome, results)
    outcome["appeal"] = appeal(case, outcome, results)


def disposition(case: Case, outcome: Outcome, results: dict[str, str]) -> str:
    """From the requests' results to the disposition (11)."""
    requests = deciding(case)
    got = [results[one["id"]] for one in requests]
    if not requests:
        wait(outcome, "evidence_request")
        return "pending"
    if any(one in FAILURES for one in got):
        buyer_supported(case, outcome, requests, results)
        return "buyer_supported"
    if "uncertain" in got:
        rows = {row["id"]: row for row in outcome["exhibits"]}
        for request in requests:
            if results[request["id"]] == "uncertain":
                for one in on_time(case, request):
                    if rows[one]["meets_burden"] == "unknown":
                        ask(outcome, rows[one])
        return "needs_human"
    if "open" in got:
        for request in requests:
            if results[request["id"]] == "open":
                wait(outcome, "submission", request["id"], request_deadline(case, request))
        return "pending"
    return "not_upheld" if case["complaint_class"] == "non_receipt" else "no_rule_applies"


def ask(outcome: Outcome, row: dict[str, Any]) -> None:
    """What a person must find about an uncertain exhibit (21)."""
    for code, field in row["reasons"]:
        if code in ASKS:
            note(outcome["needs_human"], field or "kind_accepted", row["id"])


def buyer_supported(case: Case, outcome: Outcome, requests: list[Request], results: dict[str, str]) -> None:
    """Codes and the demanded remedy (11, 33, 45.11, 45.22)."""
    got = [results[one["id"]] for one in requests]
    for request in requests:
        if results[request["id"]] == "late":
            deadline, came = request_deadline(case, request), evidence_for(case, request)
            if not came:
                outcome["codes"] += ["LATE_NO_EVIDENCE", "DEEMED_ADMISSION"]
            if deadline is not None and any(at > deadline for at, _ in came):
                outcome["codes"] += ["LATE_SUBMISSION", "DEEMED_ADMISSION"]
    names = {
        "meaningless": "INVALID_MEANINGLESS", "invalid": "INVALID_EVIDENCE", "nonconforming": "NONCONFORMING_EVIDENCE",
    }  # fmt: skip
    outcome["codes"] += [code for name, code in names.items() if name in got]
    gravest = next(name for name in FAILURES if name in got)
    demand = case.get("demand")
    if demand is None:
        note(outcome["missing"], "demand")
        return
    if demand not in ("refund_only", "return_refund", "exchange", "repair", "compensation"):
        return
    if is_48q(case):
        clause = "PDD-DL-48Q"
        if "demand_amount" not in case:
            note(outcome["needs_human"], "amount")
    elif gravest == "late":
        refund_only = case["complaint_class"] == "non_receipt" and demand == "refund_only"
        clause = "PDD-DL-24" if refund_only else "PDD-EV-LATE"
    else:
        clause = "PDD-EV-MEANINGLESS" if gravest == "meaningless" else "PDD-EV-CONSEQ"
    outcome["remedies"].append(remedy(case, demand, clause))


def return_condition(case: Case, outcome: Outcome) -> str:
    """The seller shows in what condition the goods came back (11)."""
    rows = {row["id"]: row for row in outcome["exhibits"]}
    pictures = [
        exhibit["id"]
        for exhibit in case.get("exhibits", [])
        if exhibit["kind"] in ("goods_photo", "video") and exhibit["party"] == "seller"
    ]
    if not pictures:
        note(outcome["missing"], "goods_photo")
        return "pending"
    shows = {one: finding(case, "shows", one) for one in pictures}
    if any(shows[one] == "yes" and rows[one]["verdict"] == "valid" for one in pictures):
        return "upheld"
    if all(value == "no" for value in shows.values()):
        return "not_upheld"
    unknown = [one for one in pictures if shows[one] is None]
    for one in unknown or [one for one in pictures if shows[one] == "yes"]:
        note(outcome["needs_human"], "shows", one)
    return "needs_human"


def appeal(case: Case, outcome: Outcome, results: dict[str, str]) -> dict[str, Any]:
    """Quotas and predestined failure (12, 45.11, 45.12)."""
    as_of = instant(case["as_of"])
    failed = [
        instant(entry["decided_at"])
        for entry in case.get("seller", {}).get("appeals", [])
        if entry["result"] == "failed"
    ]
    year = sum(at.year == as_of.year for at in failed)
    month = sum((at.year, at.month) == (as_of.year, as_of.month) for at in failed)
    reasons = [code for code, locks in (("QUOTA_MONTH", month > 3), ("QUOTA_YEAR", year > 10)) if locks]
    until = None
    if month > 3:
        following = (as_of.year + as_of.month // 12, as_of.month % 12 + 1)
        until = datetime(*following, 1, tzinfo=CHINA)
    if year > 10:
        until = datetime(as_of.year + 1, 1, 1, tzinfo=CHINA)
    earlier = {results[one["id"]] for one in deciding(case)}
    names = {"late": "PREDESTINED_LATE", "invalid": "PREDESTINED_INVALID", "meaningless": "PREDESTINED_MEANINGLESS"}
    doomed = [code for name, code in names.items() if name in earlier]
    at_appeal = {
        results[one["id"]]
        for one in case.get("evidence_requests", [])
        if one["stage"] == "appeal" and one["to"] == "seller"
    }
    own = {"nonconforming": "APPEAL_EVIDENCE_NONCONFORMING", "invalid": "APPEAL_EVIDENCE_INVALID"}
    doomed += [code for name, code in own.items() if name in at_appeal]
    predestined = "yes" if doomed else "unknown" if "uncertain" in at_appeal else "no"
    advice = "do_not_file" if until or doomed else "undetermined" if predestined == "unknown" else "file"
    return {
        "allowed": "no" if until else "yes", "reasons": sorted(reasons + doomed), "until": printed(until),
        "predestined_fail": predestined, "advice": advice, "failures_this_month": month, "failures_this_year": year,
        "next_failure_locks": "yes" if not until and (month == 3 or year == 10) else "no",
    }  # fmt: skip
