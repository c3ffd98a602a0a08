"""Writes of journeys: one function moves a public status, and tells the followers."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete

from journeys import queries, rules
from journeys.models import Follower, Journey, Kind, Source, Status, Step, Why
from kernel import audit, clock, outbox
from kernel.db import DomainError, db
from kernel.dialects import insert_into
from kernel.i18n import N_
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import word


class NotAllowed(DomainError):
    message = N_("Bu adım artık atılamaz: durum değişmiş. Sayfayı yenileyip yeniden bakın.")


def start(
    kind: Kind,
    status: Status,
    *,
    municipality_id: int,
    subject: str,
    endpoint: str,
    object_id: int,
    by: int | None,
    office: str = "",
) -> Journey:
    """The first step; whoever began it follows it."""
    journey = Journey(
        municipality_id=municipality_id,
        kind=kind,
        status=status,
        subject=subject,
        endpoint=endpoint,
        object_id=object_id,
    )
    db.session.add(journey)
    db.session.flush()
    db.session.add(Step(journey_id=journey.id, status=status, by_id=by, office=office))
    if by is not None:
        follow(journey.id, person_id=by, why=Why.AUTHOR)
    # Whose place, topic or search it is, the worker finds out.
    outbox.moment(
        f"following.announce:{journey.id}",
        "following.announce",
        clock.now(),
        municipality_id=municipality_id,
        journey_id=journey.id,
    )
    db.session.flush()
    return journey


def move(
    journey: Journey,
    to: Status,
    *,
    by: int | None,
    office: str = "",
    reason: str = "",
    reason_facts: dict[str, Any] | None = None,
    subject: str = "",
    endpoint: str = "",
    object_id: int | None = None,
    event: str = "",
) -> Step:
    """The only thing that changes a public status.

    A `reason` with facts, be they empty, is a msgid; without any it is what somebody typed.
    `event` names what moves several journeys at once: who follows two of them is told of the first.
    """
    if not rules.may_move(journey.kind, journey.status, to):
        raise NotAllowed()
    before = journey.status
    journey.status = to
    journey.moved_at = clock.now()
    step = _step(
        journey,
        by_id=by,
        office=office,
        reason=reason,
        reason_facts=reason_facts,
        subject=subject,
        endpoint=endpoint,
        object_id=object_id,
    )
    audit.record(
        "journeys.move",
        journey,
        by=by,
        before={"status": before.value},
        after={"status": to.value, "step": step.id},
    )
    tell_followers(
        journey,
        key=event or f"journey-step:{step.id}",
        message=rules.NEWS[journey.kind, to],
        facts={"reason": _told(reason, reason_facts)} if reason else {},
        by=by,
    )
    return step


def _step(journey: Journey, **columns: Any) -> Step:
    """Of the status that the journey has now."""
    step = Step(journey_id=journey.id, status=journey.status, **columns)
    db.session.add(step)
    db.session.flush()
    return step


def _told(reason: str, facts: dict[str, Any] | None) -> str | dict[str, Any]:
    return reason if facts is None else word(reason, facts)


def add_line(
    journey: Journey,
    *,
    by: int | None,
    office: str,
    line: str,
    facts: dict[str, Any],
    tell: Iterable[int] = (),
    subject: str = "",
    endpoint: str = "",
    object_id: int | None = None,
) -> Step:
    """A dated public line (a msgid) that changes no status. `tell`: whom it concerns most."""
    step = _step(
        journey,
        moved=False,
        by_id=by,
        office=office,
        reason=line,
        reason_facts=facts,
        subject=subject,
        endpoint=endpoint,
        object_id=object_id,
    )
    audit.record("journeys.add_line", journey, by=by, after={"step": step.id, "line": line})
    key = f"journey-step:{step.id}"
    tell_of(journey, tell, key=key, message=line, facts=facts, by=by, kind=NoticeKind.MINE)
    return step


def tell_followers(
    journey: Journey,
    *,
    key: str,
    message: str,
    facts: dict[str, Any],
    by: int | None,
    also: Iterable[int] = (),
) -> None:
    """News that move no status: a dated update, a new version of an answer, an opening.

    `also`: other journeys that it concerns; who follows several of them is told once.
    """
    # One key: whoever began it hears of it as of their own, and not again as a follower.
    for people, kind in (
        (queries.list_authors(journey.id, *also), NoticeKind.MINE),
        (queries.list_followers(journey.id, *also), NoticeKind.FOLLOWED),
    ):
        tell_of(journey, people, key=key, message=message, facts=facts, by=by, kind=kind)


def tell_of(
    journey: Journey,
    people: Iterable[int],
    *,
    key: str,
    message: str,
    facts: dict[str, Any],
    kind: NoticeKind,
    by: int | None = None,
) -> None:
    """Under the journey's name, with the way to its owner."""
    notifications.tell(
        people,
        key=key,
        message=message,
        facts=facts,
        subject=journey.subject,
        endpoint=journey.endpoint,
        object_id=journey.object_id,
        municipality_id=journey.municipality_id,
        but_not=by,
        kind=kind,
    )


def note_source(
    endpoint: str, object_id: int, *, source: str, source_id: int, municipality_id: int
) -> None:
    """Where it began; said twice it is said once."""
    statement = insert_into(Source).values(
        municipality_id=municipality_id,
        endpoint=endpoint,
        object_id=object_id,
        source=source,
        source_id=source_id,
        since=clock.now(),
    )
    db.session.execute(
        statement.on_conflict_do_nothing(
            index_elements=["endpoint", "object_id", "source", "source_id"]
        )
    )


def follow(journey_id: int, *, person_id: int, why: Why = Why.FOLLOWER) -> None:
    """Whoever follows already keeps their first reason."""
    statement = insert_into(Follower).values(
        journey_id=journey_id, person_id=person_id, why=why, since=clock.now()
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["journey_id", "person_id"]))


def unfollow(journey_id: int, *, person_id: int, why: Why | None = None) -> None:
    """With `why` only who follows for that reason: taking back support keeps an author."""
    statement = delete(Follower).where(
        Follower.journey_id == journey_id, Follower.person_id == person_id
    )
    db.session.execute(statement if why is None else statement.where(Follower.why == why))


def forget(person_id: int) -> None:
    """Steps keep their number of an emptied account; following ends."""
    db.session.execute(delete(Follower).where(Follower.person_id == person_id))
