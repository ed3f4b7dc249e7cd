"""A case in the making: its clock, its findings, and the parts that any platform may carry."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.clocks import CERTIFICATES, CHINA, instant, request_deadline
from tests.oracle.reports import chance, random_report
from tests.oracle.timeline import written

Case = dict[str, Any]
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
    "11", "好的", "知道了", " 收 到！", "ＯＫ", "0", "999", "1000", "?", "。。。", "", "okk", "嗯嗯~",
    "已寄出,单号 SF1234567890123", "我们已与买家协商并同意退款", "好的,马上处理", "没有", "很抱歉",
)  # fmt: skip
ASKED = (
    ("proof_of_receipt", "courier_stamp_proof"), CERTIFICATES, ("weigh_record",), ("courier_stamp_proof",),
    ("freight_receipt",), ("goods_photo", "video"), ("product_with_waybill",),
)  # fmt: skip
YEARS = (2019, 2024, 2025, 2025, 2025, 2026, 2027)


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
        span = rng.choice((0, 3600, *(days * 86400 for days in (1, 3, 8, 20, 20, 30, 90, 90))))
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
    rng = draft.rng
    order: dict[str, Any] = {}
    placed = draft.filed - timedelta(seconds=rng.randint(0, 40 * 86400))
    shipped = placed + timedelta(seconds=rng.randint(0, 4 * 86400))
    received = shipped + timedelta(seconds=rng.randint(0, 12 * 86400))
    if chance(rng, 0.3):  # around the seven days of LAW-24
        day = draft.filed.astimezone(CHINA).replace(hour=0, minute=0, second=0)
        received = day - timedelta(days=rng.choice((6, 7, 7, 8)), seconds=rng.choice((-1, 0, 1, -3600)))
        shipped, placed = received - timedelta(days=2), received - timedelta(days=3)
    for name, at, share in (("placed_at", placed, 0.8), ("shipped_at", shipped, 0.8), ("received_at", received, 0.93)):
        if at <= draft.as_of and chance(rng, share):
            order[name] = draft.write(at)
    order["concluded"] = rng.choices(("yes", "no", "unknown"), (14, 1, 1))[0]
    order["verified"] = rng.choices(("yes", "no", "unknown"), (8, 1, 1))[0]
    for name in ("concluded", "verified"):
        if chance(rng, 0.05):
            del order[name]
    if chance(rng, 0.85):
        order["tracking_number"] = "SF1234567890123"
    if chance(rng, 0.85):
        order["recipient_name"] = "王小明"
    if chance(rng, 0.8):
        paid = ("cod", "cod", "prepaid") if draft.case["platform"] == "duokeduomi" else ("prepaid",)
        order["payment"] = rng.choice(paid)
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
            kinds = list(rng.choice(ASKED))
        if chance(rng, 0.05):
            kinds = []
        request: dict[str, Any] = {
            "id": f"r{number}",
            "stage": rng.choices(("after_sales_detail", "ticket", "appeal"), (5, 4, 2))[0],
            "to": rng.choices(("seller", "buyer"), (9, 1))[0],
            "any_of": kinds,
        }
        sent = draft.past()
        if chance(rng, 0.6):
            sent = min(draft.as_of, draft.filed + timedelta(seconds=rng.randint(0, 86400)))
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
    carried: list[str] = []
    quality = rng.choice((-1.0, 0.0, 0.9) if request["stage"] == "appeal" else (-1.0, 0.0, 0.9, 0.9, 0.9, 0.9))
    for _ in range(rng.choices((0, 1, 2), (2, 6, 1))[0]):
        asked = request["any_of"] and chance(rng, 0.85)
        kind = rng.choice(request["any_of"]) if asked else rng.choice(KINDS)
        carried.append(add_exhibit(draft, kind, party, quality))
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
