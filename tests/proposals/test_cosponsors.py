"""Who stands behind a proposal: asking, answering, stepping back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from following import services as following
from journeys.models import Follower, Why
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand, State
from kernel.rules import NOBODY, Visitor
from kernel.worker import do_moment
from notifications.models import Notice
from places.models import Municipality, OrganisationState
from proposals import queries, services
from proposals.models import Cosponsor, CosponsorState, Proposal, ProposalState
from tests.at_once import at_once
from tests.client import Client
from tests.make.authorship import make_cosponsor
from tests.make.places import make_organisation, make_person, visitor
from tests.make.proposals import make_proposal, make_support
from tests.proposals.test_services import _at_once
from tests.written import mails
from web.tasks import TASKS


def _ask(number: int, by: Visitor, email: str = "komsu@ornek.example") -> int:
    with write():
        return services.invite_person(queries.get_proposal(number), by=by, email=email).id


def _answer(verb: str, number: int, by: Visitor) -> None:
    with write():
        getattr(services, verb)(queries.get_cosponsor(number), by=by)


def _told(person: Person) -> int:
    return len(db.session.scalars(select(Notice.id).where(Notice.person_id == person.id)).all())


def test_with_or_without_an_account_the_author_sees_the_same(app: Flask) -> None:
    author, known = make_person(), make_person("Kerem")
    number, by = make_proposal(author=author).id, visitor(author)
    first = _ask(number, by, known.email or "")
    second = _ask(number, by, "hesapsiz@ornek.example")
    rows = queries.list_cosponsors(number, CosponsorState.INVITED)
    assert [(row.person_id, row.person_name) for row in rows] == [(None, None)] * 2
    texts = [mail.body["text"] for mail in mails()]
    assert texts[0].split("http")[0] == texts[1].split("http")[0]
    assert [mail.body["to"] for mail in mails()] == [known.email, "hesapsiz@ornek.example"]
    assert _told(known) == 1
    assert queries.find_my_offer(number, visitor(known)) == first
    assert queries.find_my_offer(number, visitor(make_person())) is None
    assert second != first


def test_an_unconfirmed_address_gets_the_mail_and_no_notice(app: Flask) -> None:
    author, squatter = make_person(), make_person("Başkası", confirmed=False)
    number = make_proposal(author=author).id
    _ask(number, visitor(author), squatter.email or "")
    assert _told(squatter) == 0
    assert len(mails()) == 1


def test_accepting_stands_behind_and_is_no_support(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    proposal = make_proposal(author=author, support_count=1)
    make_support(proposal, neighbour)
    offer = _ask(proposal.id, visitor(author), neighbour.email or "")
    _answer("accept_offer", offer, visitor(neighbour))
    row = queries.get_cosponsor(offer)
    assert (row.state, row.person_id, row.email) == (
        CosponsorState.ACCEPTED,
        neighbour.id,
        None,
    )
    assert queries.get_proposal(proposal.id).support_count == 0
    with pytest.raises(services.StandsBehind), write():
        services.support(queries.get_proposal(proposal.id), by=visitor(neighbour))
    why = select(Follower.why).where(Follower.person_id == neighbour.id)
    assert db.session.scalars(why).one() is Why.AUTHOR
    assert _told(author) == 1
    _answer("leave", offer, visitor(neighbour))
    assert queries.list_cosponsors(proposal.id) == []
    assert db.session.scalars(why).all() == []
    with write():
        assert services.support(queries.get_proposal(proposal.id), by=visitor(neighbour))


def test_an_organisation_is_asked_through_its_people_who_stay_unnamed(app: Flask) -> None:
    author, one, other = make_person(), make_person("Defne"), make_person("Umut")
    proposal = make_proposal(author=author)
    town = db.session.get_one(Municipality, proposal.municipality_id)
    organisation = make_organisation(town, one)
    by = visitor(author)
    with write():
        offer = services.invite_organisation(
            queries.get_proposal(proposal.id), by=by, organisation_id=organisation.id
        ).id
    assert [mail.body["to"] for mail in mails()] == [one.email]
    assert (_told(one), _told(other)) == (1, 0)
    _answer("accept_offer", offer, visitor(one))
    (row,) = queries.list_cosponsors(proposal.id)
    assert (row.organisation_name, row.person_id) == (organisation.name, None)
    # A representative may support in their own name: the organisation has no support.
    with write():
        assert services.support(queries.get_proposal(proposal.id), by=visitor(one))


@pytest.mark.parametrize("draft", [False, True])
def test_its_followers_hear_of_what_an_organisation_stands_behind(app: Flask, draft: bool) -> None:
    author, one, reader = make_person(), make_person("Defne"), make_person("Okur")
    proposal = _draft(author) if draft else make_proposal(author=author)
    town = db.session.get_one(Municipality, proposal.municipality_id)
    organisation = make_organisation(town, one)
    by = visitor(author)
    with write():
        for person in (author, one, reader):
            wanted = {"organisation_id": [organisation.id]}
            following.follow_places(by=visitor(person), municipality_id=town.id, wanted=wanted)
        offer = services.invite_organisation(
            queries.get_proposal(proposal.id), by=by, organisation_id=organisation.id
        ).id
    planned = select(Errand.id).where(Errand.task == "following.announce_cosponsor")
    assert db.session.scalars(planned).all() == [], "an invitation is no consent"
    _answer("accept_offer", offer, visitor(one))
    if draft:
        assert db.session.scalars(planned).all() == [], "a draft is nobody's business"
        with write():
            services.publish(queries.get_proposal(proposal.id), by=by)
    assert do_moment(db.session.scalars(planned).one(), TASKS)
    told = select(Notice.person_id).where(Notice.message == following.COSPONSORED)
    assert db.session.scalars(told).all() == [reader.id]


def test_followers_do_not_hear_of_a_cosponsor_who_left_before_the_worker_came(app: Flask) -> None:
    author, one, reader = make_person(), make_person("Defne"), make_person("Okur")
    proposal = make_proposal(author=author)
    town = db.session.get_one(Municipality, proposal.municipality_id)
    organisation = make_organisation(town, one)
    left = make_cosponsor(
        proposal, organisation_id=organisation.id, mark=None, state=CosponsorState.LEFT
    )
    with write():
        wanted = {"organisation_id": [organisation.id]}
        following.follow_places(by=visitor(reader), municipality_id=town.id, wanted=wanted)
        following.announce_cosponsor(left.id)
    assert _told(reader) == 0


@pytest.mark.parametrize("case", ["unverified", "elsewhere", "the author's own"])
def test_not_every_organisation_can_stand_behind(app: Flask, case: str) -> None:
    author = make_person()
    proposal = make_proposal(author=author)
    town = db.session.get_one(Municipality, proposal.municipality_id)
    organisation = {
        "unverified": lambda: make_organisation(town, state=OrganisationState.APPLIED),
        "elsewhere": lambda: make_organisation(_other_town()),
        "the author's own": lambda: make_organisation(town),
    }[case]()
    if case == "the author's own":
        with write() as session:
            session.get_one(Proposal, proposal.id).organisation_id = organisation.id
    number, by = organisation.id, visitor(author)
    with pytest.raises(services.NotAnOrganisation), write():
        services.invite_organisation(
            queries.get_proposal(proposal.id), by=by, organisation_id=number
        )


def _other_town() -> Municipality:
    return db.session.get_one(Municipality, make_proposal().municipality_id)


def test_nobody_is_asked_twice_and_not_without_end(app: Flask) -> None:
    author = make_person()
    number, by = make_proposal(author=author).id, visitor(author)
    with pytest.raises(services.OwnAddress):
        _ask(number, by, author.email or "")
    offer = _ask(number, by)
    with pytest.raises(services.AlreadyInvited):
        _ask(number, by)
    _answer("decline_offer", offer, NOBODY)
    assert queries.get_cosponsor(offer).email is None
    with pytest.raises(services.AlreadyInvited):
        _ask(number, by)
    for place in range(10):
        last = _ask(number, by, f"kisi{place}@ornek.example")
    with pytest.raises(services.TooManyInvitations):
        _ask(number, by, "onbir@ornek.example")
    _answer("revoke_offer", last, by)
    assert (
        db.session.scalar(select(Errand.state).where(Errand.key == f"proposals.offer:{last}"))
        is State.CANCELLED
    )
    _ask(number, by, "onbir@ornek.example")


def test_strangers_do_not_fill_a_mailbox(app: Flask) -> None:
    for _ in range(3):
        author = make_person()
        _ask(make_proposal(author=author).id, visitor(author))
    author = make_person()
    number, by = make_proposal(author=author).id, visitor(author)
    with pytest.raises(services.AddressAskedEnough):
        _ask(number, by)
    with clock.held(clock.now() + timedelta(days=1, minutes=1)):
        _ask(number, by)


def test_an_invitation_ends_by_itself(app: Flask) -> None:
    author = make_person()
    offer = _ask(make_proposal(author=author).id, visitor(author))
    key = f"proposals.expire_offer:{offer}"
    moment = db.session.scalars(select(Errand).where(Errand.key == key)).one()
    number, due = moment.id, moment.due_at
    db.session.rollback()
    with clock.held(due):
        assert do_moment(number, TASKS)
    row = queries.get_cosponsor(offer)
    assert (row.state, row.email) == (CosponsorState.EXPIRED, None)


def test_once_through_an_amendment_is_enough(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    proposal = make_proposal(author=author)
    make_cosponsor(proposal, neighbour, mark=None)
    offer = _ask(proposal.id, visitor(author), neighbour.email or "")
    with pytest.raises(services.AlreadyStanding):
        _answer("accept_offer", offer, visitor(neighbour))
    assert queries.get_cosponsor(offer).state is CosponsorState.INVITED


def test_support_and_acceptance_at_once_count_one_of_them(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    number = make_proposal(author=author).id
    offer, by = _ask(number, visitor(author), neighbour.email or ""), visitor(neighbour)
    db.session.rollback()

    def accept() -> None:
        services.accept_offer(queries.get_cosponsor(offer), by=by)

    def support() -> Any:
        return services.support(queries.get_proposal(number), by=by)

    results = _at_once(app, accept, support)
    assert results[1] in (True, services.StandsBehind)
    assert queries.get_proposal(number).support_count == 0
    assert queries.get_cosponsor(offer).state is CosponsorState.ACCEPTED


def test_two_answers_at_once_are_one(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    number = make_proposal(author=author).id
    offer, by = _ask(number, visitor(author), neighbour.email or ""), visitor(neighbour)
    db.session.rollback()
    results = _at_once(
        app,
        lambda: services.accept_offer(queries.get_cosponsor(offer), by=by),
        lambda: services.decline_offer(queries.get_cosponsor(offer), by=by),
    )
    assert results.count(services.AlreadyAnswered) == 1


# --- while it is a draft ------------------------------------------------------------------------


def _draft(author: Person) -> Proposal:
    return make_proposal(author=author, state=ProposalState.DRAFT)


def test_whoever_accepts_a_draft_follows_it_from_its_publication(app: Flask) -> None:
    author, neighbour, third = make_person(), make_person("Komşu"), make_person("Temsilci")
    proposal = _draft(author)
    town = db.session.get_one(Municipality, proposal.municipality_id)
    organisation, by = make_organisation(town, third), visitor(author)
    offer = _ask(proposal.id, by, neighbour.email or "")
    assert "henüz taslak" in mails()[0].body["text"]
    with write():
        of_all = services.invite_organisation(
            queries.get_proposal(proposal.id), by=by, organisation_id=organisation.id
        ).id
    _answer("accept_offer", offer, visitor(neighbour))
    _answer("accept_offer", of_all, visitor(third))
    with write():
        services.publish(queries.get_proposal(proposal.id), by=by)
    whys = select(Follower.person_id, Follower.why).order_by(Follower.person_id)
    everybody = sorted([author.id, neighbour.id, third.id])
    assert [tuple(row) for row in db.session.execute(whys)] == [
        (person, Why.AUTHOR) for person in everybody
    ]
    names = [
        row.organisation_name or row.person_name for row in queries.list_cosponsors(proposal.id)
    ]
    assert names == [organisation.name, "Komşu"]
    last = select(Notice.message).where(Notice.person_id == neighbour.id).order_by(Notice.id)
    assert "yayımlandı" in db.session.scalars(last).all()[-1]


def test_a_deleted_draft_takes_its_invitations_along(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    number, by = _draft(author).id, visitor(author)
    offer = _ask(number, by, neighbour.email or "")
    _ask(number, by, "hesapsiz@ornek.example")
    _answer("accept_offer", offer, visitor(neighbour))
    with write():
        services.discard(queries.get_proposal(number), by=by)
    assert db.session.scalars(select(Cosponsor)).all() == []
    last = select(Notice).where(Notice.person_id == neighbour.id).order_by(Notice.id.desc())
    gone = db.session.scalars(last).first()
    assert gone is not None
    assert (gone.endpoint, gone.object_id) == ("proposals.list_all", None)
    waiting = select(Errand.key).where(
        Errand.state == State.WAITING, Errand.key.like("proposals.expire%")
    )
    assert db.session.scalars(waiting).all() == []


def test_publishing_and_accepting_at_once_loses_nobody(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    number, by = _draft(author).id, visitor(author)
    offer, other = _ask(number, by, neighbour.email or ""), visitor(neighbour)
    at_once(
        app,
        lambda: services.accept_offer(queries.get_cosponsor(offer), by=other),
        lambda: services.publish(queries.get_proposal(number), by=by),
    )
    followers = select(Follower.why).where(Follower.person_id == other.id)
    assert db.session.scalars(followers).all() == [Why.AUTHOR]


def test_a_draft_is_read_by_whoever_was_asked_until_they_say_no(app: Flask) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    proposal = _draft(author)
    slug = db.session.get_one(Municipality, proposal.municipality_id).slug
    base = f"/{slug}/oneriler"
    page = f"{base}/{proposal.id}"
    writer, reader = Client(app).sign_in(author), Client(app).sign_in(neighbour)
    assert "yalnızca siz görüyorsunuz" in writer.get(page).text
    assert reader.get(page).status_code == 404
    assert writer.post(f"{page}/ortaklar", {"email": neighbour.email}).status_code == 303
    assert "davet ettikleriniz görüyor" in writer.get(page).text
    link = re.search(r"http://localhost(/\S+/ortaklik/\S+)", mails()[0].body["text"])
    assert link is not None
    assert "Gölgelik sökülüp" in Client(app).get(link[1]).text
    assert "Daveti yanıtlayın" in reader.get(page).text
    assert "Düzenleyin" not in reader.get(page).text
    assert reader.get(f"{page}/duzenle").status_code == 404
    assert Client(app).get(page).status_code == 404
    assert reader.post(f"{link[1]}/kabul").status_code == 303
    assert "Bu taslağın ortağısınız" in reader.get(page).text
    mine = reader.get(f"/{slug}/onerilerim").text
    assert "Ortağı olduklarım" in mine
    assert "Taslaklar" not in mine
    row = queries.list_cosponsors(proposal.id)[0]
    left = reader.post(f"{base}/ortak/{row.id}/ayril")
    assert left.location.endswith("/oneriler")
    assert reader.get(page).status_code == 404


# --- pages --------------------------------------------------------------------------------------


def test_from_the_form_to_the_list_of_cosponsors(app: Flask) -> None:
    author, neighbour = make_person("Ayşe"), make_person("Kerem Yalçın")
    proposal = make_proposal(author=author)
    slug = db.session.get_one(Municipality, proposal.municipality_id).slug
    base = f"/{slug}/oneriler"
    writer = Client(app).sign_in(author)
    assert "Ortak davet edin" in writer.get(f"{base}/{proposal.id}").text
    page = f"{base}/{proposal.id}/ortaklar"
    assert writer.post(page, {}).status_code == 422
    assert writer.post(page, {"email": neighbour.email}).status_code == 303
    assert str(neighbour.email) in writer.get(page).text
    link = re.search(r"http://localhost(/\S+/ortaklik/\S+)", mails()[0].body["text"])
    assert link is not None
    anonymous = Client(app)
    shown = anonymous.get(link[1]).text
    assert "Ortaklık daveti" in shown
    assert "/giris?next=" in shown
    assert anonymous.post(f"{link[1]}/kabul").status_code in (302, 303)
    reader = Client(app).sign_in(neighbour)
    assert "ortak olmaya davet edildiniz" in reader.get(f"{base}/{proposal.id}").text
    assert reader.post(f"{link[1]}/kabul").status_code == 303
    assert "Kerem Yalçın" in Client(app).get(f"{base}/{proposal.id}").text
    mine = reader.get(f"{base}/{proposal.id}").text
    assert "Ortaklıktan ayrılın" in mine
    assert "Öneriyi destekleyin" not in mine
    assert anonymous.get(link[1]).status_code == 409


def test_an_organisations_proposal_from_its_list_to_its_other_representative(app: Flask) -> None:
    """Written by one, edited by another; listed, filtered, and found among one's own."""
    writer, colleague = make_person("Yazan"), make_person("Temsilci")
    proposal = make_proposal(author=writer)
    town = db.session.get_one(Municipality, proposal.municipality_id)
    organisation = make_organisation(town, colleague)
    make_proposal(queries.get_proposal(proposal.id).activity, title="Başka bir öneri")
    with write() as session:
        session.get_one(Proposal, proposal.id).organisation_id = organisation.id
    behind = make_proposal(queries.get_proposal(proposal.id).activity, title="Ortak olunan")
    make_cosponsor(behind, organisation_id=organisation.id, mark=None)
    slug, name, number = town.slug, organisation.name, organisation.id
    title = queries.get_proposal(proposal.id).title
    listed = Client(app).get(f"/{slug}/oneriler?kurulus={number}").text
    assert f"{name} adına yazılanlar" in listed
    assert title in listed
    assert "Başka bir öneri" not in listed
    assert Client(app).get(f"/{slug}/oneriler?kurulus=999999").status_code == 404
    assert f"?kurulus={number}" in Client(app).get(f"/{slug}/kuruluslar/{number}").text
    reader = Client(app).sign_in(colleague)
    mine = reader.get(f"/{slug}/onerilerim").text
    assert title in mine
    assert "Ortağı olduklarım" in mine
    assert "Ortak olunan" in mine
    assert reader.get(f"/{slug}/oneriler/{proposal.id}/duzenle").status_code == 200
    page = Client(app).get(f"/{slug}/oneriler/{proposal.id}").text
    assert name in page
    assert "Temsilci" not in page


def test_a_stranger_answers_for_nobody(app: Flask) -> None:
    author = make_person()
    proposal = make_proposal(author=author)
    slug = db.session.get_one(Municipality, proposal.municipality_id).slug
    offer = _ask(proposal.id, visitor(author))
    standing = make_cosponsor(proposal, make_person("Ortak"), mark=None)
    stranger = Client(app).sign_in(make_person("Yabancı"))
    base = f"/{slug}/oneriler"
    for path, status in (
        (f"{base}/ortaklik/{offer}/kabul", 404),
        (f"{base}/ortaklik/{offer}/ret", 404),
        (f"{base}/ortaklik/{offer}x/ret", 409),
        (f"{base}/ortaklik/{'9' * 30}/ret", 409),
        (f"{base}/ortak/{offer}/geri-al", 403),
        (f"{base}/ortak/{standing.id}/ayril", 403),
        (f"{base}/{proposal.id}/ortaklar", 403),
    ):
        assert stranger.post(path, {"email": "a@ornek.example"}).status_code == status, path
    assert queries.get_cosponsor(offer).state is CosponsorState.INVITED
    assert len(db.session.scalars(select(Cosponsor)).all()) == 2
