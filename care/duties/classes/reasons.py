"""What makes a child a key child: the reasons that the place's rules name and the facts bear out."""

from collections.abc import Iterator
from datetime import date

from care.duties.classes.difficulties import ONE_PARENT
from care.duties.classes.parents import DETAINED, GONE, GRAVE, is_away, parents_of
from care.duties.classes.terms import Terms
from care.duties.derived import Difficulty, KeyReason
from care.duties.facts import Facts, Parent
from records.codes import (
    CarerRelation,
    DifficultyCategory,
    DifficultyState,
    DisabilityType,
    GuardianRelation,
    GuardianshipCondition,
    GuardianshipRating,
    Health,
    HukouType,
    KeyChildReason,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
)

# 身体、智力残疾 is of the body (eyes and limbs) or of the intellect; a type that is not known may be one of these.
BODY_OR_MIND = (DisabilityType.VISUAL, DisabilityType.PHYSICAL, DisabilityType.INTELLECTUAL, None)
_INCAPABLE = (
    GONE
    | DETAINED
    | {
        ParentSpecialStatus.FREEDOM_RESTRICTED,
        ParentSpecialStatus.SERIOUS_ILLNESS,
        ParentSpecialStatus.SEVERE_DISABILITY,
    }
)
_OF_PARENTS = frozenset(
    {GuardianRelation.FATHER, GuardianRelation.MOTHER, GuardianRelation.STEPFATHER, GuardianRelation.STEPMOTHER}
)
_BOTH = 2
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
    KeyChildReason.POOR_GUARDIANSHIP: (
        DifficultyCategory.GUARDIANSHIP_INADEQUATE,
        DifficultyCategory.GUARDIANSHIP_MISSING_OR_IMPROPER,
        DifficultyCategory.GUARDIANSHIP_HARMED,
    ),
    KeyChildReason.SINGLE_PARENT: (DifficultyCategory.RURAL_SINGLE_PARENT,),
    KeyChildReason.ILL: (DifficultyCategory.SERIOUSLY_ILL,),
    KeyChildReason.CHILD_DISABLED: (DifficultyCategory.DISABLED, DifficultyCategory.SEVERELY_DISABLED),
}


def key_reasons(facts: Facts, terms: Terms, found: tuple[Difficulty, ...], on: date) -> tuple[KeyReason, ...]:
    """Give the reasons that hold; one that held before keeps its day, those found first begin with the file."""
    if not terms.reasons:
        return ()
    held = {one.category for one in found if one.state is DifficultyState.HELD}
    node = next((one for one in facts.nodes if one.first <= on <= one.last), None)
    before = {one.what: one.since for one in facts.reasons}
    if node is not None:
        before[KeyChildReason.SPECIAL_NODE.value] = node.first  # its own day, whenever it was found
    return tuple(
        KeyReason(reason, before.get(reason.value, facts.found_on(on)), terms.reasons[reason])
        for reason in dict.fromkeys(_widened(_borne_out(facts, terms, held, on), terms))
    )


def _widened(reasons: Iterator[KeyChildReason], terms: Terms) -> Iterator[KeyChildReason]:
    """Name the wider reason where layers together speak of it alone (comparison of rule dimensions, section 4)."""
    for reason in reasons:
        if reason in terms.reasons:
            yield reason
        elif _WITHIN.get(reason) in terms.reasons:
            yield _WITHIN[reason]


def _borne_out(facts: Facts, terms: Terms, held: set[DifficultyCategory], on: date) -> Iterator[KeyChildReason]:
    for reason, categories in _BY_CATEGORY.items():
        if not held.isdisjoint(categories):
            yield reason
    yield from _of_the_child(facts, terms, held)
    yield from _of_the_parents(facts, on)
    if any(node.first <= on <= node.last for node in facts.nodes):
        yield KeyChildReason.SPECIAL_NODE
    rated = facts.level.risk is RiskLevel.HIGH or facts.level.rating is GuardianshipRating.HIGH_RISK
    if rated or facts.condition is GuardianshipCondition.INADEQUATE:
        yield KeyChildReason.POOR_GUARDIANSHIP


def _of_the_child(facts: Facts, terms: Terms, held: set[DifficultyCategory]) -> Iterator[KeyChildReason]:
    disability = facts.disability
    stated = not held.isdisjoint(_BY_CATEGORY[KeyChildReason.CHILD_DISABLED])
    if disability is not None:
        yield KeyChildReason.CHILD_DISABLED
    if disability.type in BODY_OR_MIND if disability else stated:
        yield KeyChildReason.CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY
    if facts.mind_noted or (disability and disability.type is DisabilityType.MENTAL):
        yield KeyChildReason.MIND_OR_BEHAVIOUR_ABNORMAL
    illnesses = {Health.SERIOUS_ILLNESS}
    if "ILL_SERIOUSLY" not in terms.narrowed:
        illnesses.add(Health.CHRONIC_ILLNESS)
    if facts.health & illnesses:
        yield KeyChildReason.ILL
    if facts.school_status is SchoolStatus.DROPPED_OUT:
        yield KeyChildReason.OUT_OF_SCHOOL
    if facts.resident_id_missing is ResidentIdMissing.HUKOU_UNREGISTERED:
        yield KeyChildReason.NO_HUKOU
    if facts.carer_weak:
        yield KeyChildReason.CARER_WEAK
    rural = facts.hukou_type is HukouType.RURAL
    if facts.single_parent in ONE_PARENT and (rural or "SINGLE_PARENT_RURAL" not in terms.narrowed):
        yield KeyChildReason.SINGLE_PARENT


def _of_the_parents(facts: Facts, on: date) -> Iterator[KeyChildReason]:
    known = [parent for parent in parents_of(facts) if parent is not None]
    if any(_gravely_disabled(parent) for parent in known):
        yield KeyChildReason.PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY
    if any(parent.status & DETAINED for parent in known):
        yield KeyChildReason.PRISONER_OR_REHAB_CHILD
    away = [is_away(parent, on) for parent in known]
    gone = [bool(parent.status & (GONE | DETAINED)) for parent in known]
    incapable = [bool(one.status & _INCAPABLE) or one.incapacity_judged for one in known]
    if len(known) == 1 and facts.single_parent in ONE_PARENT:  # the parent that is lacking counts as gone (A09)
        away, gone, incapable = [*away, False], [*gone, True], [*incapable, True]
    if len(away) < _BOTH:
        return
    if (away[0] and incapable[1]) or (away[1] and incapable[0]):
        yield KeyChildReason.ONE_AWAY_OTHER_INCAPABLE
    others = any(parent.relation not in _OF_PARENTS for parent in facts.parents)
    absent = all(far or lacking for far, lacking in zip(away, gone, strict=True))
    if absent and not others and facts.carer is CarerRelation.NONE:
        yield KeyChildReason.UNGUARDED


def _gravely_disabled(parent: Parent) -> bool:
    """Tell whether a parent's disability is serious and of body or intellect; a bare 重残 may be."""
    if not parent.disabilities:
        return ParentSpecialStatus.SEVERE_DISABILITY in parent.status
    return any(one.grade in GRAVE and one.type in BODY_OR_MIND for one in parent.disabilities)
