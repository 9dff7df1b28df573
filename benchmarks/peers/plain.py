"""Plain Strawberry: its own view, SQLAlchemy's ORM and DataLoaders on the same tables, as tutorials build it.

With the caches for parsing and validation that Strawberry ships, and a pool as large as everybody's; no caller, no
policy, no trail.
"""

import os
from collections import defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry
from starlette.requests import Request
from starlette.responses import Response
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

from records.child import child
from records.codes import VisitOutcome
from records.division import division
from records.guardian import guardian
from records.ids import uuid7
from records.journal import outbox
from records.visit import visit

engine = create_async_engine(
    os.environ["PEERS_URL"].replace("postgresql://", "postgresql+asyncpg://"),
    pool_size=int(os.environ["PEERS_CONNECTIONS"]),
    max_overflow=0,
).execution_options(schema_translate_map={"tenant": os.environ["PEERS_SCHEMA"], "platform": "platform"})
sessions = async_sessionmaker(engine, expire_on_commit=False)
mapped = registry()


@mapped.mapped
class ChildRow:
    __table__ = child


@mapped.mapped
class GuardianRow:
    __table__ = guardian


@mapped.mapped
class VisitRow:
    __table__ = visit


@mapped.mapped
class DivisionRow:
    __table__ = division


@mapped.mapped
class OutboxRow:
    __table__ = outbox


Info = strawberry.Info[dict[str, Any], None]


@strawberry.type
class Division:
    code: str
    name: str


@strawberry.type
class Guardian:
    id: strawberry.ID
    name: str | None
    relation: str
    phone: str | None


@strawberry.type
class Visit:
    row: strawberry.Private[Any]
    id: strawberry.ID
    mode: str
    outcome: str
    occurred_at: datetime
    problems: str | None
    solutions: str | None

    @strawberry.field
    async def child(self, info: Info) -> "Child":
        return await info.context["children"].load(self.row.child_id)


@strawberry.type
class Visits:
    nodes: list[Visit]


@strawberry.type
class Child:
    row: strawberry.Private[Any]
    id: strawberry.ID
    version: int
    name: str
    sex: str
    ethnicity: str | None
    birth_date: date
    address: str | None
    hukou_type: str
    single_parent: str | None
    boarding: str | None
    schooling: str | None
    school_status: str | None
    risk_level: str
    file_status: str
    next_visit_due: date | None
    updated_at: datetime

    @strawberry.field
    def resident_id(self) -> str | None:
        return self.row.resident_id_masked

    @strawberry.field
    async def division(self, info: Info) -> Division:
        return await info.context["divisions"].load(self.row.division)

    @strawberry.field
    async def guardians(self, info: Info) -> list[Guardian]:
        return await info.context["guardians"].load(self.row.id)

    @strawberry.field
    async def visits(self, info: Info, first: int = 20) -> Visits:
        return Visits(nodes=await info.context["visits"].load((self.row.id, first)))


@strawberry.type
class Children:
    nodes: list[Child]


@strawberry.input
class ChildWhere:
    division: str


@strawberry.input
class RecordVisitInput:
    child_ids: list[strawberry.ID]
    mode: str
    occurred_at: datetime
    problems: str
    solutions: str


@strawberry.type
class UserError:
    code: str
    message: str
    path: list[str]


@strawberry.type
class VisitPayload:
    visits: list[Visit]
    user_errors: list[UserError]


def _child(row: Any) -> Child:
    names = [one for one in Child.__annotations__ if one not in ("row", "id")]
    return Child(row=row, id=strawberry.ID(f"child_{row.id}"), **{name: getattr(row, name) for name in names})


def _visit(row: Any) -> Visit:
    names = [one for one in Visit.__annotations__ if one not in ("row", "id")]
    return Visit(row=row, id=strawberry.ID(f"visit_{row.id}"), **{name: getattr(row, name) for name in names})


