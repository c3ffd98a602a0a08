"""What may happen to a meeting; who may do it is its owner's rule."""

from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import Denied, closed
from meetings.models import Meeting


class Reason(rules.Reason):
    CANCELLED = N_("Bu buluşma iptal edildi.")
    OVER = N_("Bu buluşma yapıldı; artık değiştirilemez.")


def change(meeting: Meeting) -> Denied | None:
    if meeting.cancelled_reason:
        return closed(Reason.CANCELLED)
    return closed(Reason.OVER) if meeting.ends_at <= clock.now() else None
