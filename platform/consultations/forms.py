"""Forms of the officer: the draft, its parts, and public changes with their reason."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask import g
from wtforms.validators import ValidationError

from consultations import queries, rules
from consultations.models import (
    ASKED_BY_LABELS,
    ELIGIBILITY_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    TEMPLATE_LABELS,
    Activity,
    ActivityKind,
    Consultation,
    Eligibility,
    Level,
    Promise,
)
from consultations.queries import Part
from consultations.services import ActivityFields, PromiseFields
from discussion.forms import CommentForm, HeardForm, heard
from discussion.forms import comment as comment_form
from discussion.models import Thread
from kernel import clock
from kernel.formats import day
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    LocalMoment,
    LongText,
    MarkdownText,
    Number,
    Radio,
    Several,
    TextLine,
    Upload,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from meetings.forms import TopicForm, with_topics
from meetings.queries import list_held
from places import queries as places
from places.models import Municipality


class CreateForm(BaseForm):
    template = Radio(lazy("Şablon"), [required(N_("Bir şablon seçin."))])
    asked_by = Radio(lazy("Kimin adına soruyorsunuz?"), [required(N_("Kimin sorduğunu seçin."))])
    title = TextLine(lazy("Soru"), [required(), length(10, 200)])


def create(municipality: Municipality) -> CreateForm:
    form = CreateForm()
    form.template.choices = options((t.value, lazy(label)) for t, label in TEMPLATE_LABELS.items())
    askers = rules.askers(g.visitor, municipality.id)
    form.asked_by.choices = options((who.value, lazy(ASKED_BY_LABELS[who])) for who in askers)
    if not form.is_submitted() and len(askers) == 1:
        form.asked_by.data = askers[0].value
    return form


class FrameForm(BaseForm):
    """A draft may be saved half written; the completeness list says what is missing."""

    title = TextLine(lazy("Soru"), [required(), length(10, 200)])
    summary = LongText(lazy("Kısa özet"), [optional, length(0, 1000)])
    body = MarkdownText(lazy("Açıklama"), [optional, length(0, 50_000)])
    area = TextLine(lazy("Neresi için?"), [optional, length(0, 200)])
    unit_id = Choice(lazy("Yanıtı verecek birim"), [optional])


def edit(consultation: Consultation) -> FrameForm:
    form = FrameForm(obj=consultation)
    units = places.list_units(consultation.municipality_id)
    form.unit_id.choices = options([("", lazy("Seçin")), *((u.id, u.name) for u in units)])
    return form


class PromiseForm(BaseForm):
    """Of a draft: it may be saved half written."""

    can_change = LongText(lazy("Değişebilir"), [optional, length(0, 4000)])
    cannot_change = LongText(lazy("Değişmeyecek"), [optional, length(0, 4000)])
    level = Radio(lazy("Katılım düzeyi"), [optional])
    decided_by = TextLine(lazy("Son kararı kim verir?"), [optional, length(0, 200)])
    answer_by = Day(lazy("Yanıt günü"), [optional])
    office = TextLine(lazy("Sözü imzalayan makam"), [optional, length(0, 160)])
    document_number = TextLine(lazy("Belge sayısı"), [optional, length(0, 60)])

    last_closing: date | None = None

    def validate_answer_by(self, field: Any) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(_(N_("Yanıt günü geçmişte olamaz.")))
        if field.data and self.last_closing and field.data < self.last_closing:
            raise ValidationError(_(N_("Yanıt günü, son katılım gününden önce olamaz.")))

    def fields(self) -> PromiseFields:
        return PromiseFields(
            can_change=_lines(self.can_change.data),
            cannot_change=_lines(self.cannot_change.data),
            level=Level(self.level.data) if self.level.data else None,
            decided_by=self.decided_by.data or "",
            answer_by=self.answer_by.data,
            office=self.office.data or "",
            document_number=self.document_number.data or "",
        )


class ChangePromiseForm(PromiseForm):
    """A new version is whole."""

    can_change = LongText(lazy("Değişebilir"), [required(), length(3, 4000)])
    cannot_change = LongText(lazy("Değişmeyecek"), [required(), length(3, 4000)])
    level = Radio(lazy("Katılım düzeyi"), [required(N_("Bir düzey seçin."))])
    decided_by = TextLine(lazy("Son kararı kim verir?"), [required(), length(3, 200)])
    answer_by = Day(lazy("Yanıt günü"), [required()])
    office = TextLine(lazy("Sözü imzalayan makam"), [required(), length(3, 160)])
    reason = LongText(lazy("Neden değişiyor?"), [required(), length(20, 2000)])

    def validate_answer_by(self, field: Any) -> None:
        """The service judges; a date that stays as it was may lie in the past."""


def _lines(words: str | None) -> str:
    """One line each, without list marks and empty ones."""
    found = (line.strip().lstrip("-*•").strip() for line in (words or "").splitlines())
    return "\n".join(line for line in found if line)


def _promise_form(kind: type[Any], consultation: Consultation) -> Any:
    promise: Promise = queries.get_promise(consultation.id)
    form = kind(obj=promise)
    if not form.is_submitted():
        form.level.data = promise.level.value if promise.level else None
    form.level.choices = options((level.value, lazy(s)) for level, s in LEVEL_LABELS.items())
    return form


def edit_promise(consultation: Consultation) -> PromiseForm:
    form: PromiseForm = _promise_form(PromiseForm, consultation)
    ends = [a.closes_at for a in queries.list_activities(consultation.id) if a.closes_at]
    form.last_closing = clock.last_day(max(ends)) if ends else None
    return form


def change_promise(consultation: Consultation) -> ChangePromiseForm:
    form: ChangePromiseForm = _promise_form(ChangePromiseForm, consultation)
    return form


# --- activities ---------------------------------------------------------------------------------


class LocalDeadline(LocalMoment):
    """An exclusive end: 23.59 is read and written where the whole day counts."""

    def _value(self) -> str:
        if self.raw_data or not self.data or clock.local(self.data).time() != time():
            return super()._value()
        return f"{clock.last_day(self.data).isoformat()}T23:59"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and clock.local(self.data).time() == time(23, 59):
            self.data = clock.end_of(clock.local(self.data).date())


class ActivityForm(BaseForm):
    kind = Radio(lazy("Ne yapılacak?"), [required(N_("Adımın türünü seçin."))])
    title = TextLine(lazy("Adımın adı"), [required(), length(3, 160)])
    text = LongText(lazy("Açıklama"), [optional, length(0, 2000)])
    opens_at = LocalMoment(lazy("Başlangıç"), [optional])
    closes_at = LocalDeadline(lazy("Bitiş"), [optional])
    eligibility = Radio(lazy("Kimler katılabilir?"), [required(N_("Kimlerin katılacağını seçin."))])
    neighbourhood_ids = Several(lazy("Yalnızca şu mahalleler"), [optional])
    min_age = Number(lazy("En küçük yaş"), [optional, between(6, 100)])
    minutes = Number(lazy("Yaklaşık kaç dakika sürer?"), [optional, between(1, 240)])
    support_threshold = Number(lazy("Destek eşiği"), [optional, between(2, 1_000_000)])
    support_limit = Number(lazy("Kişi başına en çok kaç destek?"), [optional, between(1, 1000)])

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        whole = self._window_is_whole() and self._limits_need_residence()
        return self._supports_are_of_proposals() and whole and good

    def _supports_are_of_proposals(self) -> bool:
        """A vote has its own rules of how much one may give."""
        if "kind" not in self or self.kind.data in (None, ActivityKind.PROPOSALS.value):
            return True
        message = _(N_("Destek kuralı yalnızca öneri toplanan adımlar içindir."))
        given = [f for f in (self.support_threshold, self.support_limit) if f.data is not None]
        for field in given:
            field.errors = [message]
        return not given

    def _window_is_whole(self) -> bool:
        opens, closes = self.opens_at, self.closes_at
        if opens.errors or closes.errors:
            return False
        if closes.data and not opens.data:
            opens.errors = [_(N_("Bitişi olan adımın başlangıcını da yazın."))]
        elif opens.data and not closes.data:
            closes.errors = [_(N_("Başlangıcı olan adımın bitişini de yazın."))]
        elif opens.data and closes.data and closes.data <= opens.data:
            closes.errors = [_(N_("Bitiş, başlangıçtan sonra olmalı."))]
        return not (opens.errors or closes.errors)

    def _limits_need_residence(self) -> bool:
        if self.eligibility.data == Eligibility.RESIDENT.value:
            return True
        message = _(N_("Bu sınır için “Burada oturduğu doğrulanmış kişiler” seçilmeli."))
        if self.min_age.data is not None:
            self.min_age.errors = [message]
        if self.neighbourhood_ids.data:
            self.neighbourhood_ids.errors = [message]
        return not (self.min_age.errors or self.neighbourhood_ids.errors)

    def fields(self, kind: ActivityKind | None = None) -> ActivityFields:
        """`kind` of an activity that exists already: it never changes."""
        return ActivityFields(
            kind=kind or ActivityKind(self.kind.data),
            title=self.title.data or "",
            text=self.text.data or "",
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            eligibility=Eligibility(self.eligibility.data),
            min_age=self.min_age.data,
            neighbourhood_ids=sorted(int(n) for n in self.neighbourhood_ids.data or []) or None,
            minutes=self.minutes.data,
            support_threshold=self._number("support_threshold"),
            support_limit=self._number("support_limit"),
        )

    def _number(self, name: str) -> int | None:
        """Taken off the form where it means nothing."""
        return self[name].data if name in self else None


class ChangeActivityForm(ActivityForm):
    """From publication on: with a public reason, signed by an office."""

    reason = LongText(lazy("Neden değişiyor?"), [required(), length(20, 2000)])
    office = TextLine(lazy("Açıklamayı imzalayan makam"), [required(), length(3, 160)])


def _activity_form(kind: type[Any], municipality_id: int, activity: Activity | None) -> Any:
    form = kind(obj=activity)
    if activity is not None and not form.is_submitted():
        form.eligibility.data = activity.eligibility.value
        form.neighbourhood_ids.data = [str(n) for n in activity.neighbourhood_ids or []]
    if activity is None:
        form.kind.choices = options((k.value, lazy(s)) for k, s in KIND_LABELS.items())
    else:
        del form.kind
        if activity.kind is not ActivityKind.PROPOSALS:
            del form.support_threshold, form.support_limit
    form.eligibility.choices = options(
        (e.value, lazy(label)) for e, label in ELIGIBILITY_LABELS.items()
    )
    form.neighbourhood_ids.choices = options(
        (n.id, n.name) for n in places.list_neighbourhoods(municipality_id)
    )
    return form


def add_activity(consultation: Consultation) -> Any:
    """With a reason once the consultation is published."""
    draft = rules.is_draft(consultation)
    kind = ActivityForm if draft else ChangeActivityForm
    return _activity_form(kind, consultation.municipality_id, None)


def edit_activity(activity: Activity) -> Any:
    draft = rules.is_draft(activity.consultation)
    kind = ActivityForm if draft else ChangeActivityForm
    return _activity_form(kind, activity.municipality_id, activity)


# --- parts --------------------------------------------------------------------------------------


class PhaseForm(BaseForm):
    label = TextLine(lazy("Aşamanın adı"), [required(), length(2, 120)])
    starts_on = Day(lazy("İlk gün"), [optional])
    ends_on = Day(lazy("Son gün"), [optional])
    approximate = TextLine(lazy("Ya da yaklaşık zaman"), [optional, length(0, 60)])

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_(N_("Son gün, ilk günden önce olamaz.")))

    def validate_approximate(self, field: Any) -> None:
        if field.data and (self.starts_on.data or self.ends_on.data):
            raise ValidationError(_(N_("Ya kesin tarih ya da yaklaşık zaman yazın.")))


class DocumentForm(BaseForm):
    title = TextLine(lazy("Belgenin adı"), [required(), length(3, 200)])
    unit_name = TextLine(lazy("Hazırlayan birim"), [optional, length(0, 160)])
    file = Upload(lazy("Dosya"), [required(N_("Bir dosya seçin."))])


class PersonForm(BaseForm):
    title = TextLine(lazy("Görev ya da makam"), [required(), length(3, 160)])
    note = TextLine(lazy("Ne yapar, nasıl ulaşılır?"), [optional, length(0, 300)])


class PublishForm(BaseForm):
    """One button, but its page shows what is missing."""


class ReasonForm(BaseForm):
    reason = LongText(lazy("Gerekçe"), [required(), length(20, 4000)])
    office = TextLine(lazy("İmzalayan makam"), [required(), length(3, 160)])

    def why(self) -> dict[str, str]:
        """As the services take it."""
        return {"reason": self.reason.data or "", "office": self.office.data or ""}


class ExplainForm(ReasonForm):
    reason = LongText(lazy("Açıklama"), [required(), length(20, 4000)])


def phase(_consultation: Consultation) -> PhaseForm:
    return PhaseForm()


def document(_consultation: Consultation) -> DocumentForm:
    return DocumentForm()


def person(_consultation: Consultation) -> PersonForm:
    return PersonForm()


def publish(_consultation: Consultation) -> PublishForm:
    return PublishForm()


def reason(_thing: Any) -> ReasonForm:
    return ReasonForm()


def explanation(_thing: Any) -> ExplainForm:
    return ExplainForm()


def add_meeting(consultation: Consultation) -> TopicForm:
    return with_topics(TopicForm(), consultation.municipality_id)


def edit_meeting(meeting: Part) -> TopicForm:
    return with_topics(TopicForm(obj=meeting.row), meeting.consultation.municipality_id)


def take_down(thread: Thread) -> HeardForm:
    """Any held meeting: what concerns this subject may be said at another one's."""
    held = list_held(thread.municipality_id)
    return heard(thread, [(row.id, f"{row.title}, {day(row.starts_at)}") for row in held])


def comment(activity: Activity) -> CommentForm:
    return comment_form(activity.thread)
