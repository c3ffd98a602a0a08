"""Drafts, edits, publication and withdrawal."""

import secrets
import textwrap
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import select, update

from answers import services as answers
from answers.models import Duty, DutyKind
from consultations import services as consultations
from consultations.models import Activity, Consultation
from discussion import services as discussion
from journeys import services as journeys
from journeys.models import Journey, Kind, Status
from kernel import audit, clock, files
from kernel.db import DomainError, db, refusing
from kernel.rules import Visitor
from kernel.text import fold
from moderation import queries as moderation_queries
from moderation import services as moderation
from moderation.models import Case, CaseState, Cause, Hold
from places.services import next_number
from proposals.models import Amendment, Proposal, ProposalState
from proposals.queries import find_twin, key_of
from proposals.services.cosponsoring import drop_with_draft, stand_behind_published
from proposals.services.errors import (
    AlreadyPublished,
    AlreadyWithdrawn,
    NoLongerPossible,
    NumberTaken,
)
from proposals.services.linking import untie
from proposals.services.pairs import find_pairs, note_grams
from proposals.services.versions import announce, check_edit, keep_version

SHOW = "proposals.show"
DESK = "proposals.moderate"
LETTER = "Ö"

Accepted = tuple[bytes, str, str]


class Content(TypedDict, total=False):
    """What an author writes. `body_html` is `kernel.text.markdown(body)`, rendered before."""

    title: Required[str]
    problem: str
    body: str
    body_html: str
    neighbourhood_id: int | None
    category_id: int | None
    cost_kurus: int | None
    latitude: float | None
    longitude: float | None


def save_draft(
    activity: Activity,
    *,
    by: Visitor,
    organisation_id: int | None = None,
    attachment: Accepted | None = None,
    **content: Unpack[Content],
) -> Proposal:
    """A new draft; the same text sent twice within minutes is the same draft."""
    assert by.id is not None
    twin = find_twin(activity.id, by.id, content["title"], content.get("body", ""))
    if twin is not None:
        return twin
    proposal = Proposal(
        municipality_id=activity.municipality_id,
        consultation_id=activity.consultation_id,
        activity_id=activity.id,
        author_id=by.id,
        organisation_id=organisation_id,
        shuffle=secrets.randbelow(2**30),
    )
    fill(proposal, content, attachment)
    db.session.add(proposal)
    db.session.flush()
    audit.record("proposals.save_draft", proposal, by=by.id)
    return proposal


def fill(proposal: Proposal, content: Content, attachment: Accepted | None) -> None:
    for name, value in content.items():
        setattr(proposal, name, value)
    proposal.problem = content.get("problem", proposal.problem or "")
    proposal.body = content.get("body", proposal.body or "")
    proposal.excerpt = textwrap.shorten(proposal.problem, 200, placeholder="…")
    proposal.changed_at = clock.now()
    if attachment is not None:
        stored = files.store(attachment, municipality_id=proposal.municipality_id)
        proposal.attachment_id = stored.id
    before = proposal.folded or ""
    _fold(proposal)
    if proposal.state is ProposalState.PUBLISHED:
        note_grams(proposal, before)


def _fold(proposal: Proposal) -> None:
    proposal.folded = key_of(proposal.title, proposal.problem)
    whole = f"{proposal.number or ''} {proposal.title} {proposal.problem} {proposal.body}"
    proposal.folded_all = " ".join(fold(whole).split())


def edit(
    proposal: Proposal,
    *,
    by: Visitor,
    organisation_id: int | None = None,
    attachment: Accepted | None = None,
    reason: str = "",
    **content: Unpack[Content],
) -> None:
    """A published one keeps what it said before, and tells whoever stands by its words."""
    before = {"title": proposal.title}
    if proposal.state is ProposalState.DRAFT:
        proposal.organisation_id = organisation_id
        fill(proposal, content, attachment)
    else:
        _rewrite(proposal, content, attachment, by=by, reason=reason)
    audit.record(
        "proposals.edit", proposal, by=by.id, before=before, after={"title": proposal.title}
    )
    db.session.flush()


def _rewrite(
    proposal: Proposal,
    content: Content,
    attachment: Accepted | None,
    *,
    by: Visitor,
    reason: str,
) -> None:
    check_edit(proposal, reason)
    version = keep_version(proposal, content, by=by, reason=reason)
    fill(proposal, content, attachment)
    if version is not None:
        _dismiss(proposal, CaseState.EDIT)
        announce(proposal, version, by=by, reason=reason)


def discard(proposal: Proposal, *, by: Visitor) -> None:
    """A draft goes without a trace of its text."""
    audit.record("proposals.discard", proposal, by=by.id)
    _delete_draft(proposal, by=by)


def _delete_draft(proposal: Proposal, *, by: Visitor | None = None) -> None:
    drop_with_draft(proposal, by=by)
    attachment_id = proposal.attachment_id
    db.session.execute(
        update(Amendment).where(Amendment.became_id == proposal.id).values(became_id=None)
    )
    untie(proposal)
    db.session.delete(proposal)
    db.session.flush()
    if attachment_id and (stored := db.session.get(files.StoredFile, attachment_id)):
        files.remove(stored)


