"""Reads of accounts."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select

from accounts.models import EmailProof, Person, SignIn
from accounts.rules import Link
from kernel import clock, tokens
from kernel.db import db, fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor

#: Purposes of signed links: a token of one opens nothing else.
CONFIRM, CHANGE_EMAIL, UNDO_EMAIL, RESET = (
    f"accounts.{name}" for name in ("confirm", "change_email", "undo_email", "reset")
)
#: A browser that was forgotten somewhere does not stay signed in for ever.
SIGNED_IN_FOR = timedelta(days=90)
_person, _sign_in, _proof = (model.__table__ for model in (Person, SignIn, EmailProof))


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def fingerprint(person: Person) -> str:
    """Changes with the password and the address, so a reset link works once."""
    return hashlib.sha256(f"{person.email}:{person.password_hash}".encode()).hexdigest()[:24]


class Reader(NamedTuple):
    """What a request needs of the person behind a browser's token."""

    id: int
    name: str
    email: str | None
    language: str
    created_at: datetime
    email_proof_id: int | None


# Built once: composing it costs more than running it, and every signed-in page asks.
_SIGNED_IN = Prepared(
    select(
        _person.c.id,
        _person.c.name,
        _person.c.email,
        _person.c.language,
        _person.c.created_at,
        _proof.c.id.label("proof"),
    )
    .select_from(_person)
    .join(_sign_in, _sign_in.c.person_id == _person.c.id)
    .outerjoin(_proof, and_(_proof.c.person_id == _person.c.id, _proof.c.ended_at.is_(None)))
    .where(
        _sign_in.c.token_hash == bindparam("token_hash"),
        _sign_in.c.created_at > bindparam("since"),
        _person.c.deleted_at.is_(None),
    )
)


def find_signed_in(token: str) -> Reader | None:
    """The person behind a browser's token."""
    since = clock.now() - SIGNED_IN_FOR
    rows = fetch(_SIGNED_IN, token_hash=token_hash(token), since=since)
    return Reader(*rows[0]) if rows else None


def get_person(person_id: int, for_: Visitor = NOBODY) -> Person:
    return db.session.scalars(select(Person).where(Person.id == person_id)).one()


def find_person(email: str) -> Person | None:
    """By address (`kernel.text.email_key` of it)."""
    return db.session.scalar(select(Person).where(Person.email == email))


def find_proof(person_id: int) -> EmailProof | None:
    """The living proof of the address."""
    return db.session.scalar(
        select(EmailProof).where(EmailProof.person_id == person_id, EmailProof.ended_at.is_(None))
    )


def get_session(session_id: int, for_: Visitor = NOBODY) -> SignIn:
    return db.session.scalars(select(SignIn).where(SignIn.id == session_id)).one()


def list_sessions(person_id: int) -> list[SignIn]:
    return list(
        db.session.scalars(
            select(SignIn)
            .where(SignIn.person_id == person_id, SignIn.created_at > clock.now() - SIGNED_IN_FOR)
            .order_by(SignIn.id.desc())
            .limit(100)
        )
    )


# --- links of mails -----------------------------------------------------------------------------


def get_confirmation(confirmation_id: str, for_: Visitor = NOBODY) -> Link:
    facts, person = _read(CONFIRM, confirmation_id)
    if person is None or person.email != facts["email"]:
        return Link()
    return _link(person, facts["email"], done=find_proof(person.id) is not None)


def get_new_email(change_id: str, for_: Visitor = NOBODY) -> Link:
    facts, person = _read(CHANGE_EMAIL, change_id)
    if person is None or person.email not in (facts["old"], facts["new"]):
        return Link()
    return _link(person, facts["new"], done=person.email == facts["new"])


def get_old_email(undo_id: str, for_: Visitor = NOBODY) -> Link:
    """Valid whatever the address is now: it may have been changed twice."""
    facts, person = _read(UNDO_EMAIL, undo_id)
    if person is None:
        return Link()
    return _link(person, facts["old"], done=person.email == facts["old"])


def get_reset(reset_id: str, for_: Visitor = NOBODY) -> Link:
    facts, person = _read(RESET, reset_id)
    if person is None or facts["mark"] != fingerprint(person):
        return Link()
    return _link(person, person.email or "")


def _read(purpose: str, token: str) -> tuple[dict[str, Any], Person | None]:
    facts = tokens.read(purpose, token)
    person = None if facts is None else db.session.get(Person, facts["person"])
    return facts or {}, None if person is None or person.deleted_at else person


def _link(person: Person, email: str, *, done: bool = False) -> Link:
    return Link(person.id, person.name, email, done, person.language)


# --- one's own data -----------------------------------------------------------------------------


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything kept about a person here, except the hashes, which say nothing to anybody."""
    person = get_person(person_id)
    proofs = db.session.scalars(
        select(EmailProof).where(EmailProof.person_id == person_id).order_by(EmailProof.id)
    )
    sessions = db.session.scalars(
        select(SignIn).where(SignIn.person_id == person_id).order_by(SignIn.id)
    )
    account = {
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "digest": person.digest.value,
        "created_at": _text(person.created_at),
    }
    return {
        "account": [account],
        "email_proofs": [
            {
                "email": proof.email,
                "confirmed_at": _text(proof.confirmed_at),
                "ended_at": _text(proof.ended_at),
            }
            for proof in proofs
        ],
        "sessions": [
            {"device": row.device, "created_at": _text(row.created_at)} for row in sessions
        ],
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
