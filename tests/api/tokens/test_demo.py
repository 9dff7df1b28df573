"""Demo tokens: one key per data folder, readable for its owner alone, good for the tokens it signed and no others."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import ECKey, OctKey, OKPKey
from joserfc.jwt import encode

from api.tokens.claims import REGISTRY, Claims, UnauthenticatedError
from api.tokens.demo import AUDIENCE, ISSUER, KEY_FILE, DemoKeyError, demo_key, demo_verifier, mint, tenant_of

NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
SECOND = timedelta(seconds=1)
KEY = OKPKey.generate_key("Ed25519", auto_kid=True)
OTHER = OKPKey.generate_key("Ed25519", auto_kid=True)
GOOD = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "director@fujian",
    "tenant": "fujian",
    "exp": int((NOW + timedelta(hours=1)).timestamp()),
}


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed(header: dict[str, object] | None = None, key: OKPKey = KEY, **changes: object) -> str:
    claims = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return encode({"alg": "Ed25519", "kid": KEY.kid, **(header or {})}, claims, key, registry=REGISTRY)


def hmac_with_the_public_key() -> str:
    public = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    return encode({"alg": "HS256"}, GOOD, public, algorithms=["HS256"])


def raw(payload: bytes) -> str:
    """Sign a payload that no JSON encoder would write."""
    header = segment({"alg": "Ed25519", "kid": KEY.kid})
    body = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    private = KEY.get_op_key("sign")
    assert isinstance(private, Ed25519PrivateKey)
    signature = private.sign(f"{header}.{body}".encode())
    return f"{header}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def whole(**changes: object) -> bytes:
    return json.dumps(GOOD | changes).encode()


PUBLIC = json.dumps(KEY.as_dict(private=False))
ANOTHER = json.dumps(OKPKey.generate_key("X25519").as_dict(private=True))

HOSTILE: dict[str, Callable[[], str]] = {
    "alg none": lambda: f"{segment({'alg': 'none'})}.{segment(GOOD)}.",
    "alg none, capitals": lambda: f"{segment({'alg': 'None'})}.{segment(GOOD)}.",
    "public key as HMAC secret": hmac_with_the_public_key,
    "another algorithm": lambda: encode({"alg": "ES256"}, GOOD, ECKey.generate_key("P-256"), algorithms=["ES256"]),
    "wrong key": lambda: signed(key=OTHER),
    "own key in the header": lambda: signed({"jwk": OTHER.as_dict(private=False)}, key=OTHER),
    "critical header": lambda: signed({"crit": ["b64"], "b64": True}),
    "signature cut off": lambda: signed().rpartition(".")[0] + ".",
    "signature changed": lambda: signed()[:-8] + "AAAAAAAA",
    "payload changed": lambda: f"{signed().partition('.')[0]}.{segment(GOOD | {'sub': 'x'})}.{signed().split('.')[2]}",
    "wrong issuer": lambda: signed(iss="somebody"),
    "no issuer": lambda: signed(iss=None),
    "wrong audience": lambda: signed(aud="another"),
    "no audience": lambda: signed(aud=None),
    "audience as an object": lambda: signed(aud={"tonghu": 1}),
    "expired": lambda: signed(exp=int((NOW - SECOND).timestamp())),
    "expires this second": lambda: signed(exp=int(NOW.timestamp())),
    "no expiry": lambda: signed(exp=None),
    "expiry as text": lambda: signed(exp="tomorrow"),
    "expiry as a truth": lambda: signed(exp=True),
    "expiry beyond 12 hours": lambda: signed(exp=int((NOW + timedelta(hours=12) + SECOND).timestamp())),
    "huge expiry": lambda: signed(exp=10**400),
    "infinite expiry": lambda: raw(whole().replace(str(GOOD["exp"]).encode(), b"Infinity")),
    "expiry that is no number": lambda: raw(whole().replace(str(GOOD["exp"]).encode(), b"NaN")),
    "not yet valid": lambda: signed(nbf=int((NOW + SECOND).timestamp())),
    "issued in the future": lambda: signed(iat=int((NOW + SECOND).timestamp())),
    "no tenant": lambda: signed(tenant=None),
    "tenant as a list": lambda: signed(tenant=["fujian"]),
    "empty tenant": lambda: signed(tenant=""),
    "no subject": lambda: signed(sub=None),
    "blank subject": lambda: signed(sub="  "),
    "subject as a number": lambda: signed(sub=7),
    "subject with a control character": lambda: signed(sub="director@fujian\x00"),
    "subject with a backslash": lambda: signed(sub="a\\' or true--"),
    "long subject": lambda: signed(sub="d" * 256),
    "claims that are a list": lambda: raw(b"[1,2]"),
    "claims that are no JSON": lambda: raw(b"{"),
    "claims that are no text": lambda: raw(b"\xff\xfe"),
    "deep nesting": lambda: raw(b"[" * 4000),
    "garbage": lambda: "garbage",
    "empty": lambda: "",
    "dots": lambda: "..",
    "many dots": lambda: "." * 100,
    "five parts": lambda: ".".join([signed()] * 2),
    "not ASCII": lambda: "儿童.主任.令牌",
    "half a character": lambda: "\udc80.\udc80.\udc80",
    "header that is a list": lambda: f"{segment([])}.{segment(GOOD)}.x",
    "algorithm as a list": lambda: f"{segment({'alg': ['Ed25519']})}.{segment(GOOD)}.x",
    "key id as a list": lambda: f"{segment({'alg': 'Ed25519', 'kid': []})}.{segment(GOOD)}.x",
    "over 8 KiB": lambda: signed(name="x" * 9000),
}


@pytest.mark.parametrize("fault", HOSTILE)
async def test_refuses_a_hostile_token(fault: str) -> None:
    verify = demo_verifier(KEY, lambda: NOW)
    with pytest.raises(UnauthenticatedError):
        await verify(HOSTILE[fault]())


async def test_believes_the_token_that_the_hostile_ones_are_made_from() -> None:
    claims = await demo_verifier(KEY, lambda: NOW)(signed(name="甲", tonghu_role="CHILD_DIRECTOR"))
    assert claims == Claims("director@fujian", "甲", "fujian", "CHILD_DIRECTOR", NOW + timedelta(hours=1))
    assert (await demo_verifier(KEY, lambda: NOW)(raw(whole()))).subject == "director@fujian"
    assert (await demo_verifier(KEY, lambda: NOW)(signed(aud=["other", AUDIENCE]))).tenant == "fujian"


async def test_a_minted_token_tells_the_subject_until_its_end() -> None:
    now = NOW
    verify = demo_verifier(KEY, lambda: now)
    token = mint(KEY, "county@fujian", tenant="fujian", now=NOW, lasts=timedelta(minutes=5), role="COUNTY_OFFICER")
    assert await verify(token) == Claims("county@fujian", None, "fujian", "COUNTY_OFFICER", NOW + timedelta(minutes=5))
    now = NOW + timedelta(minutes=5)
    with pytest.raises(UnauthenticatedError):
        await verify(token)


@pytest.mark.parametrize("lasts", [timedelta(0), -SECOND, timedelta(hours=12) + SECOND])
def test_mints_no_token_for_longer_than_12_hours_or_for_no_time(lasts: timedelta) -> None:
    with pytest.raises(ValueError, match="12 hours"):
        mint(KEY, "county@fujian", tenant="fujian", now=NOW, lasts=lasts)


def test_makes_the_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = demo_key(folder)
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert demo_key(folder).as_dict(private=True) == first.as_dict(private=True)
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    assert demo_key(tmp_path / "a").thumbprint() != demo_key(tmp_path / "b").thumbprint()


def test_refuses_a_key_that_others_can_read(tmp_path: Path) -> None:
    demo_key(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(DemoKeyError, match="chmod 600"):
        demo_key(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kty": "OKP"}', PUBLIC, ANOTHER])
def test_refuses_a_file_that_is_no_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / KEY_FILE
    path.touch(0o600)
    path.write_text(text)
    with pytest.raises(DemoKeyError, match="key: delete it"):
        demo_key(tmp_path)


def test_starters_at_once_end_with_the_same_key(tmp_path: Path) -> None:
    """All find no file; who finishes later must take the first one's key, not put another in its place."""
    together = Barrier(8)

    def start(_: int) -> str:
        together.wait()
        return demo_key(tmp_path).thumbprint()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(start, range(8))) == {demo_key(tmp_path).thumbprint()}


@pytest.mark.parametrize(
    ("subject", "tenant"),
    [
        ("director@fujian", "fujian"),
        ("county@shangri-la", "yunnan"),
        ("a@b@jilin", "jilin"),
        ("operator@platform", "platform"),
    ],
)
def test_a_personas_subject_names_its_tenant(subject: str, tenant: str) -> None:
    assert tenant_of(subject) == tenant


@pytest.mark.parametrize("subject", ["director", "director@", ""])
def test_a_subject_that_names_no_tenant_is_refused(subject: str) -> None:
    with pytest.raises(UnauthenticatedError):
        tenant_of(subject)
