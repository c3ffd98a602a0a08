"""Terms and their tracks, as the team prepares them; who works for the programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_, _
from kernel.rules import Visitor
from programme.models import (
    Application,
    HistoryLine,
    LineKind,
    PartnerSeat,
    ProgrammeRole,
    Review,
    ReviewState,
    RoleHeld,
    Term,
    TermState,
    Track,
    TrackCriterion,
    TrackKind,
    TrackMilestone,
    TrackPartner,
)
from programme.services import reminding


class NameTaken(DomainError):
    constraint = "uq_programme_term_name"
    message = N_("Bu adla bir dönem var.")
    field = "name"


class NotReady(DomainError):
    message = N_("Dönem yayımlanamaz. Eksik: %(missing)s")


class WeightsFixed(DomainError):
    message = N_("Değerlendirme başladı: ölçütler ve ağırlıkları artık değişmez.")
    field = "criteria"


class RoleTaken(DomainError):
    constraint = "uq_programme_role_person_id_role"
    message = N_("Bu kişinin bu görevi zaten var.")
    field = "email"


class NoSuchPerson(DomainError):
    message = N_("Bu adresle açılmış bir hesap yok. Önce üye olması gerekir.")
    field = "email"


class PartnerThere(DomainError):
    constraint = "uq_programme_partner_seat_term_id_person_id"
    message = N_("Bu kişi bu dönemde zaten bir ortak adına görevli.")
    field = "email"


class LastOfTeam(DomainError):
    message = N_("Program ekibinde en az bir kişi kalmalı.")


@dataclass(frozen=True)
class CallFields:
    """What the team says about a track, in one piece. Texts come with their safe HTML."""

    starts_on: date
    ends_on: date
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    results_on: date | None = None
    seats: int | None = None
    by_month: bool = False
    call: str = ""
    call_html: str = ""
    eligibility: str = ""
    awaits: str = ""
    awaits_html: str = ""
    source: str = ""
    #: (weight, name, hint)
    criteria: Sequence[tuple[int, str, str]] = ()
    #: (first day, last day, label, source)
    milestones: Sequence[tuple[date, date | None, str, str]] = ()
    #: (name, role, source)
    partners: Sequence[tuple[str, str, str]] = ()


def create_term(*, by: Visitor, name: str, years: str, summary: str) -> Term:
    term = Term(name=name, years=years, summary=summary, state=TermState.DRAFT)
    with refusing(NameTaken):
        db.session.add(term)
    audit.record("programme.create_term", term, by=by.id, after={"name": name})
    return term


def edit_term(term: Term, *, by: Visitor, name: str, years: str, summary: str) -> None:
    with refusing(NameTaken):
        term.name, term.years, term.summary = name, years, summary
    audit.record("programme.edit_term", term, by=by.id, after={"name": name})


def edit_call(term: Term, kind: TrackKind, *, by: Visitor, fields: CallFields) -> Track:
    """Writes the track whole; a new one the first time."""
    track = db.session.scalar(select(Track).where(Track.term_id == term.id, Track.kind == kind))
    if track is None:
        track = Track(
            term_id=term.id, kind=kind, starts_on=fields.starts_on, ends_on=fields.ends_on
        )
        db.session.add(track)
        db.session.flush()
    before = None if track.closes_at is None else track.closes_at.isoformat()
    for name in ("starts_on", "ends_on", "opens_at", "closes_at", "results_on", "seats"):
        setattr(track, name, getattr(fields, name))
    for name in ("by_month", "call", "call_html", "eligibility", "awaits", "awaits_html", "source"):
        setattr(track, name, getattr(fields, name))
    _write_criteria(track, fields.criteria)
    _write_lists(track, fields)
    db.session.flush()
    reminding.move_deadlines(track)
    closes = None if track.closes_at is None else track.closes_at.isoformat()
    audit.record(
        "programme.edit_call",
        track,
        by=by.id,
        before={"closes_at": before},
        after={"closes_at": closes, "seats": track.seats},
    )
    return track


def _write_criteria(track: Track, criteria: Sequence[tuple[int, str, str]]) -> None:
    """As long as nobody has scored; then they stand."""
    rows = db.session.scalars(
        select(TrackCriterion)
        .where(TrackCriterion.track_id == track.id)
        .order_by(TrackCriterion.position)
    ).all()
    if [(row.weight, row.name, row.hint) for row in rows] == list(criteria):
        return
    if _has_reviews(track):
        raise WeightsFixed()
    db.session.execute(delete(TrackCriterion).where(TrackCriterion.track_id == track.id))
    db.session.add_all(
        TrackCriterion(track_id=track.id, position=place, weight=weight, name=name, hint=hint)
        for place, (weight, name, hint) in enumerate(criteria)
    )


def _has_reviews(track: Track) -> bool:
    given = (
        select(func.count())
        .select_from(Review)
        .join(Application, Application.id == Review.application_id)
        .where(Application.track_id == track.id, Review.state == ReviewState.GIVEN)
    )
    return bool(db.session.scalar(given))


def _write_lists(track: Track, fields: CallFields) -> None:
    for table in (TrackMilestone, TrackPartner):
        db.session.execute(delete(table).where(table.track_id == track.id))
    db.session.add_all(
        TrackMilestone(track_id=track.id, starts_on=first, ends_on=last, label=label, source=source)
        for first, last, label, source in fields.milestones
    )
    db.session.add_all(
        TrackPartner(track_id=track.id, name=name, role=role, source=source)
        for name, role, source in fields.partners
    )


def lacks(term: Term) -> list[str]:
    """What keeps a term from being published; msgids. `term` as `queries.get_term` loads it."""
    found = [] if term.tracks else [N_("en az bir kol")]
    for track in term.tracks:
        if track.starts_on <= clock.today():
            continue  # of the past: what is known is what there is
        if track.opens_at is None or track.closes_at is None:
            found.append(N_("başvuru günleri"))
        if not track.call:
            found.append(N_("çağrı metni"))
        if sum(one.weight for one in track.criteria) != 100:
            found.append(N_("ağırlıkları toplamı 100 olan ölçütler"))
    return list(dict.fromkeys(found))


def publish(term: Term, *, by: Visitor) -> None:
    if missing := lacks(term):
        raise NotReady(missing=", ".join(_(one) for one in missing))
    term.state = TermState.PUBLISHED
    term.published_at = clock.now()
    audit.record("programme.publish", term, by=by.id)


def add_line(
    term: Term,
    *,
    by: Visitor,
    kind: LineKind,
    text: str,
    source: str,
    track_id: int | None = None,
) -> HistoryLine:
    """What happened, with where it is written."""
    row = HistoryLine(term_id=term.id, track_id=track_id, kind=kind, text=text, source=source)
    db.session.add(row)
    db.session.flush()
    audit.record("programme.add_line", row, by=by.id)
    return row


def remove_line(line: HistoryLine, *, by: Visitor) -> None:
    audit.record("programme.remove_line", line, by=by.id, before={"text": line.text})
    db.session.delete(line)


# --- roles --------------------------------------------------------------------------------------


def give_role(*, person_id: int, role: ProgrammeRole, by: Visitor) -> RoleHeld:
    row = RoleHeld(person_id=person_id, role=role, given_by_id=by.id)
    with refusing(RoleTaken):
        db.session.add(row)
    after = {"role": role.value, "person": person_id}
    audit.record("programme.give_role", row, by=by.id, after=after)
    return row


def end_role(role: RoleHeld, *, by: Visitor) -> None:
    team = select(RoleHeld.id).where(RoleHeld.role == ProgrammeRole.TEAM).with_for_update()
    if role.role is ProgrammeRole.TEAM and len(db.session.scalars(team).all()) == 1:
        raise LastOfTeam()
    before = {"role": role.role.value, "person": role.person_id}
    audit.record("programme.end_role", role, by=by.id, before=before)
    db.session.delete(role)


def add_partner(term: Term, *, by: Visitor, person_id: int, name: str) -> PartnerSeat:
    """Somebody reads the term's figures and results for a partner of it."""
    row = PartnerSeat(term_id=term.id, person_id=person_id, name=name, given_by_id=by.id)
    with refusing(PartnerThere):
        db.session.add(row)
    after = {"partner": name, "person": person_id}
    audit.record("programme.add_partner", row, by=by.id, after=after)
    return row


def end_partner(seat: PartnerSeat, *, by: Visitor) -> None:
    before = {"partner": seat.name, "person": seat.person_id}
    audit.record("programme.end_partner", seat, by=by.id, before=before)
    db.session.delete(seat)
