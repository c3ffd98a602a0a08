"""Who may write, edit, withdraw, support, discuss, follow and screen a proposal, and when."""

from datetime import date
from typing import Protocol

from consultations import rules as consultations
from consultations.models import ActivityKind, ConsultationState
from journeys.models import Status
from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Kind, Role, Visitor, closed
from moderation import rules as moderation
from places.models import Municipality
from proposals.models import UNPUBLISHED, Origin, ProposalState


class Reason(rules.Reason):
    NOT_PROPOSALS = N_("Bu adımda öneri toplanmıyor.")
    WITHDRAWN = N_("Bu öneri yazarı tarafından geri çekildi.")
    MERGED = N_("Bu öneri yazarının onayıyla başka bir öneriyle birleştirildi.")
    REFUSED = N_("Bu öneri uygun bulunmadı; gerekçesi sayfada yazıyor.")
    DECIDED = N_("Belediye bu öneriyi ele aldı; artık değiştirilemez.")
    ON_BALLOT = N_("Bu öneri oylamada ya da karara bağlandı; artık geri çekilemez.")
    SCREENED = N_("Bu öneri daha önce ele alındı. Karar bir kez verilir.")
    SUPPORT_OVER = N_("Destek toplama bitti.")
    ANSWERED = N_("Resmî yanıt verildi; tartışma kapandı.")
    CONSULTATION_OVER = N_("Bu danışma kapandı; yeni yorum yazılamıyor.")
    PUBLISHED = N_("Bu öneri zaten yayında.")
    OWN = N_("Kendi önerinizi ayrıca desteklemeniz gerekmez.")
    HIDDEN = N_("Bu öneri gizlendi.")
    HELD = N_("Bu öneri inceleniyor; henüz yayında değil.")
    DECLINED = N_("Bu öneri yayımlanmadı.")


class Asking(consultations.Joinable, Protocol):
    @property
    def kind(self) -> ActivityKind: ...


class Supportable(Protocol):
    """What the support rule reads: a proposal, or a row of a list."""

    @property
    def state(self) -> ProposalState: ...
    @property
    def status(self) -> Status | None: ...
    @property
    def author_id(self) -> int: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def activity(self) -> Asking: ...


class Heard(Protocol):
    @property
    def comment_count(self) -> int: ...


class Answered(Protocol):
    @property
    def answered_on(self) -> date | None: ...


class Readable(Supportable, Protocol):
    """What the rules of a proposal's page read: the entity, or the row of the page."""

    @property
    def support_count(self) -> int: ...
    @property
    def thread(self) -> Heard | None: ...
    @property
    def duty(self) -> Answered | None: ...


def entered(proposal: Supportable) -> bool:
    """By staff, for somebody else: the clerk is not its author. Rows of a list do not ask."""
    return getattr(proposal, "origin", Origin.OWN) in (Origin.BEHALF, Origin.IMPORTED)


def is_mine(visitor: Visitor, proposal: Supportable) -> bool:
    """The author's; an organisation's belongs to whoever represents it now."""
    if not visitor.signed_in:
        return False
    if entered(proposal):
        return False
    if proposal.organisation_id is not None and proposal.state is not ProposalState.DRAFT:
        return proposal.organisation_id in visitor.organisations
    return proposal.author_id == visitor.id


def speaks_for(visitor: Visitor, proposal: Readable) -> bool:
    """Who answers for its text: the author, or the officers for what staff entered."""
    if entered(proposal):
        return consultations.manage(visitor, proposal.activity.consultation) is None
    return is_mine(visitor, proposal)


#: what nobody goes on with, and why
ENDED = {
    ProposalState.WITHDRAWN: Reason.WITHDRAWN,
    ProposalState.MERGED: Reason.MERGED,
    ProposalState.HIDDEN: Reason.HIDDEN,
}
WAITED = {ProposalState.HELD: Reason.HELD, ProposalState.DECLINED: Reason.DECLINED}


