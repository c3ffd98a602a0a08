"""What changed, what was logged, who was told; and two presses at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Person
from answers.models import Answer, AnswerState, Decision, Duty
from consultations import queries as consultations
from consultations.models import Activity
from consultations.queries import get_activity
from consultations.services import PromiseFields, change_promise
from journeys.models import Follower, Journey, Status, Step, Why
from kernel import files
from kernel.db import DomainError, db, write
from kernel.outbox import Errand, Kind
from kernel.rules import Role
from kernel.text import markdown
from notifications.models import Notice
from places.models import Municipality
from proposals import queries, services
from proposals.models import Category, Proposal, ProposalState, ProposalVersion, Support
from tests.make.consultations import make_activity
from tests.make.places import make_person, make_staff, visitor
from tests.make.proposals import make_category, make_proposal, make_support
from tests.written import verbs

CONTENT: dict[str, Any] = {
    "title": "Salı pazarına gölgelik ve çeşme",
    "problem": "Salı günleri 1.200 kişi geliyor. Ne gölge var ne su.",
    "body": "Gölgelik **sökülüp** takılabilsin.",
    "body_html": "<p>Gölgelik <strong>sökülüp</strong> takılabilsin.</p>",
}


def _saved(author: Person, activity: Activity, **more: Any) -> Proposal:
    by, activity_id = visitor(author), activity.id
    with write():
        proposal = services.save_draft(get_activity(activity_id), by=by, **{**CONTENT, **more})
    return queries.get_proposal(proposal.id)


def _published(author: Person, activity: Activity) -> Proposal:
    number, by = _saved(author, activity).id, visitor(author)
    with write():
        services.publish(queries.get_proposal(number), by=by)
    return queries.get_proposal(number)


def _count(table: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_a_draft_belongs_to_nobody_else_and_has_no_number(app: Flask) -> None:
    proposal = _saved(make_person(), make_activity())
    assert proposal.state is ProposalState.DRAFT
    assert (proposal.number, proposal.journey_id, proposal.duty_id) == (None, None, None)
    assert proposal.activity.contribution_count == 0
    assert proposal.excerpt == CONTENT["problem"]
    assert proposal.folded == "sali pazarina golgelik ve cesme sali gunleri 1.200 kisi geliyor."


def test_the_same_text_sent_twice_is_one_draft(app: Flask) -> None:
    author, activity = make_person(), make_activity()
    assert _saved(author, activity).id == _saved(author, activity).id
    assert _saved(author, activity, title="Başka bir öneri").id != _saved(author, activity).id
    assert _count(Proposal) == 2


def test_publishing_gives_number_journey_thread_and_duty(app: Flask) -> None:
    author, activity = make_person(), make_activity()
    proposal = _published(author, activity)
    assert proposal.number == "Ö-2026-0001"
    assert proposal.status is Status.PUBLISHED
    assert proposal.thread is not None
    assert proposal.duty is not None
    promised = proposal.activity.consultation.duty
    assert promised is not None
    assert proposal.duty.due_on == promised.due_on
    assert proposal.duty.unit_id == proposal.activity.consultation.unit_id
    assert proposal.activity.contribution_count == 1
    follower = db.session.scalars(select(Follower)).one()
    assert (follower.person_id, follower.why) == (author.id, Why.AUTHOR)
    assert verbs() == ["proposals.save_draft", "proposals.publish"]
    assert "o-2026-0001" in proposal.folded_all


def test_a_new_answer_by_date_of_the_consultation_is_the_proposals_too(app: Flask) -> None:
    proposal = _published(make_person(), make_activity())
    consultation, officer = proposal.activity.consultation, visitor(make_person("Danışma"))
    promise = consultations.get_promise(consultation.id)
    first = promise.answer_by
    assert first is not None
    later = first + timedelta(days=30)
    fields = PromiseFields(
        **{name: getattr(promise, name) for name in vars(PromiseFields())} | {"answer_by": later}
    )
    with write():
        change_promise(
            consultations.get_consultation(consultation.id), by=officer, fields=fields, reason="DSİ"
        )
    duty = db.session.get_one(Duty, proposal.duty_id)
    assert (duty.first_due_on, duty.due_on) == (first, later)
    # Whoever writes from now on read the new date, which is the first one for them.
    written_later = _published(make_person(), queries.get_proposal(proposal.id).activity)
    assert written_later.duty is not None
    assert (written_later.duty.first_due_on, written_later.duty.due_on) == (later, later)


def test_an_edit_keeps_what_it_said_before(app: Flask) -> None:
    author = make_person()
    number, by = _published(author, make_activity()).id, visitor(author)
    for title in ("Pazara gölgelik", "Pazara gölgelik", "Pazara çeşme"):
        with write():
            services.edit(queries.get_proposal(number), by=by, **{**CONTENT, "title": title})
    kept = [version.title for version in queries.list_versions(number)]
    assert kept == [CONTENT["title"], "Pazara gölgelik"]
    assert queries.similar(queries.get_proposal(number).municipality_id, "pazara çeşme")


def test_withdrawing_releases_the_duty_and_tells_the_followers(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    number = _published(author, make_activity()).id
    by, other = visitor(author), visitor(neighbour)
    with write():
        services.follow(queries.get_proposal(number), by=other)
    with write():
        services.withdraw(queries.get_proposal(number), by=by, reason="Taşındım.")
    proposal = queries.get_proposal(number)
    assert proposal.state is ProposalState.WITHDRAWN
    assert proposal.status is Status.WITHDRAWN
    assert proposal.duty is not None
    assert proposal.duty.released_at is not None
    assert proposal.activity.contribution_count == 0
    assert list(db.session.scalars(select(Notice.person_id))) == [neighbour.id]
    with pytest.raises(services.AlreadyWithdrawn), write():
        services.withdraw(queries.get_proposal(number), by=by)


def test_support_counts_once_and_makes_a_follower(app: Flask) -> None:
    number, neighbour = make_proposal().id, make_person("Komşu")
    by = visitor(neighbour)
    for expected in (True, False):
        with write():
            assert services.support(queries.get_proposal(number), by=by) is expected
    assert queries.get_proposal(number).support_count == 1
    assert _count(Follower, Follower.why == Why.SUPPORTER) == 1
    for expected in (True, False):
        with write():
            assert services.unsupport(queries.get_proposal(number), by=by) is expected
    assert queries.get_proposal(number).support_count == 0
    assert _count(Follower, Follower.person_id == neighbour.id) == 0


def test_who_followed_before_supporting_goes_on_following(app: Flask) -> None:
    number, by = make_proposal().id, visitor(make_person("Komşu"))
    for act in (services.follow, services.support, services.unsupport):
        with write():
            act(queries.get_proposal(number), by=by)
    assert _count(Follower, Follower.person_id == by.id) == 1
    with write():
        services.unfollow(queries.get_proposal(number), by=by)
    assert _count(Follower, Follower.person_id == by.id) == 0


def test_screening_puts_on_the_ballot_once(app: Flask) -> None:
    proposal = make_proposal()
    town = db.session.get_one(Municipality, proposal.municipality_id)
    by = visitor(make_staff(town, Role.OFFICER))
    with write():
        services.put_on_ballot(queries.get_proposal(proposal.id), by=by, office="Park Müdürlüğü")
    assert queries.get_proposal(proposal.id).status is Status.ON_BALLOT
    last = db.session.scalars(select(Step).order_by(Step.id.desc())).first()
    assert last is not None
    assert (last.office, last.status) == ("Park Müdürlüğü", Status.ON_BALLOT)
    assert "proposals.put_on_ballot" in verbs()
    with pytest.raises(services.AlreadyScreened), write():
        services.put_on_ballot(queries.get_proposal(proposal.id), by=by, office="Park Müdürlüğü")


def _refuse(proposal_id: int, by: Any) -> None:
    reason = "Bu yer karayolu; yetki Karayolları’nda.\n\nBaşvuru: 14. Bölge Müdürlüğü."
    html = markdown(reason)
    with write():
        services.refuse(
            queries.get_proposal(proposal_id),
            by=by,
            office="Fen İşleri Müdürlüğü",
            unit_id=None,
            reason=reason,
            reason_html=html,
        )


@pytest.mark.parametrize(
    ("language", "subject"),
    [("tr", "Öneriniz uygun bulunmadı: Kuzeye geçit"), ("en", "Kuzeye geçit")],
)
def test_a_refusal_is_signed_mailed_and_told(app: Flask, language: str, subject: str) -> None:
    author, follower = make_person(language=language), make_person("Takipçi")
    proposal = make_proposal(author=author, title="Kuzeye geçit")
    town = db.session.get_one(Municipality, proposal.municipality_id)
    by, other = visitor(make_staff(town, Role.OFFICER)), visitor(follower)
    with write():
        services.follow(queries.get_proposal(proposal.id), by=other)
    _refuse(proposal.id, by)
    answer = db.session.scalars(select(Answer)).one()
    assert (answer.state, answer.decision) == (AnswerState.PUBLISHED, Decision.REFUSED)
    assert answer.summary == "Bu yer karayolu; yetki Karayolları’nda."
    assert queries.get_proposal(proposal.id).status is Status.REFUSED
    mail = db.session.scalars(select(Errand).where(Errand.kind == Kind.MAIL)).one()
    assert mail.body["to"] == author.email
    assert subject in mail.body["subject"]
    assert "Karayolları’nda" in mail.body["text"]
    assert f"/oneriler/{proposal.id}" in mail.body["text"]
    told = set(db.session.scalars(select(Notice.person_id)))
    assert told == {author.id, follower.id}
    with pytest.raises(services.AlreadyScreened):
        _refuse(proposal.id, by)


def test_a_deleted_author_gets_no_mail(app: Flask) -> None:
    proposal = make_proposal(author=make_person(name="", email=None))
    town = db.session.get_one(Municipality, proposal.municipality_id)
    _refuse(proposal.id, visitor(make_staff(town, Role.OFFICER)))
    assert _count(Errand, Errand.kind == Kind.MAIL) == 0


# --- what the database refuses ------------------------------------------------------------------


def test_a_number_given_twice_is_told(app: Flask) -> None:
    author, activity = make_person(), make_activity()
    make_proposal(activity, number="Ö-2026-0001")
    number, by = _saved(author, activity).id, visitor(author)
    with pytest.raises(services.NumberTaken), write():
        services.publish(queries.get_proposal(number), by=by)
    assert queries.get_proposal(number).state is ProposalState.DRAFT


def test_a_category_of_that_name_exists(app: Flask) -> None:
    proposal = make_proposal()
    town = proposal.municipality_id
    make_category(db.session.get_one(Municipality, town), "Pazar")
    with pytest.raises(services.CategoryExists), write():
        services.add_category(town, by=None, name="Pazar")
    assert _count(Category) == 1


# --- two at once --------------------------------------------------------------------------------


def _at_once(app: Flask, *work: Callable[[], Any]) -> list[Any]:
    """Runs each in a thread with its own context; what they raised is their result."""
    results: list[Any] = [None] * len(work)
    start = threading.Barrier(len(work))

    def run(place: int, task: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                with write():
                    results[place] = task()
            except DomainError as error:
                results[place] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    db.session.expire_all()
    return results


def test_two_supports_of_one_person_at_once_count_once(app: Flask) -> None:
    number, by = make_proposal().id, visitor(make_person("Komşu"))
    others = [visitor(make_person("Komşu")) for _ in range(3)]
    db.session.rollback()
    results = _at_once(
        app,
        *(
            lambda who=who: services.support(queries.get_proposal(number), by=who)
            for who in (by, by, *others)
        ),
    )
    assert sorted(results) == [False, True, True, True, True]
    assert queries.get_proposal(number).support_count == _count(Support) == 4


def test_publishing_twice_at_once_publishes_once(app: Flask) -> None:
    author, activity = make_person(), make_activity()
    number, by = _saved(author, activity).id, visitor(author)
    db.session.rollback()
    results = _at_once(app, *[lambda: services.publish(queries.get_proposal(number), by=by)] * 2)
    assert sorted(str(result) for result in results) == [
        str(services.AlreadyPublished),
        "None",
    ]
    assert _count(Journey, Journey.subject == CONTENT["title"]) == 1
    assert _count(Duty, Duty.object_id == number, Duty.endpoint == "proposals.show") == 1
    assert queries.get_proposal(number).activity.contribution_count == 1


# --- the law ------------------------------------------------------------------------------------


def test_export_names_everything_and_forget_keeps_what_is_public(app: Flask) -> None:
    author, activity = make_person(), make_activity()
    public = _published(author, activity)
    _saved(author, activity, title="Yarım kalan")
    supported = make_proposal(activity, supporters=0, support_count=1)
    make_support(supported, author)
    with write() as session:
        session.add(
            ProposalVersion(proposal_id=public.id, title="Eski", problem="", body="", body_html="")
        )
    taken = queries.export(author.id)
    assert [row["title"] for row in taken["proposals"]] == [CONTENT["title"], "Yarım kalan"]
    assert [row["title"] for row in taken["proposal_versions"]] == ["Eski"]
    assert [row["title"] for row in taken["supports"]] == [supported.title]
    with write():
        services.forget(author.id)
    left = set(db.session.scalars(select(Proposal.id)))
    assert left == {public.id, supported.id}
    assert queries.get_proposal(supported.id).support_count == _count(Support) == 1


def test_a_forgotten_draft_takes_its_file_along(app: Flask) -> None:
    author = make_person()
    proposal = _saved(author, make_activity(), attachment=(b"plan", "text/plain", "plan.txt"))
    assert proposal.attachment is not None
    path = files.location(proposal.attachment.id)
    assert path.exists()
    with write():
        services.discard(queries.get_proposal(proposal.id), by=visitor(author))
    assert not path.exists()
    assert _count(Proposal) == 0
