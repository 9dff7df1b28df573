"""`tonghu token`: a token for one of the demo's personas."""

import sys
from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import settings_of


def token(
    subject: Annotated[
        str, Parameter(help="人员@租户 / Who, e.g. director@fujian, county@shangri-la, operator@platform")
    ],
    /,
    *,
    role: Annotated[
        str | None,
        Parameter(help="持有多个角色时以哪个角色操作 / Role to act in when several are held, e.g. COUNTY_OFFICER"),
    ] = None,
    minutes: Annotated[int, Parameter(help="有效分钟数，至多 720 / Minutes until it ends, 720 at most")] = 720,
    tenant: Annotated[
        str | None, Parameter(help="租户；默认取 @ 之后的名称 / Tenant; by default what the subject names after @")
    ] = None,
    data_dir: DataDir = None,
) -> int:
    """签发演示令牌。

    Print a demo token, signed with the data folder's key. It tells who asks; what they may do comes from their roles in
    the tenant. Production accepts none.
    """
    from api.tokens.claims import UnauthenticatedError
    from api.tokens.demo import demo_key, mint, tenant_of
    from records.codes import Role

    settings = settings_of(data_dir)
    try:
        if settings.env == "production":
            raise ValueError("生产环境不接受演示令牌 / production accepts no demo tokens")
        if role is not None and role not in Role.__members__:
            raise ValueError(f"没有角色 {role} / there is no role {role}: {', '.join(Role.__members__)}")
        print(
            mint(
                demo_key(settings.data_dir),
                subject,
                tenant=tenant or tenant_of(subject),
                now=settings.clock()(),
                lasts=timedelta(minutes=minutes),
                role=role,
            )
        )
    except (ValueError, UnauthenticatedError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0
