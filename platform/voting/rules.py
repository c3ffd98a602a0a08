"""Who may vote, draw up, publish and count an election, and what stage it is in.

What is counted, came out or is missing stands in definitions, outcomes and drafting.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from consultations import rules as consultations
from consultations.models import (
    Activity,
    ActivityKind,
    Consultation,
    ConsultationState,
    Eligibility,
)
from consultations.rules import Window
from kernel import clock, keys, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, Denied, Kind, Visitor, closed
from voting import drafting, outcomes
from voting.models import (
    Custodian,
    Election,
    ElectionState,
    Option,
    RollKind,
)
from voting.plan import by_lot_alone

#: fewer ballots than this: nobody is told how many, nor how they fell (DESIGN §5)
SMALL = 10


class Reason(rules.Reason):
    FROZEN = N_("Bu oylama yayımlandı. Soru, seçenekler ve kurallar artık değişmez.")
    NOT_PUBLISHED = N_("Önce danışma yayımlanmalı.")
    NO_WINDOW = N_("Önce bu adımın açılış ve kapanış zamanı belirlenmeli.")
    TOO_LATE = N_("Bu adımın süresi doldu. Oylama ancak süresi dolmadan yayımlanabilir.")
    COUNTING = N_("Oylama bitti. Oylar sayılıyor.")
    COUNTED = N_("Oylama bitti ve sayıldı.")
    CANCELLED = N_("Bu oylama yapılmadı: danışma, oylama bitmeden sona erdi.")
    STILL_OPEN = N_("Oylar ancak oylama bitince sayılır.")
    NO_TIE = N_("Karara bağlanacak bir eşitlik yok.")
    BY_LOT = N_("Bu kuralda eşitliği karar değil, herkesin önünde çekilen kura bozar.")
    CLOSED = N_("Sandık zaten kapandı.")
    SETTLED = N_("Sandık sonuçları zaten tamamlandı.")
    KEY_THERE = N_("Önce sandık tamamlanmalı ve oyları kişilerden ayıran anahtar yok edilmeli.")
    SEEDED = N_("Kura sayısı zaten girildi; değiştirilemez.")
    NO_SEED = N_("Önce herkesin önünde çekilen kura sayısı girilmeli.")
    KEY_GIVEN = N_("Anahtarınızı zaten verdiniz.")
    NO_ENVELOPE = N_("Zarfınız henüz hazır değil: üç emanetçinin de anahtarını vermesi gerekir.")
    BROUGHT = N_("Anahtar yarılarınızı zaten getirdiniz.")
    NOT_RUNNING = N_("Oylamanın sonu ancak oylama sürerken değiştirilebilir.")
    BEGUN = N_("Deneme yalnızca oylama açılmadan önce yapılır. Deneme oyları silindi.")
    NOT_WHOLE = N_("Deneme için önce seçenekler ve kural tamamlanmalı.")
    NEEDS_CODE = N_("Bu oylamada kâğıttaki kodla oy verilir. Oylamanın sayfasında kodunuzu yazın.")
    LOG_WHOLE = N_("Bu oylamanın günlüğü tamamlandı; yeni bir günlük başı çıkmayacak.")
    OLD_LINK = N_(
        "Bağlantının süresi dolmuş ya da adresin bir bölümü eksik olabilir. E-postadaki "
        "bağlantının tamamını açın; yine olmazsa oylamanın dosyaları sayfasından durdurun."
    )
    NOT_VOTED = N_("Bu oylamada sizin adınıza verilmiş bir oy yok.")


class Stage(StrEnum):
    """What an election is at this moment; computed from its decisions and the clock."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    COUNTING = "counting"
    COUNTED = "counted"
    CANCELLED = "cancelled"


class Cast(Protocol):
    """What the receipt's rule reads."""

    @property
    def stage(self) -> Stage: ...
    @property
    def voted(self) -> bool: ...


