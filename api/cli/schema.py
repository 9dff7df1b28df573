"""`tonghu schema print|check|usage|errors`: the SDL, what changed in it, who uses what is to go, codes of errors."""

import sys
from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened


def print_() -> int:
    """打印接口定义（SDL）。

    Print the schema as SDL, exactly as committed in schema/schema.graphql.
    """
    from schema.build import printed

    print(printed(), end="")
    return 0


def check() -> int:
    """核对接口变更：破坏性变更须有说明，弃用须有期限与替代。

    Check the schema against the last release: what breaks its clients is labelled in schema/breaking.toml with its day
    and the reason, and each deprecation says since when, until when (three months at least) and what takes its place.
    """
    from schema.breaking import problems
    from schema.build import printed

    found = problems(printed())
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


async def usage(
    *,
    days: Annotated[int, Parameter(help="最近多少天 / Of how many days until today")] = 90,
    data_dir: DataDir = None,
) -> int:
    """显示已弃用的元素还由哪些客户端使用。

    Show which clients still use what is deprecated: a line for each element and client, with tenant, uses and the last
    day. An element that nobody used is shown, too: it may go once its time is over.
    """
    from api.usage import used
    from schema.build import core
    from schema.deprecations import deprecated
    from schema.execute import built

    with opened(data_dir) as place:
        async with house(place) as home:
            found = await used(home, days)
    for element in sorted({element for element, _ in deprecated(core(built()[0]))} - {one.element for one in found}):
        print(f"{element}\t-\t-\t0\t-")
    for one in found:
        print(f"{one.element}\t{one.tenant}\t{one.client}\t{one.uses}\t{one.last}")
    return 0


def errors() -> int:
    """打印错误代码。

    Print the codes of errors, exactly as committed in docs/errors.md.
    """
    from schema.error_codes import page

    print(page(), end="")
    return 0
