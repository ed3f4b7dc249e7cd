"""Random valid case/1 documents that reach every branch of the policy; the same seed gives the same case."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.clocks import CERTIFICATES, CHINA, instant, request_deadline
from tests.oracle.reports import random_report
from tests.oracle.timeline import written

Case = dict[str, Any]
PLATFORMS = ("taobao", "tmall", "pinduoduo", "tickets", "duokeduomi", "generic")
KINDS = (
    "courier_stamp_proof", "freight_receipt", "product_with_waybill", "weigh_record", "purchase_invoice",
    "factory_test_report", "brand_authorisation", "proof_of_receipt", "return_proof", "goods_photo", "listing_page",
    "communication_log", "handover_sheet", "exception_ticket", "call_record", "video", "other",
)  # fmt: skip
DEMANDS = (
    "refund_only", "return_refund", "return", "exchange", "repair", "resend", "replenish", "price_reduction",
    "compensation", "reissue_invoice", "none",
)  # fmt: skip
TEXTS = (
    "11", "好的", "知道了", " 收 到！", "ＯＫ", "0", "999", "1000", "?", "。。。", "", "okk", "嗯嗯~", "已寄出,单号 SF1234567890123",
    "我们已与买家协商并同意退款", "好的,马上处理", "没有", "很抱歉",
)  # fmt: skip
YEARS = (2019, 2024, 2025, 2025, 2025, 2026, 2027)


def chance(rng: random.Random, share: float) -> bool:
    """True for a share of the draws."""
    return rng.random() < share


def between(rng: random.Random, low: datetime, high: datetime) -> datetime:
    """A whole second between two instants, the ends more often than the rest."""
    seconds = int((high - low).total_seconds())
    return low + timedelta(seconds=rng.choice((0, seconds, *(rng.randint(0, seconds) for _ in range(8)))))


def near(rng: random.Random, low: datetime, high: datetime, edge: datetime | None) -> datetime:
    """An instant in [low, high]; in half of the draws the second before, at or after `edge`, where it lies inside."""
    if edge is not None and chance(rng, 0.5):
        picked = edge + timedelta(seconds=rng.choice((-1, 0, 0, 1)))
        if low <= picked <= high:
            return picked
    return between(rng, low, high)


class Draft:
    """One case in the making: its clock, its random source, its findings."""

    def __init__(self, rng: random.Random, platform: str) -> None:
        """Set the clock: filed, then ruled up to three months later."""
        self.rng = rng
        start = datetime(rng.choice(YEARS), 1, 1, tzinfo=CHINA)
        self.filed = start + timedelta(seconds=rng.randint(0, 364 * 86400))
        span = rng.choice((0, 3600, 86400, 3 * 86400, 8 * 86400, 20 * 86400, 90 * 86400))
        self.as_of = self.filed + timedelta(seconds=rng.randint(0, span))
        self.case: Case = {
            "schema": "case/1",
            "id": f"case-{rng.randrange(10**6)}",
            "filed_at": self.write(self.filed),
            "as_of": self.write(self.as_of),
            "platform": platform,
            "complaint_class": "other",
            "complainant": "buyer",
            "respondent": "seller",
        }

    def write(self, at: datetime) -> str:
        """An instant with one of several offsets."""
        return written(at, self.rng.choice((8, 8, 8, 0, -5, 5.5)))

    def past(self, low: datetime | None = None, edge: datetime | None = None) -> datetime:
        """An instant between `low` (default: filed) and `as_of`."""
        return near(self.rng, low or self.filed, self.as_of, edge)

    def find(
        self, fact: str, value: Any, about: str | None = None, field: str | None = None, reason: str | None = None
    ) -> None:
        """A finding of a person, sometimes replacing an earlier one that said something else."""
        made: list[dict[str, Any]] = self.case.setdefault("human_findings", [])
        entry: dict[str, Any] = {"fact": fact, "value": value, "by": "arbitrator-1"}
        entry.update({key: got for key, got in (("about", about), ("field", field), ("reason_code", reason)) if got})
        key = (fact, about, field)
        at = self.past()
        taken = [instant(o["at"]) for o in made if (o["fact"], o.get("about"), o.get("field")) == key]
        if at in taken:
            return
        made.append({**entry, "at": self.write(at)})

    def three(self, yes: float = 0.5, no: float = 0.25) -> str:
        """yes, no or unknown."""
        return self.rng.choices(("yes", "no", "unknown"), (yes, no, 1 - yes - no))[0]

    def maybe_find(self, fact: str, share: float = 0.7, yes: float = 0.6, about: str | None = None) -> None:
        """A three-valued finding in a share of the cases; at times two that disagree."""
        for _ in range(1 + chance(self.rng, 0.1)):
            if chance(self.rng, share):
                self.find(fact, self.three(yes, 0.95 - yes), about)


# --- parts that any platform may carry -------------------------------------------------------------------------------


def add_order(draft: Draft) -> None:
    """An order with its events in order, each part at times left out."""
    rng, order = draft.rng, {}  # type: random.Random, dict[str, Any]
    placed = draft.filed - timedelta(seconds=rng.randint(0, 40 * 86400))
    shipped = placed + timedelta(seconds=rng.randint(0, 4 * 86400))
    received = shipped + timedelta(seconds=rng.randint(0, 12 * 86400))
    if chance(rng, 0.3):  # around the seven days of LAW-24
        day = draft.filed.astimezone(CHINA).replace(hour=0, minute=0, second=0)
        received = day - timedelta(days=rng.choice((6, 7, 7, 8)), seconds=rng.choice((-1, 0, 1, -3600)))
        shipped, placed = received - timedelta(days=2), received - timedelta(days=3)
    for name, at, share in (("placed_at", placed, 0.8), ("shipped_at", shipped, 0.8), ("received_at", received, 0.85)):
        if at <= draft.as_of and chance(rng, share):
            order[name] = draft.write(at)
    order["concluded"] = rng.choices(("yes", "no", "unknown"), (8, 1, 1))[0]
    order["verified"] = rng.choices(("yes", "no", "unknown"), (8, 1, 1))[0]
    for name in ("concluded", "verified"):
        if chance(rng, 0.05):
            del order[name]
    if chance(rng, 0.85):
        order["tracking_number"] = "SF1234567890123"
    if chance(rng, 0.85):
        order["recipient_name"] = "王小明"
    if chance(rng, 0.8):
        order["payment"] = rng.choice(("cod", "cod", "prepaid") if draft.case["platform"] == "duokeduomi" else ("prepaid",))
    lines = []
    for number in range(rng.choice((0, 1, 1, 2, 3))):
        line: dict[str, Any] = {"sku": f"sku-{number}", "quantity": rng.randint(1, 5)}
        if chance(rng, 0.8):
            line["unit_weight_g"] = rng.choice((250, 500, 250.5, 0.1))
        if chance(rng, 0.8):
            line["model"] = rng.choice(("X-100", "Y-200"))
        if chance(rng, 0.8):
            line["quantity_received"] = max(0, line["quantity"] + rng.choice((0, 0, -1, 1, -2, 3)))
        lines.append(line)
    if lines:
        order["lines"] = lines
    draft.case["order"] = order


def add_allegations(draft: Draft) -> list[str]:
    """None to three allegations; what they say is proof of nothing."""
    rows = []
    for number in range(draft.rng.choice((0, 1, 1, 1, 2, 3))):
        row: dict[str, Any] = {"id": f"a{number}", "attribute": draft.rng.choice(("colour", "model", "net_weight"))}
        if chance(draft.rng, 0.5):
            row["affects_normal_use"] = draft.three()
        rows.append(row)
    if rows:
        draft.case["allegations"] = rows
    return [row["id"] for row in rows]


def add_exhibit(draft: Draft, kind: str, party: str, quality: float = 0.5) -> str:
    """One exhibit with an inline report, and at times a person's findings about it."""
    rng, case = draft.rng, draft.case
    rows: list[dict[str, Any]] = case.setdefault("exhibits", [])
    about = f"e{len(rows)}"
    exhibit: dict[str, Any] = {"id": about, "kind": kind, "party": party}
    exhibit["report"] = random_report(rng, case, kind, quality)
    if chance(rng, 0.3):
        exhibit["submitted_at"] = draft.write(draft.past())
    allegations = [one["id"] for one in case.get("allegations", [])]
    if allegations and chance(rng, 0.6):
        exhibit["supports"] = rng.sample(allegations, rng.randint(1, len(allegations)))
    rows.append(exhibit)
    if kind in ("goods_photo", "video"):
        draft.maybe_find("shows", 0.8, 0.55, about)
    if chance(rng, 0.3):
        find_about(draft, exhibit)
    return about


