"""Tells whether settling changes the classes of a child, and to whom that may be told (rules of access, 6.8)."""

from collections.abc import Set as AbstractSet
from enum import Enum, auto

from care.duties.derived import Classified
from care.duties.on_file import OnFile
from records.codes import StandingState

States = AbstractSet[tuple[str, str, bool]]  # classes, each with its state and whether it is restricted


class Hearers(Enum):
    """For whom classes change: for everybody who reads classes, or for readers of restricted categories alone."""

    EVERYBODY = auto()
    OF_RESTRICTED = auto()


def reclassified(filed: OnFile, found: Classified) -> Hearers | None:
    """Tell for whom the classes of a child change by what was derived; None where no class does.

    Who may not read restricted categories is not told who is in difficulty for these alone: to them the class comes and
    goes with whatever else it rests on, by what stood on file as by what stands now. A class that had ended is not told
    of when it is forgotten.
    """
    old = filed.classes()
    new = {(one.child_class.value, one.state.value, one.restricted) for one in found.standings}
    if _changed(_openly(old), _openly(new)):
        return Hearers.EVERYBODY
    return Hearers.OF_RESTRICTED if _changed(_whole(old), _whole(new)) else None


def _openly(classes: States) -> set[tuple[str, str]]:
    return {(what, state) for what, state, restricted in classes if not restricted}


def _whole(classes: States) -> set[tuple[str, str]]:
    return {(what, state) for what, state, _ in classes}


def _changed(old: set[tuple[str, str]], new: set[tuple[str, str]]) -> bool:
    return bool(new - old) or any(state != StandingState.ENDED for _, state in old - new)
