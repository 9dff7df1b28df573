"""Care plans: what is to be done for one child."""

from datetime import date
from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.archive import usual
from reads.rows import here
from reads.sources import Key, One, Paged, Rows, column, filters, readable
from records.care_plan import care_plan
from schema.node import Node, identifier, masked, viewer_can
from schema.scalars import DivisionCode
from schema.visit import CHILD, same


@strawberry.type(description="What is to be done for one child, and when that is looked at again.")
class CarePlan(Node):
    """What is to be done for one child from `madeOn` on, and the day on which that is looked at again (一人一策).

    A child's latest plan counts; earlier ones stay on file. `citation` is what the documents of the place say of plans
    for one child, null where they are silent.
    """

    rows: ClassVar = Rows(care_plan, "carePlan")

    id: strawberry.ID = identifier("carePlan")
    child: CHILD = readable(One(lambda row, other: row.c.child_id == other.c.id), FieldClass.BASIC)
    made_on: date = column("made_on", FieldClass.BASIC)
    measures: str | None = column("measures", FieldClass.NARRATIVE)
    responsible: str | None = column("responsible", FieldClass.STAFF)
    review_on: date = column("review_on", FieldClass.BASIC)
    citation: str | None = column("citation", FieldClass.BASIC)
    viewer_can: list[str] = viewer_can("carePlan", "set")
    masked: list[str] = masked()


@strawberry.input(description="Which care plans.")
class CarePlanWhere:
    """Which care plans; `reviewBefore` asks for those that are looked at again before a day."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    child: strawberry.ID | None = filters(same("child_id", "child"), FieldClass.BASIC, late=True)
    review_before: date | None = filters(lambda row, value, _: row.c.review_on < value, FieldClass.BASIC, late=True)


CURRENT = One(
    lambda row, other: other.c.child_id == row.c.id, lambda other: (other.c.made_on.desc(), other.c.id.desc())
)
PLANS = Paged(None, {None: (Key("review_on"), Key("id"))}, usual("child"))
