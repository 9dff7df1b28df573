"""Texts that can be kept as they were sent: whoever sends other characters is told, instead of finding them gone."""

import unicodedata
from dataclasses import fields, is_dataclass
from typing import Any

from care.actions.common.findings import Findings, Path, camel
from policies.refusal import ErrorCode

_LAYOUT = frozenset("\t\n\r")
# Control characters, and halves of surrogate pairs, which are no text at all.
_BROKEN = frozenset({"Cc", "Cs"})


def check_texts(command: Any) -> None:
    """Check every text of a command, however deep; line breaks and tabs may stand in any.

    Raises `Refused` BAD_USER_INPUT with the path of each text that holds a control character or half a character.
    """
    findings = Findings()
    _check(findings, (), command)
    findings.settle()


def _check(findings: Findings, path: Path, value: Any) -> None:
    if isinstance(value, str):
        if not value.isprintable() and any(map(_broken, value)):
            zh, en = (
                "含有无法保存的字符（控制字符等）",
                "holds characters that cannot be kept, such as control characters",
            )
            findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            _check(findings, (*path, str(place)), one)
    elif is_dataclass(value):
        for field in fields(value):
            _check(findings, (*path, camel(field.name)), getattr(value, field.name))


def _broken(char: str) -> bool:
    return unicodedata.category(char) in _BROKEN and char not in _LAYOUT