def submit(proposal: Proposal, *, by: Visitor, suspicion: Hold | None = None) -> None:
    """Its author's own: published at once, or read by a moderator first.

    `suspicion`: what the form noticed. Then, or where the municipality reads new accounts first,
    it waits without a number, and nobody is told of it yet.
    """
    hold = moderation_queries.find_hold(proposal.municipality_id, by, suspicion)
    if hold is None:
        publish(proposal, by=by)
        return
    _move_state(proposal, ProposalState.DRAFT, ProposalState.HELD, AlreadyPublished)
    case = moderation.open_case(
        municipality_id=proposal.municipality_id,
        subject=proposal.title,
        endpoint=DESK,
        object_id=proposal.id,
        author_id=proposal.author_id,
        cause=Cause.HOLD,
        hold=hold,
    )
    proposal.case_id = case.id
    audit.record("proposals.submit", proposal, by=by.id, after={"hold": hold.value})
    db.session.flush()


def take_back(proposal: Proposal, *, by: Visitor) -> None:
    """What waits is a draft again, and nobody's work."""
    _move_state(proposal, ProposalState.HELD, ProposalState.DRAFT, NoLongerPossible)
    _dismiss(proposal, CaseState.OPEN)
    audit.record("proposals.take_back", proposal, by=by.id)


def _dismiss(proposal: Proposal, *states: CaseState) -> None:
    """Nothing is left to decide: its author changed it or took it back."""
    case = None if proposal.case_id is None else db.session.get(Case, proposal.case_id)
    if case is not None and case.state in states:
        moderation.decide(case, by=None, state=CaseState.DISMISSED)


def publish(proposal: Proposal, *, by: Visitor) -> None:
    _move_state(proposal, ProposalState.DRAFT, ProposalState.PUBLISHED, AlreadyPublished)
    go_public(proposal, author_id=by.id, by=by)


def go_public(proposal: Proposal, *, author_id: int | None, by: Visitor) -> None:
    """From here on it has a number, a journey, a thread and somebody who owes it an answer."""
    proposal.published_at = clock.now()
    with refusing(NumberTaken):
        proposal.number = next_number(proposal.municipality_id, LETTER)
    _fold(proposal)
    note_grams(proposal)
    owner: dict[str, Any] = {
        "municipality_id": proposal.municipality_id,
        "subject": proposal.title,
        "endpoint": SHOW,
        "object_id": proposal.id,
    }
    journey = journeys.start(Kind.PROPOSAL, Status.PUBLISHED, by=author_id, **owner)
    thread = discussion.open_thread(**owner)
    proposal.journey_id, proposal.thread_id = journey.id, thread.id
    proposal.duty_id = _owe(proposal, journey, owner)
    consultations.contributed(db.session.get_one(Activity, proposal.activity_id), by=+1)
    stand_behind_published(proposal, by=by)
    find_pairs(proposal)
    audit.record("proposals.publish", proposal, by=by.id, after={"number": proposal.number})
    db.session.flush()


def _owe(proposal: Proposal, journey: Journey, owner: dict[str, Any]) -> int | None:
    """The consultation's promise covers every proposal written in it.

    Its first day is the one its author read: lateness counts from there.
    """
    consultation = db.session.get_one(Consultation, proposal.consultation_id)
    if consultation.duty_id is None:
        return None
    promised = db.session.get_one(Duty, consultation.duty_id)
    duty = answers.owe(
        DutyKind.PROPOSAL,
        unit_id=consultation.unit_id,
        due_on=promised.due_on,
        journey_id=journey.id,
        under_id=promised.id,
        **owner,
    )
    return int(duty.id)


def _move_state(
    proposal: Proposal, before: ProposalState, after: ProposalState, error: type[DomainError]
) -> None:
    """Only one of two presses gets through: the database compares, then sets."""
    moved = db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == before)
        .values(state=after)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise error()
    db.session.refresh(proposal, ["state"])


def withdraw(proposal: Proposal, *, by: Visitor, reason: str = "") -> None:
    """The page stays, with the step; nobody owes it an answer any more."""
    _move_state(proposal, ProposalState.PUBLISHED, ProposalState.WITHDRAWN, AlreadyWithdrawn)
    journeys.move(_journey(proposal), Status.WITHDRAWN, by=by.id, reason=reason)
    if proposal.duty_id is not None:
        answers.release(db.session.get_one(Duty, proposal.duty_id), by=by)
    consultations.contributed(db.session.get_one(Activity, proposal.activity_id), by=-1)
    audit.record("proposals.withdraw", proposal, by=by.id)
    db.session.flush()


def _journey(proposal: Proposal) -> Journey:
    return db.session.get_one(Journey, proposal.journey_id)


def forget_drafts(person_id: int) -> None:
    """What was published stays as a deleted account's, and supports stay counted.

    What waited or was not published keeps its case, without its words.
    """
    drafts = db.session.scalars(
        select(Proposal).where(
            Proposal.author_id == person_id, Proposal.state == ProposalState.DRAFT
        )
    )
    for proposal in drafts.all():
        _delete_draft(proposal)
    unread = db.session.scalars(
        select(Proposal).where(
            Proposal.author_id == person_id,
            Proposal.state.in_([ProposalState.HELD, ProposalState.DECLINED]),
        )
    )
    for proposal in unread.all():
        _dismiss(proposal, CaseState.OPEN)
        proposal.state = ProposalState.DECLINED
        fill(proposal, {"title": "—", "body_html": ""}, None)
        proposal.problem = proposal.body = proposal.excerpt = ""
        _fold(proposal)
