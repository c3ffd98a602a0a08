"""Every column that names a person, and every private one, is exported and forgotten.

Or it stands on a list with the reason why not.
"""

import itertools
import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Boolean, Column, Date, Enum, Integer, Table, Uuid, select
from sqlalchemy.types import JSON

from accounts.models import Person
from kernel import clock
from kernel.db import Base, Moment, db, write
from tests.make.places import make_person
from web import my_data, tables
from web.views.own_data import WORDS

tables.load()
NUMBERS = itertools.count(1000)

OFFICIAL = "an official act keeps its author, by then a nameless row"
CONTRIBUTION = "what was published stays, by then of a deleted account"

#: columns that still hold the person's number after `forget`
KEPT: dict[str, str] = {
    "proposal.author_id": CONTRIBUTION,
    "comment.author_id": CONTRIBUTION,
    "amendment.author_id": CONTRIBUTION,
    "amendment.decided_by_id": CONTRIBUTION,
    "proposal_version.replaced_by_id": CONTRIBUTION,
    "support.person_id": "a support stays counted",
    "comment_rating.person_id": "an answer to yararlı mı stays counted",
    "source_ask.person_id": "who asked for a source stays counted",
    "moderation_case.author_id": CONTRIBUTION,
    "appeal.person_id": "a decision may be objected to once; without its words",
    "suspension.person_id": "of an account that is empty by then",
    "report.person_id": "two reports of one person stay one, without their words",
    "email_proof.person_id": "the roll of a vote may hang on the emptied, ended proof",
    "residence_proof.person_id": "the roll of a vote may hang on the emptied, ended proof",
    "journey_step.by_id": OFFICIAL,
    "council_sitting_change.by_id": OFFICIAL,
    "opinion_statement.decided_by_id": OFFICIAL,
    "opinion_voter.banned_by_id": OFFICIAL,
    "answer.drafted_by_id": OFFICIAL,
    "answer.checked_by_id": OFFICIAL,
    "answer.approved_by_id": OFFICIAL,
    "answer_sent_back.by_id": OFFICIAL,
    "answer.published_by_id": OFFICIAL,
    "action_update.by_id": OFFICIAL,
    "action_measurement.by_id": OFFICIAL,
    "action_indicator_change.by_id": OFFICIAL,
    "action_partner.answered_by_id": "the answer of an organisation, not of a person",
    "roadmap.created_by_id": OFFICIAL,
    "roadmap_coauthor.invited_by_id": OFFICIAL,
    "roadmap_coauthor.answered_by_id": "the answer of an organisation, not of a person",
    "roadmap_coauthor.word_by_id": "the word of an organisation, not of a person",
    "roadmap_report.written_by_id": OFFICIAL,
    "roadmap_version.published_by_id": OFFICIAL,
    "consultation.created_by_id": OFFICIAL,
    "consultation_change.by_id": OFFICIAL,
    "promise.made_by_id": OFFICIAL,
    "moderation_case.decided_by_id": OFFICIAL,
    "appeal.decided_by_id": OFFICIAL,
    "suspension.suspended_by_id": OFFICIAL,
    "thread_summary.by_id": OFFICIAL,
    "organisation.decided_by_id": OFFICIAL,
    "legal_text.published_by_id": OFFICIAL,
    "residence_proof.verified_by_id": OFFICIAL,
    "residence_proof.ended_by_id": OFFICIAL,
    "letter_request.posted_by_id": OFFICIAL,
    "invitation.invited_by_id": OFFICIAL,
    "paper_batch.first_by_id": OFFICIAL,
    "paper_batch.second_by_id": OFFICIAL,
    "voting_help.helper_id": OFFICIAL,
    "complaint.answered_by_id": OFFICIAL,
    "text_suggestion.author_id": CONTRIBUTION,
    "text_suggestion.answered_by_id": OFFICIAL,
    "text_version.made_by_id": OFFICIAL,
    "merge.proposed_by_id": OFFICIAL,
    "undone_mark.by_id": OFFICIAL,
    "meeting_guest.entered_by_id": OFFICIAL,
    "meeting_minutes.by_id": OFFICIAL,
    "assessment.asked_by_id": OFFICIAL,
    "assessment.done_by_id": OFFICIAL,
    "score.person_id": OFFICIAL,
    "evaluation_note.author_id": OFFICIAL,
    "gate_decision.decided_by_id": OFFICIAL,
    "objection.person_id": CONTRIBUTION,
    "objection.decided_by_id": OFFICIAL,
    "prepared_decision.prepared_by_id": OFFICIAL,
    "bulk_action.by_id": OFFICIAL,
    "behalf.entered_by_id": OFFICIAL,
    "proposal_import.uploaded_by_id": OFFICIAL,
    "capacity_answer.changed_by_id": OFFICIAL,
    "capacity_assessment.begun_by_id": OFFICIAL,
    "capacity_assessment.handed_in_by_id": OFFICIAL,
    "capacity_session.settled_by_id": OFFICIAL,
    "capacity_old_code.replaced_by_id": OFFICIAL,
    "capacity_task.done_by_id": OFFICIAL,
    "capacity_task.created_by_id": OFFICIAL,
    "capacity_grant_step.by_id": OFFICIAL,
    "capacity_practice.created_by_id": OFFICIAL,
    "programme_role.given_by_id": OFFICIAL,
    "programme_partner_seat.given_by_id": OFFICIAL,
    "programme_application_step.by_id": OFFICIAL,
    "programme_stage_step.by_id": OFFICIAL,
    "programme_joint_plan.created_by_id": OFFICIAL,
}
#: columns that `export` does not show
NOT_EXPORTED: dict[str, str] = {
    column: "the municipality's own act; the record of it is public or the auditor's"
    for column, reason in KEPT.items()
    if reason is OFFICIAL
} | dict.fromkeys(
    ("answer_duty.assigned_to_id", "assessment.person_id"),
    "work in hand, shown on the desk; ends with the account",
)
#: private values that nobody can read
SECRETS = {
    "person.password_hash": "says nothing to anybody",
    "sign_in.token_hash": "says nothing to anybody",
}
#: private columns of somebody else
NOT_THE_PERSONS = {
    "organisation.contact_email": "of the organisation, for staff only",
    "behalf.email": "of somebody without an account; taken along and emptied by the address",
    "behalf.phone": "of somebody without an account; goes with the address",
    "proposal_import.rows": "of those in an officer's file; goes when confirmed or a week old",
    "meeting_guest.name": "of somebody without an account; goes with the meeting's names",
    "programme_team_member.name": "of a colleague of the applicant; goes with the application",
    "custodian.email": "of whoever keeps a half of a vote's key: no account, for the invitation",
}


