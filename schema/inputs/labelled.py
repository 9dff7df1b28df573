"""Describes the fields of an input by the labels that the ledger form prints, for whoever builds a form on it."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from care.actions.common.findings import camel
from care.actions.common.labels import label_of

T = TypeVar("T")


def labelled(own: Mapping[str, str]) -> Callable[[type[T]], type[T]]:
    """Give every field of an input its Chinese label; `own` are the labels of the input's subject."""

    def describe(made: type[T]) -> type[T]:
        for field in made.__strawberry_definition__.fields:  # type: ignore[attr-defined]
            field.description = label_of((camel(field.python_name),), own)
        return made

    return describe
