"""Which rows changed, for who keeps copies of them: written by triggers, never by an action."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Table, Text, Uuid, text

from records.codes import Gone
from records.columns import coded, single
from records.metadata import PERSONAL, impersonal, tenant

# One row for each transaction, object and place. `owner` is the child that the object hangs on, else the object itself;
# `gone` is why it left the place. What is seen by name left or came to a subject: those rows have no place (0).
row_change = Table(
    "row_change",
    tenant,
    Column("division", BigInteger, primary_key=True, autoincrement=False),
    Column("xact", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("object", Uuid, primary_key=True),
    Column("subject", Text, primary_key=True, server_default=text("''")),
    Column("owner", Uuid, nullable=False),
    coded("gone", Gone),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Index("ix_row_change_owner_xact", "owner", "xact"),
    Index("ix_row_change_at", "at", postgresql_using="brin"),
    info=PERSONAL,
)

# One row: the highest transaction of which changes are not kept any more.
row_change_state = Table(
    "row_change_state",
    tenant,
    single(),
    Column("dropped", BigInteger, nullable=False, server_default=text("0")),
    info=impersonal("a number"),
)
