"""Reads of applications, reviews and the ranking; each loads no more than its reader may see."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from kernel import tokens
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from programme import counting
from programme.counting import Place
from programme.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    Participation,
    Review,
    ReviewScore,
    ReviewState,
    Track,
    TrackCriterion,
    Writer,
)
from programme.queries.terms import get_track
from programme.rules import WritingOffer


def get_application(application_id: int, for_: Visitor = NOBODY) -> Application:
    """With everything but scores and comments of its reviews."""
    return db.session.scalars(
        select(Application)
        .where(Application.id == application_id)
        .options(
            joinedload(Application.track).joinedload(Track.term),
            selectinload(Application.writers).joinedload(Writer.person),
            selectinload(Application.team),
            selectinload(Application.files).joinedload(ApplicationFile.file),
            selectinload(Application.steps),
            selectinload(Application.reviews).joinedload(Review.reviewer),
        )
    ).one()


def find_joined(application_id: int) -> int | None:
    """The participation that came of it."""
    return db.session.scalar(
        select(Participation.id).where(Participation.application_id == application_id)
    )


@dataclass(frozen=True)
class Attached:
    """A file as the rules see it: they judge the application."""

    id: int
    row: ApplicationFile
    application: Application


def get_file(file_id: int, for_: Visitor = NOBODY) -> Attached:
    row = db.session.scalars(
        select(ApplicationFile)
        .where(ApplicationFile.id == file_id)
        .options(joinedload(ApplicationFile.file))
    ).one()
    return Attached(row.id, row, get_application(row.application_id))


#: purpose of the links in invitations to write along
OFFER = "programme-writer"


@dataclass(frozen=True)
class Along:
    """One of those who write along, as the rules see it: they judge the application."""

    id: int
    row: Writer
    application: Application

    @property
    def person_id(self) -> int | None:
        return self.row.person_id


def get_writer(writer_id: int, for_: Visitor = NOBODY) -> Along:
    row = db.session.scalars(select(Writer).where(Writer.id == writer_id)).one()
    return Along(row.id, row, get_application(row.application_id))


def find_offer(token: str, for_: Visitor = NOBODY) -> WritingOffer:
    """The invitation behind a mailed link; a dead one when it is forged, old or taken back."""
    facts = tokens.read(OFFER, token)
    row = None if facts is None else db.session.get(Writer, facts["id"])
    if row is None:
        return WritingOffer()
    application = db.session.scalars(
        select(Application)
        .where(Application.id == row.application_id)
        .options(
            joinedload(Application.owner), joinedload(Application.track).joinedload(Track.term)
        )
    ).one()
    return WritingOffer(
        id=row.id,
        email=row.email,
        name=application.name,
        owner=application.owner.name if application.owner is not None else "",
        term=application.track.term.name,
        application_id=application.id,
        accepted=row.person_id is not None,
    )


def list_writers(application_id: int) -> list[int]:
    """Numbers of those who write along."""
    return list(
        db.session.scalars(
            select(Writer.person_id)
            .where(Writer.application_id == application_id, Writer.person_id.is_not(None))
            .order_by(Writer.id)
        )
    )


def get_review(review_id: int, for_: Visitor = NOBODY) -> Review:
    """One's own form: with the application's whole text and the criteria, without other reviews."""
    review = db.session.scalars(
        select(Review)
        .where(Review.id == review_id)
        .options(
            joinedload(Review.reviewer),
            selectinload(Review.scores),
            joinedload(Review.application).options(
                joinedload(Application.track).options(
                    joinedload(Track.term), selectinload(Track.criteria)
                ),
                selectinload(Application.writers),
                selectinload(Application.team),
                selectinload(Application.files).joinedload(ApplicationFile.file),
                selectinload(Application.steps),
                selectinload(Application.reviews),
            ),
        )
    ).one()
    return review


def list_own(visitor: Visitor) -> list[Application]:
    """What this person writes, alone or along, or has sent; the newest first."""
    along = select(Writer.application_id).where(Writer.person_id == visitor.id)
    return list(
        db.session.scalars(
            select(Application)
            .where(or_(Application.owner_id == visitor.id, Application.id.in_(along)))
            .options(joinedload(Application.track).joinedload(Track.term))
            .order_by(Application.id.desc())
        )
    )


def list_reviews_of(visitor: Visitor) -> list[Review]:
    """What this person was asked to judge; what waits first."""
    rows = db.session.scalars(
        select(Review)
        .where(Review.reviewer_id == visitor.id)
        .options(
            joinedload(Review.application).joinedload(Application.track).joinedload(Track.term)
        )
        .order_by(Review.id)
    ).all()
    return sorted(rows, key=lambda row: (row.state is not ReviewState.ASSIGNED, row.id))


def list_sent(track_ids: Collection[int]) -> list[Application]:
    """What has been sent to these tracks, with the states of their reviews."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.track_id.in_(track_ids), Application.submitted_at.is_not(None))
            .options(selectinload(Application.reviews))
            .order_by(Application.track_id, Application.id)
        )
    )


def list_given(application_id: int) -> list[Review]:
    """Given reviews with scores; `rules.read_reviews` says to whom."""
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.application_id == application_id, Review.state == ReviewState.GIVEN)
            .options(
                joinedload(Review.reviewer),
                selectinload(Review.scores).joinedload(ReviewScore.criterion),
            )
            .order_by(Review.id)
        )
    )


@dataclass(frozen=True)
class Ranked:
    """A track as the ranking's rule sees it."""

    track: Track
    #: this reader has still to give a review in it
    owes_review: bool


def get_ranked(track_id: int, for_: Visitor = NOBODY) -> Ranked:
    owed = (
        select(Review.id)
        .join(Application, Application.id == Review.application_id)
        .where(
            Application.track_id == track_id,
            Review.reviewer_id == for_.id,
            Review.state == ReviewState.ASSIGNED,
        )
        .limit(1)
    )
    return Ranked(get_track(track_id), db.session.scalar(owed) is not None)


#: of an application that was taken back nothing is counted
OUT = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


def rank(track: Track) -> list[Place]:
    """Every sent application of the track by its given reviews. `track` with its criteria."""
    numbers = select(Application.id).where(
        Application.track_id == track.id,
        Application.submitted_at.is_not(None),
        Application.state.not_in(OUT),
    )
    reviews: dict[int, dict[int, dict[int, int]]] = {n: {} for n in db.session.scalars(numbers)}
    rows = db.session.execute(
        select(Review.application_id, Review.id, ReviewScore.criterion_id, ReviewScore.points)
        .join(ReviewScore, ReviewScore.review_id == Review.id)
        .where(Review.application_id.in_(reviews), Review.state == ReviewState.GIVEN)
        .order_by(Review.id, ReviewScore.id)
    )
    for application, review, criterion, points in rows:
        reviews[application].setdefault(review, {})[criterion] = points
    weights = {one.id: one.weight for one in track.criteria}
    given = {number: list(found.values()) for number, found in reviews.items()}
    return counting.rank(weights, given, least=track.least_reviews)


def list_criteria(track_id: int) -> list[TrackCriterion]:
    return list(
        db.session.scalars(
            select(TrackCriterion)
            .where(TrackCriterion.track_id == track_id)
            .order_by(TrackCriterion.position, TrackCriterion.id)
        )
    )
