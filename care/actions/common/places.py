"""Places that an input names: they must exist, and lie where the caller works."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from care.actions.common.findings import Findings, Path
from care.divisions.digits import around, level_by_digits
from care.divisions.scope import covers
from care.divisions.tree import prefecture_of
from policies.refusal import ErrorCode
from policies.scope import within
from records.codes import AdminLevel
from records.division import division
from tenants.work import Work


@dataclass(frozen=True)
class Places:
    """What the table of divisions says of the codes that an input names: each with whether it is verified."""

    known: dict[int, bool]

    def exists(self, code: int) -> bool:
        """Tell whether a code is listed, or is a village of a listed township."""
        return code in self.known or (_is_village(code) and around(code, AdminLevel.TOWNSHIP) in self.known)

    def listed(self, code: int) -> bool:
        """Tell whether a code is on a published list, not only taken up from somebody's input."""
        return self.known.get(code, False)


async def places(work: Work, codes: Iterable[int | None]) -> Places:
    """Look up all codes of an input at once, with the townships and counties they lie in."""
    named = {code for code in codes if code is not None and _is_code(code)}
    wanted = named | {around(code, level) for code in named for level in (AdminLevel.TOWNSHIP, AdminLevel.COUNTY)}
    asked = select(division.c.code, division.c.verified).where(division.c.code.in_(sorted(wanted)))
    return Places({row["code"]: row["verified"] for row in await work.all(asked)} if wanted else {})


def check_village(findings: Findings, path: Path, code: int, known: Places, *, province: int, scope: str) -> None:
    """Check that a code is a village of the tenant inside the scope.

    A village that no list knows is accepted under a listed township, with a warning.
    """
    if not _is_code(code) or not _is_village(code):
        findings.refuse(
            ErrorCode.BAD_USER_INPUT, path, "应为村（居）的12位代码", "must be the 12-digit code of a village"
        )
        return
    check_place(findings, path, code, known, province=province, scope=scope)
    if known.exists(code) and not known.listed(code):
        zh, en = (
            "不在区划表中，所属乡镇（街道）存在，已按待核实接收",
            "is not on the list of divisions; taken up unverified",
        )
        findings.warn(ErrorCode.BAD_USER_INPUT, path, zh, en)


def check_place(findings: Findings, path: Path, code: int, known: Places, *, province: int, scope: str) -> None:
    """Check that a code is a place of the tenant inside the scope."""
    if not _is_code(code):
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, "不是12位行政区划代码", "is not a division code of 12 digits")
    elif not covers([province], code):
        findings.refuse(ErrorCode.OUT_OF_JURISDICTION, path, "不在本省范围内", "lies outside this tenant")
    elif not within(scope, code):
        findings.refuse(ErrorCode.OUT_OF_JURISDICTION, path, "不在您的管辖范围内", "lies outside your areas")
    elif not known.exists(code):
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, "没有这个区划", "names no known place")


def check_elsewhere(findings: Findings, path: Path, code: int, known: Places) -> None:
    """Check that a code may be a place anywhere in the country: its county at least is listed."""
    if not _is_code(code) or not (known.exists(code) or around(code, AdminLevel.COUNTY) in known.known):
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, "没有这个区划", "names no known place")


def check_lives_at(findings: Findings, code: int | None, village: int, known: Places) -> None:
    """Check that a child that lives elsewhere than in the village of its file does so, somewhere in the country."""
    if code is None:
        return
    check_elsewhere(findings, ("livesAt",), code, known)
    if code == village and not findings.spoiled("livesAt"):
        zh, en = "与档案所在村（居）相同，不必填写", "is the village of the file, and is left out then"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("livesAt",), zh, en)


def prefecture(code: int) -> int:
    """Give the value of the column `prefecture`: the code itself for a province, and for what is no code."""
    return (_is_code(code) and prefecture_of(code)) or code


def _is_code(code: int) -> bool:
    try:
        level_by_digits(code)
    except ValueError:
        return False
    return True


def _is_village(code: int) -> bool:
    return level_by_digits(code) is AdminLevel.VILLAGE
