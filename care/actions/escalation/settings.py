"""The settings of alerts in force: those that were set last, or the platform's own."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from care.duties.escalation.quiet import Quiet
from records.alert_setting import alert_setting
from tenants.work import Work


@dataclass(frozen=True)
class AlertSettings:
    """When people are left in peace, and from which hour of the day their digests are made (local time)."""

    quiet: Quiet
    digest_at: int


DEFAULTS: Final = AlertSettings(Quiet(21, 8), 8)


async def settings_of(work: Work) -> AlertSettings:
    """Read them."""
    row = await work.one(select(alert_setting).order_by(alert_setting.c.id.desc()).limit(1))
    if row is None:
        return DEFAULTS
    return AlertSettings(Quiet(row["quiet_from"], row["quiet_until"]), row["digest_at"])
