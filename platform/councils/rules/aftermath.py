"""What follows a decision of the municipal council, and until when: from its facts and the clock.

The days are those of the Municipality Law, 5393 art. 23 (as mihder.org.tr quotes it, no. 3792):
the mayor may give a decision back within five days, with reasons; one that is not given back is
final; a final one goes to the governor or district governor, and its summary to the public, within
seven days each. They are calendar days. The first five are counted from the decision: when its text
reached the mayor is not known here.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from answers.rules import DutyState
from councils.rules.tracking import Stop, due_clock
from kernel.i18n import N_

#: shown beside the days
SOURCE = "5393, m. 23"
MAYOR = timedelta(days=5)
GOVERNOR = timedelta(days=7)
PUBLIC = timedelta(days=7)


class Decided(Protocol):
    """A decision: an item, or the row of a list."""

    @property
    def decided_on(self) -> date | None: ...
    @property
    def returned_on(self) -> date | None: ...
    @property
    def final_on(self) -> date | None: ...
    @property
    def sent_on(self) -> date | None: ...
    @property
    def summary_on(self) -> date | None: ...


class After(StrEnum):
    FINAL = "final"
    RETURNED = "returned"
    SENT = "sent"
    SUMMARY = "summary"


AFTER: dict[After, str] = {
    After.FINAL: N_("Kesinleşti"),
    After.RETURNED: N_("Geri gönderildi"),
    After.SENT: N_("Mülki idare amirine gönderildi"),
    After.SUMMARY: N_("Özeti halka duyuruldu"),
}


def last_return(decided_on: date) -> date:
    """The last day on which the mayor may give it back."""
    return decided_on + MAYOR


def final_day(made: Decided, today: date) -> date | None:
    """On which it became final: as written, else the day after the mayor's last."""
    if made.decided_on is None or made.returned_on is not None:
        return None
    silent = last_return(made.decided_on) + timedelta(days=1)
    return made.final_on or (silent if today >= silent else None)


def last_day(made: Decided) -> date | None:
    """Until when a decision is sent on and announced, as far as is known today."""
    if made.decided_on is None or made.returned_on is not None:
        return None
    final = made.final_on or last_return(made.decided_on) + timedelta(days=1)
    return final + min(GOVERNOR, PUBLIC)


def after(made: Decided, today: date) -> tuple[Stop[After], ...]:
    """Nothing before the decision; given back, it goes no further."""
    if made.decided_on is None:
        return ()
    if made.returned_on is not None:
        return (Stop(After.RETURNED, "done", made.returned_on),)
    final = final_day(made, today)
    if final is None:
        awaited = Stop(After.FINAL, "now", due=last_return(made.decided_on))
        return (awaited, Stop(After.SENT, "next"), Stop(After.SUMMARY, "next"))
    sent = _stop(After.SENT, final + GOVERNOR, made.sent_on, today)
    told = _stop(After.SUMMARY, final + PUBLIC, made.summary_on, today)
    # One step is the present one.
    if sent.state == told.state == "now":
        told = replace(told, state="next")
    return (Stop(After.FINAL, "done", final), sent, told)


def _stop(step: After, due: date, on: date | None, today: date) -> Stop[After]:
    clock, days = due_clock(due, on, today)
    open_state = "late" if clock is DutyState.OVERDUE else "now"
    return Stop(step, "done" if on is not None else open_state, on, due, clock, days)


def is_pending(made: Decided) -> bool:
    """Whether something is still to be done after it."""
    return made.returned_on is None and (made.sent_on is None or made.summary_on is None)
