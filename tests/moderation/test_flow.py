"""From what waits to an appeal granted: what each step changes, who is told, what stays shut."""

from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask, g
from sqlalchemy import select

from accounts.models import Person
from discussion import forms, queries, services
from discussion.models import Comment, CommentState, Thread
from discussion.services import NoLongerPossible
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand, State
from kernel.rules import Role, may_write
from moderation import forms as guard
from moderation import queries as moderation
from moderation import services as deciding
from moderation import tasks
from moderation.models import AppealState, CaseState, Decision, Ground, Hold
from moderation.queries import Tab, get_case
from moderation.services import Verdict
from notifications.models import Notice
from places.models import Municipality
from places.queries import get_municipality
from tests.client import Client
from tests.make.discussion import hide, make_comment, make_report, make_thread
from tests.make.moderation import decide, make_appeal, make_held, make_suspension
from tests.make.places import make_municipality, make_person, make_staff, visitor
from tests.moment import NOW
from tests.written import mails, verbs

REASON = "Öneriyi değil, bir kişiyi hedef alıyor."


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality()


@pytest.fixture
def thread(town: Municipality) -> Thread:
    return make_thread(town)


@pytest.fixture
def moderator(town: Municipality) -> Person:
    return make_staff(town, Role.MODERATOR)


def fresh(comment: Comment) -> Comment:
    number = comment.id
    db.session.expire_all()
    return queries.get_comment(number)


def told(person: Person) -> list[str]:
    return list(db.session.scalars(select(Notice.message).where(Notice.person_id == person.id)))


def texts(person: Person) -> list[str]:
    return [mail.body["text"] for mail in mails(person.id)]


# --- what waits for publication -----------------------------------------------------------------


def test_a_held_comment_is_nowhere_until_it_is_published(thread: Thread, moderator: Person) -> None:
    author, follower = make_person(), make_person("Takip Eden")
    with write():
        services.follow(thread, person_id=follower.id)
    comment = make_held(thread, author)
    assert queries.list_comments(thread.id).rows == ()
    assert queries.list_overview(thread.id)[0].rows == ()
    assert queries.get_thread(thread.id).comment_count == 0
    assert told(follower) == []
    decide(comment, moderator, Verdict(Decision.PUBLISH))
    assert [row.id for row in queries.list_comments(thread.id).rows] == [comment.id]
    assert queries.get_thread(thread.id).comment_count == 1
    assert told(follower) == ["Takip ettiğiniz tartışmaya yeni bir yorum yazıldı."]
    assert told(author) == ["Yorumunuz incelendi ve yayımlandı."]


def test_a_declined_comment_says_why_to_its_author_alone(
    client: Client, town: Municipality, thread: Thread, moderator: Person
) -> None:
    author = make_person()
    comment = make_held(thread, author, "Satılık daire, arayın.")
    decide(comment, moderator, Verdict(Decision.DECLINE, REASON, Ground.ADVERTISING))
    assert fresh(comment).state is CommentState.DECLINED
    assert queries.list_comments(thread.id).rows == ()
    assert REASON in texts(author)[0]
    path = f"/{town.slug}/yorumlar/{comment.id}"
    assert client.get(path).status_code == 404
    assert "Satılık daire" in client.sign_in(author).get(path).text


def test_new_accounts_wait_where_the_municipality_wants_it(
    town: Municipality, thread: Thread
) -> None:
    young = make_person(created_at=NOW - timedelta(days=3))
    assert make_comment(thread, young).state is CommentState.VISIBLE
    with write():
        deciding.change_settings(
            town.id,
            by=visitor(make_staff(town, Role.MODERATOR)),
            hold_new=True,
            new_days=5,
            appeal_days=7,
        )
    held = make_comment(thread, young, "Başka bir söz.")
    assert held.state is CommentState.HELD
    older = make_person(created_at=NOW - timedelta(days=6))
    assert make_comment(thread, older).state is CommentState.VISIBLE
    assert held.case_id is not None
    assert get_case(held.case_id).hold is Hold.NEW_ACCOUNT


def suspicion(app: Flask, thread: Thread, person: Person, data: dict[str, str]) -> Hold | None:
    with app.test_request_context("/x", method="POST", data={"body": "Söz.", **data}):
        g.visitor, g.language = visitor(person), "tr"
        form = forms.comment(thread)
        form.validate()
        return form.suspicion


def worked(app: Flask, thread: Thread, person: Person) -> str:
    with app.test_request_context("/x"):
        g.visitor = visitor(person)
        task = guard.work_for(forms.guarded(thread.id))
    number = 0
    while int.from_bytes(sha256(f"{task}:{number}".encode()).digest()[:4], "big") >> (
        32 - guard.WORK_BITS
    ):
        number += 1
    return f"{task}:{number}"


