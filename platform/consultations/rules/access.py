"""Who may see, take part in and manage a consultation, and whether an activity is open now."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from kernel import clock, formats, rules
from kernel.i18n import N_, _
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Kind, Role, Visitor, closed
from meetings import rules as meetings
from places.models import Municipality


class Reason(rules.Reason):
    NOT_YET = N_("Katılım %(date)s günü başlıyor.")
    OVER = N_("Katılım süresi %(date)s günü doldu.")
    NO_DATE = N_("Bu adımın tarihi henüz açıklanmadı.")
    STOPPED = N_("Bu danışma erken bitirildi ya da geri çekildi. Gerekçesi danışmanın sayfasında.")
    RESIDENT = N_(
        "Bu adıma, burada oturduğu doğrulanmış kişiler katılabilir. Adresinizi hesabınızdan "
        "doğrulatabilirsiniz."
    )
    ELSEWHERE = N_("Bu adıma yalnızca belirli mahallelerde oturanlar katılabilir.")
    AGE_UNKNOWN = N_(
        "Bu adımda yaş sınırı var: %(age)s. Doğum yılınızı adresinizle birlikte doğrulatın."
    )
    TOO_YOUNG = N_("Bu adıma katılmak için en az %(age)s yaşında olmanız gerekiyor.")
    PUBLISHED = N_(
        "Bu danışma yayımlandı. Artık yalnızca gerekçesi yazılarak ve herkese duyurularak "
        "değiştirilebilir."
    )
    NOT_PUBLISHED = N_("Bu danışma henüz yayımlanmadı.")
    NOT_RUNNING = N_("Bu danışma artık sürmüyor.")
    ANSWERED = N_("Bu danışma yanıtlandı. Sözü artık değiştirilemez.")


class Judged(Protocol):
    """What seeing and managing ask of a consultation: the entity, or the row of its page."""

    @property
    def municipality_id(self) -> int: ...
    @property
    def state(self) -> ConsultationState: ...
    @property
    def asked_by(self) -> AskedBy: ...


class Joinable(Protocol):
    """What taking part asks of an activity: the entity, or the row of a page."""

    @property
    def municipality_id(self) -> int: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def eligibility(self) -> Eligibility: ...
    @property
    def min_age(self) -> int | None: ...
    @property
    def neighbourhood_ids(self) -> list[int] | None: ...
    @property
    def consultation(self) -> Judged: ...


class Window(StrEnum):
    """Whether one can take part now; computed, never stored."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    UNSCHEDULED = "unscheduled"


STOPPED = (ConsultationState.ENDED, ConsultationState.WITHDRAWN)


