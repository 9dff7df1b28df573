"""May these lines be a tenant's policies: they narrow what the platform gives, and leave what the law demands."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from policies.classes import GRANT, FieldClass, RowKind, Sight
from policies.narrowing import Line, narrowed, words
from policies.permits import ROWS, SIGHTS, Permit, decider, permit
from policies.refusal import ErrorCode, Refusal, Refused
from policies.source import PolicySet, faults, objects, tenant_of
from policies.vocabulary import COMMON
from records.codes import Role

# Non-null fields have these classes (contract.graphql): where a row shows, they show.
ALWAYS = frozenset({FieldClass.BASIC, FieldClass.STAFF, FieldClass.AGGREGATE})
# Reporting is the law's, and so is whom a report reaches (rules 6.5, 6.6): no tenant takes away that somebody reports,
# receives, accepts or passes on.
MANDATORY = frozenset({"file", "amend", "deliver", "acknowledge", "pass"})
RECEIVES = "report:acknowledge"


@dataclass(frozen=True)
class Saved:
    """Lines that may be saved, their policies, and a word about each line that changes nothing."""

    lines: tuple[Line, ...]
    policies: PolicySet
    idle: tuple[Refusal, ...]


def checked(ceiling: PolicySet, tenant: str, division: int, version: int, text: str) -> Saved:
    """Check the text of a tenant's policies; `division` is the tenant's own place, `version` what they would become.

    Raises `Refused` with every fault, each with the number of its line: BAD_USER_INPUT for a line that no decision
    could ask for, OUT_OF_JURISDICTION for a place that is not the tenant's, FORBIDDEN for a role that is not,
    RULE_RELAXATION for a line that would widen (with both values), MANDATORY_RECIPIENT for one that takes a report from
    who must make or have it, RULE_VIOLATION for one that would leave rows without what they always show, or nobody who
    could change the tenant's policies.
    """
    found: list[Refusal] = []
    lines: list[Line] = []
    for number, parts in words(text):
        wrong = list(_unreadable(number, parts, tenant, division))
        found += wrong
        if not wrong:
            line = Line(number, *parts[1:])
            lines += [] if any(line.text == other.text for other in lines) else [line]
            found += _refusals(ceiling, tenant, line)
    if not found:
        policies = narrowed(tenant, version, lines, ceiling)
        found += _unheard(ceiling, policies, tenant, lines)
        if not found:
            return Saved(tuple(lines), policies, tuple(_idle(ceiling, tenant, lines)))
    raise Refused(*found)


def _unreadable(number: int, parts: list[str], tenant: str, division: int) -> Iterator[Refusal]:
    path = ("line", str(number))
    for fault in faults(parts):
        yield Refusal(ErrorCode.BAD_USER_INPUT, path, f"策略行有误：{fault}", f"Bad policy line: {fault}")
        return
    if parts[0] != "p":
        zh, en = "租户策略只有 p 行；角色分组由平台规定", "A tenant's policies are p lines; groups are the platform's"
        yield Refusal(ErrorCode.BAD_USER_INPUT, path, zh, en)
        return
    domain, subject = parts[2], parts[1]
    place = domain.partition("/")[2]
    here = domain == tenant or (tenant_of(domain) == tenant and _county(place, division))
    if not here:
        zh = f"第二项应为 {tenant} 或 {tenant}/县级区划代码，而不是 {domain}"
        en = f"The domain is {tenant} or {tenant}/CODE of one of its counties, not {domain}"
        yield Refusal(ErrorCode.OUT_OF_JURISDICTION, path, zh, en)
    if subject == Role.PLATFORM_OPERATOR:
        zh, en = "平台运维不属于租户", "Operators of the platform belong to no tenant"
        yield Refusal(ErrorCode.FORBIDDEN, path, zh, en)


def _county(place: str, division: int) -> bool:
    if len(place) != 12 or not (place.isascii() and place.isdigit()):
        return False
    code = int(place)
    same = code // 10**10 == division // 10**10
    return same and code % 10**6 == 0 and code // 10**6 % 100 != 0


def subjects(ceiling: PolicySet, tenant: str, subject: str) -> tuple[Role, ...]:
    """Give the roles that a line's subject means: itself, or those of a group of the platform's."""
    if subject in set(Role):
        return (Role[subject],)
    return tuple(role for role in Role if any(_joined(line, role, subject, tenant) for line in _groups(ceiling)))


def _groups(ceiling: PolicySet) -> Iterator[list[str]]:
    for _, text in ceiling.files:
        yield from (parts for _, parts in words(text) if parts[0] == "g")


def _joined(line: list[str], role: Role, group: str, tenant: str) -> bool:
    return line[1:3] == [role.value, group] and line[3] in ("*", tenant)


def _refusals(ceiling: PolicySet, tenant: str, line: Line) -> Iterator[Refusal]:
    path = ("line", str(line.number))
    meant = subjects(ceiling, tenant, line.subject)
    if not meant:
        zh, en = f"没有分组 {line.subject}", f"There is no group {line.subject}"
        yield Refusal(ErrorCode.BAD_USER_INPUT, path, zh, en)
    for role in meant:
        if line.effect == "allow":
            for part, wanted, given in _wider(ceiling, role, tenant, line):
                zh = f"不得放宽：{role.zh}对 {part} 平台给予“{given}”，此行给予“{wanted}”"
                en = f"May not widen: the platform gives {role.value} {given} of {part}, this line gives {wanted}"
                yield Refusal(ErrorCode.RULE_RELAXATION, path, zh, en)
        elif refusal := _lost(ceiling, role, tenant, line):
            yield Refusal(refusal[0], path, *refusal[1:])


def _wider(ceiling: PolicySet, role: Role, tenant: str, line: Line) -> Iterator[tuple[str, str, str]]:
    """Give what an allowing line would widen: the object, what it gives, what the platform gives."""
    above = permit(ceiling, role, tenant)
    kind, _, parts = line.object.partition(":")
    if kind == "role":
        if parts and Role[parts] not in above.assigns:
            yield line.object, "assign", "none"
        elif not parts and f"{kind}:{line.action}" not in above.actions:
            yield f"{kind}:{line.action}", "allow", "deny"
    elif parts:
        for part in parts.split("|"):
            given = above.sight(kind, FieldClass(part))
            if _shows_more(above, kind, FieldClass(part), line.action):
                yield f"{kind}:{part}", line.action, given.value
    elif line.action in set(RowKind):
        if ROWS.index(RowKind(line.action)) < ROWS.index(above.row(kind)):
            yield kind, line.action, above.row(kind).value
    elif f"{kind}:{line.action}" not in above.actions:
        yield f"{kind}:{line.action}", "allow", "deny"


def _shows_more(above: Permit, kind: str, field_class: FieldClass, action: str) -> bool:
    if action == GRANT:
        return above.granted(kind, field_class) is Sight.HIDE
    return SIGHTS.index(Sight(action)) < SIGHTS.index(above.sight(kind, field_class))


def _lost(ceiling: PolicySet, role: Role, tenant: str, line: Line) -> tuple[ErrorCode, str, str] | None:
    """Say why a denying line may not take away what it names; None where it may."""
    above = permit(ceiling, role, tenant)
    kind, _, parts = line.object.partition(":")
    if kind == "report" and (
        (line.action in MANDATORY and f"report:{line.action}" in above.actions) or (parts and RECEIVES in above.actions)
    ):
        zh = f"{role.zh}依法报告或接收报告，不得取消 {line.object} {line.action}"
        en = f"The law has {role.value} make or receive reports: {line.object} {line.action} cannot be taken away"
        return ErrorCode.MANDATORY_RECIPIENT, zh, en
    if kind in COMMON and (parts or line.action in set(RowKind)):
        zh, en = f"{kind} 不含个人信息，不作限制", f"{kind} holds no persons' data and stays as it is"
        return ErrorCode.RULE_VIOLATION, zh, en
    if parts and kind != "role" and (kept := ALWAYS & set(map(FieldClass, parts.split("|")))):
        names = "、".join(sorted(kept))
        zh = f"可见的记录总是显示 {names}；请改为限制记录范围"
        en = f"{', '.join(sorted(kept))} show wherever a row shows: take away the rows instead"
        return ErrorCode.RULE_VIOLATION, zh, en
    if role is Role.TENANT_ADMIN and line.object == "policy":
        zh, en = "租户管理员须能修改策略", "The administrator must stay able to change the policies"
        return ErrorCode.RULE_VIOLATION, zh, en
    return None


def _unheard(ceiling: PolicySet, policies: PolicySet, tenant: str, lines: list[Line]) -> Iterator[Refusal]:
    """Refuse lines that together take reports away from who has to make or have them."""
    reached = (RowKind.AREA, RowKind.LISTED)
    for role, counties in product(Role, [(), *((county,) for county in sorted(policies.counties))]):
        above, own = permit(ceiling, role, tenant).row("report"), permit(policies, role, tenant, counties).row("report")
        if above not in reached or own in reached:
            continue
        taking = (
            one for one in lines if one.object == "report" and one.effect == "deny" and one.county in (None, *counties)
        )
        path = next((("line", str(one.number)) for one in taking if role in subjects(ceiling, tenant, one.subject)), ())
        zh = f"{role.zh}依法报告或接收报告，报告的可见范围不得低于“listed”，而不是“{own.value}”"
        en = f"The law has {role.value} make or receive reports: they stay listed at least, not {own.value}"
        yield Refusal(ErrorCode.MANDATORY_RECIPIENT, path, zh, en)


def _idle(ceiling: PolicySet, tenant: str, lines: list[Line]) -> Iterator[Refusal]:
    """Warn of each line that says what holds without it, so that nobody relies on it."""
    for line in lines:
        given = {
            decider(ceiling, role, tenant)(one, line.action)
            for role in subjects(ceiling, tenant, line.subject)
            for one in objects(line.object)
        }
        if given == {line.effect == "allow"}:
            zh, en = "此行不改变任何权限", "This line changes nothing"
            yield Refusal(ErrorCode.BAD_USER_INPUT, ("line", str(line.number)), zh, en)
