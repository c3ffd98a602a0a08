"""What hiding a proposal does, and showing it again; who is told."""

import secrets
from typing import Any

from sqlalchemy import and_, or_, select, update

from answers import services as answers
from answers.models import Duty
from consultations import services as consultations
from consultations.models import Activity
from discussion.models import Comment, Thread
from journeys import services as journeys
from journeys.models import Journey, Status
from kernel import clock, outbox
from kernel.db import db
from kernel.files import StoredFile
from kernel.i18n import N_
from kernel.rules import Visitor
from meetings.models import Taken
from notifications.models import Notice, NoticeKind
from notifications.services import tell as notify
from proposals import queries
from proposals.models import Amendment, Cosponsor, HiddenWords, Proposal, ProposalState
from proposals.rules import entered
from proposals.services.errors import NoLongerPossible
from proposals.services.pairs import note_grams
from proposals.services.versions import VERSIONS
from proposals.services.writing import SHOW, fill

HIDDEN_LINE = N_("Önerinin metni topluluk kurallarına uymadığı için gizlendi.")
SHOWN_LINE = N_("Önerinin metni yeniden gösteriliyor.")


def author_of(proposal: Proposal) -> int | None:
    """Whom a decision is about; what staff entered for somebody has no author with an account."""
    return None if entered(proposal) else proposal.author_id


def move(proposal: Proposal, before: tuple[ProposalState, ...], after: ProposalState) -> None:
    """Only one of two presses gets through: the database compares, then sets."""
    moved = db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state.in_(before))
        .values(state=after)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise NoLongerPossible()
    db.session.refresh(proposal, ["state"])


# --- hiding and showing -------------------------------------------------------------------------

STANDING = (ProposalState.PUBLISHED, ProposalState.WITHDRAWN, ProposalState.MERGED)
OWN_PAGES = (SHOW, VERSIONS, "proposals.evaluation")
#: in which state a proposal stands again, by its public status
ENDED = {Status.WITHDRAWN: ProposalState.WITHDRAWN, Status.MERGED: ProposalState.MERGED}


def hide(proposal: Proposal, reason: str, by: Visitor) -> None:
    """The words go out of every list, search and feed; journey, supports and replies stay."""
    stood = proposal.state is ProposalState.PUBLISHED
    move(proposal, STANDING, ProposalState.HIDDEN)
    db.session.add(
        HiddenWords(
            proposal_id=proposal.id,
            title=proposal.title,
            problem=proposal.problem,
            body=proposal.body,
            body_html=proposal.body_html,
            latitude=proposal.latitude,
            longitude=proposal.longitude,
            attachment_id=proposal.attachment_id,
            reason=reason,
            hidden_at=clock.now(),
        )
    )
    _withhold(proposal.attachment_id, True)
    outbox.reword(proposal.title, proposal.number or "—")
    _say(proposal, {"title": proposal.number or "—", "problem": "", "body": "", "body_html": ""})
    proposal.latitude = proposal.longitude = proposal.attachment_id = None
    _line(proposal, HIDDEN_LINE, by)
    _tell_behind(proposal, f"proposal:{proposal.id}:hidden:{secrets.token_hex(4)}", reason, by)
    if stood:
        consultations.contributed(db.session.get_one(Activity, proposal.activity_id), by=-1)
        if (duty := _duty(proposal)) is not None and duty.answered_on is None:
            answers.release(duty, by=by)


def show(proposal: Proposal, by: Visitor) -> None:
    """As it was, its promised answer too: lateness counts from the first day."""
    words = db.session.get_one(HiddenWords, proposal.id)
    journey = db.session.get_one(Journey, proposal.journey_id)
    state = ENDED.get(journey.status, ProposalState.PUBLISHED)
    move(proposal, (ProposalState.HIDDEN,), state)
    _say(
        proposal,
        {
            "title": words.title,
            "problem": words.problem,
            "body": words.body,
            "body_html": words.body_html,
            "latitude": words.latitude,
            "longitude": words.longitude,
        },
    )
    proposal.attachment_id = words.attachment_id
    _withhold(words.attachment_id, False)
    db.session.delete(words)
    _line(proposal, SHOWN_LINE, by)
    if state is ProposalState.PUBLISHED:
        consultations.contributed(db.session.get_one(Activity, proposal.activity_id), by=+1)
        if (duty := _duty(proposal)) is not None and duty.answered_on is None:
            answers.resume(duty, by=by)


