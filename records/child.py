"""Children: the file of one child, its classes, categories, health and the keys it is searched by."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from records.codes import (
    Boarding,
    ChildClass,
    DatePrecision,
    DifficultyCategory,
    DisabilityGrade,
    DisabilityType,
    FileSection,
    FileStatus,
    GuardianshipCondition,
    GuardianshipRating,
    Health,
    HukouType,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    Sex,
    SingleParent,
)
from records.columns import coded, coded_list, division, key, levels, of_child, priority, sealed, stamps, version
from records.household import household
from records.metadata import PERSONAL, tenant
from records.organisation import organisation


def _work_list(level: str) -> list[Index]:
    return [
        Index(f"ix_child_{level}_id", level, "id"),
        Index(f"ix_child_{level}_due", level, text("next_due NULLS LAST"), "id"),
        Index(f"ix_child_{level}_priority", level, "priority", text("next_due NULLS LAST"), "id"),
        Index(f"ix_child_{level}_name", level, "name_key", "id"),
        Index(f"ix_child_{level}_updated", level, "updated_at", "id"),
    ]


child = Table(
    "child",
    tenant,
    key(),
    version(),
    Column("name", Text, CheckConstraint("name <> ''", name="name"), nullable=False),
    Column("name_key", Text(collation="C"), nullable=False),
    coded("sex", Sex, nullable=False),
    Column("ethnicity", Text),
    Column("birth_date", Date, nullable=False),
    coded("birth_date_precision", DatePrecision, nullable=False, default=DatePrecision.DAY),
    *sealed("resident_id", blind=True),
    coded("resident_id_missing", ResidentIdMissing),
    CheckConstraint("num_nonnulls(resident_id, resident_id_missing) = 1", name="resident_id_or_reason"),
    division(),
    *levels(),
    Column("address", Text),
    division("hukou_division", nullable=True),
    coded("hukou_type", HukouType, nullable=False),
    Column("category_detail", Text),
    coded("single_parent", SingleParent),
    coded("boarding", Boarding),
    Column("school_id", Uuid, ForeignKey(organisation.c.id)),
    Column("schooling", Text),
    coded("school_status", SchoolStatus),
    coded("guardianship_condition", GuardianshipCondition),
    Column("guardianship_detail", Text),
    CheckConstraint(
        "guardianship_condition IS DISTINCT FROM 'INADEQUATE' OR guardianship_detail <> ''",
        name="inadequate_guardianship_is_described",
    ),
    Column("mind_and_behaviour", Text),
    Column("education_aid", Text),
    Column("medical_aid", Text),
    Column("other_aid", Text),
    Column("care_needs", Text),
    Column("notes", Text),
    coded("risk_level", RiskLevel, nullable=False, default=RiskLevel.UNRATED),
    coded("guardianship_rating", GuardianshipRating, nullable=False, default=GuardianshipRating.UNRATED),
    priority(),
    Column("next_due", Date),
    Column("next_contact_due", Date),
    Column("next_visit_due", Date),
    Column("changes_on", Date),
    Column("rule_version", Text),
    # The parts that the law of the place asks of the file, as it was last derived.
    coded_list("file_parts", FileSection),
    division("lives_at", nullable=True),
    Column("household_id", Uuid, ForeignKey(household.c.id)),
    coded("file_status", FileStatus, nullable=False, default=FileStatus.OPEN),
    # Since when it is closed: the term of keeping runs from here.
    Column("closed_on", Date),
    # Nothing but what is counted is left of a child that was erased.
    Column("erased_at", DateTime(timezone=True)),
    CheckConstraint("erased_at IS NULL OR file_status = 'ARCHIVED'", name="erased_is_archived"),
    Column("filed_by", Text),
    Column("filed_on", Date),
    Column("registered_on", Date, nullable=False),
    *stamps(),
    UniqueConstraint("id", "division"),
    Index("ix_child_resident_id_blind", "resident_id_blind"),
    Index("ix_child_household_id", "household_id", postgresql_where=text("household_id IS NOT NULL")),
    Index("ix_child_school_id", "school_id", postgresql_where=text("school_id IS NOT NULL")),
    Index("ix_child_same_person", "division", "birth_date", "name"),
    Index("ix_child_division_id", "division", "id"),
    Index("ix_child_closed_on", "closed_on", "id", postgresql_where=text("file_status = 'CLOSED'")),
    Index("ix_child_archived", "id", postgresql_where=text("file_status = 'ARCHIVED'")),
    Index("ix_child_changes_on", "changes_on", "division", "id"),
    *_work_list("township"),
    *_work_list("county"),
    # A walk through a prefecture; its people see sums, and no list of children is ordered there.
    Index("ix_child_prefecture_id", "prefecture", "id"),
    info=PERSONAL,
)

child_class = Table(
    "child_class",
    tenant,
    *of_child(),
    coded("class", ChildClass, nullable=False),
    UniqueConstraint("child_id", "class"),
    Index(None, "class", "child_id"),
    info=PERSONAL,
)

child_category = Table(
    "child_category",
    tenant,
    *of_child(),
    coded("category", DifficultyCategory, nullable=False),
    UniqueConstraint("child_id", "category"),
    Index(None, "category", "child_id"),
    info=PERSONAL,
)

child_health = Table(
    "child_health",
    tenant,
    *of_child(),
    coded("kind", Health, nullable=False),
    Column("detail", Text),
    coded("grade", DisabilityGrade),
    coded("disability", DisabilityType),
    Column("card", Boolean),
    CheckConstraint("kind NOT IN ('SERIOUS_ILLNESS', 'CHRONIC_ILLNESS') OR detail <> ''", name="illness_is_named"),
    CheckConstraint("(kind = 'DISABLED') = (grade IS NOT NULL)", name="disability_is_graded"),
    CheckConstraint("kind = 'DISABLED' OR num_nonnulls(disability, card) = 0", name="only_a_disability_is_carded"),
    UniqueConstraint("child_id", "kind"),
    info=PERSONAL,
)

child_search = Table(
    "child_search",
    tenant,
    *of_child(),
    Column("key", Text(collation="C"), nullable=False),
    UniqueConstraint("child_id", "key"),
    Index("ix_child_search_key", text("key text_pattern_ops"), "division"),
    info=PERSONAL,
)
