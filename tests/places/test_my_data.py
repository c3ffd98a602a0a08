"""Everything places knows about a person leaves with them, or is emptied."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role
from places import queries, services
from places.models import (
    Invitation,
    LetterRequest,
    NoticeShown,
    Organisation,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
    Suspension,
)
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_organisation,
    make_person,
    make_resident,
)
from tests.make.residence import make_invitation, make_legal_text, make_letter


def make_known_person() -> Person:
    """Somebody with a row in every table."""
    town = make_municipality()
    kavakli = make_neighbourhood(town)
    person = make_resident(kavakli, birth_year=1984)
    notice = make_legal_text(town)
    make_letter(person, kavakli)
    make_organisation(town, person, applied_by_id=person.id)
    make_invitation(town, person.email or "")
    with write() as session:
        session.add(NoticeShown(person_id=person.id, legal_text_id=notice.id))
        session.add(Staff(person_id=person.id, municipality_id=town.id, role=Role.MODERATOR))
        until = clock.now() + timedelta(days=7)
        session.add(Suspension(person_id=person.id, municipality_id=town.id, until=until))
    return person


def test_export_has_every_table_and_nothing_of_others(app: Flask) -> None:
    person, other = make_known_person(), make_known_person()
    found = queries.export(person.id)
    assert {table: len(rows) for table, rows in found.items()} == {
        "residence": 1,
        "residence_proof": 1,
        "letter_request": 1,
        "notice_shown": 1,
        "staff": 1,
        "suspension": 1,
        "representative": 1,
        "organisation": 1,
        "invitation": 1,
    }
    assert found["residence"][0]["neighbourhood"] == "Kavaklı"
    assert found["residence_proof"][0]["birth_year"] == 1984
    assert found["letter_request"][0]["address"] == "Çınar Sokak 5/3"
    assert found["invitation"][0]["email"] == person.email != other.email


def test_forget_leaves_only_an_empty_ended_proof(app: Flask) -> None:
    person, other = make_known_person(), make_known_person()
    with write():
        services.forget(person.id)
    for table in (Residence, LetterRequest, NoticeShown, Staff, Representative):
        owners = db.session.scalars(select(table.person_id)).all()
        assert owners == [other.id], table.__tablename__
    proof = db.session.scalars(
        select(ResidenceProof).where(ResidenceProof.person_id == person.id)
    ).one()
    assert (proof.neighbourhood_id, proof.birth_year, proof.end_reason) == (None, None, "")
    assert proof.ended_at is not None
    assert db.session.scalars(select(Invitation.email)).all() == [other.email]
    assert set(db.session.scalars(select(Organisation.applied_by_id))) == {None, other.id}
    assert queries.find_proof(other.id, other_place(other)) is not None


def other_place(person: Person) -> int:
    return db.session.scalars(
        select(Residence.municipality_id).where(Residence.person_id == person.id)
    ).one()


def test_an_accepted_invitation_of_an_older_address_goes_too(app: Flask) -> None:
    person = make_person()
    make_invitation(make_municipality(), "eski@cinarli.example", accepted_by_id=person.id)
    assert len(queries.export(person.id)["invitation"]) == 1
    with write():
        services.forget(person.id)
    assert db.session.scalars(select(Invitation)).all() == []