def find_about(draft: Draft, exhibit: dict[str, Any]) -> None:
    """A person corrects or completes what the report says."""
    rng, kind, report, about = draft.rng, exhibit["kind"], exhibit["report"], exhibit["id"]
    fields = sorted(report.get("fields", {}))
    if fields and chance(rng, 0.6):
        field = rng.choice(fields)
        facts = ("legible", "present", "handwritten") if kind == "courier_stamp_proof" else ("legible", "present")
        if chance(rng, 0.3) and field in ("tracking_number", "recipient_name", "model"):
            values = {"tracking_number": "sf 1234567890123", "recipient_name": "王小明", "model": "x-100"}
            draft.find("field_value", values[field], about, field)
        else:
            draft.find(rng.choice(facts), draft.three(0.5, 0.4), about, field)
    if kind == "courier_stamp_proof":
        marks = report.get("marks", {})
        if chance(rng, 0.4):
            draft.find("red_seal", draft.three(0.6, 0.3), about)
        known = {marks.get("all_text_handwritten", "unknown"), marks.get("all_text_printed", "unknown")}
        if "unknown" in known:
            draft.find("script", rng.choice(("mixed", "mixed", "all_handwritten", "all_printed")), about)
    if kind in ("goods_photo", "product_with_waybill"):
        draft.find("goods_coverage", rng.choice(("whole", "partial", "unknown")), about)
    kind_of = report.get("document_type", {}).get("value", "unknown")
    if kind == "freight_receipt" and kind_of == "unknown":
        draft.find("document_type", rng.choice(("courier_receipt", "qq_transfer", "other_p2p_transfer")), about)
    if kind == "freight_receipt" and kind_of == "other_p2p_transfer":
        draft.find("kind_accepted", draft.three(0.4, 0.3), about)
    if kind == "other":
        draft.find("kind_accepted", rng.choice(("yes", "unknown")), about)
    if kind == "factory_test_report" and ("pages" not in report or "unknown" in report["pages"]):
        draft.find("pages", rng.choice((["cover", "body"], ["cover"], ["body", "other"])), about)


