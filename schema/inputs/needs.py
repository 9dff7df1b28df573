"""Inputs about needs, services, plans and pairings."""

from datetime import date, datetime

import strawberry

from care.actions.common.own_labels import OF_NEED, OF_PAIRING
from records.codes import Department, PurchasedService, Service
from schema.inputs.labelled import labelled


@labelled(OF_NEED)
@strawberry.input(
    description="What a child needs; `visitId` is the visit at which it was found, `foundOn` today unless said."
    " `clientId` is a UUID that the client made, by which a late sync is known for ever."
)
class OpenNeedInput:
    """What a child needs."""

    client_id: str | None = strawberry.UNSET
    child_id: strawberry.ID
    kind: Service
    detail: str | None = strawberry.UNSET
    found_on: date | None = strawberry.UNSET
    visit_id: strawberry.ID | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_NEED)
@strawberry.input(
    description="To whom a need is referred, an organisation or a department's office nearest to the child, and until"
    " when who acts there reads that need and the minimum of its child."
)
class ReferNeedInput:
    """To whom a need is referred, and until when."""

    need_id: strawberry.ID
    version: int
    organisation_id: strawberry.ID | None = strawberry.UNSET
    department: Department | None = strawberry.UNSET
    until: datetime
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_NEED)
@strawberry.input(description="Which need is taken on.")
class ClaimNeedInput:
    """Which need is taken on."""

    need_id: strawberry.ID
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_NEED)
@strawberry.input(description="What came of a need: met, ended, or why it is not met.")
class CloseNeedInput:
    """What came of a need."""

    need_id: strawberry.ID
    version: int
    outcome: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_NEED)
@strawberry.input(
    description="What was done about a need, by whom (the caller unless said) and when; `reportId` is the report that"
    " it follows from. `clientId` is a UUID that the client made, by which a late sync is known for ever."
)
class RecordServiceInput:
    """What was done about a need."""

    client_id: str | None = strawberry.UNSET
    need_id: strawberry.ID
    provided_on: date
    outcome: str
    provider: str | None = strawberry.UNSET
    organisation_id: strawberry.ID | None = strawberry.UNSET
    purchased: bool = False
    purchased_as: PurchasedService | None = strawberry.UNSET
    report_id: strawberry.ID | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({"measures": "帮扶措施"})
@strawberry.input(
    description="What is to be done for a child from `madeOn` on (today unless said), and when it is looked at again."
)
class SetCarePlanInput:
    """What is to be done for a child."""

    child_id: strawberry.ID
    made_on: date | None = strawberry.UNSET
    measures: str
    responsible: str | None = strawberry.UNSET
    review_on: date
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PAIRING)
@strawberry.input(
    description="Who is paired with a child; with an account (`subject`) the person reads the child's minimum and its"
    " needs `until` a time."
)
class SetPairingInput:
    """Who is paired with a child."""

    child_id: strawberry.ID
    name: str
    phone: str
    unit: str | None = strawberry.UNSET
    subject: str | None = strawberry.UNSET
    until: datetime | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_PAIRING)
@strawberry.input(description="Whose pairing ends, and why.")
class EndPairingInput:
    """Whose pairing ends, and why."""

    child_id: strawberry.ID
    reason: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(
    description="When the problems of a visit were solved; `solutions` tells how, where that is not on file."
)
class SolveProblemInput:
    """When the problems of a visit were solved."""

    visit_id: strawberry.ID
    version: int
    solved_on: date
    solutions: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
