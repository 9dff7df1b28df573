"""Why somebody may do something with an object, or may not: roles, policy lines, places and lists behind it."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import ClassVar
from uuid import UUID

import strawberry

from policies.assignments import Assignment, held
from policies.audit import audit
from policies.caller import Caller
from policies.classes import GRANT, FieldClass, RowKind
from policies.deciding import READ, Question, answered, deciding, domains, question
from policies.refusal import Refused
from policies.require import require
from policies.scope import within
from policies.source import PolicySet
from policies.standing import standing_of
from policies.vocabulary import asked_for
from reads.errors import BadRead
from records.codes import Role
from schema.access_found import AccessGround, Found, find, grounds, sees
from schema.access_told import Told, summed, told
from schema.acting import caller_of
from schema.context import Info, Request
from schema.ids import split_id
from tenants.registry import Tenant
from tenants.work import SUBJECT

ACTION = "access:explain"


@strawberry.type(description="A policy line that speaks of what was asked.")
class PolicyLine:
    """A policy line that speaks of what was asked: where it stands, what it says, what it does."""

    field_class: ClassVar = FieldClass.BASIC

    source: str
    line: str
    effect: str | None


@strawberry.type(description="What one role that somebody holds decides; a request acts in one role.")
class AccessDecision:
    """What one role decides; `allowed` is null where it depends on an object that the asker may not know of."""

    field_class: ClassVar = FieldClass.BASIC

    role: Role
    allowed: bool | None
    answer: str | None
    lines: list[PolicyLine]
    grounds: list[AccessGround]
    sentence: str


@strawberry.type(description="Why somebody may do something with an object, or may not.")
class AccessExplanation:
    """The decisions of each role that the asker may know of, and all of them in one sentence."""

    field_class: ClassVar = FieldClass.BASIC

    allowed: bool | None
    sentence: str
    policy_version: str
    decisions: list[AccessDecision]


async def explain_access(info: Info, subject: str, object: str, action: str) -> AccessExplanation | None:
    """Explain one person's access to one object; None for an object that the asker may not know of, or that is none.

    An asker who reads no rows of the object's kind is answered by roles and policies alone, and the object is not
    looked at. Raises `BadRead`: FORBIDDEN for who may not ask, BAD_USER_INPUT for an action that no policy knows.
    """
    request = info.context
    asker, tenant = request.caller, request.tenant
    try:
        require(asker, ACTION)
    except Refused as refused:
        (one,) = refused.refusals
        raise BadRead(one.code, one.zh, one.en) from refused
    assert tenant is not None  # operators may not ask
    parts = split_id(object) if SUBJECT.fullmatch(subject) else None
    if parts is None or parts[0] not in request.registry.nodes:
        return None
    kind, key = parts
    asked = _question(kind, action)
    looks = asker.permit.row(kind) is not RowKind.NONE
    found = await find(info, kind, key) if looks else None
    await _audit(request, tenant, subject, kind, key, action)
    if looks and found is None:
        return None
    holds = await held(request.house, tenant, subject)
    policies = await standing_of(request.house).at(request.house, tenant, holds.policies)
    decisions = [one async for one in _decisions(info, policies, holds.assignments, subject, (kind, key), asked, found)]
    allowed = [one.allowed for one in decisions]
    return AccessExplanation(
        allowed=True if True in allowed else None if None in allowed else False,
        sentence=summed(subject, [one.sentence for one in decisions], asker.language),
        policy_version=policies.version,
        decisions=decisions,
    )


def _question(kind: str, action: str) -> Question:
    word, _, part = action.partition(":")
    if word == READ:
        asked = question(f"{kind}:{part}" if part else kind, READ)
    else:
        asked = question(word, part) if part else question(kind, action)
    rows = {one.value for one in RowKind}
    if not asked_for(asked.obj, asked.acts) or (word != READ and asked.acts[0] in rows):
        raise BadRead(
            "BAD_USER_INPUT",
            "没有这样的操作：可用 read、read:字段类别，或操作名称，如 child:update",
            "There is no such action: ask for read, read:CLASS, or an action such as child:update",
        )
    return asked


async def _decisions(
    info: Info,
    policies: PolicySet,
    assignments: Iterable[Assignment],
    subject: str,
    id: tuple[str, UUID],
    asked: Question,
    found: Found | None,
) -> AsyncIterator[AccessDecision]:
    request = info.context
    assert request.tenant is not None
    roles: dict[Role, list[Assignment]] = {}
    for one in assignments:
        if one.role is not Role.PLATFORM_OPERATOR:
            roles.setdefault(one.role, []).append(one)
    for role in sorted(roles, key=list(Role).index):
        acting = roles[role]
        who = caller_of(subject, request.tenant.code, acting, policies, language=request.caller.language)
        granted = who.permit
        # Nothing was found where the asker reads no such rows: then nobody looks.
        in_sight = await sees(info, who, *id) if found else None
        known = [one for one in acting if _known(request.caller, one.place, request.tenant)]
        if not known and not in_sight:
            continue
        answer = answered(granted, asked)
        if in_sight and answer == GRANT and asked.obj.partition(":")[0] == id[0]:
            in_sight = await sees(info, who, *id, FieldClass(asked.obj.partition(":")[2]))
        lines = list(_lines(policies, role, request.tenant.code, id[0], asked, acting))
        areas = [one.division for one in known if one.division is not None]
        why = await grounds(request, who, areas, granted.row(id[0]), found) if found and in_sight else []
        allowed = False if answer is None else in_sight
        facts = Told(subject, role, asked, answer, granted.row(id[0]), allowed, in_sight, lines, why)
        yield AccessDecision(
            role=role,
            allowed=allowed,
            answer=answer,
            lines=lines,
            grounds=why,
            sentence=told(facts, request.caller.language),
        )


def _known(asker: Caller, place: int | None, tenant: Tenant) -> bool:
    """Tell whether the asker may know of an assignment: it lies in their places; one for no place is the tenant's."""
    return within(asker.scope, tenant.division if place is None else place)


def _lines(
    policies: PolicySet, role: Role, tenant: str, kind: str, asked: Question, acting: list[Assignment]
) -> Iterator[PolicyLine]:
    places = [one.place for one in acting if one.place is not None]
    questions = [asked] if asked.obj.partition(":")[0] == kind and READ in asked.word else [question(kind, READ), asked]
    seen_already: set[str] = set()
    for one in questions:
        for domain in domains(policies, tenant, places):
            for line in deciding(policies, role, domain, one):
                if line.place not in seen_already:
                    seen_already.add(line.place)
                    yield PolicyLine(source=line.place, line=line.text, effect=line.effect or None)


async def _audit(request: Request, tenant: Tenant, subject: str, kind: str, key: UUID, action: str) -> None:
    """Write who asked about whom before anything is answered, also where nothing will be."""
    asker = request.caller
    async with request.house.work(tenant, scope=asker.scope, subject=asker.subject) as work:
        await audit(work, asker, ACTION, object=key, kind=kind, fields=[action], reason=subject)
