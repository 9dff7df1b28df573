"""One option of a choice cell, with the text, grade or monthly amount that may follow it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kinds.amounts import MONTHLY, read_amount, write_amount
from care.ledgers.kinds.text import half_width
from records.codes import Code, DisabilityGrade

_CONNECTORS = " \u3000\t，,：:、_＿。.—-"
_OPENING = re.compile(r"^[\s\u3000，,：:、_＿（(「—]|^(?:具体类别|患病情况|具体情形|等级|情况)")
_QUALIFIER = re.compile(r"^(?:具体类别|患病情况|具体情形|等级)(?:为|是)?[\s\u3000：:_＿]*")
_QUOTED = re.compile(r"「((?:[^」]|」」)*)」")
_BRACKETED = re.compile(r"[（(]([^（(）)]*)[）)]")
_GRADE = re.compile(r"([一二三四五六七八九十0-9ⅠⅡⅢⅣ]+)\s*级")
_GRADES = {
    **dict(zip("一二三四", DisabilityGrade, strict=True)),
    **dict(zip("1234", DisabilityGrade, strict=True)),
    **dict(zip("ⅠⅡⅢⅣ", DisabilityGrade, strict=True)),
}
_AMOUNT_LIMIT = 10**8


class Takes(Enum):
    """What may follow an option."""

    NOTHING = auto()
    TEXT = auto()
    GRADE = auto()
    MONTHLY = auto()


@dataclass(frozen=True, slots=True)
class Option:
    """An option as the form prints it: `label`, then `joiner` and what it takes; `what` names a text that it needs.

    An option that is not `shown` is understood and written, but not offered.
    """

    code: Code
    label: str
    takes: Takes = Takes.NOTHING
    joiner: str = ""
    what: str = ""
    aliases: tuple[str, ...] = ()
    shown: bool = True

    @property
    def printed(self) -> str:
        """The option with its blank, as the form shows it."""
        blank = {Takes.NOTHING: "", Takes.TEXT: "____", Takes.GRADE: "____", Takes.MONTHLY: "____元/月"}[self.takes]
        return self.label + self.joiner + (blank if self.joiner or self.takes is Takes.MONTHLY else "")


@dataclass(frozen=True, slots=True)
class Pick:
    """An option that was chosen, with what followed it."""

    code: Code
    text: str | None = None
    amount: Decimal | None = None
    grade: DisabilityGrade | None = None


def read_pick(option: Option, rest: str) -> Pick:
    """Read what follows an option's label. Raises CellError."""
    if option.takes is Takes.MONTHLY:
        figure = rest.strip(_CONNECTORS.replace("-", "")).replace("_", "").replace("＿", "")  # a minus is no connector
        blank = half_width(figure) in {"", "元/月", "元每月", "元"}
        amount = None if blank else read_amount(figure, unit=MONTHLY, limit=_AMOUNT_LIMIT)
        return Pick(option.code, amount=amount)
    if option.takes is Takes.GRADE:
        return _graded(option, _opened(rest, joined=False))
    if rest and not _OPENING.match(rest):
        raise CellError(FaultCode.CHOICE_TEXT_REFUSED, option=option.label)
    text = _opened(rest, joined=True)
    if not text and option.what:
        raise CellError(FaultCode.CHOICE_TEXT_REQUIRED, option=option.label, what=option.what)
    return Pick(option.code, text=text or None)


def _opened(rest: str, *, joined: bool) -> str:
    """Take connectors, the printed qualifier and one pair of brackets or quotes off a text."""
    text = rest.lstrip(_CONNECTORS).rstrip(" \u3000\t_＿")
    text = _QUALIFIER.sub("", text).strip(" \u3000\t_＿")
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted[1].replace("」」", "」")
    if (
        joined
        and len(text) > 1
        and (text[0], text[-1]) in {("（", "）"), ("(", ")")}
        and not re.search(r"[（(）)]", text[1:-1])
    ):
        return text[1:-1].strip()
    return text


def _graded(option: Option, text: str) -> Pick:
    literal = _QUOTED.search(text)
    plain = _QUOTED.sub("", text) if literal else text
    found = _GRADE.findall(plain)
    bare = plain.strip(_CONNECTORS)
    if not found and bare in _GRADES:
        found, plain = [bare], ""
    if not found:
        raise CellError(FaultCode.CHOICE_TEXT_REQUIRED, option=option.label, what=option.what)
    if len(found) > 1 or found[0] not in _GRADES:
        raise CellError(FaultCode.GRADE_INVALID)
    detail = literal[1].replace("」」", "」") if literal else _bare(plain)
    return Pick(option.code, text=detail or None, grade=_GRADES[found[0]])


def _bare(text: str) -> str:
    return _GRADE.sub("", text).strip(_CONNECTORS + "（）()")


def write_pick(option: Option, pick: Pick, *, quoted: bool) -> str:
    """Write an option with what follows it; `quoted` puts a text that could be misread between 「 and 」."""
    text = pick.text or ""
    if quoted and text:
        text = "「" + text.replace("」", "」」") + "」"
    if option.takes is Takes.MONTHLY:
        return option.label + (f"{write_amount(pick.amount)}{MONTHLY}" if pick.amount is not None else "")
    if option.takes is Takes.GRADE and pick.grade is not None:
        tail = f"（{text}）" if text and not quoted else text
        return f"{option.label}{option.joiner}{pick.grade.zh}{tail}"
    return option.label + (f"{option.joiner or '：'}{text}" if text else "")
