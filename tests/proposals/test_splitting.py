"""Splitting and linking: the origin is kept, supports stay where they were given."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from journeys.models import Follower, Why
from kernel.db import db, write
from kernel.rules import Role, Visitor
from notifications.models import Notice
from places.models import Municipality
from proposals import queries, services
from proposals.kinship import LinkKind, SimilarPair
from proposals.models import Proposal, ProposalVersion, Support
from proposals.queries import kin
from proposals.services.splitting import SPLIT
from tests.make.consultations import make_activity
from tests.make.places import make_person, make_staff, visitor
from tests.make.proposals import make_proposal


def _text(title: str) -> Any:
    return {"title": title, "problem": "Yazın oturulmuyor.", "body": "…", "body_html": "<p>…</p>"}


def _officer(proposal: Proposal) -> Visitor:
    town = db.session.get_one(Municipality, proposal.municipality_id)
    return visitor(make_staff(town, Role.OFFICER))


def _split(proposal: Proposal, by: Visitor, *titles: str) -> list[int]:
    number = proposal.id
    first, *others = map(_text, titles)
    with write():
        made = services.split(
            queries.get_proposal(number), first, others, by=by, reason="İki ayrı iş."
        )
        return [part.id for part in made]


def test_supporters_keep_the_first_part_and_are_told_of_the_others(app: Flask) -> None:
    author = make_person("Ayşe Yılmaz")
    whole = make_proposal(author=author, title="Parka gölgelik ve çeşme")
    neighbour = visitor(make_person("Komşu"))
    with write():
        services.support(queries.get_proposal(whole.id), by=neighbour)
    (second,) = _split(whole, visitor(author), "Parka gölgelik", "Parka çeşme")
    kept, cut = queries.get_proposal(whole.id), queries.get_proposal(second)
    assert (kept.title, kept.number, kept.support_count) == ("Parka gölgelik", whole.number, 1)
    assert (cut.title, cut.support_count, cut.author_id) == ("Parka çeşme", 0, author.id)
    assert cut.number is not None
    versions = db.session.scalars(select(ProposalVersion.title)).all()
    assert versions == ["Parka gölgelik ve çeşme"]
    supported = db.session.scalars(select(Support.proposal_id)).all()
    assert supported == [whole.id]
    told = db.session.scalars(select(Notice.person_id).where(Notice.message == SPLIT)).all()
    assert told == [neighbour.id]
    assert [tie.kind for tie in kin.list_ties(second)] == [LinkKind.SPLIT]


def test_an_officer_cuts_and_the_author_stays_the_author(app: Flask) -> None:
    whole = make_proposal()
    officer = _officer(whole)
    second, third = _split(whole, officer, "Birinci parça", "İkinci parça", "Üçüncü parça")
    for number in (second, third):
        part = queries.get_proposal(number)
        assert part.author_id == whole.author_id
        followers = db.session.execute(
            select(Follower.person_id, Follower.why).where(Follower.journey_id == part.journey_id)
        ).all()
        assert [tuple(row) for row in followers] == [(whole.author_id, Why.AUTHOR)]


def test_what_waits_for_a_merge_is_not_split(app: Flask) -> None:
    activity = make_activity()
    one, two = make_proposal(activity), make_proposal(activity)
    officer, ids = _officer(one), (one.id, two.id)
    with write():
        services.propose_merge(
            queries.get_proposal(ids[0]), [ids[1]], by=officer, reason="Aynı şeyi istiyorlar."
        )
    with pytest.raises(services.AlreadyWaiting):
        _split(one, officer, "Birinci parça", "İkinci parça")


def test_a_link_has_one_kind_and_both_pages_show_it(app: Flask) -> None:
    activity = make_activity()
    one, two = make_proposal(activity), make_proposal(activity)
    officer, ids = _officer(one), (one.id, two.id)
    for kind in (LinkKind.SAME, LinkKind.CONTRADICTS):
        with write():
            services.link(queries.get_proposal(ids[1]), ids[0], by=officer, kind=kind)
    for mine, other in (ids, ids[::-1]):
        assert [(tie.kind, tie.id) for tie in kin.list_ties(mine)] == [
            (LinkKind.CONTRADICTS, other)
        ]
    with write():
        services.unlink(queries.get_proposal(ids[0]), ids[1], by=officer)
    assert kin.list_ties(ids[0]) == []
    foreign = make_proposal().id
    with pytest.raises(services.NotLinkable), write():
        services.link(queries.get_proposal(ids[0]), foreign, by=officer, kind=LinkKind.SAME)


def test_a_pair_is_found_at_publication_and_remembered_when_settled(app: Flask) -> None:
    activity = make_activity()
    make_proposal(activity, title="Sahil boyunca bisiklet yolu yapılsın", problem="")
    make_proposal(activity, title="Kütüphane geç saate kadar açık kalsın", problem="")
    author = visitor(make_person())
    with write():
        made = services.save_draft(
            db.session.get_one(type(activity), activity.id),
            by=author,
            title="Sahildeki bisiklet yollarının uzatılması",
            problem="",
        )
        services.publish(queries.get_proposal(made.id), by=author)
    town = db.session.get_one(Municipality, activity.municipality_id)
    askers = [queries.get_proposal(made.id).activity.consultation.asked_by]
    (pair,) = kin.list_pairs(town.id, askers, at_least=36)
    assert (pair.second_id, pair.may_merge) == (made.id, True)
    officer, pair_id = visitor(make_staff(town, Role.OFFICER)), pair.id
    with write():
        services.settle_pair(kin.get_pair(pair_id).row, by=officer)
    assert kin.list_pairs(town.id, askers, at_least=0) == []
    # Looked for again, it is not brought back.
    with write():
        services.find_pairs(queries.get_proposal(made.id))
    assert kin.list_pairs(town.id, askers, at_least=0) == []
    assert db.session.scalars(select(SimilarPair)).one().settled_at is not None
