"""Sessions, items, papers, windows and decisions of the municipal council."""

from datetime import date, timedelta
from typing import Any

from flask import g
from wtforms import BooleanField
from wtforms.validators import ValidationError

from councils import queries, rules
from councils.models import Item, Sitting
from councils.services.aftermath import Days
from councils.services.agenda import Decided, Details
from councils.words import MONTHS, OUTCOME_LABELS, Outcome
from kernel import clock, formats, workdays
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    LocalMoment,
    LongText,
    MarkdownText,
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
from places.queries import list_units

#: most councils rest in August
AUGUST = 8
#: a window stays open so long unless the officer says otherwise
USUAL_WINDOW = timedelta(days=7)


def ahead(_form: Any, field: Any) -> None:
    if field.data and field.data <= clock.now():
        raise ValidationError(_(N_("Geçmiş bir gün ya da saat yazılamaz.")))


def not_ahead(_form: Any, field: Any) -> None:
    if field.data and field.data > clock.today():
        raise ValidationError(_(N_("Gelecek bir gün yazılamaz.")))


class SittingForm(BaseForm):
    title = TextLine(lazy("Birleşimin adı"), [required(), length(3, 160)])
    starts_at = LocalMoment(lazy("Gün ve saat"), [required()])
    place = TextLine(lazy("Yer"), [optional, length(0, 200)])
    extraordinary = BooleanField(lazy("Olağanüstü: yalnız belirli konular için"))


def sitting(_municipality: Any) -> SittingForm:
    return SittingForm()


class YearForm(BaseForm):
    year = Number(lazy("Yıl"), [required(), between(2020, 2100)])
    recess = Choice(lazy("Meclisin tatil ayı"), [optional])
    hour = Number(lazy("Saat"), [required(), between(8, 20)], default=14)
    place = TextLine(lazy("Yer"), [optional, length(0, 200)])

    def validate_year(self, field: Any) -> None:
        if field.data and not workdays.knows(field.data):
            raise ValidationError(_(N_("Bu yılın bayram günleri henüz bilinmiyor.")))


def plan_year(_municipality: Any) -> YearForm:
    form = YearForm()
    form.recess.choices = options(
        [("", lazy("Tatil yok"))] + [(n, MONTHS[n - 1]) for n in range(1, 13)]
    )
    if not form.is_submitted():
        form.year.data, form.recess.data = clock.today().year + 1, str(AUGUST)
    return form


class CancelForm(BaseForm):
    reason = LongText(lazy("Herkesin okuyacağı gerekçe"), [required(), length(10, 1000)])


class PostponeForm(CancelForm):
    starts_at = LocalMoment(lazy("Yeni gün ve saat"), [required(), ahead])
    reason = LongText(lazy("Herkesin okuyacağı gerekçe"), [required(), length(10, 1000)])


def postpone(_sitting: Sitting) -> PostponeForm:
    return PostponeForm()


def cancel(_sitting: Sitting) -> CancelForm:
    return CancelForm()


class ItemForm(BaseForm):
    number = Number(lazy("Gündem sıra numarası"), [required(), between(1, 500)])
    title = TextLine(lazy("Konu"), [required(), length(5, 200)])
    summary = LongText(lazy("Sade özet"), [required(), length(20, 2000)])
    unit_id = Choice(lazy("Hazırlayan birim"), [optional])
    sitting_id = Choice(lazy("Hangi birleşimin gündeminde?"), [required()])

    def details(self) -> Details:
        unit = self.unit_id.data
        found: Details = {
            "number": self.number.data,
            "title": self.title.data,
            "summary": self.summary.data,
            "unit_id": int(unit) if unit else None,
        }
        if "sitting_id" in self:
            found["sitting_id"] = int(self.sitting_id.data)
        return found


def _units(form: ItemForm) -> None:
    units = [(unit.id, unit.name) for unit in list_units(g.municipality.id)]
    form.unit_id.choices = options([("", lazy("Belirtilmedi")), *units])


def add_item(sitting: Sitting) -> ItemForm:
    form = ItemForm()
    del form.sitting_id
    _units(form)
    if not form.is_submitted():
        form.number.data = queries.next_number(sitting.id)
    return form


def edit_item(item: Item) -> ItemForm:
    form = ItemForm(obj=item)
    _units(form)
    form.sitting_id.choices = sittings(item.sitting)
    if not form.is_submitted():
        form.unit_id.data = str(item.unit_id or "")
        form.sitting_id.data = str(item.sitting_id)
    return form


