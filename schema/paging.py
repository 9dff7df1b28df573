"""Connections (Relay cursor connections): edges, nodes, pageInfo and a capped totalCount."""

from typing import Any, ClassVar, Generic, TypeVar

import strawberry

from policies.classes import FieldClass

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands in its list."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="A row of a list with its cursor.")
class Edge(Generic[T]):
    """A row of a list with its cursor."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    cursor: str
    node: T


@strawberry.type(description="A page of a list; totalCount is null when not counted and stops at 10,000.")
class Connection(Generic[T]):
    """A page of a list; totalCount is null when not counted and stops at 10,000."""

    field_class: ClassVar = FieldClass.BASIC
    decoded: ClassVar = True

    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo
    total_count: int | None


def paged(
    first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
) -> None:
    """Lend a nested connection its arguments; the compiler reads their values."""


def list_of_its_own(description: str) -> Any:
    """Declare a list of a type that is put together by its own root field."""
    return strawberry.field(resolver=paged, description=description)
