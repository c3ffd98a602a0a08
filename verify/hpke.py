"""HPKE (RFC 9180), base mode, single shot: X25519 with HKDF-SHA256, and AES-128-GCM."""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: bytes that sealing adds: the other side's public key and the tag of AES-GCM
ENC, TAG = 32, 16

_KEM = b"KEM" + (0x0020).to_bytes(2)
_SUITE = b"HPKE" + (0x0020).to_bytes(2) + (0x0001).to_bytes(2) + (0x0001).to_bytes(2)


class CannotOpen(Exception):
    """Sealed for another key or another purpose, or changed since."""


def _extract(salt: bytes, label: bytes, ikm: bytes, suite: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(secret: bytes, label: bytes, info: bytes, length: int, suite: bytes) -> bytes:
    """One block of HKDF, enough for 32 bytes."""
    labelled = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labelled + b"\x01", "sha256")[:length]


#: base mode and no pre-shared key
_NO_PSK = b"\x00" + _extract(b"", b"psk_id_hash", b"", _SUITE)


def schedule(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of the only message."""
    context = _NO_PSK + _extract(b"", b"info_hash", info, _SUITE)
    secret = _extract(shared, b"secret", b"", _SUITE)
    key = _expand(secret, b"key", context, 16, _SUITE)
    return key, _expand(secret, b"base_nonce", context, 12, _SUITE)


def shared_secret(exchanged: bytes, enc: bytes, public: bytes) -> bytes:
    agreed = _extract(b"", b"eae_prk", exchanged, _KEM)
    return _expand(agreed, b"shared_secret", enc + public, 32, _KEM)


class Opener:
    """One private key that opens many."""

    def __init__(self, private: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw()

    def open(self, sealed: bytes, info: bytes, aad: bytes = b"") -> bytes:
        enc, ciphertext = sealed[:ENC], sealed[ENC:]
        if len(ciphertext) < TAG:
            raise CannotOpen
        try:
            exchanged = self._key.exchange(X25519PublicKey.from_public_bytes(enc))
            key, nonce = schedule(shared_secret(exchanged, enc, self.public), info)
            return AESGCM(key).decrypt(nonce, ciphertext, aad)
        except (InvalidTag, ValueError):  # ValueError: a point of small order
            raise CannotOpen from None


def seal(
    public: bytes,
    plaintext: bytes,
    info: bytes,
    aad: bytes = b"",
    *,
    ephemeral: X25519PrivateKey | None = None,
) -> bytes:
    """`ephemeral` only for tests with known answers."""
    own = ephemeral or X25519PrivateKey.generate()
    enc = own.public_key().public_bytes_raw()
    exchanged = own.exchange(X25519PublicKey.from_public_bytes(public))
    key, nonce = schedule(shared_secret(exchanged, enc, public), info)
    return enc + AESGCM(key).encrypt(nonce, plaintext, aad)
