"""Reads of accounts."""

import hashlib

from sqlalchemy import select

from accounts.models import EmailProof, Person, SignIn
from kernel.db import db


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_signed_in(token: str) -> tuple[Person, bool] | None:
    """The person behind a browser's token, and whether the address is confirmed."""
    row = db.session.execute(
        select(Person, EmailProof.id)
        .join(SignIn, SignIn.person_id == Person.id)
        .outerjoin(EmailProof, (EmailProof.person_id == Person.id) & EmailProof.ended_at.is_(None))
        .where(SignIn.token_hash == token_hash(token), Person.deleted_at.is_(None))
    ).first()
    return None if row is None else (row[0], row[1] is not None)
