"""Custodians, polling desks and what is typed in there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from consultations.models import Activity
from kernel import tokens
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from voting.models import (
    Custodian,
    Election,
    ElectionState,
    Help,
    PaperEntry,
    PollingDesk,
    UndoneMark,
)
from voting.models import Paper as PaperRule
from voting.queries.elections import with_activity


def get_custodian(token: str, for_: Visitor = NOBODY) -> Custodian:
    """By the link of the invitation; NoResultFound for a forged or an old one."""
    facts = tokens.read("custodian", token) or {}
    head = joinedload(Custodian.election)
    return db.session.scalars(
        select(Custodian)
        .where(Custodian.id == facts.get("custodian"), Custodian.email == facts.get("email"))
        .options(
            head.joinedload(Election.activity).joinedload(Activity.consultation),
            head.selectinload(Election.custodians),
            head.selectinload(Election.options),
        )
    ).one()


def get_desk(desk_id: int, for_: Visitor = NOBODY) -> PollingDesk:
    head = joinedload(PollingDesk.election)
    return db.session.scalars(
        select(PollingDesk)
        .where(PollingDesk.id == desk_id)
        .options(
            joinedload(PollingDesk.batch),
            head.joinedload(Election.activity).joinedload(Activity.consultation),
        )
    ).one()


def list_desks(election_id: int) -> list[PollingDesk]:
    return list(
        db.session.scalars(
            select(PollingDesk)
            .where(PollingDesk.election_id == election_id)
            .options(joinedload(PollingDesk.batch), joinedload(PollingDesk.election))
            .order_by(PollingDesk.id)
        )
    )


def list_with_desks(municipality_id: int) -> list[Election]:
    """Votes with paper that are not over yet, the next end first."""
    return list(
        db.session.scalars(
            with_activity()
            .join(Activity, Activity.id == Election.activity_id)
            .where(
                Election.municipality_id == municipality_id,
                Election.paper != PaperRule.NONE,
                Election.state.in_((ElectionState.DRAFT, ElectionState.FROZEN)),
            )
            .order_by(Activity.closes_at, Election.id)
            .limit(50)
        )
    )


def list_help(election_id: int) -> list[tuple[str, datetime, int]]:
    """Who opened the booth for others, in which hour, how often."""
    rows = db.session.execute(
        select(Person.name, Help.hour, Help.number)
        .join(Person, Person.id == Help.helper_id)
        .where(Help.election_id == election_id)
        .order_by(Help.hour, Person.name)
    )
    return [(name, hour, number) for name, hour, number in rows]


@dataclass(frozen=True)
class Undone:
    """Marks that one officer took back at one desk in one hour."""

    desk_id: int
    desk: str
    by_id: int
    name: str
    hour: datetime
    number: int


def list_undone(election_id: int) -> list[Undone]:
    rows = db.session.execute(
        select(
            UndoneMark.desk_id,
            PollingDesk.name,
            UndoneMark.by_id,
            Person.name,
            UndoneMark.hour,
            UndoneMark.number,
        )
        .join(PollingDesk, PollingDesk.id == UndoneMark.desk_id)
        .join(Person, Person.id == UndoneMark.by_id)
        .where(PollingDesk.election_id == election_id)
        .order_by(UndoneMark.hour, PollingDesk.name, Person.name)
    )
    return [Undone(*row) for row in rows]


def list_entries(batch_id: int) -> list[PaperEntry]:
    return list(db.session.scalars(select(PaperEntry).where(PaperEntry.batch_id == batch_id)))


def get_keeper(keeper_id: int, for_: Visitor = NOBODY) -> Custodian:
    """A custodian for the officer's desk."""
    head = joinedload(Custodian.election)
    return db.session.scalars(
        select(Custodian)
        .where(Custodian.id == keeper_id)
        .options(
            head.joinedload(Election.activity).joinedload(Activity.consultation),
            head.selectinload(Election.custodians),
        )
    ).one()
