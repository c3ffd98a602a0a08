"""Tree heads of the log, and who gets them by mail."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from accounts.models import EmailProof, Person
from kernel import ledgers, tokens
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from voting import box
from voting.models import Election, HeadWatcher


def list_heads(election_id: int) -> list[dict[str, Any]]:
    with ledgers.read(ledgers.BOX) as connection:
        return box.list_heads(connection, election_id)


def find_newest_head(election_id: int) -> dict[str, Any] | None:
    with ledgers.read(ledgers.BOX) as connection:
        return box.newest_head(connection, election_id)


def watches_heads(election_id: int, person_id: int | None) -> bool:
    if person_id is None:
        return False
    return db.session.get(HeadWatcher, (election_id, person_id)) is not None


@dataclass(frozen=True)
class Asked:
    """Who asked for tree heads by mail, with a confirmed address."""

    id: int
    email: str
    language: str


def list_head_watchers(election_id: int) -> list[Asked]:
    rows = db.session.execute(
        select(Person.id, Person.email, Person.language)
        .join(HeadWatcher, HeadWatcher.person_id == Person.id)
        .join(EmailProof, (EmailProof.person_id == Person.id) & EmailProof.ended_at.is_(None))
        .where(HeadWatcher.election_id == election_id, Person.email.is_not(None))
        .distinct()
        .order_by(Person.id)
    )
    return [Asked(row.id, row.email or "", row.language) for row in rows]


@dataclass(frozen=True)
class Watching:
    """What the link in a tree head's mail names; without a person it is forged or old."""

    person_id: int | None = None
    election_id: int | None = None
    token: str = ""
    question: str = ""
    #: the mail's, which is the reader's own
    language: str = ""


def get_watching(watching_id: str, for_: Visitor = NOBODY) -> Watching:
    facts = tokens.read("heads", watching_id)
    if facts is None:
        return Watching()
    language = db.session.scalar(select(Person.language).where(Person.id == facts["person"]))
    question = db.session.scalar(select(Election.question).where(Election.id == facts["election"]))
    return Watching(
        facts["person"], facts["election"], watching_id, question or "", language or "tr"
    )
