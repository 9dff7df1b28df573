"""The root of the graph: every query field, each answered by one statement built from its selection."""

from datetime import date

import strawberry
from sqlalchemy import ColumnElement

from policies.classes import RowKind
from reads.arguments import Value
from reads.sources import Row
from records.codes import FormKind
from schema.access import AccessExplanation, explain_access
from schema.answer import answer
from schema.child import CHILDREN, Child, ChildOrder, ChildWhere
from schema.code import Code, codes_of
from schema.context import Info
from schema.division import Division
from schema.duty import DUTIES, OWED, Duty, DutyOrder, DutyWhere
from schema.explanation import DutyExplanation, explain
from schema.form import Form, form_of
from schema.guardian import GUARDIANS, Guardian, GuardianWhere
from schema.law import book_at
from schema.my_day import MyDay, day
from schema.node import Node
from schema.nodes import answer_nodes
from schema.organisation import ORGANISATIONS, Organisation, OrganisationWhere
from schema.paging import Connection
from schema.queries_of_alerts import AlertQueries
from schema.queries_of_break_glass import BreakGlassQueries
from schema.queries_of_brought_cases import BroughtCaseQueries
from schema.queries_of_calendar import CalendarQueries
from schema.queries_of_care import CareQueries
from schema.queries_of_file_records import FileRecordQueries
from schema.queries_of_keeping import KeepingQueries
from schema.queries_of_partners import PartnerQueries
from schema.queries_of_publications import PublicationQueries
from schema.queries_of_staff import StaffQueries
from schema.queries_of_statistics import StatisticsQueries
from schema.queries_of_trail import TrailQueries
from schema.queries_of_webhooks import WebhookQueries
from schema.report import REPORTS, Report, ReportWhere
from schema.roots import by_id, by_ids, found, listed, page
from schema.rulebook import Milestone, Rulebook, milestones_of, rulebook_of
from schema.scalars import DivisionCode
from schema.tenant import Tenant, Viewer, tenant_of, tenants_in_sight, viewer_of
from schema.trainee import TRAINEES, Trainee, TraineeWhere
from schema.visit import VISITS, Visit, VisitOrder, VisitWhere


def _below(row: Row, given: dict[str, Value]) -> ColumnElement[bool]:
    parent = given.get("parent")
    if parent is None or parent.told("null", lambda sent: sent is None):
        return row.c.parent.is_(None)
    return row.c.parent == parent


