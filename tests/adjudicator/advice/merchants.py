"""Cases of merchants before a deadline, for the tests of advice."""

from __future__ import annotations

import copy
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from adjudicator.advice.cures import horizon
from adjudicator.advice.goals import Search
from adjudicator.advice.possible import cures_of
from adjudicator.advice.trial import Trials
from adjudicator.case import Case, load_case
from adjudicator.record import seal
from adjudicator.rulebook.load import load_rulebook
from adjudicator.services.adjudicate import Adjudicator
from tests.oracle.generator import random_case

ROOT = Path(__file__).resolve().parents[3]
DEADLINE = "2026-03-03T10:00:00+08:00"


@cache
def adjudicator() -> Adjudicator:
    return Adjudicator(load_rulebook(ROOT / "rules", check=False))


def field(**keys: Any) -> dict[str, Any]:
    return {"legible": "yes", "handwritten": "yes", **keys}


def stamp(name: str = "stamp", **fields: Any) -> dict[str, Any]:
    """A courier stamp proof of the order, good unless told otherwise."""
    shown = {
        "tracking_number": field(value="YT1234567890123"),
        "recipient_name": field(value="李四"),
        "courier_name": field(),
        "date": field(value="2026-02-22"),
        **fields,
    }
    marks = {"red_seal": {"present": "yes"}, "all_text_handwritten": "no", "all_text_printed": "no"}
    report = {"fields": shown, "marks": marks}
    return {"id": name, "kind": "courier_stamp_proof", "party": "seller", "report": report}


def weigh(name: str = "weigh", **fields: Any) -> dict[str, Any]:
    """A weigh record of the order, good unless told otherwise."""
    shown = {
        "weight": {"legible": "yes", "value": 205, "unit_shown": "yes"},
        "tracking_number": {"legible": "yes", "value": "YT1234567890123"},
        **fields,
    }
    return {"id": name, "kind": "weigh_record", "party": "seller", "report": {"fields": shown}}


def non_receipt(*exhibits: dict[str, Any], as_of: str = "2026-03-02T20:00:00+08:00", **more: Any) -> dict[str, Any]:
    """A buyer who says that nothing came; the seller has until `DEADLINE` and has sent some exhibits."""
    document = {
        "schema": "case/1",
        "id": "pdd-1",
        "platform": "pinduoduo",
        "complaint_class": "non_receipt",
        "complainant": "buyer",
        "respondent": "seller",
        "demand": "refund_only",
        "demand_amount": "50",
        "filed_at": "2026-03-01T10:00:00+08:00",
        "as_of": as_of,
        "order": {
            "id": "order-1",
            "tracking_number": "YT1234567890123",
            "recipient_name": "李四",
            "shipped_at": "2026-02-20T10:00:00+08:00",
            "lines": [{"sku": "a", "quantity": 2, "unit_weight_g": 100}],
        },
        "evidence_requests": [
            {
                "id": "rq",
                "stage": "ticket",
                "to": "seller",
                "any_of": ["courier_stamp_proof", "weigh_record"],
                "sent_at": "2026-03-02T10:00:00+08:00",
                "deadline": DEADLINE,
            }
        ],
        **more,
    }
    if exhibits:
        document["exhibits"] = list(copy.deepcopy(exhibits))
        document["submissions"] = [
            {
                "id": "sb",
                "request": "rq",
                "party": "seller",
                "submitted_at": "2026-03-02T12:00:00+08:00",
                "exhibits": [one["id"] for one in exhibits],
            }
        ]
    return document


def twelve_facts() -> dict[str, Any]:
    """A merchant who can put right twelve things on three exhibits, of which four suffice."""
    bad = {"legible": "no"}
    printed = {"legible": "yes", "handwritten": "no"}
    exhibits = [
        stamp("s1", tracking_number=bad, recipient_name=bad, courier_name=bad, date=bad),
        stamp("s2", tracking_number=bad, recipient_name=bad, courier_name=printed, date=printed),
        stamp("s3", tracking_number=printed, recipient_name=bad, courier_name=bad, date=bad),
    ]
    document = non_receipt(*exhibits)
    document["evidence_requests"][0]["any_of"] = ["courier_stamp_proof"]
    return document


def loaded(document: dict[str, Any]) -> Case:
    """A case in normal form."""
    return seal(load_case(json.dumps(document, ensure_ascii=False))).case


def search(case: Case, party: str) -> Search:
    """The search for cure sets of a party."""
    of = adjudicator()
    ruling, trials = of.rule(case).ruling, Trials(of.rulebook, of.engine)
    return Search(case, party, cures_of(case, party, ruling, trials), trials, horizon(case, ruling))


def random_record(seed: int, platform: str) -> Case:
    """A random case in normal form; the same for the same seed."""
    return loaded(random_case(random.Random(seed), platform))
