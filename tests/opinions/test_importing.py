"""A Polis export becomes a conversation that shows its map; faults are told by file and line."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consultations import rules
from kernel import worker
from kernel.db import db, write
from kernel.rules import Role
from opinions import formats, queries, services, tasks
from opinions.models import (
    Conversation,
    ConversationState,
    Import,
    Statement,
    StatementState,
    Vote,
    Voter,
)
from opinions.services.importing import NotEmpty, import_answers
from places.models import Municipality
from tests.client import Client
from tests.make.opinions import fresh, make_conversation
from tests.make.places import make_person, make_staff, visitor
from tests.opinions.reference import DATA, needs_data

VOTES = "participant,group-id,n-comments,0,1,2\n" + "".join(
    f"{person},0,0,{'1' if person % 2 else '-1'},1,0\n" for person in range(1, 31)
)
COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    "1,x,0,3,1,1,1,Pazar yeri kapansın\n1,x,1,3,1,1,1,Tuvalet yapılsın\n1,x,2,3,1,1,-1,Reklam\n"
)


def read(folder: Path, votes: str = VOTES, comments: str = COMMENTS) -> formats.Export:
    (folder / "participants-votes.csv").write_text(votes, encoding="utf-8")
    (folder / "comments.csv").write_text(comments, encoding="utf-8")
    return formats.read(folder)


def bring(conversation: Conversation, export: formats.Export) -> Conversation:
    with write():
        import_answers(
            queries.get_conversation(conversation.id),
            export,
            by=visitor(make_person()),
            language="tr",
            file_hash="0" * 64,
        )
    return fresh(conversation)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_file_twice_is_there_once(app: Flask, tmp_path: Path) -> None:
    export = read(tmp_path)
    conversation = make_conversation(seeds=0, published=False)
    for _turn in range(2):
        conversation = bring(conversation, export)
    assert conversation.imported
    assert (count(Statement), count(Voter), count(Vote)) == (3, 30, 90)
    states = db.session.scalars(select(Statement.state).order_by(Statement.number)).all()
    assert list(states) == [StatementState.ACCEPTED] * 2 + [StatementState.BANNED]


def test_nothing_is_imported_over_statements_of_the_house(app: Flask, tmp_path: Path) -> None:
    conversation = make_conversation(published=False)
    with pytest.raises(NotEmpty):
        bring(conversation, read(tmp_path))


@needs_data
def test_a_polis_export_shows_its_map(app: Flask) -> None:
    conversation = make_conversation(seeds=0, published=False)
    bring(conversation, formats.read(DATA / "polis" / "london.youth.policing"))
    with write():
        services.publish(queries.get_conversation(conversation.id), by=visitor(make_person()))
    assert tasks.analyse(conversation.id)
    done = fresh(conversation)
    assert done.state is ConversationState.FINAL
    told = queries.publication(done.id)
    assert told is not None
    assert (told["people"], told["exact"]) == (26, True)
    assert told["map"]["groups"][0]["marks"]
    page = Client(app).get(f"/{_slug(done)}/gorus-haritalari/{done.id}/sonuc")
    assert page.status_code == 200
    assert 'class="opinion-map"' in page.get_data(as_text=True)


def test_nobody_is_asked_to_answer_what_was_answered_elsewhere(app: Flask, tmp_path: Path) -> None:
    """However long its step was to last, it is over with the result."""
    conversation = bring(make_conversation(seeds=0, published=False), read(tmp_path))
    assert rules.window(conversation.activity) is rules.Window.OPEN
    officer = Client(app).sign_in(make_staff(_town(conversation), Role.OFFICER))
    first = queries.list_statements(conversation.id)[0].id
    gone = officer.post(f"/{_slug(conversation)}/masa/ifadeler/{first}/sil")
    assert gone.status_code == 409, "its answers hang on it"
    with write():
        services.publish(queries.get_conversation(conversation.id), by=visitor(make_person()))
    assert tasks.analyse(conversation.id)
    assert rules.window(fresh(conversation).activity) is rules.Window.CLOSED
    show = f"/{_slug(conversation)}/gorus-haritalari/{conversation.id}"
    for path in (show, f"{show}/sonuc"):
        page = Client(app).get(path).get_data(as_text=True)
        assert "belediye doğrulamadı" in page
        assert 'yanitla"' not in page
    assert "Polis’te alınmamıştı" in Client(app).get(show).get_data(as_text=True)


def _town(conversation: Conversation) -> Municipality:
    return db.session.get_one(Municipality, conversation.municipality_id)


def _slug(conversation: Conversation) -> str:
    return str(_town(conversation).slug)


FAULTS = [
    ("votes", VOTES.replace("participant", "kim"), "participant"),
    ("votes", VOTES.replace("\n7,0,0,1,1,0", "\n7,0,0,1,9,0"), "Satır 8"),
    ("votes", VOTES.replace("\n7,0,0,1,1,0", "\n7,0,0,1"), "Satır 8"),
    ("comments", COMMENTS.replace("Tuvalet yapılsın", ""), "metni yok: 1"),
    ("comments", COMMENTS.replace("comment-body", "text"), "ifade dosyası değil"),
]


@pytest.mark.parametrize(("which", "text", "says"), FAULTS)
def test_a_fault_is_told_and_nothing_is_stored(
    app: Flask, which: str, text: str, says: str
) -> None:
    conversation = make_conversation(seeds=0, published=False)
    officer = make_staff(_town(conversation), Role.OFFICER)
    files = {"votes": VOTES, "comments": COMMENTS} | {which: text}
    answer = _send(Client(app).sign_in(officer), conversation, files)
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert count(Statement) == count(Vote) == 0


@pytest.mark.parametrize("zipped", [False, True])
def test_files_are_checked_shown_confirmed_and_written_by_the_worker(
    app: Flask, zipped: bool
) -> None:
    conversation = make_conversation(seeds=0, published=False)
    officer = Client(app).sign_in(make_staff(_town(conversation), Role.OFFICER))
    path = f"/{_slug(conversation)}/masa/gorus-haritalari/{conversation.id}/aktar"
    assert officer.post(f"{path}/onayla").status_code == 303
    assert "Onaylanacak dosya yok" in officer.get(path).text
    if zipped:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("pazar/participants-votes.csv", VOTES)
            archive.writestr("pazar/comments.csv", COMMENTS)
        fields = {"votes": (io.BytesIO(packed.getvalue()), "export.zip"), "language": "tr"}
        answer = officer.post(path, fields, content_type="multipart/form-data")
    else:
        answer = _send(officer, conversation, {"votes": VOTES, "comments": COMMENTS})
    assert answer.status_code == 303
    shown = officer.get(path).text
    assert "30 kişinin 90 yanıtı, 3 ifade." in shown
    assert "1 ifade orada alınmamış" in shown
    assert count(Vote) == 0, "nothing is written before somebody has looked"
    assert officer.post(f"{path}/onayla").status_code == 303
    assert "Aktarılıyor" in officer.get(path).text
    assert count(Vote) == 0, "nor within the request"
    assert worker.run_once({"opinions.write_import": tasks.write_import}, lambda _mail: None) == 1
    assert (count(Statement), count(Voter), count(Vote)) == (3, 30, 90)
    assert "Aktarıldı" in officer.get(path).text
    assert db.session.scalars(select(Import.files)).one() is None


def test_what_was_written_by_hand_meanwhile_is_not_lost(app: Flask) -> None:
    conversation = make_conversation(seeds=0, published=False)
    officer = make_staff(_town(conversation), Role.OFFICER)
    client = Client(app).sign_in(officer)
    _send(client, conversation, {"votes": VOTES, "comments": COMMENTS})
    path = f"/{_slug(conversation)}/masa/gorus-haritalari/{conversation.id}/aktar"
    client.post(f"{path}/onayla")
    with write():
        services.add_seed(
            queries.get_conversation(conversation.id), by=visitor(officer), text="Çeşme yapılsın."
        )
    worker.run_once({"opinions.write_import": tasks.write_import}, lambda _mail: None)
    assert (count(Statement), count(Vote)) == (1, 0)
    assert NotEmpty.message in client.get(path).text


def test_a_zip_that_cannot_be_read_is_refused(app: Flask) -> None:
    conversation = make_conversation(seeds=0, published=False)
    officer = Client(app).sign_in(make_staff(_town(conversation), Role.OFFICER))
    path = f"/{_slug(conversation)}/masa/gorus-haritalari/{conversation.id}/aktar"
    fields = {"votes": (io.BytesIO(b"PK\x03\x04 broken"), "export.zip"), "language": "tr"}
    answer = officer.post(path, fields, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "participants-votes.csv yok" in answer.text


def _send(client: Client, conversation: Conversation, files: dict[str, str]) -> Any:
    path = f"/{_slug(conversation)}/masa/gorus-haritalari/{conversation.id}/aktar"
    data: dict[str, Any] = {
        name: (io.BytesIO(text.encode()), f"{name}.csv") for name, text in files.items()
    }
    return client.post(path, {**data, "language": "tr"}, content_type="multipart/form-data")
