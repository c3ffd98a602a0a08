"""Reminders of the days of the law: an opinion's first session, and what follows a decision.

They come as those of answers do: a week and a day before, the morning after, then every week. A
moment of a day that no longer holds says nothing.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from answers.services import Reminded, schedule_reminders
from councils import queries, rules
from councils.models import Item, Opinion
from councils.rules import After, Planned
from councils.rules.access import COUNCIL, MUNICIPAL
from kernel import clock
from kernel.i18n import N_
from kernel.rules import Role
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day, word
from places.queries import list_staff

OPINION = (
    "councils.opinion_soon",
    "councils.opinion_tomorrow",
    "councils.opinion_late",
    "councils.opinion_still_late",
)
DECISION = (
    "councils.decision_soon",
    "councils.decision_tomorrow",
    "councils.decision_late",
    "councils.decision_still_late",
)
NOT_YET = N_("Kent konseyinin bu görüşü henüz gündemde değil. Birleşim: %(date)s.")
MISSED = N_("Görüş ilk birleşimin gündemine alınmadı: %(date)s. Sayfada gecikti yazıyor.")
TO_DO = N_("Karardan sonra yapılacak: %(what)s. Son gün: %(date)s.")
NOT_DONE = N_("Karardan sonra yapılmadı: %(what)s. Son gün geçti: %(date)s.")
#: what is still to be done, by its steps
WHAT = {
    (After.SENT, After.SUMMARY): N_("mülki idare amirine gönderme, özeti halka duyurma"),
    (After.SENT,): N_("mülki idare amirine gönderme"),
    (After.SUMMARY,): N_("özeti halka duyurma"),
}


def _list_workers(municipality_id: int, roles: Collection[Role]) -> list[int]:
    return [one.person_id for role in roles for one in list_staff(municipality_id, role)]


# --- an opinion ---------------------------------------------------------------------------------


def plan_opinions(opinions: Iterable[Opinion], days: list[Planned]) -> None:
    """Of those that are handed over and on no agenda; `days`: the council's calendar."""
    found = [_of_opinion(one, days) for one in opinions if one.item_id is None]
    schedule_reminders(one for one in found if one is not None)


def _of_opinion(opinion: Opinion, days: list[Planned]) -> Reminded | None:
    if opinion.handed_on is None or opinion.first_due_on is None:
        return None
    turn = rules.due_sitting(days, opinion.handed_on)
    due_on = opinion.first_due_on if turn is None else turn.on
    facts = {"opinion_id": opinion.id, "due_on": due_on.isoformat()}
    first = opinion.first_due_on
    return Reminded(opinion.id, opinion.municipality_id, due_on, first, facts, OPINION)


def remind_opinion(opinion_id: int, due_on: str) -> None:
    """Who writes the agenda, and the kent konseyi that waits for it."""
    opinion = queries.get_opinion(opinion_id)
    days = queries.calendar(opinion.municipality_id)
    owed = _of_opinion(opinion, days)
    if owed is None or queries.get_row(opinion_id, days).way.agenda_on is not None:
        return
    late = clock.today() > owed.first_due_on
    if not late and owed.due_on != date.fromisoformat(due_on):
        return
    _tell(
        owed,
        _list_workers(opinion.municipality_id, {*MUNICIPAL, *COUNCIL}),
        key="council-opinion-due",
        message=MISSED if late else NOT_YET,
        facts={"date": day(owed.first_due_on if late else owed.due_on)},
        subject=opinion.title,
        endpoint="councils.opinion",
    )


# --- after a decision ---------------------------------------------------------------------------


def plan_decision(item: Item) -> None:
    owed = _of_decision(item)
    if owed is not None:
        schedule_reminders([owed])


def _of_decision(item: Item) -> Reminded | None:
    due_on = rules.last_day(item)
    if due_on is None or not rules.is_pending(item):
        return None
    facts = {"item_id": item.id, "due_on": due_on.isoformat()}
    return Reminded(item.id, item.municipality_id, due_on, due_on, facts, DECISION)


def remind_decision(item_id: int, due_on: str) -> None:
    """Who runs the sessions: to be sent on, and its summary to be announced."""
    item = queries.get_item(item_id)
    owed = _of_decision(item)
    if owed is None or owed.due_on != date.fromisoformat(due_on):
        return
    done = {After.SENT: item.sent_on, After.SUMMARY: item.summary_on}
    what = tuple(step for step, on in done.items() if on is None)
    _tell(
        owed,
        _list_workers(item.municipality_id, MUNICIPAL),
        key="council-decision-due",
        message=NOT_DONE if clock.today() > owed.due_on else TO_DO,
        facts={"what": word(WHAT[what]), "date": day(owed.due_on)},
        subject=item.title,
        endpoint="councils.item",
    )


def _tell(owed: Reminded, people: Iterable[int], *, key: str, **said: Any) -> None:
    """Once a day; the next weekly one follows as long as it is late."""
    today = clock.today()
    notifications.tell(
        people,
        key=f"{key}:{owed.id}:{today.isoformat()}",
        object_id=owed.id,
        municipality_id=owed.municipality_id,
        kind=NoticeKind.WORK,
        **said,
    )
    if today > owed.first_due_on:
        schedule_reminders([owed])
