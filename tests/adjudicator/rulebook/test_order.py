"""In which order everything is decided, and what exists at which date."""

from bisect import bisect_right

import pytest

from adjudicator.calendars import to_instant
from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.order import Node, change_instants, govern, in_force, order, parameter_at
from tests.adjudicator.rulebook.small_rules import FILES, edited, write_rules

NOW = to_instant("2026-11-24T12:00:00+08:00")


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory):
    return load_rulebook(write_rules(tmp_path_factory.mktemp("rules")))


def test_every_dependency_stands_before_its_user(rulebook):
    place = {node: index for index, node in enumerate(order(rulebook, "market", NOW))}
    assert place[Node("measure", "upheld")] < place[Node("rule", "goods.penalties.freeze")]
    assert place[Node("rule", "goods.penalties.freeze")] < place[Node("rule", "goods.penalties.warn")]
    assert place[Node("rule", "goods.penalties.warn")] < place[Node("fact", "tier")]
    assert place[Node("fact", "tier")] < place[Node("rule", "goods.obligations.reply_late")]
    assert place[Node("clock", "reply")] < place[Node("rule", "goods.obligations.reply_late")]
    assert place[Node("rule", "evidence.exhibits.illegible")] < place[Node("fact", "exhibit.faults")]
    assert len(place) == 9


def test_a_single_exhibit_is_checked_with_the_pack_evidence_alone(rulebook):
    assert govern(rulebook, None) == ("evidence",)
    assert govern(rulebook, "market") == ("goods", "evidence")
    assert order(rulebook, None, NOW) == (
        Node("rule", "evidence.exhibits.illegible"),
        Node("fact", "exhibit.faults"),
    )
    with pytest.raises(KeyError):
        govern(rulebook, "bazaar")


def test_a_parameter_has_the_value_of_the_utc8_date(rulebook):
    assert parameter_at(rulebook, "repeat.N", to_instant("2026-12-31T15:59:59Z")) == 3
    assert parameter_at(rulebook, "repeat.N", to_instant("2026-12-31T16:00:00Z")) == 2


def test_an_epoch_ends_where_a_rule_or_parameter_changes(rulebook):
    changes = change_instants(rulebook)
    assert changes == (to_instant("2027-01-01T00:00:00+08:00"),)
    assert bisect_right(changes, NOW) == 0
    assert bisect_right(changes, to_instant("2027-01-01T00:00:00+08:00")) == 1


def test_what_is_out_of_force_does_not_exist(tmp_path):
    warn = "goods/penalties/warn.yaml"
    old = edited(warn, ("stage: penalties", "stage: penalties\nin_force: {from: null, until: 2026-12-31}"))
    new = FILES[warn].replace("stage: penalties", "stage: penalties\nin_force: {from: 2027-01-01, until: null}")
    rulebook = load_rulebook(write_rules(tmp_path, old | {"goods/penalties/warn@2027-01-01.yaml": new}))
    last = to_instant("2026-12-31T23:59:59+08:00")
    assert in_force(rulebook.rules["goods.penalties.warn"], last)
    names = {node.name for node in order(rulebook, "market", last)}
    assert "goods.penalties.warn" in names
    assert "goods.penalties.warn@2027-01-01" not in names
    names = {node.name for node in order(rulebook, "market", last + 1_000_000)}
    assert "goods.penalties.warn" not in names
    assert "goods.penalties.warn@2027-01-01" in names


def test_the_order_does_not_depend_on_the_order_of_files(rulebook):
    from dataclasses import replace

    turned = replace(
        rulebook,
        rules=dict(reversed(rulebook.rules.items())),
        facts=dict(reversed(rulebook.facts.items())),
        measures=dict(reversed(rulebook.measures.items())),
    )
    assert order(turned, "market", NOW) == order(rulebook, "market", NOW)
