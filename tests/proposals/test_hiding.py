"""Proposals from a report to an appeal: what a hidden one leaves, who is told, what comes back."""

from datetime import timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from accounts.models import Person
from answers.models import Duty
from consultations.models import Activity
from discussion.models import Comment
from discussion.queries import get_thread
from journeys.queries import list_steps
from kernel import clock, outbox
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import Role
from moderation import queries as moderation
from moderation import services as deciding
from moderation.models import CaseState, Cause, Decision, Ground, Hold
from moderation.queries import Tab, get_case
from moderation.services import Verdict
from notifications.models import Notice
from places.models import Municipality
from proposals import queries, services
from proposals.models import (
    Amendment,
    AmendmentState,
    HiddenWords,
    Origin,
    Proposal,
    ProposalState,
    Support,
)
from proposals.queries import Filter, find_hidden_words, list_page, similar
from proposals.services import NoLongerPossible
from tests.client import Client
from tests.make.authorship import make_amendment, make_cosponsor
from tests.make.consultations import make_activity, make_consultation
from tests.make.discussion import make_comment
from tests.make.judged import (
    HIDE,
    REASON,
    appeal,
    fresh,
    judge,
    judge_amendment,
    make_held,
    report_proposal,
)
from tests.make.places import make_municipality, make_person, make_staff, visitor
from tests.make.proposals import make_proposal, make_support
from tests.moment import NOW
from tests.written import mails

TITLE = "Borçlu komşu Hüsnü’nün dükkânı kapatılsın"


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality()


@pytest.fixture
def activity(town: Municipality) -> Activity:
    return make_activity(make_consultation(town))


@pytest.fixture
def moderator(town: Municipality) -> Person:
    return make_staff(town, Role.MODERATOR)


def told(person: Person) -> list[str]:
    rows = select(Notice.message).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(rows))


def texts(person: Person) -> list[str]:
    return [mail.body["text"] for mail in mails(person.id)]


def subjects(proposal_id: int) -> set[str]:
    """Under which name everything that is attached to it goes."""
    row = fresh(proposal_id)
    assert row.journey is not None
    assert row.thread is not None
    notices = db.session.scalars(select(Notice.subject).where(Notice.endpoint == "proposals.show"))
    duty = {row.duty.subject} if row.duty else set()
    return {row.journey.subject, row.thread.subject, *notices, *duty}


def listed(wanted: Filter) -> list[int]:
    with current_app.test_request_context("/"):
        return [row.id for row in list_page(wanted)[0].rows]


# --- hidden -------------------------------------------------------------------------------------


