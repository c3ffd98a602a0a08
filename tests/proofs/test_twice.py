"""Every way to a second ballot: whatever somebody does, one of theirs is counted, or none more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts.models import EmailProof, Person
from consultations.models import Eligibility
from kernel import clock
from kernel.db import DomainError, db, write
from kernel.rules import NOBODY, Visitor
from kernel.text import email_key
from places.models import Municipality, Residence, ResidenceProof
from places.services import residence
from tests.make.casting import ballots, cast, cast_code, entries, give_line, vote
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_person,
    make_resident,
    visitor,
)
from tests.make.polling import make_desk, mark
from tests.make.residence import make_letter
from tests.make.voting import count, make_election, make_vote
from tests.moment import NOW
from voting import casting, queries, roll, services
from voting.models import Election, Paper, RollKind
from voting.services import polling

FIRST, SECOND = "Engelsiz rampa", "Mahalle bostanı"


def counted(election: Election) -> int:
    with clock.held(NOW + timedelta(days=30)):
        found = count(election)
    assert found.turnout is not None
    ballots = found.turnout["voters"]
    assert sum(ballots.values()) == len(entries(election))
    return sum(ballots.values())


def leave(person: Person) -> None:
    """The account is deleted, as its owner's button does it to the vote."""
    with write() as session:
        services.forget(person.id)
        for model in (EmailProof, ResidenceProof):
            session.execute(
                update(model).where(model.person_id == person.id).values(ended_at=clock.now())
            )
        session.execute(
            update(Person)
            .where(Person.id == person.id)
            .values(email=None, name="", deleted_at=clock.now())
        )


@pytest.mark.parametrize("typed", ["ayse@ev.example", "AYSE@EV.EXAMPLE", " ayse@ev.example "])
def test_the_same_address_again(app: Flask, typed: str) -> None:
    """Small or capital letters: `kernel.text.email_key` makes one address of them at signing up."""
    election, person = make_election(), make_person(email="ayse@ev.example")
    vote(election, person, FIRST)
    leave(person)
    with pytest.raises(casting.AddressUsed):
        vote(election, make_person(email=email_key(typed.strip())), SECOND)
    assert counted(election) == 1


def test_the_same_address_and_residence_again(app: Flask) -> None:
    """A new account of the same address, proved to live there once more, by desk or letter."""
    town = make_municipality()
    home = make_neighbourhood(town)
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    person = make_resident(home, email="ayse@ev.example")
    vote(election, person, FIRST)
    leave(person)
    again = make_resident(home, email="ayse@ev.example")
    with pytest.raises(casting.AddressUsed):
        vote(election, again, SECOND)
    assert counted(election) == 1


def test_moving_to_another_neighbourhood(app: Flask) -> None:
    town = make_municipality()
    old, new = make_neighbourhood(town), make_neighbourhood(town, "Söğütlü")
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    person = make_resident(old)
    vote(election, person, FIRST)
    with write() as session:
        proof = session.scalars(select(ResidenceProof)).one()
        proof.ended_at = clock.now()
        session.execute(update(Residence).values(neighbourhood_id=new.id))
        session.flush()
        session.add(
            ResidenceProof(
                person_id=person.id,
                municipality_id=town.id,
                neighbourhood_id=new.id,
                kind=proof.kind,
            )
        )
    vote(election, person, SECOND)
    (entry,) = entries(election)
    assert entry.neighbourhood_id == old.id
    assert counted(election) == 1


def test_the_code_of_a_letter_is_for_one_account_once(app: Flask) -> None:
    """Not for another account, and not for a new one of the same address."""
    town = make_municipality()
    home = make_neighbourhood(town)
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    person, other = make_person(email="ayse@ev.example"), make_person()
    code = residence.letter_code(make_letter(person, home))
    make_letter(other, home)
    with pytest.raises(residence.WrongCode):
        enter(town, other, code)
    enter(town, person, code)
    vote(election, person, FIRST)
    leave(person)
    again = make_person(email="ayse@ev.example")
    with pytest.raises(residence.NoOpenLetter):
        enter(town, again, code)
    with write():
        residence.declare(town, by=again.id, neighbourhood_id=home.id)
    enter(town, again, residence.letter_code(make_letter(again, home)))
    with pytest.raises(casting.AddressUsed):
        vote(election, again, SECOND)
    assert counted(election) == 1


def enter(town: Municipality, person: Person, code: str) -> None:
    with write():
        residence.enter_code(town, by=visitor(person), code=code)


