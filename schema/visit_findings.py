"""What a visit found, and how it was made, as clients read it."""

from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from reads.sources import One, Rows, column, readable
from records.codes import (
    BenefitKind,
    CarerCapacity,
    CarerRelation,
    DisabilityGrade,
    DisabilityType,
    GuardianRelation,
    InformationSource,
    MaritalStatus,
    MentalHealthSign,
    ParentHealth,
    ParentsAway,
    SchoolStatus,
    Service,
    Sex,
    TalkTopic,
    VisitStep,
    YesNoUnknown,
)
from records.visit_finding import visit_finding
from schema.node import masked


def _person(relation: str) -> One:
    """Join the row to itself, where it speaks of the person."""
    return One(lambda row, other: (other.c.visit_id == row.c.visit_id) & other.c[relation].is_not(None))


@strawberry.type(description="The guardian whom a visit found.")
class VisitGuardian:
    """The guardian whom a visit found."""

    rows: ClassVar = Rows(visit_finding, "visit")

    relation: GuardianRelation | None = column("guardian_relation", FieldClass.FAMILY)
    name: str | None = column("guardian_name", FieldClass.FAMILY)
    sex: Sex | None = column("guardian_sex", FieldClass.FAMILY)
    contact: str | None = column("guardian_contact_masked", FieldClass.CONTACT)


@strawberry.type(description="The entrusted carer whom a visit found; NONE says that care is not entrusted.")
class VisitCarer:
    """The entrusted carer whom a visit found; NONE says that care is not entrusted."""

    rows: ClassVar = Rows(visit_finding, "visit")

    relation: CarerRelation | None = column("carer_relation", FieldClass.FAMILY)
    name: str | None = column("carer_name", FieldClass.FAMILY)
    sex: Sex | None = column("carer_sex", FieldClass.FAMILY)
    contact: str | None = column("carer_contact_masked", FieldClass.CONTACT)


@strawberry.type(
    description="What a visit found, and how it was made. Null: nobody looked, or the viewer may not see it; an empty"
    " list: there was none."
)
class VisitFindings:
    """What a visit found, and how it was made."""

    rows: ClassVar = Rows(visit_finding, "visit")

    child_and_family: str | None = column("child_and_family", FieldClass.NARRATIVE)
    guardian: VisitGuardian | None = readable(_person("guardian_relation"), FieldClass.FAMILY)
    carer: VisitCarer | None = readable(_person("carer_relation"), FieldClass.FAMILY)
    parents_away: ParentsAway | None = column("parents_away", FieldClass.FAMILY)
    marital_status: MaritalStatus | None = column("marital_status", FieldClass.FAMILY)
    economic_capacity: str | None = column("economic_capacity", FieldClass.NARRATIVE)
    main_guardian_health: ParentHealth | None = column("main_guardian_health", FieldClass.HEALTH)
    main_guardian_health_detail: str | None = column("main_guardian_health_detail", FieldClass.HEALTH)
    parent_in_custody: YesNoUnknown | None = column("parent_in_custody", FieldClass.SPECIAL)
    parent_violent: YesNoUnknown | None = column("parent_violent", FieldClass.SPECIAL)
    family_guardianship: str | None = column("family_guardianship", FieldClass.NARRATIVE)
    carer_capacity: CarerCapacity | None = column("carer_capacity", FieldClass.FAMILY)
    serious_illness: YesNoUnknown | None = column("serious_illness", FieldClass.HEALTH)
    serious_illness_detail: str | None = column("serious_illness_detail", FieldClass.HEALTH)
    disability: YesNoUnknown | None = column("disability", FieldClass.HEALTH)
    disability_type: DisabilityType | None = column("disability_type", FieldClass.HEALTH)
    disability_grade: DisabilityGrade | None = column("disability_grade", FieldClass.HEALTH)
    disability_detail: str | None = column("disability_detail", FieldClass.HEALTH)
    mental_health_signs: list[MentalHealthSign] | None = column("mental_health_signs", FieldClass.HEALTH)
    mental_health_detail: str | None = column("mental_health_detail", FieldClass.HEALTH)
    psychological_needs: str | None = column("psychological_needs", FieldClass.HEALTH)
    medical_and_school: str | None = column("medical_and_school", FieldClass.HEALTH)
    school_status: SchoolStatus | None = column("school_status", FieldClass.FAMILY)
    agreement_signed: YesNoUnknown | None = column("agreement_signed", FieldClass.FAMILY)
    benefits_received: list[BenefitKind] | None = column("benefits_received", FieldClass.FAMILY)
    living_security: str | None = column("living_security", FieldClass.NARRATIVE)
    care_activity: str | None = column("care_activity", FieldClass.NARRATIVE)
    needs_and_difficulties: str | None = column("needs_and_difficulties", FieldClass.NARRATIVE)
    steps: list[VisitStep] | None = column("steps", FieldClass.FAMILY)
    sources: list[InformationSource] | None = column("sources", FieldClass.FAMILY)
    talked_with_child: list[TalkTopic] | None = column("talked_with_child", FieldClass.FAMILY)
    talked_with_guardian: list[TalkTopic] | None = column("talked_with_guardian", FieldClass.FAMILY)
    services: list[Service] | None = column("services", FieldClass.FAMILY)
    masked: list[str] = masked()
