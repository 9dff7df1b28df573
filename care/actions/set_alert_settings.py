"""Set the hours of alerts: when people are left in peace, and when their digests are made."""

from dataclasses import dataclass

from sqlalchemy import insert

from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_ALERTS
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.alert_setting import alert_setting
from records.ids import uuid7
from tenants.work import Work

LAST = 23


@dataclass(frozen=True)
class SetAlertSettings:
    """Hours of the local day, 0 to 23: quiet from one until another (equal: never), and the digests' own."""

    quiet_from_hour: int
    quiet_until_hour: int
    digest_hour: int
    idempotency_key: str | None = None


async def set_alert_settings(work: Work, caller: Caller, command: SetAlertSettings) -> Done:
    """Let hours follow the ones before; the next round goes by them.

    Raises `Refused`: FORBIDDEN, BAD_USER_INPUT for what is no hour.
    """
    require(caller, "alertSetting:set")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    findings = Findings(labels=OF_ALERTS)
    hours = {
        "quiet_from": command.quiet_from_hour,
        "quiet_until": command.quiet_until_hour,
        "digest_at": command.digest_hour,
    }
    for name, hour in zip(("quiet_from_hour", "quiet_until_hour", "digest_hour"), hours.values(), strict=True):
        if not 0 <= hour <= LAST:
            zh, en = f"应为0至{LAST}的整点", f"must be an hour, 0 to {LAST}"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (camel(name),), zh, en)
    findings.settle()
    key = uuid7()
    await work.run(insert(alert_setting).values(id=key, **hours, set_by=caller.subject, set_at=work.now))
    await audit(work, caller, "alertSetting:set", object=key, kind="alertSetting", fields=map(camel, hours))
    done = Done((key,))
    await remember(work, caller, command, done)
    return done
