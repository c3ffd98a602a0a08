"""Who may draw up, answer, add a statement, decide about one, and read what came out."""

from datetime import datetime
from typing import Protocol

from consultations import rules as consultations
from consultations.models import ActivityKind, AskedBy
from consultations.rules import STOPPED, Window
from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, Denied, Role, Visitor, closed
from moderation import rules as moderation
from moderation.models import Case
from opinions.models import ConversationState, StatementState
from places.models import Municipality
from proposals import rules as proposals


class Reason(rules.Reason):
    NOT_OPINIONS = N_("Bu adımda görüş haritası çıkarılmıyor.")
    FROZEN = N_("Bu görüş haritası yayımlandı. Sorusu ve kuralları artık değişmez.")
    NOT_PUBLISHED = N_("Bu görüş haritası henüz yayımlanmadı.")
    STOPPED = N_("Danışma durduruldu. Bu görüş haritası çıkarılmayacak.")
    FINAL = N_("Süre doldu, kesin sonuç sayıldı. Artık yanıt alınmıyor.")
    ALREADY_MARKED = N_("Bu bulgu işaretlendi; belediye buna ayrıca yanıt veriyor.")
    IMPORTED = N_("Bu yanıtlar başka bir yerde toplandı. Buradan yanıt verilmiyor.")
    NO_OWN = N_("Bu görüş haritasında ifadeleri belediye yazıyor.")
    DECIDED = N_("Bu ifade için karar verildi.")
    NOT_SHOWN = N_("Bu ifade yayında değil.")
    BANNED = N_("Yanıtlarınız bu görüş haritasında sayılmıyor.")
    BANNED_ALREADY = N_("Bu katılımcının yanıtları zaten sayılmıyor.")
    COUNTED = N_("Bu katılımcının yanıtları zaten sayılıyor.")
    NO_PROPOSALS = N_("Şu anda öneri yazılan bir danışma yok.")
    STILL_OPEN = N_("Kesin sayılar, katılım süresi dolunca bir kez açıklanır.")


class Asking(consultations.Joinable, Protocol):
    @property
    def kind(self) -> ActivityKind: ...


class Judged(Protocol):
    """A conversation with its activity and the activity's consultation."""

    @property
    def municipality_id(self) -> int: ...
    @property
    def state(self) -> ConversationState: ...
    @property
    def own_statements(self) -> bool: ...
    @property
    def imported(self) -> bool: ...
    @property
    def activity(self) -> Asking: ...


class Said(Protocol):
    """A statement and its conversation."""

    @property
    def state(self) -> StatementState: ...
    @property
    def conversation(self) -> Judged: ...


class Answering(Protocol):
    """A voter and the conversation."""

    @property
    def banned(self) -> bool: ...
    @property
    def conversation(self) -> Judged: ...


def draw_up(visitor: Visitor, activity: Asking) -> Denied | None:
    """The officer's page of an activity: leads to its conversation, or begins one."""
    if activity.kind is not ActivityKind.OPINIONS:
        return closed(Reason.NOT_OPINIONS)
    return consultations.manage(visitor, activity.consultation)


def work(visitor: Visitor, conversation: Judged) -> Denied | None:
    """The desk and the auditor's page."""
    return consultations.review(visitor, conversation.activity.consultation)


def manage(visitor: Visitor, conversation: Judged) -> Denied | None:
    return consultations.manage(visitor, conversation.activity.consultation)


def _running(conversation: Judged) -> Denied | None:
    stopped = conversation.activity.consultation.state in STOPPED
    return closed(Reason.STOPPED) if stopped else None


def edit(visitor: Visitor, conversation: Judged) -> Denied | None:
    """Question and settings stay as they are once people answer."""
    if conversation.state is not ConversationState.DRAFT:
        return closed(Reason.FROZEN)
    return _running(conversation) or manage(visitor, conversation)


publish = edit


def add_seed(visitor: Visitor, conversation: Judged) -> Denied | None:
    """The municipality's statements: before and while people answer."""
    if conversation.state is ConversationState.FINAL:
        return closed(Reason.FINAL)
    if conversation.imported:
        return closed(Reason.IMPORTED)
    return _running(conversation) or manage(visitor, conversation)


