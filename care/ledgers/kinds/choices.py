"""Cells that take one option or several, and one written form for them.

Several options are separated by `；`; what belongs to an option follows it in the form's own words:
`慢性病，患病情况哮喘；残疾，等级二级`, `低保500元/月；残疾80元/月`. Ticked boxes copied from the printed form
(`□健康 ☑慢性病，患病情况哮喘`) are understood. A text that itself holds a separator stands between 「 and 」.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kind import Kind, Raw, Setting
from care.ledgers.kinds.options import Option, Pick, Takes, read_pick, write_pick
from care.ledgers.kinds.text import clean, half_width
from records.codes import Code

_TICKS, _BOXES = "☑☒√✓✔■", "□☐"
_MARKS = f"[{_TICKS}{_BOXES}]"
_MARKED_BEFORE = re.compile(rf"({_MARKS})([^{_TICKS}{_BOXES}]*)")
_MARKED_AFTER = re.compile(rf"([^{_TICKS}{_BOXES}]*)({_MARKS})")
_PIECES = re.compile(r"(?:[^；;\n「]|「(?:[^」]|」」)*」?)+")
_BETWEEN = re.compile(r"[、，,/\s\u3000]+")
_ENDS = " \u3000\t，,、。.；;"

Excludes = Mapping[Code, frozenset[Code]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice cell: its options in printed order, whether several may be ticked, and which exclude which."""

    options: tuple[Option, ...]
    several: bool
    excludes: Excludes

    def read(self, text: str) -> tuple[Pick, ...]:
        """Give the picks in printed order. Raises CellError."""
        picks = [pick for piece in self._pieces(text) for pick in self._picks(piece)]
        seen: dict[Code, Pick] = {}
        for pick in picks:
            if pick.code in seen:
                raise CellError(FaultCode.CHOICE_REPEATED, option=self._label(pick.code))
            seen[pick.code] = pick
        if len(seen) > 1 and not self.several:
            raise CellError(FaultCode.CHOICE_SEVERAL)
        for code in seen:
            for other in self.excludes.get(code, frozenset()) & seen.keys():
                raise CellError(FaultCode.CHOICE_EXCLUDES, option=self._label(code), other=self._label(other))
        return tuple(seen[option.code] for option in self.options if option.code in seen)

    def write(self, picks: Sequence[Pick]) -> str:
        """Write picks so that they read back equal."""
        by_code = {option.code: option for option in self.options}
        plain = "；".join(write_pick(by_code[pick.code], pick, quoted=False) for pick in picks)
        if any(pick.text for pick in picks) and not self._reads(plain, picks):
            return "；".join(write_pick(by_code[pick.code], pick, quoted=True) for pick in picks)
        return plain

    def _reads(self, text: str, picks: Sequence[Pick]) -> bool:
        try:
            return self.read(text) == tuple(picks)
        except CellError:
            return False

    def _pieces(self, text: str) -> list[str]:
        stripped = text.strip(_ENDS)
        if stripped and stripped[0] in _TICKS + _BOXES:
            marked = [(mark, piece) for mark, piece in _MARKED_BEFORE.findall(stripped)]
        elif stripped and stripped[-1] in _TICKS + _BOXES:
            marked = [(mark, piece) for piece, mark in _MARKED_AFTER.findall(stripped)]
        else:
            pieces = _PIECES.findall(text) if self.several else [text]
            return [piece.strip(_ENDS) for piece in pieces if piece.strip(_ENDS)]
        return [piece.strip(_ENDS) for mark, piece in marked if mark in _TICKS]

    def _picks(self, piece: str) -> list[Pick]:
        option, rest = self._starts(piece)
        if option.takes is not Takes.NOTHING:
            pick = read_pick(option, rest)
            if pick.text and not rest.endswith("」"):
                self._refuse_hidden(option, pick.text)
            return [pick]
        if not rest.strip(_ENDS):
            return [Pick(option.code)]
        # Options that take nothing may also stand side by side: 重病、失联.
        by_label = {label: one for one in self.options for label in (one.label, *one.aliases)}
        parts = [by_label.get(part) for part in _BETWEEN.split(piece) if part]
        if any(one is None or one.what for one in parts):
            raise CellError(FaultCode.CHOICE_TEXT_REFUSED, option=option.label)
        return [Pick(one.code) for one in parts if one]

    def _starts(self, piece: str) -> tuple[Option, str]:
        plain = half_width(piece)
        best: tuple[int, Option] | None = None
        for option in self.options:
            for label in (option.label, *option.aliases):
                if plain.startswith(half_width(label)) and (best is None or len(label) > best[0]):
                    best = len(label), option
        if best is None:
            raise CellError(FaultCode.CHOICE_UNKNOWN, options=listed(self.options))
        return best[1], piece[best[0] :]

    def _refuse_hidden(self, option: Option, text: str) -> None:
        """Refuse a text in which another option seems to stand: taking it as text would lose that option."""
        for part in _BETWEEN.split(text):
            for other in self.options:
                if other is not option and re.match(
                    rf"{re.escape(other.label)}(?:$|[：:\d]|等级|[一二三四1-4]级)", part
                ):
                    raise CellError(FaultCode.CHOICE_AMBIGUOUS, option=option.label, other=other.label)

    def _label(self, code: Code) -> str:
        return next(option.label for option in self.options if option.code == code)


def listed(options: Sequence[Option]) -> str:
    """List the options that are offered, as the form prints them."""
    return "；".join(option.printed for option in options if option.shown)


def _cell(choice: Choice) -> Callable[[Raw, Setting], tuple[Pick, ...]]:
    monthly = {option.code: option.label for option in choice.options if option.takes is Takes.MONTHLY}

    def read(raw: Raw, setting: Setting) -> tuple[Pick, ...]:
        picks = choice.read(clean(raw))
        if monthly:
            for pick in picks:
                if pick.code in monthly and pick.amount is None:
                    setting.warn(FaultCode.AMOUNT_MISSING, option=monthly[pick.code])
        return picks

    return read


def many(*options: Option, excludes: Excludes | None = None) -> Kind:
    """Make the kind of a cell in which several options may be ticked; it reads as picks in printed order."""
    choice = Choice(options, several=True, excludes=excludes or {})
    offered = listed(options)
    return Kind(
        "many",
        _cell(choice),
        choice.write,
        f"可选多项，用分号“；”隔开：{offered}",
        f"one or several of these, separated by “；”: {offered}",
        choices=tuple(option.printed for option in options if option.shown),
        repeats=True,
    )


def one(*options: Option) -> Kind:
    """Make the kind of a cell with exactly one option; it reads as a pick."""
    choice = Choice(options, several=False, excludes={})
    cell = _cell(choice)
    plain = all(option.takes is Takes.NOTHING for option in options)
    offered = listed(options)

    def read(raw: Raw, setting: Setting) -> Pick | None:
        picks = cell(raw, setting)
        return picks[0] if picks else None

    def write(pick: Pick) -> str:
        return choice.write((pick,))

    return Kind(
        "one",
        read,
        write,
        f"选一项：{offered}",
        f"one of: {offered}",
        choices=tuple(option.printed for option in options if option.shown),
        repeats=True,
        drop_down=plain,
    )


def coded(codes: type[Code], *, leave_out: frozenset[Code] = frozenset()) -> Kind:
    """Make the kind of a cell that takes one code of a list by its Chinese label."""
    return one(*(Option(code, code.zh) for code in codes if code not in leave_out))
