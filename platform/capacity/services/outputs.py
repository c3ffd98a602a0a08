"""Writes of grants and of good practice."""

from datetime import date
from typing import Any, TypedDict

from capacity.models import (
    GRANT_LABELS,
    Grant,
    GrantState,
    GrantStep,
    Practice,
    PracticeState,
)
from capacity.services.reminding import plan_grant
from capacity.services.telling import tell_participant, tell_team
from kernel import audit, clock, files, text
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import word
from programme.models import Participation

#: from where a grant may go; whatever is not over may be cancelled
MOVES: dict[GrantState, GrantState] = {
    GrantState.PLANNED: GrantState.AGREED,
    GrantState.AGREED: GrantState.PAID,
    GrantState.PAID: GrantState.REPORTED,
    GrantState.REPORTED: GrantState.CLOSED,
}
OVER = (GrantState.CLOSED, GrantState.CANCELLED)

MOVED = N_("Hibenizin durumu değişti: %(state)s.")
REPORTED = N_("Hibenin raporunu gönderdi.")
OFFERED = N_("Kütüphane için bir örnek sundu.")
PUBLISHED = N_("Sunduğunuz örnek kütüphanede yayımlandı.")

Accepted = tuple[bytes, str, str] | None


class WrongMove(DomainError):
    message = N_("Hibe bu duruma geçemez. Sırası: planlandı, sözleşme, ödeme, rapor, kapanış.")
    field = "state"


class NeedsAgreement(DomainError):
    message = N_("İmzalı sözleşmeyi ekleyin.")
    field = "file"


class NeedsReason(DomainError):
    message = N_("İptalin gerekçesini yazın.")
    field = "note"


class NeedsReport(DomainError):
    message = N_("Rapor, hibeyi alanın çalışma sayfasından gönderilir.")
    field = "state"


def give_grant(
    participation: Participation,
    *,
    by: Visitor,
    purpose: str,
    amount_kurus: int,
    report_due_on: date,
    plan_id: int | None = None,
) -> Grant:
    row = Grant(
        participation_id=participation.id,
        plan_id=plan_id,
        purpose=purpose,
        amount_kurus=amount_kurus,
        report_due_on=report_due_on,
    )
    db.session.add(row)
    db.session.flush()
    _step(row, GrantState.PLANNED, by=by, on=clock.today(), note="")
    plan_grant(row)
    tell_participant(participation, **_moved(row, GrantState.PLANNED, by))
    return row


def _moved(grant: Grant, state: GrantState, by: Visitor) -> Any:
    return {
        "key": f"capacity-grant:{grant.id}:{state.value}",
        "message": MOVED,
        "facts": {"state": word(GRANT_LABELS[state])},
        "but_not": by.id,
    }


def _step(grant: Grant, state: GrantState, *, by: Visitor, on: date, note: str) -> None:
    db.session.add(GrantStep(grant_id=grant.id, state=state, on=on, note=note, by_id=by.id))
    db.session.flush()
    audit.record("capacity.grant", grant, by=by.id, after={"state": state.value, "on": str(on)})


def move_grant(
    grant: Grant,
    *,
    by: Visitor,
    to: GrantState,
    on: date,
    note: str = "",
    agreement: Accepted = None,
) -> None:
    """One state on, on the day it happened; to `AGREED` with the agreement."""
    if to is GrantState.CANCELLED:
        if not note:
            raise NeedsReason
    elif MOVES.get(grant.state) is not to:
        raise WrongMove
    if to is GrantState.REPORTED:
        raise NeedsReport
    if to is GrantState.AGREED:
        if agreement is None:
            raise NeedsAgreement
        grant.agreement_id = files.store(agreement, municipality_id=None, withheld=True).id
    grant.state = to
    _step(grant, to, by=by, on=on, note=note)
    tell_participant(grant.participation, **_moved(grant, to, by))


def report_grant(grant: Grant, *, by: Visitor, report: str, file: Accepted = None) -> None:
    """By whoever received it. A paid grant moves on; a later report replaces the earlier."""
    if grant.state not in (GrantState.PAID, GrantState.REPORTED):
        raise WrongMove
    grant.report = report
    if file is not None:
        grant.report_file_id = files.store(file, municipality_id=None, withheld=True).id
    if grant.state is GrantState.PAID:
        grant.state = GrantState.REPORTED
        _step(grant, GrantState.REPORTED, by=by, on=clock.today(), note="")
    db.session.flush()
    tell_team(
        grant.participation,
        key=f"capacity-grant-report:{grant.id}:{clock.now().isoformat()}",
        message=REPORTED,
        facts={},
        but_not=by.id,
    )


# --- good practice ------------------------------------------------------------------------------


class PracticeText(TypedDict):
    title: str
    summary: str
    topic: str
    body: str
    html: str


def write_practice(participation: Participation, *, by: Visitor, told: PracticeText) -> Practice:
    row = Practice(
        participation_id=participation.id,
        search=_searchable(participation, told),
        created_by_id=by.id,
        **told,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("capacity.write_practice", row, by=by.id, after={"title": row.title})
    return row


def edit_practice(practice: Practice, *, by: Visitor, told: PracticeText) -> None:
    before = {"title": practice.title, "summary": practice.summary, "body": practice.body}
    for name, value in told.items():
        setattr(practice, name, value)
    practice.search = _searchable(practice.participation, told)
    db.session.flush()
    audit.record("capacity.edit_practice", practice, by=by.id, before=before)


def _searchable(participation: Participation, told: PracticeText) -> str:
    parts = (told["title"], told["summary"], told["body"], participation.name)
    return text.fold(" ".join(parts))


def offer_practice(practice: Practice, *, by: Visitor) -> None:
    """Finished; the team reads it and publishes."""
    practice.state = PracticeState.OFFERED
    db.session.flush()
    audit.record("capacity.offer_practice", practice, by=by.id)
    tell_team(
        practice.participation,
        key=f"capacity-practice-offered:{practice.id}",
        message=OFFERED,
        facts={},
        but_not=by.id,
    )


def publish_practice(practice: Practice, *, by: Visitor) -> None:
    practice.state = PracticeState.PUBLISHED
    practice.published_at = clock.now()
    db.session.flush()
    audit.record("capacity.publish_practice", practice, by=by.id)
    tell_participant(
        practice.participation,
        key=f"capacity-practice-published:{practice.id}",
        message=PUBLISHED,
        facts={},
        but_not=by.id,
    )
