"""The steps with an unfit carer, in the order in which the rules of a place ask for them (JL-H5, FJ-H5, XG-D4).

Where the rules begin with persuading, that comes first; without improvement the parents are told and the carer is
replaced; where parents and carer refuse, it is reported, the child is cared for meanwhile and both are admonished.
Where they do not, the parents are told at once, and the carer is urged or replaced. When a report is owed follows from
the circumstance that the rules name recipients for.
"""

from dataclasses import dataclass
from typing import Final

from care.duties.schedule.grounds import Ground, ground
from care.rulebooks.rulebook import Rulebook
from records.codes import CarerOutcome, CarerStep, ReportCircumstance

_S = CarerStep
STEPS, RECIPIENTS = "care.steps", "report.recipients"
_ON_REFUSAL: Final = frozenset({_S.REPORT, _S.TEMP_CARE, _S.ADMONISH})


@dataclass(frozen=True, slots=True)
class Owing:
    """A step that is owed by now: `steps` are the ways to do it, of which one suffices."""

    name: CarerStep
    steps: tuple[CarerStep, ...]
    ground: Ground


CIRCUMSTANCES: Final = (ReportCircumstance.CARER_AND_PARENTS_REFUSE, ReportCircumstance.CARER_UNFIT)


def owing(book: Rulebook, outcome: CarerOutcome | None) -> tuple[Owing, ...]:
    """Give all steps that are owed by now, those already taken too; none where the rules name no steps."""
    rule = book.rule(STEPS)
    if rule is None or outcome is CarerOutcome.IMPROVED:
        return ()
    named, found = book.codes(STEPS), ground(rule)
    steps = [Owing(one, ways, found) for one, ways in _of(named, outcome) if one is not _S.REPORT]
    circumstances = CIRCUMSTANCES if outcome is CarerOutcome.REFUSED else CIRCUMSTANCES[1:]
    told = next((one for each in circumstances if (one := book.rule(RECIPIENTS, each))), None)
    if told is not None and _S.REPORT in named:
        steps.append(Owing(_S.REPORT, (_S.REPORT,), ground(rule, told)))
    return tuple(steps)


def _of(named: frozenset[str], outcome: CarerOutcome | None) -> list[tuple[CarerStep, tuple[CarerStep, ...]]]:
    if _S.PERSUADE not in named:
        changing = tuple(one for one in (_S.REPLACE, _S.URGE) if one in named)
        asked = [(_S.INFORM_PARENTS, (_S.INFORM_PARENTS,)), (_S.REPLACE, changing)]
    else:
        asked = [(_S.PERSUADE, (_S.PERSUADE,))]
        if outcome is not None:
            asked += [(_S.INFORM_PARENTS, (_S.INFORM_PARENTS,)), (_S.REPLACE, (_S.REPLACE,))]
    if outcome is CarerOutcome.REFUSED:
        asked += [(_S.TEMP_CARE, (_S.TEMP_CARE,)), (_S.ADMONISH, (_S.ADMONISH,))]
    return [(one, ways) for one, ways in asked if ways and set(ways) <= named]


def too_early(book: Rulebook, step: CarerStep, outcome: CarerOutcome | None) -> bool:
    """Tell whether the rules name a step and something else has to come before it."""
    named = book.codes(STEPS)
    if step not in named or step in {way for one in owing(book, outcome) for way in one.steps}:
        return False
    return _S.PERSUADE in named or step in _ON_REFUSAL - {_S.REPORT}
