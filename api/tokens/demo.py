"""Demo tokens: signed with a key of this machine's own, for the personas of the demo and for tests.

Nobody proves who they are to get one, so production takes none: it knows an OIDC provider's keys alone.
"""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jwt import encode

from api.tokens.claims import REGISTRY, Claims, Terms, UnauthenticatedError, Verify, read_claims

ISSUER = "tonghu-demo"
AUDIENCE = "tonghu"
LONGEST = timedelta(hours=12)
KEY_FILE = "demo-signing-key.jwk"


class DemoKeyError(Exception):
    """The demo's key file cannot be used; the message says why and what to do, in Chinese and English."""


def demo_key(data_dir: Path) -> OKPKey:
    """Give the demo's signing key (Ed25519), made on first use, readable for its owner alone.

    Raises `DemoKeyError` when the file is open to others or is no such key.
    """
    path = data_dir / KEY_FILE
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise DemoKeyError(f"{path}：其他用户可读取该密钥，请执行 chmod 600 / others can read this key: chmod 600 it")
    try:
        key = OKPKey.import_key(json.loads(path.read_text("utf-8")))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise DemoKeyError(f"{path}：不是有效的密钥文件，请删除 / not a key: delete it") from error
    if not key.is_private or key.curve_name != "Ed25519":
        raise DemoKeyError(f"{path}：不是签名密钥，请删除 / not a signing key: delete it")
    key.ensure_kid()
    return key


def mint(
    key: OKPKey,
    subject: str,
    *,
    tenant: str,
    now: datetime,
    lasts: timedelta = LONGEST,
    name: str | None = None,
    role: str | None = None,
) -> str:
    """Sign a token for a subject of a tenant (`platform` for operators); it lasts 12 hours at most.

    `role` names the role it acts in when the subject holds several; it gives none. Raises `ValueError` for the time.
    """
    if not timedelta(0) < lasts <= LONGEST:
        raise ValueError("令牌有效期为 1 分钟至 12 小时 / a demo token lasts from 1 minute to 12 hours")
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "tenant": tenant,
        "iat": int(now.timestamp()),
        "exp": int((now + lasts).timestamp()),
    }
    optional = {"name": name, "tonghu_role": role}
    claims |= {member: value for member, value in optional.items() if value is not None}
    return encode({"alg": "Ed25519", "kid": key.kid}, claims, key, registry=REGISTRY)


def demo_verifier(key: OKPKey, clock: Callable[[], datetime]) -> Verify:
    """Make the verifier of demo tokens."""
    terms = Terms(ISSUER, AUDIENCE, LONGEST)

    async def verify(text: str) -> Claims:
        return read_claims(text, key, terms, clock())

    return verify


def tenant_of(subject: str) -> str:
    """Give the tenant that a persona's subject names after its last `@`: `director@fujian` is of fujian.

    Shangri-La is no tenant of its own but a county of Yunnan. Raises `UnauthenticatedError` when nothing is named.
    """
    _, at, place = subject.rpartition("@")
    if not at or not place:
        raise UnauthenticatedError(f"{subject}：须为“人员@租户” / a subject reads person@tenant")
    return {"shangri-la": "yunnan"}.get(place, place)


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = OKPKey.generate_key("Ed25519", private=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{KEY_FILE}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(key.as_dict(private=True), file)
        # A link, unlike a rename, leaves the key of whoever was first: two starters end with the same one.
        Path(path).hardlink_to(temporary)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink()