def sittings(now: Sitting | None = None) -> Any:
    """Those to come, and the one it stands on now."""
    coming = [one for one in queries.list_coming(g.municipality.id) if one.cancelled_at is None]
    if now is not None and now.id not in {one.id for one in coming}:
        coming.insert(0, now)
    return options((one.id, f"{formats.day(one.starts_at)} · {one.title}") for one in coming)


class DocumentForm(BaseForm):
    title = TextLine(lazy("Belgenin adı"), [required(), length(3, 200)])
    file = Upload(lazy("Dosya"), [required(N_("Bir dosya seçin."))])


def add_document(_item: Item) -> DocumentForm:
    return DocumentForm()


class FollowUpForm(BaseForm):
    final_on = Day(lazy("Kesinleştiği gün"), [optional, not_ahead])
    sent_on = Day(lazy("Valiye ya da kaymakama gönderildiği gün"), [optional, not_ahead])
    sent_number = TextLine(lazy("Gönderi yazısının sayısı"), [optional, length(0, 60)])
    summary_on = Day(lazy("Özetinin halka duyurulduğu gün"), [optional, not_ahead])

    #: when the council decided
    decided_on: Any

    def _not_before(self, field: Any) -> None:
        if field.data and field.data < self.decided_on:
            raise ValidationError(_(N_("Bu gün, karar gününden önce olamaz.")))

    def validate_final_on(self, field: Any) -> None:
        self._not_before(field)

    def validate_sent_on(self, field: Any) -> None:
        self._not_before(field)

    def validate_summary_on(self, field: Any) -> None:
        self._not_before(field)

    def days(self) -> Days:
        return {
            "final_on": self.final_on.data,
            "sent_on": self.sent_on.data,
            "sent_number": self.sent_number.data or "",
            "summary_on": self.summary_on.data,
        }


def follow_up(item: Item) -> FollowUpForm:
    form = FollowUpForm(obj=item)
    form.decided_on = item.decided_on
    return form


class GiveBackForm(BaseForm):
    on = Day(lazy("Geri gönderildiği gün"), [required(), not_ahead])
    sitting_id = Choice(lazy("Hangi birleşimde yeniden görüşülecek?"), [required()])
    reason = LongText(lazy("Başkanın gerekçesi"), [required(), length(10, 1000)])

    #: when the council decided
    decided_on: Any

    def validate_on(self, field: Any) -> None:
        if field.data and not self.decided_on <= field.data <= rules.last_return(self.decided_on):
            raise ValidationError(
                _(N_("Başkan kararı, karar gününden sonraki beş gün içinde geri gönderebilir."))
            )


def give_back(item: Item) -> GiveBackForm:
    form = GiveBackForm(on=clock.today())
    form.decided_on = item.decided_on
    form.sitting_id.choices = sittings()
    return form


class WindowForm(BaseForm):
    last_on = Day(lazy("Sözün son günü"), [required()])

    def validate_last_on(self, field: Any) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(_(N_("Son gün bugünden önce olamaz.")))


def open_window(_item: Item) -> WindowForm:
    return WindowForm(last_on=clock.today() + USUAL_WINDOW)


class ReferForm(BaseForm):
    committee = TextLine(lazy("Komisyon"), [required(), length(3, 160)])
    on = Day(lazy("Gönderildiği gün"), [required(), not_ahead])


def refer(_item: Item) -> ReferForm:
    return ReferForm(on=clock.today())


class DecideForm(BaseForm):
    outcome = Radio(
        lazy("Karar"),
        [required()],
        choices=options((one.value, lazy(text)) for one, text in OUTCOME_LABELS.items()),
    )
    decision_number = TextLine(lazy("Karar numarası"), [required(), length(1, 60)])
    decided_on = Day(lazy("Karar günü"), [required(), not_ahead])
    decision = MarkdownText(
        lazy("Karar ve gerekçesi, sade dille"), [required(), length(20, 20_000)]
    )
    votes_for = Number(lazy("Kabul oyu"), [optional, between(0, 1000)])
    votes_against = Number(lazy("Ret oyu"), [optional, between(0, 1000)])
    votes_abstain = Number(lazy("Çekimser oy"), [optional, between(0, 1000)])

    def decided(self) -> Decided:
        on: date = self.decided_on.data
        return {
            "decided_on": on,
            "decision_number": self.decision_number.data,
            "outcome": Outcome(self.outcome.data),
            "decision": self.decision.data,
            "decision_html": self.decision.html,
            "votes_for": self.votes_for.data,
            "votes_against": self.votes_against.data,
            "votes_abstain": self.votes_abstain.data,
        }


def decide(item: Item) -> DecideForm:
    sat_on = clock.local(item.sitting.starts_at).date()
    return DecideForm(decided_on=min(sat_on, clock.today()))
