"""An application: who may write, read, handle and decide it, and how it moves."""

import enum
from dataclasses import dataclass
from typing import Protocol

from kernel import clock
from kernel.rules import HIDDEN, LOGIN, Denied, Kind, Visitor, closed, confirmed, old_link
from programme.models import (
    DECIDED,
    Application,
    ApplicationState,
    ProgrammeRole,
    Review,
    ReviewState,
    Track,
)
from programme.rules.terms import (
    Reason,
    Window,
    holds,
    see,
    team,
    window,
)

State = ApplicationState


class Actor(enum.StrEnum):
    APPLICANT = "applicant"
    TEAM = "team"


#: who may move an application from where to where
MOVES: dict[tuple[State, State], Actor] = {
    (State.DRAFT, State.SUBMITTED): Actor.APPLICANT,
    (State.MISSING, State.SUBMITTED): Actor.APPLICANT,
    (State.SUBMITTED, State.WITHDRAWN): Actor.APPLICANT,
    (State.MISSING, State.WITHDRAWN): Actor.APPLICANT,
    (State.INTERVIEW, State.WITHDRAWN): Actor.APPLICANT,
    (State.RESERVE, State.WITHDRAWN): Actor.APPLICANT,
    (State.ACCEPTED, State.WITHDRAWN): Actor.APPLICANT,
    (State.SUBMITTED, State.MISSING): Actor.TEAM,
    (State.SUBMITTED, State.INTERVIEW): Actor.TEAM,
    (State.SUBMITTED, State.ACCEPTED): Actor.TEAM,
    (State.SUBMITTED, State.RESERVE): Actor.TEAM,
    (State.SUBMITTED, State.REFUSED): Actor.TEAM,
    (State.INTERVIEW, State.ACCEPTED): Actor.TEAM,
    (State.INTERVIEW, State.RESERVE): Actor.TEAM,
    (State.INTERVIEW, State.REFUSED): Actor.TEAM,
    (State.MISSING, State.REFUSED): Actor.TEAM,
    (State.RESERVE, State.ACCEPTED): Actor.TEAM,
    (State.RESERVE, State.REFUSED): Actor.TEAM,
}


def targets(state: State, actor: Actor) -> list[State]:
    """Where this actor may move an application that stands there."""
    return [to for (at, to), who in MOVES.items() if at is state and who is actor]


# --- applying ---


def apply(visitor: Visitor, track: Track) -> Denied | None:
    """Within the window, with a confirmed address."""
    if denied := see(visitor, track.term):
        return denied
    return _in_window(track) or confirmed(visitor)


def _in_window(track: Track) -> Denied | None:
    found = window(track)
    if found is Window.OPEN:
        return None
    return closed(Reason.OVER if found is Window.CLOSED else Reason.NOT_OPEN)


def is_owner(visitor: Visitor, application: Application) -> bool:
    return visitor.signed_in and application.owner_id == visitor.id


def writes(visitor: Visitor, application: Application) -> bool:
    """Whoever began it, and those who accepted to write along. Its writers are loaded."""
    if not visitor.signed_in:
        return False
    return is_owner(visitor, application) or any(
        one.person_id == visitor.id for one in application.writers
    )


def review_of(visitor: Visitor, application: Application) -> Review | None:
    mine = (one for one in application.reviews if one.reviewer_id == visitor.id)
    return next(mine, None) if visitor.signed_in else None


def in_conflict(visitor: Visitor, application: Application) -> bool:
    review = review_of(visitor, application)
    return review is not None and review.state is ReviewState.CONFLICT


def read(visitor: Visitor, application: Application) -> Denied | None:
    """Who writes it; once it was sent, the team and the reviewers named for it. Nobody else."""
    if not visitor.signed_in:
        return LOGIN
    if writes(visitor, application):
        return None
    if application.state is State.DRAFT or application.submitted_at is None:
        return HIDDEN
    if in_conflict(visitor, application):
        return Denied(Kind.ROLE, Reason.CONFLICT)
    named = review_of(visitor, application) is not None
    return None if named or holds(visitor, ProgrammeRole.TEAM) else HIDDEN


def own(visitor: Visitor, application: Application) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    if is_owner(visitor, application):
        return None
    return Denied(Kind.ROLE, Reason.OWNERS) if writes(visitor, application) else HIDDEN


def write(visitor: Visitor, application: Application) -> Denied | None:
    """A draft while the window is open; what is missing until its own last day."""
    if not visitor.signed_in:
        return LOGIN
    if not writes(visitor, application):
        return HIDDEN
    if application.state is State.DRAFT:
        return _in_window(application.track)
    if application.state is not State.MISSING:
        return closed(Reason.SENT)
    late = application.due_at is not None and application.due_at <= clock.now()
    return closed(Reason.DUE_OVER) if late else None


