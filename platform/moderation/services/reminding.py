"""What moderators are told of an appeal: that it came, that its day is near, that it has passed."""

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select

from kernel import clock, outbox
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Role
from moderation import queries
from moderation.models import Appeal, AppealState, Case
from notifications.models import NoticeKind
from notifications.rules import day
from notifications.services import tell
from places.models import Staff

BEFORE, AT = timedelta(days=2), time(9, 0)


def _moments(appeal: Appeal) -> dict[str, date]:
    """Key and day; the part before the colon is the worker's task."""
    return {
        f"moderation.appeal_soon:{appeal.id}": appeal.due_on - BEFORE,
        f"moderation.appeal_late:{appeal.id}": appeal.due_on + timedelta(days=1),
    }


def schedule(appeal: Appeal) -> None:
    coming = {
        key: moment
        for key, on in _moments(appeal).items()
        if (moment := clock.at_local(on, AT)) > clock.now()
    }
    outbox.schedule(
        outbox.Moment(
            key, key.partition(":")[0], moment, {"case_id": appeal.case_id}, appeal.municipality_id
        )
        for key, moment in coming.items()
    )


def cancel(appeal: Appeal) -> None:
    outbox.cancel(*_moments(appeal))


def tell_deciders(case: Case, appeal: Appeal, message: str, *, key: str, **facts: Any) -> None:
    """Who may decide it: never who took the decision, never who wrote the text."""
    found = db.session.scalars(
        select(Staff.person_id)
        .where(
            Staff.municipality_id == case.municipality_id,
            Staff.role.in_([Role.MODERATOR, Role.ADMINISTRATOR]),
        )
        .distinct()
        .order_by(Staff.person_id)
    )
    tell(
        [one for one in found if one not in (case.decided_by_id, case.author_id)],
        key=f"appeal:{appeal.id}:{key}",
        message=message,
        facts=facts,
        subject=case.subject,
        endpoint=case.endpoint,
        object_id=case.object_id,
        municipality_id=case.municipality_id,
        kind=NoticeKind.WORK,
        waits=True,
    )


def appeal_soon(case_id: int) -> None:
    """Two days before."""
    _remind(case_id, N_("Bir itirazın karar günü yaklaşıyor: %(date)s."), "soon")


def appeal_late(case_id: int) -> None:
    """The morning after; the desk and the public report say so by then."""
    _remind(case_id, N_("Bir itirazın karar günü geçti: %(date)s."), "late")


def _remind(case_id: int, message: str, key: str) -> None:
    case = queries.get_case(case_id)
    appeal = case.appeal
    if appeal is not None and appeal.state is AppealState.WAITING:
        tell_deciders(case, appeal, message, key=key, date=day(appeal.due_on))
