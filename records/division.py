"""Places: the administrative divisions of the country, shared by all tenants and read-only to them."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Table, Text

from records.codes import AdminLevel
from records.columns import coded
from records.metadata import impersonal, platform

division = Table(
    "divisions",
    platform,
    Column("code", BigInteger, primary_key=True, autoincrement=False, info={"division": True}),
    Column("name", Text, nullable=False),
    coded("level", AdminLevel, nullable=False),
    Column("parent", BigInteger, info={"division": True}),
    Column("reports_to", BigInteger, info={"division": True}),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("source", Text, nullable=False),
    Column("verified", Boolean, nullable=False),
    Index(None, "parent", "code"),
    info=impersonal("places"),
)
