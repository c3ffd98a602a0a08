"""What an officer writes about an action."""

from typing import Any

from wtforms.validators import ValidationError

from kernel import clock
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    Lira,
    LongText,
    MarkdownText,
    Number,
    TextLine,
    Upload,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.text import markdown
from places.queries import list_units
from roadmap.models import Action
from roadmap.queries import list_carriable
from roadmap.rules import Source
from roadmap.services import News, Plan

#: one hundred billion lira
MOST_KURUS = 10**13


def affordable(_form: Any, field: Any) -> None:
    if field.data is not None and field.data > MOST_KURUS:
        raise ValidationError(_(N_("Bu tutar çok büyük. Sıfırları bir kez daha sayın.")))


class ActionForm(BaseForm):
    WARN_PRIVATE = True

    title = TextLine(lazy("Eylemin adı"), [required(), length(5, 200)])
    text = MarkdownText(lazy("Ne yapılacak?"), [required(), length(20, 5_000)])
    proposal = Choice(lazy("Hangi öneriyi yerine getiriyor?"), [optional])
    unit = Choice(lazy("Sorumlu birim"), [required(N_("Sorumlu birimi seçin."))])
    starts_on = Day(lazy("Başlangıç"), [required()])
    ends_on = Day(lazy("Söz verilen bitiş"), [required()])
    budget = Lira(lazy("Bütçe (₺)"), [optional, affordable])

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_(N_("Bitiş, başlangıçtan önce olamaz.")))

    def plan(self) -> Plan:
        return Plan(
            title=self.title.data,
            text=self.text.data,
            html=self.text.html,
            unit_id=int(self.unit.data),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            budget_kurus=self.budget.data,
        )


def create(source: Source) -> ActionForm:
    form = ActionForm(
        data={
            "title": source.title,
            "text": source.text,
            "unit": str(source.unit_id or ""),
            "starts_on": clock.today(),
            "budget": source.cost_kurus,
        }
    )
    units = [(unit.id, unit.name) for unit in list_units(source.municipality_id)]
    form.unit.choices = options([("", _("Seçin")), *units])
    if source.proposal_id is None:
        carriable = list_carriable(source.consultation_id)
        form.proposal.choices = options([("", _("Danışmanın bütünü")), *carriable])
    else:
        del form.proposal
    return form


class NewsForm(BaseForm):
    """News of an action, whose dates the new ones are compared with."""

    WARN_PRIVATE = True

    def __init__(self, *, action: Action, **values: Any) -> None:
        super().__init__(**values)
        self.action = action


class WithPhotos(NewsForm):
    """A document, and photos with the words for those who do not see them."""

    evidence = Upload(lazy("Kanıt belgesi"))
    photo = Upload(lazy("Fotoğraf"), image=True)
    photo_words = TextLine(lazy("Fotoğrafta ne görünüyor?"), [length(0, 200)])
    second = Upload(lazy("İkinci fotoğraf"), image=True)
    second_words = TextLine(lazy("İkinci fotoğrafta ne görünüyor?"), [length(0, 200)])

    def validate_photo_words(self, field: Any) -> None:
        _described(self.photo, field)

    def validate_second_words(self, field: Any) -> None:
        _described(self.second, field)

    def photos(self) -> list[tuple[tuple[bytes, str, str], str]]:
        pairs = ((self.photo, self.photo_words), (self.second, self.second_words))
        return [(one.accepted, words.data) for one, words in pairs if one.accepted is not None]


def _described(photo: Upload, words: Any) -> None:
    if photo.accepted is not None and len(words.data or "") < 5:
        raise ValidationError(_(N_("Fotoğrafı görmeyenler için bir cümle yazın.")))


class UpdateForm(WithPhotos):
    progress = Number(lazy("İlerleme (yüzde)"), [required(), between(0, 100)])
    text = MarkdownText(lazy("Ne oldu?"), [required(), length(10, 5_000)])
    spent = Lira(lazy("Bugüne kadar harcanan (₺)"), [optional, affordable])
    new_ends_on = Day(lazy("Yeni bitiş tarihi"), [optional])
    delay_reason = TextLine(lazy("Tarih neden değişti?"), [length(0, 400)])

    def validate_new_ends_on(self, field: Any) -> None:
        if field.data is not None and field.data < max(self.action.starts_on, clock.today()):
            raise ValidationError(_(N_("Yeni bitiş bugünden ve başlangıçtan önce olamaz.")))

    def validate_delay_reason(self, field: Any) -> None:
        if self.new_ends_on.data not in (None, self.action.ends_on) and len(field.data or "") < 10:
            raise ValidationError(
                _(N_("Bitiş tarihi gerekçesiz değiştirilemez. Herkesin anlayacağı biçimde yazın."))
            )

    def news(self) -> News:
        return News(
            text=self.text.data,
            html=self.text.html,
            progress=self.progress.data,
            spent_kurus=self.spent.data,
            new_ends_on=self.new_ends_on.data,
            delay_reason=self.delay_reason.data or "",
            evidence=self.evidence.accepted,
            photos=self.photos(),
        )


def update(action: Action) -> UpdateForm:
    return UpdateForm(action=action, data={"progress": action.progress})


class CompleteForm(WithPhotos):
    completed_on = Day(lazy("Tamamlandığı gün"), [required()])
    text = MarkdownText(lazy("Ne yapıldı?"), [required(), length(10, 5_000)])
    spent = Lira(lazy("Harcanan (₺)"), [optional, affordable])

    def validate_completed_on(self, field: Any) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_(N_("Gelecekteki bir gün yazılamaz.")))
        if field.data and field.data < self.action.starts_on:
            raise ValidationError(_(N_("Eylem başlamadan bitmiş olamaz.")))

    def news(self) -> News:
        return News(
            text=self.text.data,
            html=self.text.html,
            progress=100,
            spent_kurus=self.spent.data,
            evidence=self.evidence.accepted,
            photos=self.photos(),
        )


def complete(action: Action) -> CompleteForm:
    return CompleteForm(
        action=action, data={"completed_on": clock.today(), "spent": action.spent_kurus}
    )


class CancelForm(BaseForm):
    WARN_PRIVATE = True

    reason = LongText(lazy("Gerekçe"), [required(), length(20, 2_000)])


def cancel(_action: Action) -> CancelForm:
    return CancelForm()


class PostponeForm(NewsForm):
    new_ends_on = Day(lazy("Yeni bitiş tarihi"), [optional])
    reason = LongText(lazy("Neden erteleniyor?"), [required(), length(20, 400)])

    def validate_new_ends_on(self, field: Any) -> None:
        if field.data is not None and field.data < max(self.action.starts_on, clock.today()):
            raise ValidationError(_(N_("Yeni bitiş bugünden ve başlangıçtan önce olamaz.")))

    def prepare(self) -> None:
        super().prepare()
        self.html = markdown(self.reason.data)

    def news(self) -> News:
        return News(
            text=self.reason.data,
            html=self.html,
            progress=self.action.progress,
            new_ends_on=self.new_ends_on.data,
            delay_reason=self.reason.data,
        )


def postpone(action: Action) -> PostponeForm:
    return PostponeForm(action=action)