def remove_seed(visitor: Visitor, statement: Said) -> Denied | None:
    """Before publication; afterwards it is taken out with a reason."""
    if statement.conversation.imported:
        return closed(Reason.IMPORTED)
    return edit(visitor, statement.conversation)


def see(visitor: Visitor, conversation: Judged) -> Denied | None:
    """A draft only for those who work on it."""
    if conversation.state is ConversationState.DRAFT and work(visitor, conversation) is not None:
        return HIDDEN
    return consultations.see(visitor, conversation.activity.consultation)


def _taking(visitor: Visitor, conversation: Judged) -> Denied | None:
    if conversation.state is ConversationState.DRAFT:
        return HIDDEN
    if conversation.imported:
        return closed(Reason.IMPORTED)
    if conversation.state is ConversationState.FINAL:
        return closed(Reason.FINAL)
    return consultations.take_part(visitor, conversation.activity)


def answer(visitor: Visitor, conversation: Judged) -> Denied | None:
    """One answer a statement, changeable until the end."""
    return _taking(visitor, conversation)


undo = answer


def see_own(visitor: Visitor, conversation: Judged) -> Denied | None:
    """One's own answers and statements stay readable when the window is over."""
    if denied := see(visitor, conversation):
        return denied
    return rules.signed_in(visitor, conversation)


def share_row(visitor: Visitor, conversation: Judged) -> Denied | None:
    """Consent to one's own answers being exported without a name; taken back at any time."""
    return see_own(visitor, conversation)


def add_statement(visitor: Visitor, conversation: Judged) -> Denied | None:
    if denied := _taking(visitor, conversation):
        return denied
    if not conversation.own_statements:
        return closed(Reason.NO_OWN)
    return rules.may_write(visitor, conversation.municipality_id)


def decide(visitor: Visitor, statement: Said) -> Denied | None:
    """Taken or not, once, with a reason that its author and everybody read."""
    if statement.state is not StatementState.PENDING:
        return closed(Reason.DECIDED)
    return _moderates(visitor, statement.conversation)


def ban_statement(visitor: Visitor, statement: Said) -> Denied | None:
    """Out of what is shown, also after the end; until then its answers count no more."""
    if statement.state is not StatementState.ACCEPTED:
        return closed(Reason.NOT_SHOWN)
    if statement.conversation.state is ConversationState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    return take_out(visitor, statement.conversation)


class Refused(Said, Protocol):
    """A statement with the case of its refusal, if there is one."""

    @property
    def municipality_id(self) -> int: ...
    @property
    def case(self) -> Case | None: ...


def read_case(visitor: Visitor, statement: Refused) -> Denied | None:
    """The desk page of a refusal; a statement that nobody refused has none."""
    if statement.case is None:
        return HIDDEN
    return moderation.read(visitor, statement)


def judge_appeal(visitor: Visitor, statement: Refused) -> Denied | None:
    """Another moderator than who refused it, and never its author."""
    return moderation.decide_appeal(visitor, statement.case)


class Ended(Protocol):
    @property
    def state(self) -> ConversationState: ...
    @property
    def finished_at(self) -> datetime | None: ...


def comes_back(state: StatementState, decided_at: datetime | None, conversation: Ended) -> bool:
    """Whether a refusal can be undone: until the end; later only of what the end has counted."""
    if conversation.state is ConversationState.PUBLISHED:
        return True
    finished_at = conversation.finished_at
    return (
        state is StatementState.BANNED
        and decided_at is not None
        and finished_at is not None
        and decided_at > finished_at
    )


def _moderates(visitor: Visitor, conversation: Judged) -> Denied | None:
    if conversation.state is ConversationState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    if conversation.state is ConversationState.FINAL:
        return closed(Reason.FINAL)
    return take_out(visitor, conversation)


def take_out(visitor: Visitor, conversation: Judged) -> Denied | None:
    """Moderators, and those who run the consultation."""
    if visitor.has_role(conversation.municipality_id, Role.MODERATOR):
        return None
    return manage(visitor, conversation)