def add_requests(draft: Draft, count: int) -> None:
    """Requests for evidence and what was handed in, around the deadlines."""
    rng, case = draft.rng, draft.case
    case["evidence_requests"], case["submissions"] = [], []
    for number in range(count):
        kinds = rng.sample(KINDS, rng.randint(1, 3))
        if chance(rng, 0.5):
            kinds = list(rng.choice((("proof_of_receipt", "courier_stamp_proof"), CERTIFICATES, ("weigh_record",))))
        if chance(rng, 0.05):
            kinds = []
        request: dict[str, Any] = {
            "id": f"r{number}",
            "stage": rng.choices(("after_sales_detail", "ticket", "appeal"), (5, 4, 2))[0],
            "to": rng.choices(("seller", "buyer"), (9, 1))[0],
            "any_of": kinds,
        }
        sent = draft.past()
        request["sent_at"] = draft.write(sent)
        if request_deadline(case, request) is None or chance(rng, 0.5):
            deadline = draft.as_of + timedelta(seconds=rng.choice((-1, 0, 1, -3600, -86400, 86400)))
            if deadline >= sent and chance(rng, 0.6):
                request["deadline"] = draft.write(deadline)
            else:
                request["deadline_hours"] = rng.choice((1, 24, 48, 72))
        case["evidence_requests"].append(request)
        for _ in range(rng.choices((0, 1, 2), (3, 6, 2))[0]):
            add_submission(draft, request, sent)
    if not case["submissions"] and chance(rng, 0.5):
        del case["submissions"]


