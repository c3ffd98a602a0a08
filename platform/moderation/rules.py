"""Who decides about texts and appeals, how a case may move, what counts as coordinated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from kernel import clock, formats, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, Denied, Kind, Role, Visitor, closed, works_as
from moderation.models import AppealState, CaseState, Decision

#: A text that was hidden can be shown again; a dismissed report is decided for good.
MOVES = frozenset(
    {
        (CaseState.OPEN, CaseState.HIDDEN),
        (CaseState.OPEN, CaseState.EDIT),
        (CaseState.OPEN, CaseState.DISMISSED),
        (CaseState.EDIT, CaseState.HIDDEN),
        (CaseState.EDIT, CaseState.DISMISSED),
        (CaseState.HIDDEN, CaseState.DISMISSED),
    }
)
#: what holds after a decision
STATES = {
    Decision.KEEP: CaseState.DISMISSED,
    Decision.EDIT: CaseState.EDIT,
    Decision.HIDE: CaseState.HIDDEN,
    Decision.PUBLISH: CaseState.DISMISSED,
    Decision.DECLINE: CaseState.HIDDEN,
}
#: decisions against the author: told with a rule, open to an appeal and to consequences
AGAINST = frozenset({Decision.EDIT, Decision.HIDE, Decision.DECLINE})
#: how long the author may appeal; mails and pages say "7 gün"
OBJECTION = timedelta(days=7)


class Reason(rules.Reason):
    APPEALED = N_("Bu karara itiraz edilmiş. Her karara bir kez itiraz edilir.")
    NOTHING_TO_APPEAL = N_("Bu kararda itiraz edilecek bir yaptırım yok.")
    TOO_LATE = N_("İtiraz süresi %(day)s günü doldu.")
    NO_APPEAL = N_("Karar bekleyen bir itiraz yok.")
    YOUR_DECISION = N_("Bu kararı siz verdiniz; itiraza başka bir görevli bakar.")
    YOUR_TEXT = N_("Kendi yazınızla ilgili karar veremezsiniz.")


class Appealed(Protocol):
    @property
    def state(self) -> AppealState: ...


class Judged(Protocol):
    """A case, as far as the rules of appeals read it; `appeal` is loaded."""

    @property
    def municipality_id(self) -> int: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def entered_by_id(self) -> int | None: ...
    @property
    def decision(self) -> Decision | None: ...
    @property
    def decided_at(self) -> datetime | None: ...
    @property
    def decided_by_id(self) -> int | None: ...
    @property
    def appeal(self) -> Appealed | None: ...


def read(visitor: Visitor, thing: Any) -> Denied | None:
    """The queue and what was reported, of whatever has a `municipality_id`."""
    return works_as(
        visitor, thing.municipality_id, Role.MODERATOR, Role.ADMINISTRATOR, Role.AUDITOR
    )


def decide(visitor: Visitor, thing: Any) -> Denied | None:
    return works_as(visitor, thing.municipality_id, Role.MODERATOR, Role.ADMINISTRATOR)


def change_settings(visitor: Visitor, thing: Any) -> Denied | None:
    return decide(visitor, thing)


# --- the author's side --------------------------------------------------------------------------


def speaks_for(visitor: Visitor, case: Judged) -> bool:
    """Its author, or who wrote it down for somebody without an account."""
    return visitor.id is not None and visitor.id in (case.author_id, case.entered_by_id)


def see_decision(visitor: Visitor, case: Judged) -> Denied | None:
    """What was decided about somebody's text is theirs to read, and nobody else's."""
    if not visitor.signed_in:
        return LOGIN
    return None if speaks_for(visitor, case) and case.decided_at is not None else HIDDEN


def last_day(case: Judged) -> date | None:
    """The last day of an appeal; None while nothing is decided."""
    if case.decided_at is None:
        return None
    return clock.local(case.decided_at).date() + OBJECTION


def appeal(visitor: Visitor, case: Judged) -> Denied | None:
    """Once, by the author, within its days; a suspended author too."""
    if denied := see_decision(visitor, case):
        return denied
    if case.appeal is not None:
        return closed(Reason.APPEALED)
    if case.decision not in AGAINST or case.decided_by_id is None:
        return closed(Reason.NOTHING_TO_APPEAL)
    last = last_day(case)
    if last is not None and clock.today() > last:
        return closed(Reason.TOO_LATE, day=formats.day(last))
    return None


def decide_appeal(visitor: Visitor, case: Judged | None) -> Denied | None:
    """Never by whoever decided, and never by whoever wrote it."""
    if case is None or case.appeal is None or case.appeal.state is not AppealState.WAITING:
        return closed(Reason.NO_APPEAL)
    if denied := decide(visitor, case):
        return denied
    if speaks_for(visitor, case):
        return Denied(Kind.ROLE, Reason.YOUR_TEXT)
    if visitor.id == case.decided_by_id:
        return Denied(Kind.ROLE, Reason.YOUR_DECISION)
    return None


# --- coordinated reports ------------------------------------------------------------------------

#: so many reports within so short a time are shown as one cluster; they hide nothing
MANY, CLOSE = 3, timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports that came together."""

    number: int
    minutes: int
    #: of these, by accounts of the last days
    new_accounts: int


def cluster(reports: Sequence[tuple[datetime, datetime]]) -> Cluster | None:
    """The largest group of reports close in time; a report is (its moment, its account's)."""
    found = sorted(reports)
    best: list[tuple[datetime, datetime]] = []
    start = 0
    for end in range(len(found)):
        while found[end][0] - found[start][0] > CLOSE:
            start += 1
        if end - start + 1 > len(best):
            best = found[start : end + 1]
    if len(best) < MANY:
        return None
    minutes = int((best[-1][0] - best[0][0]).total_seconds()) // 60 + 1
    new = sum(at - made < rules.NEW_FOR for at, made in best)
    return Cluster(len(best), minutes, new)


#: figures from 1 to this describe people who could be recognised
FEW = 9


def published(number: int) -> int | None:
    """A figure about people as the public report shows it; None where it says "fewer than 10"."""
    return None if 1 <= number <= FEW else number
