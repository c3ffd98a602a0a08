"""What changes, what is recorded, what is mailed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import queries, services
from accounts.models import PRIVATE, Digest, EmailProof, Person, SignIn
from kernel import clock
from kernel.audit import AuditLine
from kernel.db import Base, DomainError, db, write
from kernel.outbox import Errand, Kind
from tests.make.accounts import list_mails, make_account, password_hash
from tests.make.places import make_person


def _sign_up(email: str, name: str = "Ayşe Yılmaz") -> Person | None:
    hashed = password_hash()
    with write():
        return services.sign_up(email=email, password_hash=hashed, name=name, language="tr")


def _errands(task: str) -> list[Errand]:
    return list(db.session.scalars(select(Errand).where(Errand.task == task).order_by(Errand.id)))


def test_a_new_person_gets_the_confirmation_mail(app: Flask) -> None:
    person = _sign_up("ayse@cinarli.example")
    assert person is not None
    (mail,) = list_mails()
    assert mail["to"] == "ayse@cinarli.example"
    assert "http://localhost/dogrula/" in mail["text"]
    assert queries.find_proof(person.id) is None


def test_a_taken_address_makes_no_account_and_tells_its_owner_once_a_day(app: Flask) -> None:
    """Here uq_person_email answers: two sign-ups at once end the same way."""
    make_account(email="ayse@cinarli.example")
    assert _sign_up("ayse@cinarli.example", "Başkası") is None
    assert _sign_up("ayse@cinarli.example", "Başkası") is None
    (mail,) = list_mails()
    assert mail["to"] == "ayse@cinarli.example"
    assert "Başkası" not in mail["text"]
    assert [p.name for p in db.session.scalars(select(Person))] == ["Ayşe Yılmaz"]


def test_a_second_living_proof_is_refused_by_the_database(app: Flask) -> None:
    person = make_account()
    with pytest.raises(services.AlreadyConfirmed), write():
        services._prove(person)


def test_confirming_twice_leaves_one_proof(app: Flask) -> None:
    person = make_account(confirmed=False)
    with write():
        services.confirm_email(person)
        services.confirm_email(person)
    assert len(db.session.scalars(select(EmailProof)).all()) == 1
    assert len(db.session.scalars(select(AuditLine)).all()) == 1


def test_a_new_address_ends_the_old_proof_and_tells_the_old_address(app: Flask) -> None:
    person = make_account(email="eski@cinarli.example")
    with write():
        services.change_email(person, email="yeni@cinarli.example")
    old, new = db.session.scalars(select(EmailProof).order_by(EmailProof.id))
    assert (old.email, old.ended_at) == ("eski@cinarli.example", clock.now())
    assert (new.email, new.ended_at) == ("yeni@cinarli.example", None)
    (mail,) = list_mails()
    assert mail["to"] == "eski@cinarli.example"


def test_an_unconfirmed_old_address_gets_no_way_back_in(app: Flask) -> None:
    """It was mistyped at sign-up: its mailbox is a stranger's."""
    person = make_account(email="yanlis@cinarli.example", confirmed=False)
    with write():
        services.change_email(person, email="dogru@cinarli.example")
    assert list_mails() == []


def test_an_address_that_was_taken_meanwhile_is_refused(app: Flask) -> None:
    person = make_account()
    make_person(email="yeni@cinarli.example")
    with pytest.raises(services.AddressTaken) as caught, write():
        services.change_email(person, email="yeni@cinarli.example")
    assert isinstance(caught.value, DomainError)


def test_asking_for_a_taken_address_tells_its_owner_only(app: Flask) -> None:
    person = make_account()
    make_account(email="baskasi@cinarli.example")
    with write():
        services.ask_email_change(person, email="baskasi@cinarli.example")
    (mail,) = list_mails()
    assert mail["to"] == "baskasi@cinarli.example"
    assert "zaten" in mail["subject"]


def test_taking_the_old_address_back_shuts_everybody_out(app: Flask) -> None:
    person = make_account(email="eski@cinarli.example")
    with write():
        services.start_session(person.id, device="Firefox, Linux")
        services.change_email(person, email="hirsiz@cinarli.example")
        services.undo_email(person, email="eski@cinarli.example")
    db.session.expire_all()
    assert person.email == "eski@cinarli.example"
    assert person.password_hash is None
    assert queries.list_sessions(person.id) == []
    proof = queries.find_proof(person.id)
    assert proof is not None
    assert proof.email == "eski@cinarli.example"


