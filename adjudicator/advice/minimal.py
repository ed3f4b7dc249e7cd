"""The smallest set of things to do that reaches a goal, found and proven by trying (DESIGN, Beyond the platforms 1).

Sets are tried from the least effort upwards. What a trial tells is used twice: since doing more never spoils what less
achieves (`tests/adjudicator/advice` holds this against the rules), every set inside one that failed fails too, every
set around one that succeeded succeeds. So each candidate is first filled up as far as it holds no set that is known to
succeed; if even that fails, all sets inside it are settled by one trial.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

MOST_FREE = 16
"""With more things than this that are not always needed, the set that is given is minimal, perhaps not the smallest."""


@dataclass(frozen=True, slots=True)
class MinimalSet(Generic[Item]):
    """A set that reaches the goal while no proper subset of it does."""

    items: tuple[Item, ...]
    smallest: bool
    """Whether it was also shown that no set of less effort reaches the goal."""
    tried: int
    """How many hypothetical records were ruled."""


def minimal_set(
    items: Sequence[Item],
    reaches: Callable[[tuple[Item, ...]], bool],
    *,
    effort: Callable[[Item], int] = lambda _: 1,
    group: Callable[[Item], Hashable] = lambda item: item,
) -> MinimalSet[Item] | None:
    """The set of least effort, then of fewest things, then first in the order of `items`, that reaches the goal.

    None if all of them together do not reach it. The empty set is an answer where nothing need be done. `group` names
    things that are likely to be needed together; it changes the number of trials, never the answer.

    >>> minimal_set("abcd", lambda chosen: {"a", "b"} <= {*chosen} or "d" in chosen).items
    ('d',)
    """
    search = _Search(items, reaches, [effort(item) for item in items], [group(item) for item in items])
    return search.run()


class _Search(Generic[Item]):
    """One search; sets are the bits of a number."""

    def __init__(
        self,
        items: Sequence[Item],
        reaches: Callable[[tuple[Item, ...]], bool],
        efforts: Sequence[int],
        groups: Sequence[Hashable],
    ) -> None:
        self.items, self.reaches, self.efforts = items, reaches, efforts
        self.full = (1 << len(items)) - 1
        members: dict[Hashable, int] = {}
        for index, name in enumerate(groups):
            members[name] = members.get(name, 0) | 1 << index
        self.groups = list(members.values())
        self.known: dict[int, bool] = {}
        self.failed: list[int] = []
        self.succeeded: list[int] = []

    def run(self) -> MinimalSet[Item] | None:
        if not self.tries(self.full):
            return None
        first = self.shrunk(self.full)
        needed = 0
        for failing in self.failed:
            lacking = self.full & ~failing
            if lacking & (lacking - 1) == 0:
                needed |= lacking
        free = [index for index in range(len(self.items)) if not needed >> index & 1]
        if len(free) > MOST_FREE:
            return self.answer(self.minimal(first), smallest=False)
        for extra in self._in_order(free):
            candidate = needed | extra
            while not self.settled_as_failing(candidate):
                if candidate in self.succeeded:
                    return self.answer(candidate, smallest=True)
                filled = self.filled(candidate)
                if self.tries(filled):
                    self.shrunk(filled)
        raise AssertionError("the set of all things reaches the goal, so some set does")

    def answer(self, chosen: int, *, smallest: bool) -> MinimalSet[Item]:
        return MinimalSet(self.chosen(chosen), smallest, len(self.known))

    def chosen(self, members: int) -> tuple[Item, ...]:
        return tuple(item for index, item in enumerate(self.items) if members >> index & 1)

    def tries(self, members: int) -> bool:
        found = self.known.get(members)
        if found is None:
            found = self.known[members] = self.reaches(self.chosen(members))
            if not found:
                self.failed = [one for one in self.failed if one & ~members]
                self.failed.append(members)
        return found

    def settled_as_failing(self, members: int) -> bool:
        return any(not members & ~failing for failing in self.failed)

    def filled(self, members: int) -> int:
        """The set with all that can be added without holding a set that is known to succeed."""
        for index in range(len(self.items)):
            more = members | 1 << index
            if not any(not good & ~more for good in self.succeeded):
                members = more
        return members

    def shrunk(self, members: int) -> int:
        """A set inside a successful one that succeeds: one of its groups if that suffices, else a minimal one."""
        for group in self.groups:
            part = members & group
            several = part & (part - 1) != 0
            if several and part != members and not self.settled_as_failing(part) and self.tries(part):
                self.succeeded.append(part)
                return part
        return self.minimal(members)

    def minimal(self, members: int) -> int:
        """A set inside a successful one that succeeds while no proper subset does.

        Groups are left out first, then single things.
        """
        for part in (*self.groups, *(1 << index for index in reversed(range(len(self.items))))):
            less = members & ~part
            if less != members and not self.settled_as_failing(less) and self.tries(less):
                members = less
        if members not in self.succeeded:
            self.succeeded.append(members)
        return members

    def _in_order(self, free: Sequence[int]) -> Iterator[int]:
        """All sets of some things: least effort first, then fewest, then by their places."""
        ranked = sorted(free, key=lambda index: (self.efforts[index], index))
        yield 0
        if not ranked:
            return
        heap: list[tuple[int, int, tuple[int, ...]]] = [(self.efforts[ranked[0]], 1, (0,))]
        waiting: list[tuple[tuple[int, int, tuple[int, ...]], int]] = []
        while heap:
            # All sets of one effort and size come together, so that their places can decide between them.
            key = heap[0][:2]
            while heap and heap[0][:2] == key:
                effort, count, places = heapq.heappop(heap)
                members = tuple(sorted(ranked[place] for place in places))
                heapq.heappush(waiting, ((effort, count, members), sum(1 << index for index in members)))
                last = places[-1]
                if last + 1 < len(ranked):
                    step = self.efforts[ranked[last + 1]]
                    heapq.heappush(heap, (effort + step, count + 1, (*places, last + 1)))
                    heapq.heappush(heap, (effort + step - self.efforts[ranked[last]], count, (*places[:-1], last + 1)))
            while waiting:
                yield heapq.heappop(waiting)[1]
