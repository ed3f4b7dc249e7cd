"""Do the compiled engine, durable-rules and the proof checker agree, rule by rule and row by row, on random cases?

    python -m benchmarks.parity --cases 100000 [--platform taobao] [--first SEED] [--seconds N]

Cases are random and valid (`tests/oracle/generator.py`, by seed), with up to three readings chosen at random; from
every third case some facts of the record are lost, so that they are unknown. Compared are the status of every rule in
force for every row that it speaks of, and the values of all facts that rules give. Printed are how much was compared,
every difference, every crash and hang of the library, and the times of each. ``--seconds`` stops after so long,
whatever is left. Exit status 1 where something differs or the library failed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from adjudicator.engine.durable import DurableEngine  # noqa: E402 - the checkout is put on the path first
from adjudicator.engine.durable_process import WorkerFailed, installed  # noqa: E402
from adjudicator.facts import Facts  # noqa: E402
from tests.adjudicator.engine.facts_at_random import ENGINE, RULEBOOK, random_facts  # noqa: E402
from tests.adjudicator.engine.parity import laid_beside  # noqa: E402
from tests.oracle.generator import PLATFORMS  # noqa: E402

LOST_EVERY = 3
SHOWN = 20


@dataclass
class Tally:
    """What was compared and how long each took."""

    cases: Counter[str] = field(default_factory=Counter)
    statuses: int = 0
    differing: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    compiled: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)


def main() -> int:
    """Compares, prints, and says whether all agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--platform", choices=PLATFORMS, help="cases of this platform only")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options = parser.parse_args()
    if not installed():
        print("durable-rules is not installed (docs/second-opinion.md)")
        return 1
    platforms = (options.platform,) if options.platform else PLATFORMS
    tally, engine, end = Tally(), DurableEngine(RULEBOOK), time.monotonic() + options.seconds
    block = max(1, min(1_000, -(-options.cases // len(platforms))))
    try:
        for number in range(options.cases):
            if time.monotonic() > end:
                break
            # Many cases of one platform at a time, so that no process is started in vain.
            platform = platforms[number // block % len(platforms)]
            _one(engine, options.first + number, platform, tally)
    finally:
        engine.close()
    return _told(tally, engine.version)


def _one(engine: DurableEngine, seed: int, platform: str, tally: Tally) -> None:
    facts, readings = random_facts(seed, platform)
    if seed % LOST_EVERY == 0:
        _lose(facts, random.Random(seed))
    try:
        before = time.perf_counter()
        opinion = engine.conclude(facts, readings)
        middle = time.perf_counter()
        found = ENGINE.conclude(facts, readings)
        tally.compiled.append(time.perf_counter() - middle)
        tally.durable.append(middle - before)
        tally.differing += [f"{platform} {seed}: {one}" for one in laid_beside(opinion, found, facts)]
    except WorkerFailed as failed:
        tally.failures.append(f"{platform} {seed}: {failed}")
    tally.cases[platform] += 1
    tally.statuses += sum(
        len(facts.rows.get(rule.entity, ())) for rule in engine.at(platform, facts.as_of)[0].basis.rules
    )


def _lose(facts: Facts, rng: random.Random) -> None:
    rows = [row for those in facts.rows.values() for row in those]
    for _ in range(rng.randint(1, 12)):
        row = rng.choice(rows)
        known = sorted(name for name in row.values if not name.startswith("reading."))
        if known:
            row.values[rng.choice(known)] = None


def _told(tally: Tally, version: str) -> int:
    total = sum(tally.cases.values())
    print(
        f"{total} cases, {tally.statuses} statuses of rules; durable-rules {version}, Python {sys.version.split()[0]}"
    )
    print("  " + ", ".join(f"{platform} {count}" for platform, count in sorted(tally.cases.items())))
    print(f"  {len(tally.differing)} differences, {len(tally.failures)} crashes, hangs or faults of the library")
    for name, times in (("compiled", tally.compiled), ("durable", tally.durable)):
        if times:
            times.sort()
            p50, p99 = times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]
            print(f"  {name}: {p50 * 1000:.2f} ms (median), {p99 * 1000:.2f} ms (99 of 100) a case, wall clock")
    for line in [*tally.differing, *tally.failures][:SHOWN]:
        print(f"  {line}")
    return 1 if tally.differing or tally.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
