"""The process in which durable-rules runs: it hosts one ruleset and takes one case at a time.

Run as a file of its own (`durable_process.py` starts it), so that nothing else of this project stands in the process.
This is the only module that imports the library, and it keeps to the one pattern that was measured to be right: the
host's timer threads are never started; one session is live at a time, in which something fires, and is deleted in
``finally``; every id is given by us and its 32-bit hash, by which alone the library tells ids apart, is checked to be
new; base facts come first and the tokens of the phases one by one; actions take one argument and catch everything;
``state['exception']`` is looked at after every case.

Lines of JSON, one answer for each:

- ``{"rules": {NAME: [pattern…]}, "acts": {NAME: [note, [template…]]}}``: the ruleset (`durable_plan.py`), once;
  answer ``{"version"}``.
- ``{"begin": true, "steps": [[facts, tokens], …], "end": true}``: asserts facts and tokens of each step in turn;
  ``begin`` opens a case, ``end`` closes it. The answer ``{"notes": [[what, which, row], …]}`` says what was
  concluded. ``{"fault": text}`` means that nothing of the case may be believed.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
from typing import Any, BinaryIO

RULESET = "rules"
CASE = {"at": "r0", "at_case": "r0"}
"""The row of the case itself, for rules that speak of it: it is not matched, since there is only one."""
_BEGIN = "begin"
"""A rule that fires first in every case. Deleting a session in which nothing ever fired frees memory that the library
never set.
"""
_OFFSET_BASIS, _PRIME, _MASK = 0x811C9DC5, 16777619, 0xFFFFFFFF
Fact = dict[str, str]


class Fault(Exception):
    """The library did something that it must not do; its answer is worth nothing."""


def fnv1a(text: str, start: int = _OFFSET_BASIS) -> int:
    """The 32-bit FNV-1a hash by which the library compares ids, names of properties and aliases.

    >>> hex(fnv1a("a"))
    '0xe40c292c'
    """
    found = start
    for byte in text.encode("ascii"):
        found = ((found ^ byte) * _PRIME) & _MASK
    return found


def _quiet_host(engine: Any) -> Any:
    """A host without the two timer threads, which race with whoever calls."""

    class Host(engine.Host):  # type: ignore[misc]  # the library ships no types
        def _run(self) -> None:
            return

    return Host()


class _Session:
    """One case: what was asserted and what was noted."""

    def __init__(self, number: int) -> None:
        self.sid = f"s{number}"
        self.notes: list[list[str]] = []
        self.failed: str | None = None
        self._start = fnv1a(f"{self.sid}!")
        self._hashes = {fnv1a(f"sid-{self.sid}", self._start)}
        self._count = 0
        self._said: set[tuple[str, str]] = set()

    def identified(self, fact: Fact) -> Fact:
        """The fact with the session's id and an id of its own, whose hash no other of the session has."""
        while True:
            name = f"i{self._count}"
            self._count += 1
            found = fnv1a(name, self._start)
            if found not in self._hashes:
                self._hashes.add(found)
                return {**fact, "id": name, "sid": self.sid}

    def is_new(self, key: str, row: str) -> bool:
        """Whether a fact is said of a row for the first time."""
        if (key, row) in self._said:
            return False
        self._said.add((key, row))
        return True


