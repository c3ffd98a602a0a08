"""What is written about a roadmap: head, sections, draft actions, decisions, reports."""

from datetime import date, timedelta
from typing import Any

from wtforms.validators import ValidationError

from kernel import clock
from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    Day,
    Lira,
    LongText,
    MarkdownText,
    Number,
    Radio,
    Several,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from places.models import Municipality
from places.queries import list_neighbourhoods, list_organisations, list_units
from roadmap.forms.actions import affordable
from roadmap.models import (
    ADOPTER_LABELS,
    RHYTHM,
    SECTION_WORD_LABELS,
    Action,
    Adopter,
    Coauthor,
    Goal,
    Report,
    Roadmap,
    SectionWord,
)
from roadmap.queries import Part
from roadmap.rules.documents import is_sdg
from roadmap.services import Decided, Draft, Head, Period, Words

DISORDER = N_("Bitiş, başlangıçtan önce olamaz.")
NO_SDG = N_("Amaçlar 1’den 17’ye kadardır; alt hedef noktadan sonra yazılır. Örnek: 11.3")


class Dated(BaseForm):
    WARN_PRIVATE = True

    starts_on = Day(lazy("Başlangıç"), [required()])
    ends_on = Day(lazy("Bitiş"), [required()])

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_(DISORDER))


class HeadForm(Dated):
    title = TextLine(lazy("Yol haritasının adı"), [required(), length(5, 200)])
    text = MarkdownText(lazy("Sunuş"), [required(), length(20, 20_000)])
    report_months = Number(
        lazy("Kaç ayda bir izleme raporu yayımlanacak?"), [required(), between(1, 24)]
    )

    def head(self) -> Head:
        return Head(
            title=self.title.data,
            text=self.text.data,
            html=self.text.html,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            report_months=self.report_months.data,
        )


def create(_municipality: Municipality) -> HeadForm:
    year = clock.today().year + 1
    first, last = date(year, 1, 1), date(year + 2, 12, 31)
    return HeadForm(data={"report_months": 6, "starts_on": first, "ends_on": last})


def edit(roadmap: Roadmap) -> HeadForm:
    return HeadForm(obj=roadmap)


class WordsForm(BaseForm):
    WARN_PRIVATE = True

    title = TextLine(lazy("Tek cümleyle"), [required(), length(5, 200)])
    text = MarkdownText(lazy("Açıklama"), [length(0, 5_000)])

    def words(self) -> Words:
        return Words(title=self.title.data, text=self.text.data or "", html=self.text.html)


def add_goal(_roadmap: Roadmap) -> WordsForm:
    return WordsForm()


def edit_goal(goal: Goal) -> WordsForm:
    return WordsForm(obj=goal)


def add_objective(_goal: Goal) -> WordsForm:
    return WordsForm()


def edit_objective(part: Part) -> WordsForm:
    return WordsForm(obj=part.row)


class DraftForm(Dated):
    title = TextLine(lazy("Eylemin adı"), [required(), length(5, 200)])
    code = TextLine(lazy("Kod"), [length(0, 20)])
    text = MarkdownText(lazy("Ne yapılacak?"), [required(), length(20, 5_000)])
    unit = Choice(lazy("Sorumlu birim"), [required(N_("Sorumlu birimi seçin."))])
    by_quarter = BooleanField(lazy("Takvimi çeyrek yıllarla göster"))
    budget = Lira(lazy("Bütçe (₺)"), [optional, affordable])
    plan_code = TextLine(lazy("Stratejik plandaki kodu"), [length(0, 40)])
    sdg = TextLine(lazy("Sürdürülebilir kalkınma amacı (SKA)"), [length(0, 10)])
    rhythm_days = Number(
        lazy("En geç kaç günde bir gelişme yazılacak?"), [required(), between(7, 365)]
    )
    neighbourhoods = Several(lazy("Mahalleler"))

    def validate_code(self, field: Any) -> None:
        if field.data and field.data.startswith("-"):
            raise ValidationError(_(N_("Kod harf ya da rakamla başlar. Örnek: 1.2.3")))

    def validate_sdg(self, field: Any) -> None:
        if field.data and not is_sdg(field.data):
            raise ValidationError(_(NO_SDG))

    def draft(self) -> Draft:
        starts_on, ends_on = self.starts_on.data, self.ends_on.data
        if self.by_quarter.data:
            starts_on, ends_on = quarter(starts_on)[0], quarter(ends_on)[1]
        return Draft(
            title=self.title.data,
            text=self.text.data,
            html=self.text.html,
            unit_id=int(self.unit.data),
            starts_on=starts_on,
            ends_on=ends_on,
            code=self.code.data or "",
            by_quarter=self.by_quarter.data,
            budget_kurus=self.budget.data,
            plan_code=self.plan_code.data or "",
            sdg=self.sdg.data or "",
            rhythm_days=self.rhythm_days.data,
            neighbourhood_ids=tuple(int(one) for one in self.neighbourhoods.data or ()),
        )


