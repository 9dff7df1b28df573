"""Villages that no list knows: taken up when their township is known, marked as not verified.

No list of villages was published after 2023, and villages merge and split every year, so a ledger is right more often
than the list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import asyncpg

from care.divisions.digits import around, level_by_digits
from care.divisions.scope import covers
from records.codes import AdminLevel

_KNOWN = "SELECT code, level FROM platform.divisions WHERE code = ANY($1::bigint[])"
_ADD = """
INSERT INTO platform.divisions (code, name, level, parent, reports_to, source, verified)
SELECT code, name, 'VILLAGE', code / 1000 * 1000, code / 1000 * 1000, $3, false
FROM unnest($1::bigint[], $2::text[]) AS new (code, name)
ORDER BY code
ON CONFLICT (code) DO NOTHING
RETURNING code
"""


class PlatformWork(Protocol):
    """A unit of work that may write the platform's schema."""

    @property
    def connection(self) -> asyncpg.Connection:
        """The connection, inside its transaction."""


class UnknownPlaceError(Exception):
    """A code that is neither known nor taken up, with the reason in both languages."""

    def __init__(self, code: int, zh: str, en: str) -> None:
        """Say which code and why."""
        super().__init__(f"{zh} / {en}")
        self.code, self.zh, self.en = code, zh, en


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of a batch of codes: new villages, and refusals by code; all others were known before."""

    added: frozenset[int]
    refused: Mapping[int, UnknownPlaceError]


async def accept(platform_work: PlatformWork, code: int, name: str, source: str, *, province: int) -> bool:
    """Take up one village code; True when it is new, False when it was known. Raises UnknownPlaceError."""
    outcome = await accept_all(platform_work, {code: name}, source, province=province)
    for refusal in outcome.refused.values():
        raise refusal
    return code in outcome.added


async def accept_all(
    platform_work: PlatformWork, names: Mapping[int, str], source: str, *, province: int
) -> Acceptance:
    """Take up the village codes (with their names) that are unknown, in two statements.

    `source` says where they were met (such as `ledger:fujian`) and is kept with the rows. Known codes of any level
    inside the province need nothing; any other code that is no village of a known township is refused.
    """
    refused = {code: refusal for code in names if (refusal := _outside(code, province))}
    asked = names.keys() - refused.keys()
    wanted = asked | {around(code, AdminLevel.TOWNSHIP) for code in asked}
    known = {row["code"]: row["level"] for row in await platform_work.connection.fetch(_KNOWN, sorted(wanted))}
    new: dict[int, str] = {}
    for code in sorted(asked - known.keys()):
        name = " ".join(names[code].split())
        refusal = _unknown(code, name, known)
        if refusal:
            refused[code] = refusal
        else:
            new[code] = name
    rows = await platform_work.connection.fetch(_ADD, list(new), list(new.values()), source) if new else []
    return Acceptance(frozenset(row["code"] for row in rows), refused)


def _outside(code: int, province: int) -> UnknownPlaceError | None:
    try:
        level_by_digits(code)
    except ValueError:
        return UnknownPlaceError(code, f"{code}不是12位行政区划代码", f"{code} is not a division code of 12 digits")
    if covers([province], code):
        return None
    zh = f"{code}不在本省（{province}）"
    return UnknownPlaceError(code, zh, f"{code} does not lie in the province {province}")


def _unknown(code: int, name: str, known: Mapping[int, str]) -> UnknownPlaceError | None:
    level, township = level_by_digits(code), around(code, AdminLevel.TOWNSHIP)
    if level is not AdminLevel.VILLAGE:
        return UnknownPlaceError(code, f"没有代码为{code}的{level.zh}", f"no {level.en.lower()} has the code {code}")
    if known.get(township) != AdminLevel.TOWNSHIP:
        zh = f"{code}所属的乡镇（街道）{township}不存在"
        return UnknownPlaceError(code, zh, f"{code} is in township {township}, which does not exist")
    if not name:
        return UnknownPlaceError(code, f"新的村（居）{code}缺少名称", f"the new village {code} has no name")
    return None