def stage_of(
    state: ElectionState,
    consultation: ConsultationState,
    ended_at: datetime | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> Stage:
    """The same for rows of a list, which are not entities."""
    if state is not ElectionState.FROZEN:
        return Stage(state.value)
    stopped = consultation in consultations.STOPPED
    if stopped and (closes_at is None or ended_at is None or ended_at < closes_at):
        return Stage.CANCELLED
    if closes_at is not None and now >= closes_at:
        return Stage.COUNTING
    return Stage.UPCOMING if opens_at is None or now < opens_at else Stage.OPEN


def stage(election: Election, now: datetime | None = None) -> Stage:
    """`election.activity.consultation` must be loaded."""
    activity = election.activity
    return stage_of(
        election.state,
        activity.consultation.state,
        activity.consultation.ended_at,
        activity.opens_at,
        activity.closes_at,
        now or clock.now(),
    )


def days_left(activity: Activity) -> int:
    """Whole days until the last one; 0 on it and after."""
    last = clock.last_day(activity.closes_at or clock.now())
    return max(0, clock.days_until(last))


# --- the public ---------------------------------------------------------------------------------


def see(visitor: Visitor, election: Election) -> Denied | None:
    """From its publication on it is for everybody; the draft is on the officer's desk only."""
    return HIDDEN if election.state is ElectionState.DRAFT else None


def eligible(visitor: Visitor, activity: Activity) -> Denied | None:
    """Whatever the clock says. A vote hangs on a proof: a confirmed address is the least."""
    if activity.eligibility is Eligibility.EVERYONE:
        return rules.confirmed(visitor)
    return consultations.eligible(visitor, activity)


OVER: dict[Stage, Reason] = {
    Stage.COUNTING: Reason.COUNTING,
    Stage.COUNTED: Reason.COUNTED,
    Stage.CANCELLED: Reason.CANCELLED,
}


def is_open(visitor: Visitor, election: Election) -> Denied | None:
    now_at = stage(election)
    if now_at is Stage.DRAFT:
        return HIDDEN
    if now_at in OVER:
        return closed(OVER[now_at])
    return consultations.is_open(visitor, election.activity)


def may_vote(visitor: Visitor, election: Election) -> Denied | None:
    """Whatever the clock says: by an account, or by what this browser was given (`tickets`)."""
    if election.id in visitor.tickets:
        return None
    if election.roll is RollKind.CODES:
        return Denied(Kind.ROLE, Reason.NEEDS_CODE)
    return eligible(visitor, election.activity)


def cast(visitor: Visitor, election: Election) -> Denied | None:
    return is_open(visitor, election) or may_vote(visitor, election)


def enter(visitor: Visitor, election: Election) -> Denied | None:
    """A paper may be filled in before signing in; `cast` asks who it is."""
    denied = cast(visitor, election)
    return None if denied is not None and denied.kind is Kind.LOGIN else denied


def receipt(visitor: Visitor, vote: Cast) -> Denied | None:
    """Shown again to whoever has voted, as often as they like."""
    if vote.stage is Stage.DRAFT:
        return HIDDEN
    if vote.voted:
        return None
    return closed(Reason.NOT_VOTED) if visitor.signed_in or visitor.tickets else LOGIN


def watch_heads(visitor: Visitor, election: Election) -> Denied | None:
    """Tree heads by mail, to a confirmed address, as long as the log grows."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    over = election.settled_at is not None or stage(election) in (Stage.COUNTED, Stage.CANCELLED)
    return closed(Reason.LOG_WHOLE) if over else rules.confirmed(visitor)


def unwatch_heads(visitor: Visitor, election: Election) -> Denied | None:
    return see(visitor, election) or rules.signed_in(visitor, election)


class Watcher(Protocol):
    """What the link of such a mail names."""

    @property
    def person_id(self) -> int | None: ...


def stop_heads(visitor: Visitor, watching: Watcher) -> Denied | None:
    """Whoever reads the mailbox may press the button, signed in or not."""
    return rules.old_link(Reason.OLD_LINK) if watching.person_id is None else None


# --- the officer --------------------------------------------------------------------------------


def draw_up(visitor: Visitor, activity: Activity) -> Denied | None:
    """Freely until it is published; then never again."""
    if activity.kind is not ActivityKind.VOTE:
        return HIDDEN
    if activity.endpoint:
        return closed(Reason.FROZEN)
    if activity.consultation.state in consultations.STOPPED:
        return closed(consultations.Reason.NOT_RUNNING)
    return consultations.manage(visitor, activity.consultation)


def change(visitor: Visitor, election: Election) -> Denied | None:
    """Options of the draft; its review page."""
    return draw_up(visitor, election.activity)


def change_option(visitor: Visitor, option: Option) -> Denied | None:
    return change(visitor, option.election)


def freeze(visitor: Visitor, election: Election) -> Denied | None:
    """Whoever comes after the opening is not too late: nobody can have voted yet."""
    return change(visitor, election) or timely(election.activity)


def timely(activity: Activity) -> Denied | None:
    consultation: Consultation = activity.consultation
    if consultation.state is ConsultationState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    if activity.opens_at is None or activity.closes_at is None:
        return closed(Reason.NO_WINDOW)
    if consultations.window(activity) is Window.CLOSED:
        return closed(Reason.TOO_LATE)
    return None


def _step(visitor: Visitor, election: Election, reason: Reason | None) -> Denied | None:
    """Of a published vote: there is nothing of a draft, then its state, then who runs it."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    return (
        closed(reason) if reason else consultations.manage(visitor, election.activity.consultation)
    )


