"""What one permit allows and another does not: told cell by cell, with who gains and who loses."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from policies.classes import FieldClass
from policies.permits import ROWS, SIGHTS, Permit, permit
from policies.source import PolicySet
from policies.vocabulary import ACTIONS, TYPES
from records.codes import Role


@dataclass(frozen=True)
class Change:
    """One decision of a role that differs: the object, both answers, and whether the role gains by it.

    `county` is the county (12-digit code) in which it differs, None where it does in the whole tenant.
    """

    role: Role
    county: int | None
    object: str
    before: str
    after: str
    gains: bool


def changes(before: PolicySet, after: PolicySet, tenant: str) -> Iterator[Change]:
    """Give every decision that differs between two policy sets: in the tenant, then in its counties what is theirs."""
    for role in Role:
        yield from between(permit(before, role, tenant), permit(after, role, tenant), None)
    for county, role in product(sorted(before.counties | after.counties), Role):
        everywhere = set(between(permit(before, role, tenant), permit(after, role, tenant), county))
        was, now = permit(before, role, tenant, _own(before, county)), permit(after, role, tenant, _own(after, county))
        here = between(was, now, county)
        yield from (one for one in here if one not in everywhere)


def between(before: Permit, after: Permit, county: int | None) -> Iterator[Change]:
    """Give every decision that differs between two permits of a role."""
    role = before.role
    for kind in TYPES:
        was, now = before.row(kind), after.row(kind)
        if was is not now:
            yield Change(role, county, kind, was.value, now.value, ROWS.index(now) < ROWS.index(was))
        for part in FieldClass:
            had, has = before.sight(kind, part), after.sight(kind, part)
            # Classes that go with their rows are told by the rows.
            if had is not has and was is now:
                gains = SIGHTS.index(has) < SIGHTS.index(had)
                yield Change(role, county, f"{kind}:{part.value}", had.value, has.value, gains)
    for action in sorted(ACTIONS):
        if (action in before.actions) is not (action in after.actions):
            yield _either(role, county, action, action in after.actions)
    for other in Role:
        if (other in before.assigns) is not (other in after.assigns):
            yield _either(role, county, f"role:{other.value} assign", other in after.assigns)


def _either(role: Role, county: int | None, name: str, gains: bool) -> Change:
    words = ("deny", "allow")
    return Change(role, county, name, words[not gains], words[gains], gains)


def _own(policies: PolicySet, county: int) -> tuple[int, ...]:
    return (county,) if county in policies.counties else ()
