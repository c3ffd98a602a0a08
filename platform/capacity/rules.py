"""Who may do what in the capacity work of the programme.

Nothing of a participant is for everybody: whoever stands outside hears that before anything else,
so no rule tells a stranger in which state something is.
"""

from typing import Any, Protocol

from capacity.models import (
    AssessmentState,
    CapacitySession,
    Certificate,
    ConsultancyTask,
    Grant,
    GrantState,
    ItemAnswer,
    Material,
    Practice,
    PracticeState,
    SelfAssessment,
    SessionKind,
)
from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Visitor, closed, confirmed
from programme import rules as programme
from programme.models import Participation, Stage, Term, TermState


class Reason(rules.Reason):
    NO_PART = N_("Bu katılımcının programı bitti; yeni kayıt eklenmez.")
    HANDED_IN = N_("Bu öz değerlendirme gönderildi; yanıtları artık değişmez.")
    NOT_HANDED_IN = N_("Bu öz değerlendirme henüz gönderilmedi.")
    CANCELLED = N_("Bu oturum iptal edildi.")
    ANNOUNCED = N_("Bu oturum duyuruldu.")
    BEGUN = N_("Bu oturum başladı; kayıt kapandı.")
    NOT_OVER = N_("Oturum henüz bitmedi.")
    SETTLED = N_("Katılım listesi kesinleşti; artık değişmez.")
    NOT_YOURS = N_("Bu oturum dönemin katılımcıları içindir.")
    GRANT_OVER = N_("Bu hibe kapandı.")
    PUBLISHED = N_("Bu örnek yayında; program ekibi düzenler.")
    OFFERED = N_("Bu örnek ekibe sunuldu.")
    NOT_OFFERED = N_("Bu örnek henüz ekibe sunulmadı.")


class OfParticipation(Protocol):
    @property
    def participation(self) -> Participation: ...


#: where nothing new is written any more
OVER = frozenset({Stage.LEFT, Stage.COMPLETED})


def team(visitor: Visitor, thing: Any = None) -> Denied | None:
    return programme.team(visitor)


def oversee(visitor: Visitor, term: Term) -> Denied | None:
    """The figures of a term: the team, and its partners."""
    return programme.oversee(visitor, term)


def oversees(visitor: Visitor, thing: Any = None) -> Denied | None:
    return programme.oversees(visitor, thing)


def work(visitor: Visitor, participation: Participation) -> Denied | None:
    """The page of a participant's work: its people, its consultants, the team."""
    return programme.accompany(visitor, participation)


# --- self-assessment ----------------------------------------------------------------------------


def begin(visitor: Visitor, participation: Participation) -> Denied | None:
    if denied := programme.participant(visitor, participation):
        return denied
    return closed(Reason.NO_PART) if participation.stage is Stage.LEFT else None


def _draft_readers(visitor: Visitor, participation: Participation) -> Denied | None:
    """A draft is for those who write it and the consultants named for them; not for the team."""
    if programme.participant(visitor, participation) is None:
        return None
    return programme.consultant(visitor, participation)


def read(visitor: Visitor, self_assessment: SelfAssessment) -> Denied | None:
    if self_assessment.state is AssessmentState.HANDED_IN:
        return work(visitor, self_assessment.participation)
    return _draft_readers(visitor, self_assessment.participation)


def fill(visitor: Visitor, self_assessment: SelfAssessment) -> Denied | None:
    if denied := programme.participant(visitor, self_assessment.participation):
        return denied
    if self_assessment.state is AssessmentState.HANDED_IN:
        return closed(Reason.HANDED_IN)
    return None


def give_back(visitor: Visitor, self_assessment: SelfAssessment) -> Denied | None:
    """So that a mistake can be corrected; the team does it when asked."""
    if denied := programme.team(visitor):
        return denied
    if self_assessment.state is AssessmentState.DRAFT:
        return closed(Reason.NOT_HANDED_IN)
    return None


