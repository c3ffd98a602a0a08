"""Reads of what a person follows, and of who is to be told of something new."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, select

from consultations.models import Activity, Consultation
from following import rules
from following.models import TARGETS, Follow, Radar, Seeks
from journeys.models import Follower, Journey, Why
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.text import fold
from meetings.models import Meeting
from places.models import Municipality, Neighbourhood, Organisation, OrganisationState, Unit
from proposals.models import Category, Cosponsor, CosponsorState, Proposal
from roadmap.models import Action, action_neighbourhood

#: column of `Follow` → whose name stands on the page
NAMED: dict[str, Any] = {
    "neighbourhood_id": Neighbourhood,
    "category_id": Category,
    "unit_id": Unit,
    "organisation_id": Organisation,
}


def get_radar(radar_id: int, for_: Visitor = NOBODY) -> Radar:
    return db.session.scalars(select(Radar).where(Radar.id == radar_id)).one()


def list_choices(municipality_id: int) -> dict[str, list[tuple[int, str]]]:
    """Everything that can be followed here, by column of `Follow`."""
    found = {}
    for column, model in NAMED.items():
        statement = select(model.id, model.name).where(model.municipality_id == municipality_id)
        if model is Organisation:
            statement = statement.where(Organisation.state == OrganisationState.VERIFIED)
        rows = db.session.execute(statement.order_by(model.sort_key))
        found[column] = [(row.id, row.name) for row in rows]
    return found


def list_followed(person_id: int | None, municipality_id: int) -> dict[str, list[int]]:
    rows = db.session.execute(
        select(*(getattr(Follow, name) for name in TARGETS)).where(
            Follow.person_id == person_id, Follow.municipality_id == municipality_id
        )
    ).all()
    return {
        name: sorted(value for row in rows if (value := getattr(row, name)) is not None)
        for name in TARGETS
    }


class RadarRow(NamedTuple):
    id: int
    words: str
    seeks: Seeks
    neighbourhood_id: int | None
    category_id: int | None
    neighbourhood: str | None
    category: str | None
    slug: str
    municipality: str


def list_radars(person_id: int | None, municipality_id: int | None = None) -> list[RadarRow]:
    statement = (
        select(
            Radar.id,
            Radar.words,
            Radar.seeks,
            Radar.neighbourhood_id,
            Radar.category_id,
            Neighbourhood.name,
            Category.name,
            Municipality.slug,
            Municipality.name,
        )
        .join(Municipality, Municipality.id == Radar.municipality_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Radar.neighbourhood_id)
        .outerjoin(Category, Category.id == Radar.category_id)
        .where(Radar.person_id == person_id)
        .order_by(Municipality.name, Radar.slot)
    )
    if municipality_id is not None:
        statement = statement.where(Radar.municipality_id == municipality_id)
    return [RadarRow(*row) for row in db.session.execute(statement)]


def list_slots(person_id: int, municipality_id: int) -> set[int]:
    mine = (Radar.person_id == person_id, Radar.municipality_id == municipality_id)
    return set(db.session.scalars(select(Radar.slot).where(*mine)))


class Counted(NamedTuple):
    slug: str
    municipality: str
    number: int


def count_followed(person_id: int | None) -> list[Counted]:
    """How many places and topics in which municipality."""
    rows = db.session.execute(
        select(Municipality.slug, Municipality.name, func.count())
        .join(Follow, Follow.municipality_id == Municipality.id)
        .where(Follow.person_id == person_id)
        .group_by(Municipality.slug, Municipality.name)
        .order_by(Municipality.name)
    )
    return [Counted(*row) for row in rows]


def journeys_of(person_id: int | None) -> Any:
    """The statement behind the page of everything one follows."""
    return (
        select(
            Follower.id,
            Follower.why,
            Journey.id.label("journey_id"),
            Journey.kind,
            Journey.status,
            Journey.subject,
            Journey.endpoint,
            Journey.object_id,
            Municipality.slug,
            Municipality.name.label("municipality"),
        )
        .join(Journey, Journey.id == Follower.journey_id)
        .join(Municipality, Municipality.id == Journey.municipality_id)
        .where(Follower.person_id == person_id)
    )


# --- who is told --------------------------------------------------------------------------------


class Facet(NamedTuple):
    """One thing about what is new, by which somebody may follow it."""

    column: str
    id: int
    name: str


class Fresh(NamedTuple):
    """What was published: its owner and everything by which it is found."""

    seeks: Seeks | None
    text: str
    neighbourhood_ids: list[int]
    category_id: int | None
    facets: list[Facet]


def find_fresh(journey: Journey) -> Fresh | None:
    """None when it is not public (any more)."""
    find = {
        "proposals.show": _proposal,
        "consultations.show": _consultation,
        "roadmap.show": _action,
    }.get(journey.endpoint)
    return None if find is None else find(journey.object_id)


def _proposal(proposal_id: int) -> Fresh | None:
    row = db.session.get(Proposal, proposal_id)
    if row is None or row.state != "published":
        return None
    facets = _facets(
        organisation_id=row.organisation_id,
        neighbourhood_id=row.neighbourhood_id,
        category_id=row.category_id,
    )
    places = [] if row.neighbourhood_id is None else [row.neighbourhood_id]
    return Fresh(Seeks.PROPOSALS, row.folded_all, places, row.category_id, facets)


def _consultation(consultation_id: int) -> Fresh | None:
    row = db.session.get(Consultation, consultation_id)
    if row is None or row.state != "published":
        return None
    asked = db.session.scalars(
        select(Activity.neighbourhood_ids).where(Activity.consultation_id == row.id)
    )
    places = sorted({place for some in asked for place in some or ()})
    facets = [
        *_facets(unit_id=row.unit_id),
        *(facet for place in places for facet in _facets(neighbourhood_id=place)),
    ]
    return Fresh(Seeks.CONSULTATIONS, row.folded, places, None, facets)


def _action(action_id: int) -> Fresh | None:
    row = db.session.get(Action, action_id)
    if row is None:
        return None
    found = db.session.execute(
        select(Neighbourhood.id, Neighbourhood.name)
        .join(action_neighbourhood, action_neighbourhood.c.neighbourhood_id == Neighbourhood.id)
        .where(action_neighbourhood.c.action_id == action_id)
        .order_by(Neighbourhood.sort_key)
    ).all()
    facets = [
        *(Facet("neighbourhood_id", place.id, place.name) for place in found),
        *_facets(unit_id=row.unit_id),
    ]
    return Fresh(None, "", [place.id for place in found], None, facets)


def find_cosponsorship(cosponsor_id: int) -> tuple[Journey, list[Facet]] | None:
    """What an organisation stands behind now, and the organisation; None when it is not public."""
    row = db.session.get(Cosponsor, cosponsor_id)
    if row is None or row.state is not CosponsorState.ACCEPTED:
        return None
    proposal = db.session.get_one(Proposal, row.proposal_id)
    if proposal.state != "published" or proposal.journey_id is None:
        return None
    journey = db.session.get_one(Journey, proposal.journey_id)
    return journey, _facets(organisation_id=row.organisation_id)


def find_meeting(meeting_id: int) -> Meeting | None:
    """None when it was cancelled, is over, or is a draft."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.published_at is None or meeting.cancelled_reason:
        return None
    return meeting if meeting.starts_at > clock.now() else None


