"""What a visit found and how it was made: one row for a visit whose record holds findings.

Every member may be unknown: NULL says that nobody looked, an empty list or UNKNOWN that somebody did.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, Uuid

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
from records.columns import coded, coded_list, of_child, sealed
from records.metadata import PERSONAL, tenant
from records.visit import visit

visit_finding = Table(
    "visit_finding",
    tenant,
    Column("visit_id", Uuid, ForeignKey(visit.c.id, ondelete="CASCADE"), primary_key=True),
    *of_child(),
    # Whoever sees only what it recorded itself sees these findings by it, as it sees the visit.
    Column("recorded_by", Text, nullable=False),
    # basics
    Column("child_and_family", Text),
    coded("guardian_relation", GuardianRelation),
    Column("guardian_name", Text),
    coded("guardian_sex", Sex),
    *sealed("guardian_contact"),
    coded("carer_relation", CarerRelation),
    Column("carer_name", Text),
    coded("carer_sex", Sex),
    *sealed("carer_contact"),
    CheckConstraint(
        "guardian_relation IS NOT NULL OR num_nonnulls(guardian_name, guardian_sex, guardian_contact) = 0",
        name="guardian",
    ),
    CheckConstraint(
        "coalesce(carer_relation, 'NONE') <> 'NONE' OR num_nonnulls(carer_name, carer_sex, carer_contact) = 0",
        name="carer",
    ),
    # guardianship
    coded("parents_away", ParentsAway),
    coded("marital_status", MaritalStatus),
    Column("economic_capacity", Text),
    coded("main_guardian_health", ParentHealth),
    Column("main_guardian_health_detail", Text),
    coded("parent_in_custody", YesNoUnknown),
    coded("parent_violent", YesNoUnknown),
    Column("family_guardianship", Text),
    coded("carer_capacity", CarerCapacity),
    # health
    coded("serious_illness", YesNoUnknown),
    Column("serious_illness_detail", Text),
    coded("disability", YesNoUnknown),
    coded("disability_type", DisabilityType),
    coded("disability_grade", DisabilityGrade),
    Column("disability_detail", Text),
    CheckConstraint(
        "disability IS NOT DISTINCT FROM 'YES'"
        " OR num_nonnulls(disability_type, disability_grade, disability_detail) = 0",
        name="only_a_disability_is_graded",
    ),
    coded_list("mental_health_signs", MentalHealthSign, nullable=True),
    Column("mental_health_detail", Text),
    Column("psychological_needs", Text),
    Column("medical_and_school", Text),
    # education, welfare, needs
    coded("school_status", SchoolStatus),
    coded("agreement_signed", YesNoUnknown),
    coded_list("benefits_received", BenefitKind, nullable=True),
    Column("living_security", Text),
    Column("care_activity", Text),
    Column("needs_and_difficulties", Text),
    # how the visit was made
    coded_list("steps", VisitStep, nullable=True),
    coded_list("sources", InformationSource, nullable=True),
    coded_list("talked_with_child", TalkTopic, nullable=True),
    coded_list("talked_with_guardian", TalkTopic, nullable=True),
    coded_list("services", Service, nullable=True),
    Index(None, "child_id"),
    info=PERSONAL,
)
