"""Reads of journeys: steps, followers, and the trace that a page shows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, bindparam, func, select

from journeys import rules
from journeys.models import (
    SOURCE_LABELS,
    STATUS_LABELS,
    Follower,
    Journey,
    Source,
    Status,
    Step,
    Why,
)
from journeys.rules import STATION_LABELS, Station
from kernel import formats, owners
from kernel.db import db, fetch
from kernel.i18n import _, ngettext
from kernel.rules import NOBODY, Visitor
from notifications.rules import sentence

VOTED = (Status.CHOSEN, Status.NOT_CHOSEN)


class StepRow(NamedTuple):
    status: Status
    moved: bool
    at: datetime
    office: str
    reason: str
    reason_facts: dict[str, Any] | None
    subject: str
    endpoint: str
    object_id: int | None

    @property
    def label(self) -> str:
        return STATUS_LABELS[self.status]

    @property
    def shown_reason(self) -> str:
        return sentence(self.reason, self.reason_facts)

    @property
    def href(self) -> str:
        """Of what the line is about, inside a municipality's page."""
        return owners.address(self.endpoint, self.object_id, None) if self.endpoint else ""


_COLUMNS = (
    Step.status,
    Step.moved,
    Step.at,
    Step.office,
    Step.reason,
    Step.reason_facts,
    Step.subject,
    Step.endpoint,
    Step.object_id,
)
_STEPS = (
    select(*_COLUMNS)
    .where(Step.journey_id == bindparam("journey_id", type_=Integer))
    .order_by(Step.id)
)


def get_journey(journey_id: int, for_: Visitor = NOBODY) -> Journey:
    return db.session.scalars(select(Journey).where(Journey.id == journey_id)).one()


def list_steps(journey_id: int | None) -> list[StepRow]:
    """Oldest first."""
    return [StepRow(*row) for row in fetch(_STEPS, journey_id=journey_id)]


def list_latest(journey_ids: Sequence[int]) -> dict[int, StepRow]:
    """The newest move of each, by journey."""
    if not journey_ids:
        return {}
    newest = select(func.max(Step.id)).where(Step.journey_id.in_(journey_ids), Step.moved)
    rows = db.session.execute(
        select(Step.journey_id, *_COLUMNS).where(Step.id.in_(newest.group_by(Step.journey_id)))
    )
    return {row[0]: StepRow(*row[1:]) for row in rows}


def voted_column(journey_id: Any) -> ColumnElement[bool]:
    """For lists: whether a vote decided about the journey of this row."""
    return select(Step.id).where(Step.journey_id == journey_id, Step.status.in_(VOTED)).exists()


_FOLLOWS = select(Follower.id).where(
    Follower.journey_id == bindparam("journey_id", type_=Integer),
    Follower.person_id == bindparam("person_id", type_=Integer),
)


def is_following(journey_id: int | None, person_id: int | None) -> bool:
    if journey_id is None or person_id is None:
        return False
    return bool(fetch(_FOLLOWS, journey_id=journey_id, person_id=person_id))


def list_followers(*journey_ids: int) -> list[int]:
    """Each person once, however many of these they follow."""
    followed = Follower.journey_id.in_(journey_ids)
    return list(db.session.scalars(select(Follower.person_id).where(followed).distinct()))


def list_authors(*journey_ids: int) -> list[int]:
    began = Follower.journey_id.in_(journey_ids), Follower.why == Why.AUTHOR
    return list(db.session.scalars(select(Follower.person_id).where(*began).distinct()))


_FOLLOWERS = select(func.count()).where(
    Follower.journey_id == bindparam("journey_id", type_=Integer)
)


def count_followers(journey_id: int | None) -> int:
    return int(fetch(_FOLLOWERS, journey_id=journey_id)[0][0])


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(Journey.subject, Follower.why, Follower.since)
        .join(Journey, Journey.id == Follower.journey_id)
        .where(Follower.person_id == person_id)
        .order_by(Follower.id)
    )
    return {
        "follows": [
            {"subject": row.subject, "why": row.why.value, "since": row.since.isoformat()}
            for row in rows
        ]
    }