def moderate(visitor: Visitor, conversation: Judged) -> Denied | None:
    """The list of statements on the desk; also for moderators, who do not run the consultation."""
    if visitor.has_role(conversation.municipality_id, Role.MODERATOR):
        return None
    return work(visitor, conversation)


def taken_out_of(visitor: Visitor, municipality: Municipality) -> list[AskedBy]:
    """By whom the conversations are held whose statements this person decides on: `take_out`."""
    if visitor.has_role(municipality.id, Role.MODERATOR):
        return list(AskedBy)
    return consultations.askers(visitor, municipality.id)


def see_waiting(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """The statements of all conversations that wait; each decision asks its own rule again."""
    return rules.works_as(
        visitor,
        municipality.id,
        Role.MODERATOR,
        Role.OFFICER,
        Role.COUNCIL_OFFICER,
        Role.ADMINISTRATOR,
    )


def ban_voter(visitor: Visitor, voter: Answering) -> Denied | None:
    """Answers that look made count no more; decided by a person, with a reason."""
    if voter.banned:
        return closed(Reason.BANNED_ALREADY)
    return _judges(visitor, voter.conversation)


def unban_voter(visitor: Visitor, voter: Answering) -> Denied | None:
    if not voter.banned:
        return closed(Reason.COUNTED)
    return _judges(visitor, voter.conversation)


def _judges(visitor: Visitor, conversation: Judged) -> Denied | None:
    if conversation.state is ConversationState.FINAL:
        return closed(Reason.FINAL)
    return manage(visitor, conversation)


def see_results(visitor: Visitor, conversation: Judged) -> Denied | None:
    """Rounded while it is open, exact at the end: the snapshot says which."""
    if conversation.state is ConversationState.DRAFT:
        return HIDDEN
    return consultations.see(visitor, conversation.activity.consultation)


def export(visitor: Visitor, conversation: Judged) -> Denied | None:
    """The same figures as data; rows only of those who consented, and only at the end."""
    return see_results(visitor, conversation)


def export_rows(visitor: Visitor, conversation: Judged) -> Denied | None:
    if conversation.state is not ConversationState.FINAL:
        return closed(Reason.STILL_OPEN)
    return manage(visitor, conversation)


def import_answers(visitor: Visitor, conversation: Judged) -> Denied | None:
    """A Polis export instead of answers given here: into a draft."""
    return edit(visitor, conversation)


def due(conversation: Judged) -> bool:
    """Whether the exact figures are to be counted: it ran, and its window is over."""
    return (
        conversation.state is ConversationState.PUBLISHED
        and consultations.window(conversation.activity) is Window.CLOSED
    )


# --- a statement by itself, and what becomes of it ----------------------------------------------


class Marked(Said, Protocol):
    """A statement that may have been marked as a finding."""

    @property
    def duty_id(self) -> int | None: ...


class Becoming(Protocol):
    """A statement and the step of its consultation in which proposals are written, if any."""

    @property
    def municipality_id(self) -> int: ...
    @property
    def statement(self) -> Said: ...
    @property
    def step(self) -> proposals.Asking | None: ...


def see_statement(visitor: Visitor, statement: Said) -> Denied | None:
    """Its own page; of one that is not shown only that and why, of one that waits nothing."""
    conversation = statement.conversation
    if statement.state is StatementState.PENDING and moderate(visitor, conversation) is not None:
        return HIDDEN
    return see(visitor, conversation)


def mark(visitor: Visitor, statement: Marked) -> Denied | None:
    """The officer promises an answer to it: once, and only to what everybody reads."""
    if denied := manage(visitor, statement.conversation):
        return denied
    if statement.state is not StatementState.ACCEPTED:
        return closed(Reason.NOT_SHOWN)
    return closed(Reason.ALREADY_MARKED) if statement.duty_id is not None else None


def become(visitor: Visitor, becoming: Becoming) -> Denied | None:
    """Somebody writes a proposal that begins with it: where proposals are written now."""
    if becoming.statement.state is not StatementState.ACCEPTED:
        return closed(Reason.NOT_SHOWN)
    if denied := see(visitor, becoming.statement.conversation):
        return denied
    if becoming.step is None:
        return closed(Reason.NO_PROPOSALS)
    return proposals.write(visitor, becoming.step)
