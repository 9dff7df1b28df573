"""Codes: the values of an enumeration with their labels, for pages that let people choose."""

from collections.abc import Collection, Mapping
from typing import ClassVar

import strawberry

from care.rulebooks.enumerations import known_values
from care.rulebooks.rulebook import Rulebook
from policies.classes import FieldClass
from schema.enums import CODES

# Answers that every form needs beside those that the law names: something else, nothing at all.
OPEN = ("OTHER", "NONE")


@strawberry.type(description="A value of an enumeration with its labels.")
class Code:
    """A value of an enumeration with its labels in Chinese and English; `citation` names the rules that know it."""

    field_class: ClassVar = FieldClass.BASIC

    value: str
    zh: str
    en: str
    citation: str | None = None


def codes_of(kind: str, book: Rulebook | None = None) -> list[Code]:
    """Give the values of an enumeration by its name; an unknown name has none.

    In a place (`book`) these are the values that its rules know, and with them OTHER and NONE where the list has them;
    all values where no rule narrows the list.
    """
    known = None if book is None or kind not in CODES else known_values(book, kind)
    return listed_codes(kind, known)


def listed_codes(kind: str, known: Mapping[str, str] | None, open_answers: Collection[str] = OPEN) -> list[Code]:
    """Give those values of an enumeration that are known, by citation, in the order of the list; None means all."""
    return [
        Code(value=code.value, zh=code.zh, en=code.en, citation=None if known is None else known.get(code.value))
        for code in CODES.get(kind, ())
        if known is None or code.value in known or (known and code.value in open_answers)
    ]
