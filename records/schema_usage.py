"""How often each client of a tenant used a deprecated element of the schema, day by day."""

from sqlalchemy import BigInteger, Column, Date, Table, Text

from records.metadata import impersonal, platform

schema_usage = Table(
    "schema_usage",
    platform,
    Column("tenant", Text, primary_key=True),  # or `platform`, for the operators' own
    Column("day", Date, primary_key=True),
    Column("client", Text, primary_key=True),  # the application, never the person
    Column("element", Text, primary_key=True),  # a schema coordinate: `Child.visits(first:)`
    Column("uses", BigInteger, nullable=False),
    info=impersonal("counts of what applications ask"),
)
