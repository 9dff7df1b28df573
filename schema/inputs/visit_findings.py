"""What a client says that a visit found, and how it was made."""

import strawberry

from care.actions.common.own_labels import OF_FINDINGS, OF_GUARDIAN
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
from schema.inputs.labelled import labelled


@labelled(OF_GUARDIAN)
@strawberry.input(description="The guardian whom a visit found; a contact may be said to be none in words.")
class VisitGuardianInput:
    """The guardian whom a visit found."""

    relation: GuardianRelation
    name: str
    sex: Sex
    contact: str | None = strawberry.UNSET


@labelled(OF_GUARDIAN)
@strawberry.input(description="The entrusted carer whom a visit found; NONE says that care is not entrusted.")
class VisitCarerInput:
    """The entrusted carer whom a visit found; NONE says that care is not entrusted."""

    relation: CarerRelation
    name: str | None = strawberry.UNSET
    sex: Sex | None = strawberry.UNSET
    contact: str | None = strawberry.UNSET


@labelled(OF_FINDINGS)
@strawberry.input(
    description="What a visit found, and how it was made. What is left out stays open; an empty list says that there"
    " was none, UNKNOWN that nobody could tell. `form(kind: VISIT)` says what the law of a place asks."
)
class VisitFindingsInput:
    """What a visit found, and how it was made."""

    child_and_family: str | None = strawberry.UNSET
    guardian: VisitGuardianInput | None = strawberry.UNSET
    carer: VisitCarerInput | None = strawberry.UNSET
    parents_away: ParentsAway | None = strawberry.UNSET
    marital_status: MaritalStatus | None = strawberry.UNSET
    economic_capacity: str | None = strawberry.UNSET
    main_guardian_health: ParentHealth | None = strawberry.UNSET
    main_guardian_health_detail: str | None = strawberry.UNSET
    parent_in_custody: YesNoUnknown | None = strawberry.UNSET
    parent_violent: YesNoUnknown | None = strawberry.UNSET
    family_guardianship: str | None = strawberry.UNSET
    carer_capacity: CarerCapacity | None = strawberry.UNSET
    serious_illness: YesNoUnknown | None = strawberry.UNSET
    serious_illness_detail: str | None = strawberry.UNSET
    disability: YesNoUnknown | None = strawberry.UNSET
    disability_type: DisabilityType | None = strawberry.UNSET
    disability_grade: DisabilityGrade | None = strawberry.UNSET
    disability_detail: str | None = strawberry.UNSET
    mental_health_signs: list[MentalHealthSign] | None = strawberry.UNSET
    mental_health_detail: str | None = strawberry.UNSET
    psychological_needs: str | None = strawberry.UNSET
    medical_and_school: str | None = strawberry.UNSET
    school_status: SchoolStatus | None = strawberry.UNSET
    agreement_signed: YesNoUnknown | None = strawberry.UNSET
    benefits_received: list[BenefitKind] | None = strawberry.UNSET
    living_security: str | None = strawberry.UNSET
    care_activity: str | None = strawberry.UNSET
    needs_and_difficulties: str | None = strawberry.UNSET
    steps: list[VisitStep] | None = strawberry.UNSET
    sources: list[InformationSource] | None = strawberry.UNSET
    talked_with_child: list[TalkTopic] | None = strawberry.UNSET
    talked_with_guardian: list[TalkTopic] | None = strawberry.UNSET
    services: list[Service] | None = strawberry.UNSET
