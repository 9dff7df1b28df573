"""`tonghu schema print`: the SDL that clients generate from."""


def print_() -> int:
    """打印接口定义（SDL）。

    Print the schema as SDL, exactly as committed in schema/schema.graphql.
    """
    from schema.build import printed

    print(printed(), end="")
    return 0
