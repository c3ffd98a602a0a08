"""Our HPKE against the published vectors and against the one in `cryptography`."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from verify import hpke

#: RFC 9180, A.1.1
INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
EPHEMERAL = bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
ENC = bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
PRIVATE = bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
PUBLIC = bytes.fromhex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")
SHARED = bytes.fromhex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc")
KEY, NONCE = bytes.fromhex("4531685d41d65f03dc48f6b8302c05b0"), "56d890e5accaaf011cff4b7d"
PLAIN = b"Beauty is truth, truth beauty"
SEALED = bytes.fromhex(
    "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
)

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
MINE = X25519PrivateKey.from_private_bytes(PRIVATE)


def test_published_vector() -> None:
    ephemeral = X25519PrivateKey.from_private_bytes(EPHEMERAL)
    exchanged = ephemeral.exchange(X25519PublicKey.from_public_bytes(PUBLIC))
    assert hpke.shared_secret(exchanged, ENC, PUBLIC) == SHARED
    assert hpke.schedule(SHARED, INFO) == (KEY, bytes.fromhex(NONCE))
    assert hpke.seal(PUBLIC, PLAIN, INFO, b"Count-0", ephemeral=ephemeral) == ENC + SEALED
    opener = hpke.Opener(PRIVATE)
    assert opener.public == PUBLIC
    assert opener.open(ENC + SEALED, INFO, b"Count-0") == PLAIN


@settings(max_examples=50)
@given(st.binary(max_size=300), st.binary(max_size=200))
def test_what_the_library_seals_we_open_and_the_other_way_round(plain: bytes, info: bytes) -> None:
    theirs = SUITE.encrypt(plain, MINE.public_key(), info)
    assert hpke.Opener(PRIVATE).open(theirs, info) == plain
    assert SUITE.decrypt(hpke.seal(PUBLIC, plain, info), MINE, info) == plain


@pytest.mark.parametrize(
    ("place", "info"),
    [(0, INFO), (31, INFO), (32, INFO), (-1, INFO), (None, INFO[:-1])],
    ids=["first of the key", "last of the key", "first", "last", "other purpose"],
)
def test_a_changed_byte_or_purpose_does_not_open(place: int | None, info: bytes) -> None:
    sealed = bytearray(hpke.seal(PUBLIC, PLAIN, INFO))
    if place is not None:
        sealed[place] ^= 1
    with pytest.raises(hpke.CannotOpen):
        hpke.Opener(PRIVATE).open(bytes(sealed), info)


@pytest.mark.parametrize("sealed", [b"", b"x" * 31, b"x" * 47, bytes(48), b"\x01" + bytes(60)])
def test_what_cannot_be_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(hpke.CannotOpen):
        hpke.Opener(PRIVATE).open(sealed, INFO)
