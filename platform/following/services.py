"""Writes of what is followed; telling whoever follows that something new is there."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert

from following import queries
from following.models import MOST, TARGETS, Follow, Radar, Seeks
from following.queries import Facet, Fresh
from journeys import services as journeys
from journeys.models import Journey, Kind
from journeys.queries import list_followers
from kernel import clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import fold
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day, next_weekly

FOUND: dict[Kind, str] = {
    Kind.PROPOSAL: N_("Radarınıza uyan yeni bir öneri yayımlandı."),
    Kind.CONSULTATION: N_("Radarınıza uyan yeni bir danışma açıldı."),
}
#: the first that names a reader is the one they read
NEW: dict[tuple[Kind, str], str] = {
    (Kind.PROPOSAL, "organisation_id"): N_("Takip ettiğiniz kuruluştan yeni öneri: %(name)s."),
    (Kind.PROPOSAL, "neighbourhood_id"): N_("Takip ettiğiniz mahallede yeni öneri: %(name)s."),
    (Kind.PROPOSAL, "category_id"): N_("Takip ettiğiniz konuda yeni öneri: %(name)s."),
    (Kind.CONSULTATION, "neighbourhood_id"): N_(
        "Takip ettiğiniz mahalle için yeni danışma: %(name)s."
    ),
    (Kind.CONSULTATION, "unit_id"): N_("Takip ettiğiniz müdürlükten yeni danışma: %(name)s."),
    (Kind.ACTION, "neighbourhood_id"): N_(
        "Takip ettiğiniz mahalle için yol haritasında yeni eylem: %(name)s."
    ),
    (Kind.ACTION, "unit_id"): N_(
        "Takip ettiğiniz müdürlüğün yol haritasında yeni eylem: %(name)s."
    ),
}
COSPONSORED = N_("Takip ettiğiniz kuruluş bir önerinin ortağı oldu: %(name)s.")
#: of an open meeting; the first that names a reader is the one they read
MEETINGS: dict[str, str] = {
    "neighbourhood_id": N_("Takip ettiğiniz mahalle için açık buluşma: %(name)s, %(day)s."),
    "unit_id": N_("Takip ettiğiniz müdürlükten açık buluşma: %(name)s, %(day)s."),
    "category_id": N_("Takip ettiğiniz konuda buluşma: %(name)s, %(day)s."),
}


class NothingSought(DomainError):
    message = N_("En az bir sözcük yazın ya da bir mahalle veya konu seçin.")
    field = "words"


class TopicOfConsultations(DomainError):
    """It would never find anything: a consultation has no topic."""

    message = N_(
        "Danışmaların konusu yoktur. Konuyu boş bırakın ya da önerilerin de aranmasını seçin."
    )
    field = "category_id"


class TooManyRadars(DomainError):
    constraint = "uq_radar_person_id_municipality_id_slot"
    message = N_("En çok 20 radarınız olabilir. Birini silip yeniden deneyin.")


def follow_places(
    *, by: Visitor, municipality_id: int, wanted: Mapping[str, Iterable[int]]
) -> None:
    """From now on exactly these; what is followed already keeps its date."""
    assert by.id is not None
    before = queries.list_followed(by.id, municipality_id)
    for column in TARGETS:
        chosen, had = set(wanted.get(column, ())), set(before[column])
        target = getattr(Follow, column)
        if gone := had - chosen:
            db.session.execute(delete(Follow).where(Follow.person_id == by.id, target.in_(gone)))
        common = {"person_id": by.id, "municipality_id": municipality_id}
        if come := sorted(chosen - had):
            db.session.execute(insert(Follow), [{**common, column: one} for one in come])


def save_radar(
    *,
    by: Visitor,
    municipality_id: int,
    words: str,
    seeks: Seeks,
    neighbourhood_id: int | None,
    category_id: int | None,
) -> Radar:
    assert by.id is not None
    folded = " ".join(fold(words)[:200].split()[:8])
    if not (any(sign.isalnum() for sign in folded) or neighbourhood_id or category_id):
        raise NothingSought()
    if category_id and seeks is Seeks.CONSULTATIONS:
        raise TopicOfConsultations()
    taken = queries.list_slots(by.id, municipality_id)
    free = [slot for slot in range(1, MOST + 1) if slot not in taken]
    if not free:
        raise TooManyRadars()
    radar = Radar(
        municipality_id=municipality_id,
        person_id=by.id,
        slot=free[0],
        words=words,
        folded=folded,
        seeks=seeks,
        neighbourhood_id=neighbourhood_id,
        category_id=category_id,
    )
    with refusing(TooManyRadars):
        db.session.add(radar)
    return radar


def remove_radar(radar: Radar) -> None:
    db.session.delete(radar)
    db.session.flush()


def announce(journey_id: int) -> None:
    """Something began. Who wrote a search for it is told of that, whoever follows it by several
    ways is told once, and its author not at all."""
    journey = db.session.get(Journey, journey_id)
    fresh = None if journey is None else queries.find_fresh(journey)
    if journey is None or fresh is None:
        return
    authors = set(queries.list_own(journey.id))
    if journey.kind in FOUND:
        seekers = set(queries.list_seekers(journey.municipality_id, fresh)) - authors
        _tell(journey, seekers, FOUND[journey.kind], {}, NoticeKind.RADAR)
    for facet in _told(journey.kind, fresh):
        people = set(queries.list_place_followers(facet)) - authors
        message = NEW[journey.kind, facet.column]
        _tell(journey, people, message, {"name": facet.name}, NoticeKind.PLACES)


def announce_cosponsor(cosponsor_id: int) -> None:
    """An organisation stands behind what others wrote. Nobody is told twice."""
    found = queries.find_cosponsorship(cosponsor_id)
    if found is None:
        return
    journey, facets = found
    authors = set(queries.list_own(journey.id))
    for facet in facets:
        people = set(queries.list_place_followers(facet)) - authors
        _tell(journey, people, COSPONSORED, {"name": facet.name}, NoticeKind.PLACES)


def announce_meeting(meeting_id: int) -> None:
    """Of one before Monday's mail, the mail of places, its followers hear as of meetings."""
    meeting = queries.find_meeting(meeting_id)
    if meeting is None:
        return
    late = meeting.starts_at <= next_weekly(clock.now())
    # Who follows its consultation is told of it there.
    know = set(list_followers(meeting.journey_id)) if meeting.journey_id else set()
    for facet in queries.list_meeting_facets(meeting):
        notifications.tell(
            set(queries.list_place_followers(facet)) - know,
            key=f"meeting-announced:{meeting.id}",
            message=MEETINGS[facet.column],
            facts={"name": facet.name, "day": day(clock.local(meeting.starts_at).date())},
            subject=meeting.title,
            endpoint="meetings.show",
            object_id=meeting.id,
            municipality_id=meeting.municipality_id,
            kind=NoticeKind.MEETINGS if late else NoticeKind.PLACES,
        )


def _told(kind: Kind, fresh: Fresh) -> list[Facet]:
    return [facet for facet in fresh.facets if (kind, facet.column) in NEW]


def _tell(
    journey: Journey, people: set[int], message: str, facts: dict[str, str], kind: NoticeKind
) -> None:
    key = f"journey-begun:{journey.id}"
    journeys.tell_of(journey, people, key=key, message=message, facts=facts, kind=kind)


def forget(person_id: int) -> None:
    db.session.execute(delete(Follow).where(Follow.person_id == person_id))
    db.session.execute(delete(Radar).where(Radar.person_id == person_id))
