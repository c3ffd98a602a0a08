"""A roadmap is opened for comments, adopted, changed by decision and closed; versions stay."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from discussion import services as discussion
from journeys import services as journeys
from journeys.models import Kind, Status
from kernel import audit, clock
from kernel.db import DomainError, db, lock
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day
from roadmap import queries
from roadmap.models import (
    Action,
    ActionState,
    Adopter,
    Roadmap,
    RoadmapState,
    Version,
    VersionKind,
)
from roadmap.queries import snapshots
from roadmap.services import gathering
from roadmap.services.making import facts, office_of, say_back
from roadmap.services.reminding import plan_reminder


class Empty(DomainError):
    message = N_("Yol haritasında en az bir amaç, bir hedef ve bir eylem olmalı.")


class Unchanged(DomainError):
    message = N_("Son yayımlanan sürümden bu yana değişen bir şey yok.")


@dataclass(frozen=True)
class Decided:
    """Who adopted it: as the paper says."""

    by: Adopter
    number: str
    on: date


def open_comments(roadmap: Roadmap, *, by: Visitor, until: datetime, note: str = "") -> Version:
    """The first version; every action has a discussion from now on."""
    roadmap.comments_until = until
    roadmap.state = RoadmapState.OPEN
    version = _publish(roadmap, VersionKind.OPENED, by=by, note=note)
    audit.record("roadmap.open", roadmap, by=by.id, after={"until": until.isoformat()})
    _tell(
        roadmap,
        version,
        N_("Yol haritası taslağı görüşe açıldı. Son gün: %(until)s."),
        {"until": day(clock.last_day(until))},
        by=by,
    )
    return version


def renew(roadmap: Roadmap, *, by: Visitor, note: str) -> Version:
    """What changed after the comments, before it is adopted."""
    version = _publish(roadmap, VersionKind.REVISED, by=by, note=note)
    audit.record("roadmap.renew", roadmap, by=by.id, after={"version": version.number})
    _tell(
        roadmap,
        version,
        N_("Yol haritası taslağının yeni sürümü yayımlandı: sürüm %(number)s."),
        {"number": version.number},
        by=by,
    )
    return version


def adopt(
    roadmap: Roadmap, *, by: Visitor, decided: Decided, in_force_on: date, note: str = ""
) -> Version:
    """From now on the municipality is held to every action; delay counts from these dates."""
    roadmap.adopted_by, roadmap.decision_number = decided.by, decided.number
    roadmap.decided_on, roadmap.in_force_on = decided.on, in_force_on
    roadmap.state = RoadmapState.ADOPTED
    version = _publish(roadmap, VersionKind.ADOPTED, by=by, note=note, decided=decided)
    _put_in_force(roadmap)
    audit.record("roadmap.adopt", roadmap, by=by.id, after=_of(decided))
    _tell(
        roadmap,
        version,
        N_("Yol haritası kabul edildi. Karar %(number)s, %(day)s."),
        {"number": decided.number, "day": day(decided.on)},
        by=by,
    )
    return version


def amend(roadmap: Roadmap, *, by: Visitor, decided: Decided, note: str) -> Version:
    """A change by decision: new actions come into force, the old promises keep their dates."""
    version = _publish(roadmap, VersionKind.AMENDED, by=by, note=note, decided=decided)
    _put_in_force(roadmap)
    audit.record("roadmap.amend", roadmap, by=by.id, after=_of(decided))
    _tell(
        roadmap,
        version,
        N_("Yol haritası değişti. Karar %(number)s, %(day)s."),
        {"number": decided.number, "day": day(decided.on)},
        by=by,
    )
    return version


def close(roadmap: Roadmap, *, by: Visitor, closing: str) -> None:
    """Its actions go on; nothing more is added."""
    roadmap.state, roadmap.closed_at, roadmap.closing = RoadmapState.CLOSED, clock.now(), closing
    db.session.flush()
    audit.record("roadmap.close", roadmap, by=by.id)
    _tell(roadmap, None, N_("Yol haritası kapandı."), {"reason": closing}, by=by)


def _of(decided: Decided) -> dict[str, Any]:
    return {"by": decided.by.value, "number": decided.number, "on": decided.on.isoformat()}


# --- versions -----------------------------------------------------------------------------------


def _publish(
    roadmap: Roadmap,
    kind: VersionKind,
    *,
    by: Visitor,
    note: str,
    decided: Decided | None = None,
) -> Version:
    lock("roadmap", roadmap.id)
    db.session.flush()
    whole = queries.load_whole(roadmap.id)
    content = snapshots.content(whole)
    if not any(True for _action in snapshots.actions_of(content)):
        raise Empty()
    text = snapshots.canonical(content)
    if kind in (VersionKind.REVISED, VersionKind.AMENDED):
        _must_differ(roadmap, text)
    version = Version(
        municipality_id=roadmap.municipality_id,
        roadmap_id=roadmap.id,
        number=roadmap.current + 1,
        kind=kind,
        note=note,
        adopted_by=None if decided is None else decided.by,
        decision_number="" if decided is None else decided.number,
        decided_on=None if decided is None else decided.on,
        published_at=clock.now(),
        published_by_id=by.id,
        content=text,
        sha256=snapshots.fingerprint(text),
    )
    db.session.add(version)
    roadmap.current = version.number
    db.session.flush()
    _open_threads(whole)
    return version


def _must_differ(roadmap: Roadmap, text: str) -> None:
    if queries.get_version(roadmap.id, roadmap.current).content == text:
        raise Unchanged()


def _open_threads(roadmap: Roadmap) -> None:
    for goal in roadmap.goals:
        for objective in goal.objectives:
            for action in objective.actions:
                if action.thread_id is None and action.state is ActionState.DRAFT:
                    thread = discussion.open_thread(
                        municipality_id=action.municipality_id,
                        subject=f"{action.code} {action.title}"[:300],
                        endpoint="roadmap.show",
                        object_id=action.id,
                    )
                    action.thread_id = thread.id
    db.session.flush()


# --- in force -----------------------------------------------------------------------------------


def _put_in_force(roadmap: Roadmap) -> None:
    for action in queries.list_drafts(roadmap.id):
        _begin(action)
    db.session.flush()


def _begin(action: Action) -> None:
    """An action of the draft becomes a promise with a journey; who had a part follows it."""
    action.state = ActionState.PLANNED
    action.first_ends_on = action.ends_on
    journey = journeys.start(
        Kind.ACTION,
        Status.PLANNED,
        municipality_id=action.municipality_id,
        subject=action.title,
        endpoint="roadmap.show",
        object_id=action.id,
        by=None,
        office=office_of(action),
    )
    action.journey_id = journey.id
    _take_first_origin(action)
    gathering.from_origins(action)
    say_back(action)
    plan_reminder(action)
    audit.record("roadmap.create", action, by=None, after=facts(action))


def _take_first_origin(action: Action) -> None:
    """Lists name one: the first proposal, and the first consultation."""
    for name in ("proposal_id", "consultation_id"):
        if getattr(action, name) is None:
            found = (getattr(one, name) for one in action.origins if getattr(one, name))
            setattr(action, name, next(found, None))


def _tell(
    roadmap: Roadmap,
    version: Version | None,
    message: str,
    facts: dict[str, Any],
    *,
    by: Visitor,
) -> None:
    event = "closed" if version is None else str(version.number)
    tell_of(roadmap, event, message, facts, by=by)


def tell_of(
    roadmap: Roadmap, event: str, message: str, facts: dict[str, Any], *, by: Visitor
) -> None:
    """Whoever commented and whoever writes along: once a person and event."""
    people = {*queries.list_speakers(roadmap.id), *queries.list_writers(roadmap.id)}
    notifications.tell(
        people,
        key=f"roadmap:{roadmap.id}:{event}",
        message=message,
        facts=facts,
        subject=roadmap.title,
        endpoint="roadmap.document",
        object_id=roadmap.id,
        municipality_id=roadmap.municipality_id,
        but_not=by.id,
        kind=NoticeKind.FOLLOWED,
    )
