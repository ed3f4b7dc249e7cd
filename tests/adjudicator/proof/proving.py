"""Makes proofs for the tests: statuses and values by plain interpretation, steps by the builder."""

from __future__ import annotations

from adjudicator.facts import Facts
from adjudicator.proof.basis import Bases
from adjudicator.proof.build import build_steps
from adjudicator.proof.interpretation import Interpretation, row_key
from adjudicator.proof.model import Step
from adjudicator.rulebook.model import Rulebook
from adjudicator.rulebook.order import order


def prove(book: Rulebook, case: Facts) -> list[Step]:
    """All steps of a case."""
    interpretation = Interpretation(Bases(book).at(case.platform, case.as_of), case)
    values = {
        (name, row_key(row)): interpretation.value(name, row)
        for name, fact in book.facts.items()
        if fact.given_by in ("rules", "measure", "clock")
        for row in case.rows.get(fact.entity, ())
    }
    nodes = order(book, case.platform, case.as_of)
    return build_steps(book, case, nodes, interpretation.statuses(), values)
