"""One dashboard over the municipalities of a term: a constant number of queries, no order of merit.

Groups are by population; a group is told by its medians only, and not below three municipalities.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select

from answers.models import Duty
from answers.queries import in_state
from answers.rules import DutyState
from capacity.models import (
    AssessmentState,
    CapacitySession,
    ConsultancyTask,
    ItemAnswer,
    Point,
    Presence,
    SelfAssessment,
)
from capacity.queries.instruments import get_instrument
from capacity.scoring import Given, middle, percent, score
from kernel import clock
from kernel.db import db
from kernel.i18n import N_
from programme.models import Participation, Stage, TrackKind
from programme.queries import list_participations
from roadmap.models import Action, ActionState, Roadmap
from roadmap.rules.documents import Stage as Document
from roadmap.rules.documents import stage

#: (below so many people, name); the last takes the rest and those whose population is unknown
SIZES: tuple[tuple[int | None, str], ...] = (
    (50_000, N_("50.000 kişiden az")),
    (250_000, N_("50.000–250.000 kişi")),
    (1_000_000, N_("250.000–1 milyon kişi")),
    (None, N_("1 milyon kişi ve üstü")),
)
UNKNOWN = N_("Nüfusu yazılmamış")
#: a median of fewer would name somebody
LEAST = 3


@dataclass(frozen=True)
class Row:
    """A municipality as the team sees it. None: not known, or nothing yet."""

    participation: Participation
    stage: Stage
    size: str
    before: int | None
    after: int | None
    #: sessions held so far at which somebody of it was, of all held
    sessions: int
    held: int
    people: int
    tasks_done: int
    tasks_late: int
    tasks: int
    #: where the document stands; None: there is none here
    document: Document | None
    actions: int
    actions_done: int
    #: mean of its living actions, in percent
    progress: int | None
    #: answers given in time, of those whose day has come
    on_time: int
    due: int

    @property
    def on_time_percent(self) -> int | None:
        return None if not self.due else (200 * self.on_time + self.due) // (2 * self.due)

    @property
    def attendance_percent(self) -> int | None:
        return None if not self.held else (200 * self.sessions + self.held) // (2 * self.held)


@dataclass(frozen=True)
class Group:
    """Medians of a size; None where fewer than LEAST have a figure."""

    name: str
    count: int
    before: int | None
    after: int | None
    attendance: int | None
    progress: int | None
    on_time: int | None


def size_of(population: int | None) -> str:
    if population is None:
        return UNKNOWN
    return next(name for below, name in SIZES if below is None or population < below)


def list_board(term_id: int) -> list[Row]:
    """By name, in Turkish order."""
    here = list_participations(term_id=term_id, kind=TrackKind.MUNICIPAL)
    numbers = [one.id for one in here]
    towns = [one.municipality_id for one in here if one.municipality_id is not None]
    held = _count_held(term_id)
    scores = _scores(numbers)
    presences, tasks = _presences(numbers), _tasks(numbers)
    actions, duties = _actions(towns), _duties(towns)
    documents = _documents(here)
    rows = []
    for one in here:
        town = one.municipality_id or 0
        rows.append(
            Row(
                one,
                one.stage,
                size_of(one.population),
                scores.get((one.id, Point.START)),
                scores.get((one.id, Point.END)),
                presences.get(one.id, (0, 0))[0],
                held,
                presences.get(one.id, (0, 0))[1],
                *tasks.get(one.id, (0, 0, 0)),
                documents.get(one.id),
                *actions.get(town, (0, 0, None)),
                *duties.get(town, (0, 0)),
            )
        )
    return rows


def _count_held(term_id: int) -> int:
    """Those whose list is final: an unfinished list would look like absence."""
    counted = select(func.count()).where(
        CapacitySession.term_id == term_id, CapacitySession.settled_at.is_not(None)
    )
    return db.session.scalar(counted) or 0


def _scores(numbers: Sequence[int]) -> dict[tuple[int, Point], int | None]:
    """Of what was handed in; a draft is nobody's business here."""
    handed = select(SelfAssessment).where(
        SelfAssessment.participation_id.in_(numbers),
        SelfAssessment.state == AssessmentState.HANDED_IN,
    )
    found = list(db.session.scalars(handed.order_by(SelfAssessment.id)))
    answers: dict[int, dict[str, Given]] = {}
    for row in db.session.execute(
        select(ItemAnswer.assessment_id, ItemAnswer.item, ItemAnswer.value, ItemAnswer.applies)
        .where(ItemAnswer.assessment_id.in_([one.id for one in found]))
        .order_by(ItemAnswer.id)
    ):
        answers.setdefault(row.assessment_id, {})[row.item] = Given(row.value, row.applies)
    return {
        (one.participation_id, one.point): percent(
            score(get_instrument(one.instrument, one.version), answers.get(one.id, {})).total
        )
        for one in found
    }