def close(visitor: Visitor, election: Election) -> Denied | None:
    """By hand, when the worker is down; never before the end, for nobody."""
    reason = None
    if (now_at := stage(election)) in (Stage.COUNTED, Stage.CANCELLED):
        reason = OVER[now_at]
    elif now_at is not Stage.COUNTING:
        reason = Reason.STILL_OPEN
    elif election.closed_at is not None:
        reason = Reason.CLOSED
    return _step(visitor, election, reason)


def settle_roll(visitor: Visitor, election: Election) -> Denied | None:
    """Step 1 by hand: where there are polling desks somebody says that their paper is in."""
    reason = None
    if election.state is ElectionState.CANCELLED:
        reason = Reason.CANCELLED
    elif election.closed_at is None:
        reason = Reason.STILL_OPEN
    elif election.settled_at is not None:
        reason = Reason.SETTLED
    return _step(visitor, election, reason)


def enter_seed(visitor: Visitor, election: Election) -> Denied | None:
    """Step 3: never while anybody could still find out whose ballot is whose."""
    reason = None
    if election.state is ElectionState.CANCELLED:
        reason = Reason.CANCELLED
    elif election.key_ended_at is None:
        reason = Reason.KEY_THERE
    elif election.seed is not None:
        reason = Reason.SEEDED
    return _step(visitor, election, reason)


def may_open(election: Election) -> Denied | None:
    """Step 4, whoever asks: refused while the tag key or the seed is missing."""
    if election.state in (ElectionState.COUNTED, ElectionState.CANCELLED):
        return closed(OVER[Stage(election.state.value)])
    if election.key_ended_at is None or keys.exists(election.key_name):
        return closed(Reason.KEY_THERE)
    return closed(Reason.NO_SEED) if election.seed is None else None


def visit_custodian(visitor: Visitor, custodian: Custodian) -> Denied | None:
    """The page of the invitation; whoever has the link."""
    return None


def receive_key(visitor: Visitor, custodian: Custodian) -> Denied | None:
    """Until the vote is published."""
    if custodian.election.state is not ElectionState.DRAFT:
        return closed(Reason.FROZEN)
    return closed(Reason.KEY_GIVEN) if custodian.public_key else None


def try_envelope(visitor: Visitor, custodian: Custodian) -> Denied | None:
    return None if custodian.halves else closed(Reason.NO_ENVELOPE)


def bring(visitor: Visitor, custodian: Custodian) -> Denied | None:
    if custodian.brought:
        return closed(Reason.BROUGHT)
    return may_open(custodian.election)


def invite(visitor: Visitor, election: Election) -> Denied | None:
    """Custodians are named on the draft."""
    return change(visitor, election)


def is_draft(election: Election) -> bool:
    return election.state is ElectionState.DRAFT


def trial(visitor: Visitor, election: Election) -> Denied | None:
    """Test ballots: as soon as the draft could be counted, until the vote opens."""
    now_at = stage(election)
    if now_at not in (Stage.DRAFT, Stage.UPCOMING):
        return closed(Reason.BEGUN)
    denied = consultations.manage(visitor, election.activity.consultation)
    if denied is None and not (len(election.options) > 1 and drafting.countable(election)):
        return closed(Reason.NOT_WHOLE)
    return denied


def work(visitor: Visitor, election: Election) -> Denied | None:
    """The officer's page of a published vote."""
    return _step(visitor, election, None)


def change_end(visitor: Visitor, election: Election) -> Denied | None:
    """Only while it runs: then nobody can know a count. Closing is final."""
    running = stage(election) is Stage.OPEN and election.closed_at is None
    return _step(visitor, election, None if running else Reason.NOT_RUNNING)


def invite_again(visitor: Visitor, custodian: Custodian) -> Denied | None:
    """Somebody has lost the mail, or does not come to the opening."""
    election = custodian.election
    if election.state in (ElectionState.COUNTED, ElectionState.CANCELLED):
        return closed(OVER[Stage(election.state.value)])
    return consultations.manage(visitor, election.activity.consultation)


def settle(visitor: Visitor, election: Election) -> Denied | None:
    """Once for each tie that the count has declared."""
    reason = None if outcomes.result(election).open else Reason.NO_TIE
    if reason is None and by_lot_alone(election.rule, election.params):
        reason = Reason.BY_LOT
    return _step(visitor, election, reason)
