"""Which values of a closed list a place knows: those that its rules name, where rules say what is in the list."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from care.rulebooks.dimension import dimensions
from care.rulebooks.operators import Operator
from care.rulebooks.rulebook import Basis, Effective, Rulebook

# Lists that rules pick from for a purpose (who visits, who trains, by what means) without saying what there is.
_PICKED_FROM: Final = frozenset(
    {"AdminLevel", "AwayPurpose", "Department", "ReporterKind", "Role", "TraineePost", "TrainingTopic", "VisitMode"}
)
# Keys that pick by class from what another key of the same list says there is.
_PICKS: Final = frozenset({"benefits.entitled"})
# Lists that rules also name in their cases: a deadline for a circumstance says that there is such a circumstance.
_IN_CASES: Final = frozenset({"ReportCircumstance"})


def known_values(book: Rulebook, name: str) -> Mapping[str, str] | None:
    """Give the values of a list (by its name) that hold in a place on a day, each with its citation.

    None: no rule narrows the list, so all its values hold. A scale of levels on which the place is silent has no value
    there; the platform invents none.
    """
    cited: dict[str, dict[str, None]] = {}
    for key in _keys(name):
        for one in _of_documents(book, key):
            if isinstance(one.value, frozenset):
                for code in one.value:
                    for named in book.naming(key, code):
                        cited.setdefault(code, {})[named.citation] = None
    for key in _case_keys(name):
        for one in _of_documents(book, key):
            if one.case:
                cited.setdefault(one.case, {})[one.citation] = None
    if not cited and not _is_scale(name):
        return None
    return {code: "；".join(citations) for code, citations in cited.items()}


def _of_documents(book: Rulebook, key: str) -> list[Effective]:
    return [one for one in book.cases(key).values() if one.basis is not Basis.PLATFORM_DEFAULT]


@cache
def _keys(name: str) -> tuple[str, ...]:
    if name in _PICKED_FROM:
        return ()
    return tuple(key for key, one in dimensions().items() if one.codes == name and key not in _PICKS)


@cache
def _case_keys(name: str) -> tuple[str, ...]:
    if name not in _IN_CASES:
        return ()
    return tuple(key for key, one in dimensions().items() if name in one.cases)


@cache
def _is_scale(name: str) -> bool:
    return any(dimensions()[key].operator is Operator.KEEP for key in _keys(name))
