"""Columns and constraints that several tables share."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from records.codes import Code


def key() -> Column[Any]:
    """Make the primary key: a UUIDv7 made in Python."""
    return Column("id", Uuid, primary_key=True)


def version() -> Column[Any]:
    """Make the counter that an update must name, and raises by one."""
    return Column("version", Integer, nullable=False, server_default=text("1"))


def single() -> Column[Any]:
    """Make the primary key of a table that has one row."""
    return Column("single", Boolean, CheckConstraint("single", name="single"), primary_key=True, server_default=true())


def coded(name: str, codes: type[Code], *, nullable: bool = True, default: Code | None = None) -> Column[Any]:
    """Make a text column that holds one code of a closed list, checked; never a native ENUM (not leakproof)."""
    values = ", ".join(f"'{code}'" for code in codes)
    return Column(
        name,
        Text,
        CheckConstraint(f"{name} IN ({values})", name=name),
        nullable=nullable,
        server_default=default.value if default else None,
        info={"codes": codes},
    )


def coded_list(name: str, codes: type[Code], *, nullable: bool = False) -> Column[Any]:
    """Make a text array of codes of a closed list, checked; empty by default, unless it may be unknown."""
    values = ", ".join(f"'{code}'" for code in codes)
    return Column(
        name,
        ARRAY(Text),
        CheckConstraint(f"{name} <@ ARRAY[{values}]", name=name),
        nullable=nullable,
        server_default=None if nullable else text("'{}'"),
        info={"codes": codes},
    )


def division(name: str = "division", *, nullable: bool = False) -> Column[Any]:
    """Make a division code column: 12 digits as a number (GB/T 2260 and statistical codes)."""
    return Column(
        name,
        BigInteger,
        CheckConstraint(f"{name} BETWEEN 110000000000 AND 899999999999", name=name),
        nullable=nullable,
        info={"division": True},
    )


def levels() -> Iterator[Column[Any]]:
    """Make the columns that lists filter on: prefecture written from the tree, county and township from the code."""
    yield Column("prefecture", BigInteger, nullable=False, info={"division": True})
    for name, size in (("county", 1_000_000), ("township", 1_000)):
        made = Computed(f"division / {size} * {size}", persisted=True)
        yield Column(name, BigInteger, made, nullable=False, info={"division": True})


def cell(name: str, *, nullable: bool = True) -> Column[Any]:
    """Make an encrypted value that no read shows, sealed for its table, row (the primary key) and column."""
    return Column(name, LargeBinary, nullable=nullable, info={"sealed": True})


def sealed(name: str, *, blind: bool = False) -> Iterator[Column[Any] | CheckConstraint]:
    """Make an encrypted value with the masked form that reads show, and the blind index that finds it.

    The mask keeps the first 6 characters of a resident ID and the last 4 digits of a phone number.
    """
    parts = [name, f"{name}_masked"] + ([f"{name}_blind"] if blind else [])
    yield cell(name)
    yield Column(f"{name}_masked", Text)
    if blind:
        yield Column(f"{name}_blind", LargeBinary)
    whole = f"num_nonnulls({', '.join(parts)}) IN (0, {len(parts)})"
    yield CheckConstraint(whole, name=f"{name}_whole")


def of_child() -> Iterator[Column[Any] | ForeignKeyConstraint]:
    """Make the reference to a child that carries its division, which follows the child when it moves."""
    yield Column("child_id", Uuid, nullable=False)
    yield division()
    yield ForeignKeyConstraint(
        ["child_id", "division"],
        ["tenant.child.id", "tenant.child.division"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def stamps() -> Iterator[Column[Any]]:
    """Make the times of the first and the last writing, by the clock that is handed down."""
    yield Column("created_at", DateTime(timezone=True), nullable=False)
    yield Column("updated_at", DateTime(timezone=True), nullable=False)


def priority() -> Column[Any]:
    """Make the rank of a child in work lists; 0 comes first."""
    return Column("priority", SmallInteger, nullable=False, server_default=text("1"))
