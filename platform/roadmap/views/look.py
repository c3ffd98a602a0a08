"""How an action is shown: its state in a word, its dates, its place on the way."""

from datetime import date
from typing import Any

from kernel import clock, formats
from kernel.i18n import N_, _, ngettext
from roadmap import rules
from roadmap.rules import State


def quarter(day: date) -> str:
    return _("%(year)s, %(number)s. çeyrek", year=day.year, number=(day.month + 2) // 3)


WORDS: dict[State, tuple[str, str]] = {
    State.DRAFT: ("draft", N_("Taslak")),
    State.PLANNED: ("wait", N_("Planlandı")),
    State.POSTPONED: ("wait", N_("Ertelendi")),
    State.STARTED: ("open", N_("Sürüyor")),
    State.COMPLETED: ("good", N_("Tamamlandı")),
    State.CANCELLED: ("no", N_("İptal edildi")),
}
#: the last mark of the small trace, and its word
MARKS: dict[State, tuple[str, str]] = {
    State.LATE: ("late", N_("Gecikti")),
    State.COMPLETED: ("done", N_("Bitti")),
    State.COMPLETED_LATE: ("done", N_("Bitti")),
    State.CANCELLED: ("skip", N_("İptal")),
    State.POSTPONED: ("next", N_("Ertelendi")),
}
GOING_ON = ("now", N_("Eylem"))


def state_word(state: State, late: int) -> tuple[str, str]:
    """Kind and word for the macro `status()`; `late` in days."""
    if state is State.LATE:
        return "late", ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", late)
    if state is State.COMPLETED_LATE:
        words = ngettext("%(num)s gün geç tamamlandı", "%(num)s gün geç tamamlandı", late)
        return "part", words
    kind, word = WORDS[state]
    return kind, _(word)


def group_word(state: State) -> tuple[str, str]:
    """Of many actions in this state, which are late by different numbers of days."""
    late = {
        State.LATE: ("late", N_("Gecikti")),
        State.COMPLETED_LATE: ("part", N_("Geç tamamlandı")),
    }
    kind, word = late.get(state) or WORDS[state]
    return kind, _(word)


class Look:
    """State and delay of a row, asked once a row by the template."""

    def __init__(self) -> None:
        self.today = clock.today()

    def delay(self, action: Any) -> int:
        return rules.delay(action, self.today)

    def state(self, action: Any) -> State:
        return rules.state(action, self.today)

    def overdue(self, action: Any) -> bool:
        return rules.is_overdue(action, self.today)

    def overdue_days(self, action: Any) -> int:
        return int((self.today - action.ends_on).days)

    def status(self, action: Any) -> tuple[str, str]:
        """Kind and word for the macro `status()`."""
        return state_word(self.state(action), self.delay(action))

    def dates(self, action: Any) -> str:
        """As they were promised: by the day, or by the quarter of a year."""
        if action.by_quarter:
            first, last = quarter(action.starts_on), quarter(action.ends_on)
            return first if first == last else f"{first} – {last}"
        return f"{formats.day(action.starts_on)} – {formats.day(action.ends_on)}"

    def end(self, action: Any) -> str:
        last: date = action.completed_on or action.ends_on
        by_day = action.completed_on is not None or not action.by_quarter
        return formats.day(last) if by_day else quarter(last)

    def mini(self, action: Any) -> tuple[list[str], str]:
        """Where it came from and how far it is, for the macro `mini()`."""
        last, word = MARKS.get(self.state(action), GOING_ON)
        proposal = "done" if action.proposal_id is not None else "skip"
        return ["done", proposal, "done", last], _(word)
