"""Sign an instrument of entrusted care, witness it, file it, and give the school its copy: at once or one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from alerts.outbox import announce
from care.actions.agreements.carers import agreement_in_force, follow_agreements
from care.actions.agreements.content import names_of, tell_gaps
from care.actions.agreements.loading import load_agreement
from care.actions.agreements.notices import copy_for_school, school_told, tell_of_change
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_AGREEMENT
from care.actions.common.rederive import rederive
from care.actions.common.sight import not_found
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.divisions.scope import covers
from care.duties.agreements.gaps import LATER, Gap, gaps, has_school
from care.duties.law import law_of
from care.rulebooks.rulebook import Rulebook
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.agreement import agreement
from records.codes import AgreementGap
from records.organisation import organisation
from tenants.work import Work


@dataclass(frozen=True)
class SignAgreement:
    """When it was signed, which organisation witnessed it, and when the carer was told its duties.

    What comes later than the signature (the witness, the school's copy, the filing) may be told by a second call.
    """

    agreement_id: UUID
    version: int
    signed_on: date
    witness: UUID | None = None
    school_notified_on: date | None = None
    explained_on: date | None = None
    filed_on: date | None = None
    idempotency_key: str | None = None


async def sign_agreement(work: Work, caller: Caller, command: SignAgreement) -> Done:
    """Sign a draft in sight; without the witness that the rules of the place ask it stays a draft.

    Once concluded it takes the place of the one before it, names the child's carer, and lets those be told whom the
    rules name. Raises `Refused`: NOT_FOUND, CONFLICT for another version and for one that was replaced or is complete,
    REQUIRED with the citation for everything that the rules of the day of signing oblige to and that is missing.
    """
    require(caller, "agreement:sign")
    require_rows(caller, "agreement")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row, its = await load_agreement(work, caller, command.agreement_id, command.version)

    findings = Findings(OF_AGREEMENT)
    _check_open(findings, row)
    _check_days(findings, work, command, row)
    book = (await law_of(work)).at(row["division"], min(command.signed_on, today(work)))
    if command.witness is not None:
        await _check_witness(findings, work, book, row, command.witness)
    new = _signed(command, row)
    found = gaps({**row, **new}, book, school=has_school(its))
    _check_gaps(findings, found)
    _check_before(findings, {**row, **new}, book)
    warnings = findings.settle()

    before = await agreement_in_force(work, row["child_id"], command.signed_on)
    concluded = _concluded(work, row, new, found)
    new |= {"missing": names_of(found), "concluded_on": concluded}
    changed = update(agreement).where(agreement.c.id == row["id"])
    await work.run(changed.values(**new, version=agreement.c.version + 1, updated_at=work.now))
    after = {**row, **new}
    if concluded is not None and row["concluded_on"] is None:
        await _take_over(work, its, book, after, before if before and before["id"] != row["id"] else None)
    if concluded is not None:
        await _copy(work, its, book, after, found)
    await touch(work, row["child_id"])
    fields = map(camel, spoken(command))
    await audit(
        work, caller, "agreement:sign", object=row["id"], kind="agreement", fields=fields, rule_version=book.version
    )
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await rederive(work, row["child_id"])
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["child_id"], division=row["division"])
    return done


def _check_open(findings: Findings, row: asyncpg.Record) -> None:
    if row["replaced_on"] is not None:
        zh, en = "已被新的文书取代", "was replaced by another"
        findings.refuse(ErrorCode.CONFLICT, ("agreementId",), zh, en)
    elif row["concluded_on"] is not None and not row["missing"]:
        zh, en = "已签订且手续齐全", "is signed, and nothing is missing"
        findings.refuse(ErrorCode.CONFLICT, ("agreementId",), zh, en)


def _check_days(findings: Findings, work: Work, command: SignAgreement, row: asyncpg.Record) -> None:
    for name in ("signed_on", "school_notified_on", "explained_on", "filed_on"):
        day = getattr(command, name)
        if day is not None:
            check_past_day(findings, (camel(name),), day, work)
    if row["concluded_on"] is not None and row["signed_on"] != command.signed_on:
        zh, en = f"已于{row['signed_on']}签订", f"contradicts the file, which has {row['signed_on']}"
        findings.refuse(ErrorCode.CONFLICT, ("signedOn",), zh, en)
    if row["ends_on"] is not None and command.signed_on > row["ends_on"]:
        zh, en = "晚于委托期限", "lies after the end of the term"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("signedOn",), zh, en)


async def _check_witness(findings: Findings, work: Work, book: Rulebook, row: asyncpg.Record, witness: UUID) -> None:
    """Check that the witness is an office of the kind that the rules name, of the child's own place."""
    path = ("witness",)
    office = await work.one(select(organisation).where(organisation.c.id == witness))
    rule = book.rule("care.witness")
    if office is None:
        findings.refusals.append(not_found(path))
    elif rule is not None and office["kind"] not in book.codes("care.witness"):
        zh, en = "不是应当见证的单位", "is not of the kind that witnesses"
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en, rule.citation)
    elif not covers([office["division"]], row["division"]):
        zh, en = "不是儿童所在地的单位", "is another place's"
        findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en, rule.citation if rule else None)


