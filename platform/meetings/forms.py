"""The shape of a meeting's input."""

from typing import Any
from urllib.parse import urlsplit

from wtforms.validators import ValidationError

from kernel.forms import BaseForm, LocalMoment, LongText, TextLine, length, optional, required
from kernel.i18n import N_, _, lazy
from meetings.services import Details


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
    place = TextLine(lazy("Yer"), [required(), length(2, 200)])
    link = TextLine(lazy("Çevrim içi katılım adresi"), [optional, length(0, 300), web_address])
    starts_at = LocalMoment(lazy("Başlangıç"), [required()])
    ends_at = LocalMoment(lazy("Bitiş"), [required(), after_start])
    access = LongText(lazy("Erişim: rampa, işaret dili, ulaşım"), [optional, length(0, 1000)])

    def details(self) -> Details:
        return {
            "title": self.title.data,
            "place": self.place.data,
            "link": self.link.data or "",
            "access": self.access.data or "",
            "starts_at": self.starts_at.data,
            "ends_at": self.ends_at.data,
        }
