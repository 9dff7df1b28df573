"""A tenant's own keys: cells that only their place opens, and the blind index that finds a number without showing it.

A cell is `version | key id | iv (12) | ciphertext | tag (16)`: 48 bytes for a resident ID. The version says the cipher:
1 AES-256-GCM (NIST SP 800-38D), 2 SM4-GCM (GB/T 32907, RFC 8998). Tenant, table, row and field are authenticated with
it, so a cell copied to another place does not open.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from tenants.ciphers import SM4GCM, TAG
from tenants.errors import BrokenSeal
from tenants.vault import derive

CipherName = Literal["sm4", "aes"]

AES_VERSION, SM4_VERSION = 1, 2
HEAD, IV = 2, 12
BLIND = 16

_DROPPED = re.compile(r"[\s\-]+")


class TenantKeys:
    """The opened keys of one tenant.

    `data` holds the data keys (32 bytes) by id (0 to 255), `current` the id that new cells are written with, `index`
    the key of the blind index.
    """

    def __init__(
        self, tenant: UUID, *, cipher: CipherName, data: Mapping[int, bytes], current: int, index: bytes
    ) -> None:
        self.current = current
        self._tenant = tenant.bytes
        self._ciphers: dict[tuple[int, int], AESGCM | SM4GCM] = {}
        for number, key in data.items():
            self._ciphers[AES_VERSION, number] = AESGCM(derive(key, "cell aes"))
            self._ciphers[SM4_VERSION, number] = SM4GCM(derive(key, "cell sm4", size=16))
        version = SM4_VERSION if cipher == "sm4" else AES_VERSION
        self._head = bytes((version, current))
        self._sealing = self._ciphers[version, current]
        self._mac = HMAC(index, SM3())
        # Of the key that stays for the tenant's life (docs/decisions/0029): what it signed must be proved years later.
        self._signer = Ed25519PrivateKey.from_private_bytes(derive(index, "signature"))

    def encrypt(self, text: str, *, table: str, row: UUID, field: str) -> bytes:
        """Seal a text for one place."""
        iv = os.urandom(IV)
        return self._head + iv + self._sealing.encrypt(iv, text.encode(), self._place(table, row, field))

    def decrypt(self, cell: bytes, *, table: str, row: UUID, field: str) -> str:
        """Open a cell in its place. Raises `BrokenSeal`."""
        if len(cell) < HEAD + IV + TAG:
            raise _broken("太短", "too short")
        version, number = cell[0], cell[1]
        cipher = self._ciphers.get((version, number))
        if cipher is None:
            raise _broken(f"未知版本 {version} 或密钥 {number}", f"unknown version {version} or key {number}")
        try:
            data = cipher.decrypt(cell[HEAD : HEAD + IV], cell[HEAD + IV :], self._place(table, row, field))
        except InvalidTag:
            raise _broken("内容或位置被改动，或密钥不对", "changed, moved, or another key") from None
        return data.decode()

    def blind(self, text: str) -> bytes:
        """Give the 16 bytes by which a number is found: HMAC-SM3 (GB/T 32905) of its normal form, cut."""
        return self.keyed(normalise(text).encode())

    def keyed(self, words: bytes) -> bytes:
        """Give 16 bytes that stand for words, and tell them to nobody who lacks the key: HMAC-SM3, cut."""
        mac = self._mac.copy()
        mac.update(words)
        return mac.finalize()[:BLIND]

    def sign(self, words: bytes) -> bytes:
        """Sign for the tenant (Ed25519, RFC 8032); gives 64 bytes."""
        return self._signer.sign(words)

    def signed(self, words: bytes, signature: bytes) -> bool:
        """Tell whether a signature is the tenant's own, of these words."""
        try:
            self._signer.public_key().verify(signature, words)
        except InvalidSignature:
            return False
        return True

    @property
    def public(self) -> bytes:
        """The 32 bytes by which anybody checks the tenant's signatures."""
        return self._signer.public_key().public_bytes_raw()

    def _place(self, table: str, row: UUID, field: str) -> bytes:
        return self._tenant + row.bytes + f"{table}|{field}".encode()


def normalise(number: str) -> str:
    """Bring a number to the one form that is looked up: half-width, upper-case X, without spaces and hyphens."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", number)).upper()


def _broken(zh: str, en: str) -> BrokenSeal:
    return BrokenSeal(f"密文无法打开：{zh}", f"the cell does not open: {en}")
