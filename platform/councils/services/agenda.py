"""Items of an agenda: papers, the window for comments, committee and decision."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy import func, select

from answers import services as answers
from answers.models import DutyKind
from councils import queries
from councils.models import Document, Item, Opinion, Sitting
from councils.services.reminding import plan_decision
from councils.words import Outcome
from discussion import services as discussion
from discussion.models import Comment, CommentState
from journeys import services as journeys
from journeys.models import Kind, Status
from journeys.rules import may_move
from kernel import audit, clock, files, outbox
from kernel.db import DomainError, db, lock, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import first_sentence, plain
from notifications.rules import day

PAGE = "councils.item"
#: who signs the steps in public
OFFICE = "Belediye Meclisi"

OPENED = N_("Bu gündem maddesi için söz açıldı. Son gün: %(day)s.")
#: its Turkish name, in every language
HEADING = "Kent konseyi görüşü: %s"


class NumberTaken(DomainError):
    constraint = "uq_council_item_sitting_id_number"
    message = N_("Bu birleşimin gündeminde bu sıra numarası var.")
    field = "number"


class Details(TypedDict, total=False):
    number: int
    title: str
    summary: str
    unit_id: int | None
    sitting_id: int


class Decided(TypedDict):
    """A decision as the form gives it; `decision_html` is rendered before."""

    decided_on: date
    decision_number: str
    outcome: Outcome
    decision: str
    decision_html: str
    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None


def add_item(sitting: Sitting, *, by: Visitor, **details: Unpack[Details]) -> Item:
    """Public at once, with a thread of its own; comments wait for its window."""
    # Whoever puts an opinion there holds a lock of its own name; numbers are given one by one.
    lock("sitting", sitting.id)
    details.setdefault("number", queries.next_number(sitting.id))
    details["sitting_id"] = sitting.id
    item = Item(municipality_id=sitting.municipality_id, added_at=clock.now(), **details)
    with refusing(NumberTaken):
        db.session.add(item)
    owner = {
        "municipality_id": item.municipality_id,
        "subject": item.title,
        "endpoint": PAGE,
        "object_id": item.id,
    }
    item.thread_id = discussion.open_thread(**owner).id  # type: ignore[arg-type]
    item.journey = journeys.start(
        Kind.AGENDA_ITEM,
        Status.ON_AGENDA,
        by=None,
        office=OFFICE,
        **owner,  # type: ignore[arg-type]
    )
    db.session.flush()
    audit.record("councils.add_item", item, by=by.id, after={"title": item.title})
    return item


def edit_item(item: Item, *, by: Visitor, **details: Unpack[Details]) -> None:
    """Also onto the agenda of another session: what a committee hands back.

    The session that took it up stays known: what was due there was done there.
    """
    before = {"sitting": item.sitting_id, "number": item.number, "title": item.title}
    moved = "sitting_id" in details and details["sitting_id"] != item.sitting_id
    if moved:
        lock("sitting", details["sitting_id"])
        details["number"] = queries.next_number(details["sitting_id"])
        held = item.sitting.starts_at <= clock.now() and item.sitting.cancelled_at is None
        if held and item.first_sitting_id is None:
            item.first_sitting_id = item.sitting_id
    with refusing(NumberTaken):
        for name, value in details.items():
            setattr(item, name, value)
    after = {"sitting": item.sitting_id, "number": item.number, "title": item.title}
    audit.record("councils.edit_item", item, by=by.id, before=before, after=after)


def add_document(
    item: Item, *, by: Visitor, title: str, accepted: tuple[bytes, str, str]
) -> Document:
    stored = files.store(accepted, municipality_id=item.municipality_id)
    document = Document(item_id=item.id, title=title, file_id=stored.id)
    db.session.add(document)
    db.session.flush()
    audit.record(
        "councils.add_document",
        document,
        by=by.id,
        municipality_id=item.municipality_id,
        after={"title": title},
    )
    return document


def remove_document(document: Document, *, by: Visitor) -> None:
    audit.record(
        "councils.remove_document",
        document,
        by=by.id,
        municipality_id=document.item.municipality_id,
        before={"title": document.title},
    )
    db.session.delete(document)
    db.session.flush()


# --- what residents say -------------------------------------------------------------------------


def _moment(item: Item) -> str:
    return f"councils.window_over:{item.id}"


def open_window(item: Item, *, by: Visitor, closes_at: datetime) -> None:
    """From now on; what is said is answered after it closes."""
    item.opens_at, item.closes_at = clock.now(), closes_at
    db.session.flush()
    audit.record("councils.open_window", item, by=by.id, after={"until": closes_at.isoformat()})
    outbox.moment(
        _moment(item),
        "councils.window_over",
        closes_at,
        municipality_id=item.municipality_id,
        item_id=item.id,
    )
    if item.journey is not None:
        journeys.tell_followers(
            item.journey,
            key=f"item-window:{item.id}:{closes_at.isoformat()}",
            message=OPENED,
            facts={"day": day(clock.last_day(closes_at))},
            by=by.id,
        )


def close_window(item: Item, *, by: Visitor) -> None:
    """At once; whatever was said is owed an answer."""
    item.closes_at = clock.now()
    outbox.cancel(_moment(item))
    db.session.flush()
    audit.record("councils.close_window", item, by=by.id)
    _owe(item)


def window_over(item_id: int) -> None:
    """The worker, at the last moment; one that was opened anew has its own."""
    item = queries.get_item(item_id)
    if item.closes_at is not None and item.closes_at <= clock.now():
        _owe(item)


def _owe(item: Item) -> None:
    """An answer to what was said since the window opened; one that is owed already serves."""
    if item.duty is not None and item.duty.answered_on is None:
        return
    said = db.session.scalar(
        select(func.count()).where(
            Comment.thread_id == item.thread_id,
            Comment.state == CommentState.VISIBLE,
            Comment.posted_at >= item.opens_at,
            Comment.office == "",
        )
    )
    if not said:
        return
    item.duty = answers.owe_in_time(
        DutyKind.AGENDA_ITEM,
        municipality_id=item.municipality_id,
        subject=item.title,
        endpoint=PAGE,
        object_id=item.id,
        unit_id=item.unit_id,
        journey_id=item.journey_id,
    )
    db.session.flush()


# --- committee and decision ---------------------------------------------------------------------


def refer(item: Item, *, by: Visitor, committee: str, on: date) -> None:
    item.committee, item.referred_on = committee, on
    db.session.flush()
    audit.record("councils.refer", item, by=by.id, after={"committee": committee})
    _move(item, Status.IN_COMMITTEE, by, committee)


def decide(item: Item, *, by: Visitor, **decided: Unpack[Decided]) -> None:
    """The window closes with the decision; followers of the item and of the opinion are told."""
    open_until = item.closes_at
    for name, value in decided.items():
        setattr(item, name, value)
    db.session.flush()
    audit.record(
        "councils.decide",
        item,
        by=by.id,
        after={"number": item.decision_number, "outcome": decided["outcome"].value},
    )
    _move(item, Status.DECIDED, by, in_short(item))
    plan_decision(item)
    if item.opens_at is None:
        return
    if open_until is not None and open_until > clock.now():
        close_window(item, by=by)
    else:
        _owe(item)


def in_short(item: Item | queries.Heard) -> str:
    """The decision as a list, a notice and the head of an answer say it."""
    return first_sentence(plain(item.decision, 390))[:400]


def _move(item: Item, to: Status, by: Visitor, reason: str) -> None:
    """Of the item and of the opinion behind it: who follows both hears of it once."""
    opinion: Opinion | None = queries.of_item(item.id)
    for journey in (None if opinion is None else opinion.journey, item.journey):
        if journey is not None and may_move(journey.kind, journey.status, to):
            journeys.move(
                journey,
                to,
                by=by.id,
                office=OFFICE,
                reason=reason,
                subject=item.title,
                endpoint=PAGE,
                object_id=item.id,
                event=f"council-item:{item.id}:{to.value}",
            )
