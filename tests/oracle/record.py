"""What the record says: findings of a person, acts, allegations; the empty outcome (SEMANTICS 2-4, 17, 21-25, 36)."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.oracle.clocks import end_of_working_day, hours_after, instant, printed, request_deadline, state_of

Case = dict[str, Any]
Outcome = dict[str, Any]

DEGREES = ("none", "partial", "clear", "total")
REDRESS = ("settlement", "consumer_association", "administrative_complaint", "arbitration", "litigation")
PACKS = {
    "taobao": ["taobao-dm", "cn-consumer-law"],
    "tmall": ["taobao-dm", "cn-consumer-law"],
    "pinduoduo": ["pdd-appeal", "cn-consumer-law"],
    "tickets": ["ticket-appeal"],
    "duokeduomi": ["duokeduomi", "cn-consumer-law"],
    "generic": ["complaint-sla", "online-flow", "cn-consumer-law"],
}
EFFECTS = (
    "oral_warning", "cancel_review_right", "public_warning", "watch", "restrict_bidding", "restrict_listing", "freeze",
    "restrict_site_login", "restrict_messaging_login", "mall_exit", "restrict_cod",
)  # fmt: skip
PERMANENT = ("freeze", "restrict_site_login", "restrict_messaging_login", "mall_exit", "cancel_review_right")
MEANINGLESS = set(
    "1 11 111 好 好的 好吧 好滴 知道了 知道 收到 嗯 嗯嗯 哦 哦哦 ok okk 是 是的 行 可以 谢谢 在 已阅".split()  # noqa: SIM905
)


def blank(case: Case) -> Outcome:
    """An outcome in which nothing has been decided yet; every key present (23)."""
    return {
        "disposition": None, "tier": None, "penalties": [], "proposal": None, "codes": [], "redress": [],
        "findings": [], "exhibits": [], "remedies": [], "obligations": [], "appeal": None, "waiting_for": [],
        "missing": [], "needs_human": [], "overridden": [], "packs": [*PACKS[case["platform"]], "conduct"],
    }  # fmt: skip


def finding(case: Case, fact: str, about: str | None = None, field: str | None = None) -> Any:
    """What a person found: the value of the latest finding that is not `unknown`, or None (3, 45.2)."""
    latest: tuple[datetime, Any] | None = None
    for made in case.get("human_findings", []):
        same = made["fact"] == fact and made.get("about") == about and made.get("field") == field
        if same and made["value"] != "unknown" and (latest is None or instant(made["at"]) >= latest[0]):
            latest = (instant(made["at"]), made["value"])
    return None if latest is None else latest[1]


def finding_instant(case: Case, fact: str) -> datetime | None:
    """When the standing finding of a fact of the case was made."""
    value = finding(case, fact)
    made = [instant(f["at"]) for f in case.get("human_findings", []) if f["fact"] == fact and f["value"] == value]
    return max(made) if value is not None else None


def note(entries: list[dict[str, Any]], fact: str, about: str | None = None) -> None:
    """Add a fact to `missing` or `needs_human` once (21)."""
    entry = {"fact": fact, "about": about}
    if entry not in entries:
        entries.append(entry)


def wait(outcome: Outcome, event: str, about: str | None = None, until: datetime | None = None) -> None:
    """Add an event the ruling waits for (21)."""
    outcome["waiting_for"].append({"event": event, "about": about, "until": printed(until)})


def done_at(case: Case, act: str, start: datetime | None, by: str | None = None) -> datetime | None:
    """The earliest act of that name at or after `start`, by `by` where it matters (4, 45.4)."""
    made = [instant(a["at"]) for a in acts(case) if a["act"] == act and by in (None, a["actor"])]
    made = [at for at in made if start is None or at >= start]
    return min(made) if made else None


def acts(case: Case) -> list[dict[str, Any]]:
    """The acts on the record; a party's meaningful text to a request counts as its reply to the platform (4)."""
    known = list(case.get("acts", []))
    requests = {request["id"]: request for request in case.get("evidence_requests", [])}
    for sent in case.get("submissions", []):
        request = requests[sent["request"]]
        if sent["party"] == request["to"] and "text" in sent and not is_meaningless(case, request, sent):
            known.append({"act": "reply_platform", "actor": sent["party"], "at": sent["submitted_at"]})
    return known


