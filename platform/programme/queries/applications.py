"""Reads of applications, reviews and the ranking; each loads no more than its reader may see."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

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
)
from programme.queries.terms import get_track


def get_application(application_id: int, for_: Visitor = NOBODY) -> Application:
    """With everything but scores and comments of its reviews."""
    return db.session.scalars(
        select(Application)
        .where(Application.id == application_id)
        .options(
            joinedload(Application.track).joinedload(Track.term),
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
                selectinload(Application.team),
                selectinload(Application.files).joinedload(ApplicationFile.file),
                selectinload(Application.steps),
                selectinload(Application.reviews),
            ),
        )
    ).one()
    return review


def list_own(visitor: Visitor) -> list[Application]:
    """What this person writes or has sent; the newest first."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.owner_id == visitor.id)
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