def add_submission(draft: Draft, request: dict[str, Any], sent: datetime) -> None:
    """One submission to a request, with a text, exhibits, both or neither."""
    rng, case = draft.rng, draft.case
    party = request["to"] if chance(rng, 0.93) else rng.choice(("buyer", "seller"))
    at = draft.past(sent, request_deadline(case, request))
    entry: dict[str, Any] = {"id": f"s{len(case['submissions'])}", "request": request["id"], "party": party}
    entry["submitted_at"] = draft.write(at)
    carried = []
    for _ in range(rng.choices((0, 1, 2), (2, 6, 1))[0]):
        asked = request["any_of"] and chance(rng, 0.85)
        kind = rng.choice(request["any_of"]) if asked else rng.choice(KINDS)
        carried.append(add_exhibit(draft, kind, party, 0.6))
    if case.get("exhibits") and chance(rng, 0.1):
        again = rng.choice(case["exhibits"])["id"]
        carried += [again] if again not in carried else []
    if carried:
        entry["exhibits"] = carried
    if chance(rng, 0.4):
        entry["text"] = rng.choice(TEXTS)
    case["submissions"].append(entry)


def add_act(draft: Draft, act: str, actor: str, low: datetime | None = None, edge: datetime | None = None) -> datetime:
    """One act; a promise says until when, a visit at times how satisfied the user was."""
    at = draft.past(low, edge)
    entry = {"act": act, "actor": actor, "at": draft.write(at)}
    if act == "promise":
        entry["until"] = draft.write(at + timedelta(seconds=draft.rng.choice((0, 3600, 86400, 30 * 86400))))
    if act == "visit" and chance(draft.rng, 0.9):
        entry["satisfaction"] = draft.rng.choice(("very_satisfied", "satisfied", "neutral", *("dissatisfied",) * 4))
    draft.case.setdefault("acts", []).append(entry)
    return at


def add_anywhere(draft: Draft) -> None:
    """Parts that every platform knows: promises, the authority's clock, messages, loose exhibits."""
    rng = draft.rng
    if chance(rng, 0.15):
        at = add_act(draft, "promise", "customer_service")
        if chance(rng, 0.6):
            add_act(draft, "reply", "customer_service", None, instant(draft.case["acts"][-1]["until"]))
        if chance(rng, 0.2):
            add_act(draft, "reply", "customer_service", at)
    if chance(rng, 0.1):
        add_act(draft, "admin_received", "authority")
        if chance(rng, 0.5):
            add_act(draft, "admin_informed", "authority")
    if chance(rng, 0.15):
        draft.case["messages"] = [{"party": "seller", "at": draft.write(draft.past()), "text": "很抱歉"}]
    if chance(rng, 0.3):
        for _ in range(rng.randint(1, 2)):
            add_exhibit(draft, rng.choice(KINDS), rng.choice(("buyer", "seller")))
    if chance(rng, 0.4):
        draft.case["listing"] = {"shop_name": "好店", "company_name": "好公司有限公司"}
    if chance(rng, 0.05) and "proposed_penalty" not in draft.case:
        draft.case["proposed_penalty"] = {"effect": "watch", "days": 30}


# --- taobao and tmall ------------------------------------------------------------------------------------------------


