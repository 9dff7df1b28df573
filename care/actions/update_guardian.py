"""Update a guardian: the facts that the input speaks of are changed, the others stay."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import delete, insert, update

from alerts.outbox import announce
from care.actions.common.advice import advise_declaration
from care.actions.common.child_rows import touch
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.guardian_facts import (
    DisabilityFact,
    check_disabilities,
    check_only_one,
    disability_rows,
    guardian_columns,
    number_columns,
)
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_GUARDIAN
from care.actions.common.places import check_elsewhere, places
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import expect_version, load
from care.actions.common.told import shown
from care.actions.common.unset import UNSET, Unset, given
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.require import require
from records.codes import GuardianRelation, ParentHealth, ParentSpecialStatus
from records.guardian import guardian, guardian_disability
from tenants.work import Work

_CHANGEABLE = (
    "relation",
    "name",
    "phone",
    "resident_id",
    "address",
    "address_division",
    "health",
    "health_detail",
    "special_status",
    "special_detail",
    "disabilities",
    "incapacity_judgement",
    "declared_missing_on",
)


@dataclass(frozen=True)
class UpdateGuardian:
    """What is changed of a guardian: `UNSET` leaves a fact, None empties it; `version` is the one that was read."""

    id: UUID
    version: int
    relation: GuardianRelation | Unset | None = UNSET
    name: str | Unset | None = UNSET
    phone: str | Unset | None = UNSET
    resident_id: str | Unset | None = UNSET
    address: str | Unset | None = UNSET
    address_division: int | Unset | None = UNSET
    health: ParentHealth | Unset | None = UNSET
    health_detail: str | Unset | None = UNSET
    special_status: tuple[ParentSpecialStatus, ...] | Unset | None = UNSET
    special_detail: str | Unset | None = UNSET
    disabilities: tuple[DisabilityFact, ...] | Unset | None = UNSET
    incapacity_judgement: str | Unset | None = UNSET
    declared_missing_on: date | Unset | None = UNSET
    reason: str | None = None
    idempotency_key: str | None = None


async def update_guardian(work: Work, caller: Caller, command: UpdateGuardian) -> Done:
    """Change facts of a guardian in sight.

    Raises `Refused`: NOT_FOUND, CONFLICT when the version moved on, and everything that is wrong with the new facts.
    """
    require(caller, "guardian:update")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, guardian, command.id)
    expect_version(row, command.version)

    findings, facts = Findings(labels=OF_GUARDIAN), given(command, _CHANGEABLE)
    reason = read_text(findings, ("reason",), command.reason, today(work))
    columns = await _columns(findings, work, caller, facts, row)
    check_disabilities(findings, (), facts.get("disabilities") or ())
    if "special_status" in facts:
        declared = columns.get("declared_missing_on")
        await advise_declaration(findings, (), work, row["division"], facts["special_status"], declared)
    warnings = findings.settle()

    if facts:
        new = {**columns, "version": guardian.c.version + 1, "updated_at": work.now}
        await work.run(update(guardian).where(guardian.c.id == command.id).values(**new))
        if "disabilities" in facts:
            await work.run(delete(guardian_disability).where(guardian_disability.c.guardian_id == command.id))
            rows = disability_rows(command.id, row["child_id"], row["division"], facts["disabilities"] or ())
            await work.many(insert(guardian_disability), rows)
        await touch(work, row["child_id"])
        fields = map(camel, facts)
        await audit(work, caller, "guardian:update", object=command.id, kind="guardian", fields=fields, reason=reason)
    done = Done((command.id,), warnings)
    await remember(work, caller, command, done)
    await rederive(work, row["child_id"])
    if facts:
        place = row["division"]
        await announce(work, "GUARDIAN_CHANGED", subject_kind="guardian", subject=command.id, division=place)
    return done


async def _columns(
    findings: Findings, work: Work, caller: Caller, facts: dict[str, Any], row: asyncpg.Record
) -> dict[str, Any]:
    whole = {**_on_file(row, facts), **facts}
    relation = whole["relation"]
    if relation is None:
        findings.require(("relation",))
        return {}
    if facts.get("address_division") is not None:
        known = await places(work, [facts["address_division"]])
        check_elsewhere(findings, ("addressDivision",), facts["address_division"], known)
    if "relation" in facts:
        await check_only_one(findings, (), work, row["child_id"], relation, besides=row["id"])
    status_known = "special_status" in facts or shown(caller, "guardian", FieldClass.SPECIAL)
    return {
        **guardian_columns(findings, (), work, whole, status_known=status_known),
        **number_columns(findings, (), work, row["id"], facts, relation=relation),
    }


def _on_file(row: asyncpg.Record, facts: dict[str, Any]) -> dict[str, Any]:
    """Give the facts on file; a text that belongs to a state goes when the input takes that state away."""
    unwell = facts.get("health", row["health"]) == ParentHealth.UNHEALTHY
    status = facts.get("special_status", row["special_status"]) or ()
    return {
        "relation": GuardianRelation[row["relation"]],
        "name": row["name"],
        "address": row["address"],
        "address_division": row["address_division"],
        "health": row["health"] and ParentHealth[row["health"]],
        "health_detail": row["health_detail"] if unwell else None,
        "special_status": tuple(ParentSpecialStatus[status] for status in row["special_status"]),
        "special_detail": row["special_detail"] if ParentSpecialStatus.OTHER in status else None,
        "incapacity_judgement": row["incapacity_judgement"],
        "declared_missing_on": row["declared_missing_on"] if ParentSpecialStatus.MISSING in status else None,
    }
