"""Classes that change for restricted reasons alone are told to their readers alone, whatever changes beside them."""

from datetime import date

import pytest

from care.duties.derived import Classified, Difficulty, Standing
from care.duties.on_file import COLUMNS, on_file
from care.duties.reclassified import Hearers, reclassified
from records.codes import ChildClass, DifficultyCategory, DifficultyState, FactSource, StandingState

SINCE = date(2026, 7, 1)
HARD, ENDED = "IN_DIFFICULTY HELD", "IN_DIFFICULTY ENDED"
HIV, DETAINED, ORPHAN = "HIV_INFECTED HELD", "BOTH_PARENTS_DETAINED HELD", "ORPHAN HELD"
EVERYBODY, READERS, NOBODY = Hearers.EVERYBODY, Hearers.OF_RESTRICTED, None


def classified(*what: str) -> Classified:
    """Derive classes and categories, each written with its state."""
    standings, difficulties = [], []
    for name, state in (one.split() for one in what):
        grounds = FactSource.FACTS, SINCE, (), "§1"
        if name in ChildClass.__members__:
            standings.append(Standing(ChildClass[name], StandingState[state], *grounds, ()))
        else:
            difficulties.append(Difficulty(DifficultyCategory[name], DifficultyState[state], *grounds))
    return Classified(tuple(standings), tuple(difficulties), (), None)


def rows(part: str, *states: tuple[str, str]) -> list[list[str | list[str]]]:
    """Make rows as the database gives them."""
    blank: list[str | list[str]] = [""] * (len(COLUMNS[part]) - 2)
    return [[what, state, *blank] for what, state in states]


@pytest.mark.parametrize(
    ("before", "after", "hearers"),
    [
        ([], [HARD, HIV], READERS),
        ([], [HARD, HIV, DETAINED], READERS),
        ([HARD, HIV], [ENDED], READERS),
        ([HARD, HIV], [], READERS),
        ([], [HARD, ORPHAN], EVERYBODY),
        ([], [HARD, HIV, ORPHAN], EVERYBODY),
        ([HARD, ORPHAN], [ENDED], EVERYBODY),
        # The class stands all the time, and shows to who reads no restricted categories by the others alone.
        ([HARD, HIV], [HARD, HIV, ORPHAN], EVERYBODY),
        ([HARD, HIV, ORPHAN], [HARD, HIV], EVERYBODY),
        ([HARD, HIV, ORPHAN], [HARD, ORPHAN], NOBODY),
        ([HARD, HIV], [HARD, HIV, DETAINED], NOBODY),
        ([HARD, HIV], [HARD, HIV, "ORPHAN PENDING"], NOBODY),
        # No category is held: nothing restricted tells of the class.
        ([], [HARD], EVERYBODY),
        ([HARD, HIV], [HARD], EVERYBODY),
        # Another class changes beside.
        ([], [HARD, HIV, "RURAL_LEFT_BEHIND HELD"], EVERYBODY),
        ([HARD, HIV, "RURAL_LEFT_BEHIND HELD"], [HARD, HIV, "RURAL_LEFT_BEHIND ENDED"], EVERYBODY),
        (["RURAL_LEFT_BEHIND HELD"], ["RURAL_LEFT_BEHIND HELD", HARD, HIV], READERS),
        # What had ended is forgotten, or is about to hold again.
        (["RURAL_LEFT_BEHIND ENDED"], [], NOBODY),
        ([ENDED], [], NOBODY),
        ([ENDED], [HARD, HIV], READERS),
        (["RURAL_LEFT_BEHIND ENDED"], ["RURAL_LEFT_BEHIND ENDED", "RURAL_LEFT_BEHIND PROSPECTIVE"], EVERYBODY),
    ],
)
def test_who_hears_of_it(before: list[str], after: list[str], hearers: Hearers | None) -> None:
    assert told(before, after, described=False) is hearers


@pytest.mark.parametrize(
    ("before", "after", "hearers"),
    [
        ([], [HARD, HIV], EVERYBODY),
        ([HARD, HIV], [ENDED], EVERYBODY),
        ([HARD, HIV], [HARD, HIV, ORPHAN], NOBODY),
    ],
)
def test_a_difficulty_that_is_stated_in_words_shows_the_class(
    before: list[str], after: list[str], hearers: Hearers | None
) -> None:
    assert told(before, after, described=True) is hearers


def told(before: list[str], after: list[str], *, described: bool) -> Hearers | None:
    """Judge what was on file before against what is derived."""
    old = classified(*before)
    filed = on_file(
        standings=rows("standings", *((one.child_class, one.state) for one in old.standings)),
        difficulties=rows("difficulties", *((one.category, one.state) for one in old.difficulties)),
        duties=None,
        described=described,
    )
    return reclassified(filed, classified(*after))
