"""Casting: one entry on the roll, revisions in the box, and nothing that joins the two."""

import contextvars
import json
import logging
import threading
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from accounts.models import EmailProof, Person
from consultations.models import Consultation, ConsultationState, Eligibility
from kernel import clock, keys
from kernel.audit import AuditLine
from kernel.db import Base, db, write
from kernel.outbox import Errand
from kernel.rules import Visitor
from places.models import ResidenceProof
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_person,
    make_resident,
    visitor,
)
from tests.make.voting import make_election, make_vote, options
from tests.moment import NOW
from voting import casting, queries, services
from voting.counting.definition import canonical
from voting.models import Ballot, Election, RollEntry, Rule
from voting.services import drawing


def vote(election: Election, person: Person, *titles: str) -> None:
    cast(election, visitor(person), *titles)


def cast(election: Election, by: Visitor, *titles: str) -> None:
    by_title = options(election)
    db.session.rollback()
    fresh = queries.get_election(election.id)
    try:
        casting.cast(fresh, by=by, choice=[by_title[title].id for title in titles])
    finally:
        db.session.rollback()  # what the test reads next is not the snapshot from before


def box(election: Election) -> list[Ballot]:
    return list(
        db.session.scalars(
            select(Ballot).where(Ballot.election_id == election.id).order_by(Ballot.revision)
        )
    )


def roll(election: Election) -> list[RollEntry]:
    return list(db.session.scalars(select(RollEntry).where(RollEntry.election_id == election.id)))