def test_a_new_account_without_the_work_waits(app: Flask, thread: Thread) -> None:
    old, young = make_person(), make_person(created_at=NOW - timedelta(days=1))
    done = worked(app, thread, young)
    cases: list[tuple[Person, dict[str, str], Hold | None]] = [
        (old, {}, None),
        (old, {"site": "http://spam.example"}, Hold.TRAP),
        (young, {}, Hold.UNPROVEN),
        (young, {"work": done}, None),
        (young, {"work": done[:-1] + "x"}, Hold.UNPROVEN),
        (young, {"work": "x:1"}, Hold.UNPROVEN),
    ]
    for person, data, expected in cases:
        assert suspicion(app, thread, person, data) == expected, data


def test_the_work_of_one_thread_is_not_that_of_another(app: Flask, thread: Thread) -> None:
    young = make_person(created_at=NOW - timedelta(days=1))
    other = make_thread(get_municipality(thread.municipality_id))
    done = worked(app, thread, young)
    assert suspicion(app, other, young, {"work": done}) is Hold.UNPROVEN


# --- decisions and their consequences -----------------------------------------------------------


def test_asked_to_edit_and_edited(thread: Thread, moderator: Person) -> None:
    author, reporter = make_person(), make_person("Komşu")
    comment = make_comment(thread, author, "Kaba söz.")
    make_report(comment, reporter)
    decide(comment, moderator, Verdict(Decision.EDIT, REASON, Ground.INSULT))
    found = fresh(comment)
    assert found.state is CommentState.VISIBLE
    assert found.case is not None
    assert found.case.state is CaseState.EDIT
    assert any("düzeltme" in message for message in told(author))
    assert any("düzeltme istendi" in message for message in told(reporter))
    with write():
        services.edit(
            queries.get_comment(comment.id), by=visitor(author), body="Yumuşak.", html="<p>Y</p>"
        )
    found = fresh(comment)
    assert found.case is not None
    assert (found.case.state, found.case.decision) == (CaseState.DISMISSED, Decision.EDIT)


def test_a_warning_and_a_suspension_are_told_with_the_way_to_appeal(
    town: Municipality, thread: Thread, moderator: Person
) -> None:
    author = make_person()
    warned = make_comment(thread, author, "Bir.")
    decide(warned, moderator, Verdict(Decision.HIDE, REASON, Ground.INSULT, warn=True))
    assert "Bu bir uyarıdır." in texts(author)[0]
    assert may_write(visitor(author), town.id) is None
    again = make_comment(thread, author, "İki.")
    decide(again, moderator, Verdict(Decision.HIDE, REASON, Ground.INSULT, days=7))
    mail = texts(author)[1]
    assert "29 Kasım 2026" in mail
    assert "7 gün içinde itiraz" in mail
    assert f"/kararlar/{again.case_id}" in mail
    assert may_write(visitor(author), town.id) is not None
    assert may_write(visitor(author), make_municipality().id) is None
    with clock.held(NOW + timedelta(days=7, minutes=1)):
        assert may_write(visitor(author), town.id) is None, "over by the clock alone"


def test_a_suspended_person_cannot_write_but_reads_rates_and_takes_back(
    client: Client, town: Municipality, thread: Thread
) -> None:
    author = make_person()
    own, other = make_comment(thread, author), make_comment(thread)
    make_suspension(town, author)
    client.sign_in(author)
    path = f"/{town.slug}/yorumlar"
    refused = client.post(f"/{town.slug}/yorumlar/{own.id}/duzenle", {"body": "Yeni söz."})
    assert refused.status_code == 403
    assert "29 Kasım 2026" in refused.text
    assert client.post(f"{path}/{other.id}/bildir", {"ground": "hate"}).status_code == 403
    assert client.post(f"{path}/{other.id}/yararli").status_code == 303
    assert client.post(f"/{town.slug}/tartismalar/{thread.id}/takip").status_code == 303
    assert client.post(f"{path}/{own.id}/sil").status_code == 303


def test_a_decision_that_does_not_fit_the_state_is_refused(
    thread: Thread, moderator: Person
) -> None:
    comment = make_comment(thread)
    for decision in (Decision.KEEP, Decision.PUBLISH, Decision.DECLINE):
        with pytest.raises(NoLongerPossible):
            decide(comment, moderator, Verdict(decision, REASON, Ground.INSULT))


# --- appeals ------------------------------------------------------------------------------------


