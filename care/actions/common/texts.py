"""Texts that can be kept as they were sent: whoever sends other characters is told, instead of finding them gone.

Nor is a mask kept in place of the number that it hides, in whatever field it comes back.
"""

import re
import unicodedata
from dataclasses import fields, is_dataclass
from typing import Any

from care.actions.common.findings import Findings, Path, camel
from care.duties.masks import MASK
from policies.refusal import ErrorCode

_LAYOUT = frozenset("\t\n\r")
# Control characters, and halves of surrogate pairs, which are no text at all.
_BROKEN = frozenset({"Cc", "Cs"})
# What holds a number and nothing else: there any asterisk is a mask's, wherever it stands.
_NUMBERS = re.compile(r"(?:.*_)?(?:resident_id|phone|contact)")
# What looks like the mask of a number: digits and asterisks, as many as the shortest mask has.
_MASKED = re.compile(rf"[0-9Xx\s+-]*{re.escape(MASK)}[0-9Xx\s+{re.escape(MASK)}-]*")
_SHORTEST = 7


def check_texts(command: Any) -> None:
    """Check every text of a command, however deep; line breaks and tabs may stand in any.

    Raises `Refused` with the path of each text: BAD_USER_INPUT for one that holds a control character or half a
    character, MASKED_VALUE for one that is the mask of a number.
    """
    findings = Findings()
    _check(findings, (), command)
    findings.settle()


def _check(findings: Findings, path: Path, value: Any, name: str = "") -> None:
    if isinstance(value, str):
        if not value.isprintable() and any(map(_broken, value)):
            zh, en = (
                "含有无法保存的字符（控制字符等）",
                "holds characters that cannot be kept, such as control characters",
            )
            findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
        elif _is_mask(value, name):
            zh, en = (
                "这是掩码，不是完整号码；不修改时请不要提交此项",
                "is a mask, not the whole number; leave it out to keep it",
            )
            findings.refuse(ErrorCode.MASKED_VALUE, path, zh, en)
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            _check(findings, (*path, str(place)), one, name)
    elif is_dataclass(value):
        for field in fields(value):
            _check(findings, (*path, camel(field.name)), getattr(value, field.name), field.name)


def _is_mask(value: str, name: str) -> bool:
    text = unicodedata.normalize("NFKC", value).strip()
    if MASK not in text:
        return False
    return _NUMBERS.fullmatch(name) is not None or (len(text) >= _SHORTEST and _MASKED.fullmatch(text) is not None)


def _broken(char: str) -> bool:
    return unicodedata.category(char) in _BROKEN and char not in _LAYOUT
