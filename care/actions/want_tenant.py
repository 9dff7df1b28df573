"""Ask for a tenant through the API: it is registered at once, and the worker gives it its place and opens it."""

from dataclasses import dataclass

import asyncpg
from sqlalchemy import select

from care.actions.common.findings import Findings
from care.actions.common.texts import check_texts
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from records.tenant import tenant as tenants
from tenants.errors import ProvisionRefused
from tenants.house import House
from tenants.registry import CODE, Tenant

LONGEST = 100  # characters of a name or a subject


@dataclass(frozen=True)
class WantTenant:
    """Which tenant: its code, and the division (12 digits) it stands for, unless the code is a province's in pinyin."""

    code: str
    name: str | None = None
    division: int | None = None
    admin: str | None = None


async def want_tenant(house: House, caller: Caller, command: WantTenant) -> Tenant:
    """Register a draft of a tenant for an operator of the platform; its schema needs rights that no door has.

    Asked again with the same code by the same operator, the tenant is given as it is by now. Raises `Refused`.
    """
    require(caller, "tenant:onboard")
    check_texts(command)
    _check(command)
    known = await house.tenant(command.code)
    if known is not None:
        asked = select(tenants.c.wanted_by).where(tenants.c.id == known.id)
        async with house.platform() as platform:
            by = await platform.value(asked)
        if by != caller.subject:
            raise _taken()
        return known
    try:
        return await house.want(
            command.code, command.name, command.division, by=caller.subject, first_admin=command.admin
        )
    except asyncpg.UniqueViolationError as error:  # somebody was faster, or a code that differs in - and _ alone
        raise _taken() from error
    except ProvisionRefused as refused:
        raise Refused(Refusal(ErrorCode.BAD_USER_INPUT, ("division",), refused.zh, refused.en)) from refused


def _taken() -> Refused:
    zh, en = "租户代码已被占用", "a tenant of this code is registered"
    return Refused(Refusal(ErrorCode.CONFLICT, ("code",), zh, en))


def _check(command: WantTenant) -> None:
    findings = Findings()
    if not CODE.fullmatch(command.code) or command.code == "platform":
        zh = "须以小写字母开头，由小写字母、数字、_ 或 - 组成，2 至 31 位"
        en = "starts with a small letter, then small letters, digits, _ or -, 2 to 31 characters in all"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("code",), zh, en)
    for path, text in (("name", command.name), ("admin", command.admin)):
        if text is not None and not 0 < len(text.strip()) <= LONGEST:
            zh, en = f"须为 1 至 {LONGEST} 个字符", f"takes 1 to {LONGEST} characters"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (path,), zh, en)
    findings.settle()