def taobao_case(draft: Draft) -> None:
    """Refund, negotiation, services, findings, history, proposal."""
    rng, case = draft.rng, draft.case
    case["complaint_class"] = "description_mismatch" if chance(rng, 0.96) else rng.choice(("quality", "other"))
    if chance(rng, 0.03):
        case["complainant"], case["respondent"] = "seller", "buyer"
    if chance(rng, 0.92):
        add_order(draft)
    allegations = add_allegations(draft)
    if chance(rng, 0.95):
        refund: dict[str, Any] = {}
        requested = draft.past(draft.filed - timedelta(days=9))
        if chance(rng, 0.95):
            refund["requested_at"] = draft.write(requested)
        if chance(rng, 0.5):
            refund["seller_response"] = rng.choice(("agreed", "refused", "silent"))
        if chance(rng, 0.95):
            refund["state"] = rng.choices(("closed", "open"), (9, 1))[0]
        if refund.get("state") == "closed":
            if chance(rng, 0.94):
                outcomes = ("upheld_mismatch", "partially_upheld", "rejected", "upheld_other", "agreement")
                refund["outcome"] = rng.choices(outcomes, (12, 6, 2, 1, 2))[0]
            if chance(rng, 0.7):
                refund["closed_at"] = draft.write(draft.past(requested))
        if chance(rng, 0.4):
            refund["return_tracking_number"] = "SF1234567890123"
        case["refund"] = refund
    if chance(rng, 0.8):
        statuses = ("none", "ongoing", "settled", "failed", "refused", "no_response")
        case["negotiation"] = {"status": rng.choices(statuses, (1, 1, 4, 4, 2, 1))[0]}
        if chance(rng, 0.8):
            case["negotiation"]["both_active"] = draft.three(0.7, 0.15)
        if chance(rng, 0.05):
            del case["negotiation"]["status"]
    add_services(draft)
    if chance(rng, 0.3):
        case["goods_returned"] = draft.three()
        if chance(rng, 0.6):
            add_exhibit(draft, "return_proof", "buyer", 0.7)
    add_mismatch_findings(draft, allegations)
    if chance(rng, 0.6):
        value = rng.choice(("serious", "serious", "serious", "ordinary", "unknown"))
        draft.find("severity", value, reason="REPEATED_FRAUD" if value == "serious" else None)
    add_history(draft)
    if chance(rng, 0.3):
        add_proposal(draft)
    if chance(rng, 0.1):
        add_requests(draft, 1)


def add_services(draft: Draft) -> None:
    """After-sales services offered and rendered; the seller contacts the buyer around the 24 hours."""
    rng = draft.rng
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        kinds = ("return", "exchange", "return_refund", "refund_only", "repair", "compensation")
        service: dict[str, Any] = {"kind": rng.choice(kinds)}
        offered = draft.past()
        if chance(rng, 0.8):
            service["offered_at"] = draft.write(offered)
        if chance(rng, 0.6):
            service["rendered_at"] = draft.write(draft.past(offered))
        draft.case.setdefault("after_sales", []).append(service)
        if chance(rng, 0.5):
            add_act(draft, "contact_buyer", rng.choice(("seller", "seller", "platform")), None, offered + timedelta(hours=24))


def add_mismatch_findings(draft: Draft, allegations: list[str]) -> None:
    """Degree and use: about one allegation or all, agreeing with the refund or not, unknown, superseded."""
    rng = draft.rng
    subjects: list[str | None] = [None, *allegations]
    for _ in range(rng.choice((0, 0, 1, 2))):
        degree = rng.choices(("none", "partial", "clear", "total", "unknown"), (1, 3, 3, 3, 1))[0]
        draft.find("degree", degree, rng.choice(subjects))
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        use = rng.choices(("yes", "no", "unknown"), (8, 2, 1))[0]
        reason = {"yes": "cannot_perform_function", "no": "cosmetic_only"}.get(use)
        draft.find("affects_normal_use", use, rng.choice(subjects), reason=reason)


