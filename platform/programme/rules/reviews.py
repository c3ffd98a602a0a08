"""Reviews: everybody judges alone, and sees the others' after giving their own."""

from typing import Protocol

from kernel.rules import HIDDEN, LOGIN, Denied, Kind, Visitor, closed
from programme.models import (
    DECIDED,
    Application,
    ApplicationState,
    ProgrammeRole,
    Review,
    ReviewState,
)
from programme.rules.applications import review_of, writes
from programme.rules.terms import Reason, holds, team

State = ApplicationState


def _own_review(visitor: Visitor, review: Review) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if review.reviewer_id == visitor.id else HIDDEN


def see_review(visitor: Visitor, review: Review) -> Denied | None:
    """One's own form; others' reviews are read with the application, by whoever may."""
    return _own_review(visitor, review)


def review(visitor: Visitor, review: Review) -> Denied | None:
    """Once, by the one it was given to, while the application is with the programme."""
    if denied := _own_review(visitor, review):
        return denied
    if review.state is ReviewState.CONFLICT:
        return closed(Reason.CONFLICT)
    if review.state is ReviewState.GIVEN:
        return closed(Reason.GIVEN)
    with_us = review.application.state in (State.SUBMITTED, State.INTERVIEW)
    return None if with_us else closed(Reason.NOT_REVIEWED)


def declare_conflict(visitor: Visitor, review: Review) -> Denied | None:
    """Also after scores were given, until the decision: they go."""
    if denied := _own_review(visitor, review):
        return denied
    if review.state is ReviewState.CONFLICT:
        return closed(Reason.CONFLICT)
    return closed(Reason.DECIDED) if review.application.state in DECIDED else None


def read_reviews(visitor: Visitor, application: Application) -> Denied | None:
    """The team and reviewers, each after giving their own; never the applicant."""
    if not visitor.signed_in:
        return LOGIN
    mine = review_of(visitor, application)
    if application.submitted_at is None or writes(visitor, application):
        return HIDDEN
    if mine is None:
        return None if holds(visitor, ProgrammeRole.TEAM) else HIDDEN
    if mine.state is ReviewState.CONFLICT:
        return Denied(Kind.ROLE, Reason.CONFLICT)
    return closed(Reason.OWN_FIRST) if mine.state is ReviewState.ASSIGNED else None


class Ranked(Protocol):
    @property
    def owes_review(self) -> bool: ...


def rank(visitor: Visitor, track: Ranked) -> Denied | None:
    """The team; who also reviews in this track, after giving every review of theirs."""
    if denied := team(visitor):
        return denied
    return closed(Reason.OWN_FIRST) if track.owes_review else None