@pytest.mark.parametrize("rule", [Paper.PAPER_WINS, Paper.FIRST_WINS])
def test_on_paper_by_a_new_account_after_the_web(app: Flask, rule: Paper) -> None:
    """The desk finds the address of the account that is gone."""
    election, person = make_election(paper=rule), make_person(email="ayse@ev.example")
    desk = make_desk(election)
    vote(election, person, FIRST)
    leave(person)
    make_person(email="ayse@ev.example")
    if rule is Paper.FIRST_WINS:
        with pytest.raises(polling.VotedOnWeb):
            mark(desk, "ayse@ev.example")
    else:
        mark(desk, "ayse@ev.example")
        with pytest.raises(polling.AlreadyOnPaper):
            mark(desk, "ayse@ev.example")
    (entry,) = entries(election)
    assert entry.channel == ("web" if rule is Paper.FIRST_WINS else "paper")


@pytest.mark.parametrize("rule", [Paper.PAPER_WINS, Paper.FIRST_WINS])
def test_on_the_web_by_a_new_account_after_paper(app: Flask, rule: Paper) -> None:
    election, person = make_election(paper=rule), make_person(email="ayse@ev.example")
    desk = make_desk(election)
    mark(desk, "ayse@ev.example")
    with pytest.raises(casting.OnPaper):
        vote(election, person, FIRST)
    leave(person)
    with pytest.raises(casting.AddressUsed):
        vote(election, make_person(email="ayse@ev.example"), FIRST)
    assert [entry.channel for entry in entries(election)] == ["paper"]
    assert ballots(election) == []


def test_helped_at_the_desk_and_by_the_own_account(app: Flask) -> None:
    """Two browsers, two channels, one entry: the later ballot replaces the earlier one."""
    election, person = make_election(paper=Paper.PAPER_WINS), make_person(email="ayse@ev.example")
    make_desk(election)
    db.session.rollback()
    found = polling.find(queries.get_election(election.id), "ayse@ev.example")
    helped = Visitor(tickets={election.id: found.ticket})
    cast(election, helped, FIRST)
    vote(election, person, SECOND)
    cast(election, helped, SECOND)
    (entry,) = entries(election)
    assert entry.channel == "assisted"
    assert [row.revision for row in ballots(election)] == [1, 2, 3]
    assert len({row.tag for row in ballots(election)}) == 1


def test_a_code_opens_no_second_ballot_to_an_account(app: Flask) -> None:
    """Where accounts vote a code is nothing; where codes vote an account adds nothing."""
    by_proof, by_code = make_election(), make_election(roll=RollKind.CODES)
    person = make_person()
    for election in (by_proof, by_code):
        give_line(election, "code", "ABCDEFGHJK")
    cast(by_proof, visitor(person), FIRST)
    cast(by_proof, visitor(person), SECOND, code="ABCDEFGHJK")
    with pytest.raises(casting.NotEligible):
        cast_code(by_proof, "ABCDEFGHJK", SECOND)
    cast_code(by_code, "ABCDEFGHJK", FIRST)
    cast(by_code, visitor(person), SECOND, code="ABCDEFGHJK")
    ticket = roll.Ticket(tag=casting.identity_tag(by_code, "code", "ABCDEFGHJK"))
    cast(by_code, replace(visitor(person), tickets={by_code.id: ticket}), FIRST)
    assert counted(by_proof) == 1
    assert counted(by_code) == 1


def test_a_line_of_the_roll_again(app: Flask) -> None:
    election = make_election(roll=RollKind.UPLOADED)
    give_line(election, "email", "ayse@ev.example")
    person = make_person(email="ayse@ev.example")
    vote(election, person, FIRST)
    vote(election, person, SECOND)
    leave(person)
    again = make_person(email="ayse@ev.example")
    # The line is what votes: whoever holds it changes its ballot, and adds none.
    try:
        vote(election, again, FIRST)
    except DomainError:
        db.session.rollback()
    assert len(entries(election)) == 1
    assert counted(election) == 1


@pytest.mark.parametrize("typed", ["ABCD-EFGH-JK", "abcdefghjk", " abcd efgh jk ", "ABCD–EFGH–JK"])
def test_a_code_typed_another_way_and_by_somebody_signed_in(app: Flask, typed: str) -> None:
    election = make_election(roll=RollKind.CODES)
    give_line(election, "code", "ABCDEFGHJK")
    cast_code(election, "ABCDEFGHJK", FIRST)
    cast_code(election, typed, SECOND)
    cast(election, visitor(make_person()), FIRST, code=typed)
    assert counted(election) == 1


def test_an_account_without_a_code(app: Flask) -> None:
    election = make_election(roll=RollKind.CODES)
    give_line(election, "code", "ABCDEFGHJK")
    for by in (visitor(make_person()), NOBODY):
        with pytest.raises(casting.UnknownCode):
            cast(election, by, FIRST)
    assert entries(election) == []


def test_two_accounts_of_one_address_at_the_same_time(app: Flask) -> None:
    """The database knows an address once; with another spelling it is another mailbox."""
    make_person(email="ayse@ev.example")
    with pytest.raises(Exception, match=r"(?i)unique"):
        make_person(email="ayse@ev.example")
    db.session.rollback()