def window_of(
    state: ConsultationState, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> Window:
    """The same for rows of a list, which are not entities."""
    if state in STOPPED:
        return Window.CLOSED
    if opens_at is None:
        return Window.UNSCHEDULED
    if now < opens_at:
        return Window.UPCOMING
    return Window.CLOSED if closes_at is not None and now >= closes_at else Window.OPEN


def window(activity: Joinable, now: datetime | None = None) -> Window:
    """`activity.consultation` must be loaded."""
    return window_of(
        activity.consultation.state, activity.opens_at, activity.closes_at, now or clock.now()
    )


def latest_birth_year(activity: Joinable) -> int | None:
    """Who is old enough: only the year is known, and it is judged by the day of opening.

    So nobody becomes eligible or loses it while the window is open.
    """
    if activity.min_age is None:
        return None
    opening = clock.local(activity.opens_at or clock.now())
    return opening.year - activity.min_age


def eligible(visitor: Visitor, activity: Joinable) -> Denied | None:
    """Who may take part, whatever the clock says."""
    if activity.eligibility is Eligibility.EVERYONE:
        return rules.signed_in(visitor, activity)
    if activity.eligibility is Eligibility.EMAIL:
        return rules.confirmed(visitor)
    if not visitor.signed_in:
        return LOGIN
    home = visitor.residence.get(activity.municipality_id)
    if home is None:
        return Denied(Kind.ROLE, Reason.RESIDENT)
    return _right_home(activity, *home)


def _right_home(
    activity: Joinable, neighbourhood_id: int | None, birth_year: int | None
) -> Denied | None:
    if activity.neighbourhood_ids and neighbourhood_id not in activity.neighbourhood_ids:
        return Denied(Kind.ROLE, Reason.ELSEWHERE)
    latest = latest_birth_year(activity)
    if latest is None:
        return None
    if birth_year is None:
        return Denied(Kind.ROLE, Reason.AGE_UNKNOWN, {"age": activity.min_age})
    if birth_year > latest:
        return Denied(Kind.ROLE, Reason.TOO_YOUNG, {"age": activity.min_age})
    return None


def take_part(visitor: Visitor, activity: Joinable) -> Denied | None:
    """Propose, comment, vote: the window first, then who. `activity.consultation` is loaded."""
    if activity.consultation.state is ConsultationState.DRAFT:
        return HIDDEN
    return is_open(visitor, activity) or eligible(visitor, activity)


def is_open(_visitor: Visitor, activity: Joinable) -> Denied | None:
    if activity.consultation.state in STOPPED:
        return closed(Reason.STOPPED)
    state = window(activity)
    if state is Window.UPCOMING and activity.opens_at is not None:
        return closed(Reason.NOT_YET, date=formats.long_day(activity.opens_at))
    if state is Window.CLOSED and activity.closes_at is not None:
        return closed(Reason.OVER, date=formats.long_day(clock.last_day(activity.closes_at)))
    return closed(Reason.NO_DATE) if state is Window.UNSCHEDULED else None


def is_draft(consultation: Judged) -> bool:
    return consultation.state is ConsultationState.DRAFT


def see(visitor: Visitor, consultation: Judged) -> Denied | None:
    """Published ones are for everybody; a draft only for those who work on it."""
    if consultation.state is not ConsultationState.DRAFT:
        return None
    reader = visitor.has_role(consultation.municipality_id, Role.AUDITOR)
    return None if reader or manage(visitor, consultation) is None else HIDDEN


def see_activity(visitor: Visitor, activity: Joinable) -> Denied | None:
    return see(visitor, activity.consultation)


def discuss(visitor: Visitor, activity: Activity) -> Denied | None:
    """The page of a thread; activities of another kind have none."""
    if activity.thread_id is None and activity.kind is not ActivityKind.DISCUSSION:
        return HIDDEN
    return see_activity(visitor, activity)


def comment(visitor: Visitor, activity: Activity) -> Denied | None:
    if activity.thread_id is None:
        return HIDDEN
    return take_part(visitor, activity) or rules.suspended(visitor, activity.municipality_id)


# --- the officer --------------------------------------------------------------------------------

ASKERS: dict[AskedBy, tuple[Role, ...]] = {
    AskedBy.MUNICIPALITY: (Role.OFFICER, Role.ADMINISTRATOR),
    AskedBy.MUNICIPAL_COUNCIL: (Role.OFFICER, Role.ADMINISTRATOR),
    AskedBy.CITY_COUNCIL: (Role.COUNCIL_OFFICER, Role.ADMINISTRATOR),
}


def askers(visitor: Visitor, municipality_id: int) -> list[AskedBy]:
    """In whose name this person may ask."""
    return [who for who, roles in ASKERS.items() if visitor.has_role(municipality_id, *roles)]


def reviewed(visitor: Visitor, municipality_id: int) -> list[AskedBy]:
    """Whose consultations this person's desk lists."""
    if visitor.has_role(municipality_id, Role.AUDITOR):
        return list(AskedBy)
    return askers(visitor, municipality_id)


def desk(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return rules.works_as(
        visitor,
        municipality.id,
        Role.OFFICER,
        Role.COUNCIL_OFFICER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    )


def create(visitor: Visitor, municipality: Municipality) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if askers(visitor, municipality.id) else ROLE


def manage(visitor: Visitor, consultation: Judged) -> Denied | None:
    """The officers of who asks; the city council's consultations are the council's own."""
    return rules.works_as(
        visitor, consultation.municipality_id, *ASKERS[AskedBy(consultation.asked_by)]
    )


def review(visitor: Visitor, consultation: Judged) -> Denied | None:
    """The officer's view of it: to work on it, or to audit."""
    reader = visitor.has_role(consultation.municipality_id, Role.AUDITOR)
    return None if reader else manage(visitor, consultation)


def edit(visitor: Visitor, consultation: Consultation) -> Denied | None:
    """Freely, while it is a draft."""
    if consultation.state is not ConsultationState.DRAFT:
        return closed(Reason.PUBLISHED)
    return manage(visitor, consultation)


publish = edit
discard = edit


def change(visitor: Visitor, consultation: Consultation) -> Denied | None:
    """In public and with a reason, from publication on; the promise also after an early end."""
    if consultation.state is ConsultationState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    return manage(visitor, consultation)


def change_promise(visitor: Visitor, consultation: Consultation) -> Denied | None:
    """A new version, until the answer is given. The duty is loaded."""
    if consultation.duty is not None and consultation.duty.answered_on is not None:
        return closed(Reason.ANSWERED)
    return change(visitor, consultation)


def stop(visitor: Visitor, consultation: Consultation) -> Denied | None:
    """End early, withdraw, add an activity, move a window: only while it runs."""
    if consultation.state in STOPPED:
        return closed(Reason.NOT_RUNNING)
    return change(visitor, consultation)


def complete(visitor: Visitor, consultation: Consultation) -> Denied | None:
    """Documents, people, phases and meetings: at any time, until it is stopped."""
    if consultation.state in STOPPED:
        return closed(Reason.NOT_RUNNING)
    return manage(visitor, consultation)


def edit_activity(visitor: Visitor, activity: Activity) -> Denied | None:
    """Freely in a draft, with a public reason while it runs."""
    return complete(visitor, activity.consultation)


def remove_activity(visitor: Visitor, activity: Activity) -> Denied | None:
    return edit(visitor, activity.consultation)


class Owned(Protocol):
    """A phase, document, person or meeting with its consultation (`queries.Part`)."""

    @property
    def row(self) -> Any: ...
    @property
    def consultation(self) -> Consultation: ...


def complete_part(visitor: Visitor, part: Owned) -> Denied | None:
    return complete(visitor, part.consultation)


def edit_part(visitor: Visitor, part: Owned) -> Denied | None:
    """What was published stays: only a draft's documents and meetings are taken away."""
    return edit(visitor, part.consultation)


def change_meeting(visitor: Visitor, part: Owned) -> Denied | None:
    return meetings.change(part.row) or manage(visitor, part.consultation)


def cancel_meeting(visitor: Visitor, part: Owned) -> Denied | None:
    return meetings.change(part.row) or change(visitor, part.consultation)


def follow(visitor: Visitor, consultation: Judged) -> Denied | None:
    return see(visitor, consultation) or rules.signed_in(visitor, consultation)


def eligibility_sentence(activity: Joinable, neighbourhoods: list[str]) -> str:
    """Who may take part, in one sentence; `neighbourhoods` are the names of its ids."""
    if activity.eligibility is Eligibility.EVERYONE:
        return _(N_("Giriş yapan herkes katılabilir."))
    if activity.eligibility is Eligibility.EMAIL:
        return _(N_("E-posta adresini doğrulamış herkes katılabilir."))
    places = ", ".join(neighbourhoods)
    facts = {"places": places, "age": activity.min_age}
    if places and activity.min_age:
        return _(ONLY_THERE_AND_AGE, **facts)
    if places:
        return _(ONLY_THERE, **facts)
    if activity.min_age:
        return _(RESIDENTS_AND_AGE, **facts)
    return _(N_("Burada oturduğu doğrulanmış herkes katılabilir."))


ONLY_THERE_AND_AGE = N_(
    "Şu mahallelerde oturduğu doğrulanmış, en az %(age)s yaşında olanlar katılabilir: %(places)s."
)
ONLY_THERE = N_("Şu mahallelerde oturduğu doğrulanmış kişiler katılabilir: %(places)s.")
RESIDENTS_AND_AGE = N_(
    "Burada oturduğu doğrulanmış, en az %(age)s yaşında olan herkes katılabilir."
)


# --- stages -------------------------------------------------------------------------------------


class Stage(StrEnum):
    """Where a consultation stands: one word for page, list and filter."""

    DRAFT = "draft"
    UPCOMING = "upcoming"  # nothing is open, something will be
    OPEN = "open"
    WAITING = "waiting"  # taking part is over, the answer is owed
    ANSWERED = "answered"


STAGE_LABELS = {
    Stage.DRAFT: N_("Taslak"),
    Stage.UPCOMING: N_("Katılım henüz açılmadı"),
    Stage.OPEN: N_("Katılıma açık"),
    Stage.WAITING: N_("Yanıt bekliyor"),
    Stage.ANSWERED: N_("Yanıtlandı"),
}


def stage(state: ConsultationState, windows: Iterable[Window], answered_on: date | None) -> Stage:
    """`queries` says the same in SQL; a test compares them."""
    if state is ConsultationState.DRAFT:
        return Stage.DRAFT
    if answered_on is not None:
        return Stage.ANSWERED
    all_windows = set(windows)
    if Window.OPEN in all_windows:
        return Stage.OPEN
    coming = {Window.UPCOMING, Window.UNSCHEDULED} & all_windows
    return Stage.UPCOMING if coming else Stage.WAITING
