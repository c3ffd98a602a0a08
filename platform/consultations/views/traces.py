"""Where a consultation stands: the stations of its trace, the same for page and list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from consultations import rules
from consultations.models import KIND_LABELS, ActivityKind, ConsultationState
from consultations.rules import Window
from journeys.models import Status
from kernel import clock, formats
from kernel.i18n import N_, _, ngettext


class Timed(Protocol):
    """An activity, or the row that stands for it in a list."""

    @property
    def kind(self) -> ActivityKind: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...


class Owing(Protocol):
    """The dates of a duty, from the duty or from a row."""

    @property
    def first_due_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def answered_on(self) -> date | None: ...


@dataclass(frozen=True)
class Station:
    state: str
    label: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Standing:
    """What the trace asks about the consultation itself."""

    state: ConsultationState
    published_at: datetime | None
    ended_at: datetime | None
    duty: Owing | None
    #: of its journey: what became of the answer
    status: Status | None = None
    moved_at: datetime | None = None


def windows(standing: Standing, activities: Sequence[Timed]) -> list[Window]:
    now = clock.now()
    return [rules.window_of(standing.state, a.opens_at, a.closes_at, now) for a in activities]


def stations(standing: Standing, activities: Sequence[Timed]) -> list[Station]:
    """Promise, what one can do (by kind), answer, action; at most one star."""
    found = [_promise(standing), *_activities(standing, activities), _answer(standing)]
    if not any(station.state == "now" for station in found[1:-1]):
        found = _place_star(found)
    last = _action(standing)
    if last.state == "now" and any(station.state == "now" for station in found):
        last = replace(last, state="next")
    return [*found, last]


def _place_star(found: list[Station]) -> list[Station]:
    """Nothing is open: we stand where we last arrived, or wait for the answer."""
    answer = found[-1]
    if answer.state in ("done", "late"):
        return found
    waiting = all(station.state in ("done", "skip") for station in found[:-1])
    reached = [i for i, station in enumerate(found) if station.state == "done"]
    place = len(found) - 1 if waiting else max(reached, default=0)
    found[place] = replace(found[place], state="now")
    return found


def _promise(standing: Standing) -> Station:
    note = "" if standing.published_at is None else formats.short_day(standing.published_at)
    state = "next" if standing.state is ConsultationState.DRAFT else "done"
    return Station(state, _(N_("Söz")), note, "#soz")


def _action(standing: Standing) -> Station:
    label, answered = _(N_("Eylem")), standing.duty and standing.duty.answered_on
    match standing.status:
        case Status.COMPLETED:
            day = "" if standing.moved_at is None else formats.short_day(standing.moved_at)
            return Station("done", label, day)
        case Status.ON_ROADMAP:
            return Station("now", label, _(N_("Yol haritasında sürüyor")))
        case Status.CANCELLED:
            return Station("skip", label, _(N_("İptal edildi")))
    return Station("next", label, "" if answered else _(N_("Yanıttan sonra")))


def next_end(standing: Standing, activities: Sequence[Timed]) -> datetime | None:
    """When the first of what is open now closes: the one last day of trace, list and filter."""
    return min(
        (
            activity.closes_at
            for activity, window in zip(activities, windows(standing, activities), strict=True)
            if window is Window.OPEN and activity.closes_at is not None
        ),
        default=None,
    )


def _activities(standing: Standing, activities: Sequence[Timed]) -> list[Station]:
    groups: dict[ActivityKind, list[Timed]] = {}
    for activity in activities:
        groups.setdefault(activity.kind, []).append(activity)
    found: list[Station] = []
    open_at: int | None = None
    for kind, group in groups.items():
        station = _group(standing, kind, group)
        if station.state == "now" and open_at is not None:
            # Two are open at once and the star is one: they share a station and its next end.
            before = found[open_at]
            label = f"{before.label} · {station.label}"
            note = _until(next_end(standing, activities))
            found[open_at] = replace(before, label=label, note=note)
            continue
        if station.state == "now":
            open_at = len(found)
        found.append(station)
    return found


def _group(standing: Standing, kind: ActivityKind, group: list[Timed]) -> Station:
    label = _(KIND_LABELS[kind])
    states = set(windows(standing, group))
    ends = [a.closes_at for a in group if a.closes_at is not None]
    if Window.OPEN in states:
        return Station("now", label, _until(next_end(standing, group)), "#adimlar")
    if standing.state in rules.STOPPED:
        return Station(_stopped(standing, group), label, "", "#adimlar")
    if states <= {Window.CLOSED}:
        return Station("done", label, _ended(max(ends, default=None)), "#adimlar")
    starts = [a.opens_at for a in group if a.opens_at and a.opens_at > clock.now()]
    return Station("next", label, _starts(min(starts, default=None)), "#adimlar")


def _stopped(standing: Standing, group: list[Timed]) -> str:
    end = standing.ended_at or clock.now()
    return "done" if any(a.opens_at and a.opens_at <= end for a in group) else "skip"


def _until(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return _(N_("Son gün: %(date)s"), date=formats.short_day(clock.last_day(moment)))


def _ended(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return _(N_("%(date)s günü bitti"), date=formats.short_day(clock.last_day(moment)))


def _starts(moment: datetime | None) -> str:
    if moment is None:
        return _(N_("Tarihi açıklanacak"))
    return _(N_("%(date)s günü başlıyor"), date=formats.short_day(moment))


def _answer(standing: Standing) -> Station:
    label, duty = _(N_("Yanıt")), standing.duty
    if duty is None:
        return Station("next", label)
    if duty.answered_on is not None:
        return Station("done", label, formats.short_day(duty.answered_on), "#yanit")
    late = (clock.today() - duty.first_due_on).days
    if late > 0:
        return Station(
            "late", label, ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", late), "#yanit"
        )
    return Station("next", label, _(N_("En geç %(date)s"), date=formats.short_day(duty.due_on)))


def mini(found: Sequence[Station]) -> tuple[list[str], str]:
    """States and word for the macro `mini()`."""
    states = [station.state for station in found]
    reached = [s for s in found if s.state == "done"]
    here = next((s for s in found if s.state in ("now", "late")), (reached or found)[-1])
    return states, here.label
