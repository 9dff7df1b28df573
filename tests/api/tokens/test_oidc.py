"""Tokens of an OIDC provider: a real server on this machine publishes keys, changes them and fails."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from joserfc.jwk import ECKey, Key, KeySet, OctKey, OKPKey, RSAKey
from joserfc.jwt import encode
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.tokens.claims import REGISTRY, UnauthenticatedError
from api.tokens.demo import demo_key, mint
from api.tokens.oidc import KEYS_KEPT, KEYS_LAST, LONGEST, PAUSE, Provider, ProviderUnavailableError
from api.tokens.verifier import verifier
from settings import Settings

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})


class Directory:
    """The provider's two documents, and how often each was asked for."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.keys: list[Key] = [RSA, EC, ED]
        self.asked = 0
        self.discovered = 0
        self.discovery: dict[str, Any] = {"issuer": issuer, "jwks_uri": f"{issuer}/keys"}
        self.answer: Response | None = None
        self.seconds = 0.0

    async def configuration(self, _: Request) -> Response:
        self.discovered += 1
        return JSONResponse(self.discovery)

    async def published(self, _: Request) -> Response:
        self.asked += 1
        return self.answer or JSONResponse(KeySet(self.keys).as_dict(private=False))

    def provider(self, **changes: Any) -> Provider:
        arguments: dict[str, Any] = {"issuer": self.issuer, "audience": "tonghu", "clock": lambda: NOW}
        return Provider(**(arguments | changes), monotonic=lambda: self.seconds)

    def token(self, key: Key, alg: str, header: dict[str, Any] | None = None, **changes: Any) -> str:
        claims = {
            "iss": self.issuer,
            "aud": "tonghu",
            "sub": "u-17",
            "tenant": "fujian",
            "exp": int((NOW + timedelta(hours=1)).timestamp()),
        } | changes
        return encode({"alg": alg, "kid": key.kid} | (header or {}), claims, key, registry=REGISTRY)


@pytest.fixture
async def directory() -> AsyncIterator[Directory]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    made = Directory(f"http://127.0.0.1:{listener.getsockname()[1]}")
    routes = [Route("/.well-known/openid-configuration", made.configuration), Route("/keys", made.published)]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 (uvicorn tells it by this flag alone)
        await asyncio.sleep(0.01)
    yield made
    server.should_exit = True
    with contextlib.suppress(asyncio.CancelledError):
        await running
    listener.close()


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256"), (ED, "EdDSA"), (ED, "Ed25519")])
async def test_believes_each_algorithm_of_the_list(directory: Directory, key: Key, alg: str) -> None:
    claims = await directory.provider().verify(directory.token(key, alg))
    assert (claims.subject, claims.tenant) == ("u-17", "fujian")
    assert claims.expires == NOW + timedelta(hours=1, seconds=30)


@pytest.mark.parametrize(
    ("changes", "client"),
    [
        ({}, None),
        ({"azp": "village-phone"}, "village-phone"),
        ({"client_id": "county-screen"}, "county-screen"),
        ({"azp": "village-phone", "client_id": "x"}, "village-phone"),
        ({"azp": 1}, None),
    ],
)
async def test_tells_which_application_a_token_was_issued_to(
    directory: Directory, changes: dict[str, Any], client: str | None
) -> None:
    claims = await directory.provider().verify(directory.token(RSA, "RS256", **changes))
    assert claims.client == client


async def test_reads_the_keys_once_for_many_tokens_at_once(directory: Directory) -> None:
    provider = directory.provider()
    token = directory.token(EC, "ES256")
    await asyncio.gather(*(provider.verify(token) for _ in range(20)))
    assert (directory.discovered, directory.asked) == (1, 1)


async def test_an_address_of_the_keys_needs_no_discovery(directory: Directory) -> None:
    provider = directory.provider(jwks=f"{directory.issuer}/keys")
    await provider.verify(directory.token(RSA, "RS256"))
    assert (directory.discovered, directory.asked) == (0, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"exp": int((NOW - timedelta(seconds=30)).timestamp())},
        {"exp": int((NOW + LONGEST + timedelta(seconds=31)).timestamp())},
        {"nbf": int((NOW + timedelta(seconds=31)).timestamp())},
        {"tenant": ""},
        {"sub": ""},
    ],
)
async def test_refuses_claims_that_are_not_for_us_or_not_for_now(directory: Directory, changes: dict[str, Any]) -> None:
    with pytest.raises(UnauthenticatedError):
        await directory.provider().verify(directory.token(RSA, "RS256", **changes))


async def test_forgives_half_a_minute_between_the_clocks(directory: Directory) -> None:
    now = int(NOW.timestamp())
    token = directory.token(RSA, "RS256", exp=now - 29, nbf=now + 30)
    assert (await directory.provider().verify(token)).subject == "u-17"


async def test_refuses_a_key_that_the_provider_does_not_publish(directory: Directory) -> None:
    impostor = RSAKey.generate_key(2048, {"kid": "rsa"})
    with pytest.raises(UnauthenticatedError):
        await directory.provider().verify(directory.token(impostor, "RS256"))


async def test_refuses_an_algorithm_that_is_not_on_the_list(directory: Directory) -> None:
    directory.keys.append(OctKey.generate_key(256, {"kid": "shared"}))
    claims = {
        "iss": directory.issuer,
        "aud": "tonghu",
        "sub": "u",
        "tenant": "fujian",
        "exp": int(NOW.timestamp()) + 60,
    }
    for alg, key in (("HS256", directory.keys[-1]), ("PS256", RSA), ("RS512", RSA)):
        with pytest.raises(UnauthenticatedError):
            await directory.provider().verify(encode({"alg": alg, "kid": key.kid}, claims, key, algorithms=[alg]))