def test_a_reset_is_the_same_row_for_known_and_unknown_addresses(app: Flask) -> None:
    person = make_account()
    with write():
        services.ask_reset(email=person.email or "")
        services.ask_reset(email="kimse@cinarli.example")
    known, unknown = _errands("accounts.send_reset")
    assert (known.body, unknown.body) == ({"person_id": person.id}, {"person_id": None})
    with write():
        services.send_reset(**known.body)
        services.send_reset(**unknown.body)
    (mail,) = list_mails()
    assert mail["to"] == person.email


def test_a_changed_password_ends_the_other_sessions(app: Flask) -> None:
    person = make_account()
    with write():
        here = services.start_session(person.id, device="Firefox, Linux")
        services.start_session(person.id, device="Chrome, Android")
        services.change_password(person, password_hash="yeni", token=here)
    assert [s.device for s in queries.list_sessions(person.id)] == ["Firefox, Linux"]
    assert "değişti" in list_mails()[0]["subject"]


def test_a_reset_password_ends_all_sessions_and_confirms_the_address(app: Flask) -> None:
    person = make_account(confirmed=False)
    with write():
        services.start_session(person.id, device="Firefox, Linux")
        services.reset_password(person, password_hash="yeni")
    assert queries.list_sessions(person.id) == []
    assert queries.find_proof(person.id) is not None


def test_a_forgotten_browser_is_signed_out_after_three_months(app: Flask) -> None:
    person = make_account()
    with write():
        token = services.start_session(person.id, device="Firefox, Linux")
    with clock.held(clock.now() + timedelta(days=89)):
        assert queries.find_signed_in(token) is not None
    with clock.held(clock.now() + timedelta(days=91)):
        assert queries.find_signed_in(token) is None
        assert queries.list_sessions(person.id) == []
        with write():
            services.start_session(person.id, device="Firefox, Android")
    assert [s.device for s in db.session.scalars(select(SignIn))] == ["Firefox, Android"]


def test_only_the_hash_of_a_token_is_stored(app: Flask) -> None:
    person = make_account()
    with write():
        token = services.start_session(person.id, device="x" * 200)
    row = db.session.scalars(select(SignIn)).one()
    assert token not in (row.token_hash, row.device)
    assert len(row.device) == 80


def test_the_record_holds_no_address_and_no_hash(app: Flask) -> None:
    person = _sign_up("ayse@cinarli.example")
    assert person is not None
    with write():
        services.confirm_email(person)
        services.change_email(person, email="yeni@cinarli.example")
        services.change_password(person, password_hash="yeni-hash", token="")
    services.record_refused_sign_in(person.id)
    db.session.rollback()
    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert [line.verb for line in lines] == [
        "accounts.sign_up",
        "accounts.confirm_email",
        "accounts.change_email",
        "accounts.change_password",
        "accounts.refuse_sign_in",
    ]
    assert all((line.before, line.after) == (None, None) for line in lines)


def test_forgetting_empties_every_private_column(app: Flask) -> None:
    person = make_account()
    with write():
        services.start_session(person.id, device="Firefox, Linux")
        services.change_email(person, email="yeni@cinarli.example")
        services.forget(person.id)
    db.session.expire_all()
    assert (person.email, person.password_hash, person.name) == (None, None, "")
    assert (person.language, person.digest) == ("tr", Digest.NONE)
    assert person.deleted_at == clock.now()
    proofs = db.session.scalars(select(EmailProof)).all()
    assert {(proof.email, proof.ended_at) for proof in proofs} == {("", clock.now())}
    assert db.session.scalars(select(SignIn)).all() == []
    mails = db.session.scalars(select(Errand).where(Errand.kind == Kind.MAIL)).all()
    assert [mail.body for mail in mails] == [{}]


def test_a_deleted_account_cannot_be_forgotten_into_another_day(app: Flask) -> None:
    person = make_account()
    with write():
        services.forget(person.id)
    with clock.held(clock.now() + timedelta(days=1)), write():
        services.forget(person.id)
    assert person.deleted_at == clock.now()


def test_the_address_of_a_deleted_account_is_free_again(app: Flask) -> None:
    person = make_account(email="ayse@cinarli.example")
    with write():
        services.forget(person.id)
    assert _sign_up("ayse@cinarli.example") is not None


def test_the_export_names_every_private_column_but_the_hashes(app: Flask) -> None:
    person = make_account(name="Ayşe")
    with write():
        services.start_session(person.id, device="Firefox, Linux")
    found = queries.export(person.id)
    assert found["account"][0]["name"] == "Ayşe"
    assert found["sessions"][0]["device"] == "Firefox, Linux"
    named = {
        "person": set(found["account"][0]),
        "email_proof": set(found["email_proofs"][0]),
        "sign_in": set(found["sessions"][0]),
    }
    for table, keys in named.items():
        private = {c.name for c in Base.metadata.tables[table].columns if c.info == PRIVATE}
        assert private - keys <= {"password_hash", "token_hash"}
