"""The input of publishing a case."""

import strawberry

from care.actions.common.own_labels import OF_PUBLICATION
from records.codes import PublicationStep
from schema.inputs.labelled import labelled


@labelled(OF_PUBLICATION)
@strawberry.input(
    description="One step: PROPOSE a title and text for a case (or anew, with `publicationId` and `version`); APPROVE"
    " or RETURN what somebody else proposed; RELEASE what was approved; WITHDRAW. `note` says why it is returned or"
    " withdrawn."
)
class PublishCaseInput:
    """One step of publishing a case."""

    step: PublicationStep
    case_id: strawberry.ID | None = strawberry.UNSET
    publication_id: strawberry.ID | None = strawberry.UNSET
    version: int | None = strawberry.UNSET
    title: str | None = strawberry.UNSET
    text: str | None = strawberry.UNSET
    note: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
