"""Who may draw up, fill in, enter from paper, read and release a survey, and when."""

from typing import Protocol

from consultations import rules as consultations
from consultations.models import ActivityKind
from consultations.rules import STOPPED, Window
from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, Denied, Visitor, closed
from surveys.models import Access, QuestionKind, SurveyState


class Reason(rules.Reason):
    NOT_SURVEY = N_("Bu adımda anket yapılmıyor.")
    FROZEN = N_("Bu anket yayımlandı. Soruları artık değişmez; herkes aynı soruları yanıtlar.")
    STOPPED = N_("Danışma durduruldu. Bu anket yapılmayacak.")
    BY_CODE = N_("Bu anket tek kullanımlık kodla yanıtlanır. Kodunuz varsa onu yazın.")
    BY_ACCOUNT = N_("Bu anket kodla değil, hesabınızla giriş yapılarak yanıtlanır.")
    RELEASED = N_("Bu anketin sonuçları açıklandı. Artık yanıt alınmıyor.")
    NOT_OVER = N_("Sonuçlar, katılım süresi dolunca ve anketi yapan birim açıklayınca okunur.")
    NOT_RELEASED = N_("Katılım süresi doldu. Sonuçlar henüz açıklanmadı.")
    NOT_PUBLIC = N_("Bu anketin sonuçları yalnızca belediyede okunuyor.")
    STILL_OPEN = N_("Önce katılım süresinin dolması gerekiyor.")
    NOT_PUBLISHED = N_("Bu anket henüz yayımlanmadı.")
    NO_TEXT = N_("Bu soruya metin yazılmıyor.")


class Asking(consultations.Joinable, Protocol):
    @property
    def kind(self) -> ActivityKind: ...


class Judged(Protocol):
    """A survey with its activity and the activity's consultation."""

    @property
    def state(self) -> SurveyState: ...
    @property
    def access(self) -> Access: ...
    @property
    def results_public(self) -> bool: ...
    @property
    def activity(self) -> Asking: ...


class Part(Protocol):
    """A section of a survey, or (`Inner`) a question of a section."""

    @property
    def survey(self) -> Judged: ...


class Inner(Protocol):
    @property
    def section(self) -> Part: ...
    @property
    def kind(self) -> QuestionKind: ...


def draw_up(visitor: Visitor, activity: Asking) -> Denied | None:
    """The officer's page of an activity: leads to its survey, or begins one."""
    if activity.kind is not ActivityKind.SURVEY:
        return closed(Reason.NOT_SURVEY)
    return consultations.manage(visitor, activity.consultation)


def work(visitor: Visitor, survey: Judged) -> Denied | None:
    return consultations.review(visitor, survey.activity.consultation)


def manage(visitor: Visitor, survey: Judged) -> Denied | None:
    return consultations.manage(visitor, survey.activity.consultation)


def edit(visitor: Visitor, survey: Judged) -> Denied | None:
    """Everybody answers the same questions: nothing moves once it is published."""
    if survey.state is not SurveyState.DRAFT:
        return closed(Reason.FROZEN)
    if survey.activity.consultation.state in STOPPED:
        return closed(Reason.STOPPED)
    return manage(visitor, survey)


publish = edit


def edit_section(visitor: Visitor, section: Part) -> Denied | None:
    return edit(visitor, section.survey)


def edit_question(visitor: Visitor, question: Inner) -> Denied | None:
    return edit(visitor, question.section.survey)


def see(visitor: Visitor, survey: Judged) -> Denied | None:
    """A draft only for those who work on it."""
    if survey.state is SurveyState.DRAFT and work(visitor, survey) is not None:
        return HIDDEN
    return consultations.see(visitor, survey.activity.consultation)


def _taking(visitor: Visitor, survey: Judged) -> Denied | None:
    if survey.state is SurveyState.DRAFT:
        return HIDDEN
    if survey.state is SurveyState.RELEASED:
        return closed(Reason.RELEASED)
    if consultations.is_draft(survey.activity.consultation):
        return HIDDEN
    return consultations.is_open(visitor, survey.activity)


def answer(visitor: Visitor, survey: Judged) -> Denied | None:
    """With an account: once each, changeable until the end."""
    if denied := _taking(visitor, survey):
        return denied
    if survey.access is Access.CODE:
        return closed(Reason.BY_CODE)
    return consultations.take_part(visitor, survey.activity)


def enter(visitor: Visitor, survey: Judged) -> Denied | None:
    """With a code: nobody is asked who they are."""
    if denied := _taking(visitor, survey):
        return denied
    return closed(Reason.BY_ACCOUNT) if survey.access is Access.PERSON else None


def make_codes(visitor: Visitor, survey: Judged) -> Denied | None:
    if survey.access is not Access.CODE:
        return closed(Reason.BY_ACCOUNT)
    return enter_paper(visitor, survey)


def send_links(visitor: Visitor, survey: Judged) -> Denied | None:
    """A link leads into the survey at once, so it is sent while that is open."""
    if denied := make_codes(visitor, survey):
        return denied
    return consultations.is_open(visitor, survey.activity)


def enter_paper(visitor: Visitor, survey: Judged) -> Denied | None:
    """From the opening until the release: the post may come after the last day."""
    if survey.state is SurveyState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    if survey.state is SurveyState.RELEASED:
        return closed(Reason.RELEASED)
    if survey.activity.consultation.state in STOPPED:
        return closed(Reason.STOPPED)
    return manage(visitor, survey)


def read_texts(visitor: Visitor, question: Inner) -> Denied | None:
    """Free text, read and tagged from the first response until the release."""
    if question.section.survey.state is SurveyState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    if question.kind not in (QuestionKind.SHORT, QuestionKind.LONG, QuestionKind.FILE):
        return closed(Reason.NO_TEXT)
    return manage(visitor, question.section.survey)


def tag(visitor: Visitor, question: Inner) -> Denied | None:
    if question.section.survey.state is SurveyState.RELEASED:
        return closed(Reason.RELEASED)
    return read_texts(visitor, question)


def release(visitor: Visitor, survey: Judged) -> Denied | None:
    """Once, when nobody can answer any more: the figures are counted then and stay."""
    if survey.state is SurveyState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    if survey.state is SurveyState.RELEASED:
        return closed(Reason.RELEASED)
    if consultations.window(survey.activity) is not Window.CLOSED:
        return closed(Reason.STILL_OPEN)
    return manage(visitor, survey)


def export(visitor: Visitor, survey: Judged) -> Denied | None:
    """Rows without names: to those who run the survey, after the release."""
    if survey.state is not SurveyState.RELEASED:
        return closed(Reason.NOT_RELEASED)
    return manage(visitor, survey)


def see_results(visitor: Visitor, survey: Judged) -> Denied | None:
    """Nobody, staff neither, before the release: two looks would differ by one person."""
    if survey.state is SurveyState.DRAFT:
        return HIDDEN
    if survey.state is not SurveyState.RELEASED:
        over = consultations.window(survey.activity) is Window.CLOSED
        return closed(Reason.NOT_RELEASED if over else Reason.NOT_OVER)
    if not survey.results_public and work(visitor, survey) is not None:
        return closed(Reason.NOT_PUBLIC)
    return None
