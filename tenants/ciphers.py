"""SM4-GCM (GB/T 32907, RFC 8998) in the form the library has for AES-GCM: one call seals, one opens."""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

TAG = 16


class SM4GCM:
    """Authenticated encryption with a key of 16 bytes; an iv of 12 bytes must never be used twice with it."""

    def __init__(self, key: bytes) -> None:
        self._key = SM4(key)

    def encrypt(self, iv: bytes, data: bytes, place: bytes) -> bytes:
        """Give the ciphertext followed by its tag of 16 bytes."""
        sealing = Cipher(self._key, GCM(iv)).encryptor()
        sealing.authenticate_additional_data(place)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, iv: bytes, sealed: bytes, place: bytes) -> bytes:
        """Give the data. Raises `cryptography.exceptions.InvalidTag` when anything was changed."""
        opening = Cipher(self._key, GCM(iv, sealed[-TAG:])).decryptor()
        opening.authenticate_additional_data(place)
        return opening.update(sealed[:-TAG]) + opening.finalize()