def submit(visitor: Visitor, application: Application) -> Denied | None:
    """By whoever began it, as long as it may be written."""
    return own(visitor, application) or write(visitor, application)


def invite_writer(visitor: Visitor, application: Application) -> Denied | None:
    return submit(visitor, application)


class Along(Protocol):
    """A line of those who write along, and its application."""

    @property
    def application(self) -> Application: ...

    @property
    def person_id(self) -> int | None: ...


def drop_writer(visitor: Visitor, writer: Along) -> Denied | None:
    """By whoever began it, at any time; everybody may take themselves out."""
    if visitor.signed_in and writer.person_id == visitor.id:
        return None
    return own(visitor, writer.application)


@dataclass(frozen=True)
class WritingOffer:
    """The invitation behind a mailed link; without number the link is forged or too old."""

    id: int | None = None
    email: str = ""
    #: the application's name, and who asks
    name: str = ""
    owner: str = ""
    term: str = ""
    application_id: int = 0
    accepted: bool = False


def see_offer(visitor: Visitor, offer: WritingOffer) -> Denied | None:
    if offer.id is None:
        return old_link(Reason.OLD_LINK)
    return closed(Reason.INVITATION_DONE) if offer.accepted else None


def accept_offer(visitor: Visitor, offer: WritingOffer) -> Denied | None:
    """The link was in the mailbox; the account must be the mailbox's."""
    if denied := see_offer(visitor, offer):
        return denied
    if not visitor.signed_in:
        return LOGIN
    if visitor.email != offer.email:
        return Denied(Kind.ROLE, Reason.OTHER_ADDRESS)
    return confirmed(visitor)


class OfApplication(Protocol):
    @property
    def application(self) -> Application: ...


def write_file(visitor: Visitor, file: OfApplication) -> Denied | None:
    return write(visitor, file.application)


def read_file(visitor: Visitor, file: OfApplication) -> Denied | None:
    return read(visitor, file.application)


def discard(visitor: Visitor, application: Application) -> Denied | None:
    """A draft, also after the last day: nobody has seen it."""
    if denied := own(visitor, application):
        return denied
    return None if application.state is State.DRAFT else closed(Reason.SENT)


def withdraw(visitor: Visitor, application: Application) -> Denied | None:
    if denied := own(visitor, application):
        return denied
    if application.state is State.WITHDRAWN:
        return closed(Reason.WITHDRAWN)
    if State.WITHDRAWN in targets(application.state, Actor.APPLICANT):
        return None
    refused = application.state is State.REFUSED
    return closed(Reason.DECIDED if refused else Reason.NOT_REVIEWED)


def read_letter(visitor: Visitor, application: Application) -> Denied | None:
    if denied := read(visitor, application):
        return denied
    return None if application.state in DECIDED else closed(Reason.NOT_DECIDED)


# --- the team's side ---


def handle(visitor: Visitor, application: Application) -> Denied | None:
    """The team, but who writes it and who has declared a conflict of interest."""
    if denied := team(visitor):
        return denied
    if application.submitted_at is None:
        return HIDDEN
    if writes(visitor, application):
        return Denied(Kind.ROLE, Reason.OWN_APPLICATION)
    return Denied(Kind.ROLE, Reason.CONFLICT) if in_conflict(visitor, application) else None


def _movable(visitor: Visitor, application: Application, to: State) -> Denied | None:
    if denied := handle(visitor, application):
        return denied
    if MOVES.get((application.state, to)) is Actor.TEAM:
        return None
    if application.state is State.WITHDRAWN:
        return closed(Reason.WITHDRAWN)
    waits = application.state is State.MISSING
    return closed(Reason.WAITS if waits else Reason.DECIDED)


def ask_missing(visitor: Visitor, application: Application) -> Denied | None:
    return _movable(visitor, application, State.MISSING)


def interview(visitor: Visitor, application: Application) -> Denied | None:
    return _movable(visitor, application, State.INTERVIEW)


def decide(visitor: Visitor, application: Application) -> Denied | None:
    """After the last day of applications; what waits for a document can only be refused."""
    if denied := _movable(visitor, application, State.REFUSED):
        return denied
    over = window(application.track) is Window.CLOSED
    return None if over else closed(Reason.NOT_CLOSED)


def assign(visitor: Visitor, application: Application) -> Denied | None:
    if denied := handle(visitor, application):
        return denied
    if application.state in (State.SUBMITTED, State.MISSING, State.INTERVIEW):
        return None
    return closed(Reason.DECIDED)
