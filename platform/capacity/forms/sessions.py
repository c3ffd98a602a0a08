"""A session's shape on top of its meeting's; materials, the form afterwards, reasons."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from capacity.models import SESSION_LABELS, CapacitySession, Certificate, SessionKind
from capacity.rules import CERTIFYING
from capacity.services import Shape
from kernel.forms import (
    BaseForm,
    Choice,
    LongText,
    Number,
    Radio,
    TextLine,
    Upload,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from meetings.forms import MeetingForm, web_address
from meetings.services import Details
from places.queries import list_municipalities
from programme.models import Term


class SessionForm(MeetingForm):
    """Places are always asked for beforehand; names go when the meeting says so."""

    session_kind = Radio(
        lazy("Ne tür bir oturum?"),
        [required()],
        choices=options((kind.value, lazy(text)) for kind, text in SESSION_LABELS.items()),
    )
    led_by = TextLine(lazy("Kim yürütüyor?"), [optional, length(2, 200)])
    host = Choice(lazy("Ev sahibi belediye"), [required()])
    for_all = BooleanField(lazy("Herkese açık"))
    certifies = BooleanField(lazy("Gelenlere katılım belgesi verilsin"))
    hours = Number(lazy("Kaç saat sürüyor?"), [optional, between(1, 200)])

    def validate_certifies(self, field: Any) -> None:
        if not field.data:
            return
        if self.session_kind.data in set(SessionKind) - CERTIFYING:
            raise ValidationError(_(N_("Bu tür bir oturum için katılım belgesi verilmez.")))
        if not self.hours.data:
            raise ValidationError(_(N_("Belgede yazacak süreyi aşağıya saat olarak yazın.")))

    def shape(self) -> Shape:
        return {
            "kind": SessionKind(self.session_kind.data),
            "led_by": self.led_by.data or "",
            "for_all": bool(self.for_all.data),
            "certifies": bool(self.certifies.data),
            "hours": self.hours.data,
        }

    def meeting(self) -> Details:
        found = self.details()
        del found["registers"], found["keep_days"]
        return found


def plan(_term: Term) -> SessionForm:
    return _hosted(SessionForm())


def change(training: CapacitySession) -> SessionForm:
    """The host stays: the meeting is its."""
    form = SessionForm(
        obj=training.meeting,
        session_kind=training.kind.value,
        led_by=training.led_by,
        for_all=training.for_all,
        certifies=training.certifies,
        hours=training.hours,
        host=str(training.meeting.municipality_id),
    )
    return _hosted(form)


def _hosted(form: SessionForm) -> SessionForm:
    form.host.choices = options((place.id, place.official_name) for place in list_municipalities())
    return form


class MaterialForm(BaseForm):
    title = TextLine(lazy("Adı"), [required(), length(2, 200)])
    file = Upload(lazy("Dosya"), [optional])
    link = TextLine(lazy("Adres"), [optional, length(0, 300), web_address])

    def validate_link(self, field: Any) -> None:
        if not field.data and self.file.accepted is None and not self.file.errors:
            raise ValidationError(_(N_("Bir dosya seçin ya da bir adres yazın.")))


def material(_training: CapacitySession) -> MaterialForm:
    return MaterialForm()


AGREEMENT = (
    N_("Hiç katılmıyorum"),
    N_("Katılmıyorum"),
    N_("Kararsızım"),
    N_("Katılıyorum"),
    N_("Tamamen katılıyorum"),
)


def _steps() -> list[Any]:
    return options((place, lazy(word)) for place, word in enumerate(AGREEMENT, 1))


class FeedbackForm(BaseForm):
    useful = Radio(lazy("Bu oturum bana yararlı oldu."), [required()], choices=_steps())
    clear = Radio(lazy("Anlatım açık ve izlenebilirdi."), [required()], choices=_steps())
    applicable = Radio(
        lazy("Öğrendiklerimi işimde kullanabilirim."), [required()], choices=_steps()
    )
    good = LongText(lazy("Neyi iyi buldunuz?"), [optional, length(0, 1000)])
    better = LongText(lazy("Neyi değiştirmeliyiz?"), [optional, length(0, 1000)])


class ReissueForm(BaseForm):
    name = TextLine(lazy("Ad soyad"), [required(), length(2, 120)])


def reissue(certificate: Certificate) -> ReissueForm:
    return ReissueForm(obj=certificate)


def judge(_training: CapacitySession) -> FeedbackForm:
    return FeedbackForm()


class CancelForm(BaseForm):
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 1000)])


def cancel(_training: CapacitySession) -> CancelForm:
    return CancelForm()