@strawberry.type
class Query:
    @strawberry.field
    async def child(self, info: Info, id: strawberry.ID) -> Child | None:
        async with sessions() as session:
            row = await session.get(ChildRow, UUID(id.partition("_")[2]))
        return _child(row) if row else None

    @strawberry.field
    async def children(self, info: Info, where: ChildWhere, first: int = 20, order_by: str = "ID") -> Children:
        risk = (child.c.priority, child.c.next_due.nulls_last()) if order_by == "RISK_THEN_DUE" else ()
        asked = select(ChildRow).where(child.c.county == int(where.division)).order_by(*risk, child.c.id).limit(first)
        async with sessions() as session:
            return Children(nodes=[_child(row) for row in await session.scalars(asked)])


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def record_visit(self, info: Info, input: RecordVisitInput) -> VisitPayload:
        now = datetime.now().astimezone()
        async with sessions() as session, session.begin():
            seen = await session.get(ChildRow, UUID(input.child_ids[0].partition("_")[2]))
            row = VisitRow(
                id=uuid7(),
                child_id=seen.id,
                division=seen.division,
                occurred_division=seen.division,
                occasion=uuid7(),
                mode=input.mode,
                outcome=VisitOutcome.MET.value,
                occurred_at=input.occurred_at,
                recorded_by="benchmark",
                recorded_at=now,
                problems=input.problems,
                solutions=input.solutions,
            )
            seen.updated_at, seen.version = now, seen.version + 1
            event = {"event_id": uuid7(), "kind": "VISIT_RECORDED", "subject_kind": "visit", "subject": row.id}
            session.add_all([row, OutboxRow(**event, division=seen.division, occurred_at=now)])
            await session.flush()
        return VisitPayload(visits=[_visit(row)], user_errors=[])


async def _children(keys: list[UUID]) -> list[Child]:
    async with sessions() as session:
        found = {row.id: _child(row) for row in await session.scalars(select(ChildRow).where(child.c.id.in_(keys)))}
    return [found[key] for key in keys]


async def _divisions(codes: list[int]) -> list[Division]:
    async with sessions() as session:
        rows = await session.scalars(select(DivisionRow).where(division.c.code.in_(codes)))
        found = {row.code: Division(code=str(row.code), name=row.name) for row in rows}
    return [found[code] for code in codes]


async def _guardians(keys: list[UUID]) -> list[list[Guardian]]:
    found = defaultdict(list)
    async with sessions() as session:
        asked = select(GuardianRow).where(guardian.c.child_id.in_(keys)).order_by(guardian.c.id)
        for row in await session.scalars(asked):
            key = strawberry.ID(f"guardian_{row.id}")
            found[row.child_id].append(Guardian(id=key, name=row.name, relation=row.relation, phone=row.phone_masked))
    return [found[key] for key in keys]


async def _visits(keys: list[tuple[UUID, int]]) -> list[list[Visit]]:
    """Give the latest visits of each child: one statement with a window, as the manuals have it."""
    most = max(first for _, first in keys)
    latest = (visit.c.occurred_at.desc(), visit.c.id.desc())
    rank = func.row_number().over(partition_by=visit.c.child_id, order_by=latest).label("rank")
    those = visit.c.child_id.in_([key for key, _ in keys]) & visit.c.corrected_by.is_(None)
    ranked = select(visit.c.id, rank).where(those).subquery()
    found = defaultdict(list)
    async with sessions() as session:
        asked = select(VisitRow).join(ranked, ranked.c.id == visit.c.id).where(ranked.c.rank <= most).order_by(*latest)
        for row in await session.scalars(asked):
            found[row.child_id].append(_visit(row))
    return [found[key][:first] for key, first in keys]


class View(GraphQL):
    async def get_context(self, request: Request, response: Response) -> dict[str, Any]:
        return {
            "children": DataLoader(_children),
            "divisions": DataLoader(_divisions),
            "guardians": DataLoader(_guardians),
            "visits": DataLoader(_visits),
        }


schema = strawberry.Schema(Query, Mutation, extensions=[ParserCache, ValidationCache])
app = View(schema, allow_queries_via_get=False)
