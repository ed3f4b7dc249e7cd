"""How fast the compiled engine is beside what one would take instead: zen-engine and durable-rules, in one run.

    pip install -r requirements/benchmarks.txt     (zen-engine; durable-rules: docs/second-opinion.md)
    python -m benchmarks.engines [--cases N]

The same random Taobao cases (`tests/oracle/generator.py`, seeded), as facts, go through

- *compiled*: the rules behind disposition, tier and penalties, and their measures, with every step of the proof;
- *compiled, all*: all rules, measures and clocks of the platform, exhibits included, likewise;
- *zen-engine*: a decision graph generated from the same rulebook (`zen_graph.py`), of the same rules as *compiled*,
  without a trace; *zen, traced*: with the trace that it offers in place of a proof;
- *durable-rules*: the second opinion under the same rules as *compiled*, its worker process counted.

Readings are the defaults, under which what exhibits suggest does not count: the rules behind that are left out for
all. All statuses are checked to agree. Printed are cases per CPU-second, user and system. Exit status 1 where the
engines differ, or where the compiled engine is not at least 10 times as fast as zen-engine and 20 times as
durable-rules.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from adjudicator.engine.compiled import CompiledEngine  # noqa: E402 - the checkout is put on the path first
from adjudicator.engine.durable import DurableEngine  # noqa: E402
from adjudicator.facts import Facts  # noqa: E402
from adjudicator.proof.basis import Bases  # noqa: E402
from adjudicator.rulebook.order import Node  # noqa: E402
from benchmarks.zen_graph import ZenGraph  # noqa: E402
from tests.adjudicator.engine.facts_at_random import ENGINE, RULEBOOK, random_facts  # noqa: E402

BATCH = 50
PLATFORM = "taobao"
GOALS = {"zen-engine": 10.0, "durable-rules": 20.0}


def main() -> int:
    """Measures, prints, and says whether the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000)
    count = parser.parse_args().cases
    import zen

    cases = [_facts(seed) for seed in range(count)]
    as_of = cases[0].as_of
    graph = ZenGraph(Bases(RULEBOOK).at(PLATFORM, as_of), PLATFORM, as_of)
    # Content that was parsed once makes zen-engine nearly twice as fast.
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(graph.content()))
    inputs = [graph.inputs(case, ENGINE.conclude(case)) for case in cases]
    decision.evaluate(inputs[0])
    book = replace(
        RULEBOOK,
        rules={key: rule for key, rule in RULEBOOK.rules.items() if Node("rule", key) in graph.order},
        measures={name: one for name, one in RULEBOOK.measures.items() if Node("measure", name) in graph.order},
        clocks={name: one for name, one in RULEBOOK.clocks.items() if Node("clock", name) in graph.order},
    )
    compiled, durable = CompiledEngine(book), DurableEngine(book)
    compiled.conclude(cases[0])
    durable.conclude(cases[0])

    # Batch by batch in turn, so that what else the machine does meets all alike.
    runs: dict[str, Callable[[int], Any]] = {
        "compiled": lambda at: compiled.conclude(cases[at]).statuses,
        "compiled, all": lambda at: ENGINE.conclude(cases[at]).statuses,
        "zen-engine": lambda at: decision.evaluate(inputs[at])["result"]["statuses"],
        "zen, traced": lambda at: decision.evaluate(inputs[at], {"trace": True})["result"]["statuses"],
        "durable-rules": lambda at: durable.conclude(cases[at]).statuses,
    }
    spent = dict.fromkeys(runs, 0.0)
    answers: dict[str, list[Any]] = {name: [] for name in runs}
    for start in range(0, count, BATCH):
        for name, run in runs.items():
            begun, children = time.process_time(), _of_children(durable)
            answers[name] += [run(at) for at in range(start, min(count, start + BATCH))]
            spent[name] += time.process_time() - begun + _of_children(durable) - children
    durable.close()

    differing = sum(one != other for one, other in zip(answers["durable-rules"], answers["compiled"], strict=True))
    for name in ("compiled", "compiled, all"):
        pairs = zip(answers[name], answers["zen-engine"], strict=True)
        differing += sum(graph.wanted(one) != other for one, other in pairs)
    print(f"{count} cases of {PLATFORM}, {len(graph.rules)} rules behind the outcome; Python {sys.version.split()[0]}")
    print(f"{differing} disagreements")
    missed = differing > 0
    for name, seconds in spent.items():
        ratio = seconds / spent["compiled"]
        goal = GOALS.get(name)
        missed |= goal is not None and ratio < goal
        print(
            f"{name:14} {count / seconds:10.0f} cases per CPU-second {ratio:7.1f}"
            + (f"  (goal: {goal:.0f})" if goal else "")
        )
    return 1 if missed else 0


def _facts(seed: int) -> Facts:
    """The facts of a case under the default readings."""
    facts, readings = random_facts(seed, PLATFORM)
    for name in readings:
        del facts.case.values[f"reading.{name}"]
    return facts


def _of_children(engine: DurableEngine) -> float:
    """The CPU seconds of the worker processes so far: from the system where it tells, else of those that ended."""
    total = 0.0
    for _, worker in engine._ready.values():
        told = Path(f"/proc/{worker.pid}/stat")
        if worker.pid is None or not told.exists():
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
            return ended.ru_utime + ended.ru_stime
        fields = told.read_text("ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / 100
    return total


if __name__ == "__main__":
    raise SystemExit(main())
