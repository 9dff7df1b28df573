"""Queries about partner organisations: what was signed, what is offered and granted, what they have done."""

from datetime import date
from typing import Annotated

import strawberry

from care.actions.count_partner import count_partner
from care.statistics.months import between
from policies.refusal import Refused
from reads.errors import BadRead
from schema.answer import answer
from schema.context import Info, of_no_tenant
from schema.offer import OFFERS, OfferedNeed, OfferedNeedWhere
from schema.paging import Connection
from schema.partner import DATA_AGREEMENTS, GRANTS, DataAgreement, DataAgreementWhere, Grant, GrantWhere, PartnerFigure
from schema.roots import page

MOST_MONTHS = 24


@strawberry.type
class PartnerQueries:
    """What may be asked about partner organisations."""

    @strawberry.field(
        metadata=page(DATA_AGREEMENTS),
        description="Data agreements of the viewer's area, or of the viewer's organisation.",
    )
    async def data_agreements(
        self,
        info: Info,
        where: DataAgreementWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[DataAgreement]:
        """Answer with a page of agreements, the latest record first."""
        return await answer(info)

    @strawberry.field(
        metadata=page(OFFERS),
        description="Needs that are offered: to the viewer's organisation, without anything that leads to a child; or"
        " those of needs in sight.",
    )
    async def offered_needs(
        self,
        info: Info,
        where: OfferedNeedWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[OfferedNeed]:
        """Answer with a page of offers, kind by kind."""
        return await answer(info)

    @strawberry.field(
        metadata=page(GRANTS),
        description="What partners are granted: of the viewer's area, or to the viewer's organisation.",
    )
    async def grants(
        self,
        info: Info,
        where: GrantWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Grant]:
        """Answer with a page of grants, the latest first."""
        return await answer(info)

    @strawberry.field(
        description="What the viewer's organisation has done, month by month, of the months that are over: children,"
        " visits, services, from the month of one day to that of another. Numbers of fewer than five children are null."
    )
    async def partner_figures(
        self, info: Info, since: Annotated[date, strawberry.argument(name="from")], until: date
    ) -> list[PartnerFigure]:
        """Answer with the numbers of the months."""
        request = info.context
        caller, tenant = request.caller, request.tenant
        if tenant is None:
            raise of_no_tenant()
        if not 1 <= len(between(since, until)) <= MOST_MONTHS:
            zh, en = f"应为1至{MOST_MONTHS}个月", f"names 1 to {MOST_MONTHS} months"
            raise BadRead("BAD_USER_INPUT", zh, en, ("until",))
        try:
            async with request.house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
                found = await count_partner(work, caller, since, until)
        except Refused as refused:
            (one,) = refused.refusals
            raise BadRead(one.code, one.zh, one.en) from refused
        return [
            PartnerFigure(month=one.month, measure=one.measure, value=one.value, suppressed=one.value is None)
            for one in found
        ]
