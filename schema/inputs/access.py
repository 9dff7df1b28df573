"""Inputs about access: whole numbers, broken glass and its review."""

import strawberry

from care.actions.common.own_labels import OF_ACCESS, OF_TENANT
from records.codes import BreakGlassOutcome, Purpose
from schema.inputs.labelled import labelled
from schema.scalars import DivisionCode


@labelled(OF_ACCESS)
@strawberry.input(
    description="Whose whole numbers are shown (a child, guardian or carer), what for and why; a child director needs"
    " no reason for a visit."
)
class RevealIdentityInput:
    """Whose whole numbers are shown, what for and why."""

    id: strawberry.ID
    purpose: Purpose
    reason: str
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_TENANT)
@strawberry.input(
    description="Which tenant is to be opened: its code; for which division, which a province's name in pinyin says by"
    " itself; and the subject of its first administrator."
)
class OnboardTenantInput:
    """Which tenant is to be opened, where, and who administers it first."""

    code: str
    name: str | None = strawberry.UNSET
    division: DivisionCode | None = strawberry.UNSET
    admin: str | None = strawberry.UNSET
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_ACCESS)
@strawberry.input(
    description="Which classes of which child are opened (identity, contact, location, family, health, special,"
    " narrative), why, and for how many hours, at most 3."
)
class BreakGlassInput:
    """Which classes of which child are opened, why, and for how many hours."""

    child_id: strawberry.ID
    field_classes: list[str]
    reason: str
    hours: int = 1
    idempotency_key: str | None = strawberry.UNSET


@labelled(OF_ACCESS)
@strawberry.input(description="What was found of an access that somebody else broke open, and why.")
class ReviewBreakGlassInput:
    """What was found of an access that somebody else broke open, and why."""

    break_glass_id: strawberry.ID
    version: int
    outcome: BreakGlassOutcome
    note: str
    idempotency_key: str | None = strawberry.UNSET