def _say(proposal: Proposal, words: dict[str, Any]) -> None:
    """Its text, and its name wherever something is attached to it."""
    before = proposal.folded
    fill(proposal, words, None)  # type: ignore[arg-type]
    if proposal.state is not ProposalState.PUBLISHED:
        note_grams(proposal, before)
    db.session.flush()
    name = proposal.title
    for model, number in ((Journey, proposal.journey_id), (Thread, proposal.thread_id)):
        db.session.execute(update(model).where(model.id == number).values(subject=name))
    db.session.execute(update(Duty).where(Duty.id == proposal.duty_id).values(subject=name))
    own = (Taken.endpoint == SHOW, Taken.object_id == proposal.id)
    db.session.execute(update(Taken).where(*own).values(subject=name))
    _rename_notices(proposal, name)
    # Drafts of ballots are made further up; the worker tells them.
    outbox.moment(
        f"voting.say_again:{proposal.id}:{secrets.token_hex(4)}",
        "voting.say_again",
        clock.now(),
        municipality_id=proposal.municipality_id,
        proposal_id=proposal.id,
    )


def _rename_notices(proposal: Proposal, name: str) -> None:
    """What was told of it, and stands in a list or waits for a digest."""
    amendments = select(Amendment.id).where(Amendment.proposal_id == proposal.id)
    comments = select(Comment.id).where(Comment.thread_id == proposal.thread_id)
    offers = select(Cosponsor.id).where(Cosponsor.proposal_id == proposal.id)
    about = (
        and_(Notice.endpoint.in_(OWN_PAGES), Notice.object_id == proposal.id),
        and_(Notice.endpoint == "proposals.amendment", Notice.object_id.in_(amendments)),
        and_(Notice.endpoint == "proposals.offer", Notice.object_id.in_(offers)),
        and_(Notice.endpoint == "discussion.show", Notice.object_id.in_(comments)),
    )
    db.session.execute(
        update(Notice)
        .where(Notice.municipality_id == proposal.municipality_id, or_(*about))
        .values(subject=name)
        .execution_options(synchronize_session=False)
    )


def _withhold(attachment_id: Any, withheld: bool) -> None:
    db.session.execute(
        update(StoredFile).where(StoredFile.id == attachment_id).values(withheld=withheld)
    )


def _duty(proposal: Proposal) -> Duty | None:
    return None if proposal.duty_id is None else db.session.get_one(Duty, proposal.duty_id)


def _line(proposal: Proposal, line: str, by: Visitor) -> None:
    """A dated public line; who decided is not named."""
    journey = db.session.get_one(Journey, proposal.journey_id)
    journeys.add_line(journey, by=by.id, office="", line=line, facts={})


# --- told ---------------------------------------------------------------------------------------


def tell(
    proposal: Proposal,
    people: Any,
    key: str,
    message: str,
    facts: dict[str, str],
    *,
    but_not: int | None = None,
) -> None:
    notify(
        people,
        key=key,
        message=message,
        facts=facts,
        subject=proposal.title,
        endpoint=SHOW,
        object_id=proposal.id,
        municipality_id=proposal.municipality_id,
        but_not=but_not,
        kind=NoticeKind.ANSWERS,
    )


def _tell_behind(proposal: Proposal, key: str, reason: str, by: Visitor) -> None:
    """Who stands behind it beside its author, whom the decision itself tells."""
    people = set(queries.list_standing_behind(proposal)) - {proposal.author_id}
    message = N_("Arkasında durduğunuz öneri topluluk kurallarına uymadığı için gizlendi.")
    tell(proposal, sorted(people), key, message, {"reason": reason}, but_not=by.id)
