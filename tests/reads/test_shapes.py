"""A plan is found by what its making asked, serves whoever answers alike, and never grows into a heap."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from graphql.execution.values import VariableValues
from hypothesis import given as drawn
from hypothesis import strategies as st

from policies.local import local_caller
from reads.given import Given, Inquiry, Late, each, padded
from reads.shapes import MOST, Shapes, Unknown

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CALLER = local_caller(tenant="fujian", division=350000000000, scope="{}", user="x", now=NOW)


def request(*keys: int, now: datetime = NOW, **variables: Any) -> Given:
    return Given(CALLER, "{}", now, VariableValues({}, variables), [UUID(int=key) for key in keys])


def _sent(name: str, given: Given) -> Any:
    return given.variables.coerced.get(name)


def made(shapes: Shapes[str], given: Given, *asked: str) -> str:
    """Make a plan that asks for variables one after the other, until one of them is false."""
    inquiry = Inquiry(given)
    said = []
    for name in asked:
        said.append(inquiry.know(name, partial(_sent, name)))
        if not said[-1]:
            break
    shapes.add(inquiry, str(said))
    return str(said)


@drawn(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from([None, "x", 1, True])), max_size=30))
def test_who_answers_alike_gets_the_plan_that_would_be_made_for_it(sent: list[tuple[Any, ...]]) -> None:
    shapes: Shapes[str] = Shapes()
    for a, b, c in sent:
        given = request(a=a, b=b, c=c)
        try:
            found = shapes.find(given)
        except Unknown:
            found = None
        assert made(shapes, given, "a", "b", "c") == (found or shapes.find(given))


def test_true_and_one_are_two_values() -> None:
    shapes: Shapes[str] = Shapes()
    made(shapes, request(a=True), "a")
    with pytest.raises(Unknown):
        shapes.find(request(a=1))


def test_a_document_of_ever_new_shapes_begins_again() -> None:
    shapes: Shapes[str] = Shapes()
    for number in range(1, 3 * MOST):
        made(shapes, request(a=number), "a")
        assert shapes.size <= MOST
        assert shapes.find(request(a=number)) == str([number])


def test_a_list_is_bound_value_by_value_and_its_last_one_fills_up() -> None:
    inquiry = Inquiry(request(1, 2, 3))
    bound = each(inquiry, "keys", lambda given: given.keys)
    assert [one.of(request(7, 8, 9)).int for one in bound] == [7, 8, 9, 9]
    assert [padded(size) for size in (0, 1, 2, 3, 5, 100)] == [0, 1, 2, 4, 8, 128]


def test_a_late_value_is_read_at_each_run_and_cannot_be_looked_at() -> None:
    late = Late(lambda given: given.now).then(lambda now: now.date())
    assert late.of(request(now=NOW + timedelta(days=1))) == NOW.date() + timedelta(days=1)
    for look in (bool, iter, lambda value: value == 1, lambda value: value in (1, 2)):
        with pytest.raises(TypeError):
            look(late)
