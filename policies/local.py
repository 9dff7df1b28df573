"""The caller behind the command line: whoever may run commands on the server's own machine."""

from datetime import datetime, timedelta

from policies.caller import Caller
from policies.permits import permit
from policies.source import PolicySet, baseline
from records.codes import Role


def local_caller(
    *,
    tenant: str,
    division: int,
    scope: str,
    user: str,
    now: datetime,
    role: Role = Role.COUNTY_OFFICER,
    policies: PolicySet | None = None,
) -> Caller:
    """Make a caller for one command over a whole tenant; the audit trail names it `local:USER`.

    It acts under a role's permit like everybody else, by default the widest that reads files, so that a command can do
    nothing that no role may do.
    """
    return Caller(
        subject=f"local:{user}",
        name=None,
        tenant=tenant,
        role=role,
        areas=(division,),
        organisations=(),
        scope=scope,
        permit=permit(policies or baseline(), role, tenant),
        expires=now + timedelta(hours=12),
        language="zh",
    )
