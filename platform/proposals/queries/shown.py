"""What the page of a proposal reads: columns in small rows, statements built once."""

import uuid
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, or_, select
from sqlalchemy.exc import NoResultFound

from accounts.models import Person
from answers.models import Duty
from answers.queries import DutyDates
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from discussion.models import Thread
from discussion.queries import ShownThread
from journeys.models import Follower, Journey, Source, Status
from kernel.db import fetch
from kernel.files import StoredFile
from kernel.rules import NOBODY, Visitor
from places.models import Neighbourhood, Organisation
from proposals.kinship import ProposalLink
from proposals.models import (
    Amendment,
    Category,
    Cosponsor,
    CosponsorState,
    Origin,
    Proposal,
    ProposalState,
    ProposalVersion,
    Support,
)
from proposals.queries.authorship import shares_draft


class Owner(NamedTuple):
    """The consultation: for the way back, the trace, and the rules."""

    id: int
    municipality_id: int
    state: ConsultationState
    asked_by: AskedBy
    title: str
    published_at: datetime | None


class Collecting(NamedTuple):
    """The activity that collects: window and who may take part."""

    id: int
    municipality_id: int
    kind: ActivityKind
    opens_at: datetime | None
    closes_at: datetime | None
    eligibility: Eligibility
    min_age: int | None
    neighbourhood_ids: list[int] | None
    support_threshold: int | None
    support_limit: int | None
    consultation: Owner


class Named(NamedTuple):
    name: str


class Attachment(NamedTuple):
    id: uuid.UUID
    name: str
    size: int


class Marks(NamedTuple):
    """What the page says about its past, its consultation and its reader."""

    versions: int
    has_vote: bool
    supported: bool
    follows: bool
    #: changes proposed to its text
    amendments: int
    #: it began as a declined amendment
    grown: bool
    cosponsors: bool
    #: somebody was asked and has not answered
    offers: bool
    #: it was merged, split or linked
    tied: bool
    #: it began with something else: a statement of an opinion map
    sourced: bool
    #: a draft whose author asked this reader to stand behind it
    shared: bool = False


class Shown(NamedTuple):
    """A proposal as its page shows it; its rules read the same names as of the entity."""

    id: int
    municipality_id: int
    consultation_id: int
    number: str | None
    state: ProposalState
    author_id: int
    organisation_id: int | None
    origin: Origin
    byline: str | None
    title: str
    problem: str
    body_html: str
    folded: str
    cost_kurus: int | None
    support_count: int
    threshold_reached_at: datetime | None
    latitude: float | None
    longitude: float | None
    published_at: datetime | None
    journey_id: int | None
    duty_id: int | None
    #: the public status; a draft has none
    status: Status | None
    author: Named
    organisation: Named | None
    neighbourhood: Named | None
    category: Named | None
    attachment: Attachment | None
    activity: Collecting
    thread: ShownThread | None
    duty: DutyDates | None
    marks: Marks


_COLUMNS = (
    Proposal.id,
    Proposal.municipality_id,
    Proposal.consultation_id,
    Proposal.number,
    Proposal.state,
    Proposal.author_id,
    Proposal.organisation_id,
    Proposal.origin,
    Proposal.byline,
    Proposal.title,
    Proposal.problem,
    Proposal.body_html,
    Proposal.folded,
    Proposal.cost_kurus,
    Proposal.support_count,
    Proposal.threshold_reached_at,
    Proposal.latitude,
    Proposal.longitude,
    Proposal.published_at,
    Proposal.journey_id,
    Proposal.duty_id,
    Journey.status,
)
_NAMES = (Person.name, Organisation.name, Neighbourhood.name, Category.name)
_ATTACHMENT = (StoredFile.id, StoredFile.name, StoredFile.size)
_ACTIVITY = (
    Activity.id,
    Activity.municipality_id,
    Activity.kind,
    Activity.opens_at,
    Activity.closes_at,
    Activity.eligibility,
    Activity.min_age,
    Activity.neighbourhood_ids,
    Activity.support_threshold,
    Activity.support_limit,
)
_OWNER = (
    Consultation.id,
    Consultation.municipality_id,
    Consultation.state,
    Consultation.asked_by,
    Consultation.title,
    Consultation.published_at,
)
_THREAD = (
    Thread.id,
    Thread.municipality_id,
    Thread.subject,
    Thread.comment_count,
    Thread.for_count,
    Thread.against_count,
    Thread.information_count,
)
_DUTY = (Duty.first_due_on, Duty.due_on, Duty.answered_on, Duty.released_at)
_WIDTHS = [len(part) for part in (_COLUMNS, _NAMES, _ATTACHMENT, _ACTIVITY, _OWNER, _THREAD, _DUTY)]