def _presences(numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = db.session.execute(
        select(Presence.participation_id, func.count(), func.sum(Presence.people))
        .where(Presence.participation_id.in_(numbers))
        .group_by(Presence.participation_id)
    )
    return {number: (sessions, int(people)) for number, sessions, people in rows}


def _tasks(numbers: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Done, late, all."""
    done = ConsultancyTask.done_at.is_not(None)
    late = ConsultancyTask.done_at.is_(None) & (ConsultancyTask.due_on < clock.today())
    rows = db.session.execute(
        select(ConsultancyTask.participation_id, _sum(done), _sum(late), func.count())
        .where(ConsultancyTask.participation_id.in_(numbers))
        .group_by(ConsultancyTask.participation_id)
    )
    return {number: (int(done), int(late), whole) for number, done, late, whole in rows}


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _actions(towns: Sequence[int]) -> dict[int, tuple[int, int, int | None]]:
    """All living, completed, mean progress."""
    rows = db.session.execute(
        select(
            Action.municipality_id,
            func.count(),
            _sum(Action.state == ActionState.COMPLETED),
            func.sum(Action.progress),
        )
        .where(Action.municipality_id.in_(towns), Action.state != ActionState.CANCELLED)
        .group_by(Action.municipality_id)
    )
    return {
        town: (count, int(done), (2 * int(progress) + count) // (2 * count))
        for town, count, done, progress in rows
    }


def _documents(here: Sequence[Participation]) -> dict[int, Document]:
    """The roadmap that was linked; or else the newest of its municipality."""
    towns = {one.municipality_id for one in here if one.municipality_id is not None}
    linked = {one.roadmap_id for one in here if one.roadmap_id is not None}
    rows = db.session.scalars(
        select(Roadmap)
        .where(or_(Roadmap.municipality_id.in_(towns), Roadmap.id.in_(linked)))
        .order_by(Roadmap.id)
    ).all()
    newest = {row.municipality_id: row for row in rows}
    kept = {row.id: row for row in rows}
    now, today = clock.now(), clock.today()
    found: dict[int, Document] = {}
    for one in here:
        row = kept.get(one.roadmap_id or 0) or newest.get(one.municipality_id or 0)
        if row is not None:
            found[one.id] = stage(row, now, today)
    return found


def _duties(towns: Sequence[int]) -> dict[int, tuple[int, int]]:
    """In time, and due by now: states as answers counts them (`answers.queries.in_state`)."""
    today = clock.today()
    kept, late, overdue = (
        _sum(in_state(state, today))
        for state in (DutyState.ANSWERED, DutyState.ANSWERED_LATE, DutyState.OVERDUE)
    )
    rows = db.session.execute(
        select(Duty.municipality_id, kept, late, overdue)
        .where(Duty.municipality_id.in_(towns))
        .group_by(Duty.municipality_id)
    )
    return {
        town: (int(in_time), int(in_time) + int(behind) + int(missing))
        for town, in_time, behind, missing in rows
    }


def groups(rows: Sequence[Row]) -> list[Group]:
    """By size, the smallest first; sizes that nobody has are left out."""
    names = [*(name for _below, name in SIZES), UNKNOWN]
    return [_group(name, found) for name in names if (found := [r for r in rows if r.size == name])]


def _group(name: str, rows: Sequence[Row]) -> Group:
    def of(value: Callable[[Row], int | None]) -> int | None:
        known = [found for row in rows if (found := value(row)) is not None]
        return middle(known) if len(known) >= LEAST else None

    return Group(
        name,
        len(rows),
        of(lambda row: row.before),
        of(lambda row: row.after),
        of(lambda row: row.attendance_percent),
        of(lambda row: row.progress),
        of(lambda row: row.on_time_percent),
    )
