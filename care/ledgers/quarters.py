"""A quarter's cells and the visits they tell of: all visits are kept, and shown in one cell (reading A13).

Problems and solutions belong to the quarter's latest visit, unless their lines begin with the dates of visits
(`2026-04-08：缺课本`).
"""

import re
from collections.abc import Sequence

from care.ledgers.kinds.dates import Known
from care.ledgers.row import Visit

_DATED = re.compile(r"^(\d{4}-\d{2}(?:-\d{2})?)：", re.MULTILINE)


def join_visits(times: Sequence[Known], problems: str | None, solutions: str | None) -> tuple[Visit, ...]:
    """Make the visits of one quarter from its three cells; `times` is in order and not empty."""
    if not problems and not solutions:
        return tuple([Visit(on) for on in times])
    found, solved = _dealt(times, problems), _dealt(times, solutions)
    return tuple(Visit(on, found.get(on), solved.get(on)) for on in times)


def split_visits(visits: Sequence[Visit]) -> tuple[str | None, str | None]:
    """Give the problems cell and the solutions cell of one quarter's visits, so that they join back equal."""
    return (
        _gathered(visits, [visit.problems for visit in visits]),
        _gathered(visits, [visit.solutions for visit in visits]),
    )


def _dealt(times: Sequence[Known], text: str | None) -> dict[Known, str]:
    if not text:
        return {}
    by_date = {str(on): on for on in times}
    starts = [found for found in _DATED.finditer(text) if found[1] in by_date]
    if not starts or starts[0].start() != 0:
        return {times[-1]: text}
    ends = [found.start() for found in starts[1:]] + [len(text)]
    dealt: dict[Known, str] = {}
    for found, end in zip(starts, ends, strict=True):
        on, part = by_date[found[1]], text[found.end() : end].strip()
        if part:
            dealt[on] = f"{dealt[on]}\n{part}" if on in dealt else part
    return dealt


def _gathered(visits: Sequence[Visit], texts: Sequence[str | None]) -> str | None:
    told = [(visit.on, text) for visit, text in zip(visits, texts, strict=True) if text]
    if not told:
        return None
    if len(told) == 1 and told[0][0] == visits[-1].on and not _DATED.match(told[0][1]):
        return told[0][1]
    return "\n".join(f"{on}：{text}" for on, text in told)
