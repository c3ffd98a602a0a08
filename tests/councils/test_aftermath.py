"""After a decision: the days of the law, and what is late."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from answers.rules import DutyState
from councils.rules import After, after, is_pending

DAY = timedelta(days=1)
MADE = date(2028, 2, 25)


@dataclass(frozen=True)
class Made:
    decided_on: date | None = MADE
    returned_on: date | None = None
    final_on: date | None = None
    sent_on: date | None = None
    summary_on: date | None = None


@pytest.mark.parametrize(
    ("made", "today", "states"),
    [
        (Made(decided_on=None), MADE, {}),
        (Made(), MADE, {"final": "now", "sent": "next", "summary": "next"}),
        # The mayor's fifth day, over the leap day, is the 1st of March.
        (Made(), date(2028, 3, 1), {"final": "now", "sent": "next", "summary": "next"}),
        (Made(), date(2028, 3, 2), {"final": "done", "sent": "now", "summary": "next"}),
        # Final on the 2nd: the seventh day is the 9th.
        (Made(), date(2028, 3, 9), {"final": "done", "sent": "now", "summary": "next"}),
        (Made(), date(2028, 3, 10), {"final": "done", "sent": "late", "summary": "late"}),
        (
            Made(final_on=MADE, sent_on=MADE + DAY),
            MADE + 8 * DAY,
            {"final": "done", "sent": "done", "summary": "late"},
        ),
        (Made(returned_on=MADE + 2 * DAY), MADE + 90 * DAY, {"returned": "done"}),
    ],
)
def test_after_a_decision(made: Made, today: date, states: dict[str, str]) -> None:
    assert {stop.step.value: stop.state for stop in after(made, today)} == states


def test_late_stays_late() -> None:
    made = Made(final_on=MADE, sent_on=MADE + 7 * DAY, summary_on=MADE + 10 * DAY)
    stops = {stop.step: (stop.clock, stop.days) for stop in after(made, MADE + 99 * DAY)}
    assert stops[After.SENT] == (DutyState.ANSWERED, 0)
    assert stops[After.SUMMARY] == (DutyState.ANSWERED_LATE, 3)
    assert not is_pending(made)
    assert is_pending(Made(final_on=MADE, sent_on=MADE))