def test_a_hidden_proposal_is_in_no_list_search_or_feed(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    proposal = make_proposal(activity, title=TITLE, latitude=40.7, longitude=29.9)
    number, slug = proposal.id, town.slug
    assert similar(town.id, TITLE)
    judge(proposal, moderator)
    for wanted in (
        Filter(town.id),
        Filter(town.id, words="Hüsnü"),
        Filter(town.id, words="borçlu"),
    ):
        assert listed(wanted) == []
    assert similar(town.id, TITLE) == []
    assert queries.count_by_category(Filter(town.id)) == []
    for path in ("oneriler", "oneriler.atom", "oneriler?q=Hüsnü", f"oneriler/{number}", ""):
        page = client.get(f"/{slug}/{path}")
        assert page.status_code == 200, path
        assert "Borçlu komşu" not in page.text, path
        assert "40.7" not in page.text, path
    assert client.get(f"/{slug}/oneriler/{number}/surumler").status_code == 409


def test_its_place_keeps_reason_supports_way_and_replies(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    supporter = make_person()
    proposal = make_proposal(activity, title=TITLE, support_count=1)
    make_support(proposal, supporter)
    thread = get_thread(proposal.thread_id or 0)
    make_comment(thread, body="Bence de kapatılmasın.")
    judge(proposal, moderator)
    row = fresh(proposal.id)
    assert (row.state, row.support_count, row.title) == (ProposalState.HIDDEN, 1, row.number)
    assert db.session.scalar(select(func.count(Support.id))) == 1
    assert db.session.scalar(select(func.count(Comment.id))) == 1
    assert [step.moved for step in list_steps(row.journey_id)][-1] is False
    path = f"/{town.slug}/oneriler/{proposal.id}"
    page = client.get(path).text
    assert REASON in page
    assert "Bence de kapatılmasın." in page
    assert "1 destek" in page
    assert "Bu öneriyi desteklediniz." in client.sign_in(supporter).get(path).text
    assert client.post(f"{path}/destek/geri-al").status_code == 409
    assert client.post(f"{path}/yorum", {"body": "Söz."}).status_code == 409


def test_author_cosponsors_and_moderators_read_the_words(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    author, sponsor, other = make_person(), make_person("Ortak"), make_person("Başka")
    proposal = make_proposal(activity, author=author, title=TITLE)
    make_cosponsor(proposal, sponsor)
    judge(proposal, moderator)
    path = f"/{town.slug}/oneriler/{proposal.id}"
    for person, reads in ((author, True), (sponsor, True), (moderator, True), (other, False)):
        page = client.sign_in(person).get(path).text
        assert (TITLE in page) is reads, person.name
        assert ("/kararlar/" in page) is (person is author)
    assert any("gizlendi" in line for line in told(author))
    assert REASON in texts(author)[0]
    assert [row["title"] for row in queries.export(author.id)["proposals"]] == [TITLE]


def test_everything_attached_loses_the_name_and_gets_it_back(
    activity: Activity, moderator: Person
) -> None:
    supporter = make_person()
    proposal = make_proposal(activity, title=TITLE)
    with write():
        services.follow(queries.get_proposal(proposal.id), by=visitor(supporter))
        db.session.add(
            Notice(
                person_id=supporter.id,
                municipality_id=proposal.municipality_id,
                key="x",
                message="Öneride yeni bir adım var.",
                facts={},
                subject=TITLE,
                endpoint="proposals.show",
                object_id=proposal.id,
            )
        )
    judge(proposal, moderator)
    assert subjects(proposal.id) == {fresh(proposal.id).number}
    with write():
        services.unhide(fresh(proposal.id), by=visitor(moderator), reason="Yanlış karardı, döndü.")
    assert subjects(proposal.id) == {TITLE}
    row = fresh(proposal.id)
    assert (row.state, row.title, row.problem) == (
        ProposalState.PUBLISHED,
        TITLE,
        proposal.problem,
    )
    assert db.session.scalar(select(func.count(HiddenWords.proposal_id))) == 0
    assert listed(Filter(row.municipality_id, words="Hüsnü")) == [row.id]
    assert [one.id for one in similar(row.municipality_id, TITLE)] == [row.id]


def test_what_is_owed_rests_while_it_is_hidden(activity: Activity, moderator: Person) -> None:
    proposal = make_proposal(activity)
    assert proposal.duty_id is not None
    before = db.session.get_one(Duty, proposal.duty_id).first_due_on
    judge(proposal, moderator)
    assert db.session.get_one(Duty, proposal.duty_id).released_at is not None
    with write():
        services.unhide(fresh(proposal.id), by=visitor(moderator), reason="Yanlış karardı, döndü.")
    duty = db.session.get_one(Duty, proposal.duty_id)
    assert (duty.released_at, duty.first_due_on) == (None, before)


def test_a_withdrawn_one_is_hidden_and_shown_as_withdrawn(
    activity: Activity, moderator: Person
) -> None:
    proposal = make_proposal(activity, state=ProposalState.WITHDRAWN)
    judge(proposal, moderator)
    with write():
        services.unhide(fresh(proposal.id), by=visitor(moderator), reason="Yanlış karardı, döndü.")
    assert fresh(proposal.id).state is ProposalState.WITHDRAWN


def test_two_decisions_at_once_are_one(activity: Activity, moderator: Person) -> None:
    proposal = make_proposal(activity)
    stale = queries.get_judged(proposal.id)
    judge(proposal, moderator)
    stale.state = ProposalState.PUBLISHED  # as the second moderator has read it
    with db.session.no_autoflush, pytest.raises(NoLongerPossible):
        services.hiding.move(stale, (ProposalState.PUBLISHED,), ProposalState.HIDDEN)
    db.session.rollback()


# --- reports, wishes, consequences --------------------------------------------------------------


def test_a_report_opens_one_case_and_hides_nothing(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    proposal, reporter = make_proposal(activity, title=TITLE), make_person()
    path = f"/{town.slug}/oneriler/{proposal.id}"
    assert "/bildir" in client.get(path).text, "also of who is not signed in"
    client.sign_in(reporter)
    assert client.post(f"{path}/bildir", {"note": "x"}).status_code == 422
    assert client.post(f"{path}/bildir", {"ground": "insult"}).status_code == 303
    client.post(f"{path}/bildir", {"ground": "insult"})
    report_proposal(proposal)
    assert fresh(proposal.id).state is ProposalState.PUBLISHED
    assert moderation.count_waiting(town.id).reported == 1
    desk = client.sign_in(moderator).get(f"/{town.slug}/masa/denetim").text
    assert f"{path}/denetle" in desk
    assert "2 bildirim" in desk
    answer = {"decision": "keep", "reason": "Kimsenin adını vermiyor."}
    assert client.post(f"{path}/denetle/karar", answer).status_code == 303
    assert any("aykırı bulunmadı" in line for line in told(reporter))


def test_asked_to_edit_and_edited(activity: Activity, moderator: Person) -> None:
    author = make_person()
    proposal = make_proposal(activity, author=author)
    judge(proposal, moderator, Verdict(Decision.EDIT, REASON, Ground.PERSONAL_DATA, warn=True))
    row = fresh(proposal.id)
    assert row.state is ProposalState.PUBLISHED
    assert row.case is not None
    assert row.case.warned
    by = visitor(author)
    with write():
        services.edit(
            queries.get_proposal(proposal.id), by=by, title="Yumuşak bir öneri", body="Yeni metin"
        )
    row = fresh(proposal.id)
    assert row.case is not None
    assert (row.case.state, row.case.decision) == (CaseState.DISMISSED, Decision.EDIT)


def test_an_appeal_is_granted_by_another_moderator_alone(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    author, another = make_person(), make_staff(town, Role.MODERATOR, name="Öteki")
    proposal = make_proposal(activity, author=author, title=TITLE)
    hidden = judge(
        proposal, moderator, Verdict(Decision.HIDE, REASON, Ground.PERSONAL_DATA, days=7)
    )
    case = appeal(hidden.case_id, author)
    path = f"/{town.slug}/oneriler/{proposal.id}/denetle/itiraz"
    answer = {"outcome": "reverse", "reason": "Ad zaten levhada yazıyor."}
    assert client.sign_in(moderator).post(path, answer).status_code == 403
    assert client.sign_in(another).post(path, {**answer, "reason": ""}).status_code == 422
    assert client.post(path, answer).status_code == 303
    assert fresh(proposal.id).title == TITLE
    assert get_case(case.id).state is CaseState.DISMISSED
    assert visitor(author).suspended == {}, "the suspension ended"
    assert any("haklı bulundu" in line for line in told(author))
    found = moderation.figures(town.id, 2026)
    assert (found.decisions, found.appeals, found.reversed) == ({Decision.HIDE: 1}, 1, 1)
    assert "Öneri" in client.get(f"/{town.slug}/moderasyon-raporu/kararlar").text


def test_nobody_is_warned_for_what_staff_entered(activity: Activity, moderator: Person) -> None:
    clerk = make_person("Memur")
    proposal = make_proposal(activity, author=clerk, origin="behalf", byline="Hatice Teyze")
    hidden = judge(
        proposal, moderator, Verdict(Decision.HIDE, REASON, Ground.PERSONAL_DATA, days=7)
    )
    assert hidden.case is not None
    assert hidden.case.author_id is None
    assert visitor(clerk).suspended == {}


# --- before publication -------------------------------------------------------------------------


def test_what_waits_is_nowhere_and_becomes_a_proposal_when_it_is_published(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    author = make_person()
    held = make_held(activity, author, title=TITLE)
    assert (held.state, held.number, held.journey_id) == (ProposalState.HELD, None, None)
    path = f"/{town.slug}/oneriler/{held.id}"
    assert client.get(path).status_code == 404
    assert TITLE in client.sign_in(author).get(path).text
    assert TITLE in client.get(f"/{town.slug}/onerilerim").text
    assert listed(Filter(town.id)) == []
    desk = client.sign_in(moderator).get(f"/{town.slug}/masa/denetim?durum={Tab.HELD}").text
    assert f"{path}/denetle" in desk
    assert client.get(f"{path}/denetle").status_code == 200
    assert client.post(f"{path}/denetle/karar", {"decision": "publish"}).status_code == 303
    row = fresh(held.id)
    assert row.state is ProposalState.PUBLISHED
    assert row.number is not None
    assert row.duty_id is not None
    assert [one.status for one in list_steps(row.journey_id)] == ["published"]
    assert told(author) == ["Öneriniz incelendi ve yayımlandı."]


def test_a_declined_one_is_appealed_and_published(
    town: Municipality, activity: Activity, moderator: Person
) -> None:
    author, another = make_person(), make_staff(town, Role.MODERATOR)
    held = make_held(activity, author)
    declined = judge(held, moderator, Verdict(Decision.DECLINE, REASON, Ground.ADVERTISING))
    assert declined.state is ProposalState.DECLINED
    appeal(declined.case_id, author)
    with write():
        services.judge_appeal(
            fresh(held.id), by=visitor(another), reverse=True, reason="Reklam değil, öneri."
        )
    assert fresh(held.id).state is ProposalState.PUBLISHED


def test_what_waits_is_taken_back_and_sent_again(activity: Activity) -> None:
    author = make_person()
    held = make_held(activity, author)
    first = held.case_id
    by = visitor(author)
    with write():
        services.take_back(fresh(held.id), by=by)
    row = fresh(held.id)
    assert row.state is ProposalState.DRAFT
    assert row.case is not None
    assert row.case.state is CaseState.DISMISSED
    with write():
        services.submit(fresh(held.id), by=by, suspicion=Hold.TRAP)
    row = fresh(held.id)
    assert row.case_id != first
    assert row.case is not None
    assert (row.case.cause, row.case.hold) == (Cause.HOLD, Hold.TRAP)


def test_new_accounts_wait_where_the_municipality_wants_it(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    young = make_person(created_at=NOW - timedelta(days=3))
    with write():
        deciding.change_settings(
            town.id, by=visitor(moderator), hold_new=True, new_days=5, appeal_days=7
        )
    draft = make_proposal(activity, author=young, state=ProposalState.DRAFT)
    with write():
        services.submit(queries.get_proposal(draft.id), by=visitor(young))
    assert fresh(draft.id).state is ProposalState.HELD


WORDS = {
    "title": "Meydana çeşme yapılsın",
    "problem": "Yazın meydanda içecek su yok.",
    "body": "Meydanın ortasına bir çeşme yapılsın.",
}


def test_the_form_notices_the_trap_the_missing_work_and_many_links(
    client: Client, town: Municipality, activity: Activity
) -> None:
    old, young = make_person(), make_person(created_at=NOW - timedelta(days=1))
    path = f"/{town.slug}/oneriler/yaz/{activity.id}"
    client.sign_in(old).post(path, WORDS)
    client.post(path, {**WORDS, "title": "Parka çeşme yapılsın", "site": "http://spam.example"})
    client.sign_in(young)
    assert "data-work" in client.get(path).text
    client.post(path, {**WORDS, "title": "Okula çeşme yapılsın"})
    links = "Bakın: https://a.example ve https://b.example ve daha nice adres."
    assert client.post(path, {**WORDS, "body": links}).status_code == 422
    states = select(Proposal.title, Proposal.state).order_by(Proposal.id)
    assert [state for _title, state in db.session.execute(states)] == [
        ProposalState.PUBLISHED,
        ProposalState.HELD,
        ProposalState.HELD,
    ]


def test_a_deleted_account_takes_along_what_nobody_has_read(activity: Activity) -> None:
    author = make_person()
    held = make_held(activity, author, title=TITLE)
    with write():
        services.forget(author.id)
    row = fresh(held.id)
    assert (row.state, row.title, row.problem, row.body) == (ProposalState.DECLINED, "—", "", "")
    assert row.case is not None
    assert row.case.state is CaseState.DISMISSED


def test_a_mail_that_waits_loses_the_name_of_what_was_hidden(
    activity: Activity, moderator: Person
) -> None:
    proposal = make_proposal(activity, title=TITLE)
    with write():
        outbox.mail("one", "a@ev.example", f"Haber: {TITLE}", f"{TITLE}\n{TITLE}ndan uzak")
        outbox.mail("two", "b@ev.example", "Başka", "Borçlu komşu")
    before = db.session.scalars(select(Errand.message_id).where(Errand.key == "one")).one()
    judge(proposal, moderator)
    found = db.session.execute(
        select(Errand.key, Errand.body).where(Errand.key.in_(["one", "two"]))
    )
    bodies = {row.key: row.body for row in found}
    number = fresh(proposal.id).number
    assert bodies["one"]["subject"] == f"Haber: {number}"
    assert bodies["one"]["text"] == f"{number}\n{TITLE}ndan uzak", "only whole words"
    assert bodies["two"]["text"] == "Borçlu komşu"
    assert db.session.scalars(select(Errand.message_id).where(Errand.key == "one")).one() == before


def test_who_entered_it_for_somebody_appeals_in_their_place(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    clerk = make_staff(town, Role.OFFICER)
    proposal = make_proposal(activity, author=clerk, origin=Origin.BEHALF, byline="Fatma Teyze")
    judge(proposal, moderator, Verdict(Decision.HIDE, REASON, Ground.INSULT, warn=True, days=7))
    case = fresh(proposal.id).case
    assert case is not None
    assert (case.author_id, case.warned, case.suspension_id) == (None, False, None)
    assert told(clerk) == [
        "Başkası adına girdiğiniz yazı topluluk kurallarına uymadığı için gizlendi."
    ]
    page = f"/{town.slug}/kararlar/{case.id}"
    assert page in texts(clerk)[0]
    assert client.sign_in(make_person()).get(page).status_code == 404
    client.sign_in(clerk)
    assert "Başkası adına girdiğiniz yazıyla ilgili karar" in client.get(page).text
    text = {"text": "Fatma Teyze kimseye hakaret etmek istemedi."}
    assert client.post(f"{page}/itiraz", text).status_code == 303
    client.sign_in(make_staff(town, Role.MODERATOR))
    decided = {"outcome": "reverse", "reason": "Hakaret yok."}
    answer = client.post(f"/{town.slug}/oneriler/{proposal.id}/denetle/itiraz", decided)
    assert answer.status_code == 303
    assert fresh(proposal.id).state is ProposalState.PUBLISHED


# --- amendments ---------------------------------------------------------------------------------


def test_a_hidden_amendment_keeps_its_place(
    client: Client, town: Municipality, activity: Activity, moderator: Person
) -> None:
    amender = make_person("Öneren")
    proposal = make_proposal(activity)
    amendment = make_amendment(proposal, amender, reason="Komşum Hüsnü borcunu ödemiyor.")
    judge_amendment(amendment, moderator)
    page = f"/{town.slug}/oneriler/{proposal.id}"
    own = f"/{town.slug}/oneriler/degisiklik/{amendment.id}"
    for path in (page, own):
        assert "Hüsnü" not in client.get(path).text
    assert "Gizlenen değişiklik önerisi" in client.get(page).text
    assert REASON in client.get(own).text
    assert "Hüsnü" in client.sign_in(amender).get(own).text
    client.sign_in(moderator)
    assert "Hüsnü" in client.get(f"{own}/denetle").text
    answer = {"reason": "Yanlış karardı, döndü."}
    assert client.post(f"{own}/denetle/goster", answer).status_code == 303
    assert "Hüsnü" in client.sign_in(make_person()).get(own).text


def test_an_amendment_waits_and_its_author_is_told_when_it_is_published(
    activity: Activity, moderator: Person
) -> None:
    author, amender = make_person(), make_person("Öneren")
    proposal = make_proposal(activity, author=author)
    by = visitor(amender)
    with write():
        row = services.amend(
            queries.get_proposal(proposal.id),
            by=by,
            title=proposal.title,
            problem=proposal.problem,
            body="Bambaşka sözler yazılsın.",
            body_html="<p>…</p>",
            reason="Daha açık olsun diye.",
            suspicion=Hold.UNPROVEN,
        )
    assert row.hidden_at is not None
    assert (told(author), queries.list_amendments(proposal.id)) == ([], [])
    judge_amendment(row, moderator, Verdict(Decision.PUBLISH))
    assert told(author) == ["Önerinin metni için bir değişiklik önerildi."]
    assert len(queries.list_amendments(proposal.id)) == 1


def test_a_hidden_amendment_leaves_room_for_its_authors_next(
    activity: Activity, moderator: Person
) -> None:
    amender = make_person("Öneren")
    proposal = make_proposal(activity)

    def amend(body: str) -> Amendment:
        with write():
            return services.amend(
                queries.get_proposal(proposal.id),
                by=visitor(amender),
                title=proposal.title,
                problem=proposal.problem,
                body=body,
                body_html=f"<p>{body}</p>",
                reason="Daha açık olsun diye.",
            )

    first = amend("Komşum Hüsnü borcunu ödemiyor.")
    with pytest.raises(services.AlreadyAmended):
        amend("Bambaşka sözler yazılsın.")
    judge_amendment(first, moderator)
    assert queries.count_pending_amendments(proposal.id) == 0
    second = amend("Bambaşka sözler yazılsın.")
    with write():
        services.unhide_amendment(
            queries.get_judged_amendment(first.id), by=visitor(moderator), reason="Yanlıştı."
        )
    states = [
        db.session.get_one(Amendment, row.id, populate_existing=True).state
        for row in (first, second)
    ]
    assert states == [AmendmentState.WITHDRAWN, AmendmentState.PROPOSED]


def test_the_words_are_withheld_with_their_file(activity: Activity, moderator: Person) -> None:
    proposal = make_proposal(activity)
    judge(proposal, moderator, HIDE)
    words = find_hidden_words(proposal.id)
    assert words is not None
    assert (words.reason, words.attachment_id) == (REASON, None)
    assert clock.now() == words.hidden_at
