"""Inputs about keeping: terms, holds, erasures."""

from datetime import date

import strawberry

from care.actions.common.own_labels import OF_KEEPING
from records.codes import ErasureRequester, HoldGround
from schema.inputs.labelled import labelled


@labelled(OF_KEEPING)
@strawberry.input(
    description="How many months after its closing a file is archived, 1 to 1,200; null for never by itself. And why."
)
class SetRetentionTermInput:
    """How many months after its closing a file is archived, and why."""

    reason: str
    months: int | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_KEEPING)
@strawberry.input(description="Which child's file is held, on which ground, why, and until which day, the last one.")
class SetLegalHoldInput:
    """Which child's file is held, on which ground, why, and until which day."""

    child_id: strawberry.ID
    ground: HoldGround
    reason: str
    until: date
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_KEEPING)
@strawberry.input(description="Which hold is lifted before its last day, and why.")
class LiftLegalHoldInput:
    """Which hold is lifted before its last day, and why."""

    legal_hold_id: strawberry.ID
    version: int
    reason: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_KEEPING)
@strawberry.input(description="Whose data are to be erased, who asked for it on which day, and why.")
class RequestErasureInput:
    """Whose data are to be erased, who asked for it on which day, and why."""

    child_id: strawberry.ID
    requester: ErasureRequester
    asked_on: date
    reason: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_KEEPING)
@strawberry.input(
    description="Whether the data that a colleague's request names are erased now, for good; the note says why not, and"
    " names nobody."
)
class DecideErasureInput:
    """Whether the data that a colleague's request names are erased now."""

    erasure_id: strawberry.ID
    version: int
    erase: bool
    note: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET
