"""Passwords: Argon2id, and what is asked of a new one. Slow on purpose: call it before a lock."""

import gzip
import re
import unicodedata
from enum import Enum
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kernel.i18n import N_
from kernel.text import fold

# OWASP's figures for Argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: The hash of a password that nobody knows, with the same figures.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$Oc/vD31r77nmdRlBAdRRZA"
    "$HbKLH2mZko5JRSHatycP/FTM7//sdkgOfHdnfxDynnk"
)
SHORTEST = 10
LONGEST = 256
_LISTS = Path(__file__).parent / "data"


class Problem(Enum):
    TOO_SHORT = N_("Parola en az 10 karakter olmalı.")
    TOO_LONG = N_("Parola en fazla 256 karakter olabilir.")
    COMMON = N_("Bu parola çok kullanılıyor ve kolay tahmin edilir. Başka bir parola seçin.")
    PATTERN = N_("Parola tekrar eden ya da art arda gelen tuşlardan oluşmamalı.")
    PERSONAL = N_("Parola adınızdan ya da e-posta adresinizden oluşmamalı.")


# --------------------------------------------------------------------------- hashing


def hash_password(password: str) -> str:
    return _HASHER.hash(_typed(password))


def verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, _typed(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    try:
        return _HASHER.check_needs_rehash(password_hash)
    except InvalidHashError:
        return True


def dummy_verify() -> None:
    """For an unknown address: takes as long as `verify`, so the answer's time tells nothing."""
    verify(_NOBODY, "parola")


def _typed(password: str) -> str:
    """The same password from every keyboard, whatever form it gives "ş" or "ü"."""
    # Cut, so that nobody can have megabytes hashed; what is longer is refused when chosen.
    return (
        unicodedata.normalize("NFKC", password[: LONGEST * 4]).encode("utf-8", "replace").decode()
    )


# -------------------------------------------------------------------- a new password


def problems(password: str, *, email: str = "", name: str = "") -> list[Problem]:
    found = []
    if len(password) < SHORTEST:
        found.append(Problem.TOO_SHORT)
    if len(password) > LONGEST:
        return [Problem.TOO_LONG]
    if common(password):
        found.append(Problem.COMMON)
    if _is_pattern(fold(password)):
        found.append(Problem.PATTERN)
    if _is_personal(fold(password), email, name):
        found.append(Problem.PERSONAL)
    return found


_LOOKALIKES = str.maketrans("@0134578$!", "aoieastbsi")
#: "Galatasaray1905", "!sifrem123": a known word with a few signs more is known as well.
_EXTRA = 4


def common(password: str) -> bool:
    key = fold(password)
    return any(_is_known(spelling) for spelling in {key, key.translate(_LOOKALIKES)})


def _is_known(key: str) -> bool:
    known = _known()
    for head in range(_EXTRA + 1):
        for tail in range(_EXTRA + 1 - head):
            core = key[head : len(key) - tail]
            if len(core) > _EXTRA and core in known:
                return True
    return any(key[:cut] in known and key[cut:] in known for cut in range(3, len(key) - 2))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    packed = (_LISTS / "common_passwords.txt.gz").read_bytes()
    turkish = (_LISTS / "turkish_passwords.txt").read_text(encoding="utf-8")
    words = (*gzip.decompress(packed).decode().split("\n"), *turkish.split())
    return frozenset(fold(word) for word in words if len(word) > 2)


_ROWS = (
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    # The Turkish Q and F keyboards, their letters folded.
    *("qwertyuiopgu", "asdfghjklsi", "zxcvbnmoc"),
    *("fggiodrnhpqw", "uieautkmlys", "jovcczsb"),
    *("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"),
)
_NEIGHBOURS = frozenset(
    pair
    for row in _ROWS
    for place in range(len(row) - 1)
    for pair in (row[place : place + 2], row[place : place + 2][::-1])
)


def _is_pattern(key: str) -> bool:
    if re.fullmatch(r"(.{1,5}?)\1+.{0,4}", key, re.DOTALL) and len(set(key)) < 6:
        return True
    pairs = [key[place : place + 2] for place in range(len(key) - 1)]
    easy = sum(pair in _NEIGHBOURS or pair[0] == pair[1] for pair in pairs)
    return bool(pairs) and easy >= 0.7 * len(pairs)


def _is_personal(key: str, email: str, name: str) -> bool:
    """Little is left of the password without the name: a long sentence may hold one."""
    local = email.partition("@")[0]
    parts = {fold(part) for part in (local, name, *re.split(r"[\W_]+", f"{local} {name}"))}
    rest = key
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= 3:
            rest = rest.replace(part, "")
    return rest != key and len(rest) < SHORTEST - 2