class OfAssessment(Protocol):
    @property
    def self_assessment(self) -> SelfAssessment: ...


def read_evidence(visitor: Visitor, evidence: ItemAnswer) -> Denied | None:
    return read(visitor, evidence.self_assessment)


# --- sessions -----------------------------------------------------------------------------------


def see(visitor: Visitor, training: CapacitySession) -> Denied | None:
    """Announced ones of a published term: that they happen is no secret."""
    if programme.team(visitor) is None:
        return None
    if training.term.state is TermState.DRAFT or training.meeting.published_at is None:
        return HIDDEN
    return None


def belongs(visitor: Visitor, training: CapacitySession) -> bool:
    """Takes part in its term, consults there, or runs the programme."""
    return any(
        programme.participant(visitor, one) is None or programme.consultant(visitor, one) is None
        for one in training.invited
    )


def join(visitor: Visitor, training: CapacitySession) -> Denied | None:
    if denied := see(visitor, training):
        return denied
    if training.meeting.cancelled_reason:
        return closed(Reason.CANCELLED)
    if training.meeting.starts_at <= clock.now():
        return closed(Reason.BEGUN)
    if denied := confirmed(visitor):
        return denied
    if training.for_all or belongs(visitor, training) or team(visitor) is None:
        return None
    return Denied(rules.Kind.ROLE, Reason.NOT_YOURS)


def leave(visitor: Visitor, training: CapacitySession) -> Denied | None:
    if denied := see(visitor, training):
        return denied
    if training.meeting.starts_at <= clock.now():
        return closed(Reason.BEGUN)
    return rules.signed_in(visitor, training)


def read_materials(visitor: Visitor, training: CapacitySession) -> Denied | None:
    """For those who may come; of a session for everybody, for everybody."""
    if denied := see(visitor, training):
        return denied
    if training.for_all or belongs(visitor, training) or team(visitor) is None:
        return None
    return LOGIN if not visitor.signed_in else Denied(rules.Kind.ROLE, Reason.NOT_YOURS)


def read_material(visitor: Visitor, material: Material) -> Denied | None:
    return read_materials(visitor, material.session)


def change(visitor: Visitor, training: CapacitySession) -> Denied | None:
    """Planned, changed and supplied by the team."""
    if denied := programme.team(visitor):
        return denied
    if training.meeting.cancelled_reason:
        return closed(Reason.CANCELLED)
    return closed(Reason.SETTLED) if training.settled_at is not None else None


def announce(visitor: Visitor, training: CapacitySession) -> Denied | None:
    if denied := change(visitor, training):
        return denied
    return closed(Reason.ANNOUNCED) if training.meeting.published_at is not None else None


def supply(visitor: Visitor, training: CapacitySession) -> Denied | None:
    """Slides often come afterwards."""
    return programme.team(visitor)


def drop_material(visitor: Visitor, material: Material) -> Denied | None:
    return supply(visitor, material.session)


def keep_door(visitor: Visitor, training: CapacitySession) -> Denied | None:
    return change(visitor, training)


class OfSession(Protocol):
    @property
    def session(self) -> CapacitySession: ...


def tick(visitor: Visitor, attendance: OfSession) -> Denied | None:
    return keep_door(visitor, attendance.session)


def settle(visitor: Visitor, training: CapacitySession) -> Denied | None:
    if denied := change(visitor, training):
        return denied
    return closed(Reason.NOT_OVER) if training.meeting.ends_at > clock.now() else None


def judge(visitor: Visitor, training: CapacitySession) -> Denied | None:
    """The form is asked of those who came; the service knows who did, and that it is the first."""
    if denied := see(visitor, training):
        return denied
    if training.meeting.ends_at > clock.now():
        return closed(Reason.NOT_OVER)
    return rules.signed_in(visitor, training)


# --- consultancy --------------------------------------------------------------------------------


