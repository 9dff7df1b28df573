"""How secrets are kept in the registry: wrapped by keys derived from the master key, one for each place.

The key that wraps a secret is derived from the master key and the secret's place (RFC 5869), so a wrapped secret that
was copied to another tenant does not open there. Wrapping is AES-KW (RFC 3394), which notices a wrong key.
"""

import base64
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from tenants.errors import WrongMasterKey

SECRET_SIZE = 32


def wrap(master: bytes, tenant: UUID, place: str, secret: bytes) -> bytes:
    """Wrap a secret of 32 bytes for one place of one tenant; gives 40 bytes."""
    return aes_key_wrap(derive(master, "wrap", tenant.hex, place), secret)


def unwrap(master: bytes, tenant: UUID, place: str, wrapped: bytes) -> bytes:
    """Open a wrapped secret. Raises `WrongMasterKey`."""
    try:
        return aes_key_unwrap(derive(master, "wrap", tenant.hex, place), bytes(wrapped))
    except (InvalidUnwrap, ValueError) as error:
        raise WrongMasterKey(
            "主密钥不正确：无法打开登记的密钥（TONGHU_MASTER_KEY）",
            "wrong master key: the registered keys do not open (TONGHU_MASTER_KEY)",
        ) from error


def derive(secret: bytes, *place: str, size: int = SECRET_SIZE) -> bytes:
    """Derive a key for one use from a secret (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=size, salt=None, info="|".join(("tonghu", *place)).encode()).derive(secret)


def password(secret: bytes) -> str:
    """Write a secret as a login password."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def platform_password(master: bytes, database: str) -> str:
    """Give the password of the platform's own login, which has no place to be stored in before it is known."""
    return password(derive(master, "platform login", database))


def require_master_key(master: bytes) -> bytes:
    """Refuse a master key that is not 32 bytes. Raises `WrongMasterKey`."""
    if len(master) * 8 not in AES256.key_sizes:
        raise WrongMasterKey("主密钥须为 32 字节", "the master key must have 32 bytes")
    return master