def test_a_vote_is_an_entry_and_a_ballot(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Mahalle bostanı", "Engelsiz rampa")
    (entry,), (ballot,) = roll(election), box(election)
    assert entry.email_proof_id is not None
    assert ballot.tag == keys.tag(election.key_name, str(entry.id))
    assert (ballot.revision, ballot.choice) == (
        1,
        sorted(options(election)[t].id for t in ("Mahalle bostanı", "Engelsiz rampa")),
    )
    assert queries.has_voted(election, person.id)


def test_a_changed_vote_is_a_further_revision(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Mahalle bostanı")
    vote(election, person, "Engelsiz rampa")
    assert len(roll(election)) == 1
    assert [ballot.revision for ballot in box(election)] == [1, 2]


def test_a_blank_vote(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person)
    assert [ballot.choice for ballot in box(election)] == [[]]


def test_primary_keys_say_nothing(app: Flask) -> None:
    election = make_election()
    for _number in range(4):
        vote(election, make_person(), "Engelsiz rampa")
    ids = [ballot.id for ballot in box(election)] + [entry.id for entry in roll(election)]
    assert {one.version for one in ids if isinstance(one, uuid.UUID)} == {4}
    assert len(set(ids)) == 8


@pytest.mark.parametrize("election_rule", [Rule.APPROVAL, Rule.SINGLE])
def test_too_many_choices_leave_nothing(app: Flask, election_rule: Rule) -> None:
    election, person = make_election(rule=election_rule), make_person()
    with pytest.raises(casting.TooManyChoices):
        vote(election, person, "Engelsiz rampa", "Kuş gözlem noktası", "Mahalle bostanı")
    assert (roll(election), box(election)) == ([], [])


def test_an_option_of_another_election_is_refused(app: Flask) -> None:
    election, other, person = make_election(), make_election(), make_person()
    theirs, by = options(other)["Engelsiz rampa"].id, visitor(person)
    fresh = queries.get_election(election.id)
    with pytest.raises(casting.NotOnTheBallot):
        casting.cast(fresh, by=by, choice=[theirs])
    assert roll(election) == []


def test_the_address_must_be_confirmed(app: Flask) -> None:
    election = make_election(make_vote(eligibility=Eligibility.EVERYONE))
    person = make_person(confirmed=False)
    unconfirmed = Visitor(id=person.id, email=person.email or "")
    with pytest.raises(casting.NotEligible):
        cast(election, unconfirmed, "Engelsiz rampa")
    # A visitor whose proof ended since the page was shown.
    with pytest.raises(casting.NotEligible):
        vote(election, person, "Engelsiz rampa")
    assert roll(election) == []


def test_everyone_votes_with_a_confirmed_address(app: Flask) -> None:
    election = make_election(make_vote(eligibility=Eligibility.EVERYONE))
    vote(election, make_person(), "Engelsiz rampa")
    assert len(box(election)) == 1


def test_residents_vote_with_their_residence(app: Flask) -> None:
    town = make_municipality()
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    home = make_neighbourhood(town)
    resident, newcomer = make_resident(home), make_resident(home, verified=False)
    vote(election, resident, "Engelsiz rampa")
    with pytest.raises(casting.NotEligible):
        vote(election, newcomer, "Engelsiz rampa")
    (entry,) = roll(election)
    assert entry.residence_proof_id is not None
    assert entry.email_proof_id is None


def test_a_new_address_is_not_a_second_vote(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    with write() as session:
        session.execute(update(EmailProof).values(ended_at=clock.now()))
        session.execute(
            update(Person).where(Person.id == person.id).values(email="yeni@ev.example")
        )
        session.add(EmailProof(person_id=person.id, email="yeni@ev.example"))
    vote(election, db.session.get_one(Person, person.id), "Mahalle bostanı")
    assert len(roll(election)) == 1
    assert [ballot.revision for ballot in box(election)] == [1, 2]


def test_a_residence_proved_anew_is_not_a_second_vote(app: Flask) -> None:
    town = make_municipality()
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    home = make_neighbourhood(town)
    person = make_resident(home)
    vote(election, person, "Engelsiz rampa")
    with write() as session:
        old = session.scalars(select(ResidenceProof)).one()
        old.ended_at = clock.now()
        session.flush()
        session.add(
            ResidenceProof(
                person_id=person.id,
                municipality_id=town.id,
                neighbourhood_id=home.id,
                kind=old.kind,
            )
        )
    vote(election, person, "Mahalle bostanı")
    assert len(roll(election)) == 1


def test_a_new_account_of_the_same_address_is_refused(app: Flask) -> None:
    election, person = make_election(), make_person(email="ayse@ev.example")
    vote(election, person, "Engelsiz rampa")
    with write() as session:
        services.forget(person.id)
        session.execute(update(EmailProof).values(ended_at=clock.now()))
        session.execute(update(Person).values(email=None, name="", deleted_at=clock.now()))
    (entry,) = roll(election)
    assert (entry.email_proof_id, entry.residence_proof_id) == (None, None)
    assert entry.identity_tag == keys.tag(election.key_name, "ayse@ev.example")
    again = make_person(email="ayse@ev.example")
    with pytest.raises(casting.AddressUsed):
        vote(election, again, "Mahalle bostanı")
    assert len(box(election)) == 1


def test_the_ballot_of_a_deleted_account_counts(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    with write():
        services.forget(person.id)
    assert len(queries.list_revisions(election.id)) == 1
    assert queries.count_roll(election.id) == 1


def test_a_deleted_account_casts_nothing(app: Flask) -> None:
    election, person = make_election(), make_person()
    old = visitor(person)
    with write() as session:
        session.execute(update(Person).values(email=None, deleted_at=clock.now()))
    with pytest.raises(casting.NotEligible):
        cast(election, old, "Engelsiz rampa")


def test_the_end_is_judged_when_the_ballot_enters(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed on the roll one second before the end, in the box at the end: too late."""
    election = make_election(make_vote(closes_at=NOW + timedelta(minutes=1)))
    person = make_person()
    enter = casting._drop_into_box

    def late(*values: object) -> None:
        with clock.held(NOW + timedelta(minutes=1)):
            enter(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(casting, "_drop_into_box", late)
    with pytest.raises(casting.TooLate):
        vote(election, person, "Engelsiz rampa")
    assert box(election) == []
    assert not queries.has_voted(election, person.id)


@pytest.mark.parametrize("minutes", [-1, 20 * 24 * 60])
def test_outside_the_window(app: Flask, minutes: int) -> None:
    place = make_vote(opens_at=NOW, closes_at=NOW + timedelta(days=14))
    election, person = make_election(place), make_person()
    with clock.held(NOW + timedelta(minutes=minutes)), pytest.raises(casting.TooLate):
        vote(election, person, "Engelsiz rampa")
    assert roll(election) == []


def test_a_stopped_consultation_takes_no_votes(app: Flask) -> None:
    election, person = make_election(), make_person()
    with write() as session:
        session.execute(
            update(Consultation).values(state=ConsultationState.ENDED, ended_at=clock.now())
        )
    with pytest.raises(casting.TooLate):
        vote(election, person, "Engelsiz rampa")


def test_killed_between_the_two_commits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    election, person = make_election(), make_person()

    def killed(*_values: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(casting, "_drop_into_box", killed)
        with pytest.raises(SystemExit):
            vote(election, person, "Engelsiz rampa")
    assert (len(roll(election)), box(election)) == (1, [])
    assert not queries.has_voted(election, person.id)
    vote(election, person, "Mahalle bostanı")
    assert (len(roll(election)), len(box(election))) == (1, 1)
    assert queries.has_voted(election, person.id)


def at_once(app: Flask, *works: object) -> list[BaseException | None]:
    """Threads with a context and a held clock of their own, started together."""
    barrier = threading.Barrier(len(works))
    errors: list[BaseException | None] = [None] * len(works)

    def run(place: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                works[place]()  # type: ignore[operator]
            except BaseException as error:
                errors[place] = error
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(run, place))
        for place in range(len(works))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors


def test_two_tabs_at_once(app: Flask) -> None:
    """One entry on the roll, both revisions in the box, one of them counted."""
    election, person = make_election(), make_person()
    by, ids = visitor(person), [option.id for option in options(election).values()]
    election_id = election.id
    db.session.rollback()

    def tab(choice: int) -> object:
        return lambda: casting.cast(queries.get_election(election_id), by=by, choice=[choice])

    assert at_once(app, tab(ids[0]), tab(ids[1])) == [None, None]
    assert len(roll(election)) == 1
    assert [ballot.revision for ballot in box(election)] == [1, 2]
    with clock.held(NOW + timedelta(days=30)), write():
        counted = services.count(election.id)
    assert counted.result is not None
    assert counted.state.value == "counted"


def test_a_taken_revision_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    election, person = make_election(), make_person()
    enter, tries = casting._drop_into_box, []

    def taken_once(*values: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError("INSERT INTO ballot", None, Exception("taken"))
        enter(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(casting, "_drop_into_box", taken_once)
    vote(election, person, "Engelsiz rampa")
    assert len(box(election)) == 1


def test_a_revision_taken_every_time_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_values: object) -> None:
        raise IntegrityError("INSERT INTO ballot", None, Exception("taken"))

    monkeypatch.setattr(casting, "_drop_into_box", taken)
    with pytest.raises(casting.Busy):
        vote(make_election(), make_person(), "Engelsiz rampa")


def test_the_database_knows_one_ballot_a_revision(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    (ballot,) = box(election)
    with pytest.raises(IntegrityError), write() as session:
        session.add(Ballot(election_id=election.id, tag=ballot.tag, revision=1, choice=[]))


def test_no_record_beside_the_box_names_an_option(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Audit, outbox, notices, drafts, logs: the number of the option stands in the box alone."""
    caplog.set_level(logging.DEBUG)
    election, person = make_election(), make_person()
    with write() as session:
        session.execute(text("UPDATE election_option SET id = id + 7654321"))
    db.session.expire_all()
    with write():
        changed = queries.get_election(election.id)
        changed.definition = canonical(drawing.definition(changed))
    db.session.expire_all()
    election = queries.get_election(election.id)
    lines = db.session.scalars(select(AuditLine.id)).all()
    vote(election, person, "Engelsiz rampa")
    number = str(options(election)["Engelsiz rampa"].id)
    assert db.session.scalars(select(AuditLine.id)).all() == lines
    assert number not in json.dumps([row.body for row in db.session.scalars(select(Errand))])
    assert number not in caplog.text
    definition = Election.__table__.columns["definition"]  # public, and older than any ballot
    for table in Base.metadata.sorted_tables:
        if table.name in ("ballot", "election_option"):
            continue
        columns = [column for column in table.columns if column is not definition]
        for row in db.session.execute(select(*columns)):
            assert number not in repr(tuple(row)), table.name


def test_nothing_but_the_key_joins_roll_and_box(app: Flask) -> None:
    """Column by column: no value of an entry, a proof or a person stands in its ballot."""
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    (entry,), (ballot,) = roll(election), box(election)
    columns = set(Ballot.__table__.columns.keys())
    assert columns == {"id", "election_id", "tag", "revision", "choice"}
    assert set(RollEntry.__table__.columns.keys()) == {
        "id",
        "election_id",
        "email_proof_id",
        "residence_proof_id",
        "identity_tag",
    }
    assert not {str(ballot.id), ballot.tag} & {str(entry.id), entry.identity_tag}
    targets = {key.column.table.name for key in Ballot.__table__.foreign_keys}
    assert targets == {"election"}


def test_the_data_of_a_person_names_the_votes_but_no_choice(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    assert queries.export(person.id) == {
        "votes": [{"election": election.id, "question": election.question}]
    }
    assert queries.export(make_person().id) == {"votes": []}
