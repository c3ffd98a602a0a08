"""Meetings of a body: called, counted, voted."""

from collections.abc import Collection
from typing import Unpack

from sqlalchemy import delete

from councils import queries
from councils.models import Attendance, Body, Gathering, Vote
from councils.words import Seat
from kernel import audit, clock
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from meetings import services as meetings
from meetings.services import Details
from voting.models import Election, ElectionState
from voting.services import rolls

PAGE = "councils.gathering"


class RollIsFixed(DomainError):
    message = N_("Bu oylama az önce yayımlandı; listesi artık değişmez.")
    field = "election_id"


class MoreVotesThanSeats(DomainError):
    message = N_("Sayılan oy, toplantıda bulunanlardan çok: %(present)s kişi vardı.")
    field = "votes_for"


def call(body: Body, *, by: Visitor, **details: Unpack[Details]) -> Gathering:
    """A meeting of its own, which is announced, moved and written up as every other."""
    details["subject"] = f"{body.organisation.name} · {body.name}"[:300]
    meeting = meetings.create(
        municipality_id=body.municipality_id, by=by, standalone=True, **details
    )
    gathering = Gathering(
        municipality_id=body.municipality_id,
        body_id=body.id,
        meeting_id=meeting.id,
        quorum=body.quorum,
        quorum_value=body.quorum_value,
    )
    db.session.add(gathering)
    db.session.flush()
    meeting.endpoint, meeting.object_id = PAGE, gathering.id
    db.session.flush()
    audit.record("councils.call", gathering, by=by.id, after={"title": meeting.title})
    return gathering


def count_heads(gathering: Gathering, *, by: Visitor, present: Collection[int]) -> None:
    """Hazirun. A substitute takes the seat of a full member who is not there."""
    day = clock.local(gathering.meeting.starts_at).date()
    sitting = queries.list_members(gathering.body_id, on=day)
    came = [member for member in sitting if member.id in present]
    db.session.execute(delete(Attendance).where(Attendance.gathering_id == gathering.id))
    db.session.add_all(
        Attendance(gathering_id=gathering.id, member_id=member.id) for member in came
    )
    gathering.member_count = sum(member.seat is Seat.FULL for member in sitting)
    gathering.present_count = min(len(came), gathering.member_count)
    db.session.flush()
    audit.record(
        "councils.count_heads",
        gathering,
        by=by.id,
        after={"members": gathering.member_count, "present": gathering.present_count},
    )


def put_on_roll(body: Body, election: Election, *, by: Visitor) -> tuple[int, int]:
    """The full members of today, by the addresses of their accounts, in place of every line before.

    Returns how many stand there, and how many members have no account and are not. Raises
    RollIsFixed.
    """
    db.session.refresh(election, ["state"], with_for_update=True)
    if election.state is not ElectionState.DRAFT:
        raise RollIsFixed()
    addresses = queries.list_addresses(body.id)
    known = [rolls.Line(one) for one in addresses if one]
    audit.record("councils.put_on_roll", body, by=by.id, after={"election": election.id})
    return rolls.upload(election, by=by, lines=known), len(addresses) - len(known)


def record_vote(
    gathering: Gathering,
    *,
    by: Visitor,
    question: str,
    votes: tuple[int, int, int] | None,
    election_id: int | None,
) -> Vote:
    """Open: `votes` for, against, abstained. Secret: the vote of the house that was held for it."""
    if votes is not None and gathering.present_count is not None:
        if sum(votes) > gathering.present_count:
            raise MoreVotesThanSeats(present=gathering.present_count)
    counted = votes or (None, None, None)
    vote = Vote(
        municipality_id=gathering.municipality_id,
        gathering_id=gathering.id,
        question=question,
        votes_for=counted[0],
        votes_against=counted[1],
        votes_abstain=counted[2],
        election_id=election_id,
    )
    db.session.add(vote)
    db.session.flush()
    audit.record("councils.record_vote", vote, by=by.id, after={"question": question})
    return vote