def ended(proposal: Supportable) -> Denied | None:
    """Its author took it back or let it become part of another, or it was hidden."""
    reason = ENDED.get(proposal.state)
    return None if reason is None else closed(reason)


def see(visitor: Visitor, proposal: Readable) -> Denied | None:
    """Drafts are their author's alone; what was never published is read by moderators, too.

    The page of a hidden one stays: it says why, and keeps journey, supports and replies.
    """
    if proposal.state not in UNPUBLISHED or (
        visitor.signed_in and proposal.author_id == visitor.id
    ):
        return None
    if proposal.state is not ProposalState.DRAFT and _reads_what_waits(visitor, proposal):
        return None
    return HIDDEN


def _reads_what_waits(visitor: Visitor, proposal: Readable) -> bool:
    return is_mine(visitor, proposal) or moderation.read(visitor, proposal.activity) is None


def see_words(visitor: Visitor, proposal: Readable) -> Denied | None:
    """What it said and says: of a hidden one for its author and whoever decides about it."""
    if denied := see(visitor, proposal):
        return denied
    if proposal.state is not ProposalState.HIDDEN:
        return None
    own = speaks_for(visitor, proposal) or (visitor.signed_in and proposal.author_id == visitor.id)
    decides = moderation.read(visitor, proposal.activity) is None
    return None if own or decides else closed(Reason.HIDDEN)


def write(visitor: Visitor, activity: Asking) -> Denied | None:
    if activity.kind is not ActivityKind.PROPOSALS:
        return closed(Reason.NOT_PROPOSALS)
    if denied := consultations.take_part(visitor, activity):
        return denied
    return rules.may_write(visitor, activity.municipality_id)


def look_for_similar(visitor: Visitor, activity: Asking) -> Denied | None:
    """Whoever may see the consultation may look; writing is asked elsewhere."""
    if activity.kind is not ActivityKind.PROPOSALS:
        return HIDDEN
    return consultations.see(visitor, activity.consultation)


def _mine(visitor: Visitor, proposal: Readable) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if speaks_for(visitor, proposal) else ROLE


def undecided(proposal: Readable) -> Denied | None:
    """Published, and nobody of the municipality has dealt with it yet."""
    if over := ended(proposal):
        return over
    if proposal.status is not Status.PUBLISHED:
        return closed(Reason.DECIDED)
    return None


def reacted(proposal: Readable) -> bool:
    """Somebody stands by its words, or has answered them."""
    return bool(proposal.support_count or (proposal.thread and proposal.thread.comment_count))


def edit(visitor: Visitor, proposal: Readable) -> Denied | None:
    """A draft at any time; a published one while it collects.

    Once somebody has reacted, each edit has a reason and is announced (`services.edit`).
    """
    if proposal.state in UNPUBLISHED:
        return see(visitor, proposal) or _waited(proposal)
    may = consultations.is_open if entered(proposal) else write
    return undecided(proposal) or _mine(visitor, proposal) or may(visitor, proposal.activity)


def _waited(proposal: Supportable) -> Denied | None:
    reason = WAITED.get(proposal.state)
    return None if reason is None else closed(reason)


def publish(visitor: Visitor, proposal: Readable) -> Denied | None:
    if denied := see(visitor, proposal) or _waited(proposal):
        return denied
    if proposal.state is not ProposalState.DRAFT:
        return closed(Reason.PUBLISHED)
    return write(visitor, proposal.activity)


def discard(visitor: Visitor, proposal: Readable) -> Denied | None:
    """Only a draft can vanish; what was published leaves a trace."""
    if denied := see(visitor, proposal) or _waited(proposal):
        return denied
    if proposal.state is not ProposalState.DRAFT:
        return closed(Reason.PUBLISHED)
    return None


def withdraw(visitor: Visitor, proposal: Readable) -> Denied | None:
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    if over := ended(proposal):
        return over
    if proposal.status not in (Status.PUBLISHED, Status.ASSESSING):
        return closed(Reason.ON_BALLOT)
    return _mine(visitor, proposal)


