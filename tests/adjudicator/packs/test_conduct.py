"""Conduct: an apology admits nothing, a promised time binds."""

from __future__ import annotations

import pytest

from tests.adjudicator.packs.agreement import random_cases, ruling_of
from tests.oracle.builders import FILED, case
from tests.oracle.generator import PLATFORMS

SORRY = [
    {"party": "seller", "at": FILED, "text": "很抱歉,对不起"},
    {"party": "buyer", "at": FILED, "text": "sorry"},
]
OF_THE_RECORD = ("record_sha256", "digest")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_apology_changes_nothing_and_supports_no_step(platform: str):
    for name, silent in random_cases(platform, 15):
        silent.pop("messages", None)
        sorry = {**silent, "messages": [{**one, "at": silent["filed_at"]} for one in SORRY]}
        before, after = ruling_of(silent), ruling_of(sorry)
        assert {k: v for k, v in after.items() if k not in OF_THE_RECORD} == {
            k: v for k, v in before.items() if k not in OF_THE_RECORD
        }, name
        assert not [step for step in after["reasons"] if any("messages" in source for source in step["from"])]


@pytest.mark.parametrize(
    ("answered", "state"),
    [("2025-06-12T10:00:00+08:00", "met"), ("2025-06-12T10:00:01+08:00", "met_late"), (None, "overdue")],
)
def test_a_promised_time_is_due_to_the_second(answered: str | None, state: str):
    acts = [{"act": "promise", "actor": "customer_service", "at": FILED, "until": "2025-06-12T10:00:00+08:00"}]
    if answered is not None:
        acts.append({"act": "reply", "actor": "customer_service", "at": answered})
    ruling = ruling_of(case("taobao", "description_mismatch", acts=acts))
    promised = [one for one in ruling["obligations"] if one["clause"] == "CD-PROMISE"]
    assert [(one["due"], one["state"]) for one in promised] == [("2025-06-12T10:00:00+08:00", state)]
