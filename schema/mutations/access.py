"""Mutations of access: whole numbers, broken glass and its review."""

from typing import cast

import strawberry

from care.actions import break_glass as breaking
from care.actions import reveal_identity as revealing
from care.actions import review_break_glass as reviewing
from care.actions.want_tenant import WantTenant, want_tenant
from policies.refusal import Refused
from schema.context import Info, of_no_tenant
from schema.ids import split_id
from schema.inputs.access import BreakGlassInput, OnboardTenantInput, RevealIdentityInput, ReviewBreakGlassInput
from schema.mutations.commands import command_of, keys_of
from schema.payloads import user_error
from schema.payloads_of_access import BreakGlassPayload, RevealIdentityPayload, TenantPayload
from schema.perform import apart, perform
from schema.tenant import tenant_of

_REVEALED = ("child", "guardian", "carer")


@apart
async def reveal_identity(info: Info, input: RevealIdentityInput) -> RevealIdentityPayload:
    """Show whole numbers once the trail has it."""
    request = info.context
    if request.tenant is None:
        raise of_no_tenant()
    parts = split_id(input.id)
    kind = cast(revealing.Kind, parts[0] if parts and parts[0] in _REVEALED else "child")
    (key,) = keys_of([input.id], *_REVEALED)
    once = None if input.idempotency_key is strawberry.UNSET else input.idempotency_key
    command = revealing.RevealIdentity(kind, key, input.purpose, input.reason, once)
    caller, limit = request.caller, request.house.reveals_per_day
    try:
        async with request.house.work(request.tenant, scope=caller.scope, subject=caller.subject) as work:
            shown = await revealing.reveal_identity(work, caller, command, limit)
    except Refused as refused:
        errors = [user_error(refusal, caller.language) for refusal in refused.refusals]
        return RevealIdentityPayload(resident_id=None, phone=None, user_errors=errors)
    return RevealIdentityPayload(resident_id=shown.resident_id, phone=shown.phone, user_errors=[])


async def break_glass(info: Info, input: BreakGlassInput) -> BreakGlassPayload:
    """Break the glass."""
    command = command_of(breaking.BreakGlass, input, child_id="child")
    done: BreakGlassPayload = await perform(info, breaking.break_glass, command)
    return done


async def review_break_glass(info: Info, input: ReviewBreakGlassInput) -> BreakGlassPayload:
    """Judge what was broken open."""
    command = command_of(reviewing.ReviewBreakGlass, input, break_glass_id="breakGlass")
    done: BreakGlassPayload = await perform(info, reviewing.review_break_glass, command)
    return done


@apart
async def onboard_tenant(info: Info, input: OnboardTenantInput) -> TenantPayload:
    """Register the tenant; its place is made by the worker."""
    request = info.context
    # The code is the key: the same operator asking again gets the tenant as it stands.
    asked = {name: value for name, value in vars(input).items() if value is not strawberry.UNSET}
    asked.pop("idempotency_key", None)
    try:
        tenant = await want_tenant(request.house, request.caller, WantTenant(**asked))
    except Refused as refused:
        errors = [user_error(refusal, request.caller.language) for refusal in refused.refusals]
        return TenantPayload(tenant=None, user_errors=errors, warnings=[])
    return TenantPayload(tenant=tenant_of(tenant), user_errors=[], warnings=[])


@strawberry.type
class AccessMutations:
    """Mutations of access by their names."""

    reveal_identity: RevealIdentityPayload = strawberry.mutation(
        resolver=reveal_identity,
        description="Show the whole numbers of a child, guardian or carer in sight once, for a purpose and a reason.",
    )
    break_glass: BreakGlassPayload = strawberry.mutation(
        resolver=break_glass,
        description="Open named classes of one child to oneself for at most 3 hours; its places are told, and it is"
        " reviewed.",
    )
    review_break_glass: BreakGlassPayload = strawberry.mutation(
        resolver=review_break_glass, description="Judge an access that somebody else broke open."
    )
    onboard_tenant: TenantPayload = strawberry.mutation(
        resolver=onboard_tenant,
        description="Ask for a tenant, as an operator of the platform; the worker gives it its place and opens it.",
    )
