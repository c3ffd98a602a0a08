"""News of an action: progress, a new end, its postponement, its end; whoever follows is told."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from journeys import services as journeys
from journeys.models import Status
from kernel import audit, clock, files
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import day
from roadmap.models import Action, ActionState, Picture, Update
from roadmap.services.making import facts, find_journey, move_consultation, office_of
from roadmap.services.reminding import plan_reminder

Accepted = tuple[bytes, str, str]


@dataclass(frozen=True)
class News:
    """One dated update as it was written."""

    text: str
    html: str
    progress: int
    spent_kurus: int | None = None
    new_ends_on: date | None = None
    delay_reason: str = ""
    evidence: Accepted | None = None
    #: photos with the words for those who do not see them
    photos: list[tuple[Accepted, str]] = field(default_factory=list)


def update(action: Action, *, by: Visitor, news: News) -> Update:
    """A new end never replaces the first promise: the delay is counted from that."""
    before = facts(action)
    row = _write(action, by=by, news=news)
    begins = action.state is ActionState.PLANNED and news.progress > 0
    # What happened says more than that it began; who follows reads one of the two.
    _tell(action, row, by=by)
    if begins:
        _begin(action, by=by, event=_event(row))
    audit.record("roadmap.update", action, by=by.id, before=before, after=facts(action))
    return row


def _write(action: Action, *, by: Visitor, news: News) -> Update:
    moved = news.new_ends_on if news.new_ends_on != action.ends_on else None
    evidence = None
    if news.evidence is not None:
        evidence = files.store(news.evidence, municipality_id=action.municipality_id)
    row = Update(
        action_id=action.id,
        by_id=by.id,
        office=office_of(action),
        text=news.text,
        html=news.html,
        progress=news.progress,
        spent_kurus=news.spent_kurus,
        old_ends_on=action.ends_on if moved else None,
        new_ends_on=moved,
        delay_reason=news.delay_reason if moved else "",
        evidence_id=None if evidence is None else evidence.id,
    )
    db.session.add(row)
    action.progress = news.progress
    if news.spent_kurus is not None:
        action.spent_kurus = news.spent_kurus
    if moved:
        action.ends_on = moved
    action.heard_at = clock.now()
    db.session.flush()
    for accepted, words in news.photos:
        stored = files.store(accepted, municipality_id=action.municipality_id)
        db.session.add(Picture(update_id=row.id, file_id=stored.id, words=words))
    plan_reminder(action)
    db.session.flush()
    return row


def _tell(action: Action, row: Update, *, by: Visitor) -> None:
    journey = find_journey(action.journey_id)
    if journey is None:
        return
    if row.new_ends_on is not None:
        message = N_("Eylemin bitiş tarihi değişti: %(old)s yerine %(new)s.")
        said: dict[str, Any] = {
            "old": day(row.old_ends_on or row.new_ends_on),
            "new": day(row.new_ends_on),
            "reason": row.delay_reason,
        }
    else:
        message = N_("Eylemde yeni gelişme var. İlerleme: %%%(progress)s.")
        said = {"progress": row.progress}
    journeys.tell_followers(journey, key=_event(row), message=message, facts=said, by=by.id)


def _event(row: Update) -> str:
    """One change is told once, whatever it moves."""
    return f"action-update:{row.id}"


def start(action: Action, *, by: Visitor) -> None:
    _begin(action, by=by)
    audit.record("roadmap.start", action, by=by.id)


def _begin(action: Action, *, by: Visitor, event: str = "") -> None:
    action.state = ActionState.STARTED
    journey = find_journey(action.journey_id)
    if journey is not None:
        journeys.move(journey, Status.STARTED, by=by.id, office=office_of(action), event=event)


def postpone(action: Action, *, by: Visitor, news: News) -> Update:
    """Put off with a reason; the first promise stays what it was."""
    before = facts(action)
    row = _write(action, by=by, news=news)
    action.state = ActionState.POSTPONED
    audit.record("roadmap.postpone", action, by=by.id, before=before, after=facts(action))
    journey = find_journey(action.journey_id)
    if journey is not None:
        journeys.move(
            journey,
            Status.POSTPONED,
            by=by.id,
            office=office_of(action),
            reason=news.delay_reason or news.text,
            event=_event(row),
        )
    return row


def resume(action: Action, *, by: Visitor) -> None:
    """Goes on from where it was."""
    begun = action.progress > 0
    action.state = ActionState.STARTED if begun else ActionState.PLANNED
    audit.record("roadmap.resume", action, by=by.id, after=facts(action))
    journey = find_journey(action.journey_id)
    if journey is not None:
        to = Status.STARTED if begun else Status.PLANNED
        journeys.move(journey, to, by=by.id, office=office_of(action))


def complete(action: Action, *, by: Visitor, completed_on: date, news: News) -> Update:
    """The circle closes: whoever proposed, supported or followed is told."""
    before = facts(action)
    row = _write(action, by=by, news=news)
    action.state = ActionState.COMPLETED
    action.completed_on = completed_on
    audit.record("roadmap.complete", action, by=by.id, before=before, after=facts(action))
    _finish(action, Status.COMPLETED, by=by)
    return row


def cancel(action: Action, *, by: Visitor, reason: str) -> None:
    before = facts(action)
    action.state = ActionState.CANCELLED
    audit.record("roadmap.cancel", action, by=by.id, before=before, after=facts(action))
    _finish(action, Status.CANCELLED, by=by, reason=reason)


def _finish(action: Action, to: Status, *, by: Visitor, reason: str = "") -> None:
    """Whoever follows proposal and action reads it once, as news of the proposal."""
    news: dict[str, Any] = {
        "by": by.id,
        "office": office_of(action),
        "reason": reason,
        "event": f"action:{action.id}:{to.value}",
    }
    proposal = action.proposal
    if proposal is not None and proposal.journey is not None:
        journeys.move(
            proposal.journey,
            to,
            subject=f"{action.number} {action.title}"[:300],
            endpoint="roadmap.show",
            object_id=action.id,
            **news,
        )
    journey = find_journey(action.journey_id)
    if journey is not None:
        journeys.move(journey, to, **news)
    move_consultation(action, by=by, office=news["office"])