def naming() -> list[Column[Any]]:
    """Every foreign key to a person."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is Person.__table__.c.id for key in column.foreign_keys)
    ]


def private() -> list[Column[Any]]:
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("private")
    ]


def named(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def insert(table: Table, **given: Any) -> dict[str, Any]:
    """One row with every needed column filled, and the rows it points to."""
    values = dict(given)
    for column in table.columns:
        if column.name not in values and needs_value(column):
            values[column.name] = filled(column)
    done: Any = db.session.execute(table.insert().values(**values))
    key = done.inserted_primary_key
    assert key is not None
    return dict(zip((c.name for c in table.primary_key.columns), key, strict=True))


def needs_value(column: Column[Any]) -> bool:
    if named(column) in ALSO:
        return True
    if column.nullable or column.default is not None:
        return False
    return not (column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys)


def filled(column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        target = key.column.table
        if target is Person.__table__:
            return make_person().id
        return insert(target)[key.column.name]
    return plain(column)


#: one of several empty columns that a CHECK wants filled
ALSO = {"follow.unit_id"}
#: what a CHECK or a state asks of a row
GIVEN: dict[str, dict[str, Any]] = {
    "action_update": {"progress": 50},
    "moderation_settings": {"new_days": 7, "appeal_days": 7},
    "proposal": {"state": "published"},
    "radar": {"slot": 1},
    # A place that was given is counted at its meeting.
    "meeting_registration": {"state": "waiting"},
    "capacity_entry": {"minutes": 60},
    "cosponsor": {"mark": "of an address"},
    "score": {"points": 3},
}


def plain(column: Column[Any]) -> Any:
    number = next(NUMBERS)
    kind = column.type
    if isinstance(kind, Enum):
        # The second role: a first administrator may not leave.
        return list(kind.enum_class or ())[1 if column.name == "role" else 0]
    if isinstance(kind, Moment):
        return clock.now() + timedelta(minutes=number)
    samples: list[tuple[type, Any]] = [
        (Boolean, False),
        (Date, date(2027, 1, 1) + timedelta(days=number)),
        (Integer, number),
        (Uuid, uuid.uuid4()),
        (JSON, {}),
    ]
    for sample, value in samples:
        if isinstance(kind, sample):
            return value
    return f"deger-{number}"[: getattr(kind, "length", None) or 40]


def marked(column: Column[Any]) -> Any:
    """A value that can be found again."""
    if isinstance(column.type, Integer) and not column.foreign_keys:
        return 1000 + next(NUMBERS) % 900
    return filled(column) if column.foreign_keys else plain(column)


def size(person_id: int) -> int:
    kept = my_data.export(person_id)
    return sum(len(rows) for rows in kept.values() if isinstance(rows, list))


def read(column: Column[Any], key: dict[str, Any]) -> Any:
    where = [column.table.c[name] == value for name, value in key.items()]
    row = db.session.execute(select(column).where(*where)).first()
    return None if row is None else row[0]


COLUMNS = {named(column): column for column in naming()}


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_whoever_is_named_can_read_it_and_leave(app: Flask, name: str) -> None:
    column = COLUMNS[name]
    person = make_person(confirmed=False)
    before = size(person.id)
    with write():
        key = insert(column.table, **{column.name: person.id, **GIVEN.get(column.table.name, {})})
        if column.primary_key:
            key[column.name] = person.id
    if name not in NOT_EXPORTED:
        assert size(person.id) > before, f"{name} is not in the export"
    with write():
        my_data.forget(person.id)
    left = read(column, key)
    if name in KEPT:
        assert left == person.id, f"{name} is not kept any more: take it off the list"
    else:
        assert left is None, f"{name} still names the deleted person"
    gone = db.session.get_one(Person, person.id)
    assert (gone.email, gone.password_hash, gone.name) == (None, None, "")


PRIVATE = {
    named(column): column
    for column in private()
    if named(column) not in NOT_THE_PERSONS and column.table is not Person.__table__
}


#: found by the address, before there is an account
BY_ADDRESS = {"invitation", "programme_writer"}


@pytest.mark.parametrize("name", sorted(PRIVATE))
def test_private_values_are_shown_and_then_gone(app: Flask, name: str) -> None:
    column = PRIVATE[name]
    person = make_person(confirmed=False)
    owner = next(
        c
        for c in column.table.columns
        if c.name in ("person_id", "accepted_by_id", "owner_id")
        and any(key.column is Person.__table__.c.id for key in c.foreign_keys)
    )
    with write():
        value = marked(column)
        if column.name == "email":
            value = person.email if column.table.name in BY_ADDRESS else "eski@ornek.example"
        given = GIVEN.get(column.table.name, {})
        key = insert(column.table, **given | {owner.name: person.id, column.name: value})
    if name not in SECRETS:
        text = json.dumps(my_data.export(person.id), default=str)
        shown = place_name(value) if column.foreign_keys else str(value)
        assert shown in text, f"{name} is not in the export"
    with write():
        my_data.forget(person.id)
    assert read(column, key) in (None, "", 0), f"{name} keeps its value"


def place_name(neighbourhood_id: int) -> str:
    table = Base.metadata.tables["neighbourhood"]
    return str(db.session.scalar(select(table.c.name).where(table.c.id == neighbourhood_id)))


def test_the_page_has_a_word_for_everything_that_is_exported(app: Flask) -> None:
    kept = my_data.export(make_person().id)
    assert set(kept) - {"exported_at"} == set(WORDS)


def test_the_lists_name_columns_that_exist() -> None:
    known = set(COLUMNS) | {named(column) for column in private()}
    assert set(KEPT) | set(NOT_EXPORTED) | set(SECRETS) | set(NOT_THE_PERSONS) <= known


def test_the_plain_numbers_of_the_kernel_go_too(app: Flask) -> None:
    """Kernel tables know people by number only: drafts and mails."""
    from kernel.drafts import Draft  # noqa: PLC0415
    from kernel.outbox import Errand, Kind, State  # noqa: PLC0415

    person = make_person()
    with write() as session:
        session.add(
            Draft(id="a" * 32, owner="b", person_id=person.id, path="/x", fields={"t": ["Sır"]})
        )
        session.add(
            Errand(
                key="mail:1",
                kind=Kind.MAIL,
                state=State.WAITING,
                body={"to": person.email, "subject": "s", "text": "t"},
                due_at=clock.now(),
                person_id=person.id,
            )
        )
    assert "Sır" in json.dumps(my_data.export(person.id), ensure_ascii=False)
    with write():
        my_data.forget(person.id)
    assert db.session.scalar(select(Draft.id)) is None
    errand = db.session.scalars(select(Errand).where(Errand.key == "mail:1")).one()
    assert (errand.state, errand.body, errand.person_id) == (State.CANCELLED, {}, None)


def test_plain_person_numbers_without_a_foreign_key_are_known() -> None:
    """A number of a person that is no foreign key would escape the tests above."""
    plain_numbers = {
        named(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name == "person_id" and not column.foreign_keys
    }
    # The record is append-only by law: it keeps a number that leads to an empty row.
    assert plain_numbers == {"draft.person_id", "errand.person_id", "audit_line.person_id"}
