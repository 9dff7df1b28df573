"""Update a child's file: the facts that the input speaks of are changed, the others stay."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import delete, insert, update

from alerts.outbox import announce
from care.actions.common.cells import resident_id_cells
from care.actions.common.child_facts import CODES, TEXTS, guardianship_columns, missing_reason, text_columns
from care.actions.common.child_identity import check_agreement, check_unique
from care.actions.common.child_rows import search_rows
from care.actions.common.days import as_known, check_past_day, today
from care.actions.common.done import Done
from care.actions.common.entrusted import end_running
from care.actions.common.findings import ANNEX, Findings, camel
from care.actions.common.health import HealthFact, check_health, health_rows
from care.actions.common.once import remember, replayed
from care.actions.common.places import check_elsewhere, check_lives_at, places
from care.actions.common.reading import read_resident_id, read_text, tell
from care.actions.common.rederive import rederive
from care.actions.common.schools import check_school
from care.actions.common.sight import expect_version, load_child
from care.actions.common.told import numbers_hidden, shown
from care.actions.common.unset import UNSET, Unset, given
from care.duties.priority import priority
from care.ledgers.faults import FaultCode
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.require import require
from records.child import child, child_health, child_search
from records.codes import (
    Boarding,
    DatePrecision,
    GuardianshipCondition,
    HukouType,
    RiskLevel,
    SchoolStatus,
    Sex,
    SingleParent,
)
from tenants.work import Work

_CHANGEABLE = (
    "name",
    "ethnicity",
    "birth_date",
    "birth_date_precision",
    "resident_id",
    "resident_id_missing",
    "address",
    "lives_at",
    "hukou_division",
    "hukou_type",
    "school_id",
    "health",
    "guardianship_condition",
    "guardianship_detail",
    *TEXTS,
    *CODES,
)


@dataclass(frozen=True)
class UpdateChild:
    """What is changed of a child: `UNSET` leaves a fact, None empties it; `version` is the one that was read."""

    id: UUID
    version: int
    name: str | Unset | None = UNSET
    ethnicity: str | Unset | None = UNSET
    birth_date: date | Unset | None = UNSET
    birth_date_precision: DatePrecision | Unset | None = UNSET
    resident_id: str | Unset | None = UNSET
    resident_id_missing: str | Unset | None = UNSET
    address: str | Unset | None = UNSET
    lives_at: int | Unset | None = UNSET
    hukou_division: int | Unset | None = UNSET
    hukou_type: HukouType | Unset | None = UNSET
    single_parent: SingleParent | Unset | None = UNSET
    boarding: Boarding | Unset | None = UNSET
    school_id: UUID | Unset | None = UNSET
    schooling: str | Unset | None = UNSET
    school_status: SchoolStatus | Unset | None = UNSET
    health: tuple[HealthFact, ...] | Unset | None = UNSET
    guardianship_condition: GuardianshipCondition | Unset | None = UNSET
    guardianship_detail: str | Unset | None = UNSET
    mind_and_behaviour: str | Unset | None = UNSET
    education_aid: str | Unset | None = UNSET
    medical_aid: str | Unset | None = UNSET
    other_aid: str | Unset | None = UNSET
    care_needs: str | Unset | None = UNSET
    notes: str | Unset | None = UNSET
    reason: str | None = None
    idempotency_key: str | None = None


async def update_child(work: Work, caller: Caller, command: UpdateChild) -> Done:
    """Change facts of a child in sight.

    Raises `Refused`: NOT_FOUND, CONFLICT when the version moved on or another child in sight has the number, and
    everything that is wrong with the new facts.
    """
    require(caller, "child:update")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.id)
    expect_version(row, command.version)

    findings, facts, day = Findings(), given(command, _CHANGEABLE), today(work)
    reason = read_text(findings, ("reason",), command.reason, day)
    if "school_id" in facts:
        await check_school(findings, work, facts["school_id"])
    known = await places(work, [facts.get("lives_at"), facts.get("hukou_division")])
    check_lives_at(findings, facts.get("lives_at"), row["division"], known)
    if facts.get("hukou_division") is not None:
        check_elsewhere(findings, ("hukouDivision",), facts["hukou_division"], known)
    columns: dict[str, Any] = {
        **text_columns(findings, facts, day),
        **{name: facts[name] for name in ("school_id", "lives_at", "hukou_division") if name in facts},
        **_birth(findings, work, facts, row),
        **_guardianship(findings, caller, facts, row, day),
    }
    columns |= await _identity(findings, work, caller, facts, row, columns)
    states = check_health(findings, facts["health"] or (), day) if "health" in facts else None
    warnings = findings.settle()

    if facts:
        await _write(work, row, columns, states)
        if facts.get("lives_at", row["lives_at"]) != row["lives_at"]:
            await end_running(work, command.id)
        fields = map(camel, facts)
        await audit(work, caller, "child:update", object=command.id, kind="child", fields=fields, reason=reason)
    done = Done((command.id,), warnings)
    await remember(work, caller, command, done)
    await rederive(work, command.id)
    if facts:
        await announce(work, "CHILD_UPDATED", subject_kind="child", subject=command.id, division=row["division"])
    return done


async def _write(
    work: Work, row: asyncpg.Record, columns: dict[str, Any], states: tuple[HealthFact, ...] | None
) -> None:
    key, place = row["id"], row["division"]
    new = {**columns, "version": child.c.version + 1, "updated_at": work.now}
    await work.run(update(child).where(child.c.id == key).values(**new))
    if states is not None:
        await work.run(delete(child_health).where(child_health.c.child_id == key))
        await work.many(insert(child_health), health_rows(key, place, states))
    if columns.get("name", row["name"]) != row["name"]:
        await work.run(delete(child_search).where(child_search.c.child_id == key))
        await work.many(insert(child_search), search_rows(key, place, columns["name"]))


def _birth(findings: Findings, work: Work, facts: dict[str, Any], row: asyncpg.Record) -> dict[str, Any]:
    if not {"birth_date", "birth_date_precision"} & facts.keys():
        return {}
    for name in ("birth_date", "birth_date_precision"):
        if name in facts and facts[name] is None:
            findings.require((camel(name),), ANNEX)
            return {}
    told = facts.get("birth_date", row["birth_date"])
    precision = DatePrecision[facts.get("birth_date_precision", row["birth_date_precision"])]
    if (
        precision is DatePrecision.DAY
        and row["birth_date_precision"] == DatePrecision.MONTH
        and "birth_date" not in facts
    ):
        findings.require(("birthDate",))
    if "birth_date" in facts:
        check_past_day(findings, ("birthDate",), told, work)
    return {"birth_date": as_known(told, precision), "birth_date_precision": precision}


def _guardianship(
    findings: Findings, caller: Caller, facts: dict[str, Any], row: asyncpg.Record, day: date
) -> dict[str, Any]:
    if not {"guardianship_condition", "guardianship_detail"} & facts.keys():
        return {}
    on_file = row["guardianship_condition"]
    condition = facts.get("guardianship_condition", on_file and GuardianshipCondition[on_file])
    # What was written of an inadequate guardianship goes when it no longer is.
    kept = row["guardianship_detail"] if condition is GuardianshipCondition.INADEQUATE else None
    risk = RiskLevel[row["risk_level"]]
    told = risk if shown(caller, "child", FieldClass.FAMILY) else RiskLevel.UNRATED
    columns = guardianship_columns(findings, condition, facts.get("guardianship_detail", kept), told, day)
    return {**columns, "priority": priority(risk, condition)}


async def _identity(
    findings: Findings,
    work: Work,
    caller: Caller,
    facts: dict[str, Any],
    row: asyncpg.Record,
    columns: dict[str, Any],
) -> dict[str, Any]:
    """Check number, reason and birth against each other, as they will stand after the change.

    A number on file that is hidden from the caller is not compared: the answer would tell of it.
    """
    told, asked = facts.get("resident_id"), "resident_id" in facts
    why = (
        facts["resident_id_missing"] if "resident_id_missing" in facts else None if told else row["resident_id_missing"]
    )
    whole = told if asked else row["resident_id"]
    if whole is not None and why is not None:
        tell(findings, ("residentIdMissing",), FaultCode.RESIDENT_ID_AND_REASON)
    if whole is None and why is None:
        tell(findings, ("residentId",), FaultCode.RESIDENT_ID_OR_REASON)
    number = None
    if asked:
        number = read_resident_id(findings, ("residentId",), told, today(work))
    elif "birth_date" in columns and whole is not None and not numbers_hidden(caller):
        number = work.keys.decrypt(whole, table="child", row=row["id"], field="resident_id")
    if number is not None and not findings.spoiled("birthDate"):
        check_agreement(
            findings,
            number,
            birth=columns.get("birth_date", row["birth_date"]),
            precision=DatePrecision[columns.get("birth_date_precision", row["birth_date_precision"])],
            sex=Sex[row["sex"]],
            path="residentId" if asked else "birthDate",
        )
    if number is not None and asked:
        await check_unique(findings, work, caller, number, besides=row["id"])
    reason = {"resident_id_missing": missing_reason(findings, why)}
    return {**reason, **resident_id_cells(work, "child", row["id"], number)} if asked else reason
