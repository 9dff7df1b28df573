"""How the values of two layers become one: per dimension the more protective, never the nearer or the higher one.

Silence is not a value and takes no part: nothing here ever sees None. Every operator is associative, and all but LOCAL
give a result that combines with each of its parts to itself: it is never looser than any of them.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from care.rulebooks.values import URGENCIES, Amount, Kind, Value


class Operator(StrEnum):
    """How a dimension's values merge (comparison of rule dimensions, section 3.1)."""

    MIN = "MIN"  # the shorter interval, the lower threshold, the more urgent deadline
    MAX = "MAX"  # the higher minimum, the higher age
    OR = "OR"  # a duty that any layer makes
    AND = "AND"  # a condition or an allowance that stands only where every layer that speaks lets it stand
    UNION = "UNION"  # everything that any layer names
    INTERSECTION = "INTERSECTION"  # only what every layer that speaks names: exclusions, ceilings
    KEEP = "KEEP"  # sentences and preferences side by side
    LOCAL = "LOCAL"  # labels: the nearest layer's shows, all are kept as sources


FITTING: Mapping[Kind, frozenset[Operator]] = {
    Kind.INTERVAL: frozenset({Operator.MIN}),
    Kind.COUNT: frozenset({Operator.MIN, Operator.MAX}),
    Kind.FLAG: frozenset({Operator.OR, Operator.AND}),
    Kind.CODES: frozenset({Operator.UNION, Operator.INTERSECTION, Operator.KEEP, Operator.LOCAL}),
    Kind.URGENCY: frozenset({Operator.MIN}),
    Kind.DATES: frozenset({Operator.UNION}),
    Kind.TEXT: frozenset({Operator.KEEP, Operator.LOCAL}),
}
_ADDING = frozenset({Operator.UNION, Operator.KEEP, Operator.LOCAL})


def combine(operator: Operator, upper: Value, lower: Value, within: Mapping[str, str] | None = None) -> Value:
    """Give the one value of two layers; `within` maps a narrower code to the wider one that it falls inside.

    Raises TypeError where the values are not of a kind that the operator fits.
    """
    if operator is Operator.LOCAL:
        return lower
    return _COMBINE[operator](upper, lower, within or {})


def looser(operator: Operator, upper: Value, lower: Value) -> bool:
    """Tell whether the lower layer asks less than the upper one, which no layer may."""
    return operator not in _ADDING and not same(combine(operator, upper, lower), lower)


def same(one: Value, other: Value) -> bool:
    """Tell whether two values ask the same, in whatever unit they are written (3 months, 1 quarter)."""
    if isinstance(one, Amount) and isinstance(other, Amount):
        return one.size == other.size
    return one == other


def _order(value: Value) -> tuple[tuple[int, bool], str]:
    # The unit settles which of two equal amounts is written, so that the order of merging does not matter.
    if isinstance(value, Amount):
        return value.size, value.unit
    if isinstance(value, str):
        return (URGENCIES.index(value), False), ""
    raise TypeError(f"{value!r} has no order")


def _codes(value: Value) -> frozenset[str]:
    if isinstance(value, frozenset):
        return value
    raise TypeError(f"{value!r} is no set of codes")


def widest(codes: frozenset[str], within: Mapping[str, str]) -> frozenset[str]:
    """Leave out the codes that fall inside another one of the set."""
    return frozenset(code for code in codes if within.get(code) not in codes)


_COMBINE: Mapping[Operator, Callable[[Value, Value, Mapping[str, str]], Value]] = {
    Operator.MIN: lambda upper, lower, _: min(upper, lower, key=_order),
    Operator.MAX: lambda upper, lower, _: max(upper, lower, key=_order),
    Operator.OR: lambda upper, lower, _: upper is True or lower is True,
    Operator.AND: lambda upper, lower, _: upper is True and lower is True,
    Operator.UNION: lambda upper, lower, within: widest(_codes(upper) | _codes(lower), within),
    Operator.KEEP: lambda upper, lower, _: _codes(upper) | _codes(lower),
    Operator.INTERSECTION: lambda upper, lower, _: _codes(upper) & _codes(lower),
}
