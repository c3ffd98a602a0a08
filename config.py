"""Settings, read from the environment once; README.md has the table."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent


class SettingError(RuntimeError):
    """Names the setting and what it should be."""


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("", "0", "false", "no", "off"):
        return False
    raise SettingError(f"{name}: write 1 or 0, not {value!r}")


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError:
        raise SettingError(f"{name}: write a whole number, not {value!r}") from None


def _database_url(instance: Path) -> str:
    return _driven(os.environ.get("DATABASE_URL") or f"sqlite:///{instance / 'katiliyoruz.sqlite'}")


def _ledger_url(name: str) -> str | None:
    """Of the roll or the box; without it they lie beside the main database."""
    url = os.environ.get(name)
    return _driven(url) if url else None


def _driven(url: str) -> str:
    """psycopg 3, whatever the short form of the address."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url[len(plain) :]
    return url


def _hosts() -> tuple[str, ...]:
    """TRUSTED_HOSTS, or the name in BASE_URL; nothing where neither says anything.

    A BASE_URL of this machine alone says nothing: it is reached through forwarded ports too.
    """
    names = os.environ.get("TRUSTED_HOSTS", "").replace(",", " ").split()
    own = urlsplit(os.environ.get("BASE_URL", "")).hostname
    if not names and own and own not in ("localhost", "127.0.0.1", "::1"):
        names = [own]
    for name in names:
        if "/" in name or ":" in name or not name:
            raise SettingError(f"TRUSTED_HOSTS: host names without scheme and port, not {name!r}")
    return tuple(name.lower() for name in names)


def settings() -> dict[str, Any]:
    instance = Path(os.environ.get("INSTANCE_DIR") or ROOT / "instance").resolve()
    secret = os.environ.get("SECRET_KEY")
    secret_file = instance / "secret"
    if not secret and secret_file.exists():
        secret = secret_file.read_text().strip()
    if not secret:
        raise SettingError("SECRET_KEY: set it, or start with `make run`, which makes one")
    if len(secret) < 16:
        raise SettingError("SECRET_KEY: too short, use 32 random characters or more")
    given = "SECRET_KEY" in os.environ or "DATABASE_URL" in os.environ
    return {
        "INSTANCE_DIR": str(instance),
        "SECRET_KEY": secret,
        "SQLALCHEMY_DATABASE_URI": _database_url(instance),
        "ROLL_DATABASE_URL": _ledger_url("ROLL_DATABASE_URL"),
        "BOX_DATABASE_URL": _ledger_url("BOX_DATABASE_URL"),
        "KEY_DIR": os.environ.get("KEY_DIR") or str(instance / "keys"),
        "UPLOAD_DIR": os.environ.get("UPLOAD_DIR") or str(instance / "uploads"),
        "BUNDLE_DIR": os.environ.get("BUNDLE_DIR") or str(instance / "bundles"),
        "DEMO": _flag("DEMO", not given),
        "BEHIND_TLS": _flag("BEHIND_TLS", False),
        "PROXIES": _number("PROXIES", 0),
        "REDIS_URL": os.environ.get("REDIS_URL") or None,
        "MAP_TILE_URL": os.environ.get("MAP_TILE_URL") or None,
        "MAP_ATTRIBUTION": os.environ.get("MAP_ATTRIBUTION") or "",
        "MAIL_SERVER": os.environ.get("MAIL_SERVER") or "",
        "MAIL_STARTTLS": _flag("MAIL_STARTTLS", False),
        "MAIL_USER": os.environ.get("MAIL_USER") or "",
        "MAIL_PASSWORD": os.environ.get("MAIL_PASSWORD") or "",
        "MAIL_FROM": os.environ.get("MAIL_FROM") or "Katılıyoruz <katiliyoruz@localhost>",
        "BASE_URL": (os.environ.get("BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        "HOSTS": _hosts(),
        "THROTTLE": _flag("THROTTLE", True),
        "PAGE_CACHE": _flag("PAGE_CACHE", True),
    }