def _living(proposal: Supportable) -> Denied | None:
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    if over := ended(proposal):
        return over
    if proposal.status is Status.REFUSED:
        return closed(Reason.REFUSED)
    return None


def collecting(proposal: Supportable) -> Denied | None:
    """Support speaks before the decision; afterwards the count stands still."""
    window = consultations.window(proposal.activity, clock.now())
    undecided = proposal.status in (Status.PUBLISHED, Status.ASSESSING, Status.ON_BALLOT)
    open_now = undecided and window is consultations.Window.OPEN
    return None if open_now else closed(Reason.SUPPORT_OVER)


def support(visitor: Visitor, proposal: Supportable) -> Denied | None:
    """While its activity is open, by those whom the activity asks."""
    if over := _living(proposal) or collecting(proposal):
        return over
    if is_mine(visitor, proposal) or (visitor.signed_in and proposal.author_id == visitor.id):
        return Denied(Kind.ROLE, Reason.OWN)
    return consultations.take_part(visitor, proposal.activity)


def unsupport(visitor: Visitor, proposal: Supportable) -> Denied | None:
    """The count stands still when the activity has closed."""
    over = _living(proposal) or collecting(proposal)
    return over or (None if visitor.signed_in else LOGIN)


def _silent(
    consultation: consultations.Judged, duty: Answered | None, thread: Heard | None
) -> Denied | None:
    if consultation.state is not ConsultationState.PUBLISHED:
        return closed(Reason.CONSULTATION_OVER)
    if thread is None or (duty is not None and duty.answered_on is not None):
        return closed(Reason.ANSWERED)
    return None


def comment(visitor: Visitor, proposal: Readable) -> Denied | None:
    """Until the answer; the discussion outlives the collecting of proposals."""
    over = _living(proposal) or _silent(
        proposal.activity.consultation, proposal.duty, proposal.thread
    )
    return over or rules.may_write(visitor, proposal.activity.municipality_id)


def follow(visitor: Visitor, proposal: Readable) -> Denied | None:
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    return None if visitor.signed_in else LOGIN


def screen(visitor: Visitor, proposal: Readable) -> Denied | None:
    """Put on the ballot or refused, once, by whoever runs the consultation."""
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    if over := ended(proposal):
        return over
    if proposal.status is not Status.PUBLISHED:
        return closed(Reason.SCREENED)
    return consultations.manage(visitor, proposal.activity.consultation)


screening_list = consultations.desk


def manage_categories(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return rules.works_as(visitor, municipality.id, Role.OFFICER, Role.ADMINISTRATOR)


#: the usual reasons of a refusal, to begin from: label and text. Some name the body to turn to.
REASONS: dict[str, tuple[str, str]] = {
    "yetki": (
        N_("Yetki başka kurumda"),
        N_(
            "Bu iş belediyenin yetkisinde değil. Yetkili kurum: … "
            "Önerinizi bu kuruma ilettik ya da şu adresten kendiniz başvurabilirsiniz: …"
        ),
    ),
    "konu": (
        N_("Bu danışmanın konusu değil"),
        N_(
            "Öneriniz bu danışmada sorulan konunun dışında kalıyor, çünkü … "
            "Şu yolla yeniden iletebilirsiniz: …"
        ),
    ),
    "programda": (
        N_("Zaten programda"),
        N_("Bu iş zaten belediyenin programında. Şu tarihte bitecek: … Sorumlu birim: …"),
    ),
    "mevzuat": (
        N_("Mevzuat izin vermiyor"),
        N_(
            "Bu iş şu kurala aykırı: … (kanun, madde). "
            "Yapılabilmesi için şunun değişmesi gerekir: …"
        ),
    ),
    "mulkiyet": (
        N_("Yer belediyenin değil"),
        N_("Önerdiğiniz yer belediyenin malı değil. Sahibi: … Görüştük ve şu yanıtı aldık: …"),
    ),
    "butce": (
        N_("Bütçe yetmiyor"),
        N_("Bu işin tahmini maliyeti … lira. Ayrılan bütçe … lira olduğu için yapılamıyor."),
    ),
}