def _marks() -> tuple[Any, ...]:
    """Nobody supports or follows as person 0."""
    reader = bindparam("reader", type_=Integer)
    vote = Activity.__table__.alias()
    versions = select(func.count()).where(ProposalVersion.proposal_id == Proposal.id)
    has_vote = select(vote.c.id).where(
        vote.c.consultation_id == Proposal.consultation_id, vote.c.kind == ActivityKind.VOTE
    )
    supported = select(Support.id).where(
        Support.proposal_id == Proposal.id, Support.person_id == reader
    )
    follows = select(Follower.id).where(
        Follower.journey_id == Proposal.journey_id, Follower.person_id == reader
    )
    amendments = select(func.count()).where(Amendment.proposal_id == Proposal.id)
    behind = select(Cosponsor.id).where(Cosponsor.proposal_id == Proposal.id)
    cosponsors = behind.where(Cosponsor.state == CosponsorState.ACCEPTED)
    offers = behind.where(Cosponsor.state == CosponsorState.INVITED)
    grown = select(Amendment.id).where(Amendment.became_id == Proposal.id)
    sources = select(Source.id).where(
        Source.endpoint == "proposals.show", Source.object_id == Proposal.id
    )
    tied = [
        select(ProposalLink.id).where(side == Proposal.id)
        for side in (ProposalLink.from_id, ProposalLink.to_id)
    ]
    return (
        versions.correlate(Proposal).scalar_subquery(),
        has_vote.correlate(Proposal).exists(),
        supported.correlate(Proposal).exists(),
        follows.correlate(Proposal).exists(),
        amendments.correlate(Proposal).scalar_subquery(),
        grown.correlate(Proposal).exists(),
        cosponsors.correlate(Proposal).exists(),
        offers.correlate(Proposal).exists(),
        or_(*(side.correlate(Proposal).exists() for side in tied)),
        sources.correlate(Proposal).exists(),
    )


def _statement() -> Any:
    return (
        select(
            *_COLUMNS,
            *_NAMES,
            *_ATTACHMENT,
            *_ACTIVITY,
            *_OWNER,
            *_THREAD,
            *_DUTY,
            *_marks(),
        )
        .select_from(Proposal)
        .join(Activity, Activity.id == Proposal.activity_id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .join(Person, Person.id == Proposal.author_id)
        .outerjoin(Organisation, Organisation.id == Proposal.organisation_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Proposal.neighbourhood_id)
        .outerjoin(Category, Category.id == Proposal.category_id)
        .outerjoin(StoredFile, StoredFile.id == Proposal.attachment_id)
        .outerjoin(Journey, Journey.id == Proposal.journey_id)
        .outerjoin(Thread, Thread.id == Proposal.thread_id)
        .outerjoin(Duty, Duty.id == Proposal.duty_id)
        .where(Proposal.id == bindparam("proposal_id", type_=Integer))
    )


_SHOWN = _statement()


_BYLINE, _STATE = (Shown._fields.index(name) for name in ("byline", "state"))


def _named(name: str | None) -> Named | None:
    return None if name is None else Named(name)


def get_shown(proposal_id: int, for_: Visitor = NOBODY) -> Shown:
    """With everything its page and its rules read, and what it says about this reader."""
    rows = fetch(_SHOWN, proposal_id=proposal_id, reader=for_.id or 0)
    if not rows:
        raise NoResultFound
    row = rows[0]
    parts, start = [], 0
    for width in _WIDTHS:
        parts.append(row[start : start + width])
        start += width
    head, (author, *names), attachment, activity, owner, thread, duty = parts
    marks = Marks(*row[start:])
    if head[_STATE] is ProposalState.DRAFT and (marks.cosponsors or marks.offers):
        marks = marks._replace(shared=shares_draft(proposal_id, for_))
    return Shown._make(
        (
            *head,
            Named(head[_BYLINE] or author),
            *map(_named, names),
            None if attachment[0] is None else Attachment(*attachment),
            Collecting._make((*activity, Owner(*owner))),
            None if thread[0] is None else ShownThread(*thread),
            None if duty[0] is None else DutyDates(*duty),
            marks,
        )
    )


class Vote(NamedTuple):
    opens_at: datetime | None
    closes_at: datetime | None
    endpoint: str
    object_id: int


_VOTE = (
    select(Activity.opens_at, Activity.closes_at, Activity.endpoint, Activity.object_id)
    .where(
        Activity.consultation_id == bindparam("consultation_id", type_=Integer),
        Activity.kind == ActivityKind.VOTE,
        Activity.object_id.is_not(None),
    )
    .order_by(Activity.id.desc())
    .limit(1)
)


def find_vote(consultation_id: int) -> Vote | None:
    """The vote of a proposal's consultation, once its address is known."""
    rows = fetch(_VOTE, consultation_id=consultation_id)
    return Vote(*rows[0]) if rows else None
