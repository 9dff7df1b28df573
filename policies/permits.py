"""Permits: a role's decisions, compiled from the policies once per version and then only looked up.

Asking Casbin costs milliseconds per decision and one request needs hundreds; a lookup in a frozenset costs well under
a microsecond. So Casbin stays the source of decisions, and this is their form on a request's path.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from types import MappingProxyType

import casbin

from policies.classes import GRANT, FieldClass, RowKind, Sight
from policies.source import EVERY_TENANT, PolicySet, enforcer, inside, objects, tenant_of
from policies.vocabulary import ACTIONS, PERSONAL, TYPES
from records.codes import Role

Decide = Callable[[str, str], bool]

WIDEST_FIRST = (RowKind.AREA, RowKind.LISTED, RowKind.OWN)
# From the widest answer to the narrowest.
ROWS = (*WIDEST_FIRST, RowKind.NONE)
SIGHTS = (Sight.SHOW, Sight.MASK, Sight.HIDE)
# A county's code ends in six zeros.
COUNTY = 1_000_000


@dataclass(frozen=True)
class Permit:
    """All that one role may do in one tenant, under one version of the policies.

    `rows` is the widest row kind over the types with persons' data, `kinds` the row kind of every type, `fields` the
    sight of every field class of every type, `actions` what `require` looks up, `assigns` the roles that the role may
    give to others, `grants` what a grant may show of each type at most, row by row, where its sight is HIDE. Everything
    that no policy allows is NONE, HIDE or absent.
    """

    role: Role
    tenant: str
    version: str
    rows: RowKind
    kinds: Mapping[str, RowKind] = field(hash=False, repr=False)
    fields: Mapping[str, Mapping[FieldClass, Sight]] = field(hash=False, repr=False)
    actions: frozenset[str]
    assigns: frozenset[Role]
    grants: Mapping[str, frozenset[FieldClass]] = field(default_factory=dict, hash=False, repr=False)

    def row(self, kind: str) -> RowKind:
        """Give the row kind of a type; a type that no policy knows shows no rows."""
        return self.kinds.get(kind, RowKind.NONE)

    def sight(self, kind: str, field_class: FieldClass) -> Sight:
        """Give the sight of a field class of a type; hidden where no policy speaks."""
        classes = self.fields.get(kind)
        return Sight.HIDE if classes is None else classes[field_class]

    def granted(self, kind: str, field_class: FieldClass) -> Sight:
        """Give the sight of a hidden class on a row whose grant names it: of numbers never more than their masks."""
        if field_class not in self.grants.get(kind, ()):
            return Sight.HIDE
        return Sight.MASK if field_class in (FieldClass.IDENTITY, FieldClass.CONTACT) else Sight.SHOW


def permit(policies: PolicySet, role: Role, tenant: str = EVERY_TENANT, counties: tuple[int, ...] = ()) -> Permit:
    """Give the permit of a role in a tenant (`*`: what holds in every tenant), compiled at the first asking.

    `counties` are those whose own lines bind the caller (`binding`); where several do, the narrower answer counts.
    The permit is kept with its policy set and goes with it, so a changed policy leaves no permit behind.
    """
    key = (role, tenant, counties)
    found: Permit | None = policies.permits.get(key)
    if found is None:
        found = policies.permits[key] = compiled(policies, role, tenant, counties)
    return found


def binding(policies: PolicySet, places: Iterable[int]) -> tuple[int, ...]:
    """Give the counties with lines of their own that places (12-digit codes) lie in; wider places lie in none."""
    if not policies.counties:
        return ()
    return tuple(sorted({place // COUNTY * COUNTY for place in places} & policies.counties))


def compiled(policies: PolicySet, role: Role, tenant: str, counties: tuple[int, ...] = ()) -> Permit:
    """Compile a permit from the policies' lines; one of a tenant's own set never exceeds the set's ceiling."""
    domains = [f"{tenant}/{county}" for county in counties] or [tenant]
    made = [_compiled(policies, role, domain) for domain in domains]
    if policies.ceiling is not None:
        made.append(permit(policies.ceiling, role, tenant))
    return reduce(lesser, made)


