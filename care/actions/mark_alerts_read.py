"""Mark alerts as read: for the person who asks, in the role of the request, single ones or all up to a number."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, Text, cast, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ALERTS
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.alert_read import alert_read, alert_read_upto
from records.journal import event_log, event_log_state
from tenants.work import Work

MOST = 100
_LONGEST = 18  # digits of a number


@dataclass(frozen=True)
class MarkAlertsRead:
    """Which alerts were read: by their keys, at most 100, or all up to one's `sequence`."""

    alert_ids: tuple[UUID, ...] = ()
    up_to: str | None = None
    idempotency_key: str | None = None


async def mark_alerts_read(work: Work, caller: Caller, command: MarkAlertsRead) -> Done:
    """Mark alerts as read; gives the keys that were named. One that is marked already, or is not there, stays so.

    Raises `Refused`: FORBIDDEN, REQUIRED where none is named, BAD_USER_INPUT for what is no number or too many.
    """
    require(caller, "alert:mark")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings = Findings(labels=OF_ALERTS)
    _check(findings, command)
    findings.settle()
    whose = {"subject": caller.subject, "role": caller.role.value}
    if command.up_to is not None:
        await _up_to(work, whose, int(command.up_to))
    if command.alert_ids:
        columns = [literal(one, Text) for one in whose.values()]
        named = select(*columns, event_log.c.sequence, literal(work.now)).where(event_log.c.id.in_(command.alert_ids))
        names = [*whose, "sequence", "read_at"]
        await work.run(insert(alert_read).from_select(names, named).on_conflict_do_nothing())
    fields = [name for name in ("alertIds", "upTo") if (command.alert_ids if name == "alertIds" else command.up_to)]
    await audit(work, caller, "alert:mark", object=None, kind="alert", fields=fields, count=len(command.alert_ids))
    done = Done(command.alert_ids)
    await remember(work, caller, command, done)
    return done


def _check(findings: Findings, command: MarkAlertsRead) -> None:
    if command.up_to is None and not command.alert_ids:
        findings.require(("alertIds",))
    if len(command.alert_ids) > MOST:
        zh, en = f"一次最多标记{MOST}条", f"at most {MOST} at once"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("alertIds",), zh, en)
    text = command.up_to or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("upTo",), "应为提醒的 sequence", "must be an alert's sequence")


async def _up_to(work: Work, whose: dict[str, str], number: int) -> None:
    """Keep the highest number, never beyond what was given out: later alerts are new. Lower single marks fall to it."""
    given = select(func.least(event_log_state.c.given, cast(number, BigInteger))).scalar_subquery()
    made = insert(alert_read_upto).values(**whose, sequence=given, read_at=work.now)
    highest = func.greatest(alert_read_upto.c.sequence, made.excluded.sequence)
    await work.run(made.on_conflict_do_update(index_elements=[*whose], set_={"sequence": highest, "read_at": work.now}))
    mine = [alert_read.c[name] == value for name, value in whose.items()]
    await work.run(delete(alert_read).where(*mine, alert_read.c.sequence <= number))
