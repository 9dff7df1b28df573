"""Made-up families, as the classes are asked about them."""

from dataclasses import replace
from datetime import date
from typing import Any

from care.duties.classes import classify
from care.duties.derived import Classified
from care.duties.facts import Away, Disability, Facts, Held, Judged, Kept, Parent
from care.duties.law import Law
from records.codes import (
    AwayPurpose,
    ChildClass,
    DifficultyCategory,
    DifficultyState,
    DisabilityGrade,
    DisabilityType,
    GuardianRelation,
    ParentSpecialStatus,
    StandingState,
)
from tests.care.duties.schedule.children import LAW, child, day

SHENZHEN = 440300000000
WORK = AwayPurpose.WORK


def away(
    since: str | date = "2026-01-15",
    until: str | date | None = None,
    purpose: AwayPurpose = WORK,
    division: int | None = SHENZHEN,
    *,
    abroad: bool = False,
    within_core: bool = False,
) -> Away:
    """Make an absence, by itself in another province."""
    begins = day(since) if isinstance(since, str) else since
    ends = day(until) if isinstance(until, str) else until
    return Away(begins, ends, purpose, None if abroad else division, abroad, within_core)


def father(*absences: Away, status: ParentSpecialStatus | None = None, **facts: Any) -> Parent:
    """Make a father with his absences."""
    return _parent(GuardianRelation.FATHER, absences, status, facts)


def mother(*absences: Away, status: ParentSpecialStatus | None = None, **facts: Any) -> Parent:
    """Make a mother with her absences."""
    return _parent(GuardianRelation.MOTHER, absences, status, facts)


def disabled(kind: DisabilityType, grade: int, **facts: Any) -> Disability:
    """Make a disability; grade 1 is the gravest."""
    return Disability(kind, DisabilityGrade[f"GRADE_{grade}"], **facts)


def judged(what: ChildClass | DifficultyCategory, holds: bool, since: str, decided: str | None = None) -> Judged:
    """Make an officer's decision, by itself taken on the day from which it counts."""
    return Judged(what, holds, day(since), day(decided or since))


def what(facts: Facts, on: str | date, law: Law = LAW) -> Classified:
    """Classify a child on a day."""
    return classify(facts, law, day(on) if isinstance(on, str) else on)


def states(found: Classified, state: StandingState = StandingState.HELD) -> set[ChildClass]:
    """Name the classes in a state."""
    return {one.child_class for one in found.standings if one.state is state}


def categories(found: Classified, state: DifficultyState = DifficultyState.HELD) -> set[DifficultyCategory]:
    """Name the categories in a state."""
    return {one.category for one in found.difficulties if one.state is state}


def remembering(facts: Facts, found: Classified) -> Facts:
    """Give the facts as they are loaded after what was found has been written."""
    kept = [one for one in found.standings if one.state is not StandingState.PROSPECTIVE]
    return replace(
        facts,
        classes=tuple(
            Held(one.child_class, one.since, one.state is StandingState.ENDED, one.restricted) for one in kept
        ),
        difficulties=tuple(Kept(one.category, one.state, one.since) for one in found.difficulties),
        reasons=tuple(Held(one.reason.value, one.since) for one in found.key_reasons),
        derived=True,
    )


def family(place: str, *parents: Parent, **facts: Any) -> Facts:
    """Make a child with its parents, registered in January 2026."""
    return child(place, "2026-01-01", parents=parents, **facts)


def _parent(
    relation: GuardianRelation, absences: tuple[Away, ...], status: ParentSpecialStatus | None, facts: dict[str, Any]
) -> Parent:
    return Parent(relation, frozenset({status} if status else ()), away=absences, **facts)
