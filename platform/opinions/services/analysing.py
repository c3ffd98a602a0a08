"""What the worker does: counts outside any transaction, keeps what it found, publishes by the hour.

Claiming moves `Analysis.due_at`, so of two workers one counts. NumPy is imported here alone.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import update

from consultations import services as consultations
from kernel import audit, clock, page_cache
from kernel.db import db
from kernel.i18n import N_
from opinions import findings, queries
from opinions.analysis import ours, routing
from opinions.analysis.ours import Result
from opinions.analysis.publishing import TEN
from opinions.models import Analysis, Conversation, ConversationState, Snapshot
from opinions.queries import numbers
from opinions.queries.numbers import FLOOR, Cast
from places.models import Municipality

#: between two analyses: at least this, and this many times what the last one took of a processor
LEAST = timedelta(seconds=10)
TIMES = 20
#: a claim that nobody has finished: the worker died
ABANDONED = timedelta(minutes=15)
#: with fewer people every statement is below its floor and chances are even
FLAT_FROM = 30

FEW = N_("Görüş haritasına 10’dan az kişi katıldı. Az kişinin görüşü belli olmasın diye sonuç yok.")
MANY = N_("Görüş haritasına %(people)s kişi katıldı.")


@dataclass(frozen=True)
class Found:
    """Everything of one analysis, computed and not yet stored."""

    at: datetime
    result: Result
    #: the same without flagged voters; None: nobody is flagged
    without: Result | None
    unclear: dict[int, int]
    places: dict[int, int]
    cpu_seconds: float


def claim(conversation_id: int, now: datetime) -> bool:
    done = db.session.execute(
        update(Analysis)
        .where(Analysis.conversation_id == conversation_id, Analysis.due_at <= now)
        .values(due_at=now + ABANDONED)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def look(conversation: Conversation) -> Found:
    """Reads and computes; writes nothing."""
    now = clock.now()
    cast = numbers.load_votes(conversation.id)
    unclear = queries.unclear_counts(conversation.id)
    places = queries.count_places(conversation)
    seed = conversation.seed
    began = time.process_time()
    result = ours.analyse(cast.votes, seed, banned=cast.banned, started=cast.started)
    without = _without(cast, seed, result)
    return Found(now, result, without, unclear, places, time.process_time() - began)


def _without(cast: Cast, seed: int, result: Result) -> Result | None:
    if not result.flags.suspect.any():
        return None
    return ours.analyse(
        cast.votes, seed, banned=cast.banned, started=cast.started, without_suspects=True
    )


def keep(conversation: Conversation, found: Found, *, final: bool) -> None:
    """Of the newest analysis what routing needs, what the auditor sees, and the publication."""
    took = timedelta(seconds=TIMES * found.cpu_seconds)
    known = _known(found)
    db.session.execute(
        update(Analysis)
        .where(Analysis.conversation_id == conversation.id)
        .values(
            at=found.at,
            due_at=clock.now() + max(LEAST, took),
            cpu_seconds=found.cpu_seconds,
            votes=len(found.result.votes.values),
            voters=found.result.votes.n,
            input_sha256=found.result.input_sha256,
            known=_as_lists(found.result, known),
            flat=_is_flat(found.result, known),
            audit=_audit(found),
        )
    )
    if final or is_time(conversation.id, found.result.votes.n, found.at):
        publish_snapshot(conversation, found, final=final)
    if final:
        finish(conversation, found)


def is_time(conversation_id: int, people: int, now: datetime) -> bool:
    """At most hourly, and only when ten more people have answered."""
    last = queries.snapshot(conversation_id)
    if last is None:
        return people >= TEN
    return now - last.at >= queries.HOURLY and people >= last.voters + queries.MORE


def publish_snapshot(conversation: Conversation, found: Found, *, final: bool) -> Snapshot:
    told = findings.publish(found.result, _world(conversation.id, found, final=final))
    db.session.execute(
        update(Snapshot).where(Snapshot.conversation_id == conversation.id).values(result=None)
    )
    row = Snapshot(
        conversation_id=conversation.id,
        at=found.at,
        final=final,
        voters=found.result.votes.n,
        people=told["people"],
        answers=told["answers"],
        seed=conversation.seed,
        input_sha256=found.result.input_sha256,
        version=ours.VERSION,
        result=told,
    )
    db.session.add(row)
    db.session.flush()
    # Pages kept for anonymous readers show it.
    page_cache.touch(db.session.get(Municipality, conversation.municipality_id))
    return row


def publish_head(conversation: Conversation) -> None:
    """What stays of a publication once a newer one has come; nothing is analysed."""
    cast = numbers.load_votes(conversation.id)
    used = cast.votes.only(~cast.banned)
    head = findings.size(used)
    db.session.add(
        Snapshot(
            conversation_id=conversation.id,
            at=clock.now(),
            final=False,
            voters=used.n,
            people=head["people"],
            answers=head["answers"],
            seed=conversation.seed,
            input_sha256=used.sha256(),
            version=ours.VERSION,
            result=None,
        )
    )
    db.session.flush()


def _world(conversation_id: int, found: Found, *, final: bool) -> findings.World:
    past = [
        {"at": point.at.isoformat(), "people": point.people, "answers": point.answers}
        for point in queries.history(conversation_id)
    ]
    return findings.World(final, found.at.isoformat(), found.unclear, found.places, past)


def finish(conversation: Conversation, found: Found) -> None:
    """Exact figures stand now, once; nobody answers any more."""
    conversation.state, conversation.finished_at = ConversationState.FINAL, clock.now()
    people = found.result.votes.n
    note, facts = (MANY, {"people": people}) if people >= TEN else (FEW, {})
    consultations.finish_activity(conversation.activity, note=note, facts=facts)
    if conversation.imported:
        consultations.end_now(conversation.activity)
    audit.record(
        "opinions.finish",
        conversation,
        by=None,
        after={"input_sha256": found.result.input_sha256, "seed": conversation.seed},
    )


# --- what a request needs of it -----------------------------------------------------------------


def _known(found: Found) -> routing.Known:
    """Exposure is who has had it before them: those who did not understand it, too."""
    names = found.result.votes.statements
    unclear = np.array([found.unclear.get(name, 0) for name in names], dtype=np.int64)
    return ours.known(found.result, found.result.everybody.seen[0] + unclear)


def _as_lists(result: Result, known: routing.Known) -> dict[str, Any]:
    """Six digits of a place are more than anybody sees."""
    return {
        "statements": list(result.votes.statements),
        "mean": _short(known.mean),
        "noise": _short(known.noise),
        "intercepts": [_short(one) for one in known.intercepts],
        "loadings": [[_short(one) for one in row] for row in known.loadings],
        "centres": [[_short(one) for one in row] for row in known.centres],
        "group_agree": known.group_agree.tolist(),
        "group_told": known.group_told.tolist(),
        "exposure": known.exposure.tolist(),
    }


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _is_flat(result: Result, known: routing.Known) -> bool:
    """For somebody new: whether the next statement has become a lottery."""
    live = np.flatnonzero(~(result.votes.out | result.votes.meta))
    if result.votes.n < FLAT_FROM or len(live) < 2:
        return False
    nobody = routing.standing(known, np.zeros(0, dtype=np.int64), np.zeros(0))
    return routing.is_flat(routing.chances(known, nobody, live, FLOOR))


def _audit(found: Found) -> dict[str, Any]:
    """Flagged voters by number, and the findings with and without them, rounded."""
    flags, votes = found.result.flags, found.result.votes
    flagged = np.flatnonzero(flags.suspect | flags.burst)
    told: dict[str, Any] = {
        "flagged": [
            {
                "number": votes.participants[i],
                "straight": bool(flags.straight[i]),
                "copies": bool(flags.copies[i]),
                "burst": bool(flags.burst[i]),
                "answers": int(votes.per_row[i]),
            }
            for i in flagged
        ],
    }
    if found.without is not None:
        told["with"] = _common(found.result)
        told["without"] = _common(found.without)
    return told


def _common(result: Result) -> dict[str, Any]:
    """What would be told of it, without figures: people in tens, groups, the common ground."""
    names = result.votes.statements
    return {
        "people": result.votes.n // TEN * TEN,
        "groups": result.groups.count if result.groups.count > 1 else 0,
        "common": [
            {"id": names[one.index], "agree": one.agree} for one in result.common[: ours.LISTED]
        ],
    }