def _compiled(policies: PolicySet, role: Role, domain: str) -> Permit:
    decide = decider(policies, role, domain)
    kinds = {kind: _widest(decide, kind) for kind in TYPES}
    fields = {kind: MappingProxyType({c: _sight(decide, kind, c) for c in FieldClass}) for kind in TYPES}
    return Permit(
        role=role,
        tenant=tenant_of(domain),
        version=policies.version,
        rows=_rows(kinds),
        kinds=MappingProxyType(kinds),
        fields=MappingProxyType(fields),
        actions=frozenset(action for action in ACTIONS if decide(*action.split(":"))),
        assigns=frozenset(other for other in Role if decide(f"role:{other.value}", "assign")),
        grants=MappingProxyType({kind: made for kind in PERSONAL if (made := _granted(decide, kind, fields[kind]))}),
    )


def lesser(one: Permit, other: Permit) -> Permit:
    """Give what both of two permits of a role allow: of every two answers the narrower; the version is the first's."""
    kinds = {kind: max(one.kinds[kind], other.kinds[kind], key=ROWS.index) for kind in TYPES}
    fields = {
        kind: MappingProxyType(
            {
                c: Sight.HIDE
                if kinds[kind] is RowKind.NONE
                else max(one.sight(kind, c), other.sight(kind, c), key=SIGHTS.index)
                for c in FieldClass
            }
        )
        for kind in TYPES
    }
    return replace(
        one,
        rows=_rows(kinds),
        kinds=MappingProxyType(kinds),
        fields=MappingProxyType(fields),
        actions=one.actions & other.actions,
        assigns=one.assigns & other.assigns,
        grants=MappingProxyType(
            {kind: classes & other.grants.get(kind, frozenset()) for kind, classes in one.grants.items()}
        ),
    )


def _rows(kinds: Mapping[str, RowKind]) -> RowKind:
    return min((kinds[kind] for kind in PERSONAL), key=ROWS.index)


@lru_cache(maxsize=8)
def _casbin(policies: PolicySet) -> casbin.Enforcer:
    return enforcer(policies)


def decider(policies: PolicySet, role: Role, domain: str) -> Decide:
    """Answer Casbin's questions of one role in one domain by the tens of lines that speak of them alone."""
    built = _casbin(policies)
    groups = {EVERY_TENANT, tenant_of(domain)}
    subjects = {role.value}.union(*(built.get_implicit_roles_for_user(role.value, group) for group in groups))
    effects: dict[tuple[str, str], set[str]] = {}
    for subject, where, granted, verb, effect in built.get_policy():
        if subject in subjects and inside(domain, where):
            for obj in objects(granted):
                effects.setdefault((obj, verb), set()).add(effect)

    def decide(obj: str, act: str) -> bool:
        return effects.get((obj, act)) == {"allow"}

    return decide


def _widest(decide: Decide, kind: str) -> RowKind:
    return next((row for row in WIDEST_FIRST if decide(kind, row.value)), RowKind.NONE)


def _sight(decide: Decide, kind: str, field_class: FieldClass) -> Sight:
    if _widest(decide, kind) is RowKind.NONE:
        return Sight.HIDE
    obj = f"{kind}:{field_class.value}"
    return next((sight for sight in (Sight.SHOW, Sight.MASK) if decide(obj, sight.value)), Sight.HIDE)


def _granted(decide: Decide, kind: str, fields: Mapping[FieldClass, Sight]) -> frozenset[FieldClass]:
    """Give the hidden classes that a grant may show; of rows that are not seen none."""
    if _widest(decide, kind) is not RowKind.LISTED:
        return frozenset()
    return frozenset(c for c in FieldClass if fields[c] is Sight.HIDE and decide(f"{kind}:{c.value}", GRANT))
