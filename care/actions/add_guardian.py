"""Add a guardian to a child."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.advice import advise_declaration
from care.actions.common.child_rows import touch
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.guardian_facts import (
    GuardianFacts,
    check_disabilities,
    check_only_one,
    disability_rows,
    guardian_columns,
    number_columns,
)
from care.actions.common.once import remember, replayed
from care.actions.common.places import check_elsewhere, places
from care.actions.common.rederive import rederive
from care.actions.common.sight import load_child
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.guardian import guardian, guardian_disability
from records.ids import uuid7
from tenants.work import Work


@dataclass(frozen=True)
class AddGuardian:
    """A child and the guardian that it has besides those on file."""

    child_id: UUID
    guardian: GuardianFacts
    idempotency_key: str | None = None


async def add_guardian(work: Work, caller: Caller, command: AddGuardian) -> Done:
    """Add a guardian to a child in sight.

    Raises `Refused`: NOT_FOUND, CONFLICT for a second father or mother, and everything that is wrong with the facts.
    """
    require(caller, "guardian:add")
    require_rows(caller, "guardian")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",))

    findings, at, key = Findings(), ("guardian",), uuid7()
    facts, values = command.guardian, vars(command.guardian)
    known = await places(work, [facts.address_division])
    if facts.address_division is not None:
        check_elsewhere(findings, (*at, "addressDivision"), facts.address_division, known)
    columns = {
        **guardian_columns(findings, at, work, values),
        **number_columns(findings, at, work, key, values, relation=facts.relation),
    }
    check_disabilities(findings, at, facts.disabilities)
    await check_only_one(findings, at, work, command.child_id, facts.relation)
    await advise_declaration(findings, at, work, row["division"], facts.special_status, facts.declared_missing_on)
    warnings = findings.settle()

    own = {"id": key, "child_id": row["id"], "division": row["division"]}
    await work.run(insert(guardian).values(**own, **columns, created_at=work.now, updated_at=work.now))
    rows = disability_rows(key, row["id"], row["division"], facts.disabilities)
    await work.many(insert(guardian_disability), rows)
    await touch(work, row["id"])
    await audit(work, caller, "guardian:add", object=key, kind="guardian", fields=map(camel, spoken(facts)))
    done = Done((key,), warnings)
    await remember(work, caller, command, done)
    await rederive(work, row["id"])
    await announce(work, "GUARDIAN_CHANGED", subject_kind="guardian", subject=key, division=row["division"])
    return done
