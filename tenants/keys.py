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

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from tenants.errors import BrokenSeal
from tenants.vault import derive

CipherName = Literal["sm4", "aes"]

AES, SM4_GCM = 1, 2
IV, TAG = 12, 16
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
        self._tenant = tenant.bytes
        self._version = SM4_GCM if cipher == "sm4" else AES
        self._current = current
        self._aes = {number: AESGCM(derive(key, "cell aes")) for number, key in data.items()}
        self._sm4 = {number: SM4(derive(key, "cell sm4", size=16)) for number, key in data.items()}
        self._mac = HMAC(index, SM3())

    def encrypt(self, text: str, *, table: str, row: UUID, field: str) -> bytes:
        """Seal a text for one place."""
        iv = os.urandom(IV)
        place = self._place(table, row, field)
        head = bytes((self._version, self._current))
        if self._version == AES:
            return head + iv + self._aes[self._current].encrypt(iv, text.encode(), place)
        sealing = Cipher(self._sm4[self._current], GCM(iv)).encryptor()
        sealing.authenticate_additional_data(place)
        return head + iv + sealing.update(text.encode()) + sealing.finalize() + sealing.tag

    def decrypt(self, cell: bytes, *, table: str, row: UUID, field: str) -> str:
        """Open a cell in its place. Raises `BrokenSeal`."""
        if len(cell) < 2 + IV + TAG:
            raise _broken("太短", "too short")
        version, number = cell[0], cell[1]
        iv, sealed = cell[2 : 2 + IV], cell[2 + IV :]
        place = self._place(table, row, field)
        try:
            if version == AES:
                return self._aes[number].decrypt(iv, sealed, place).decode()
            if version == SM4_GCM:
                opening = Cipher(self._sm4[number], GCM(iv, sealed[-TAG:])).decryptor()
                opening.authenticate_additional_data(place)
                return (opening.update(sealed[:-TAG]) + opening.finalize()).decode()
        except KeyError:
            raise _broken(f"密钥 {number} 未登记", f"key {number} is not registered") from None
        except InvalidTag:
            raise _broken("内容或位置被改动，或密钥不对", "changed, moved, or another key") from None
        raise _broken(f"未知版本 {version}", f"unknown version {version}")

    def blind(self, text: str) -> bytes:
        """Give the 16 bytes by which a number is found: HMAC-SM3 (GB/T 32905) of its normal form, cut."""
        mac = self._mac.copy()
        mac.update(normalise(text).encode())
        return mac.finalize()[:BLIND]

    def _place(self, table: str, row: UUID, field: str) -> bytes:
        return self._tenant + row.bytes + f"{table}|{field}".encode()


def normalise(number: str) -> str:
    """Bring a number to the one form that is looked up: half-width, upper-case X, without spaces and hyphens."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", number)).upper()


def _broken(zh: str, en: str) -> BrokenSeal:
    return BrokenSeal(f"密文无法打开：{zh}", f"the cell does not open: {en}")
