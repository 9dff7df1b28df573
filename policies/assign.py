"""Who may give which role to whom, and where: nobody above themselves, nobody outside their own area."""

from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused
from policies.require import require
from policies.scope import within
from records.codes import AdminLevel, Role

# The highest level of place that a role may be given for; a lower one narrows it. Roles not named here act in an
# organisation or for listed children, and are bound to no level.
HIGHEST_LEVEL = {
    Role.CHILD_DIRECTOR: AdminLevel.VILLAGE,
    Role.VILLAGE_COMMITTEE: AdminLevel.VILLAGE,
    Role.CHILD_SUPERVISOR: AdminLevel.TOWNSHIP,
    Role.TOWNSHIP: AdminLevel.TOWNSHIP,
    Role.COUNTY_OFFICER: AdminLevel.COUNTY,
    Role.PROTECTION_CENTRE: AdminLevel.COUNTY,
    Role.PREFECTURE_OFFICER: AdminLevel.PREFECTURE,
}
# Trailing zeros of a 12-digit code by level: 350102000000 is a county.
ZEROS = {AdminLevel.PREFECTURE: 8, AdminLevel.COUNTY: 6, AdminLevel.TOWNSHIP: 3, AdminLevel.VILLAGE: 0}


def require_assign(caller: Caller, subject: str, role: Role, division: int) -> None:
    """Let the caller give the role to the subject for a place (12-digit code) and all below it.

    A role given for an organisation alone is given where the organisation is.

    Raises `Refused`: FORBIDDEN when the caller may not give this role or gives it to themselves, OUT_OF_JURISDICTION
    when the place is not inside the caller's areas, RULE_VIOLATION when the place is wider than the role can be.
    """
    require(caller, "role:assign")
    if role not in caller.permit.assigns:
        raise Refused(
            Refusal(
                ErrorCode.FORBIDDEN,
                ("role",),
                f"当前角色（{caller.role.zh}）无权授予“{role.zh}”角色",
                f"The role {caller.role.value} may not assign {role.value}",
            )
        )
    if subject == caller.subject:
        raise Refused(
            Refusal(ErrorCode.FORBIDDEN, ("subject",), "不得为本人授予角色", "Nobody assigns a role to themselves")
        )
    if not within(caller.scope, division):
        raise Refused(
            Refusal(
                ErrorCode.OUT_OF_JURISDICTION,
                ("division",),
                "该区划不在您的管辖范围内",
                "The division is outside your areas",
            )
        )
    level = HIGHEST_LEVEL.get(role)
    if level is not None and _zeros(division) > ZEROS[level]:
        raise Refused(
            Refusal(
                ErrorCode.RULE_VIOLATION,
                ("division",),
                f"“{role.zh}”的区划最高为{level.zh}级",
                f"{role.value} is given for a {level.en.lower()} at the widest",
            )
        )


def _zeros(division: int) -> int:
    """Count the zeros of the code's level (0, 3, 6, 8 or 10), not those that a code happens to end with."""
    return next(zeros for zeros in (10, 8, 6, 3, 0) if division % 10**zeros == 0)
