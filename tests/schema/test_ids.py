"""Ids are taken apart once for several uses, and what is no id is not kept."""

from sys import getrefcount
from uuid import UUID

from schema.execute import built
from schema.ids import LONGEST, format_id, split_id

KEY = UUID("0199a000-0000-7000-8000-00000000000a")


def test_ids_of_every_kind_are_taken_apart() -> None:
    for kind in built()[1].nodes:
        assert split_id(format_id(kind, KEY)) == (kind, KEY)


def test_what_is_too_long_is_none_and_is_not_kept() -> None:
    for size in (LONGEST + 1, 250_000):
        text = "x" * (size - 37) + f"_{KEY}"
        holders = getrefcount(text)
        assert split_id(text) is None
        assert getrefcount(text) == holders
