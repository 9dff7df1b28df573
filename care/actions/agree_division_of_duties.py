"""Agree on a division of duties: the counties of residence and of hukou have settled who does what for a child."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import insert, select

from alerts.outbox import announce
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_DIVISION_OF_DUTIES
from care.actions.common.places import check_elsewhere, places
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import load_child
from care.actions.common.unset import spoken
from care.divisions.digits import around
from care.divisions.scope import covers
from care.duties.law import law_of
from care.rulebooks.rulebook import Effective, Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import AdminLevel, DutyKind
from records.division_of_duties import division_of_duties
from records.duty import duty
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class AgreeDivisionOfDuties:
    """For which child, with which county, on which day and on what."""

    child_id: UUID
    other_division: int
    agreed_on: date
    terms: str
    client_id: str | None = None
    idempotency_key: str | None = None


async def agree_division_of_duties(work: Work, caller: Caller, command: AgreeDivisionOfDuties) -> Done:
    """Record what the county of a child in sight has agreed on with the county of its hukou; gives the duty to agree.

    Until then, and as far as the terms say nothing else, the county of residence acts (reading A24). A county outside
    the tenant is named and not told. Raises `Refused`: NOT_FOUND, RULE_VIOLATION where no rule asks for an agreement or
    none is owed, and everything that is wrong with the input.
    """
    require(caller, "dutyDivision:agree")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    child = await load_child(work, caller, command.child_id, ("childId",))

    findings, day = Findings(OF_DIVISION_OF_DUTIES), today(work)
    book = (await law_of(work)).at(child["division"], day)
    rule = _check_rule(findings, book)
    owed = await _owed(work, command.child_id)
    if rule is not None and owed is None:
        zh, en = "居住地与户籍地同属一地，无需商定分工", "lives where its hukou is: there is nothing to agree on"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("childId",), zh, en, rule.citation)
    check_past_day(findings, ("agreedOn",), command.agreed_on, work)
    await _check_county(findings, work, command, child)
    terms = read_text(findings, ("terms",), command.terms, day)
    if terms is None and not findings.spoiled("terms"):
        findings.require(("terms",), rule.citation if rule else None)
    warnings = findings.settle()

    key, here = uuid7(), around(child["lives_at"] or child["division"], AdminLevel.COUNTY)
    await work.run(
        insert(division_of_duties).values(
            id=key,
            child_id=child["id"],
            division=child["division"],
            residence=here,
            other_division=around(command.other_division, AdminLevel.COUNTY),
            child_name=child["name"],
            agreed_on=command.agreed_on,
            terms=terms,
            citation=rule.citation if rule else None,
            rule_version=book.version,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    await rederive(work, child["id"])
    told = map(camel, spoken(command))
    await audit(
        work, caller, "dutyDivision:agree", object=key, kind="dutyDivision", fields=told, rule_version=book.version
    )
    done = Done(() if owed is None else (owed["id"],), warnings)
    await remember(work, caller, command, done)
    sides = [child["division"], around(command.other_division, AdminLevel.COUNTY)]
    for place in sides if covers([work.tenant.division], sides[1]) else sides[:1]:
        await announce(work, "DUTY_SETTLED", subject_kind="dutyDivision", subject=key, division=place)
    return done


def _check_rule(findings: Findings, book: Rulebook) -> Effective | None:
    rule = book.rule("residence.agreement")
    if rule is not None and rule.value is True:
        return rule
    zh, en = "当地规定没有两地商定分工的要求", "no rule there asks two counties to agree"
    findings.refuse(ErrorCode.RULE_VIOLATION, ("childId",), zh, en)
    return None


async def _owed(work: Work, child: UUID) -> asyncpg.Record | None:
    """Give the latest duty to agree, done or not: an agreement may be made anew."""
    asked = select(duty.c.id).where(
        duty.c.child_id == child, duty.c.kind == DutyKind.DIVISION_OF_DUTIES, duty.c.cancelled_at.is_(None)
    )
    return await work.one(asked.order_by(duty.c.created_at.desc(), duty.c.id.desc()).limit(1))


async def _check_county(findings: Findings, work: Work, command: AgreeDivisionOfDuties, child: asyncpg.Record) -> None:
    path, other, home = ("otherDivision",), command.other_division, child["hukou_division"]
    check_elsewhere(findings, path, other, await places(work, [other]))
    if findings.spoiled(*path):
        return
    county = around(other, AdminLevel.COUNTY)
    if county == around(other, AdminLevel.PREFECTURE):
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, "应为县（市、区）", "must be a county")
    elif home is not None and not covers([home], county) and not covers([county], home):
        zh, en = "与档案登记的户籍所在地不符", "is not where the file says that the hukou is"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
