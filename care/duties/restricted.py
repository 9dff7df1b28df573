"""Facts that only readers of the class `special` may learn of (rules of access, 6.8); others see the rest."""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists

from records.child import child
from records.codes import DifficultyCategory, DifficultyState, KeyChildReason
from records.standing import difficulty

# A child's HIV status, and a parent in custody or drug treatment, by whatever category a province says so.
RESTRICTED: Final = (
    DifficultyCategory.HIV_INFECTED,
    DifficultyCategory.PRISONER_OR_REHAB_CHILD,
    DifficultyCategory.BOTH_PARENTS_DETAINED,
    DifficultyCategory.ONE_LOST_OTHER_DETAINED,
)
RESTRICTED_REASONS: Final = (KeyChildReason.HIV_INFECTED, KeyChildReason.PRISONER_OR_REHAB_CHILD)


def only_restricted() -> ColumnElement[bool]:
    """Tell that a child is in difficulty for restricted reasons alone: the class itself would then tell of them."""
    held = and_(difficulty.c.child_id == child.c.id, difficulty.c.state == DifficultyState.HELD)
    restricted = exists().where(held, difficulty.c.category.in_(RESTRICTED)).correlate(child)
    others = exists().where(held, difficulty.c.category.not_in(RESTRICTED)).correlate(child)
    return and_(child.c.category_detail.is_(None), restricted, ~others)
