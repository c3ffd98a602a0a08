"""Days of a trace in words: of an opinion's way, and of what follows a decision."""

from datetime import date
from typing import Any

from answers.rules import DutyState
from councils import rules
from kernel import clock, formats
from kernel.i18n import _, ngettext


def reached(on: date, said: str, state: DutyState | None, days: int) -> str:
    """The day, its document, and by how much it was late."""
    words = [formats.short_day(on), said]
    if state is DutyState.ANSWERED_LATE:
        words.append(ngettext("%(num)s gün geç", "%(num)s gün geç", days))
    return " · ".join(filter(None, words))


def awaited(due: date | None, state: DutyState | None, days: int) -> str:
    """Until when, or for how long it is late."""
    if due is None:
        return ""
    if state is DutyState.OVERDUE:
        late = ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", days)
        return f"{formats.short_day(due)} · {late}"
    return _("Son gün: %(date)s", date=formats.short_day(due))


def after_steps(made: rules.Decided, sent_number: str = "") -> list[dict[str, Any]]:
    """What followed a decision, for the macro trace()."""
    return [_after(stop, sent_number) for stop in rules.after(made, clock.today())]


def _after(stop: rules.Stop[rules.After], sent_number: str) -> dict[str, Any]:
    said = sent_number if stop.step is rules.After.SENT else ""
    if stop.on is not None:
        note = reached(stop.on, said, stop.clock, stop.days)
    elif stop.step is rules.After.FINAL and stop.due is not None:
        note = _("Başkan geri göndermezse kesinleşir: %(date)s", date=formats.short_day(stop.due))
    else:
        note = awaited(stop.due, stop.clock, stop.days)
    return {"state": stop.state, "label": _(rules.AFTER[stop.step]), "note": note}
