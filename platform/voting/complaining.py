"""Who may complain about a result, until when, and who answers."""

from datetime import date, datetime, timedelta

from consultations import rules as consultations
from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, Denied, Visitor, closed
from voting.models import Complaint, Election, ElectionState
from voting.wording import COMPLAINT_DAYS


class Reason(rules.Reason):
    NO_RESULT = N_("Sonuca itiraz, sonuç yayımlanınca başlar.")
    CANCELLED = N_("Bu oylama yapılmadı; itiraz edilecek bir sonuç yok.")
    OVER = N_("İtiraz süresi doldu.")
    ANSWERED = N_("Bu itiraz yanıtlandı. Yanıt değiştirilemez.")


def last_day(counted_at: datetime) -> date:
    return clock.local(counted_at).date() + timedelta(days=COMPLAINT_DAYS)


def ends_at(counted_at: datetime) -> datetime:
    """The first moment at which it is too late."""
    return clock.end_of(last_day(counted_at))


def is_over(election: Election) -> bool:
    return election.counted_at is not None and clock.now() >= ends_at(election.counted_at)


def _counted(election: Election) -> Denied | None:
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if election.state is ElectionState.CANCELLED:
        return closed(Reason.CANCELLED)
    return closed(Reason.NO_RESULT) if election.counted_at is None else None


def complain(visitor: Visitor, election: Election) -> Denied | None:
    """Anybody with a confirmed address, whether they have voted or not."""
    if denied := _counted(election):
        return denied
    if is_over(election):
        return closed(Reason.OVER)
    return rules.confirmed(visitor)


def read_all(visitor: Visitor, election: Election) -> Denied | None:
    """The officers of the vote, and auditors."""
    return _counted(election) or consultations.review(visitor, election.activity.consultation)


def answer(visitor: Visitor, complaint: Complaint) -> Denied | None:
    """Once; also after the last day for complaining."""
    if complaint.answered_at is not None:
        return closed(Reason.ANSWERED)
    return consultations.manage(visitor, complaint.election.activity.consultation)
