"""Tells whether settling changes the classes of a child, and to whom that may be told (rules of access, 6.8)."""

from collections.abc import Set as AbstractSet
from enum import Enum, auto

from care.duties.derived import Classified
from care.duties.on_file import OnFile
from care.duties.restricted import RESTRICTED
from records.codes import ChildClass, DifficultyState, StandingState

States = AbstractSet[tuple[str, str]]  # classes or categories, each with its state

_IN_DIFFICULTY = (ChildClass.IN_DIFFICULTY, StandingState.HELD)


class Hearers(Enum):
    """For whom classes change: for everybody who reads classes, or for readers of restricted categories alone."""

    EVERYBODY = auto()
    OF_RESTRICTED = auto()


def reclassified(filed: OnFile, found: Classified) -> Hearers | None:
    """Tell for whom the classes of a child change by what was derived; None where no class does.

    Who may not read restricted categories is not told who is in difficulty for these alone: to them the class comes and
    goes with the other categories. A class that had ended is not told of when it is forgotten.
    """
    old, new = filed.states("standings"), {(one.child_class, one.state) for one in found.standings}
    gone = {(what, state) for what, state in old - new if state != StandingState.ENDED}
    changed = {what for what, _ in (new - old) | gone}
    before = _shows(old, filed.states("difficulties"), described=filed.described)
    categories = {(one.category, one.state) for one in found.difficulties}
    after = _shows(new, categories, described=filed.described)
    if before != after or changed - {ChildClass.IN_DIFFICULTY}:
        return Hearers.EVERYBODY
    return Hearers.OF_RESTRICTED if changed else None


def _shows(classes: States, categories: States, *, described: bool) -> bool:
    """Tell whether a child shows as one in difficulty to who may not read restricted categories."""
    held = {what for what, state in categories if state == DifficultyState.HELD}
    return _IN_DIFFICULTY in classes and (described or not held or not held <= set(RESTRICTED))