def test_an_appeal_granted_shows_the_words_again(
    client: Client, town: Municipality, thread: Thread, moderator: Person
) -> None:
    author, another = make_person(), make_staff(town, Role.MODERATOR, name="Öteki")
    comment = make_comment(thread, author, "Haklı söz.")
    make_comment(thread, make_person(), "Yanıt.", parent=comment)
    decide(comment, moderator, Verdict(Decision.HIDE, REASON, Ground.INSULT, days=30))
    case = make_appeal(comment)
    assert case.id == comment.case_id
    assert get_case(case.id).appeal.due_on == clock.today() + timedelta(days=7)  # type: ignore[union-attr]
    path = f"/{town.slug}/yorumlar/{comment.id}/itiraz-karari"
    answer = {"outcome": "reverse", "reason": "Kişiye değil, öneriye yönelik."}
    assert client.sign_in(moderator).post(path, answer).status_code == 403, "not their own decision"
    assert client.sign_in(another).post(path, {**answer, "reason": ""}).status_code == 422
    assert client.post(path, answer).status_code == 303
    assert client.post(path, answer).status_code == 409
    found = fresh(comment)
    assert (found.state, found.hidden_reason) == (CommentState.VISIBLE, "")
    assert queries.get_thread(thread.id).comment_count == 2
    assert may_write(visitor(author), town.id) is None, "the suspension ended"
    assert any("haklı bulundu" in message for message in told(author))
    assert "Kişiye değil, öneriye yönelik." in texts(author)[-1]
    assert verbs().count("moderation.decide_appeal") == 1


def test_an_appeal_refused_leaves_everything(
    town: Municipality, thread: Thread, moderator: Person
) -> None:
    author, another = make_person(), make_staff(town, Role.MODERATOR)
    comment = make_comment(thread, author)
    decide(comment, moderator, Verdict(Decision.HIDE, REASON, Ground.INSULT, days=7))
    case = make_appeal(comment)
    with write():
        services.decide_appeal(
            queries.get_comment(comment.id),
            by=visitor(another),
            reverse=False,
            reason="Kişinin özel hayatı yazılmış.",
        )
    assert fresh(comment).state is CommentState.HIDDEN
    assert get_case(case.id).appeal.state is AppealState.UPHELD  # type: ignore[union-attr]
    assert may_write(visitor(author), town.id) is not None


def test_moderators_are_reminded_of_an_appeal_until_it_is_decided(
    town: Municipality, thread: Thread, moderator: Person
) -> None:
    another, officer = make_staff(town, Role.MODERATOR), make_staff(town, Role.OFFICER)
    comment = make_comment(thread, make_person())
    decide(comment, moderator, Verdict(Decision.HIDE, REASON, Ground.INSULT))
    case = make_appeal(comment)
    moments = select(Errand).where(Errand.task.startswith("moderation.")).order_by(Errand.due_at)
    soon, late = db.session.scalars(moments)
    assert (soon.task, late.task) == ("moderation.appeal_soon", "moderation.appeal_late")
    assert late.due_at - soon.due_at == timedelta(days=3)
    with clock.held(late.due_at), write():
        tasks.appeal_late(case.id)
        tasks.appeal_late(case.id)
    assert {line.partition(":")[0] for line in told(another)} == {
        "Bir karara itiraz edildi. Son gün",
        "Bir itirazın karar günü geçti",
    }
    assert (told(moderator), told(officer)) == ([], []), "who decided hears nothing of it"
    with write():
        services.decide_appeal(
            queries.get_comment(comment.id), by=visitor(another), reverse=False, reason="Kalsın."
        )
    assert {row.state for row in db.session.scalars(moments)} == {State.CANCELLED}
    with clock.held(late.due_at), write():
        tasks.appeal_late(case.id)
    assert len(told(another)) == 2


def test_the_authors_page_walks_to_an_appeal(
    client: Client, town: Municipality, thread: Thread, moderator: Person
) -> None:
    author = make_person()
    comment = hide(make_comment(thread, author), moderator)
    path = f"/{town.slug}/kararlar/{comment.case_id}"
    assert client.get(path).status_code == 303, "sign in first"
    assert client.sign_in(make_person()).get(path).status_code == 404
    page = client.sign_in(author).get(path).text
    assert "Yorumda bir telefon numarası vardı." in page
    assert "Son gün: 29 Kasım 2026 Pazar" in page
    assert client.post(f"{path}/itiraz", {"text": "Kısa"}).status_code == 422
    assert client.post(f"{path}/itiraz", {"text": "Numara bana ait değil."}).status_code == 303
    assert client.post(f"{path}/itiraz", {"text": "Numara bana ait değil."}).status_code == 409
    assert "Numara bana ait değil." in client.get(path).text
    desk = f"/{town.slug}/masa/denetim?durum={Tab.APPEALS}"
    assert "Kararı siz verdiniz" in client.sign_in(moderator).get(desk).text
    with clock.held(NOW + timedelta(days=9)):
        assert "Gecikti" in client.get(desk).text


