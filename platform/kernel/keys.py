"""Secrets that never enter the database: small files in KEY_DIR, mode 600."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from flask import current_app


class KeyMissing(RuntimeError):
    """A key file is gone; the message names setting and file for the operator."""


def _path(name: str) -> Path:
    folder = Path(current_app.config["KEY_DIR"])
    if "/" in name or name.startswith("."):
        raise ValueError("a key has a plain name")
    return folder / f"{name}.key"


def create(name: str) -> None:
    """32 random bytes, durable before the transaction that relies on them commits."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())


def exists(name: str) -> bool:
    return _path(name).exists()


def read(name: str) -> bytes:
    try:
        return _path(name).read_bytes()
    except FileNotFoundError:
        raise KeyMissing(f"KEY_DIR: the file {_path(name)} is missing") from None


def destroy(name: str) -> None:
    """Overwritten, then removed; a second call finds nothing to do."""
    path = _path(name)
    if path.exists():
        path.write_bytes(secrets.token_bytes(32))
        path.unlink()


def tag(name: str, message: str) -> str:
    """HMAC-SHA-256 as hex."""
    return tag_under(read(name), message)


def tag_under(key: bytes, message: str) -> str:
    """For whoever makes several: the key is read once, and held no longer than they take."""
    return hmac.digest(key, message.encode(), "sha256").hex()


def tags(name: str, messages: Iterable[str]) -> list[str]:
    """Of many messages: the key is read once."""
    key = read(name)
    return [tag_under(key, text) for text in messages]


def derived(purpose: str, message: str, length: int = 8) -> str:
    """A short code that only this installation can compute (letters, codes on paper)."""
    key = hashlib.sha256(f"{purpose}:{current_app.config['SECRET_KEY']}".encode()).digest()
    digest = hmac.new(key, message.encode(), hashlib.sha256).digest()
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(alphabet[byte % 32] for byte in digest[:length])
