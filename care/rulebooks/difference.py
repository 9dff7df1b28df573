"""What changes between two versions of a layer, and in which direction."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from care.rulebooks.layer import Layer, Rule
from care.rulebooks.operators import looser


class Change(StrEnum):
    """How a rule differs."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    STRICTER = "STRICTER"
    LOOSER = "LOOSER"
    OTHER = "OTHER"  # the same is asked in other words, from other days or by another source, or cannot be compared


@dataclass(frozen=True)
class Difference:
    """One rule that differs: what stood, what stands now, and in which direction it moved."""

    change: Change
    before: Rule | None
    after: Rule | None


def differences(before: Layer, after: Layer) -> Iterator[Difference]:
    """Give every rule that is new, gone or changed, in the order of the keys."""
    old, new = _versions(before), _versions(after)
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            yield Difference(Change.ADDED if was is None else Change.REMOVED, was, now)
        elif _told(was) != _told(now):
            yield Difference(_direction(was, now), was, now)


def _versions(layer: Layer) -> dict[tuple[str, str, int], Rule]:
    """Number the versions of each key and case by their days."""
    ordered = sorted(layer.rules, key=lambda one: (one.address, one.since is not None, one.since))
    same = groupby(ordered, key=lambda one: one.address)
    return {(*address, number): rule for address, rules in same for number, rule in enumerate(rules)}


def _told(rule: Rule) -> tuple[object, ...]:
    return rule.value, rule.since, rule.until, rule.strength, rule.citation, rule.document.until


def _direction(was: Rule, now: Rule) -> Change:
    if isinstance(was.value, frozenset) and isinstance(now.value, frozenset):
        return _sets(was, now, was.value, now.value)
    eased, tightened = (
        looser(was.dimension.operator, one.value, other.value) for one, other in ((was, now), (now, was))
    )
    if eased == tightened:
        return Change.OTHER
    return Change.LOOSER if eased else Change.STRICTER


def _sets(was: Rule, now: Rule, old: frozenset[str], new: frozenset[str]) -> Change:
    """Tell whether a set grew or shrank; what more of it means is the operator's matter."""
    if not (old < new or new < old) or was.dimension.operator not in {"UNION", "INTERSECTION"}:
        return Change.OTHER
    grew = old < new
    return Change.STRICTER if grew == (now.dimension.operator == "UNION") else Change.LOOSER