def log(visitor: Visitor, participation: Participation) -> Denied | None:
    """Written by the consultants named for this participant."""
    if denied := programme.consultant(visitor, participation):
        return denied
    return closed(Reason.NO_PART) if participation.stage is Stage.LEFT else None


def read_notes(visitor: Visitor, participation: Participation) -> Denied | None:
    """What the consultants write for themselves and the team; not for the participant.

    Whoever is both, a consultant of one's own town, is of the town here.
    """
    if programme.participant(visitor, participation) is None:
        return ROLE
    if programme.team(visitor) is None:
        return None
    return programme.consultant(visitor, participation)


def finish_task(visitor: Visitor, task: ConsultancyTask) -> Denied | None:
    """Ticked by those who have taken it on, or by their consultant."""
    return _draft_readers(visitor, task.participation)


# --- what came of it ----------------------------------------------------------------------------


def see_grant(visitor: Visitor, grant: Grant) -> Denied | None:
    """Who receives it, the team, and the town whose joint plan it pays for."""
    partner = grant.plan.town_id if grant.plan is not None else None
    if partner is not None and (programme.PARTICIPANT, partner) in visitor.programme:
        return None
    return work(visitor, grant.participation)


def give_grant(visitor: Visitor, participation: Participation) -> Denied | None:
    if denied := programme.team(visitor):
        return denied
    return closed(Reason.NO_PART) if participation.stage is Stage.LEFT else None


def move_grant(visitor: Visitor, grant: Grant) -> Denied | None:
    if denied := programme.team(visitor):
        return denied
    over = grant.state in (GrantState.CLOSED, GrantState.CANCELLED)
    return closed(Reason.GRANT_OVER) if over else None


def report_grant(visitor: Visitor, grant: Grant) -> Denied | None:
    """The report is written by whoever received the money."""
    if denied := programme.participant(visitor, grant.participation):
        return denied
    over = grant.state in (GrantState.CLOSED, GrantState.CANCELLED)
    return closed(Reason.GRANT_OVER) if over else None


def write_practice(visitor: Visitor, participation: Participation) -> Denied | None:
    """Also of a term that is over: examples ripen."""
    if programme.team(visitor) is None:
        return None
    return programme.participant(visitor, participation)


def see_practice(visitor: Visitor, practice: Practice) -> Denied | None:
    if practice.state is PracticeState.PUBLISHED:
        return None
    if write_practice(visitor, practice.participation) is None:
        return None
    return HIDDEN


def edit_practice(visitor: Visitor, practice: Practice) -> Denied | None:
    if denied := write_practice(visitor, practice.participation):
        return denied
    if practice.state is PracticeState.PUBLISHED and programme.team(visitor) is not None:
        return closed(Reason.PUBLISHED)
    return None


def offer_practice(visitor: Visitor, practice: Practice) -> Denied | None:
    if denied := write_practice(visitor, practice.participation):
        return denied
    return None if practice.state is PracticeState.DRAFT else closed(Reason.OFFERED)


def publish_practice(visitor: Visitor, practice: Practice) -> Denied | None:
    if denied := programme.team(visitor):
        return denied
    if practice.state is PracticeState.PUBLISHED:
        return closed(Reason.PUBLISHED)
    if practice.state is PracticeState.DRAFT:
        return closed(Reason.NOT_OFFERED)
    return None


#: a certificate needs a length; a launch gives none
CERTIFYING = frozenset(SessionKind) - {SessionKind.LAUNCH, SessionKind.CONSULTANCY}


def reissue(visitor: Visitor, certificate: Certificate) -> Denied | None:
    """A wrong name is corrected by the team."""
    return programme.team(visitor)


def own(visitor: Visitor, certificate: Certificate) -> Denied | None:
    """The paper itself is for whoever it names; others check it."""
    if not visitor.signed_in:
        return LOGIN
    return None if certificate.person_id == visitor.id else ROLE
