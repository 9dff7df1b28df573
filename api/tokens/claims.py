"""What a token says, once signature, issuer, audience and times have been checked."""

from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry
from joserfc.jwt import Claims as Members
from joserfc.jwt import JWTClaimsRegistry, decode

from tenants.work import SUBJECT

SHANGHAI = ZoneInfo("Asia/Shanghai")
# EdDSA is the older name of Ed25519 (RFC 9864); providers use either.
ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
LONGEST_TEXT = 8 * 1024


class UnauthenticatedError(Exception):
    """The token proves nothing: every fault has this one answer, so that a stranger learns nothing from it.

    `args[0]` says in English what was wrong, for the log alone; it never holds the token.
    """


class NoTokenError(UnauthenticatedError):
    """No token was shown."""


@dataclass(frozen=True)
class Claims:
    """Who a token speaks for: the subject, the tenant's code, and until when; `role` is the role it would act in.

    `client` is the application it was issued to (`azp` of OIDC, `client_id` of RFC 9068).
    """

    subject: str
    name: str | None
    tenant: str
    role: str | None
    expires: datetime
    client: str | None = None


Verify = Callable[[str], Awaitable[Claims]]
"""How a token's text becomes claims; raises `UnauthenticatedError`."""


def _quiet(name: str) -> Any:
    """Take an algorithm without joserfc's warning that its name is deprecated; the names are ours to answer for."""
    algorithm = copy(JWSRegistry.algorithms[name])
    algorithm.security_warning = None
    return algorithm


class _Registry(JWSRegistry):
    """The signatures that are accepted: the algorithms by name, and nothing that `alg` could talk a verifier into."""

    max_header_length = 1024
    max_payload_length = LONGEST_TEXT

    def __init__(self) -> None:
        super().__init__(algorithms=ALGORITHMS, strict_check_header=False)
        self.algorithms = {name: _quiet(name) for name in ALGORITHMS}


REGISTRY = _Registry()


@dataclass(frozen=True)
class Terms:
    """What a token must say to be believed: who issued it, for whom, and how long it may last from now at most.

    `leeway` is the difference of clocks that is forgiven at both ends.
    """

    issuer: str
    audience: str
    longest: timedelta
    leeway: timedelta = timedelta(0)


def read_claims(text: str, keys: OKPKey | KeySet, terms: Terms, now: datetime) -> Claims:
    """Verify a compact JWT and give its claims.

    Raises `UnauthenticatedError` for every fault but an unknown key: that is joserfc's `InvalidKeyIdError`, since a
    provider may have changed its keys.
    """
    if len(text) > LONGEST_TEXT:
        raise UnauthenticatedError("token longer than 8 KiB")
    try:
        token = decode(text, keys, registry=REGISTRY)
    except JoseError as error:
        if error.error == "invalid_key_id":
            raise
        raise UnauthenticatedError(f"refused by the signature check: {error.error}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnauthenticatedError(f"malformed token: {type(error).__name__}") from error
    if "crit" in token.header:
        raise UnauthenticatedError("critical header parameters are not supported")
    return _checked(token.claims, terms, now)


def _checked(members: Members, terms: Terms, now: datetime) -> Claims:
    rules = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(terms.leeway.total_seconds()),
        iss={"essential": True, "value": terms.issuer},
        aud={"essential": True, "value": terms.audience},
        sub={"essential": True},
        exp={"essential": True},
        tenant={"essential": True},
    )
    try:
        rules.validate(members)
    except JoseError as error:
        raise UnauthenticatedError(f"refused claim: {error.error} {error.description}") from error
    subject, tenant, name, role = (members.get(key) for key in ("sub", "tenant", "name", "tonghu_role"))
    if not isinstance(subject, str) or not subject.strip() or not SUBJECT.fullmatch(subject):
        raise UnauthenticatedError("unusable subject")
    client = members.get("azp", members.get("client_id"))
    if not isinstance(tenant, str):
        raise UnauthenticatedError("unusable tenant")
    if members["exp"] > (now + terms.longest + terms.leeway).timestamp():
        raise UnauthenticatedError("token lasts longer than tokens may")
    return Claims(
        subject=subject,
        name=name if isinstance(name, str) else None,
        tenant=tenant,
        role=role if isinstance(role, str) else None,
        expires=datetime.fromtimestamp(members["exp"], SHANGHAI) + terms.leeway,
        client=client if isinstance(client, str) else None,
    )
