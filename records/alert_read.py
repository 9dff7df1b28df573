"""What a person has read of the log of events, in each of its roles: up to a number, and single ones beyond it."""

from sqlalchemy import BigInteger, Column, DateTime, Table, Text

from records.codes import Role
from records.columns import coded
from records.metadata import PERSONAL, tenant


def _whose() -> list[Column[str]]:
    role = coded("role", Role, nullable=False)
    role.primary_key = True
    return [Column("subject", Text, primary_key=True), role]


alert_read_upto = Table(
    "alert_read_upto",
    tenant,
    *_whose(),
    Column("sequence", BigInteger, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    info=PERSONAL,
)

alert_read = Table(
    "alert_read",
    tenant,
    *_whose(),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    info=PERSONAL,
)
