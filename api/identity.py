"""Who asks: a token becomes a caller, who acts in one role, in the areas and organisations assigned to it right now."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from api.client import named
from api.language import language
from api.tokens.claims import Claims, NoTokenError, UnauthenticatedError, Verify
from policies.assignments import Assignment, Held, held
from policies.caller import Caller, Language
from policies.refusal import ErrorCode, Refusal, Refused
from policies.source import PolicySet
from policies.standing import Standing, standing_of
from records.codes import Role
from records.tenant import operator
from schema.acting import caller_of
from tenants.errors import NotActive
from tenants.house import House

# The tenant that operators' tokens name; no tenant can have this code.
PLATFORM = "platform"
MOST_BELIEVED = 10_000  # subjects

Origin = tuple[Claims, Held, PolicySet]  # what a caller was made of; while it is the same, so is the caller


@dataclass(frozen=True)
class Identity:
    """What tells callers apart: the house, how tokens are verified, and the policies their permits come from.

    `policies` are the platform's; `standing` keeps what tenants made of them.
    """

    house: House
    verify: Verify
    policies: PolicySet
    standing: Standing = field(init=False)
    _last: "OrderedDict[tuple[str, str], Held]" = field(init=False, default_factory=OrderedDict, repr=False)
    _made: "OrderedDict[Hashable, tuple[Origin, Caller]]" = field(init=False, default_factory=OrderedDict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "standing", standing_of(self.house, self.policies))

    async def caller(
        self,
        token: str,
        *,
        role: str | None = None,
        accept_language: str | None = None,
        client: str | None = None,
        believing: bool = False,
    ) -> Caller:
        """Give the caller behind a token; `role`, `accept_language` and `client` are the request's headers.

        `believing`: made of the roles that were read last for the subject, where they were (`Caller.believed`).

        A request acts in one role: the one named by the header `Tonghu-Role`, else by the token, else the held role
        that stands first in the contract's enumeration (nearest to the child, with the least reach). All areas of that
        role count together. Raises `UnauthenticatedError` for a token that proves nothing and for a tenant that is not
        open, alike; `Refused` with FORBIDDEN when the role asked for, or any role, is not held.
        """
        claims = await self.verify(token)
        asked = role if role is not None else claims.role
        tongue, application = language(accept_language), named(claims.client) or named(client)
        if claims.tenant == PLATFORM:
            return _caller(claims, await self._operator(claims.subject), self.policies, asked, tongue, application)
        found, policies, believed = await self._assignments(claims, believing=believing)
        if not believed:
            return _caller(claims, _theirs(found), policies, asked, tongue, application)
        key, made_of = (claims.tenant, claims.subject, asked, tongue, application), (claims, found, policies)
        kept = self._made.get(key)
        if kept is not None and all(one is other for one, other in zip(kept[0], made_of, strict=True)):
            return kept[1]
        try:
            caller = _caller(claims, _theirs(found), policies, asked, tongue, application, believed=found)
        except Refused:
            # It may be held by now.
            return await self.caller(token, role=role, accept_language=accept_language, client=client)
        self._made[key] = made_of, caller
        if len(self._made) > MOST_BELIEVED:
            self._made.popitem(last=False)
        return caller

    async def _assignments(self, claims: Claims, *, believing: bool) -> tuple[Held, PolicySet, bool]:
        """Give what the subject holds by which policies, and whether that is what was read before."""
        tenant = await self.house.tenant(claims.tenant)
        if tenant is None or not tenant.active:
            raise UnauthenticatedError("unknown or closed tenant")
        try:
            key = (tenant.schema, claims.subject)
            found = self._last.get(key) if believing else None
            believed = found is not None
            if found is None:
                found = self._last[key] = await held(self.house, tenant, claims.subject)
            self._last.move_to_end(key)
            if len(self._last) > MOST_BELIEVED:
                self._last.popitem(last=False)
            return found, await self.standing.at(self.house, tenant, found.policies), believed
        except NotActive as error:
            raise UnauthenticatedError("unknown or closed tenant") from error

    async def _operator(self, subject: str) -> list[Assignment]:
        columns = operator.c
        async with self.house.platform() as platform:
            found = await platform.one(
                select(columns.name, columns.until).where(
                    columns.subject == subject, or_(columns.until.is_(None), columns.until > platform.now)
                )
            )
        return [Assignment(Role.PLATFORM_OPERATOR, None, None, found["name"], found["until"])] if found else []


def bearer(authorization: str | None) -> str:
    """Take the token out of an `Authorization` header (RFC 6750, 2.1); raises `UnauthenticatedError` without one."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NoTokenError("no bearer token")
    return token.strip()


_ORDER = {role: place for place, role in enumerate(Role)}


def _caller(
    claims: Claims,
    assigned: Sequence[Assignment],
    policies: PolicySet,
    asked: str | None,
    tongue: Language,
    application: str | None,
    *,
    believed: Held | None = None,
) -> Caller:
    return caller_of(
        claims.subject,
        claims.tenant,
        _acting(assigned, asked),
        policies,
        name=claims.name,
        expires=claims.expires,
        language=tongue,
        believed=believed,
        client=application,
    )


def _theirs(found: Held) -> list[Assignment]:
    """Leave out operators of the platform: nobody is one by a tenant's word."""
    return [one for one in found.assignments if one.role is not Role.PLATFORM_OPERATOR]


def _acting(assigned: Sequence[Assignment], asked: str | None) -> list[Assignment]:
    roles = sorted({one.role for one in assigned}, key=_ORDER.__getitem__)
    if not roles:
        raise Refused(
            Refusal(ErrorCode.FORBIDDEN, (), "您在该租户中没有有效角色", "You hold no role in this tenant at present")
        )
    role = roles[0] if asked is None else next((role for role in roles if role.value == asked), None)
    if role is None:
        raise Refused(Refusal(ErrorCode.FORBIDDEN, (), "您没有所请求的角色", "You do not hold the role asked for"))
    return [one for one in assigned if one.role is role]
