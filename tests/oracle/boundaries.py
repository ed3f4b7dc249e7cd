"""Boundary cases: the second before, at and after each deadline and window; each end of each interval."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

from tests.oracle.builders import (
    SENT,
    appeals,
    case,
    did,
    exhibit,
    found,
    handed,
    judged,
    mismatch,
    read,
    receipt,
    repeated,
    requested,
    stamp,
    ticket,
)  # fmt: skip
from tests.oracle.clocks import instant
from tests.oracle.timeline import written

Case = dict[str, Any]
Named = tuple[str, Case]
AROUND = (("second before", -1), ("at", 0), ("second after", 1))


def shifted(at: str, **span: int) -> str:
    """An instant moved by a span."""
    return written(instant(at) + timedelta(**span))


def ruled_at(one: Case, at: str) -> Case:
    """The same case ruled at another instant."""
    return {**copy.deepcopy(one), "as_of": at}


def taobao_boundaries() -> list[Named]:
    """The window of 多次, the counts, the intervals of a proposal, the 24 hours to contact the buyer."""
    rows: list[Named] = []
    for label, seconds in AROUND:
        one = repeated()
        one["seller"]["history"][0]["decided_at"] = shifted(one["as_of"], days=-365, seconds=seconds)
        rows.append((f"prior {label} the start of the window", one))
    one = repeated()
    one["seller"]["history"][0]["decided_at"] = one["as_of"]
    rows.append(("prior at the instant of the ruling", one))
    rows += [(f"{count} priors", mismatch(priors=count)) for count in range(5)]
    for days in (0, 13, 14, 90, 91):
        for restriction in (None, 0, 7, 8):
            proposal = {"effect": "watch", "days": days}
            proposal.update({} if restriction is None else {"restriction_days": restriction})
            rows.append((f"watch {days} restriction {restriction}", mismatch(priors=1, proposed_penalty=proposal)))
    for effect in ("public_warning", "watch", "freeze", "mall_exit", "oral_warning", "restrict_cod"):
        for name, maker in (("first", mismatch), ("repeated", repeated)):
            rows.append((f"{effect} proposed, {name}", maker(proposed_penalty={"effect": effect})))
    rows.append(("public warning with days", mismatch(proposed_penalty={"effect": "public_warning", "days": 14})))
    offered = "2025-07-01T10:00:00+08:00"
    for label, seconds in AROUND:
        service = [{"kind": "exchange", "offered_at": offered}]
        contact = [did("contact_buyer", shifted(offered, hours=24, seconds=seconds))]
        rows.append((f"buyer contacted {label} 24 h", mismatch(after_sales=service, acts=contact)))
        late = ruled_at(mismatch(after_sales=service), shifted(offered, hours=24, seconds=seconds))
        rows.append((f"buyer not contacted {label} 24 h", late))
    return rows


def pinduoduo_boundaries() -> list[Named]:
    """24 h, 48 h, own deadlines; quotas around the months' and years' borders."""
    rows: list[Named] = []
    for label, seconds in AROUND:
        at = shifted(SENT, hours=24, seconds=seconds)
        rows.append((f"receipt {label} 24 h", requested(exhibits=[receipt()], submissions=[handed(at)])))
        rows.append((f"nothing, ruled {label} 24 h", ruled_at(requested(), at)))
        rows.append((f"meaningless {label} 24 h", requested(submissions=[handed(at, (), "好的")])))
        both = [handed(SENT, (), "11", "s1"), handed(at, name="s2")]
        rows.append((f"meaningless, then receipt {label} 24 h", requested(exhibits=[receipt()], submissions=both)))
        at = shifted(SENT, hours=48, seconds=seconds)
        invoice = exhibit("purchase_invoice", fields=read("shop_name", "product_name", "model", "date"))
        kinds = ("purchase_invoice", "factory_test_report")
        asked = requested("quality", "repair", kinds, exhibits=[invoice], submissions=[handed(at)])
        rows.append((f"invoice {label} 48 h", asked))
        done = [did("negotiate", SENT), did("reply_platform", at)]
        rows.append((f"48Q reply {label} 48 h", requested("quality", "compensation", (), acts=done)))
        replied = [handed(at, (), "已与买家协商一致")]
        texted = requested("quality", "compensation", (), acts=done[:1], submissions=replied)
        rows.append((f"48Q text {label} 48 h", texted))
        rows.append((f"48Q nothing, ruled {label} 48 h", ruled_at(requested("quality", "compensation", ()), at)))
    hair = shifted(SENT, hours=24, microseconds=1)
    rows.append(("receipt a microsecond after 24 h", requested(exhibits=[receipt()], submissions=[handed(hair)])))
    month, year = "2025-07-01T00:00:00+08:00", "2025-01-01T00:00:00+08:00"
    for count in (2, 3, 4):
        for label, seconds in AROUND[:2]:
            instants = [shifted(month, seconds=seconds)] + [shifted(month, days=1)] * (count - 1)
            rows.append((f"{count} failures, first {label} the month", requested(seller=appeals(*instants))))
    for count in (9, 10, 11, 12):
        for label, seconds in AROUND[:2]:
            instants = [shifted(year, seconds=seconds)] + [shifted(year, days=40)] * (count - 1)
            rows.append((f"{count} failures, first {label} the year", requested(seller=appeals(*instants))))
    utc = ["2025-06-30T16:00:00Z"] * 4
    rows.append(("four failures in June by UTC, in July by UTC+8", requested(seller=appeals(*utc))))
    december = case("pinduoduo", "other", as_of="2025-12-31T23:59:59+08:00")
    rows.append(("locked in December", {**december, "seller": appeals(*["2025-12-05T10:00:00+08:00"] * 4)}))
    both_lock = appeals(*["2025-07-05T10:00:00+08:00"] * 4, *["2025-02-05T10:00:00+08:00"] * 7)
    rows.append(("locked for the month and the year", requested(seller=both_lock)))
    return rows


def ticket_boundaries() -> list[Named]:
    """7×24 h from the ruling, from the notice; nothing filed."""
    rows: list[Named] = []
    notice = "2025-07-02T10:00:00+08:00"
    for label, seconds in AROUND:
        at = shifted("2025-07-08T10:00:00+08:00", seconds=seconds)
        rows.append((f"appeal {label} 7×24 h of the ruling", ticket(at)))
        rows.append((f"nothing filed, ruled {label} 7×24 h", ruled_at(ticket(None), at)))
        later = shifted(notice, days=7, seconds=seconds)
        rows.append((f"appeal {label} 7×24 h of the notice", ticket(later, notified_at=notice)))
    return rows


def generic_boundaries() -> list[Named]:
    """Working days around holidays and the calendar's ends, 72 h, 24 h, seven days of LAW-24, rounds."""
    rows: list[Named] = []
    base = case("generic", "quality", demand="return", as_of="2025-10-20T10:00:00+08:00")
    for label, seconds in AROUND:
        # filed Friday 26 September 2025: 28 (make-up), 29, 30 September, 9, 10 October
        due = shifted("2025-10-11T00:00:00+08:00", seconds=seconds)
        filed = {**base, "filed_at": "2025-09-26T23:59:59+08:00"}
        rows.append((f"reply {label} 5 working days", {**filed, "acts": [did("reply", due, "customer_service")]}))
        rows.append((f"no reply, ruled {label} 5 working days", ruled_at(filed, due)))
        sheet = shifted(filed["filed_at"], hours=72, seconds=seconds)
        rows.append((f"sheet {label} 72 h", {**filed, "acts": [did("handling_sheet", sheet, "quality")]}))
        rows.append((f"no sheet, ruled {label} 72 h", ruled_at(filed, sheet)))
        begun = did("established", "2025-10-01T10:00:00+08:00", "customer_service")
        fixed = did("report_up", shifted(begun["at"], hours=24, seconds=seconds), "quality")
        rows.append((f"reported up {label} 24 h", {**filed, "acts": [begun, fixed]}))
        promise = did("promise", begun["at"], "customer_service", until="2025-10-03T10:00:00+08:00")
        kept = did("reply", shifted(promise["until"], seconds=seconds), "customer_service")
        rows.append((f"promise kept {label} its time", {**filed, "acts": [promise, kept]}))
    for day in ("2026-12-24", "2026-12-25", "2026-12-28", "2027-01-01", "2003-12-25", "2003-12-31", "2004-01-01"):
        filed = {**base, "filed_at": f"{day}T10:00:00+08:00", "as_of": "2027-02-01T10:00:00+08:00"}
        rows.append((f"filed on {day} at the calendar's end", filed))
    defect = [found("defective", "yes")]
    for back, at in ((7, "00:00:00"), (7, "23:59:59"), (8, "23:59:59"), (8, "00:00:00"), (6, "12:00:00")):
        received = {"received_at": f"2025-06-{10 - back:02d}T{at}+08:00"}
        for rescission in (None, "yes", "no"):
            facts = defect + ([] if rescission is None else [found("rescission_conditions_met", rescission)])
            one = case("generic", "quality", demand="compensation", order=received, human_findings=facts)
            rows.append((f"received {back} days before at {at}, rescission {rescission}", one))
    for count in range(1, 6):
        visits = [
            did("visit", f"2025-06-1{number}T10:00:00+08:00", "customer_service", satisfaction="dissatisfied")
            for number in range(1, count + 1)
        ]
        rows.append((f"{count} dissatisfied visits", case("generic", "quality", demand="return", acts=visits)))
    return rows


