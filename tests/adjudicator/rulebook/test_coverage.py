"""Which items of the policy something applies."""

from adjudicator.rulebook.coverage import coverage
from adjudicator.rulebook.load import load_rulebook
from tests.adjudicator.rulebook.small_rules import write_rules


def test_an_item_lists_what_cites_it_and_the_cases_beside_its_rules(tmp_path):
    root = write_rules(tmp_path)
    first, second, third = coverage(root, load_rulebook(root))
    assert [(applied.kind, applied.name) for applied in first.by] == [
        ("rule", "goods.penalties.freeze"),
        ("measure", "upheld"),
        ("parameter", "repeat.N"),
    ]
    assert first.cases == 7
    assert second.is_covered
    assert not third.is_covered


def test_the_items_of_one_pack_can_be_asked_for(tmp_path):
    root = write_rules(tmp_path)
    assert len(coverage(root, load_rulebook(root), "goods")) == 3
    assert coverage(root, load_rulebook(root), "other") == ()
