"""Needs as they are offered to partners: what is needed, where and since which month, of nobody in particular."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from records.codes import Service
from records.columns import coded, key
from records.metadata import PERSONAL, tenant
from records.organisation import organisation


def _place(name: str) -> Column[Any]:
    return Column(name, BigInteger, nullable=False, info={"division": True})


# The need names its offer, and nothing here names the need: no key of this table leads to a child.
need_offer = Table(
    "need_offer",
    tenant,
    key(),
    coded("kind", Service, nullable=False),
    _place("county"),
    _place("township"),
    # The first of the month in which the need was found.
    Column("month", Date, nullable=False),
    Column("offered_by", Text, nullable=False),
    Column("offered_at", DateTime(timezone=True), nullable=False),
    Column("organisation_id", Uuid, ForeignKey(organisation.c.id)),
    Column("claimed_by", Text),
    Column("claimed_at", DateTime(timezone=True)),
    CheckConstraint("num_nonnulls(organisation_id, claimed_by, claimed_at) IN (0, 3)", name="claimed_whole"),
    # Taken back, answered, or the need is met in another way.
    Column("closed_at", DateTime(timezone=True)),
    Index("ix_need_offer_open", "county", "kind", text("id DESC"), postgresql_where=text("closed_at IS NULL")),
    info=PERSONAL,
)
