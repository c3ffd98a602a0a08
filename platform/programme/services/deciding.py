"""The team's side: what is missing, interviews, decisions, and the reserve that moves up."""

from datetime import datetime

from sqlalchemy import func, select

from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import NOBODY, Visitor
from programme.models import Application, ApplicationState, Review, ReviewState, Track
from programme.queries import list_team
from programme.services import letters, participating, reminding
from programme.services.moving import move, queue_up

State = ApplicationState


class NoSeat(DomainError):
    message = N_("Kontenjan doldu: %(seats)s. Başvuruyu yedek olarak sıralayabilirsiniz.")
    field = "state"


class FewReviews(DomainError):
    message = N_("En az %(least)s değerlendirme gerekir; şu an %(given)s var.")
    field = "state"


def ask_missing(application: Application, *, by: Visitor, reason: str, due_at: datetime) -> None:
    """Back to the applicant, who has until `due_at`."""
    step = move(application, State.MISSING, by=by, reason=reason, due_at=due_at)
    reminding.remind_of_missing(application)
    letters.mail_step(application, step)


def invite(application: Application, *, by: Visitor, reason: str, at: datetime) -> None:
    """To an interview at that moment; `reason` says where and what about."""
    letters.mail_step(
        application, move(application, State.INTERVIEW, by=by, reason=reason, due_at=at)
    )


def decide(application: Application, *, by: Visitor, state: ApplicationState, reason: str) -> None:
    """Accepted while there are seats; a reserve comes behind those that are there."""
    track = queue_up(application.track_id)
    db.session.refresh(application, ["state", "reserve_rank"])
    if state is not State.REFUSED:
        _reviewed(application, track)
    if state is State.ACCEPTED:
        _has_seat(track)
        _accept(application, track, by=by, reason=reason)
        return
    rank = _next_rank(track) if state is State.RESERVE else None
    letters.mail_step(application, move(application, state, by=by, reason=reason, rank=rank))


def _accept(application: Application, track: Track, *, by: Visitor, reason: str) -> None:
    step = move(application, State.ACCEPTED, by=by, reason=reason)
    participating.admit(application, track)
    letters.mail_step(application, step)


def _reviewed(application: Application, track: Track) -> None:
    given = db.session.scalar(
        select(func.count()).where(
            Review.application_id == application.id, Review.state == ReviewState.GIVEN
        )
    )
    if (given or 0) < track.least_reviews:
        raise FewReviews(least=track.least_reviews, given=given or 0)


def _count(track: Track, state: ApplicationState) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(Application.track_id == track.id, Application.state == state)
        )
        or 0
    )


def _has_seat(track: Track) -> None:
    if track.seats is not None and _count(track, State.ACCEPTED) >= track.seats:
        raise NoSeat(seats=track.seats)


def _next_rank(track: Track) -> int:
    last = select(func.max(Application.reserve_rank)).where(Application.track_id == track.id)
    return (db.session.scalar(last) or 0) + 1


#: of the one whom nobody decided about anew
MOVED_UP = N_("Kabul edilen bir başvuru geri çekildi; sıradaki yedek olarak siz kabul edildiniz.")


def promote(track: Track) -> None:
    """The first reserve takes the place that became free; `track` is locked."""
    if track.seats is not None and _count(track, State.ACCEPTED) >= track.seats:
        return
    first = db.session.scalar(
        select(Application)
        .where(Application.track_id == track.id, Application.state == State.RESERVE)
        .order_by(Application.reserve_rank)
        .limit(1)
    )
    if first is not None:
        _accept(first, track, by=NOBODY, reason=letters.in_words(first, MOVED_UP))
        reminding.tell_about(
            first, list_team(), key="promoted", message=N_("Yedekten kabul: %(name)s")
        )
