"""Roles, terms and their windows; the reasons why not.

`Visitor.programme` is filled on the programme's pages: ("team", 0), ("reviewer", 0),
("consultant", 0), ("consulting", participation id), ("participant", participation id),
("partner", term id).
"""

import enum
from datetime import datetime, timedelta
from typing import Any, Protocol

from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Visitor, closed
from programme.models import (
    ProgrammeRole,
    Term,
    TermState,
    Track,
)


class Reason(rules.Reason):
    NOT_OPEN = N_("Bu çağrının başvuru süresi henüz başlamadı.")
    OVER = N_("Başvuru süresi doldu. Bu çağrıya artık başvuru gönderilemez.")
    PUBLISHED = N_("Bu dönem yayımlandı.")
    SENT = N_("Bu başvuru gönderildi. Program ekibi istemedikçe değiştirilemez.")
    DUE_OVER = N_("Eksik belgeyi tamamlama süresi doldu. Program ekibine yazın.")
    DECIDED = N_("Bu başvuru sonuçlandı.")
    NOT_DECIDED = N_("Bu başvuru henüz sonuçlanmadı.")
    WITHDRAWN = N_("Bu başvuru geri çekildi.")
    WAITS = N_("Başvuru şu an sahibinde: eksik belge bekleniyor.")
    NOT_CLOSED = N_("Karar, başvuru süresi dolduktan sonra verilir.")
    OWN_FIRST = N_("Önce kendi değerlendirmenizi verin. Ötekilerin puanlarını sonra görürsünüz.")
    CONFLICT = N_("Çıkar çatışması bildirdiğiniz başvuruyu göremezsiniz.")
    GIVEN = N_("Değerlendirmeniz kayıtlı. Verilen puanlar değiştirilemez.")
    NOT_REVIEWED = N_("Bu başvuru şu an değerlendirmede değil.")
    LEFT = N_("Bu katılımcı programdan ayrıldı.")
    PLAN_STATE = N_("Ortak plan bu aşamada değil.")
    AGREED = N_("Bu taraf zaten onayladı.")
    OWNERS = N_("Göndermek, geri çekmek ve silmek başvuruyu başlatanın işidir.")
    OWN_APPLICATION = N_("Kendi yazdığınız başvuruyu program ekibi olarak yürütemezsiniz.")
    OLD_LINK = N_("Başvuruyu başlatandan yeni bir davet isteyin.")
    INVITATION_DONE = N_("Bu davet daha önce kabul edildi.")
    OTHER_ADDRESS = N_("Bu davet başka bir adrese yazıldı. O adresin hesabıyla giriş yapın.")


#: facts that name a participation
CONSULTING, PARTICIPANT = "consulting", "participant"
#: names a term
PARTNER = "partner"


class Window(enum.StrEnum):
    """Where the window of applications stands; by the clock, never stored."""

    UNSCHEDULED = "unscheduled"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


def window(track: Track) -> Window:
    """Of an old term the days may be unknown: once it has begun, applications are over."""
    now = clock.now()
    if track.closes_at is not None and track.closes_at <= now:
        return Window.CLOSED
    if track.opens_at is not None:
        return Window.OPEN if track.opens_at <= now else Window.UPCOMING
    return Window.CLOSED if track.starts_on <= clock.today() else Window.UNSCHEDULED


class Progress(enum.StrEnum):
    """Where the programme itself stands in a track."""

    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"


def progress(track: Track) -> Progress:
    today = clock.today()
    if today < track.starts_on:
        return Progress.AHEAD
    return Progress.RUNNING if today <= track.ends_on else Progress.OVER


def next_change(track: Track) -> list[datetime]:
    """The moments at which a page about it says something else."""
    days = (track.starts_on, track.ends_on + timedelta(days=1))
    moments = [clock.at_local(day) for day in days]
    return [*moments, *(one for one in (track.opens_at, track.closes_at) if one is not None)]


# --- roles ---


class Joined(Protocol):
    """Somebody who takes part, a term; whatever knows its number (capacity's rows do too)."""

    @property
    def id(self) -> int: ...


def holds(visitor: Visitor, role: ProgrammeRole) -> bool:
    return (role.value, 0) in visitor.programme


def may(visitor: Visitor, good: bool) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if good else ROLE


def team(visitor: Visitor, thing: Any = None) -> Denied | None:
    """Whoever runs the programme."""
    return may(visitor, holds(visitor, ProgrammeRole.TEAM))


def oversee(visitor: Visitor, term: Joined) -> Denied | None:
    """Figures and results of a term: the team, and those who act for one of its partners."""
    return may(visitor, (PARTNER, term.id) in visitor.programme or _runs(visitor))


def oversees(visitor: Visitor, thing: Any = None) -> Denied | None:
    """Of any term."""
    return may(visitor, _runs(visitor) or any(kind == PARTNER for kind, _n in visitor.programme))


def _runs(visitor: Visitor) -> bool:
    return holds(visitor, ProgrammeRole.TEAM)


def works(visitor: Visitor, thing: Any = None) -> Denied | None:
    """Any role in the programme, or somebody who takes part: has a desk there."""
    return may(visitor, bool(visitor.programme))


def consultant(visitor: Visitor, participation: Joined) -> Denied | None:
    """The consultants named for this participant, nobody else: not the team, not the others."""
    return may(visitor, (CONSULTING, participation.id) in visitor.programme)


def participant(visitor: Visitor, participation: Joined) -> Denied | None:
    """Its contacts, staff of its municipality that runs consultations, its representatives."""
    return may(visitor, (PARTICIPANT, participation.id) in visitor.programme)


def accompany(visitor: Visitor, participation: Joined) -> Denied | None:
    """The participant itself, its consultants, the team."""
    good = {(CONSULTING, participation.id), (PARTICIPANT, participation.id)} & visitor.programme
    return may(visitor, bool(good) or holds(visitor, ProgrammeRole.TEAM))


# --- terms ---


def see(visitor: Visitor, term: Term) -> Denied | None:
    """Published ones; the team also what it prepares."""
    if term.state is TermState.DRAFT and team(visitor) is not None:
        return HIDDEN
    return None


def see_call(visitor: Visitor, track: Track) -> Denied | None:
    return see(visitor, track.term)


def publish(visitor: Visitor, term: Term) -> Denied | None:
    if term.state is TermState.PUBLISHED:
        return closed(Reason.PUBLISHED)
    return team(visitor)
