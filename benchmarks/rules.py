"""How long ruling takes, stage by stage, beside parsing and validating the same case documents, in one run.

    python benchmarks/rules.py [--platform taobao | --all] [--cases N] [--memory]

Cases are random and valid (`tests/oracle/generator.py`, seeded): every branch of the policy is met. After a warm-up the
CPU time of each stage is added up, by batches of 50 cases:

- *parse+validate*: `load_case` on the bytes of the document;
- *conclude*: from validated facts to conclusions and the whole proof (the compiled engine);
- *rule*: from the validated case to the ruling: seal, intake, conclude, check the proof, write, open readings, digest;
- *check*: the independent checker on the whole proof alone;
- *verify*: a ruling against its record: seal, intake, plain interpretation, every step, text and output, digest.

Exit status 1 where a bound is missed: conclude at most 1.0 times parse+validate and (with ``--all``) at least 5,000
cases per CPU-second; parse+validate and rule together at most 20 times parse+validate; verify no longer than these two.
``--memory`` rules 100,000 cases instead and fails if memory grows by more than 5 %.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from adjudicator.case import load_case  # noqa: E402
from adjudicator.intake.case_facts import take_in  # noqa: E402
from adjudicator.rulebook.load import load_rulebook  # noqa: E402
from adjudicator.services.adjudicate import Adjudicator  # noqa: E402
from tests.oracle.generator import PLATFORMS, random_case  # noqa: E402

STAGES = ("parse+validate", "conclude", "rule", "check", "verify")
CONCLUDE, RULE, PER_SECOND, GROWTH = 1.0, 20.0, 5_000, 0.05
MEMORY_CASES = 100_000
BATCH = 50
DIFFERENT = 500
"""So many different cases a memory run goes through again and again, so that making them is not what is measured."""


def main() -> int:
    """Measures, prints, and says whether the bounds hold."""
    options = _options()
    platforms = PLATFORMS if options.all else (options.platform,)
    adjudicator = Adjudicator(load_rulebook(ROOT / "rules"))
    if options.memory:
        return _memory(adjudicator, platforms, options.cases or MEMORY_CASES)
    return _times(adjudicator, platforms, options.cases or 3_000)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--platform", choices=PLATFORMS, default="taobao", help="the platform of the cases (its pack: taobao-dm)"
    )
    parser.add_argument("--all", action="store_true", help="a mix over all platforms")
    parser.add_argument("--cases", type=int, help="how many cases (3000; with --memory 100000)")
    parser.add_argument("--memory", action="store_true", help="rule many cases and watch the memory")
    return parser.parse_args()


def _documents(platforms: tuple[str, ...], count: int) -> Iterator[bytes]:
    for number in range(count):
        yield json.dumps(random_case(random.Random(number), platforms[number % len(platforms)])).encode()


def _times(adjudicator: Adjudicator, platforms: tuple[str, ...], count: int) -> int:
    for document in _documents(platforms, 10 * len(platforms)):
        adjudicator.rule(load_case(document))
    gc.collect()
    gc.freeze()  # as a service would: what was loaded once is not looked through again and again
    documents = _documents(platforms, count)
    spent = [0] * len(STAGES)
    while batch := list(islice(documents, BATCH)):
        spent = [total + time_ for total, time_ in zip(spent, _batch(adjudicator, batch), strict=True)]
    return _told(platforms, count, [total / count / 1000 for total in spent])


def _batch(adjudicator: Adjudicator, documents: list[bytes]) -> tuple[int, ...]:
    """The CPU nanoseconds of each stage on some cases, one stage after the other."""
    clock = time.process_time_ns
    marks = [clock()]
    cases = [load_case(document) for document in documents]
    marks.append(clock())
    ruled = [adjudicator.rule(case) for case in cases]
    marks.append(clock())
    objections = [adjudicator.verify(one.ruling, one.record.case) for one in ruled]
    marks.append(clock())
    taken = [take_in(one.record.case, adjudicator.rulebook).facts for one in ruled]
    marks.append(clock())
    for facts in taken:
        adjudicator.engine.conclude(facts)
    marks.append(clock())
    found = [adjudicator.engine.conclude(facts) for facts in taken]
    marks.append(clock())
    objections += [adjudicator.checker.check(facts, one.steps) for facts, one in zip(taken, found, strict=True)]
    marks.append(clock())
    if any(objections):
        raise SystemExit(f"a ruling does not hold: {next(filter(None, objections))}")
    parse, rule, verify, _, conclude, _, check = (after - before for before, after in pairwise(marks))
    return parse, conclude, rule, check, verify


def _told(platforms: tuple[str, ...], count: int, micros: list[float]) -> int:
    parse, conclude, rule, _, verify = micros
    print(f"{count} cases of {', '.join(platforms)}; CPU time per case, Python {sys.version.split()[0]}")
    print(f"{'stage':16} {'µs':>9} {'/ parse+validate':>17} {'cases per CPU-s':>16}")
    for stage, time_ in zip(STAGES, micros, strict=True):
        print(f"{stage:16} {time_:9.1f} {time_ / parse:17.2f} {1e6 / time_:16.0f}")
    whole = parse + rule
    print(f"{'parse … digest':16} {whole:9.1f} {whole / parse:17.2f} {1e6 / whole:16.0f}")
    missed = []
    if conclude > CONCLUDE * parse:
        missed.append(f"conclude takes {conclude / parse:.2f} times parse+validate (at most {CONCLUDE})")
    if len(platforms) > 1 and 1e6 / conclude < PER_SECOND:
        missed.append(f"conclude does {1e6 / conclude:.0f} cases per CPU-second (at least {PER_SECOND})")
    if whole > RULE * parse:
        missed.append(f"the whole takes {whole / parse:.1f} times parse+validate (at most {RULE})")
    if verify > whole:
        missed.append(f"verify takes {verify / whole:.2f} times as long as ruling (at most 1)")
    for line in missed:
        print(f"MISSED: {line}")
    return 1 if missed else 0


def _memory(adjudicator: Adjudicator, platforms: tuple[str, ...], count: int) -> int:
    documents = list(_documents(platforms, DIFFERENT))
    for document in documents:
        adjudicator.rule(load_case(document))
    start = _resident()
    print(f"after warm-up of {DIFFERENT}: {start / 2**20:.1f} MiB")
    now = start
    for quarter in range(1, 5):
        for number in range(count // 4):
            adjudicator.rule(load_case(documents[number % DIFFERENT]))
        now = _resident()
        print(f"after {quarter * (count // 4):7}: {now / 2**20:.1f} MiB")
    grown = now / start - 1
    if grown > GROWTH:
        print(f"MISSED: memory grew by {grown:.1%} (at most {GROWTH:.0%})")
        return 1
    return 0


def _resident() -> int:
    """Bytes of this process in memory: now where the system tells, else at most so far."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    raise SystemExit(main())
