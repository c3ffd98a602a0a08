"""Accounts with a password; the hash is made once, for Argon2 is slow on purpose."""

from functools import lru_cache
from typing import Any

from sqlalchemy import select

from accounts.models import Person
from kernel import passwords
from kernel.db import db
from kernel.outbox import Errand, Kind
from tests.make.places import PASSWORD, make_person


@lru_cache
def password_hash(password: str = PASSWORD) -> str:
    return passwords.hash_password(password)


def make_account(**anything: Any) -> Person:
    """Signs in with PASSWORD."""
    return make_person(**{"password_hash": password_hash(), **anything})


def list_mails() -> list[dict[str, Any]]:
    """The bodies of all queued mails, oldest first."""
    return list(
        db.session.scalars(select(Errand.body).where(Errand.kind == Kind.MAIL).order_by(Errand.id))
    )


def link_of(mail: dict[str, Any]) -> str:
    """The path of a mail's one link."""
    (line,) = [line for line in mail["text"].splitlines() if "://" in line]
    path: str = line.removeprefix("http://localhost")
    assert path.startswith("/")
    return path