def exhibit_boundaries() -> list[Named]:
    """Dates of a stamp, weights at the sum, validity of an authorisation, each state of each field of a stamp."""
    rows: list[Named] = []
    order = {"placed_at": "2025-06-01T23:59:59+08:00", "shipped_at": "2025-06-05T00:00:00+08:00"}
    for day in ("2025-06-04", "2025-06-05", "2025-06-10", "2025-06-11", "2025-06-10T15:59:59Z", "2025-06-10T16:00:00Z"):
        for known in (order, {}):
            rows.append((f"stamp of {day}, order {sorted(known)}", judged(stamp(date={"value": day}), order=known)))
    lines = [{"sku": "x", "quantity": 3, "unit_weight_g": 0.1}, {"sku": "y", "quantity": 1, "unit_weight_g": 0.3}]
    for weight in (0.5, 0.59, 0.6, 0.61):
        scale = exhibit("weigh_record", fields=read(weight=weight, tracking_number="SF1"))
        rows.append((f"weighed {weight} of 0.6 g", judged(scale, order={"lines": lines})))
    for first, last in (("2025-06-01", "2025-06-01"), ("2025-06-02", "2025-06-09"), ("2025-05-01", "2025-05-31")):
        fields = read("shop_name", "product_name", "model", "date", valid_from=first, valid_until=last)
        letter = exhibit("brand_authorisation", fields=fields)
        rows.append((f"authorised {first} to {last}", judged(letter, order=order)))
    states: tuple[dict[str, str], ...] = (
        {"legible": "no"}, {"legible": "unknown"}, {"present": "no"}, {"present": "unknown", "legible": "no"},
        {"handwritten": "no"}, {"handwritten": "unknown"}, {"handwritten": "no", "legible": "no"},
    )  # fmt: skip
    for hand in ("yes", "no", "unknown"):
        for printed in ("yes", "no", "unknown"):
            rows.append((f"stamp all-hand {hand} all-print {printed}", judged(stamp(hand, printed))))
            for state in states:
                label = f"stamp all-hand {hand} all-print {printed} date {sorted(state.items())}"
                rows.append((label, judged(stamp(hand, printed, date=state))))
    return rows


def boundary_cases() -> list[Named]:
    """All of them, as (name, case)."""
    rows = taobao_boundaries() + pinduoduo_boundaries() + ticket_boundaries() + generic_boundaries()
    return rows + exhibit_boundaries()
