"""The documents that a tenant trusts, by the hash of their text, and whether it answers no others."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Integer, Table, Text

from records.metadata import impersonal, tenant

# Each change of what is trusted; the last one holds.
trusted_set = Table(
    "trusted_set",
    tenant,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("demanded", Boolean, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    info=impersonal("versions of trusted documents"),
)

trusted_document = Table(
    "trusted_document",
    tenant,
    Column("hash", Text, primary_key=True),  # SHA-256 of the text in UTF-8, hexadecimal
    CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),
    Column("body", Text, nullable=False),
    Column("added", Integer, ForeignKey(trusted_set.c.version), nullable=False),
    Column("removed", Integer, ForeignKey(trusted_set.c.version)),
    info=impersonal("what applications ask; values are in their variables"),
)
