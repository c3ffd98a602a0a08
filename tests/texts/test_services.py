"""Paragraphs keep their discussion and suggestions through versions; authors are told."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consultations.models import Activity
from discussion.models import Thread
from kernel.db import DomainError, db, write
from kernel.rules import Visitor
from notifications.models import Notice
from tests.make.places import make_person, visitor
from tests.make.texts import SOURCE, make_suggestion, make_text, make_text_activity, paragraphs
from texts import forms, queries, services
from texts.models import Document, Paragraph, Suggestion, SuggestionState, Version
from texts.services import SaidAlready, SamePlaceTwice, Twice, Unchanged

SECOND = SOURCE.replace("07.00 ile 23.00", "06.00 ile 24.00").replace(
    "Köpekler parkta tasmayla gezdirilir; sahipleri dışkıyı toplar.\n\n", ""
)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def renew(text_id: int, source: str = SECOND, same: dict[int, int] | None = None) -> None:
    """A second version, matched as the form would offer it."""
    with write():
        services.propose_version(queries.get_text(text_id), by=Visitor(), source=source)
    pending = queries.get_pending(text_id)
    assert pending.version is not None
    found = dict(
        (place, one.paragraph_id)
        for place, one in enumerate(forms.matching(pending).found)
        if one.paragraph_id is not None
    )
    number, blocks = pending.version.id, forms.rendered(source)
    with write():
        services.publish_version(
            queries.get_text(text_id),
            db.session.get_one(Version, number),
            by=Visitor(),
            blocks=blocks,
            same=found if same is None else same,
            note="Saatler önerinizle değişti.",
        )


@pytest.fixture
def request_open(app: Flask) -> Any:
    """Forms need a request."""
    with app.test_request_context():
        yield


def test_a_step_has_one_text(app: Flask) -> None:
    activity = make_text_activity()
    make_text(activity)
    with pytest.raises(Twice):
        make_text(activity)


def test_publishing_opens_a_discussion_for_each_paragraph(app: Flask) -> None:
    text = make_text()
    assert len(paragraphs(text.id)) == 3
    assert count(Thread) == len(queries.list_lines(text.id, 1)) == 5, "headings too"
    activity = db.session.get_one(Activity, text.activity_id)
    assert (activity.endpoint, activity.object_id) == ("texts.show", text.id)


def test_a_draft_is_cut_anew(app: Flask) -> None:
    text = make_text(published=False)
    source = "Yalnızca bir paragraf kaldı."
    blocks = forms.rendered(source)
    with write():
        services.edit(queries.get_text(text.id), by=Visitor(), source=source, blocks=blocks)
    assert len(paragraphs(text.id)) == count(Paragraph) == 1


def test_paragraphs_stay_themselves_in_a_new_version(app: Flask, request_open: Any) -> None:
    text = make_text()
    hours, dogs, events = paragraphs(text.id)
    author = make_person()
    made = make_suggestion(hours, author)
    renew(text.id)
    assert paragraphs(text.id) == [hours, events]
    place, gone = queries.get_paragraph(hours), queries.get_paragraph(dogs)
    assert "06.00" in place.wording.source
    assert (place.version, place.is_current, gone.version, gone.is_current) == (2, True, 1, False)
    (told,) = queries.list_suggestions(paragraph_id=hours)
    assert (told.id, told.version) == (made.id, 1)
    assert "07.00" in told.before
    # The old one is still there, word for word.
    assert [line.source for line in queries.list_lines(text.id, 1) if line.number][1].startswith(
        "K"
    )
    notices = list(db.session.scalars(select(Notice.message).where(Notice.person_id == author.id)))
    assert notices == ["Değişiklik önerdiğiniz metnin yeni sürümü yayımlandı: sürüm %(number)s."]


def test_headings_keep_their_discussion_and_new_paragraphs_get_one(
    app: Flask, request_open: Any
) -> None:
    text = make_text()
    before = {line.name: line.paragraph_id for line in queries.list_lines(text.id, 1)}
    thread = queries.get_paragraph(before["Etkinlikler"]).row.thread_id
    renew(text.id, SOURCE + "\n\n## Mangal\n\nMangal yakılmaz; ateş yakılmaz.")
    after = {line.name: line for line in queries.list_lines(text.id, 2)}
    assert after["Etkinlikler"].paragraph_id == before["Etkinlikler"]
    assert queries.get_paragraph(before["Etkinlikler"]).row.thread_id == thread
    assert [after[name].discussed for name in ("Mangal", "§ 4")] == [True, True]
    assert after["§ 4"].paragraph_id not in before.values()


def test_one_old_paragraph_cannot_become_two(app: Flask, request_open: Any) -> None:
    text = make_text()
    first = paragraphs(text.id)[0]
    with pytest.raises(SamePlaceTwice):
        renew(text.id, same={1: first, 3: first})
    other = paragraphs(make_text().id)[0]
    with pytest.raises(SamePlaceTwice):
        renew(text.id, same={1: other})


def test_the_same_text_is_no_new_version_and_one_waits_at_a_time(app: Flask) -> None:
    text = make_text()
    with pytest.raises(Unchanged), write():
        services.propose_version(queries.get_text(text.id), by=Visitor(), source=SOURCE)
    with write():
        services.propose_version(queries.get_text(text.id), by=Visitor(), source=SECOND)
        services.propose_version(queries.get_text(text.id), by=Visitor(), source=SECOND + "!")
    assert count(Version) == 2
    pending = queries.get_pending(text.id)
    assert pending.version is not None
    number = pending.version.id
    with write():
        version = db.session.get_one(Version, number)
        services.drop_version(queries.get_text(text.id), version, by=Visitor())
    assert count(Version) == 1


def test_an_answer_reaches_the_author_with_its_reason(app: Flask) -> None:
    text = make_text()
    author = make_person()
    made = make_suggestion(paragraphs(text.id)[0], author)
    activity = text.activity_id
    assert db.session.get_one(Activity, activity).contribution_count == 1
    with write():
        services.answer(
            queries.get_suggestion(made.id),
            by=Visitor(),
            state=SuggestionState.PARTLY,
            answer="Sabah 06.00 uygun, gece 24.00 komşuları rahatsız ediyor.",
            office="Park ve Bahçeler Müdürlüğü",
        )
    notice = db.session.scalars(select(Notice).where(Notice.person_id == author.id)).one()
    assert notice.facts["reason"].startswith("Sabah 06.00 uygun")
    assert (notice.endpoint, notice.object_id) == ("texts.paragraph", made.paragraph_id)


def test_a_withdrawn_suggestion_is_not_counted(app: Flask) -> None:
    text = make_text()
    author = make_person()
    made = make_suggestion(paragraphs(text.id)[0], author)
    with write():
        services.withdraw(queries.get_suggestion(made.id), by=visitor(author))
    db.session.expire_all()
    assert db.session.get_one(Activity, text.activity_id).contribution_count == 0
    assert queries.list_suggestions(text_id=text.id) == []
    assert queries.export(author.id)["text_suggestions"][0]["state"] == "withdrawn"


def test_the_same_suggestion_pressed_twice_at_once_is_one(app: Flask) -> None:
    text = make_text()
    number, by = paragraphs(text.id)[0], visitor(make_person())
    db.session.rollback()
    results: list[Any] = [None, None]
    start = threading.Barrier(2)

    def press(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with write():
                    paragraph = queries.get_paragraph(number)
                    services.suggest(paragraph, by=by, words="Başka", reason="Daha iyi olur.")
            except DomainError as error:
                results[place] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    assert sorted(map(str, results)) == sorted(["None", str(SaidAlready)])
    assert count(Suggestion) == 1


def test_a_draft_consultation_takes_its_text_along(app: Flask) -> None:
    text = make_text()
    with write():
        services.discard_of(queries.get_text(text.id).activity, by=Visitor())
    assert count(Document) == count(Paragraph) == count(Thread) == 0
