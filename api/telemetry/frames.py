"""What may be told of an error: its type, and where in the code it arose; never its message, which may quote a row."""

import traceback


def told(error: BaseException) -> str:
    """Write an error and what led to it as types and places."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(f"{type(one).__name__}\n{_places(one)}" for one in chain)


def _places(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__)).rstrip()
