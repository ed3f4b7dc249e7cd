"""Record ids that look like the ids of steps can't be taken for steps."""

from __future__ import annotations

import json
import random

from adjudicator.case import load_case
from adjudicator.record import record_text
from adjudicator.rulebook.load import load_rulebook
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.shipped import rules_folder
from tests.oracle.generator import random_case


def test_ids_that_look_like_steps_do_not_break_the_proof() -> None:
    adjudicator = Adjudicator(load_rulebook(rules_folder()))
    tried = 0
    for seed in range(40):
        case = random_case(random.Random(seed), ("taobao", "pinduoduo", "tickets")[seed % 3])
        text = json.dumps(case)
        for number, exhibit in enumerate(case.get("exhibits", ())):
            text = text.replace(json.dumps(exhibit["id"]), json.dumps(f"s{number + 1}"))
        ruled = adjudicator.rule(load_case(text))
        assert adjudicator.verify(ruled.ruling, load_case(record_text(ruled.record))) == []
        tried += bool(case.get("exhibits"))
    assert tried > 10
