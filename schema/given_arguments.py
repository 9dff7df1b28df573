"""The arguments of a resolver as Strawberry makes them of what graphql-core has read, by what was found out once.

Strawberry looks each type up anew for every value of every request.
"""

from collections.abc import Callable
from dataclasses import MISSING
from functools import cache
from typing import Any

from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

Make = Callable[[Any], Any]


def arguments_of(field: StrawberryField, names: NameConverter) -> Make:
    """Give what makes the arguments of a field's resolver, by their names in Python, of those by their GraphQL names.

    Raises TypeError where a type makes its own value.
    """
    members = [(names.from_argument(one), one.python_name, _make(one.type, names)) for one in field.arguments]
    return lambda values: {to: make(values[name]) for name, to, make in members if name in values}


def _make(kind: Any, names: NameConverter) -> Make:
    if isinstance(kind, StrawberryMaybe):
        raise TypeError(f"{kind} makes its own value")
    if isinstance(kind, LazyType):
        return _make(kind.resolve_type(), names)
    if isinstance(kind, StrawberryOptional):
        return _make(kind.of_type, names)
    if isinstance(kind, StrawberryList):
        each = _make(kind.of_type, names)
        return lambda values: values if values is None or values is UNSET else [each(value) for value in values]
    return _input(kind, names) if has_object_definition(kind) else lambda value: value


@cache
def _input(kind: Any, names: NameConverter) -> Make:
    definition = kind.__strawberry_definition__
    if definition.from_input is not None:
        raise TypeError(f"{kind} makes its own value")
    left_out = {
        one.python_name: None
        for one in definition.fields
        if one.default_value is MISSING and one.default_factory is MISSING
    }
    members = [
        (
            names.from_field(one),
            one.python_name,
            _make(one.resolve_type(type_definition=definition), names),
        )
        for one in definition.fields
    ]

    def make(value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        return kind(**left_out | {to: made(value[name]) for name, to, made in members if name in value})

    return make
