"""Children: the one-child file as clients read it."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Date, bindparam, case

from policies.classes import FieldClass
from reads.archive import usual
from reads.frame import Frame
from reads.rows import here
from reads.sources import Computed, Key, Many, One, Paged, Row, Rows, column, filters, readable
from records.child import child
from records.codes import (
    Boarding,
    ChildClass,
    DatePrecision,
    DifficultyCategory,
    FileStatus,
    GuardianshipCondition,
    GuardianshipRating,
    Health,
    HukouType,
    KeyChildReason,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    Sex,
    SingleParent,
    VisitMode,
)
from schema.agreement import IN_FORCE, PROBLEMS, Agreement, CarerProblem
from schema.assessment import OF_CHILD as ASSESSMENTS
from schema.assessment import Assessment
from schema.benefit import Benefit, benefits_of
from schema.care_plan import CURRENT, CarePlan
from schema.child_parts import (
    CATEGORIES,
    CLASSES,
    HEALTH,
    KEY_REASONS,
    OFFERED_CATEGORIES,
    PENDING_CATEGORIES,
    PROSPECTIVE,
    STATED_CATEGORIES,
    STATED_CLASSES,
    HealthDetail,
    with_category,
    with_class,
    with_name,
    with_reason,
)
from schema.division import HERE, place
from schema.duty import OF_CHILD as DUTIES
from schema.duty import Duty
from schema.entitlement import OF_CHILD as ENTITLEMENTS
from schema.entitlement import Entitlement, entitled, entitled_without
from schema.file_change import OF_CHILD as FILE_CHANGES
from schema.file_change import FileChange
from schema.file_part import OF_CHILD as FILE_PARTS
from schema.file_part import FilePart, filed_completely
from schema.guardian import EntrustedCarer, Guardian, Pairing
from schema.household import Household
from schema.need import OF_CHILD as NEEDS_OF_CHILD
from schema.need import Need
from schema.node import Node, identifier, masked, viewer_can
from schema.organisation import Organisation
from schema.paging import Connection, paged
from schema.placement import RUNNING as PLACED
from schema.placement import Placement
from schema.report import OF_CHILD as REPORTS_OF_CHILD
from schema.report import Report
from schema.review import OF_CHILD as REVIEWS
from schema.review import ClassReview
from schema.scalars import DivisionCode
from schema.visit import OF_CHILD, Visit, standing

CONTACTS = list(VisitMode)
HOUSEHOLD_VISITS = [VisitMode.HOUSEHOLD, VisitMode.COMMISSIONED]


@strawberry.enum(description="How children are ordered.")
class ChildOrder(Enum):
    """How children are ordered."""

    ID = "ID"
    NEXT_VISIT_DUE = "NEXT_VISIT_DUE"
    RISK_THEN_DUE = "RISK_THEN_DUE"
    NAME = "NAME"
    UPDATED_AT = "UPDATED_AT"


def _last(modes: list[VisitMode]) -> One:
    def join(row: Row, other: Row) -> ColumnElement[bool]:
        met = (other.c.outcome == "MET") & other.c.mode.in_(modes)
        return (other.c.child_id == row.c.id) & standing(other) & met

    return One(join, lambda other: (other.c.occurred_at.desc(), other.c.id.desc()))


def _theirs(row: Row, other: Row) -> ColumnElement[bool]:
    return other.c.child_id == row.c.id


def _overdue(row: Row, frame: Frame) -> ColumnElement[bool]:
    """Ask that a contact or visit of a file under care was due before today."""
    today = bindparam(None, frame.now.date(), Date, unique=True)
    return row.c.file_status.in_(["OPEN", "REVIEW"]) & (row.c.next_due < today)


def _overdue_json(row: Row, frame: Frame) -> ColumnElement[str]:
    return case((_overdue(row, frame), "true"), else_="false")


def _asked_overdue(row: Row, value: bool, frame: Frame) -> ColumnElement[bool]:
    return _overdue(row, frame) if value else _overdue(row, frame).is_not(True)


@strawberry.type(description="A child in care: the one-child file.")
class Child(Node):
    """A child in care: the one-child file (一人一档)."""

    rows: ClassVar = Rows(child, "child", attended=lambda row, frame: row.c.school_id.in_(frame.caller.organisations))

    id: strawberry.ID = identifier("child")
    version: int = column("version", FieldClass.BASIC)
    name: str | None = column("name", FieldClass.BASIC)
    sex: Sex | None = column("sex", FieldClass.BASIC)
    ethnicity: str | None = column("ethnicity", FieldClass.FAMILY)
    birth_date: date | None = column("birth_date", FieldClass.BASIC)
    birth_date_precision: DatePrecision | None = column("birth_date_precision", FieldClass.BASIC)
    resident_id: str | None = column("resident_id_masked", FieldClass.IDENTITY)
    resident_id_missing: ResidentIdMissing | None = column("resident_id_missing", FieldClass.FAMILY)
    division: HERE | None = readable(place("division"), FieldClass.BASIC)
    hukou_division: DivisionCode | None = column("hukou_division", FieldClass.LOCATION)
    hukou_type: HukouType | None = column("hukou_type", FieldClass.LOCATION)
    address: str | None = column("address", FieldClass.LOCATION)
    lives_at: DivisionCode | None = column("lives_at", FieldClass.LOCATION)
    classes: list[ChildClass] = readable(CLASSES, FieldClass.FAMILY)
    prospective: list[ChildClass] = readable(PROSPECTIVE, FieldClass.FAMILY)
    categories: list[DifficultyCategory] = readable(CATEGORIES, FieldClass.SPECIAL)
    pending_categories: list[DifficultyCategory] = readable(PENDING_CATEGORIES, FieldClass.SPECIAL)
    offered_categories: list[DifficultyCategory] = readable(OFFERED_CATEGORIES, FieldClass.SPECIAL)
    stated_classes: list[ChildClass] = readable(STATED_CLASSES, FieldClass.FAMILY)
    stated_categories: list[DifficultyCategory] = readable(STATED_CATEGORIES, FieldClass.SPECIAL)
    key_reasons: list[KeyChildReason] = readable(KEY_REASONS, FieldClass.FAMILY)
    class_reviews: list[ClassReview] = readable(REVIEWS, FieldClass.SPECIAL)
    category_detail: str | None = column("category_detail", FieldClass.SPECIAL)
    risk_level: RiskLevel | None = column("risk_level", FieldClass.FAMILY)
    guardianship_rating: GuardianshipRating | None = column("guardianship_rating", FieldClass.FAMILY)
    guardianship_condition: GuardianshipCondition | None = column("guardianship_condition", FieldClass.FAMILY)
    guardianship_detail: str | None = column("guardianship_detail", FieldClass.NARRATIVE)
    single_parent: SingleParent | None = column("single_parent", FieldClass.FAMILY)
    boarding: Boarding | None = column("boarding", FieldClass.FAMILY)
    school: Organisation | None = readable(One(lambda row, other: row.c.school_id == other.c.id), FieldClass.FAMILY)
    school_status: SchoolStatus | None = column("school_status", FieldClass.FAMILY)
    schooling: str | None = column("schooling", FieldClass.FAMILY)
    health: list[Health] | None = readable(HEALTH, FieldClass.HEALTH)
    health_details: list[HealthDetail] = readable(Many(_theirs, lambda other: (other.c.kind.asc(),)), FieldClass.HEALTH)
    mind_and_behaviour: str | None = column("mind_and_behaviour", FieldClass.HEALTH)
    benefits: list[Benefit] = readable(benefits_of("child_id"), FieldClass.BASIC)
    entitlements: list[Entitlement] = readable(ENTITLEMENTS, FieldClass.FAMILY)
    education_aid: str | None = column("education_aid", FieldClass.FAMILY)
    medical_aid: str | None = column("medical_aid", FieldClass.HEALTH)
    other_aid: str | None = column("other_aid", FieldClass.FAMILY)
    care_needs: str | None = column("care_needs", FieldClass.NARRATIVE)
    notes: str | None = column("notes", FieldClass.NARRATIVE)
    household: Household | None = readable(One(lambda row, other: row.c.household_id == other.c.id), FieldClass.BASIC)
    guardians: list[Guardian] = readable(Many(_theirs, lambda other: (other.c.id.asc(),)), FieldClass.BASIC)
    carer: EntrustedCarer | None = readable(One(_theirs), FieldClass.BASIC)
    pairing: Pairing | None = readable(One(_theirs), FieldClass.BASIC)
    care_plan: CarePlan | None = readable(CURRENT, FieldClass.BASIC)
    agreement: Agreement | None = readable(IN_FORCE, FieldClass.BASIC)
    carer_problems: list[CarerProblem] = readable(PROBLEMS, FieldClass.FAMILY)
    placement: Placement | None = readable(PLACED, FieldClass.BASIC)
    file_status: FileStatus = column("file_status", FieldClass.BASIC)
    file_completeness: list[FilePart] = readable(FILE_PARTS, FieldClass.FAMILY)
    file_history: list[FileChange] = readable(FILE_CHANGES, FieldClass.BASIC)
    filed_by: str | None = column("filed_by", FieldClass.STAFF)
    filed_on: date | None = column("filed_on", FieldClass.BASIC)
    registered_on: date = column("registered_on", FieldClass.BASIC)
    created_at: datetime = column("created_at", FieldClass.BASIC)
    updated_at: datetime = column("updated_at", FieldClass.BASIC)
    last_contact: Visit | None = readable(_last(CONTACTS), FieldClass.BASIC)
    last_household_visit: Visit | None = readable(_last(HOUSEHOLD_VISITS), FieldClass.BASIC)
    next_contact_due: date | None = column("next_contact_due", FieldClass.BASIC)
    next_visit_due: date | None = column("next_visit_due", FieldClass.BASIC)
    overdue: bool = readable(Computed(_overdue_json), FieldClass.BASIC)
    rule_version: str | None = column("rule_version", FieldClass.BASIC)
    visits: Connection[Visit] = readable(OF_CHILD, FieldClass.BASIC, resolver=paged)
    duties: Connection[Duty] = readable(DUTIES, FieldClass.BASIC, resolver=paged)
    assessments: Connection[Assessment] = readable(ASSESSMENTS, FieldClass.BASIC, resolver=paged)
    reports: Connection[Report] = readable(REPORTS_OF_CHILD, FieldClass.BASIC, resolver=paged)
    needs: Connection[Need] = readable(NEEDS_OF_CHILD, FieldClass.BASIC, resolver=paged)
    viewer_can: list[str] = viewer_can("child", "update", "move", "review", "close", "reopen")
    masked: list[str] = masked()


CHILD_WHERE = Annotated["ChildWhere", strawberry.lazy("schema.child")]


@strawberry.input(description="Which children; archived files are left out unless `fileStatus` is asked for.")
class ChildWhere:
    """Which children; a division means that place and everything below it, `search` is a prefix of name or pinyin."""

    division: DivisionCode | None = filters(here, FieldClass.BASIC, late=True)
    classes: list[ChildClass] | None = filters(with_class, FieldClass.FAMILY)
    categories: list[DifficultyCategory] | None = filters(with_category, FieldClass.SPECIAL, masks=True)
    risk_level: list[RiskLevel] | None = filters(lambda row, value, _: row.c.risk_level.in_(value), FieldClass.FAMILY)
    key_reasons: list[KeyChildReason] | None = filters(with_reason, FieldClass.FAMILY)
    guardianship_rating: list[GuardianshipRating] | None = filters(
        lambda row, value, _: row.c.guardianship_rating.in_(value), FieldClass.FAMILY
    )
    school_status: list[SchoolStatus] | None = filters(
        lambda row, value, _: row.c.school_status.in_(value), FieldClass.FAMILY
    )
    file_status: list[FileStatus] | None = filters(lambda row, value, _: row.c.file_status.in_(value), FieldClass.BASIC)
    file_complete: bool | None = filters(filed_completely, FieldClass.FAMILY)
    entitled: bool | None = filters(entitled, FieldClass.FAMILY)
    entitled_without_benefit: bool | None = filters(entitled_without, FieldClass.FAMILY)
    overdue: bool | None = filters(_asked_overdue, FieldClass.BASIC)
    due_before: date | None = filters(lambda row, value, _: row.c.next_due < value, FieldClass.BASIC, late=True)
    search: str | None = filters(with_name, FieldClass.BASIC, late=True)
    updated_after: datetime | None = filters(
        lambda row, value, _: row.c.updated_at > value, FieldClass.BASIC, late=True
    )
    and_: list[CHILD_WHERE] | None = strawberry.field(name="and", default=None)
    or_: list[CHILD_WHERE] | None = strawberry.field(name="or", default=None)
    not_: CHILD_WHERE | None = strawberry.field(name="not", default=None)


_ID = Key("id")
_DUE = Key("next_due", nullable=True)
CHILDREN = Paged(
    None,
    {
        ChildOrder.ID: (_ID,),
        ChildOrder.NEXT_VISIT_DUE: (_DUE, _ID),
        ChildOrder.RISK_THEN_DUE: (Key("priority", field_class=FieldClass.FAMILY), _DUE, _ID),
        ChildOrder.NAME: (Key("name_key"), _ID),
        ChildOrder.UPDATED_AT: (Key("updated_at"), _ID),
    },
    usual("fileStatus"),
)
