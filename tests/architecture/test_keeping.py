"""A table of a child's data that erasure does not know, and a text that nobody decided on, must not exist."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from sqlalchemy import ARRAY, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

import records
from reads.mapping import registry
from records.keeping import REGISTER, Apart, Emptied, Gone
from records.metadata import tenant
from schema.build import build, core

for _module in pkgutil.walk_packages(records.__path__, "records."):
    import_module(_module.name)  # a table is known once its file was read

TABLES = {table.name: table for table in tenant.tables.values()}
OF_A_CHILD = {"child", *(name for name, kept in REGISTER.items() if isinstance(kept, Gone))}


def free(table: Table) -> Iterator[str]:
    """Name the columns that may hold what somebody wrote, sealed or not: all but codes and keys."""
    for column in table.c:
        kind = column.type
        writes = isinstance(kind, Text | LargeBinary | JSONB) or (
            isinstance(kind, ARRAY) and isinstance(kind.item_type, Text)
        )
        if writes and "codes" not in column.info:
            yield column.name


def test_the_register_knows_each_table_with_persons_data_and_no_other() -> None:
    assert set(REGISTER) == {name for name, table in TABLES.items() if table.info["personal"]}


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_what_hangs_on_a_child_goes_or_is_emptied(name: str) -> None:
    named = {key.column.table.name for key in TABLES[name].foreign_keys}
    if named & OF_A_CHILD or "child_id" in TABLES[name].c:
        assert not isinstance(REGISTER[name], Apart)


@pytest.mark.parametrize("name", [name for name, kept in REGISTER.items() if isinstance(kept, Emptied)])
def test_each_text_of_a_row_that_stays_is_emptied_or_said_to_stay(name: str) -> None:
    kept = REGISTER[name]
    assert isinstance(kept, Emptied)
    assert set(free(TABLES[name])) - set(kept.empty) == kept.stays
    assert set(kept.empty) | kept.year | set(kept.only) <= set(TABLES[name].c.keys())


@pytest.mark.parametrize("name", [name for name, kept in REGISTER.items() if isinstance(kept, Apart) and kept.texts])
def test_each_text_of_a_place_is_searched_for_names_or_said_to_stay(name: str) -> None:
    kept = REGISTER[name]
    assert isinstance(kept, Apart)
    assert {*kept.texts} | kept.stays == set(free(TABLES[name]))


@pytest.mark.parametrize("name", sorted(name for name, table in TABLES.items() if not table.info["personal"]))
def test_a_table_without_persons_data_names_no_child(name: str) -> None:
    assert "child_id" not in TABLES[name].c
    stays = (key.column.table.name for key in TABLES[name].foreign_keys if key.ondelete != "CASCADE")
    assert not {*stays} & OF_A_CHILD


@pytest.mark.parametrize("name", [name for name, kept in REGISTER.items() if kept.follows])
def test_what_follows_a_child_into_the_archive_names_it_or_its_household(name: str) -> None:
    assert name in ("child", "household") or "child_id" in TABLES[name].c


def test_what_another_place_sees_says_itself_that_it_is_archived() -> None:
    shared = [one.rows.table for one in registry(core(build())).entities.values() if one.rows.also is not None]
    assert {table.name for table in shared if isinstance(table, Table)} == {"commission", "division_of_duties"}
    assert all("archived" in table.c for table in shared)
