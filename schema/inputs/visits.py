"""Inputs about visits and contacts."""

from datetime import datetime

import strawberry

from records.codes import VisitMode, VisitOutcome
from schema.inputs.labelled import labelled
from schema.inputs.visit_findings import VisitFindingsInput


@labelled({})
@strawberry.input(
    description="A visit or contact, for one child or several of a household. Problems need solutions."
    " A household visit owes the findings that the law asks there: who sends `findings` is held to what it obliges to."
    " `clientId` is a UUID that the client made, by which a late sync is known for ever."
)
class RecordVisitInput:
    """A visit or contact, for one child or several of a household."""

    client_id: str | None = strawberry.UNSET
    child_ids: list[strawberry.ID]
    mode: VisitMode
    outcome: VisitOutcome = VisitOutcome.MET
    occurred_at: datetime
    findings: VisitFindingsInput | None = strawberry.UNSET
    problems: str | None = strawberry.UNSET
    solutions: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled({})
@strawberry.input(description="What was wrong with a visit's record, and why; a field left out stays as it was.")
class CorrectVisitInput:
    """What was wrong with a visit's record, and why."""

    id: strawberry.ID
    version: int
    reason: str
    mode: VisitMode | None = strawberry.UNSET
    outcome: VisitOutcome | None = strawberry.UNSET
    occurred_at: datetime | None = strawberry.UNSET
    findings: VisitFindingsInput | None = strawberry.UNSET
    problems: str | None = strawberry.UNSET
    solutions: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