def list_meeting_facets(meeting: Meeting) -> list[Facet]:
    """Its neighbourhood, the unit that invites, its topic; of one without a topic, those that its
    title or agenda names. Of a consultation's meeting only the topic it was given: the rest is told
    of the consultation.
    """
    if not meeting.standalone:
        return _facets(category_id=meeting.category_id)
    here = meeting.municipality_id
    unit_id = db.session.scalar(
        select(Unit.id).where(Unit.municipality_id == here, Unit.name == meeting.subject)
    )
    own = _facets(
        neighbourhood_id=meeting.neighbourhood_id,
        unit_id=unit_id,
        category_id=meeting.category_id,
    )
    if meeting.category_id is not None:
        return own
    words = fold(f"{meeting.title} {meeting.agenda}").split()
    # A topic is named from the beginning of a word; endings follow it.
    said = " ".join(["", *words])
    topics = db.session.execute(
        select(Category.id, Category.name)
        .where(Category.municipality_id == here)
        .order_by(Category.sort_key)
    )
    return [
        *own,
        *(Facet("category_id", row.id, row.name) for row in topics if f" {fold(row.name)}" in said),
    ]


def _facets(**targets: int | None) -> list[Facet]:
    found = []
    for column, number in targets.items():
        if number is not None and (row := db.session.get(NAMED[column], number)) is not None:
            found.append(Facet(column, number, row.name))
    return found


def list_own(journey_id: int) -> list[int]:
    """Who began it."""
    began = (Follower.journey_id == journey_id, Follower.why == Why.AUTHOR)
    return list(db.session.scalars(select(Follower.person_id).where(*began)))


def list_place_followers(facet: Facet) -> list[int]:
    column = getattr(Follow, facet.column)
    return list(db.session.scalars(select(Follow.person_id).where(column == facet.id)))


def list_seekers(municipality_id: int, fresh: Fresh) -> list[int]:
    """Whose radar finds it."""
    if fresh.seeks is None:
        return []
    rows = db.session.execute(
        select(Radar.person_id, Radar.folded).where(
            Radar.municipality_id == municipality_id,
            Radar.seeks.in_([Seeks.BOTH, fresh.seeks]),
            _empty_or(Radar.neighbourhood_id, fresh.neighbourhood_ids),
            _empty_or(Radar.category_id, [fresh.category_id] if fresh.category_id else []),
        )
    )
    return [row.person_id for row in rows if rules.finds(row.folded, fresh.text)]


def _empty_or(column: Any, values: Iterable[int]) -> Any:
    return column.is_(None) | column.in_(list(values))


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    places = []
    for column, model in NAMED.items():
        names = db.session.execute(
            select(model.name, Follow.since)
            .join(Follow, getattr(Follow, column) == model.id)
            .where(Follow.person_id == person_id)
        )
        kind = column.removesuffix("_id")
        places += [{kind: row.name, "since": row.since.isoformat()} for row in names]
    radars = db.session.scalars(select(Radar).where(Radar.person_id == person_id))
    return {
        "followed_places": places,
        "radars": [
            {
                "words": row.words,
                "folded": row.folded,
                "seeks": row.seeks.value,
                "since": row.since.isoformat(),
            }
            for row in radars
        ],
    }
