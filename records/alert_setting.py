"""Settings of alerts: when a tenant's people are left in peace, and when their digests are made; the last row holds."""

from sqlalchemy import CheckConstraint, Column, DateTime, SmallInteger, Table, Text

from records.columns import key
from records.metadata import impersonal, tenant


def _hour(name: str) -> Column[int]:
    return Column(name, SmallInteger, CheckConstraint(f"{name} BETWEEN 0 AND 23", name=name), nullable=False)


alert_setting = Table(
    "alert_setting",
    tenant,
    key(),
    # Hours of the local day, Asia/Shanghai; equal ones: no quiet hours.
    *map(_hour, ("quiet_from", "quiet_until", "digest_at")),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    info=impersonal("hours of the day"),
)
