"""Inputs about entrusted care."""

from datetime import date

import strawberry

from care.actions.common.own_labels import OF_AGREEMENT, OF_CARER_PROBLEM
from records.codes import (
    CareInstrument,
    CarerCriterion,
    CarerFault,
    CarerOutcome,
    CarerRelation,
    CarerStep,
    EntrustReason,
)
from schema.inputs.labelled import labelled


@strawberry.input
class CareTermsInput:
    """Who entrusts a child to whom, why and for how long."""

    carer_name: str | None = strawberry.UNSET
    carer_phone: str | None = strawberry.UNSET
    relation: CarerRelation
    reason: EntrustReason | None = strawberry.UNSET
    entruster_name: str | None = strawberry.UNSET
    entruster_workplace: str | None = strawberry.UNSET
    entruster_phone: str | None = strawberry.UNSET
    starts_on: date | None = strawberry.UNSET
    ends_on: date | None = strawberry.UNSET
    other_terms: str | None = strawberry.UNSET
    child_heard_on: date | None = strawberry.UNSET
    child_not_heard_reason: str | None = strawberry.UNSET
    justification: str | None = strawberry.UNSET
    criteria: list[CarerCriterion] | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_AGREEMENT)
@strawberry.input(
    description="Who entrusts a child to whom, why and for how long; numbers are whole. What the rules of the place ask"
    " is told by `form(kind: AGREEMENT)` and has to be there when it is signed."
)
class DraftAgreementInput(CareTermsInput):
    """What an instrument of entrusted care says."""

    child_id: strawberry.ID
    instrument: CareInstrument


@labelled(OF_AGREEMENT)
@strawberry.input(
    description="The signature, with what belongs to it; `witness` is an organisation's id. What comes later than the"
    " signature (witness, copy for the school, filing) is told by a second call with the same day of signing."
)
class SignAgreementInput:
    """The signature and what belongs to it."""

    agreement_id: strawberry.ID
    version: int
    signed_on: date
    witness: strawberry.ID | None = strawberry.UNSET
    school_notified_on: date | None = strawberry.UNSET
    explained_on: date | None = strawberry.UNSET
    filed_on: date | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_CARER_PROBLEM)
@strawberry.input(
    description="What is wrong with a child's carer, the steps that were taken on the day, and what came of them; goes"
    " on with the problem that is open, if there is one."
)
class ReportCarerProblemInput:
    """What is wrong with a carer, and what was done about it."""

    child_id: strawberry.ID
    fault: CarerFault
    on: date
    steps: list[CarerStep] | None = strawberry.UNSET
    outcome: CarerOutcome | None = strawberry.UNSET
    narrative: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_AGREEMENT)
@strawberry.input(
    description="What has changed in the agreement in force since `changedOn` (with its `version`), and when village"
    " committee and school were told; without a change, that they were told of what they were still owed."
)
class NoticeCarerInput:
    """What has changed, and who was told."""

    child_id: strawberry.ID
    version: int | None = strawberry.UNSET
    changed_on: date | None = strawberry.UNSET
    carer_phone: str | None = strawberry.UNSET
    entruster_workplace: str | None = strawberry.UNSET
    entruster_phone: str | None = strawberry.UNSET
    ends_on: date | None = strawberry.UNSET
    other_terms: str | None = strawberry.UNSET
    committee_noticed_on: date | None = strawberry.UNSET
    school_notified_on: date | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_AGREEMENT)
@strawberry.input(
    description="The agreement that ends, the day of the change, and the new carer's terms; what is not said of the"
    " entruster stays as it was."
)
class ReplaceCarerInput(CareTermsInput):
    """The agreement that ends and the new carer's terms."""

    agreement_id: strawberry.ID
    version: int
    replaced_on: date
