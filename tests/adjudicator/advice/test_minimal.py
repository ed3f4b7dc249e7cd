"""The smallest set of things that reaches a goal."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from adjudicator.advice.minimal import minimal_set


def by_brute_force(count, reaches, efforts):
    """The first of all subsets that reaches the goal, by effort, size and places."""
    every = [chosen for size in range(count + 1) for chosen in combinations(range(count), size)]
    every.sort(key=lambda chosen: (sum(efforts[item] for item in chosen), len(chosen), chosen))
    return next((chosen for chosen in every if reaches(chosen)), None)


@st.composite
def goals(draw):
    """Some things with their efforts, and the sets any of which suffices."""
    count = draw(st.integers(0, 7))
    efforts = draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    ways = draw(st.lists(st.frozensets(st.integers(0, max(count - 1, 0)), max_size=count), max_size=5))
    ways = [way for way in ways if way <= {*range(count)}]
    groups = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    return count, efforts, ways, groups


@given(goals())
def test_it_is_the_set_that_brute_force_finds(goal):
    count, efforts, ways, groups = goal

    def reaches(chosen):
        return any(way <= {*chosen} for way in ways)

    found = minimal_set(range(count), reaches, effort=lambda item: efforts[item], group=lambda item: groups[item])
    assert (found and found.items) == by_brute_force(count, reaches, efforts)


@given(goals())
def test_it_reaches_the_goal_and_no_proper_subset_does(goal):
    count, efforts, ways, groups = goal

    def reaches(chosen):
        return any(way <= {*chosen} for way in ways)

    found = minimal_set(range(count), reaches, effort=lambda item: efforts[item], group=lambda item: groups[item])
    if found is not None:
        assert reaches(found.items)
        for size in range(len(found.items)):
            assert not any(reaches(part) for part in combinations(found.items, size))


def test_three_ways_of_four_things_each_need_few_trials():
    ways = [{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}]
    found = minimal_set(range(12), lambda chosen: any(way <= {*chosen} for way in ways), group=lambda item: item // 4)
    assert found is not None
    assert found.items == (0, 1, 2, 3)
    assert found.smallest
    assert found.tried < 60


def test_many_things_give_a_minimal_set_that_says_it_may_not_be_the_smallest():
    found = minimal_set(range(40), lambda chosen: {*range(20)} <= {*chosen} or {*range(20, 40)} <= {*chosen})
    assert found is not None
    assert not found.smallest
    assert len(found.items) == 20
