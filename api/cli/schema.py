"""`tonghu schema print|errors`: the SDL that clients generate from, and the codes that they go by."""


def print_() -> int:
    """打印接口定义（SDL）。

    Print the schema as SDL, exactly as committed in schema/schema.graphql.
    """
    from schema.build import printed

    print(printed(), end="")
    return 0


def errors() -> int:
    """打印错误代码。

    Print the codes of errors, exactly as committed in docs/errors.md.
    """
    from schema.error_codes import page

    print(page(), end="")
    return 0