def add_history(draft: Draft) -> None:
    """The seller and its earlier complaints, around the 365 days to the second."""
    rng, case = draft.rng, draft.case
    seller: dict[str, Any] = {"id": "seller-1"}
    if chance(rng, 0.8):
        seller["type"] = "mall" if case["platform"] == "tmall" else rng.choice(("c2c", "mall"))
    year = timedelta(days=365)
    second = timedelta(seconds=1)
    dispositions = ("upheld", "upheld", "upheld", "upheld", "partially_upheld", "withdrawn", "reversed", "not_upheld")
    rows = []
    for number in range(rng.choice((0, 0, 1, 2, 2, 3, 4))):
        back = rng.choice((year, year - second, year + second, timedelta(0), second, timedelta(days=rng.randint(1, 360))))
        rows.append(
            {
                "case_id": f"prior-{number}",
                "complaint_class": "description_mismatch" if chance(rng, 0.93) else "quality",
                "disposition": rng.choice(dispositions),
                "decided_at": draft.write(draft.as_of - back),
            }
        )
    if rows:
        seller["history"] = rows
    if chance(rng, 0.9):
        case["seller"] = seller


def add_proposal(draft: Draft) -> None:
    """Inside, at the ends of and outside the intervals; effects of the clause and others."""
    rng, proposal = draft.rng, {}  # type: random.Random, dict[str, Any]
    effects = ("watch", "watch", "watch", "public_warning", "public_warning", "freeze", "mall_exit", "oral_warning")
    if chance(rng, 0.97):
        proposal["effect"] = rng.choice(effects)
    if chance(rng, 0.1 if proposal.get("effect") in (None, "public_warning", "freeze", "mall_exit") else 0.75):
        proposal["days"] = rng.choice((0, 13, 14, 15, 60, 89, 90, 91))
    if chance(rng, 0.2 if proposal.get("effect") in ("freeze", "mall_exit") else 0.5):
        proposal["restriction_days"] = rng.choice((0, 1, 6, 7, 8))
    draft.case["proposed_penalty"] = proposal


# --- the other platforms ---------------------------------------------------------------------------------------------


def pinduoduo_case(draft: Draft) -> None:
    """Requests, submissions, both acts of PDD-DL-48Q, appeals and quotas."""
    rng, case = draft.rng, draft.case
    classes = ("non_receipt", "quality", "short_quantity", "return_condition", "description_mismatch", "other")
    case["complaint_class"] = rng.choices(classes, (6, 6, 2, 2, 1, 1))[0]
    if chance(rng, 0.9):
        case["demand"] = rng.choices(("refund_only", "compensation", *DEMANDS), (8, 6, *(1 for _ in DEMANDS)))[0]
    if chance(rng, 0.4):
        case["demand_amount"] = "12.50"
    if case["complaint_class"] == "return_condition":
        case["complainant"], case["respondent"] = "seller", "buyer"
    if chance(rng, 0.9):
        add_order(draft)
    add_allegations(draft)
    if chance(rng, 0.93):
        add_requests(draft, rng.choice((1, 1, 1, 2, 3)))
    if case["complaint_class"] == "quality" and case.get("demand") == "compensation":
        for request in case.get("evidence_requests", []):
            for act in ("negotiate", "reply_platform"):
                if chance(rng, 0.6):
                    edge = request_deadline(case, request)
                    add_act(draft, act, rng.choice(("seller",) * 9 + ("platform",)), None, edge)
    if case["complaint_class"] == "return_condition" and chance(rng, 0.85):
        for _ in range(rng.choice((1, 1, 2))):
            add_exhibit(draft, rng.choice(("goods_photo", "video")), rng.choice(("seller",) * 5 + ("buyer",)), 0.8)
    if chance(rng, 0.6):
        add_appeals(draft)


