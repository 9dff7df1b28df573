"""Classes that change for restricted reasons alone are told to their readers alone, whatever changes beside them."""

from datetime import date

import pytest

from care.duties.derived import Classified, Standing
from care.duties.on_file import COLUMNS, on_file
from care.duties.reclassified import Hearers, reclassified
from records.codes import ChildClass, FactSource, StandingState

SINCE = date(2026, 7, 1)
# In difficulty for other reasons, too, or for restricted ones alone.
HARD, ENDED = "IN_DIFFICULTY HELD", "IN_DIFFICULTY ENDED"
UNSAID, ENDED_UNSAID = f"{HARD} alone", f"{ENDED} alone"
LEFT, LEFT_ENDED, LEFT_SOON = (f"RURAL_LEFT_BEHIND {state}" for state in ("HELD", "ENDED", "PROSPECTIVE"))
EVERYBODY, READERS, NOBODY = Hearers.EVERYBODY, Hearers.OF_RESTRICTED, None


def classified(*what: str) -> Classified:
    """Derive classes, each written with its state, and with a word that it rests on restricted reasons alone."""
    standings = []
    for name, state, *alone in (one.split() for one in what):
        grounds = FactSource.FACTS, SINCE, (), "§1", ()
        standings.append(Standing(ChildClass[name], StandingState[state], *grounds, restricted=bool(alone)))
    return Classified(tuple(standings), (), (), None)


def rows(found: Classified) -> list[list[object]]:
    """Make rows as the database gives them."""
    given = [{"class": one.child_class, "state": one.state, "restricted": one.restricted} for one in found.standings]
    return [[row.get(name, "") for name in COLUMNS["standings"]] for row in given]


@pytest.mark.parametrize(
    ("before", "after", "hearers"),
    [
        ([], [UNSAID], READERS),
        ([UNSAID], [ENDED_UNSAID], READERS),
        ([UNSAID], [], READERS),
        ([], [HARD], EVERYBODY),
        ([HARD], [ENDED], EVERYBODY),
        ([HARD], [HARD], NOBODY),
        ([UNSAID], [UNSAID], NOBODY),
        # The class stands all the time, and shows to who reads no restricted reasons by the others alone.
        ([UNSAID], [HARD], EVERYBODY),
        ([HARD], [UNSAID], EVERYBODY),
        # Another class changes beside.
        ([], [UNSAID, LEFT], EVERYBODY),
        ([UNSAID, LEFT], [UNSAID, LEFT_ENDED], EVERYBODY),
        ([LEFT], [LEFT, UNSAID], READERS),
        ([UNSAID, LEFT], [ENDED_UNSAID, LEFT], READERS),
        # What had ended is forgotten, or is about to hold again.
        ([LEFT_ENDED], [], NOBODY),
        ([ENDED], [], NOBODY),
        ([ENDED_UNSAID], [], NOBODY),
        ([ENDED], [UNSAID], READERS),
        ([ENDED_UNSAID], [HARD], EVERYBODY),
        ([LEFT_ENDED], [LEFT_ENDED, LEFT_SOON], EVERYBODY),
    ],
)
def test_who_hears_of_it(before: list[str], after: list[str], hearers: Hearers | None) -> None:
    none = {"difficulties": None, "reasons": None, "entitlements": None, "children": None}
    filed = on_file(standings=rows(classified(*before)), duties=None, **none)
    assert reclassified(filed, classified(*after)) is hearers
