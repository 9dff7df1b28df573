"""Open a need of a child: what it lacks, classified by the service that would meet it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_NEED
from care.actions.common.reading import read_text
from care.actions.common.sight import load, load_child, not_found
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.actions.needs.asked import citation_of
from care.actions.needs.lists import list_new_needs
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.codes import NeedStatus, Service
from records.ids import uuid7
from records.need import need
from records.visit import visit
from tenants.work import Work


@dataclass(frozen=True)
class OpenNeed:
    """What a child needs, since when that is known (today unless said), and the visit at which it was found, if any."""

    child_id: UUID
    kind: Service
    detail: str | None = None
    found_on: date | None = None
    visit_id: UUID | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def open_need(work: Work, caller: Caller, command: OpenNeed) -> Done:
    """Enter a need of a child in sight into the list of needs, where it stays open until it is closed.

    Whoever is paired with the child sees it, too. Raises `Refused`: NOT_FOUND, and everything that is wrong with the
    record. Warns of a need of the same kind that is open already, and of a service that no document of the place names.
    Source: 闽民童〔2024〕33号 item 8 (FJ-C3).
    """
    require(caller, "need:open")
    require_rows(caller, "need")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",))
    if command.visit_id is not None:
        found = await load(work, caller, visit, command.visit_id, ("visitId",))
        if found["child_id"] != row["id"]:
            raise Refused(not_found(("visitId",)))

    findings, on = Findings(labels=OF_NEED), command.found_on or today(work)
    check_past_day(findings, ("foundOn",), on, work)
    if on < row["birth_date"].replace(day=1):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("foundOn",), "早于儿童出生", "lies before the child's birth")
    detail = read_text(findings, ("detail",), command.detail, today(work))
    book = (await law_of(work)).at(row["division"], min(on, today(work)))
    citation = citation_of(findings, command.kind, book)
    await _warn_of_twins(findings, work, command)
    warnings = findings.settle()

    key = uuid7()
    own = {"id": key, "child_id": row["id"], "division": row["division"], "kind": command.kind}
    facts = {"detail": detail, "found_on": on, "visit_id": command.visit_id, "citation": citation}
    times = {"created_at": work.now, "updated_at": work.now}
    await work.run(insert(need).values(**own, **facts, **times, opened_by=caller.subject))
    await list_new_needs(work, {key: row["id"]})
    await touch(work, row["id"])
    fields = map(camel, spoken(command))
    await audit(work, caller, "need:open", object=key, kind="need", fields=fields, rule_version=book.version)
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done


async def _warn_of_twins(findings: Findings, work: Work, command: OpenNeed) -> None:
    same = select(need.c.id).where(
        need.c.child_id == command.child_id, need.c.kind == command.kind, need.c.status != NeedStatus.CLOSED
    )
    for row in await work.all(same.order_by(need.c.id)):
        zh = f"已有同类未办结的需求（need_{row['id']}），请核对是否重复"
        en = f"a need of this kind is running (need_{row['id']}); check for a duplicate"
        findings.warn(ErrorCode.CONFLICT, ("kind",), zh, en)