def add_appeals(draft: Draft) -> None:
    """Earlier appeals: in the month of the ruling, in its year, before it; to the second around the borders."""
    rng = draft.rng
    as_of = draft.as_of.astimezone(CHINA)
    month = as_of.replace(day=1, hour=0, minute=0, second=0)
    year = month.replace(month=1)
    rows: list[dict[str, Any]] = []

    def decided(low: datetime, high: datetime, count: int, result: str = "failed") -> None:
        for _ in range(count):
            at = between(rng, low, high)
            row = {"id": f"p{len(rows)}", "filed_at": draft.write(at - timedelta(seconds=rng.randint(0, 9 * 86400)))}
            rows.append({**row, "decided_at": draft.write(at), "result": result})

    decided(month, as_of, rng.choice((0, 2, 3, 3, 4, 5)))
    if year < month:
        decided(year, month - timedelta(seconds=1), rng.choice((0, 1, 6, 7, 8, 9)))
    decided(year - timedelta(days=20), year - timedelta(seconds=1), rng.choice((0, 0, 2)))
    decided(month, as_of, rng.choice((0, 0, 1)), rng.choice(("successful", "withdrawn")))
    if chance(rng, 0.2):
        rows.append({"id": f"p{len(rows)}", "filed_at": draft.write(draft.past()), "result": "open"})
    rng.shuffle(rows)
    draft.case["seller"] = {"id": "seller-1", "appeals": rows}


def tickets_case(draft: Draft) -> None:
    """Liability, notice, appeal around the 7×24 hours, channel and key evidence."""
    rng, case = draft.rng, draft.case
    case["complainant"], case["respondent"] = "worker", "platform"
    classes = ("liability_amount", "liability_attribution", "unpack_damage", "signoff_exception", "quality")
    case["complaint_class"] = rng.choices(classes, (8, 8, 1, 1, 1))[0]
    appeal: dict[str, Any] = {}
    week, second = timedelta(days=7), timedelta(seconds=1)
    back = rng.choice((week, week - second, week + second, timedelta(seconds=rng.randint(0, 20 * 86400))))
    ruled = draft.as_of - back
    start = ruled
    if chance(rng, 0.95):
        appeal["ruling_at"] = draft.write(ruled)
        if chance(rng, 0.5):
            start = near(rng, ruled, draft.as_of, None)
            appeal["notified_at"] = draft.write(start)
    if chance(rng, 0.75):
        appeal["filed_at"] = draft.write(near(rng, ruled, draft.as_of, start + week))
    if chance(rng, 0.8):
        appeal["channel"] = rng.choice(("app", "app", "proxy"))
        if appeal["channel"] == "proxy" and chance(rng, 0.85):
            appeal["proxy"] = rng.choice(("city_manager", "city_manager", "colleague"))
    if chance(rng, 0.5):
        appeal["ground"] = rng.choice(("amount", "attribution"))
    if chance(rng, 0.4):
        appeal["prior_appeals_on_ticket"] = rng.choice((0, 0, 0, 1, 2))
    if chance(rng, 0.3):
        appeal["liability_origin"] = rng.choices(("ruling", "reassigned_by_other_party_appeal"), (3, 1))[0]
    key = []
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        kinds = ("handover_sheet", "exception_ticket", "call_record", "video", "other", "goods_photo")
        key.append(add_exhibit(draft, rng.choices(kinds, (3, 3, 2, 2, 3, 1))[0], "worker"))
    if key or chance(rng, 0.3):
        appeal["key_evidence"] = key
    if appeal and chance(rng, 0.97):
        case["appeal"] = appeal
    draft.maybe_find("appeal_justified")


def duokeduomi_case(draft: Draft) -> None:
    """Gate, report, choice, lines, cash on delivery."""
    rng, case = draft.rng, draft.case
    classes = (
        "missing_component", "short_quantity", "quality", "website_mismatch", "price", "invoice", "cod_refusal",
        "delivery_time", "other",
    )  # fmt: skip
    case["complaint_class"] = rng.choices(classes, (4, 6, 4, 4, 2, 1, 6, 1, 1))[0]
    if chance(rng, 0.85):
        add_order(draft)
    add_allegations(draft)
    draft.maybe_find("report_verified", 0.85, 0.8)
    choices = ("resend", "replenish", "return", "exchange", "none", "none")
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        draft.find("user_choice", rng.choice(choices))
    draft.maybe_find("user_agrees_to_close")
    if case["complaint_class"] == "cod_refusal":
        draft.maybe_find("refused_without_reason", 0.9, 0.85)
        draft.maybe_find("resaleable", 0.85, 0.4)
        draft.maybe_find("user_insists", 0.85, 0.6)
        draft.maybe_find("risk_notice_given", 0.7, 0.5)
    for act, actor in (
        ("notify_logistics", "customer_service"), ("callback", "customer_service"), ("record", "customer_service"),
        ("correct_listing", "operations"), ("proactive_notice", "customer_service"),
        ("verify_operations", "customer_service"),
    ):  # fmt: skip
        if chance(rng, 0.15):
            add_act(draft, act, actor)