# --- the public report --------------------------------------------------------------------------


def test_the_report_counts_texts_and_hides_few_people(
    client: Client, town: Municipality, thread: Thread, moderator: Person
) -> None:
    for number in range(3):
        comment = make_comment(thread, body=f"Söz {number}.")
        make_report(comment, ground=Ground.INSULT, note="Gizli not.")
        with clock.held(NOW + timedelta(hours=number + 1)):
            decide(comment, moderator, Verdict(Decision.HIDE, REASON, Ground.INSULT, days=3))
    with clock.held(NOW + timedelta(hours=5)):
        found = moderation.figures(town.id, 2026)
        page = client.get(f"/{town.slug}/moderasyon-raporu").text
        log = client.get(f"/{town.slug}/moderasyon-raporu/kararlar").text
    assert found.reports == {Ground.INSULT: 3}
    assert found.decisions == {Decision.HIDE: 3}
    assert (found.median_hours, found.decided) == (2, 3)
    assert (found.reporters, found.suspended, found.warned) == (None, None, 0)
    assert "10’dan az" in page
    for secret in (REASON, "Gizli not.", "Söz 0.", "Komşu", f"/yorumlar/{comment.id}"):
        assert secret not in page
        assert secret not in log
    assert log.count("Hakaret ya da tehdit") == 3
    assert "durdur" not in log.split("<tbody>")[1].split("</tbody>")[0]


def test_the_log_is_a_feed(
    client: Client, town: Municipality, thread: Thread, moderator: Person
) -> None:
    """It tells what the log tells: no text, no person, of the moment the day alone."""
    elsewhere = make_municipality()
    comment = hide(make_comment(thread, body="Gizli söz."), moderator)
    make_appeal(comment)
    path = f"/{town.slug}/moderasyon-raporu.atom"
    answer = client.get(path)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert "<title>Yorum: Gizlendi</title>" in answer.text
    assert "İtiraz: Karar bekliyor</summary>" in answer.text
    day = clock.at_local(clock.today())
    assert answer.text.count(f"<updated>{day:%Y-%m-%dT%H:%M:%SZ}</updated>") == 2
    for secret in ("Gizli söz.", "telefon numarası", "Komşu", f"/yorumlar/{comment.id}", "durdur"):
        assert secret not in answer.text
    assert "<title>Comment: Hidden</title>" in client.get(f"{path}?dil=en").text
    assert "<entry>" not in client.get(f"/{elsewhere.slug}/moderasyon-raporu.atom").text
    for page in ("moderasyon-raporu/kararlar", "akislar"):
        assert f'href="{path}"' in client.get(f"/{town.slug}/{page}").text


def test_an_appeal_is_late_from_midnight_in_istanbul(
    town: Municipality, thread: Thread, moderator: Person
) -> None:
    """Not from midnight in UTC, three hours later: waiting or decided."""
    another = make_staff(town, Role.MODERATOR)
    texts = [hide(make_comment(thread, body=f"Söz {n}."), moderator).id for n in range(2)]
    for number in texts:
        appeal = make_appeal(queries.get_comment(number)).appeal
    assert appeal is not None
    midnight = clock.end_of(appeal.due_on)
    moments = (midnight - timedelta(minutes=1), midnight)
    waiting = []
    for number, at in zip(texts, moments, strict=True):
        with clock.held(at), write():
            waiting.append(moderation.figures(town.id, 2026).late_appeals)
            services.decide_appeal(
                queries.get_comment(number), by=visitor(another), reverse=False, reason="Kalsın."
            )
    assert waiting == [0, 1]
    with clock.held(midnight + timedelta(days=9)):
        assert moderation.figures(town.id, 2026).late_appeals == 1


def test_another_year_is_another_report(town: Municipality, thread: Thread) -> None:
    make_report(make_comment(thread))
    assert moderation.figures(town.id, 2025).reports == {}
    assert moderation.list_years(town.id) == [2026]


def test_many_reports_hide_nothing_and_are_shown_as_one_cluster(
    client: Client, town: Municipality, thread: Thread, moderator: Person
) -> None:
    comment = make_comment(thread)
    for _ in range(5):
        make_report(comment, make_person(created_at=NOW - timedelta(days=1)))
    assert fresh(comment).state is CommentState.VISIBLE
    client.sign_in(moderator)
    assert "Aynı anda gelen bildirimler" in client.get(f"/{town.slug}/masa/denetim").text
    page = client.get(f"/{town.slug}/yorumlar/{comment.id}/denetle").text
    assert "5 bildirim 1 dakika içinde geldi." in page
    assert "Bunların 5 tanesi yeni hesaplardan." in page
