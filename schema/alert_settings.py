"""The hours of a tenant's alerts."""

from datetime import datetime
from typing import ClassVar

import strawberry
from sqlalchemy import ColumnElement, select

from policies.classes import FieldClass
from reads.sources import Row, Rows, column
from records.alert_setting import alert_setting
from schema.node import Node, identifier


@strawberry.type(
    description="Hours of the local day, 0 to 23: people are left in peace from `quietFromHour` until `quietUntilHour`"
    " (equal: never), and digests are made from `digestHour` on."
)
class AlertSettings(Node):
    """Hours as they were set, and by whom."""

    rows: ClassVar = Rows(alert_setting, "alertSetting", scoped=False)

    id: strawberry.ID = identifier("alertSetting")
    quiet_from_hour: int = column("quiet_from", FieldClass.BASIC)
    quiet_until_hour: int = column("quiet_until", FieldClass.BASIC)
    digest_hour: int = column("digest_at", FieldClass.BASIC)
    set_by: str = column("set_by", FieldClass.STAFF)
    set_at: datetime = column("set_at", FieldClass.BASIC)


def in_force(row: Row) -> ColumnElement[bool]:
    """Ask for the hours that were set last."""
    others = alert_setting.alias()
    last = select(others.c.id).order_by(others.c.id.desc()).limit(1).scalar_subquery()
    asked: ColumnElement[bool] = row.c.id == last
    return asked