async def test_refuses_a_key_published_for_encryption_only(directory: Directory) -> None:
    directory.keys = [RSAKey.import_key(RSA.as_dict(private=True), {"kid": "rsa", "use": "enc"}), EC]
    with pytest.raises(UnauthenticatedError):
        await directory.provider().verify(directory.token(RSA, "RS256"))


async def test_learns_a_new_key_after_the_pause_and_asks_no_oftener(directory: Directory) -> None:
    provider = directory.provider()
    await provider.verify(directory.token(EC, "ES256"))
    changed = ECKey.generate_key("P-256", {"kid": "new"})
    directory.keys = [changed]
    for _ in range(5):
        with pytest.raises(UnauthenticatedError, match="unknown key"):
            await provider.verify(directory.token(changed, "ES256"))
    assert directory.asked == 1
    directory.seconds = PAUSE
    assert (await provider.verify(directory.token(changed, "ES256"))).subject == "u-17"
    assert directory.asked == 2
    with pytest.raises(UnauthenticatedError):
        await provider.verify(directory.token(EC, "ES256"))


async def test_a_withdrawn_key_ends_when_the_keys_are_read_anew(directory: Directory) -> None:
    provider = directory.provider()
    await provider.verify(directory.token(EC, "ES256"))
    directory.keys = [RSA]
    directory.seconds = KEYS_LAST + 1
    with pytest.raises(UnauthenticatedError):
        await provider.verify(directory.token(EC, "ES256"))


async def test_known_keys_serve_through_an_outage_but_not_for_ever(directory: Directory) -> None:
    provider = directory.provider()
    await provider.verify(directory.token(EC, "ES256"))
    directory.answer = Response(status_code=503)
    directory.seconds = KEYS_LAST + 1
    assert (await provider.verify(directory.token(EC, "ES256"))).subject == "u-17"
    directory.seconds = KEYS_KEPT + 1
    with pytest.raises(ProviderUnavailableError):
        await provider.verify(directory.token(EC, "ES256"))
    directory.answer = None
    directory.seconds += PAUSE
    assert (await provider.verify(directory.token(EC, "ES256"))).subject == "u-17"


@pytest.mark.parametrize(
    "answer",
    [
        Response(status_code=500),
        Response(status_code=302, headers={"location": "/elsewhere"}),
        Response(b"not json"),
        Response(b"[]"),
        Response(b'{"keys": []}'),
        Response(b'{"keys": [7]}'),
        Response(b'{"keys": [' + b" " * (1024 * 1024) + b"]}"),
    ],
)
async def test_says_that_nobody_can_be_told_apart_when_the_keys_cannot_be_read(
    directory: Directory, answer: Response
) -> None:
    directory.answer = answer
    provider = directory.provider()
    for _ in range(2):
        with pytest.raises(ProviderUnavailableError):
            await provider.verify(directory.token(EC, "ES256"))
    assert directory.asked == 1


async def test_believes_no_discovery_document_of_another_issuer(directory: Directory) -> None:
    directory.discovery["issuer"] = "https://elsewhere.example"
    with pytest.raises(ProviderUnavailableError):
        await directory.provider().verify(directory.token(EC, "ES256"))
    assert directory.asked == 0


async def test_follows_no_discovery_document_to_an_open_line(directory: Directory) -> None:
    directory.discovery["jwks_uri"] = "http://192.0.2.1/keys"
    with pytest.raises(ProviderUnavailableError):
        await directory.provider().verify(directory.token(EC, "ES256"))


async def test_ignores_the_proxies_of_its_surroundings(directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await directory.provider().verify(directory.token(EC, "ES256"))).subject == "u-17"


@pytest.mark.parametrize(
    "issuer", ["http://login.example", "ftp://localhost", "login.example", "http://", "tonghu-demo"]
)
def test_refuses_a_provider_on_an_open_line(issuer: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Provider(issuer=issuer, audience="tonghu", clock=lambda: NOW)


async def test_production_believes_the_provider_and_refuses_the_demos_own_tokens(
    directory: Directory, tmp_path: Path
) -> None:
    settings = Settings(
        env="production",
        data_dir=tmp_path,
        master_key=SecretStr("0" * 64),
        oidc_issuer=directory.issuer,
        oidc_audience="tonghu",
    )
    verify = verifier(settings)
    now = settings.clock()()
    forged = mint(demo_key(tmp_path), "admin@fujian", tenant="fujian", now=now)
    with pytest.raises(UnauthenticatedError):
        await verify(forged)
    real = directory.token(RSA, "RS256", exp=int((now + timedelta(hours=1)).timestamp()))
    assert (await verify(real)).subject == "u-17"


async def test_the_demo_believes_its_own_key_and_no_other_folders(tmp_path: Path) -> None:
    settings = Settings(env="demo", data_dir=tmp_path / "own", now=NOW)
    verify = verifier(settings)
    token = mint(demo_key(tmp_path / "own"), "admin@fujian", tenant="fujian", now=NOW)
    assert (await verify(token)).subject == "admin@fujian"
    with pytest.raises(UnauthenticatedError):
        await verify(mint(demo_key(tmp_path / "other"), "admin@fujian", tenant="fujian", now=NOW))
