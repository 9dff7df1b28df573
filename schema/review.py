"""Reviews of classes: what officers judged of a child, from which day on and why."""

from datetime import date, datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import Many, Rows, column
from records.codes import ChildClass, DifficultyCategory
from records.standing import class_review


@strawberry.type(description="A judgement on a class or a category; the latest of each counts.")
class ClassReview:
    """A judgement on a class or a category of a child; the latest of each counts.

    Which category was judged may be restricted, so whoever reads of one may read of all (rules of access, 6.8).
    """

    rows: ClassVar = Rows(class_review, "child")

    child_class: ChildClass | None = column("class", FieldClass.SPECIAL)
    category: DifficultyCategory | None = column("category", FieldClass.SPECIAL)
    holds: bool | None = column("holds", FieldClass.SPECIAL)
    since: date | None = column("since", FieldClass.SPECIAL)
    reason: str | None = column("reason", FieldClass.NARRATIVE)
    decided_by: str = column("decided_by", FieldClass.STAFF)
    decided_at: datetime = column("decided_at", FieldClass.STAFF)
    rule_version: str = column("rule_version", FieldClass.BASIC)


OF_CHILD = Many(
    lambda row, other: other.c.child_id == row.c.id,
    lambda other: (other.c.decided_at.desc(), other.c.id.desc()),
)
