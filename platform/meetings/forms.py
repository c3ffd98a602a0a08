"""The shape of a meeting's input."""

from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import g
from wtforms import BooleanField
from wtforms.validators import ValidationError

from kernel.forms import (
    BaseForm,
    Choice,
    LocalMoment,
    LongText,
    MarkdownText,
    Number,
    Radio,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from meetings.models import MEETING_KIND_LABELS, Meeting, MeetingKind
from meetings.queries import list_topics
from meetings.services import Details
from places.models import Municipality
from places.queries import list_neighbourhoods, list_units

#: its Turkish name is a name, in every language
COUNCIL = "Kent Konseyi"


def web_address(_form: Any, field: Any) -> None:
    try:
        parts = urlsplit(field.data)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in field.data:
        raise ValidationError(_(N_("Adresi https://… biçiminde yazın.")))


def after_start(form: Any, field: Any) -> None:
    if form.starts_at.data and field.data and field.data <= form.starts_at.data:
        raise ValidationError(_(N_("Buluşma başladığı saatten sonra bitmeli.")))


class MeetingForm(BaseForm):
    title = TextLine(lazy("Buluşmanın adı"), [required(), length(3, 200)])
    kind = Radio(
        lazy("Nasıl?"),
        [optional],
        choices=options((kind.value, lazy(text)) for kind, text in MEETING_KIND_LABELS.items()),
        default=MeetingKind.IN_PERSON.value,
    )
    place = TextLine(lazy("Yer"), [required(), length(2, 200)])
    link = TextLine(lazy("Çevrim içi katılım adresi"), [optional, length(0, 300), web_address])
    starts_at = LocalMoment(lazy("Başlangıç"), [required()])
    ends_at = LocalMoment(lazy("Bitiş"), [required(), after_start])
    agenda = MarkdownText(lazy("Gündem"), [optional, length(0, 5000)])
    access = LongText(lazy("Erişim: rampa, işaret dili, ulaşım"), [optional, length(0, 1000)])
    registers = BooleanField(lazy("Gelecekler önceden kaydolsun"))
    capacity = Number(lazy("Kaç kişilik yer var?"), [optional, between(1, 100_000)])
    keep_days = Number(
        lazy("Katılımcı adları kaç gün sonra silinsin?"), [optional, between(1, 365)], default=30
    )

    def validate_link(self, field: Any) -> None:
        if self.kind.data in (MeetingKind.ONLINE, MeetingKind.HYBRID) and not field.data:
            raise ValidationError(_(N_("Çevrim içi katılanların gireceği adresi yazın.")))

    def details(self) -> Details:
        return {
            "title": self.title.data,
            "kind": MeetingKind(self.kind.data or MeetingKind.IN_PERSON),
            "place": self.place.data,
            "link": self.link.data or "",
            "access": self.access.data or "",
            "agenda": self.agenda.data or "",
            "agenda_html": self.agenda.html,
            "starts_at": self.starts_at.data,
            "ends_at": self.ends_at.data,
            "registers": bool(self.registers.data),
            "capacity": self.capacity.data,
            "keep_days": self.keep_days.data or 30,
        }


class TopicForm(MeetingForm):
    """A meeting of a municipality, in whose lists it stands under its topic."""

    category_id = Choice(lazy("Konu"), [optional])

    def details(self) -> Details:
        topic = self.category_id.data
        return {**super().details(), "category_id": int(topic) if topic else None}


AForm = TypeVar("AForm", bound=TopicForm)


def with_topics(form: AForm, municipality_id: int) -> AForm:
    topics = list_topics(municipality_id)
    form.category_id.choices = options([("", lazy("Belirli bir konusu yok")), *topics])
    return form


class OpenMeetingForm(TopicForm):
    """Of no consultation: somebody invites."""

    subject = Choice(lazy("Kim çağırıyor?"), [required()])
    neighbourhood_id = Choice(lazy("Mahalle"), [optional])

    def details(self) -> Details:
        place = self.neighbourhood_id.data
        return {
            **super().details(),
            "subject": self.subject.data,
            "neighbourhood_id": int(place) if place else None,
        }


def plan(municipality: Municipality) -> OpenMeetingForm:
    return _hosted(OpenMeetingForm(), municipality)


def change_own(meeting: Meeting) -> OpenMeetingForm:
    return _hosted(OpenMeetingForm(obj=meeting), g.municipality, meeting.subject)


def _hosted(form: OpenMeetingForm, municipality: Municipality, chosen: str = "") -> OpenMeetingForm:
    """A unit that was renamed meanwhile keeps its name here."""
    hosts = [municipality.official_name, COUNCIL]
    hosts += [unit.name for unit in list_units(municipality.id)]
    if chosen and chosen not in hosts:
        hosts.append(chosen)
    form.subject.choices = options((name, name) for name in hosts)
    places = [(row.id, row.name) for row in list_neighbourhoods(municipality.id)]
    form.neighbourhood_id.choices = options([("", lazy("Belediyenin tümü")), *places])
    return with_topics(form, municipality.id)


class ReasonForm(BaseForm):
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 1000)])


def cancel(_meeting: Meeting) -> ReasonForm:
    return ReasonForm()


class DoorForm(BaseForm):
    walk_ins = Number(lazy("Kaydolmadan ve adını yazdırmadan gelenler"), [between(0, 100_000)])
    guest = TextLine(lazy("Adını yazdırmak isteyen"), [optional, length(2, 120)])
    consent = BooleanField(lazy("Adının yazılmasına kendisi izin verdi"))

    def validate_consent(self, field: Any) -> None:
        if self.guest.data and not field.data:
            raise ValidationError(
                _(N_("Ad ancak kişinin izniyle yazılır. İzin yoksa sayıya ekleyin."))
            )


def door(meeting: Meeting) -> DoorForm:
    return DoorForm(walk_ins=meeting.walk_ins)


class MinutesForm(BaseForm):
    WARN_PRIVATE = True
    body = MarkdownText(lazy("Tutanak"), [required(), length(20, 30_000)])


def minutes(body: str) -> MinutesForm:
    return MinutesForm(body=body)
