"""What posting, editing, deleting and deciding change, record and tell."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Person
from discussion import queries, services
from discussion.models import Comment, CommentState, CommentVersion, Stance, Thread
from kernel import clock
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.outbox import Errand, Kind
from kernel.rules import Role
from moderation.models import CaseState, Decision, Ground
from moderation.services import AlreadyDecided, AlreadyReported, Verdict, decide
from notifications.models import Notice
from places.queries import get_municipality
from tests.make.discussion import hide, make_comment, make_report, make_thread, with_source
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_person,
    make_staff,
    make_unit,
    visitor,
)
from tests.moment import NOW
from tests.written import verbs


@pytest.fixture
def thread(app: Flask) -> Thread:
    return make_thread(make_municipality(help_desk="Çözüm Masası (153)"))


def counters(thread: Thread) -> tuple[int, int, int, int]:
    db.session.refresh(thread)
    return (
        thread.comment_count,
        thread.for_count,
        thread.against_count,
        thread.information_count,
    )


def notices(message_part: str = "") -> list[tuple[int, str]]:
    rows = db.session.execute(select(Notice.person_id, Notice.message).order_by(Notice.id))
    return [(person, message) for person, message in rows if message_part in message]


def test_counters_follow_every_change(thread: Thread) -> None:
    author = make_person()
    moderator = make_staff_of(thread, Role.MODERATOR)
    one = make_comment(thread, author, "Destekliyorum, gölge gerek.")
    two = make_comment(thread, author, "Direkli tente geçişi kapatır.", stance=Stance.AGAINST)
    make_comment(thread, author, "Hattın basıncı yetiyor mu?", stance=Stance.INFORMATION)
    reply = make_comment(thread, make_person(), "Yelken gölgelik kapatmaz.", parent=two)
    assert counters(thread) == (4, 1, 1, 1)
    assert reload(two).reply_count == 1
    hide(one, moderator)
    assert counters(thread) == (3, 0, 1, 1)
    hide(reply, moderator)
    assert counters(thread) == (2, 0, 1, 1)
    assert reload(two).reply_count == 1, "the place of a hidden reply stays"
    with write():
        services.unhide(
            queries.get_comment(one.id), by=visitor(moderator), reason="İtiraz haklı bulundu."
        )
    assert counters(thread) == (3, 1, 1, 1)
    with write():
        services.delete(queries.get_comment(two.id), by=visitor(author))
    assert counters(thread) == (2, 1, 0, 1)


def make_staff_of(thread: Thread, role: Role) -> Person:
    return make_staff(get_municipality(thread.municipality_id), role)


def reload(comment: Comment) -> Comment:
    comment_id = comment.id
    db.session.expire_all()
    return queries.get_comment(comment_id)


def test_the_same_words_within_ten_minutes_are_one_comment(thread: Thread) -> None:
    author = make_person()
    first = make_comment(thread, author)
    assert make_comment(thread, author).id == first.id
    assert counters(thread)[0] == 1
    assert make_comment(thread, make_person()).id != first.id, "another person"
    assert make_comment(thread, author, "Başka bir söz.").id != first.id
    assert make_comment(thread, author, parent=first).id != first.id, "as a reply"
    with clock.held(NOW + timedelta(minutes=11)):
        assert make_comment(thread, author).id != first.id


def test_hidden_words_do_not_come_back_by_sending_them_again(thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    hide(comment, make_staff_of(thread, Role.MODERATOR))
    assert make_comment(thread, author).id == comment.id
    assert counters(thread)[0] == 0


def test_a_reply_needs_a_visible_top_comment_of_the_thread(thread: Thread) -> None:
    other = make_thread(get_municipality(thread.municipality_id))
    author = make_person()
    top = make_comment(thread, author)
    reply = make_comment(thread, make_person(), "Katılıyorum.", parent=top)
    elsewhere = make_comment(other, author)
    with write():
        services.delete(queries.get_comment(top.id), by=visitor(author))
    for parent in (reload(top), reload(reply), reload(elsewhere)):
        with pytest.raises(services.ParentGone):
            make_comment(thread, make_person(), "Ben de.", parent=parent)


def test_followers_are_told_once_and_nobody_of_their_own(thread: Thread) -> None:
    asker, neighbour = make_person("Ayşe"), make_person("Ali")
    top = make_comment(thread, asker)
    assert notices() == []
    make_comment(thread, neighbour, "Katılıyorum.", parent=top)
    assert notices() == [(asker.id, "Yorumunuza yanıt yazıldı.")]
    third = make_person("Can")
    make_comment(thread, third, "Kazı gerekir mi?", stance=Stance.INFORMATION)
    told = notices("yeni bir yorum")
    assert {person for person, _message in told} == {asker.id, neighbour.id}
    facts = db.session.scalars(select(Notice.facts)).all()
    assert "Can" not in str(facts), "names would outlive a deleted account"


def test_who_has_unfollowed_hears_nothing(thread: Thread) -> None:
    asker = make_person()
    top = make_comment(thread, asker)
    with write():
        services.unfollow(thread, person_id=asker.id)
        services.unfollow(thread, person_id=asker.id)
    make_comment(thread, make_person(), "Katılıyorum.", parent=top)
    assert notices() == []
    with write():
        services.follow(thread, person_id=asker.id)
        services.follow(thread, person_id=asker.id)
    make_comment(thread, make_person(), "Ben de.", parent=top)
    assert len(notices()) >= 1


def test_one_speaks_only_for_whom_one_represents(thread: Thread) -> None:
    municipality = get_municipality(thread.municipality_id)
    speaker = make_person("Temsilci")
    organisation = make_organisation(municipality, speaker)
    foreign = make_organisation(make_municipality(), speaker)
    unit = make_unit(municipality)
    officer = make_staff(municipality, Role.UNIT_OFFICER, unit=unit)
    posted = make_comment(thread, speaker, organisation_id=organisation.id)
    assert posted.organisation_id == organisation.id
    assert make_comment(thread, officer, office=unit.name).office == unit.name
    for author, voice in (
        (make_person(), {"organisation_id": organisation.id}),
        (speaker, {"organisation_id": foreign.id}),
        (speaker, {"office": unit.name}),
        (officer, {"office": municipality.official_name}),
    ):
        with pytest.raises(services.NotYourVoice):
            make_comment(thread, author, "Adına yazıyorum.", **voice)


def test_an_edit_keeps_the_earlier_wording(thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author, "Önceki hâli.")
    with write():
        found = queries.get_comment(comment.id)
        services.edit(found, by=visitor(author), body="Yeni hâli.", html="<p>Yeni hâli.</p>")
        services.edit(found, by=visitor(author), body="Yeni hâli.", html="<p>Yeni hâli.</p>")
    assert [version.body for version in queries.list_versions(comment.id)] == ["Önceki hâli."]
    assert reload(comment).edited_at == NOW
    assert verbs().count("discussion.edit") == 1


def test_deleting_takes_the_words_and_leaves_the_place_of_replies(thread: Thread) -> None:
    author, neighbour = make_person(), make_person("Ali")
    top = make_comment(thread, author, "Silinecek söz.")
    reply = make_comment(thread, neighbour, "Yanıt.", parent=top)
    with write():
        found = queries.get_comment(top.id)
        services.edit(found, by=visitor(author), body="Başka söz.", html="<p>Başka söz.</p>")
    with write():
        services.delete(queries.get_comment(top.id), by=visitor(author))
    assert (reload(top).body, reload(top).html) == ("", "")
    assert db.session.scalar(select(func.count()).select_from(CommentVersion)) == 0
    (place,) = queries.list_comments(thread.id).rows
    assert (place.state, [row.id for row in place.replies]) == (CommentState.DELETED, [reply.id])
    with write():
        services.delete(queries.get_comment(reply.id), by=visitor(neighbour))
    assert queries.list_comments(thread.id).rows == ()


def test_a_report_opens_one_case_and_counts_once_a_person(thread: Thread) -> None:
    comment, neighbour = make_comment(thread), make_person("Ali")
    first = make_report(comment, neighbour)
    second = make_report(comment)
    assert first.case_id == second.case_id
    with pytest.raises(AlreadyReported):
        make_report(comment, neighbour)
    assert reload(comment).case is not None
    assert reload(comment).case.state is CaseState.OPEN  # type: ignore[union-attr]
    lines = db.session.scalars(select(AuditLine).where(AuditLine.verb == "moderation.report")).all()
    assert [line.person_id for line in lines] == [None, None], "an auditor reads the record"


def test_hiding_keeps_the_words_and_tells_author_and_reporters(thread: Thread) -> None:
    author, neighbour = make_person("Ayşe"), make_person("Ali")
    comment = make_comment(thread, author, "Komşumun telefonu 0532 000 00 00.")
    make_report(comment, neighbour)
    hide(comment, make_staff_of(thread, Role.MODERATOR))
    found = reload(comment)
    assert found.state is CommentState.HIDDEN
    assert found.body == "Komşumun telefonu 0532 000 00 00."
    (row,) = queries.list_comments(thread.id).rows
    assert (row.html, row.hidden_reason) == ("", "Yorumda bir telefon numarası vardı.")
    ((told, _m),) = notices("Yazınız topluluk kurallarına uymadığı için gizlendi.")
    assert told == author.id
    assert [person for person, _m in notices("Bildirdiğiniz yorum gizlendi")] == [neighbour.id]
    mail = db.session.scalars(select(Errand).where(Errand.kind == Kind.MAIL)).one()
    assert mail.body["to"] == author.email
    text = mail.body["text"]
    assert "7 gün içinde itiraz edebilirsiniz. İtiraza başka bir görevli bakar." in text
    assert "Yorumda bir telefon numarası vardı." in text
    assert found.case is not None
    assert f"/kararlar/{found.case.id}" in text
    assert "0532" not in text


def test_the_mail_comes_in_the_authors_language(thread: Thread) -> None:
    comment = make_comment(thread, make_person(language="en"))
    hide(comment, make_staff_of(thread, Role.MODERATOR))
    mail = db.session.scalars(select(Errand).where(Errand.kind == Kind.MAIL)).one()
    assert mail.body["subject"] == "Your text was hidden"


def test_the_record_never_holds_the_words(thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author, "Gizli kalacak söz")
    make_report(comment, note="Gizli not")
    hide(comment, make_staff_of(thread, Role.MODERATOR))
    lines = db.session.scalars(select(AuditLine)).all()
    assert {"discussion.post", "discussion.hide", "moderation.decide"} <= set(verbs())
    assert "Gizli" not in str([(line.before, line.after) for line in lines])


def test_keeping_dismisses_and_a_later_report_opens_another_case(thread: Thread) -> None:
    comment, neighbour = make_comment(thread), make_person("Ali")
    first = make_report(comment, neighbour).case_id
    moderator = visitor(make_staff_of(thread, Role.MODERATOR))
    with write():
        verdict = Verdict(Decision.KEEP)
        services.decide(queries.get_comment(comment.id), by=moderator, verdict=verdict)
    assert reload(comment).state is CommentState.VISIBLE
    assert [person for person, _m in notices("aykırı bulunmadı")] == [neighbour.id]
    assert make_report(comment, neighbour).case_id != first


def test_a_decision_stands_until_it_is_taken_back(thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    moderator = make_staff_of(thread, Role.MODERATOR)
    hide(comment, moderator)
    by = visitor(moderator)
    case = reload(comment).case
    assert case is not None
    with pytest.raises(AlreadyDecided):
        decide(case, by=by.id, state=CaseState.HIDDEN)
    with write():
        services.unhide(queries.get_comment(comment.id), by=by, reason="İtiraz haklı bulundu.")
    found = reload(comment)
    assert (found.state, found.hidden_reason) == (CommentState.VISIBLE, "")
    assert [person for person, _m in notices("yeniden gösteriliyor")] == [author.id]
    with write():
        services.hide(
            queries.get_comment(comment.id), by=by, ground=Ground.INSULT, reason="Hakaret var."
        )
    assert reload(comment).state is CommentState.HIDDEN


def test_deleting_what_was_reported_closes_the_case(thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    make_report(comment)
    with write():
        services.delete(queries.get_comment(comment.id), by=visitor(author))
    case = reload(comment).case
    assert case is not None
    assert (case.state, case.decided_by_id) == (CaseState.DISMISSED, None)


def test_a_deleted_account_leaves_its_words_and_follows_nothing(thread: Thread) -> None:
    author = make_person("Ayşe")
    comment = make_comment(thread, author, "Kalacak söz.")
    exported = queries.export(author.id)
    assert exported["comments"][0]["body"] == "Kalacak söz."
    assert exported["followed_threads"][0]["subject"] == thread.subject
    with write():
        services.forget(author.id)
    assert queries.list_followers(thread.id) == []
    assert reload(comment).body == "Kalacak söz."


def test_a_source_is_asked_for_once_a_person_and_told_once(thread: Thread) -> None:
    author, ali, can = make_person(), make_person(), make_person()
    comment = make_comment(thread, author)
    for person in (ali, can):
        with write():
            services.ask_source(queries.get_comment(comment.id), by=visitor(person))
    with pytest.raises(services.AlreadyAsked), write():
        services.ask_source(queries.get_comment(comment.id), by=visitor(ali))
    assert reload(comment).source_asks == 2
    assert [person for person, _message in notices("kaynak istendi")] == [author.id]


def test_a_source_is_taken_away_with_a_record(thread: Thread) -> None:
    author, moderator = make_person(), make_staff_of(thread, Role.MODERATOR)
    comment = with_source(make_comment(thread, author), "https://ilk.example/rapor")
    with_source(comment, "https://yanlis.example/reklam")
    with write():
        services.remove_source(
            queries.get_comment(comment.id),
            by=visitor(moderator),
            url="https://yanlis.example/reklam",
            reason="Bu bağlantı bir satış sayfasına gidiyor.",
        )
    assert [one["url"] for one in reload(comment).sources] == ["https://ilk.example/rapor"]
    assert notices("kaldırıldı") == [(author.id, "Yorumunuzdaki bir kaynak kaldırıldı.")]
    line = db.session.scalars(
        select(AuditLine).where(AuditLine.verb == "discussion.remove_source")
    ).one()
    assert line.person_id == moderator.id
    with write():
        services.remove_source(
            queries.get_comment(comment.id),
            by=visitor(author),
            url="https://ilk.example/rapor",
            reason="",
        )
    assert reload(comment).sources == []
    assert len(notices("kaldırıldı")) == 1, "nobody is told of their own"
