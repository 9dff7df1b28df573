"""Update a household: its income, the help it gets from society, and the risk that its children share."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, update

from alerts.outbox import announce
from care.actions.common.amounts import YEARLY_LIMIT, read_amount
from care.actions.common.child_rows import touch
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_HOUSEHOLD
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import IN_USE, expect_version, load
from care.actions.common.unset import UNSET, Unset, given
from care.actions.record_assessment import RecordAssessment, check_level, condition_told, write_found
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.child import child
from records.codes import AssessmentKind, GuardianshipCondition, RiskLevel
from records.household import household
from tenants.work import Work

_CHANGEABLE = ("income_per_head", "social_help", "guardianship_risk")


@dataclass(frozen=True)
class UpdateHousehold:
    """What is changed of a household: `UNSET` leaves a fact, None empties it; `version` is the one that was read.

    The income is yuan per head and year.
    """

    id: UUID
    version: int
    income_per_head: Decimal | Unset | None = UNSET
    social_help: str | Unset | None = UNSET
    guardianship_risk: RiskLevel | Unset | None = UNSET
    reason: str | None = None
    idempotency_key: str | None = None


async def update_household(work: Work, caller: Caller, command: UpdateHousehold) -> Done:
    """Change facts of a household in sight; another level of risk is kept as an assessment of each of its children.

    Raises `Refused`: NOT_FOUND, CONFLICT when the version moved on, FORBIDDEN for a level from who may not assess, and
    everything that is wrong with the new facts. Warns as an assessment does.
    """
    require(caller, "household:update")
    facts = given(command, _CHANGEABLE)
    if "guardianship_risk" in facts:
        require(caller, "assessment:record")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    # The children before what they share: whoever assesses one of them locks in this order, too.
    kin = await work.all(
        select(child).where(child.c.household_id == command.id, IN_USE).order_by(child.c.id).with_for_update()
    )
    row = await load(work, caller, household, command.id)
    expect_version(row, command.version)

    findings, day = Findings(labels=OF_HOUSEHOLD), today(work)
    reason = read_text(findings, ("reason",), command.reason, day)
    columns: dict[str, Any] = {}
    if "income_per_head" in facts:
        columns["income_per_head"] = read_amount(findings, ("incomePerHead",), facts["income_per_head"], YEARLY_LIMIT)
    if "social_help" in facts:
        columns["social_help"] = read_text(findings, ("socialHelp",), facts["social_help"], day)
    found = await _rated(findings, work, caller, facts, row, kin)
    warnings = findings.settle()

    if facts:
        if found is not None:
            columns["guardianship_risk"] = found.risk_level
        new = {**columns, "version": household.c.version + 1, "updated_at": work.now}
        await work.run(update(household).where(household.c.id == command.id).values(**new))
        if found is not None and kin:
            await write_found(work, caller, found, kin, None, home=False)
        await touch(work, *(one["id"] for one in kin))
        fields = map(camel, facts)
        await audit(work, caller, "household:update", object=command.id, kind="household", fields=fields, reason=reason)
    done = Done((command.id,), warnings)
    await remember(work, caller, command, done)
    if found is not None and kin:
        await rederive(work, *(one["id"] for one in kin))
    for one in kin if facts else ():
        await announce(work, "CHILD_UPDATED", subject_kind="child", subject=one["id"], division=one["division"])
    return done


async def _rated(
    findings: Findings,
    work: Work,
    caller: Caller,
    facts: dict[str, Any],
    row: asyncpg.Record,
    kin: Sequence[asyncpg.Record],
) -> RecordAssessment | None:
    """Give the assessment that another level of risk is, None where the level stays; a level cannot be emptied."""
    level = facts.get("guardianship_risk", row["guardianship_risk"])
    if "guardianship_risk" not in facts or (level is not None and level == row["guardianship_risk"]):
        return None
    first = kin[0]["id"] if kin else row["id"]
    found = RecordAssessment(first, AssessmentKind.RISK_LEVEL, today(work), risk_level=level)
    book = (await law_of(work)).at(row["division"], today(work))
    conditions = {condition_told(caller, one) for one in kin}
    worst = GuardianshipCondition.INADEQUATE if GuardianshipCondition.INADEQUATE in conditions else None
    check_level(findings, found, book, worst, ("guardianshipRisk",))
    return found
