"""An opinion at each step of its way."""

from typing import Any

from wtforms.validators import ValidationError

from councils import queries
from councils.forms.agenda import not_ahead, sittings
from councils.models import Body, Opinion
from kernel import clock, formats
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    LongText,
    MarkdownText,
    Number,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from meetings.forms import web_address


class AdoptForm(BaseForm):
    title = TextLine(lazy("Görüşün başlığı"), [required(), length(5, 200)])
    text = MarkdownText(lazy("Görüşün metni"), [required(), length(20, 30_000)])
    adopted_on = Day(lazy("Kabul edildiği gün"), [required(), not_ahead])
    gathering_id = Choice(lazy("Hangi toplantıda?"), [optional])
    votes_for = Number(lazy("Kabul oyu"), [required(), between(0, 10_000)])
    votes_against = Number(lazy("Ret oyu"), [required(), between(0, 10_000)], default=0)
    votes_abstain = Number(lazy("Çekimser oy"), [required(), between(0, 10_000)], default=0)

    def values(self) -> dict[str, Any]:
        chosen = self.gathering_id.data
        return {
            "title": self.title.data,
            "text": self.text.data,
            "text_html": self.text.html,
            "adopted_on": self.adopted_on.data,
            "votes": (self.votes_for.data, self.votes_against.data, self.votes_abstain.data),
            "gathering_id": int(chosen) if chosen else None,
        }


def adopt(body: Body) -> AdoptForm:
    form = AdoptForm()
    held = [
        (row.id, f"{formats.day(row.starts_at)} · {row.title}")
        for row in queries.list_gatherings(body.organisation_id, body_id=body.id)
        if row.starts_at <= clock.now() and not row.cancelled_reason
    ]
    form.gathering_id.choices = options([("", lazy("Burada kayıtlı değil")), *held])
    if not form.is_submitted():
        form.adopted_on.data = clock.today()
    return form


class HandForm(BaseForm):
    on = Day(lazy("Belediyeye sunulduğu gün"), [required(), not_ahead])
    number = TextLine(lazy("Evrak sayısı"), [required(), length(1, 60)])

    #: when the body adopted it
    adopted_on: Any

    def validate_on(self, field: Any) -> None:
        if field.data and field.data < self.adopted_on:
            raise ValidationError(_(N_("Görüş, kabul edildiği günden önce sunulamaz.")))


def hand_over(opinion: Opinion) -> HandForm:
    form = HandForm(on=clock.today())
    form.adopted_on = opinion.adopted_on
    return form


class TakeUpForm(BaseForm):
    sitting_id = Choice(lazy("Hangi birleşimin gündemine?"), [required()])
    summary = LongText(lazy("Sade özet"), [required(), length(20, 2000)])


def take_up(_opinion: Opinion) -> TakeUpForm:
    form = TakeUpForm()
    form.sitting_id.choices = sittings()
    return form


class TellForm(BaseForm):
    number = TextLine(lazy("Bildirim yazısının sayısı"), [required(), length(1, 60)])


def tell(_opinion: Opinion) -> TellForm:
    return TellForm()


class AnnounceForm(BaseForm):
    link = TextLine(lazy("Duyurunun adresi"), [optional, length(0, 300), web_address])


def announce(_opinion: Opinion) -> AnnounceForm:
    return AnnounceForm()
