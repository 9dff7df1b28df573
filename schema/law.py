"""The law as a request sees it: the rulebooks that the caller's tenant has applied, read once for the request."""

import asyncio
from datetime import date

from care.divisions.scope import covers
from care.duties.law import Law, law_of
from care.rulebooks.library import packaged
from care.rulebooks.rulebook import Rulebook
from schema.context import Info
from tenants.house import House
from tenants.registry import Login, Tenant


async def law_here(info: Info) -> Law:
    """Give the law of the caller's tenant; an operator of the platform, who has none, reads the shipped files.

    All fields of one request share one reading, and with it one law.
    """
    request = info.context
    if request.tenant is None:
        return Law(packaged())
    if "law" not in request.shared:
        request.shared["law"] = asyncio.ensure_future(_read(request.house, request.tenant))
    law: Law = await request.shared["law"]
    return law


async def law_at(info: Info, place: int) -> Law:
    """Give what the tenant has applied, for its own places; for those of other provinces, the shipped files."""
    tenant = info.context.tenant
    if tenant is None or not covers([tenant.division], place):
        return Law(packaged())
    return await law_here(info)


async def book_at(info: Info, place: int, on: date | None) -> Rulebook:
    """Give what holds in a place on a day, today where none is named."""
    return (await law_at(info, place)).at(place, on or info.context.now.date())


async def _read(house: House, tenant: Tenant) -> Law:
    async with house.work(tenant, login=Login.AREA) as work:
        return await law_of(work)
