"""Record what was done about a need: who, when, bought in or not, and what came of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select, update

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_NEED
from care.actions.common.reading import read_short_text, read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import not_found
from care.actions.common.unset import spoken
from care.actions.needs.asked import check_purchased
from care.actions.needs.sight import expect_running, need_in_sight, reopen_need
from care.actions.reports.addressing import children_of
from care.actions.reports.sight import open_report
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import Refused
from policies.require import require
from records.codes import NeedStatus, PurchasedService, Service
from records.ids import uuid7
from records.need import need, service_record
from records.organisation import organisation
from tenants.work import Work


@dataclass(frozen=True)
class RecordService:
    """What was done about a need, by whom (the caller unless said), and the report that it follows from, if any."""

    need_id: UUID
    provided_on: date
    outcome: str
    provider: str | None = None
    organisation_id: UUID | None = None
    purchased: bool = False
    purchased_as: PurchasedService | None = None
    report_id: UUID | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def record_service(work: Work, caller: Caller, command: RecordService) -> Done:
    """Record a service for a need in sight, which is served from then on; there may be several.

    Raises `Refused`: NOT_FOUND for the need, the organisation, and a report that is out of sight or about others;
    CONFLICT for a closed need; everything that is wrong with the record. Warns of a bought service that the catalogue
    of the place does not name. Source: 云民规〔2019〕3号 annex 3 item 5 (YN-D4), (七) (YN-K19).
    """
    require(caller, "service:record")
    earlier = await replayed(work, caller, command)
    if earlier:
        await reopen_need(work, caller, earlier.ids[0])
        return earlier
    row = await need_in_sight(work, caller, command.need_id)
    expect_running(row)
    if command.report_id is not None:
        await open_report(work, caller, command.report_id)
        if row["child_id"] not in await children_of(work, command.report_id):
            raise Refused(not_found(("reportId",)))

    findings, day = Findings(labels=OF_NEED), today(work)
    check_past_day(findings, ("providedOn",), command.provided_on, work)
    outcome = read_text(findings, ("outcome",), command.outcome, day)
    if outcome is None and not findings.spoiled("outcome"):
        findings.require(("outcome",))
    provider = read_short_text(findings, ("provider",), command.provider, day) or caller.name or caller.subject
    await _check_organisation(findings, work, command.organisation_id)
    book = (await law_of(work)).at(row["division"], min(command.provided_on, day))
    check_purchased(findings, ("purchasedAs",), book, purchased=command.purchased, kind=command.purchased_as)
    warnings = findings.settle()

    key = uuid7()
    own = {"id": key, "need_id": row["id"], "child_id": row["child_id"], "division": row["division"]}
    facts = {"provided_on": command.provided_on, "provider": provider, "outcome": outcome}
    bought = {"purchased": command.purchased, "purchased_as": command.purchased_as}
    by = {"organisation_id": command.organisation_id, "report_id": command.report_id, "recorded_by": caller.subject}
    times = {"created_at": work.now, "updated_at": work.now}
    await work.run(insert(service_record).values(**own, **facts, **bought, **by, **times))
    served = {"status": NeedStatus.SERVED, "version": need.c.version + 1, "updated_at": work.now}
    await work.run(update(need).where(need.c.id == row["id"]).values(**served))
    await touch(work, row["child_id"])
    if row["kind"] == Service.ADULT_TRANSITION:
        await rederive(work, row["child_id"])
    fields = map(camel, spoken(command))
    await audit(work, caller, "service:record", object=key, kind="service", fields=fields, rule_version=book.version)
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["child_id"], division=row["division"])
    return done


async def _check_organisation(findings: Findings, work: Work, key: UUID | None) -> None:
    if key is not None and await work.value(select(organisation.c.id).where(organisation.c.id == key)) is None:
        findings.refusals.append(not_found(("organisationId",)))
