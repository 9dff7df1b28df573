"""What an instrument of entrusted care says: read, checked, and turned into columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import insert, update

from care.actions.common.cells import phone_cells
from care.actions.common.days import check_past_day, today
from care.actions.common.findings import Findings
from care.actions.common.reading import read_name, read_phone, read_short_text, read_text
from care.duties.agreements.gaps import LATER, Gap, gaps, has_school
from care.rulebooks.rulebook import Rulebook
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.agreement import agreement
from records.codes import AgreementGap, CareInstrument, CarerCriterion, CarerRelation, EntrustReason
from records.ids import uuid7
from tenants.work import Work

PHONES: Final = ("carer_phone", "entruster_phone")
_SIGNING: Final = {"explained_on": None, "signed_on": None, "witness_id": None, "filed_on": None}
_WHILE_SIGNING: Final = LATER | {AgreementGap.SIGNATURE, AgreementGap.EXPLAINED}


@dataclass(frozen=True, kw_only=True)
class CareTerms:
    """Who entrusts the child to whom, why and for how long, and what was looked at before; numbers are whole."""

    relation: CarerRelation
    carer_name: str | None = None
    carer_phone: str | None = None
    reason: EntrustReason | None = None
    entruster_name: str | None = None
    entruster_workplace: str | None = None
    entruster_phone: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    other_terms: str | None = None
    child_heard_on: date | None = None
    child_not_heard_reason: str | None = None
    justification: str | None = None
    criteria: tuple[CarerCriterion, ...] = ()
    idempotency_key: str | None = None


def read_terms(findings: Findings, work: Work, told: CareTerms) -> dict[str, Any]:
    """Give the columns of what was told, phone numbers in the clear, and add all that is wrong with it."""
    day = today(work)
    if told.relation is CarerRelation.NONE:
        zh, en = "委托照护须写明照护人", "must name a carer: care that is not entrusted needs no agreement"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("relation",), zh, en)
    if told.child_heard_on is not None:
        check_past_day(findings, ("childHeardOn",), told.child_heard_on, work)
        if told.child_not_heard_reason:
            zh, en = "已听取儿童意见，不再填写未听取的原因", "is not given where the child was heard"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("childNotHeardReason",), zh, en)
    check_term(findings, told.starts_on, told.ends_on)
    return {
        "relation": told.relation,
        "carer_name": read_name(findings, ("carerName",), told.carer_name, day),
        "carer_phone": read_phone(findings, ("carerPhone",), told.carer_phone, day),
        "reason": told.reason,
        "entruster_name": read_name(findings, ("entrusterName",), told.entruster_name, day),
        "entruster_workplace": read_short_text(findings, ("entrusterWorkplace",), told.entruster_workplace, day),
        "entruster_phone": read_phone(findings, ("entrusterPhone",), told.entruster_phone, day),
        "starts_on": told.starts_on,
        "ends_on": told.ends_on,
        "other_terms": read_text(findings, ("otherTerms",), told.other_terms, day),
        "child_heard_on": told.child_heard_on,
        "child_not_heard_reason": read_text(findings, ("childNotHeardReason",), told.child_not_heard_reason, day),
        "justification": read_text(findings, ("justification",), told.justification, day),
        "criteria": list(dict.fromkeys(told.criteria)),
    }


def check_term(findings: Findings, starts_on: date | None, ends_on: date | None) -> None:
    """Check that a term does not end before it begins."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("endsOn",), "早于开始日期", "lies before the first day")


def check_instrument(findings: Findings, book: Rulebook, instrument: CareInstrument) -> None:
    """Check that an instrument is the one that the rules of the place know."""
    rule = book.rule("care.instrument")
    if rule is not None and instrument not in book.codes("care.instrument"):
        named = sorted(book.codes("care.instrument"))
        zh = f"当地使用：{'、'.join(CareInstrument[one].zh for one in named)}"
        findings.refuse(
            ErrorCode.RULE_VIOLATION, ("instrument",), zh, f"must be {' or '.join(named)} here", rule.citation
        )


def tell_gaps(findings: Findings, found: Iterable[Gap]) -> None:
    """Warn of what an instrument lacks."""
    for gap in found:
        zh, en = "签订前还需补充", "is still to be given"
        findings.warn(ErrorCode.REQUIRED, gap.path, zh, en, gap.citation)


def judged(findings: Findings, columns: Mapping[str, Any], book: Rulebook, child: asyncpg.Record) -> list[AgreementGap]:
    """Give what a draft lacks, and warn of what has to be there before it can be signed."""
    found = gaps({**_SIGNING, "school_notified_on": None, **columns}, book, school=has_school(child))
    tell_gaps(findings, (one for one in found if one.what not in _WHILE_SIGNING))
    unlooked = book.codes("care.criteria") - set(columns["criteria"])
    if columns["criteria"] and unlooked:
        names = "、".join(CarerCriterion[one].zh for one in sorted(unlooked))
        rule = book.rule("care.criteria")
        zh, en = f"尚未确认：{names}", f"were not confirmed: {', '.join(sorted(unlooked))}"
        findings.warn(ErrorCode.RULE_VIOLATION, ("criteria",), zh, en, rule.citation if rule else None)
    return names_of(found)


def names_of(found: Iterable[Gap]) -> list[AgreementGap]:
    """Name what is lacking, each once."""
    return list(dict.fromkeys(one.what for one in found))


async def write_draft(
    work: Work, caller: Caller, child: asyncpg.Record, instrument: CareInstrument, columns: Mapping[str, Any],
    missing: list[AgreementGap],
) -> UUID:  # fmt: skip
    """Write a draft of a child, whose row is locked; one that was not concluded gives way to it."""
    older = update(agreement).where(
        agreement.c.child_id == child["id"], agreement.c.concluded_on.is_(None), agreement.c.replaced_on.is_(None)
    )
    await work.run(older.values(replaced_on=today(work), version=agreement.c.version + 1, updated_at=work.now))
    key = uuid7()
    cells: dict[str, Any] = {}
    for field in PHONES:
        cells |= phone_cells(work, agreement.name, key, columns[field], field)
    await work.run(
        insert(agreement).values(
            **{
                "id": key,
                "child_id": child["id"],
                "division": child["division"],
                "instrument": instrument,
                **columns,
                **cells,
                "missing": missing,
                "recorded_by": caller.subject,
                "created_at": work.now,
                "updated_at": work.now,
            }
        )
    )
    return key