# --- where it began -----------------------------------------------------------------------------


class SourceRow(NamedTuple):
    endpoint: str
    object_id: int

    @property
    def label(self) -> str:
        return SOURCE_LABELS[self.endpoint][0]

    @property
    def link(self) -> str:
        return SOURCE_LABELS[self.endpoint][1]


def list_sources(endpoint: str, object_id: int) -> list[SourceRow]:
    rows = db.session.execute(
        select(Source.source, Source.source_id)
        .where(Source.endpoint == endpoint, Source.object_id == object_id)
        .order_by(Source.id)
    )
    return [SourceRow(*row) for row in rows]


def list_grown(source: str, source_id: int, endpoint: str) -> list[int]:
    """What began there, drafts too: whoever shows it asks what is public."""
    return list(
        db.session.scalars(
            select(Source.object_id)
            .where(
                Source.source == source, Source.source_id == source_id, Source.endpoint == endpoint
            )
            .order_by(Source.id)
        )
    )


# --- the trace ----------------------------------------------------------------------------------


def mini_of_proposal(
    status: Status, *, voted: bool, has_vote: bool, duty_state: str | None
) -> tuple[list[str], str]:
    """States and word for the macro `mini()`."""
    states = rules.stations(status, voted=voted, has_vote=has_vote, duty_state=duty_state)
    return list(states.values()), _(STATION_LABELS[rules.here(states)])


def trace_of_proposal(
    status: Status,
    steps: Sequence[StepRow],
    *,
    has_vote: bool,
    duty_state: str | None,
    due_on: date | None = None,
    days: int | None = None,
    promised_on: date | None = None,
    promise_href: str = "",
    slug: str | None = None,
) -> list[dict[str, str]]:
    """The dicts of the macro `trace()`, from a proposal's journey and its steps."""
    voted = any(step.status in VOTED for step in steps)
    states = rules.stations(status, voted=voted, has_vote=has_vote, duty_state=duty_state)
    stops = {
        Station.PROMISE: (_day(promised_on), promise_href, ""),
        Station.PROPOSAL: _stop(steps, (*rules.UNDECIDED, Status.WITHDRAWN, Status.MERGED), slug),
        Station.VOTE: _stop(steps, (Status.ON_BALLOT, *VOTED), slug),
        Station.ANSWER: _stop(steps, tuple(rules.ANSWERS), slug),
        Station.ACTION: _stop(steps, (Status.ON_ROADMAP, Status.COMPLETED, Status.CANCELLED), slug),
    }
    trace = []
    for station, state in states.items():
        # What is still to come has no day yet, also where an objection took the first answer back.
        note, href, body = ("", "", "") if state == "next" else stops[station]
        if station is Station.ANSWER and state == "late" and days:
            note = ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", days)
        elif station is Station.ANSWER and due_on is not None and state in ("now", "next"):
            note = _("Son gün: %(date)s", date=formats.short_day(due_on))
        trace.append(
            {
                "state": state,
                "label": _(STATION_LABELS[station]),
                "note": note,
                "href": href,
                "body": body,
            }
        )
    return trace


def _stop(
    steps: Sequence[StepRow], statuses: tuple[Status, ...], slug: str | None
) -> tuple[str, str, str]:
    """Day, address and word of the last step at a station."""
    found = [step for step in steps if step.moved and step.status in statuses]
    if not found:
        return "", "", ""
    last = found[-1]
    href = owners.address(last.endpoint, last.object_id, slug) if last.endpoint else ""
    word = "" if last.status is Status.PUBLISHED else _(STATUS_LABELS[last.status])
    return formats.short_day(last.at), href, word


def _day(value: date | None) -> str:
    return "" if value is None else formats.short_day(value)