def is_meaningless(case: Case, request: dict[str, Any], sent: dict[str, Any]) -> bool:
    """Whether a submission says nothing and shows nothing of what was asked (24, 45.11)."""
    kinds = {exhibit["id"]: exhibit["kind"] for exhibit in case.get("exhibits", [])}
    carried = sent.get("exhibits", [])
    if any(kinds[one] in request["any_of"] for one in carried):
        return False
    if "text" not in sent:
        return not carried
    return says_nothing(sent["text"])


def says_nothing(text: str) -> bool:
    """Whether a text is in the lexicon, short digits, or empty once normalised (24)."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if not c.isspace() and unicodedata.category(c)[0] not in "PSZ").lower()
    return plain == "" or plain in MEANINGLESS or (len(plain) <= 3 and plain.isdigit())


def owe(
    case: Case, outcome: Outcome, actor: str, act: str, due: datetime | None, clause: str,
    start: datetime | None = None, by: str | None = None, done: datetime | None = None,
) -> str:  # fmt: skip
    """Print an obligation with its state, and give the state (4, 5)."""
    done = done if done is not None else done_at(case, act, start, by)
    state = state_of(instant(case["as_of"]), due, done)
    outcome["obligations"].append({"actor": actor, "act": act, "due": printed(due), "state": state, "clause": clause})
    return state


def penalty(effect: str, days: int | None, clause: str, sign_off: str, subject: str = "seller") -> dict[str, Any]:
    """One penalty as a ruling prints it (7)."""
    interval = {"watch": [14, 90], "restrict_bidding": [0, 7], "restrict_listing": [0, 7]}.get(effect)
    return {
        "effect": effect, "subject": subject, "days": days, "permanent": effect in PERMANENT, "interval": interval,
        "clause": clause, "sign_off": sign_off,
    }  # fmt: skip


def remedy(
    case: Case, name: str, clause: str, status: str = "granted", sku: str | None = None, quantity: int | None = None,
    freight: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One remedy as a ruling prints it (15)."""
    amount = None
    if name in ("refund", "refund_only", "return_refund", "compensation") and "demand_amount" in case:
        amount = format(Decimal(case["demand_amount"]), "f")  # 43: in normal form, without trailing zeros
        amount = amount.rstrip("0").rstrip(".") if "." in amount else amount
    return {
        "remedy": name, "status": status, "amount": amount, "sku": sku,
        "quantity": quantity, "freight_borne_by": freight, "clause": clause,
    }  # fmt: skip


# --- allegations -----------------------------------------------------------------------------------------------------


def outcome_degree(case: Case) -> str | None:
    """The degree that the refund's outcome gives (2); only the Taobao pack reads it."""
    if case["platform"] not in ("taobao", "tmall"):
        return None
    outcome = case.get("refund", {}).get("outcome")
    return {"upheld_mismatch": "clear", "partially_upheld": "partial", "rejected": "none"}.get(outcome)


def found_for(case: Case, fact: str, allegation: str) -> Any:
    """A finding about one allegation; one without `about` covers those that have none of their own (3, 36)."""
    own = finding(case, fact, allegation)
    return own if own is not None else finding(case, fact)


def case_degree(case: Case) -> str | None:
    """The highest known finding of `degree`; where there is none, what the refund's outcome says (45.2)."""
    keys = {f.get("about") for f in case.get("human_findings", []) if f["fact"] == "degree"}
    known = [value for value in (finding(case, "degree", about) for about in keys) if value is not None]
    return max(known, key=DEGREES.index) if known else outcome_degree(case)


