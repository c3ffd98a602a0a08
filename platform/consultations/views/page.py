"""What the consultation's page shows, gathered once for the page and for its preview."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import g, url_for

from answers import rules as duties
from answers.queries import ShownAnswer
from consultations import queries, rules
from consultations.models import (
    LEVEL_LABELS,
    AskedBy,
    ConsultationState,
    Level,
)
from consultations.queries import (
    Parts,
    Shown,
    ShownActivity,
    ShownChange,
    ShownMeeting,
    ShownPromise,
)
from consultations.rules import STAGE_LABELS, Stage
from consultations.views import cards, traces
from consultations.views.traces import Standing, Station
from journeys import queries as journeys
from kernel import clock, formats, page_cache
from kernel.i18n import N_, _
from notifications.rules import sentence
from places.models import Municipality

STAGE_KINDS = {
    Stage.DRAFT: "draft",
    Stage.UPCOMING: "wait",
    Stage.OPEN: "open",
    Stage.WAITING: "soon",
    Stage.ANSWERED: "good",
}
#: state of the duty and its days, for the macro `clock()`
Clock = tuple[str, int | None]
TITLES = {
    AskedBy.MUNICIPALITY: N_("Belediyenin sözü"),
    AskedBy.CITY_COUNCIL: N_("Kent konseyinin sözü"),
    AskedBy.MUNICIPAL_COUNCIL: N_("Belediye meclisinin sözü"),
}


@dataclass(frozen=True)
class ChangeRow:
    id: int
    sentence: str
    reason: str
    office: str
    at: datetime


@dataclass(frozen=True)
class Page:
    consultation: Shown
    #: the version in force
    promise: ShownPromise
    activities: list[ShownActivity]
    meetings: list[ShownMeeting]
    changes: list[ChangeRow]
    parts: Parts
    answer: ShownAnswer | None
    following: bool
    stage: Stage
    stations: list[Station]
    cards: list[cards.Card]

    @property
    def asker(self) -> str:
        return asker(self.consultation.asked_by, g.municipality)

    @property
    def promise_title(self) -> str:
        return _(TITLES[self.consultation.asked_by])

    @property
    def level(self) -> tuple[str, int] | None:
        """Its word and which step of the five it is."""
        return None if self.promise.level is None else level(self.promise.level)

    @property
    def clock(self) -> Clock | None:
        """State and days of the duty, for the macro `clock()`."""
        duty = self.consultation.duty
        if duty is None:
            return None
        today = clock.today()
        return duties.state(duty, today).value, duties.days(duty, today)

    @property
    def status(self) -> tuple[str, ...] | None:
        return status(self.stage, self.consultation.state, self.clock)

    @property
    def says_clock(self) -> bool:
        return says_clock(self.stage, self.clock)

    @property
    def over_since(self) -> str:
        """The last day one could take part, once that is over."""
        if self.stage is not Stage.WAITING or self.consultation.state in rules.STOPPED:
            return ""
        ends = [a.closes_at for a in self.activities if a.closes_at]
        return formats.day(clock.last_day(max(ends))) if ends else ""

    @property
    def days_to_answer(self) -> int | None:
        return None if self.promise.answer_by is None else clock.days_until(self.promise.answer_by)

    @property
    def explanation(self) -> ChangeRow | None:
        """The latest public change, next to a late answer."""
        return self.changes[0] if self.changes else None


def status(
    stage: Stage, state: ConsultationState, clock: Clock | None = None
) -> tuple[str, ...] | None:
    """Kind, word and icon of the chip, the same on page and list; none where the clock says it."""
    if state is ConsultationState.WITHDRAWN:
        return "wait", _(N_("Geri çekildi")), "minus"
    if state is ConsultationState.ENDED and stage is not Stage.ANSWERED:
        return "wait", _(N_("Erken bitirildi")), "minus"
    if says_clock(stage, clock):
        return None
    return STAGE_KINDS[stage], _(STAGE_LABELS[stage])


def says_clock(stage: Stage, clock: Clock | None) -> bool:
    """Once one can no longer take part, what matters is the answer and its day."""
    owed = stage in (Stage.WAITING, Stage.ANSWERED)
    return owed and clock is not None and clock[0] != "released"


def asker(who: AskedBy, municipality: Municipality) -> str:
    if who is AskedBy.CITY_COUNCIL:
        return _(N_("%(name)s Kent Konseyi"), name=municipality.name)
    if who is AskedBy.MUNICIPAL_COUNCIL:
        return _(N_("%(name)s Belediye Meclisi"), name=municipality.name)
    return municipality.official_name


def level(value: Level) -> tuple[str, int]:
    return _(LEVEL_LABELS[value]), list(LEVEL_LABELS).index(value) + 1


def standing(consultation: Shown) -> Standing:
    return Standing(
        consultation.state,
        consultation.published_at,
        consultation.ended_at,
        consultation.duty,
        consultation.status,
        consultation.moved_at,
    )


def gather(consultation: Shown) -> Page:
    """Five queries, whatever the consultation holds."""
    activities = queries.list_shown_activities(consultation)
    restricted = {n for a in activities for n in a.neighbourhood_ids or []}
    parts = queries.list_parts(consultation.id, restricted)
    meetings = queries.list_shown_meetings(consultation.id)
    stands = standing(consultation)
    duty = consultation.duty
    answer = consultation.answer
    made = cards.make(activities, meetings, parts.neighbourhoods)
    answer_card = cards.answer_card(duty, answer)
    page_cache.until(clock.next_midnight())
    return Page(
        consultation=consultation,
        promise=consultation.promise,
        activities=activities,
        meetings=meetings,
        changes=[_change(row) for row in queries.list_shown_changes(consultation.id)],
        parts=parts,
        answer=answer,
        following=journeys.is_following(consultation.journey_id, g.visitor.id),
        stage=rules.stage(
            consultation.state,
            traces.windows(stands, activities),
            None if duty is None else duty.answered_on,
        ),
        stations=_with_links(traces.stations(stands, activities)),
        cards=[*made, *([answer_card] if answer_card else [])],
    )


def _change(row: ShownChange) -> ChangeRow:
    return ChangeRow(row.id, sentence(row.message, row.facts), row.reason, row.office, row.at)


def _with_links(found: list[Station]) -> list[Station]:
    """The last stop is the roadmap, which actions lead to."""
    if found[-1].state not in ("now", "done"):
        return found
    return [*found[:-1], replace(found[-1], href=url_for("roadmap.list_all"))]


def lines(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.strip()]
