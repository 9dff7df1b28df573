"""Change what the register says of a trainee: name, phone, sex, source, account."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update

from alerts.outbox import announce
from care.actions.common.cells import phone_cells
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_STAFF
from care.actions.common.reading import read_name, read_phone
from care.actions.common.sight import expect_version, load
from care.actions.common.subjects import read_subject
from care.actions.common.unset import UNSET, Unset, given
from policies.audit import audit
from policies.caller import Caller
from policies.require import require
from records.codes import AppointmentSource, Sex
from records.trainee import trainee
from tenants.work import Work

_CHANGEABLE = ("name", "phone", "sex", "source", "subject")


@dataclass(frozen=True)
class UpdateTrainee:
    """What is changed of a trainee: `UNSET` leaves a fact, None empties it; `version` is the one that was read."""

    id: UUID
    version: int
    name: str | Unset | None = UNSET
    phone: str | Unset | None = UNSET
    sex: Sex | Unset | None = UNSET
    source: AppointmentSource | Unset | None = UNSET
    subject: str | Unset | None = UNSET
    idempotency_key: str | None = None


async def update_trainee(work: Work, caller: Caller, command: UpdateTrainee) -> Done:
    """Change facts of a trainee in sight.

    Raises `Refused`: NOT_FOUND, CONFLICT when the version moved on, REQUIRED for a name or phone that is emptied.
    """
    require(caller, "trainee:update")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load(work, caller, trainee, command.id)
    expect_version(row, command.version)

    findings, facts = Findings(OF_STAFF), given(command, _CHANGEABLE)
    columns: dict[str, Any] = {name: facts[name] for name in ("sex", "source") if name in facts}
    if "name" in facts:
        columns["name"] = read_name(findings, ("name",), facts["name"], today(work))
    if "phone" in facts:
        phone = read_phone(findings, ("phone",), facts["phone"], today(work))
        columns |= phone_cells(work, "trainee", row["id"], phone)
    if "subject" in facts:
        columns["subject"] = read_subject(findings, facts["subject"])
    for name in ("name", "phone"):
        if name in facts and columns[name] is None and not findings.spoiled(name):
            findings.require((name,))
    warnings = findings.settle()

    if facts:
        new = {**columns, "version": trainee.c.version + 1, "updated_at": work.now}
        await work.run(update(trainee).where(trainee.c.id == row["id"]).values(**new))
        await audit(work, caller, "trainee:update", object=row["id"], kind="trainee", fields=map(camel, facts))
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    if facts:
        await announce(work, "TRAINEE_CHANGED", subject_kind="trainee", subject=row["id"], division=row["division"])
    return done