def case_use(case: Case) -> str:
    """Whether normal use is affected, over all allegations (36)."""
    about = [allegation["id"] for allegation in case.get("allegations", [])]
    values = [found_for(case, "affects_normal_use", one) for one in about] or [finding(case, "affects_normal_use")]
    if "yes" in values:
        return "yes"
    return "no" if all(value == "no" for value in values) else "unknown"


def addressed(case: Case, allegation: str) -> bool:
    """Whether the seller or a person spoke to an allegation after it was made (25); the text does not say how."""
    alleged = instant(case["filed_at"])
    for sent in case.get("submissions", []):
        if sent["party"] == "seller" and instant(sent["submitted_at"]) >= alleged:
            return True
    for made in case.get("human_findings", []):
        covers = made["fact"] in ("degree", "affects_normal_use") and made.get("about") in (None, allegation)
        if covers and made["value"] != "unknown" and instant(made["at"]) >= alleged:
            return True
    return False


def findings(case: Case) -> list[dict[str, Any]]:
    """Per allegation: degree, whether use is affected, and what became of it (25)."""
    rows = []
    for allegation in case.get("allegations", []):
        degree = found_for(case, "degree", allegation["id"]) or outcome_degree(case) or "unknown"
        if degree == "none":
            result = "rebutted"
        elif degree != "unknown":
            result = "proven"
        else:
            result = "unproven" if addressed(case, allegation["id"]) else "uncontested"
        use = found_for(case, "affects_normal_use", allegation["id"]) or "unknown"
        row = {"allegation": allegation["id"], "degree": degree, "affects_normal_use": use, "result": result}
        rows.append(row)
    return sorted(rows, key=lambda row: row["allegation"])


# --- what every pack prints ------------------------------------------------------------------------------------------


def record_obligations(case: Case, outcome: Outcome) -> None:
    """Promises (everywhere), the authority's clock (consumer law), requests for evidence (pinduoduo) (5)."""
    for act in case.get("acts", []):
        at = instant(act["at"])
        if act["act"] == "promise":  # CD-PROMISE
            owe(case, outcome, "customer_service", "reply", instant(act["until"]), "CD-PROMISE", at)
        if act["act"] == "admin_received" and case["platform"] != "tickets":  # LAW-46-7WD
            due = end_of_working_day(at, 7)
            if due is None:
                note(outcome["missing"], "calendar")
            owe(case, outcome, "authority", "admin_informed", due, "LAW-46-7WD", at)


def evidence_obligations(case: Case, outcome: Outcome) -> None:
    """What a request obliges its addressee to do, on pinduoduo (5)."""
    for request in case.get("evidence_requests", []):
        due, sent = request_deadline(case, request), instant(request["sent_at"])
        claim = (case["complaint_class"], case.get("demand"))
        clause = "PDD-DL-24" if claim == ("non_receipt", "refund_only") else "PDD-EV-SPEC"
        came = [at for at, _ in evidence_for(case, request)]
        owe(case, outcome, request["to"], "submit_evidence", due, clause, done=min(came) if came else None)
        if claim == ("quality", "compensation") and request["to"] == "seller" and request["stage"] != "appeal":
            for act in ("negotiate", "reply_platform"):
                owe(case, outcome, "seller", act, due, "PDD-DL-48Q", sent, "seller")


def evidence_for(case: Case, request: dict[str, Any]) -> list[tuple[datetime, str]]:
    """When which exhibits of an asked kind came in a submission of the addressee to this request (11)."""
    kinds = {exhibit["id"]: exhibit["kind"] for exhibit in case.get("exhibits", [])}
    return [
        (instant(sent["submitted_at"]), one)
        for sent in case.get("submissions", [])
        if sent["request"] == request["id"] and sent["party"] == request["to"]
        for one in sent.get("exhibits", [])
        if kinds[one] in request["any_of"]
    ]


def contact_due(offered: str) -> datetime:
    """`taobao.contact_buyer_hours` after the offer (TB-3.2.3)."""
    return hours_after(instant(offered), 24)
