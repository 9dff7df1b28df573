"""Tenants and the viewer: where one is, who one is."""

from datetime import datetime
from typing import ClassVar

import strawberry

from policies.classes import FieldClass, RowKind
from reads.sources import One, Rows, column, readable
from records.access import role_assignment
from records.codes import Role, TenantStatus
from schema.answer import answer_many
from schema.context import Info
from schema.ids import format_id
from schema.node import Node
from schema.organisation import Organisation
from schema.scalars import DivisionCode
from tenants.registry import Tenant as Registered


@strawberry.type(description="A province on the platform.")
class Tenant(Node):
    """A province on the platform."""

    field_class: ClassVar = FieldClass.BASIC

    id: strawberry.ID
    code: str
    name: str
    division: DivisionCode
    status: TenantStatus


def tenant_of(registered: Registered) -> Tenant:
    """Show a registered tenant."""
    return Tenant(
        id=strawberry.ID(format_id("tenant", registered.id)),
        code=registered.code,
        name=registered.name,
        division=DivisionCode(registered.division),
        status=TenantStatus[registered.status],
    )


async def tenants_in_sight(info: Info) -> list[Registered]:
    """Give the tenants that the policies show: one's own, all of them to operators, or none."""
    request = info.context
    match request.caller.permit.row("tenant"):
        case RowKind.AREA:
            return await request.house.tenants()
        case RowKind.OWN if request.tenant is not None:
            return [request.tenant]
    return []


@strawberry.type(description="A role that somebody holds, where and until when.")
class RoleAssignment:
    """A role that somebody holds, where and until when."""

    # Whose they are is said where they are asked for; row-level security bounds them to places in sight and to oneself.
    rows: ClassVar = Rows(role_assignment, "viewer", scoped=False)

    role: Role = column("role", FieldClass.BASIC)
    division: DivisionCode | None = column("division", FieldClass.BASIC)
    organisation: Organisation | None = readable(
        One(lambda row, other: row.c.organisation_id == other.c.id), FieldClass.BASIC
    )
    until: datetime | None = column("until", FieldClass.BASIC)


@strawberry.type(description="Who asks, in which tenant, with which roles.")
class Viewer:
    """Who asks, in which tenant, with which roles; `role` is the one this request acts in."""

    field_class: ClassVar = FieldClass.BASIC

    subject: str
    name: str | None
    role: Role
    tenant: Tenant
    field_classes: list[str]
    actions: list[str]

    @strawberry.field
    async def roles(self, info: Info) -> list[RoleAssignment]:
        """Every role held now."""
        if info.context.tenant is None:
            return []
        now = info.context.now
        held: list[RoleAssignment] = await answer_many(
            info,
            lambda row: (
                (row.c.subject == info.context.caller.subject)
                & row.c.revoked_at.is_(None)
                & (row.c.valid_from <= now)
                & (row.c.until.is_(None) | (row.c.until > now))
            ),
            lambda row: (row.c.role, row.c.division, row.c.id),
        )
        return held


# What an operator of the platform stands in: no tenant, and no place.
PLATFORM = Tenant(
    id=strawberry.ID("tenant_platform"),
    code="platform",
    name="童护平台",
    division=DivisionCode(100000000000),
    status=TenantStatus.ACTIVE,
)


def viewer_of(info: Info) -> Viewer:
    """Show who asks, with the classes and actions of the role this request acts in."""
    request = info.context
    permit = request.caller.permit
    seen = {
        field_class for sights in permit.fields.values() for field_class, sight in sights.items() if sight == "show"
    }
    return Viewer(
        subject=request.caller.subject,
        name=request.caller.name,
        role=request.caller.role,
        tenant=tenant_of(request.tenant) if request.tenant else PLATFORM,
        field_classes=sorted(seen),
        actions=sorted(permit.actions),
    )
