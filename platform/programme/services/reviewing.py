"""Reviewers: named for an application, out of it by a conflict, heard once."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from accounts.models import Person
from kernel import audit, clock
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from places.models import Representative, Staff
from programme.models import (
    Application,
    ProgrammeRole,
    Review,
    ReviewScore,
    ReviewState,
    RoleHeld,
    TrackCriterion,
)
from programme.queries import list_team, list_writers
from programme.services import reminding
from programme.services.moving import queue_up

ASKED = N_("Değerlendirmeniz isteniyor: %(name)s")
CONFLICTED = N_("Çıkar çatışması bildirildi: %(name)s")
GIVEN = N_("Değerlendirme verildi: %(name)s")


class Involved(DomainError):
    message = N_("%(name)s bu başvuruyu değerlendiremez: başvuranın kendi insanı.")
    field = "reviewers"


class NotReviewer(DomainError):
    message = N_("Listeden birini seçin.")
    field = "reviewers"


class HasGiven(DomainError):
    message = N_("%(name)s değerlendirmesini verdi ya da çıkar çatışması bildirdi; listede kalır.")
    field = "reviewers"


class Unscored(DomainError):
    message = N_("Her ölçüte puan verin.")


def assign(application: Application, *, by: Visitor, reviewers: Collection[int]) -> None:
    """Exactly these judge it; whoever has given or declared a conflict stays on the list."""
    queue_up(application.track_id)
    holders = _holders()
    if not set(reviewers) <= set(holders):
        raise NotReviewer()
    for number in sorted(_involved(application) & set(reviewers)):
        raise Involved(name=holders[number])
    standing = {
        row.reviewer_id: row
        for row in db.session.scalars(
            select(Review).where(Review.application_id == application.id).order_by(Review.id)
        )
    }
    for number, row in standing.items():
        if number in reviewers:
            continue
        if row.state is not ReviewState.ASSIGNED:
            raise HasGiven(name=holders.get(number, ""))
        db.session.delete(row)
    new = sorted(set(reviewers) - set(standing))
    db.session.add_all(Review(application_id=application.id, reviewer_id=one) for one in new)
    db.session.flush()
    audit.record("programme.assign", application, by=by.id, after={"reviewers": sorted(reviewers)})
    reminding.tell_about(application, new, key="review", message=ASKED, waits=True)


def _holders() -> dict[int, str]:
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.role == ProgrammeRole.REVIEWER)
    )
    return {number: name for number, name in rows}


def _involved(application: Application) -> set[int]:
    """Who writes it, alone or along, works for the town or represents the organisation."""
    found = set(list_writers(application.id))
    if application.owner_id is not None:
        found.add(application.owner_id)
    if application.municipality_id is not None:
        staff = select(Staff.person_id).where(Staff.municipality_id == application.municipality_id)
        found |= set(db.session.scalars(staff))
    if application.organisation_id is not None:
        found |= set(
            db.session.scalars(
                select(Representative.person_id).where(
                    Representative.organisation_id == application.organisation_id
                )
            )
        )
    return found


def declare_conflict(review: Review, *, by: Visitor, reason: str) -> None:
    """Scores that were given go; the application is not shown to this person any more."""
    application = review.application
    queue_up(application.track_id)
    db.session.execute(delete(ReviewScore).where(ReviewScore.review_id == review.id))
    review.state, review.conflict = ReviewState.CONFLICT, reason
    review.comment, review.given_at = "", None
    db.session.flush()
    audit.record("programme.declare_conflict", review, by=by.id)
    reminding.tell_about(
        application,
        list_team(),
        key=f"conflict:{review.id}",
        message=CONFLICTED,
        but_not=by.id,
    )


def review(review: Review, *, by: Visitor, points: Mapping[int, int], comment: str) -> None:
    """Points for every criterion, once."""
    application = review.application
    queue_up(application.track_id)
    wanted = set(
        db.session.scalars(
            select(TrackCriterion.id).where(TrackCriterion.track_id == application.track_id)
        )
    )
    if set(points) != wanted:
        raise Unscored()
    db.session.add_all(
        ReviewScore(review_id=review.id, criterion_id=criterion, points=value)
        for criterion, value in sorted(points.items())
    )
    review.state, review.comment, review.given_at = ReviewState.GIVEN, comment, clock.now()
    db.session.flush()
    audit.record("programme.review", review, by=by.id)
    reminding.tell_about(
        application,
        list_team(),
        key=f"given:{review.id}",
        message=GIVEN,
        but_not=by.id,
    )