def generic_case(draft: Draft) -> None:
    """Clocks, establishment, rounds of visits, statutory remedies."""
    rng, case = draft.rng, draft.case
    classes = (
        "quality", "description_mismatch", "service_attitude", "delivery_time", "logistics", "after_sales", "other",
    )  # fmt: skip
    case["complaint_class"] = rng.choices(classes, (6, 4, 1, 1, 1, 1, 1))[0]
    if chance(rng, 0.92):
        case["demand"] = rng.choices(("return", "exchange", "repair", *DEMANDS), (4, 3, 2, *(1 for _ in DEMANDS)))[0]
    if chance(rng, 0.8):
        add_order(draft)
    add_allegations(draft)
    if chance(rng, 0.5):
        case["negotiation"] = {"status": rng.choice(("failed", "failed", "ongoing", "settled"))}
    draft.maybe_find("seller_fault_clear", 0.5)
    draft.maybe_find("demand_unreasonable", 0.4, 0.2)
    if chance(rng, 0.5):
        draft.maybe_find("established", 0.9, 0.7)
    else:
        draft.maybe_find("defective", 0.9, 0.85)
        draft.maybe_find("authority_nonconforming", 0.4, 0.6)
    draft.maybe_find("demand_excessive", 0.4, 0.4)
    draft.maybe_find("special_return_rule", 0.3, 0.3)
    draft.maybe_find("rescission_conditions_met", 0.6, 0.35)
    hour, day = timedelta(hours=1), timedelta(days=1)
    if chance(rng, 0.5):
        add_act(draft, "handling_sheet", "quality", None, draft.filed + 72 * hour)
    if chance(rng, 0.3):
        add_act(draft, "delay_notice", "quality", None, draft.filed + 72 * hour)
    if chance(rng, 0.5):
        add_act(draft, "reply", "customer_service", None, midnight_after(draft.filed, 7))
    for trigger, duties, actor, wait in (
        ("established", ("initial_correction", "report_up"), "quality", day),
        ("transferred", ("solution",), "department", None),
        ("implemented", (), "department", None),
    ):
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            at = add_act(draft, trigger, "customer_service")
            for duty in duties:
                if chance(rng, 0.6):
                    edge = at + wait if wait else midnight_after(at, rng.choice((3, 5)))
                    add_act(draft, duty, actor, None, edge)
    if chance(rng, 0.4):
        moments: list[datetime] = []
        for _ in range(rng.choice((1, 2, 3, 4, 4, 5))):
            add_act(draft, "visit", "customer_service")
            at = instant(case["acts"][-1]["at"])
            if at in moments:
                case["acts"].pop()
            moments.append(at)


def midnight_after(at: datetime, days: int) -> datetime:
    """00:00:00 of the day that follows `days` days after the day of `at`."""
    local = at.astimezone(CHINA)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days + 1)


MAKERS = {
    "taobao": taobao_case,
    "tmall": taobao_case,
    "pinduoduo": pinduoduo_case,
    "tickets": tickets_case,
    "duokeduomi": duokeduomi_case,
    "generic": generic_case,
}


def random_case(rng: random.Random, platform: str | None = None) -> Case:
    """A valid case/1 whose exhibits all carry an inline report."""
    draft = Draft(rng, platform or rng.choice(PLATFORMS))
    MAKERS[draft.case["platform"]](draft)
    add_anywhere(draft)
    return draft.case


