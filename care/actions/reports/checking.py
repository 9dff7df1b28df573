"""What an input about a report is checked for: place, children and persons that it names, whom it would leave out."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
from sqlalchemy import select

from care.actions.common.findings import Findings, Path
from care.actions.common.places import check_place, check_village, places
from care.actions.common.sight import beyond_scope, in_use
from care.actions.common.told import sees_rows
from care.divisions.digits import level_by_digits
from care.duties.reports.addressed import Addressee
from policies.broken_glass import ordinary
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode
from policies.scope import EVERYTHING, within
from records.access import access_link
from records.child import child
from records.codes import AdminLevel, ReportRecipient
from records.organisation import organisation
from records.trainee import trainee
from tenants.work import Work

MOST_CHILDREN = 20
_TOO_WIDE = (AdminLevel.PROVINCE, AdminLevel.PREFECTURE)


async def check_where(findings: Findings, work: Work, division: int) -> None:
    """Check the place: a village, a township or a county of the tenant; the caller's own areas do not matter."""
    path, known, province = ("division",), await places(work, [division]), work.tenant.division
    level = _level(division)
    if level is AdminLevel.VILLAGE:
        check_village(findings, path, division, known, province=province, scope=EVERYTHING)
    elif level in _TOO_WIDE:
        zh, en = "请填写到县（市、区）或以下", "names a place wider than a county"
        findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)
    else:
        check_place(findings, path, division, known, province=province, scope=EVERYTHING)


async def on_file(findings: Findings, work: Work, caller: Caller, keys: Sequence[UUID]) -> list[UUID]:
    """Give those of the children that are on file anywhere in the tenant.

    The caller learns nothing of those out of sight: the warning is the same whether they are on file or not.
    """
    if len(keys) > MOST_CHILDREN:
        zh, en = f"一次最多{MOST_CHILDREN}名儿童", f"names more than {MOST_CHILDREN} children"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("childIds",), zh, en)
    if not keys:
        return []
    asked = select(child).where(child.c.id.in_(keys), child.c.erased_at.is_(None)).order_by(child.c.id)
    rows = await beyond_scope(work, asked)
    seen = await in_sight(work, caller, rows, keys)
    _warn_of_unseen(findings, ("childIds",), [key in seen for key in keys])
    return [row["id"] for row in rows]


async def check_implicated(findings: Findings, work: Work, caller: Caller, keys: Sequence[UUID]) -> None:
    """Warn of organisations and trainees that the caller does not see; they count all the same if they are on file."""
    if not keys:
        return
    known = {row["id"] for row in await work.all(select(organisation.c.id).where(organisation.c.id.in_(keys)))}
    if sees_rows(caller, "trainee"):
        staff = await work.all(select(trainee.c.id, trainee.c.division).where(trainee.c.id.in_(keys)))
        known |= {row["id"] for row in staff if within(caller.scope, row["division"])}
    _warn_of_unseen(findings, ("implicated",), [key in known for key in keys])


def let_out(
    findings: Findings,
    addressees: Sequence[Addressee],
    ruled: Sequence[Addressee],
    unwanted: Sequence[ReportRecipient],
) -> tuple[Addressee, ...]:
    """Leave out whom the reporter does not want, as far as the law lets them out: that is for information only.

    `ruled` are the recipients before anybody stood in for another: none of them can be left out either.
    """
    mandatory = {one.recipient: one for one in (*ruled, *addressees) if one.mandatory}
    for place, recipient in enumerate(unwanted):
        one = mandatory.get(recipient)
        if one is not None:
            zh = f"“{recipient.zh}”是必须报告的对象，不得去除"
            en = f"{recipient.value} must be told, and cannot be left out"
            path = ("withoutRecipients", str(place))
            findings.refuse(ErrorCode.MANDATORY_RECIPIENT, path, zh, en, one.citation)
    return tuple(one for one in addressees if one.mandatory or one.recipient not in unwanted)


def _warn_of_unseen(findings: Findings, path: Path, seen: Sequence[bool]) -> None:
    zh = "不在您的管辖范围内，无法核对；如已登记将自动关联"
    en = "is not in your sight and was not checked; it counts if it is on file"
    for place, found in enumerate(seen):
        if not found:
            findings.warn(ErrorCode.NOT_FOUND, (*path, str(place)), zh, en)


async def in_sight(work: Work, caller: Caller, rows: list[asyncpg.Record], named: Sequence[UUID] = ()) -> set[UUID]:
    """Give the keys of those children that the caller sees, by place or by list.

    `named` are all keys that were asked for, so that a missing one is looked for as a hidden one is.
    """
    match caller.permit.row("child"):
        case RowKind.AREA:
            return {row["id"] for row in rows if within(caller.scope, row["division"]) and in_use(caller, row)}
        case RowKind.LISTED:
            links = access_link.c
            mine = (links.subject == caller.subject) & (links.kind == "child") & (links.until > work.now)
            mine &= ordinary(links.ground)
            keys = list(named) or [row["id"] for row in rows]
            listed = await beyond_scope(work, select(links.object).where(mine, links.object.in_(keys)))
            return {row["object"] for row in listed}
    return set()


def _level(code: int) -> AdminLevel | None:
    try:
        return level_by_digits(code)
    except ValueError:
        return None
