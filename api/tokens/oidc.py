"""OIDC: tokens of a provider, verified by the keys it publishes (OpenID Connect Discovery 1.0; RFC 7517)."""

import asyncio
import ipaddress
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from api.tokens.claims import Claims, Terms, UnauthenticatedError, read_claims

LONGEST = timedelta(hours=24)
LEEWAY = timedelta(seconds=30)
KEYS_LAST = 3600.0  # seconds until published keys are read anew, so that withdrawn keys end
KEYS_KEPT = 86400.0  # seconds that keys serve at most while the provider cannot be reached
PAUSE = 10.0  # seconds between two fetches at least: strangers' tokens with made-up key ids must not make us a hammer
LARGEST_ANSWER = 1024 * 1024


class ProviderUnavailableError(Exception):
    """The provider's keys could not be read and none are known: nobody can be told apart right now."""


class Provider:
    """One OIDC provider: verifies tokens, holds its keys, reads them again when they are old or a key is unknown.

    `jwks` is the address of the keys; without it the provider's discovery document names it. `monotonic` gives the
    seconds that pauses and ages are measured in.
    """

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        clock: Callable[[], datetime],
        jwks: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        for address in filter(None, (issuer, jwks)):
            _require_private(address)
        self._terms = Terms(issuer, audience, LONGEST, LEEWAY)
        self._clock = clock
        self._jwks = jwks
        self._monotonic = monotonic
        self._keys: KeySet | None = None
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self._reading = asyncio.Lock()

    async def verify(self, text: str) -> Claims:
        """Give the claims of a token; raises `UnauthenticatedError` or `ProviderUnavailableError`."""
        try:
            return read_claims(text, await self._known(), self._terms, self._clock())
        except InvalidKeyIdError:
            await self._refresh()
        try:
            return read_claims(text, await self._known(), self._terms, self._clock())
        except InvalidKeyIdError as error:
            raise UnauthenticatedError("signed with an unknown key") from error

    async def _known(self) -> KeySet:
        age = self._monotonic() - self._read_at
        if age > KEYS_KEPT:
            self._keys = None
        # With keys in hand only one request reads the new ones; the others need not wait for a slow provider.
        if self._keys is None or (age > KEYS_LAST and not self._reading.locked()):
            await self._refresh()
        if self._keys is None:
            raise ProviderUnavailableError("no keys of the provider are known")
        return self._keys

    async def _refresh(self) -> None:
        """Read the keys, once for all who wait, and not again within the pause, whether it worked or not."""
        async with self._reading:
            now = self._monotonic()
            if now - self._tried_at < PAUSE:
                return
            self._tried_at = now
            try:
                self._keys = await self._fetch()
                self._read_at = now
            except (httpx2.HTTPError, httpx2.InvalidURL, JoseError, ValueError, KeyError, TypeError) as error:
                if self._keys is None:
                    raise ProviderUnavailableError(
                        f"the provider's keys cannot be read: {type(error).__name__}"
                    ) from error

    async def _fetch(self) -> KeySet:
        # trust_env off: a proxy of the surroundings must not stand between us and who vouches for everybody.
        async with httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=5.0) as client:
            if self._jwks is None:
                found = await _get(client, self._terms.issuer.rstrip("/") + "/.well-known/openid-configuration")
                if found["issuer"] != self._terms.issuer:
                    raise ValueError("the discovery document speaks for another issuer")
                address = str(found["jwks_uri"])
                _require_private(address)
            else:
                address = self._jwks
            return KeySet.import_key_set(cast(Any, await _get(client, address)))


async def _get(client: httpx2.AsyncClient, address: str) -> dict[str, Any]:
    async with client.stream("GET", address, headers={"accept": "application/json"}) as answer:
        answer.raise_for_status()
        body = bytearray()
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > LARGEST_ANSWER:
                raise ValueError("answer larger than 1 MiB")
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


def _require_private(address: str) -> None:
    """Refuse an address that others on the way could answer for: HTTPS, or this machine itself."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname and _is_loopback(parts.hostname):
        return
    raise ValueError(f"身份提供方地址须使用 https / a provider's address must use https: {address}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