def _signed(command: SignAgreement, row: asyncpg.Record) -> dict[str, Any]:
    return {
        "signed_on": command.signed_on,
        "witness_id": command.witness or row["witness_id"],
        "explained_on": command.explained_on or row["explained_on"],
        "school_notified_on": command.school_notified_on or row["school_notified_on"],
        "filed_on": command.filed_on or row["filed_on"],
    }


def _check_gaps(findings: Findings, found: tuple[Gap, ...]) -> None:
    for gap in found:
        if gap.what not in LATER and gap.binding:
            findings.require(gap.path, gap.citation)
    tell_gaps(findings, (one for one in found if one.what in LATER or not one.binding))


def _check_before(findings: Findings, row: Mapping[str, Any], book: Rulebook) -> None:
    """Check that what the rules want done before the signature was not done after it."""
    for key, column in (("care.childHeard", "child_heard_on"), ("care.explained", "explained_on")):
        rule, day = book.flag(key), row[column]
        if rule is not None and day is not None and day > row["signed_on"]:
            zh, en = "应在签订之前", "must come before the signature"
            findings.refuse(ErrorCode.RULE_VIOLATION, (camel(column),), zh, en, rule.citation)


def _concluded(work: Work, row: asyncpg.Record, new: Mapping[str, Any], found: tuple[Gap, ...]) -> date | None:
    """Give since when it is concluded: the signature, or the day on which the witness came to it."""
    if any(one.what is AgreementGap.WITNESS for one in found):
        return None
    known: date | None = row["concluded_on"]
    if known is not None:
        return known
    signed: date = new["signed_on"]
    return today(work) if row["signed_on"] is not None and row["witness_id"] is None else signed


async def _take_over(
    work: Work, its: asyncpg.Record, book: Rulebook, row: Mapping[str, Any], before: asyncpg.Record | None
) -> None:
    """Let the instrument before it end, and tell of the change whom the rules name."""
    begins: date = max(row["starts_on"] or row["concluded_on"], row["concluded_on"])
    if before is not None:
        ended = update(agreement).where(agreement.c.id == before["id"])
        await work.run(ended.values(replaced_on=begins, version=agreement.c.version + 1, updated_at=work.now))
        await tell_of_change(work, its, book, row["id"], row["concluded_on"], told=row["school_notified_on"])
    await follow_agreements(work, [row["child_id"]])


async def _copy(
    work: Work, its: asyncpg.Record, book: Rulebook, row: Mapping[str, Any], found: tuple[Gap, ...]
) -> None:
    """Owe the school its copy, or settle that it has it."""
    if row["school_notified_on"] is not None:
        await school_told(work, its["id"], row["id"], row["school_notified_on"])
    elif any(one.what is AgreementGap.SCHOOL_COPY for one in found):
        await copy_for_school(work, its, book, row["id"], row["concluded_on"])