def quarter(day: date) -> tuple[date, date]:
    """The first and the last day of the quarter of a year."""
    month = (day.month - 1) // 3 * 3 + 1
    first = date(day.year, month, 1)
    after = date(day.year + (month == 10), (month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def _choices(form: DraftForm, municipality_id: int) -> DraftForm:
    units = [(unit.id, unit.name) for unit in list_units(municipality_id)]
    form.unit.choices = options([("", _("Seçin")), *units])
    places = list_neighbourhoods(municipality_id)
    form.neighbourhoods.choices = options((place.id, place.name) for place in places)
    return form


def add_action(part: Part) -> DraftForm:
    roadmap = part.roadmap
    form = DraftForm(
        data={
            "starts_on": roadmap.starts_on,
            "ends_on": roadmap.ends_on,
            "rhythm_days": RHYTHM,
        }
    )
    return _choices(form, part.municipality_id)


def edit_action(action: Action) -> DraftForm:
    form = DraftForm(
        obj=action,
        data={
            "unit": str(action.unit_id or ""),
            "budget": action.budget_kurus,
            "neighbourhoods": [str(place.id) for place in action.neighbourhoods],
        },
    )
    return _choices(form, action.municipality_id)


# --- who writes along ---------------------------------------------------------------------------


class InviteForm(BaseForm):
    organisation = Choice(lazy("Kuruluş"), [required(N_("Bir kuruluş seçin."))])


def _organisations(municipality_id: int) -> Any:
    found = list_organisations(municipality_id)
    return options([("", _("Seçin")), *((one.id, one.name) for one in found)])


def invite(goal: Goal) -> InviteForm:
    form = InviteForm()
    form.organisation.choices = _organisations(goal.municipality_id)
    return form


class PartnerForm(InviteForm):
    role = TextLine(lazy("Bu eylemdeki payı"), [required(), length(5, 300)])


def ask_partner(action: Action) -> PartnerForm:
    form = PartnerForm()
    form.organisation.choices = _organisations(action.municipality_id)
    return form


class SignForm(BaseForm):
    WARN_PRIVATE = True

    word = Radio(lazy("Bu bölüm için sözünüz"), [required(N_("Birini seçin."))])
    reason = LongText(lazy("Neden katılmıyorsunuz?"), [length(0, 2_000)])

    def validate_reason(self, field: Any) -> None:
        if self.word.data == SectionWord.DISAGREES and len(field.data or "") < 20:
            raise ValidationError(_(N_("Katılmıyorsanız nedenini bir iki cümleyle yazın.")))


def sign(coauthor: Coauthor) -> SignForm:
    said = coauthor.word and coauthor.word.value
    form = SignForm(data={"word": said, "reason": coauthor.word_reason})
    form.word.choices = options((key.value, _(label)) for key, label in SECTION_WORD_LABELS.items())
    return form


# --- decisions ----------------------------------------------------------------------------------


class OpenForm(BaseForm):
    WARN_PRIVATE = True

    last_day = Day(lazy("Görüş için son gün"), [required()])
    note = LongText(lazy("Not"), [length(0, 2_000)])

    def validate_last_day(self, field: Any) -> None:
        if field.data is not None and field.data <= clock.today():
            raise ValidationError(_(N_("Son gün, bugünden sonra bir gün olmalı.")))


def open_comments(_roadmap: Roadmap) -> OpenForm:
    return OpenForm(data={"last_day": clock.today() + timedelta(days=30)})


class RenewForm(BaseForm):
    WARN_PRIVATE = True

    note = LongText(lazy("Ne değişti, neden?"), [required(), length(10, 2_000)])


def renew(_roadmap: Roadmap) -> RenewForm:
    return RenewForm()


class AmendForm(RenewForm):
    adopted_by = Radio(lazy("Kararı veren"), [required(N_("Birini seçin."))])
    number = TextLine(lazy("Karar numarası"), [required(), length(1, 60)])
    decided_on = Day(lazy("Karar tarihi"), [required()])

    def validate_decided_on(self, field: Any) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_(N_("Gelecekteki bir gün yazılamaz.")))

    def decided(self) -> Decided:
        return Decided(
            by=Adopter(self.adopted_by.data), number=self.number.data, on=self.decided_on.data
        )


def _with_adopters(form: Any) -> Any:
    form.adopted_by.choices = options((key.value, _(word)) for key, word in ADOPTER_LABELS.items())
    return form


def amend(_roadmap: Roadmap) -> AmendForm:
    form: AmendForm = _with_adopters(AmendForm())
    return form


class AdoptForm(AmendForm):
    note = LongText(lazy("Not"), [length(0, 2_000)])
    in_force_on = Day(lazy("Yürürlüğe girdiği gün"), [required()])

    def validate_in_force_on(self, field: Any) -> None:
        if field.data and self.decided_on.data and field.data < self.decided_on.data:
            raise ValidationError(_(N_("Yürürlük, karardan önce başlayamaz.")))


def adopt(_roadmap: Roadmap) -> AdoptForm:
    form: AdoptForm = _with_adopters(AdoptForm())
    return form


class CloseForm(BaseForm):
    WARN_PRIVATE = True

    closing = LongText(lazy("Ne tamamlandı, ne kaldı?"), [required(), length(20, 5_000)])


def close(_roadmap: Roadmap) -> CloseForm:
    return CloseForm()


# --- monitoring ---------------------------------------------------------------------------------


class ReportForm(Dated):
    text = MarkdownText(lazy("Değerlendirme"), [required(), length(20, 20_000)])

    def period(self) -> Period:
        return Period(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            text=self.text.data,
            html=self.text.html,
        )


def write_report(roadmap: Roadmap) -> ReportForm:
    today = clock.today()
    begun = today - timedelta(days=30 * roadmap.report_months)
    first = max(begun, roadmap.in_force_on or begun)
    return ReportForm(data={"starts_on": min(first, today), "ends_on": today})


def edit_report(report: Report) -> ReportForm:
    return ReportForm(obj=report)
