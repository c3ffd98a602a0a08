"""One proposal becomes several: the first part keeps page and supports, the origin stays."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from journeys import services as journeys
from journeys.models import Follower, Why
from kernel import audit
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications import services as notifications
from notifications.models import NoticeKind
from proposals import joining
from proposals.kinship import LinkKind
from proposals.models import Proposal, VersionCause
from proposals.queries.merging import find_waiting_merge, list_of_parts
from proposals.rules import speaks_for
from proposals.services.errors import NotStanding
from proposals.services.linking import tie
from proposals.services.merging import AlreadyWaiting, JointText
from proposals.services.pairs import settle_among
from proposals.services.versions import keep_version
from proposals.services.writing import SHOW, fill, publish

SPLIT = N_(
    "Desteklediğiniz ya da takip ettiğiniz öneri bölündü. Desteğiniz ilk parçada kaldı; ayrılan "
    "parçaları ayrıca destekleyebilirsiniz."
)


def split(
    proposal: Proposal, first: JointText, others: Sequence[JointText], *, by: Visitor, reason: str
) -> list[Proposal]:
    """Supports stay with the first part; nobody is made a supporter of the others."""
    db.session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    (whole,) = list_of_parts([proposal.id])
    if not joining.is_standing(whole):
        raise NotStanding()
    if find_waiting_merge(whole.id) is not None:
        raise AlreadyWaiting()
    own = speaks_for(by, whole)
    cause = VersionCause.AUTHOR if own else VersionCause.OFFICE
    keep_version(whole, first, by=by, cause=cause, reason=reason)
    fill(whole, first, None)  # type: ignore[arg-type]
    made = [_cut(whole, text, by=by) for text in others]
    settle_among([whole.id, *(part.id for part in made)])
    _tell(whole, made, by=by, reason=reason)
    after = {"parts": [part.id for part in made]}
    audit.record("proposals.split", whole, by=by.id, after=after)
    db.session.flush()
    return made


def _cut(whole: Proposal, text: JointText, *, by: Visitor) -> Proposal:
    """Of the same author, whoever has done the cutting."""
    part = Proposal(
        municipality_id=whole.municipality_id,
        consultation_id=whole.consultation_id,
        activity_id=whole.activity_id,
        author_id=whole.author_id,
        organisation_id=whole.organisation_id,
        origin=whole.origin,
        byline=whole.byline,
        neighbourhood_id=whole.neighbourhood_id,
        category_id=whole.category_id,
        shuffle=secrets.randbelow(2**30),
    )
    fill(part, text, None)  # type: ignore[arg-type]
    db.session.add(part)
    db.session.flush()
    publish(part, by=by)
    assert part.journey_id is not None
    if by.id is not None and not speaks_for(by, whole):
        journeys.unfollow(part.journey_id, person_id=by.id)
    journeys.follow(part.journey_id, person_id=whole.author_id, why=Why.AUTHOR)
    tie(part.id, whole.id, LinkKind.SPLIT)
    return part


def _tell(whole: Proposal, made: Sequence[Proposal], *, by: Visitor, reason: str) -> None:
    followers = select(Follower.person_id).where(Follower.journey_id == whole.journey_id)
    began = followers.where(Follower.why == Why.AUTHOR)
    for people, kind in ((began, NoticeKind.MINE), (followers, NoticeKind.FOLLOWED)):
        notifications.tell(
            list(db.session.scalars(people)),
            key=f"proposals.split:{made[0].id}",
            message=SPLIT,
            facts={"reason": reason},
            subject=whole.title,
            endpoint=SHOW,
            object_id=whole.id,
            municipality_id=whole.municipality_id,
            but_not=by.id,
            kind=kind,
        )
