"""`tonghu schema print|check|errors`: the SDL that clients generate from, what changed in it, the codes of errors."""

import sys


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


def errors() -> int:
    """打印错误代码。

    Print the codes of errors, exactly as committed in docs/errors.md.
    """
    from schema.error_codes import page

    print(page(), end="")
    return 0
