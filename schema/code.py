"""Codes: the values of an enumeration with their labels, for pages that let people choose."""

from typing import ClassVar

import strawberry

from policies.classes import FieldClass
from schema.enums import CODES


@strawberry.type(description="A value of an enumeration with its labels.")
class Code:
    """A value of an enumeration with its labels in Chinese and English."""

    field_class: ClassVar = FieldClass.BASIC

    value: str
    zh: str
    en: str
    citation: str | None = None


def codes_of(kind: str) -> list[Code]:
    """Give the values of an enumeration by its name; an unknown name has none."""
    return [Code(value=code.value, zh=code.zh, en=code.en) for code in CODES.get(kind, ())]
