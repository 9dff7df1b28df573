"""Queries about the care of children: agreements, cases, needs, benefits, plans, and work that places share."""

import strawberry

from schema.agreement import AGREEMENTS, Agreement, AgreementWhere
from schema.answer import answer
from schema.benefit import BENEFITS, STANDING, Benefit, BenefitWhere
from schema.care_plan import PLANS, CarePlan, CarePlanWhere
from schema.case import CASES, Case, CaseWhere
from schema.commission import COMMISSIONS, Commission, CommissionWhere
from schema.context import Info
from schema.division_of_duties import AGREED, DivisionOfDuties, DivisionOfDutiesWhere
from schema.need import NEEDS, Need, NeedWhere
from schema.paging import Connection
from schema.roots import page
from schema.screening import ROUNDS, ScreeningRound, ScreeningWhere


@strawberry.type(description="What may be asked about care.")
class CareQueries:
    """What may be asked about care."""

    @strawberry.field(
        metadata=page(STANDING, past=BENEFITS),
        description="Benefits in sight; those that stand, with `past` their history, too.",
    )
    async def benefits(
        self,
        info: Info,
        where: BenefitWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Benefit]:
        """Answer with a page of benefits, the latest record first."""
        return await answer(info)

    @strawberry.field(metadata=page(CASES), description="Cases in sight: of the viewer's area, or given to the viewer.")
    async def cases(
        self,
        info: Info,
        where: CaseWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Case]:
        """Answer with a page of cases, the latest first."""
        return await answer(info)

    @strawberry.field(
        metadata=page(NEEDS), description="Needs in sight, kind by kind: the classified list of what children need."
    )
    async def needs(
        self,
        info: Info,
        where: NeedWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Need]:
        """Answer with a page of needs."""
        return await answer(info)

    @strawberry.field(
        metadata=page(PLANS), description="Care plans in sight, the one to be looked at again first at the top."
    )
    async def care_plans(
        self,
        info: Info,
        where: CarePlanWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[CarePlan]:
        """Answer with a page of plans, earlier ones of a child among them."""
        return await answer(info)

    @strawberry.field(
        metadata=page(COMMISSIONS),
        description="Visits that the township of residence makes, as it and the file's place see them.",
    )
    async def commissions(
        self,
        info: Info,
        where: CommissionWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Commission]:
        """Answer with a page of commissions."""
        return await answer(info)

    @strawberry.field(
        metadata=page(ROUNDS), description="Rounds of screening, the latest first, each with its list and its counters."
    )
    async def screening_rounds(
        self,
        info: Info,
        where: ScreeningWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[ScreeningRound]:
        """Answer with a page of rounds."""
        return await answer(info)

    @strawberry.field(metadata=page(AGREEMENTS), description="Agreements on entrusted care in sight, the latest first.")
    async def agreements(
        self,
        info: Info,
        where: AgreementWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Agreement]:
        """Answer with a page of agreements."""
        return await answer(info)

    @strawberry.field(
        metadata=page(AGREED), description="What counties have agreed on for children, as both of them see it."
    )
    async def divisions_of_duties(
        self,
        info: Info,
        where: DivisionOfDutiesWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[DivisionOfDuties]:
        """Answer with a page of agreements."""
        return await answer(info)
