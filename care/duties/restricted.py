"""Facts that only readers of the class `special` may learn of (rules of access, 6.8); others see the rest."""

from typing import Final

from sqlalchemy import ColumnElement, FromClause, exists

from records.codes import DifficultyCategory, KeyChildReason
from records.standing import standing

# A child's HIV status, a parent in custody or drug treatment, by whatever category a province says so, and violence of
# those who care for the child.
RESTRICTED: Final = (
    DifficultyCategory.HIV_INFECTED,
    DifficultyCategory.PRISONER_OR_REHAB_CHILD,
    DifficultyCategory.BOTH_PARENTS_DETAINED,
    DifficultyCategory.ONE_LOST_OTHER_DETAINED,
    DifficultyCategory.GUARDIANSHIP_HARMED,
)
RESTRICTED_REASONS: Final = (KeyChildReason.HIV_INFECTED, KeyChildReason.PRISONER_OR_REHAB_CHILD)


def unsaid(of: FromClause) -> ColumnElement[bool]:
    """Tell that a row (`child_id class`) names a class of the child that rests on restricted reasons alone, or did."""
    its = standing.alias()
    same = its.c.child_id == of.c.child_id, its.c["class"] == of.c["class"]
    return exists().where(*same, its.c.restricted).correlate(of)
