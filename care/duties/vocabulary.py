"""The closed lists that rulebooks take their codes from."""

from records import codes


def vocabulary() -> dict[str, frozenset[str]]:
    """Give the values of every list of codes by its name, as the reader of rulebooks checks them."""
    return {name: frozenset(getattr(codes, name)) for name in codes.__all__ if name != "Code"}
