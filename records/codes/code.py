"""What an enumeration is here: a closed list of codes with their Chinese and English labels."""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A value of a closed list: the identifier clients send, with a label in both languages."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> Self:
        """Make a member from its identifier and labels."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member