class Rules:
    """The ruleset and the case that runs through it."""

    def __init__(self, rules: dict[str, list[Any]], acts: dict[str, list[Any]]) -> None:
        from durable import engine

        self._check_names(rules)
        self._unread: type[Exception] = engine.MessageNotHandledException
        """What the library raises where no rule reads a fact."""
        definitions = {
            # One fact may hold of several conditions of a rule, which the library otherwise forbids.
            name: {"all": patterns, "run": self._action(acts[name]), "dist": 0}
            for name, patterns in rules.items()
        }
        definitions[_BEGIN] = {"all": [{"t": {"$and": [{"z": _BEGIN}]}}], "run": self._action([None, []])}
        self.host = _quiet_host(engine)
        self.host.register_rulesets({RULESET: definitions})
        self.rules = self.host.get_ruleset(RULESET)
        self.session: _Session | None = None
        self._sessions = 0

    def _check_names(self, rules: dict[str, list[Any]]) -> None:
        """Properties and aliases are compared by their hashes, so no two may share one."""
        names: set[str] = {"id", "sid", "$s"}
        for patterns in rules.values():
            for pattern in patterns:
                for alias, body in pattern.items():
                    names.add(alias.removesuffix("$not"))
                    for part in body["$and"]:
                        names.update(part)
        if len({fnv1a(name) for name in names}) != len(names):
            raise Fault("two names have one hash")

    def run(self, message: dict[str, Any]) -> list[list[str]]:
        """The notes of some steps. Raises `Fault`, and closes the case then."""
        try:
            if message.get("begin"):
                self.close()
                self._sessions += 1
                self.session = _Session(self._sessions)
                self._token(self.session, {"z": _BEGIN})
            session = self.session
            if session is None:
                raise Fault("no case is open")
            session.notes = []
            for facts, tokens in message["steps"]:
                for fact in facts:
                    self._assert(session, fact)
                for token in tokens:
                    self._token(session, token)
            if message.get("end"):
                self._look_for_exceptions(session)
            return session.notes
        except BaseException:
            self.close()
            raise
        finally:
            if message.get("end"):
                self.close()

    def close(self) -> None:
        """Forgets the case."""
        session, self.session = self.session, None
        if session is not None:
            self.rules.delete_state(session.sid)

    def _assert(self, session: _Session, fact: Fact) -> None:
        """A base fact. No token of a phase that reads it is there yet, so that nothing can fire."""
        try:
            self.rules.assert_fact(session.identified(fact))
        except self._unread:
            return
        if session.failed:
            raise Fault(session.failed)

    def _token(self, session: _Session, token: Fact) -> None:
        try:
            self.host.assert_fact(RULESET, session.identified(token))
        except self._unread:
            return
        if session.failed:
            raise Fault(session.failed)

    def _look_for_exceptions(self, session: _Session) -> None:
        state = self.rules.get_state(session.sid)
        if "exception" in state:
            raise Fault(str(state["exception"]))

    def _action(self, act: list[Any]) -> Any:
        """What a rule does when it fires: notes what it concluded and asserts what follows for higher rules."""
        note, templates = act

        def fired(c: Any) -> None:
            session = self.session
            try:
                if session is None:
                    raise Fault("a rule fired outside of a case")
                matched = c._m or {}
                row = matched.get("row", CASE)
                at = row["at"]
                if note is not None:
                    if not session.is_new(f"{note[0]} {note[1]}", at):
                        return
                    session.notes.append([*note, at])
                for key, seat, fact in templates:
                    if seat == "*":
                        seats = {name: where for name, where in row.items() if name.startswith("at")}
                    else:
                        seats = {"at": row[seat]}
                    if session.is_new(key, seats["at"]):
                        try:
                            c.assert_fact(session.identified({**fact, **seats}))
                        except self._unread:
                            continue
            except BaseException as fault:  # the library swallows what an action raises
                if session is not None:
                    session.failed = session.failed or f"{type(fault).__name__}: {fault}"

        return fired


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers line by line until there is no more."""
    rules: Rules | None = None
    for line in requests:
        message = json.loads(line)
        try:
            answer: dict[str, Any]
            if "rules" in message:
                rules = Rules(message["rules"], message["acts"])
                answer = {"version": importlib.metadata.version("durable_rules")}
            elif rules is None:
                raise Fault("no ruleset was given")
            else:
                answer = {"notes": rules.run(message)}
        except Exception as fault:
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def main() -> None:
    """Serves standard input; what the library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