@strawberry.type(description="What may be asked.")
class Query(
    AlertQueries,
    BreakGlassQueries,
    BroughtCaseQueries,
    KeepingQueries,
    CareQueries,
    CalendarQueries,
    FileRecordQueries,
    PublicationQueries,
    PartnerQueries,
    StaffQueries,
    StatisticsQueries,
    TrailQueries,
    WebhookQueries,
):
    """What may be asked; whoever may not see a thing gets the answer for a thing that is not there."""

    @strawberry.field(description="Who asks, in which tenant, with which roles and field classes.")
    def viewer(self, info: Info) -> Viewer:
        """Answer with the caller."""
        return viewer_of(info)

    @strawberry.field(
        metadata=by_ids("id"), description="Any object by its id; null for unknown, foreign and invisible alike."
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Answer with one object."""
        node: Node | None = (await answer_nodes(info, [id]))[0]
        return node

    @strawberry.field(metadata=by_ids("ids"), description="Objects by their ids, at most 100, in the order asked.")
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        """Answer with several objects."""
        return await answer_nodes(info, list(ids))

    @strawberry.field(metadata=by_id("child"), description="A child by its id.")
    async def child(self, info: Info, id: strawberry.ID) -> Child | None:
        """Answer with one child."""
        child: Child | None = await answer(info)
        return child

    @strawberry.field(metadata=page(CHILDREN), description="Children in sight.")
    async def children(
        self,
        info: Info,
        where: ChildWhere | None = None,
        order_by: ChildOrder | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Child]:
        """Answer with a page of children."""
        return await answer(info)

    @strawberry.field(metadata=page(GUARDIANS), description="Guardians of children in sight.")
    async def guardians(
        self,
        info: Info,
        where: GuardianWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Guardian]:
        """Answer with a page of guardians."""
        return await answer(info)

    @strawberry.field(
        metadata=page(VISITS), description="Visits to children in sight; a corrected visit gives way to its correction."
    )
    async def visits(
        self,
        info: Info,
        where: VisitWhere | None = None,
        order_by: VisitOrder | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Visit]:
        """Answer with a page of visits."""
        return await answer(info)

    @strawberry.field(
        metadata=page(REPORTS),
        description="Mandatory reports in sight: overseen, addressed to the viewer, or the viewer's own.",
    )
    async def reports(
        self,
        info: Info,
        where: ReportWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Report]:
        """Answer with a page of reports, the latest discovery first."""
        return await answer(info)

    @strawberry.field(
        metadata=page(TRAINEES), description="Directors, supervisors and others in training in the viewer's area."
    )
    async def trainees(
        self,
        info: Info,
        where: TraineeWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Trainee]:
        """Answer with a page of trainees."""
        return await answer(info)

    @strawberry.field(
        metadata=page(OWED, statuses=DUTIES),
        description="Duties in sight; without `statuses` those that are neither done nor cancelled.",
    )
    async def duties(
        self,
        info: Info,
        where: DutyWhere | None = None,
        order_by: DutyOrder | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Duty]:
        """Answer with a page of duties."""
        return await answer(info)

    @strawberry.field(metadata=day(), description="What the viewer has to do on a day, today unless another is named.")
    async def my_day(self, info: Info, on: date | None = None) -> MyDay:
        """Answer with the viewer's day."""
        answered: MyDay = await answer(info)
        return answered

    @strawberry.field(metadata=page(ORGANISATIONS), description="Organisations with the contact on duty.")
    async def organisations(
        self,
        info: Info,
        where: OrganisationWhere | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Organisation]:
        """Answer with a page of organisations."""
        return await answer(info)

    @strawberry.field(
        metadata=found(lambda row, given: row.c.code == given["code"]), description="A place by its code."
    )
    async def division(self, info: Info, code: DivisionCode) -> Division | None:
        """Answer with one place."""
        there: Division | None = await answer(info)
        return there

    @strawberry.field(
        metadata=listed(_below, lambda row: (row.c.code,)),
        description="The places directly below a place, or all provinces.",
    )
    async def divisions(self, info: Info, parent: DivisionCode | None = None) -> list[Division]:
        """Answer with the places of one level."""
        below: list[Division] = await answer(info)
        return below

    @strawberry.field(
        description="The values of an enumeration with Chinese and English labels; with a division, those that its"
        " rules know there that day (today, where none is named), with their sources."
    )
    async def codes(
        self, info: Info, kind: str, division: DivisionCode | None = None, on: date | None = None
    ) -> list[Code]:
        """Answer with an enumeration's values."""
        if info.context.caller.permit.row("code") is RowKind.NONE:
            return []
        return codes_of(kind, None if division is None else await book_at(info, division, on))

    @strawberry.field(
        description="What a front end must ask in a place on a day (today, where none is named): fields, required or"
        " not, options, sources."
    )
    async def form(self, info: Info, kind: FormKind, division: DivisionCode, on: date | None = None) -> Form:
        """Answer with a form."""
        return await form_of(info, kind, division, on)

    @strawberry.field(
        description="The rules in force in a place on a day, each with its sources; the tenant's own, today."
    )
    async def rulebook(self, info: Info, division: DivisionCode | None = None, on: date | None = None) -> Rulebook:
        """Answer with what the law says there that day."""
        return await rulebook_of(info, division, on)

    @strawberry.field(description="The phases and targets of the plans that hold in a place.")
    async def milestones(self, info: Info, division: DivisionCode | None = None) -> list[Milestone]:
        """Answer with phases and targets."""
        return await milestones_of(info, division)

    @strawberry.field(description="Why a duty is due: one plain sentence, its rules and what it was counted from.")
    async def explain_duty(self, info: Info, id: strawberry.ID) -> DutyExplanation | None:
        """Answer with the reason of a duty in sight."""
        return await explain(info, id)

    @strawberry.field(
        description="Why somebody may do something with an object, or may not: roles, policy lines, places and lists."
        " `action` is `read`, `read:CLASS` or an action such as `child:update`. For the county, the auditor and the"
        " administrator, who learn no more of the object than they may read."
    )
    async def explain_access(
        self, info: Info, subject: strawberry.ID, object: strawberry.ID, action: str
    ) -> AccessExplanation | None:
        """Answer with why."""
        return await explain_access(info, subject, object, action)

    @strawberry.field(description="All tenants for platform operators, one's own for others.")
    async def tenants(self, info: Info) -> list[Tenant]:
        """Answer with tenants."""
        return [tenant_of(one) for one in await tenants_in_sight(info)]
