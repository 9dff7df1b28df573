"""Permits: a role's decisions, compiled from the policies once per version and then only looked up.

Asking Casbin costs milliseconds per decision and one request needs hundreds; a lookup in a frozenset costs well under
a microsecond. So Casbin stays the source of decisions, and this is their form on a request's path.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import casbin

from policies.classes import FieldClass, RowKind, Sight
from policies.source import EVERY_TENANT, PolicySet, covers, enforcer
from policies.vocabulary import ACTIONS, PERSONAL, TYPES
from records.codes import Role

Decide = Callable[[str, str], bool]

WIDEST_FIRST = (RowKind.AREA, RowKind.LISTED, RowKind.OWN)


@dataclass(frozen=True)
class Permit:
    """All that one role may do in one tenant, under one version of the policies.

    `rows` is the widest row kind over the types with persons' data, `kinds` the row kind of every type, `fields` the
    sight of every field class of every type, `actions` what `require` looks up, `assigns` the roles that the role may
    give to others. Everything that no policy allows is NONE, HIDE or absent.
    """

    role: Role
    tenant: str
    version: str
    rows: RowKind
    kinds: Mapping[str, RowKind] = field(hash=False, repr=False)
    fields: Mapping[str, Mapping[FieldClass, Sight]] = field(hash=False, repr=False)
    actions: frozenset[str]
    assigns: frozenset[Role]

    def row(self, kind: str) -> RowKind:
        """Give the row kind of a type; a type that no policy knows shows no rows."""
        return self.kinds.get(kind, RowKind.NONE)

    def sight(self, kind: str, field_class: FieldClass) -> Sight:
        """Give the sight of a field class of a type; hidden where no policy speaks."""
        classes = self.fields.get(kind)
        return Sight.HIDE if classes is None else classes[field_class]


@lru_cache(maxsize=4096)
def permit(policies: PolicySet, role: Role, tenant: str = EVERY_TENANT) -> Permit:
    """Give the permit of a role in a tenant (`*`: what holds in every tenant), compiled at the first asking."""
    decide = _decider(policies, role, tenant)
    kinds = {kind: _widest(decide, kind) for kind in TYPES}
    fields = {kind: MappingProxyType({c: _sight(decide, kind, c) for c in FieldClass}) for kind in TYPES}
    return Permit(
        role=role,
        tenant=tenant,
        version=policies.version,
        rows=min((kinds[kind] for kind in PERSONAL), key=[*WIDEST_FIRST, RowKind.NONE].index),
        kinds=MappingProxyType(kinds),
        fields=MappingProxyType(fields),
        actions=frozenset(action for action in ACTIONS if decide(*action.split(":"))),
        assigns=frozenset(other for other in Role if decide(f"role:{other.value}", "assign")),
    )


@lru_cache(maxsize=8)
def _casbin(policies: PolicySet) -> casbin.Enforcer:
    return enforcer(policies)


def _decider(policies: PolicySet, role: Role, tenant: str) -> Decide:
    """Keep the tens of lines that speak of one role in one tenant, so that a decision walks over no others."""
    built = _casbin(policies)
    domains = {EVERY_TENANT, tenant}
    subjects = {role.value}.union(*(built.get_implicit_roles_for_user(role.value, domain) for domain in domains))
    lines = [line[2:] for line in built.get_policy() if line[0] in subjects and line[1] in domains]

    def decide(obj: str, act: str) -> bool:
        return {effect for granted, verb, effect in lines if verb == act and covers(obj, granted)} == {"allow"}

    return decide


def _widest(decide: Decide, kind: str) -> RowKind:
    return next((row for row in WIDEST_FIRST if decide(kind, row.value)), RowKind.NONE)


def _sight(decide: Decide, kind: str, field_class: FieldClass) -> Sight:
    if _widest(decide, kind) is RowKind.NONE:
        return Sight.HIDE
    obj = f"{kind}:{field_class.value}"
    return next((sight for sight in (Sight.SHOW, Sight.MASK) if decide(obj, sight.value)), Sight.HIDE)
