"""What makes a child a key child: the reasons that the place's rules name and the facts bear out."""

from collections.abc import Iterator
from datetime import date

from care.duties.classes.difficulties import ATTENTION
from care.duties.classes.parents import DETAINED, GONE, GRAVE, parents_of
from care.duties.classes.terms import Terms
from care.duties.derived import Difficulty, KeyReason
from care.duties.facts import Facts
from records.codes import (
    DifficultyCategory,
    DifficultyState,
    DisabilityType,
    GuardianshipCondition,
    GuardianshipRating,
    Health,
    HukouType,
    KeyChildReason,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    SingleParent,
)

_BODY_OR_MIND = frozenset({DisabilityType.PHYSICAL, DisabilityType.INTELLECTUAL})
_INCAPABLE = GONE | DETAINED | {ParentSpecialStatus.FREEDOM_RESTRICTED, ParentSpecialStatus.SERIOUS_ILLNESS}
_WITHIN = {KeyChildReason.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY: KeyChildReason.CHILD_DISABLED}
_BY_CATEGORY = {
    KeyChildReason.ORPHAN: (
        DifficultyCategory.ORPHAN,
        DifficultyCategory.ORPHAN_OR_ABANDONED,
        DifficultyCategory.TREATED_AS_ORPHAN,
    ),
    KeyChildReason.DE_FACTO_UNATTENDED: (DifficultyCategory.DE_FACTO_UNATTENDED,),
    KeyChildReason.POOR_FAMILY: (
        DifficultyCategory.MIN_ALLOWANCE_OR_DESTITUTE_FAMILY,
        DifficultyCategory.REGISTERED_POOR_FAMILY,
        DifficultyCategory.ECONOMIC_HARDSHIP_FAMILY,
        DifficultyCategory.POVERTY_LIVING_MEDICAL_SCHOOL,
    ),
    KeyChildReason.HIV_INFECTED: (DifficultyCategory.HIV_INFECTED,),
    KeyChildReason.PRISONER_OR_REHAB_CHILD: (
        DifficultyCategory.PRISONER_OR_REHAB_CHILD,
        DifficultyCategory.BOTH_PARENTS_DETAINED,
        DifficultyCategory.ONE_LOST_OTHER_DETAINED,
    ),
    KeyChildReason.PRIVATELY_ADOPTED: (DifficultyCategory.PRIVATELY_ADOPTED,),
    KeyChildReason.WANDERING_HISTORY: (DifficultyCategory.WANDERING_BEGGING,),
    KeyChildReason.UNGUARDED: (DifficultyCategory.LEFT_BEHIND_NO_GUARDIAN, DifficultyCategory.PARENTS_UNKNOWN),
}


def key_reasons(facts: Facts, terms: Terms, found: tuple[Difficulty, ...], on: date) -> tuple[KeyReason, ...]:
    """Give the reasons that hold; one that held before keeps its day, those found first begin with the file."""
    if not terms.reasons:
        return ()
    held = {one.category for one in found if one.state is DifficultyState.HELD}
    held |= facts.stated_categories & ATTENTION
    before = {one.what: one.since for one in facts.reasons}
    fresh = on if facts.derived else min(on, facts.registered_on)
    return tuple(
        KeyReason(reason, before.get(reason.value, fresh), terms.reasons[reason])
        for reason in dict.fromkeys(_widened(_borne_out(facts, terms, held), terms))
    )


def _widened(reasons: Iterator[KeyChildReason], terms: Terms) -> Iterator[KeyChildReason]:
    """Name the wider reason where layers together speak of it alone (comparison of rule dimensions, section 4)."""
    for reason in reasons:
        if reason in terms.reasons:
            yield reason
        elif _WITHIN.get(reason) in terms.reasons:
            yield _WITHIN[reason]


def _borne_out(facts: Facts, terms: Terms, held: set[DifficultyCategory]) -> Iterator[KeyChildReason]:
    for reason, categories in _BY_CATEGORY.items():
        if not held.isdisjoint(categories):
            yield reason
    yield from _of_the_child(facts, terms)
    yield from _of_the_parents(facts)
    rated = facts.level.risk is RiskLevel.HIGH or facts.level.rating is GuardianshipRating.HIGH_RISK
    if rated or facts.condition is GuardianshipCondition.INADEQUATE:
        yield KeyChildReason.POOR_GUARDIANSHIP


def _of_the_child(facts: Facts, terms: Terms) -> Iterator[KeyChildReason]:
    if facts.disability is not None:
        yield KeyChildReason.CHILD_DISABLED
        if facts.disability.type is None or facts.disability.type in _BODY_OR_MIND:
            yield KeyChildReason.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY
    if facts.mind_noted:
        yield KeyChildReason.MIND_OR_BEHAVIOUR_ABNORMAL
    illnesses = {Health.SERIOUS_ILLNESS} | (
        {Health.CHRONIC_ILLNESS} if "ILL_SERIOUSLY" not in terms.narrowed else set()
    )
    if facts.health & illnesses:
        yield KeyChildReason.ILL
    if facts.school_status is SchoolStatus.DROPPED_OUT:
        yield KeyChildReason.OUT_OF_SCHOOL
    if facts.resident_id_missing is ResidentIdMissing.HUKOU_UNREGISTERED:
        yield KeyChildReason.NO_HUKOU
    lone = facts.single_parent in (SingleParent.MOTHER, SingleParent.FATHER)
    if lone and ("SINGLE_PARENT_RURAL" not in terms.narrowed or facts.hukou_type is HukouType.RURAL):
        yield KeyChildReason.SINGLE_PARENT


def _of_the_parents(facts: Facts) -> Iterator[KeyChildReason]:
    known = [parent for parent in parents_of(facts) if parent is not None]
    grave = (
        any(one.grade in GRAVE and one.type in _BODY_OR_MIND for one in parent.disabilities)
        or ParentSpecialStatus.SEVERE_DISABILITY in parent.status
        for parent in known
    )
    if any(grave):
        yield KeyChildReason.PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY
    if any(parent.status & DETAINED for parent in known):
        yield KeyChildReason.PRISONER_OR_REHAB_CHILD
    away = [any(one.until is None for one in parent.away) for parent in known]
    incapable = [bool(parent.status & _INCAPABLE) or parent.incapacity_judged for parent in known]
    for one, other in ((0, 1), (1, 0)):
        if len(known) == 2 and away[one] and incapable[other]:
            yield KeyChildReason.ONE_AWAY_OTHER_INCAPABLE
