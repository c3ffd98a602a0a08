"""Who may work on the roll, at a polling desk and on its paper; how far a desk's paper is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consultations import rules as consultations
from kernel import rules as kernel
from kernel.i18n import N_
from kernel.rules import HIDDEN, Denied, Role, Visitor, closed, works_as
from voting import rules
from voting.models import (
    Election,
    ElectionState,
    Paper,
    PaperBatch,
    PaperEntry,
    PollingDesk,
    RollKind,
)

#: who works at a desk, beside those who run the vote
WORKERS = (Role.DESK_OFFICER, Role.OFFICER, Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)


class Reason(kernel.Reason):
    NO_LIST = N_("Bu oylamada yüklenen bir liste kullanılmıyor.")
    CODES_OVER = N_("Kod, ancak oylama yayımlandıktan sonra ve bitmeden iptal edilir.")
    NO_CODES = N_("Bu oylamada kâğıtta kod kullanılmıyor.")
    NO_PAPER = N_("Bu oylamada sandık yok.")
    SETTLED = N_("Sandık sonuçları tamamlandı; artık değiştirilemez.")
    STILL_OPEN = N_("Kâğıt pusulalar, internetten oylama kapandıktan sonra girilir.")


# --- the officer, while it is a draft -----------------------------------------------------------


def upload(visitor: Visitor, election: Election) -> Denied | None:
    """The list is part of what is published: afterwards nobody comes or goes."""
    if election.roll is not RollKind.UPLOADED:
        return rules.change(visitor, election) or closed(Reason.NO_LIST)
    return rules.change(visitor, election)


def make_codes(visitor: Visitor, election: Election) -> Denied | None:
    if election.roll is not RollKind.CODES:
        return rules.change(visitor, election) or closed(Reason.NO_CODES)
    return rules.change(visitor, election)


def void_code(visitor: Visitor, election: Election) -> Denied | None:
    """One code of a published vote, lost or stolen; all of a draft's are dropped at once."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if election.roll is not RollKind.CODES:
        return closed(Reason.NO_CODES)
    if rules.stage(election) not in (rules.Stage.UPCOMING, rules.Stage.OPEN):
        return closed(Reason.CODES_OVER)
    return consultations.manage(visitor, election.activity.consultation)


def add_desk(visitor: Visitor, election: Election) -> Denied | None:
    """At any time until the paper is in: a desk may open late."""
    if election.paper is Paper.NONE:
        return closed(Reason.NO_PAPER)
    if election.settled_at is not None or election.state is ElectionState.CANCELLED:
        return closed(Reason.SETTLED)
    return consultations.manage(visitor, election.activity.consultation)


def remove_desk(visitor: Visitor, desk: PollingDesk) -> Denied | None:
    return add_desk(visitor, desk.election)


# --- at the desk --------------------------------------------------------------------------------


def work(visitor: Visitor, election: Election) -> Denied | None:
    """The desks of a vote and how far they are."""
    if election.paper is Paper.NONE:
        return closed(Reason.NO_PAPER)
    return works_as(visitor, election.municipality_id, *WORKERS)


def see_desk(visitor: Visitor, desk: PollingDesk) -> Denied | None:
    return work(visitor, desk.election)


def serve(visitor: Visitor, desk: PollingDesk) -> Denied | None:
    """Finding, marking and helping people: while the vote is open."""
    now_at = rules.stage(desk.election)
    if now_at is rules.Stage.DRAFT:
        return HIDDEN
    return rules.is_open(visitor, desk.election) or see_desk(visitor, desk)


def print_paper(visitor: Visitor, election: Election) -> Denied | None:
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    return work(visitor, election)


def type_in(visitor: Visitor, desk: PollingDesk) -> Denied | None:
    """Paper is typed in after the web is closed, and until it is settled."""
    election = desk.election
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if election.settled_at is not None or election.state is not ElectionState.FROZEN:
        return closed(Reason.SETTLED)
    if election.closed_at is None:
        return closed(Reason.STILL_OPEN)
    return see_desk(visitor, desk)


# --- with a code --------------------------------------------------------------------------------


def type_code(visitor: Visitor, election: Election) -> Denied | None:
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if election.roll is not RollKind.CODES:
        return closed(Reason.NO_CODES)
    return rules.is_open(visitor, election)


def leave(visitor: Visitor, election: Election) -> Denied | None:
    """Whoever holds a ticket may give it back, and nobody else is told anything."""
    return rules.see(visitor, election)


def list_votes(visitor: Visitor, municipality: Any) -> Denied | None:
    """The desk's list of votes with polling desks."""
    return works_as(visitor, municipality.municipality_id, *WORKERS)


# --- the paper of one desk ----------------------------------------------------------------------


class Step(StrEnum):
    """How far the paper of a desk is."""

    EMPTY = "empty"  # neither marks nor paper
    COUNT = "count"  # marks, and nobody has counted the ballots
    FIRST = "first"
    SECOND = "second"
    DIFFERENT = "different"
    REASON = "reason"  # ballots and marks are not the same number
    DONE = "done"


STEP_LABELS: Mapping[Step, str] = {
    Step.EMPTY: N_("Burada oy kullanılmadı"),
    Step.COUNT: N_("Pusulalar sayılmadı"),
    Step.FIRST: N_("Birinci giriş sürüyor"),
    Step.SECOND: N_("İkinci giriş bekleniyor"),
    Step.DIFFERENT: N_("Farklı girişler var"),
    Step.REASON: N_("Fark için gerekçe gerekiyor"),
    Step.DONE: N_("Tamam"),
}


@dataclass(frozen=True)
class Progress:
    """Numbers only: what a ballot says is nobody's to know before the count."""

    step: Step
    marks: int
    ballots: int = 0
    #: typed by the first, by the second
    typed: tuple[int, int] = (0, 0)
    #: ballots that the two have typed differently
    different: Sequence[int] = ()


def progress(batch: PaperBatch | None, entries: Sequence[PaperEntry], marks: int) -> Progress:
    if batch is None:
        return Progress(Step.COUNT if marks else Step.EMPTY, marks)
    turns: dict[int, dict[int, str]] = {1: {}, 2: {}, 3: {}}
    for entry in entries:
        turns[entry.turn][entry.number] = entry.mark
    first, second, third = turns.values()
    typed = (len(first), len(second))
    facts: dict[str, Any] = {"marks": marks, "ballots": batch.ballots, "typed": typed}
    if typed[0] < batch.ballots:
        return Progress(Step.FIRST, **facts)
    if typed[1] < batch.ballots:
        return Progress(Step.SECOND, **facts)
    different = sorted(
        number for number in first if first[number] != second[number] and number not in third
    )
    if different:
        return Progress(Step.DIFFERENT, **facts, different=different)
    if batch.ballots != marks and not batch.reason:
        return Progress(Step.REASON, **facts)
    return Progress(Step.DONE, **facts)
