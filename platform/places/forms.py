"""Forms of places."""

from typing import Any, ClassVar

from flask import g
from wtforms import FileField
from wtforms.validators import ValidationError

from accounts.forms import SignUpForm
from kernel import clock, colours, geojson, workdays
from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    Day,
    Email,
    HiddenField,
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
from kernel.rules import Role
from kernel.text import fold
from places import queries
from places.models import (
    DAY_KIND_LABELS,
    FEAST_LABELS,
    ORGANISATION_KIND_LABELS,
    ROLE_LABELS,
    LegalKind,
    Municipality,
    Neighbourhood,
    Organisation,
    Unit,
)
from places.queries import Resident
from places.rules import LEAST_CONTRAST


def neighbourhood_options(municipality_id: int, none: str = "") -> Any:
    first = [("", none)] if none else []
    rows = queries.list_neighbourhoods(municipality_id)
    return options([*first, *((row.id, row.name) for row in rows)])


def chosen(field: Any) -> int | None:
    """The number behind a choice."""
    return int(field.data) if field.data else None


# --- signing up and residence -------------------------------------------------------------------


class JoinForm(SignUpForm):
    neighbourhood = Choice(lazy("Mahalleniz"), [optional])
    digest = BooleanField(lazy("Haberleri e-postayla da gönderin"))
    #: the version of the privacy notice that stood on this page
    notice = HiddenField()


def sign_up(municipality: Municipality) -> JoinForm:
    notice = queries.find_legal_text(municipality.id, LegalKind.PRIVACY)
    form = JoinForm(notice=str(notice.id) if notice else "")
    none = _(N_("Burada oturmuyorum ya da belirtmek istemiyorum"))
    form.neighbourhood.choices = neighbourhood_options(municipality.id, none)
    return form


class DeclareForm(BaseForm):
    neighbourhood = Choice(lazy("Mahalleniz"), [required(N_("Mahallenizi seçin."))])


def declare(municipality: Municipality) -> DeclareForm:
    home = g.visitor.neighbourhoods.get(municipality.id)
    form = DeclareForm(neighbourhood=str(home) if home else None)
    form.neighbourhood.choices = neighbourhood_options(municipality.id, _(N_("Seçin")))
    return form


class BirthYear(Number):
    def pre_validate(self, form: Any) -> None:
        between(1900, clock.today().year)(form, self)


class LetterForm(BaseForm):
    full_name = TextLine(lazy("Adınız ve soyadınız"), [required(), length(4, 160)])
    address = LongText(lazy("Açık adresiniz"), [required(), length(10, 400)])
    neighbourhood = Choice(lazy("Mahalleniz"), [required(N_("Mahallenizi seçin."))])
    birth_year = BirthYear(lazy("Doğum yılınız"), [optional])


def request_letter(municipality: Municipality) -> LetterForm:
    home = g.visitor.neighbourhoods.get(municipality.id)
    form = LetterForm(neighbourhood=str(home) if home else None)
    form.neighbourhood.choices = neighbourhood_options(municipality.id, _(N_("Seçin")))
    return form


class CodeForm(BaseForm):
    KEEP: ClassVar[bool] = False

    code = TextLine(lazy("Mektuptaki kod"), [required(), length(0, 40)])


def enter_code(municipality: Municipality) -> CodeForm:
    return CodeForm()


# --- the desk -----------------------------------------------------------------------------------


class FindForm(BaseForm):
    KEEP: ClassVar[bool] = False

    email = Email(lazy("Kişinin e-posta adresi"), [required()])


def find(municipality: Municipality) -> FindForm:
    return FindForm()


class VerifyForm(BaseForm):
    KEEP: ClassVar[bool] = False

    neighbourhood = Choice(lazy("Belgedeki mahalle"), [required(N_("Mahalleyi seçin."))])
    birth_year = BirthYear(lazy("Doğum yılı"), [optional])
    seen = BooleanField(
        lazy("Oturduğunu belgeden gördüm"),
        [required(N_("Belgeyi görmeden kayıt yapılamaz."))],
    )

    def validate_seen(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_(N_("Belgeyi görmeden kayıt yapılamaz.")))


def verify(resident: Resident) -> VerifyForm:
    where = resident.proved_id or resident.declared_id
    form = VerifyForm(neighbourhood=str(where) if where else None, birth_year=resident.birth_year)
    form.neighbourhood.choices = neighbourhood_options(resident.municipality_id, _(N_("Seçin")))
    return form


class ReasonForm(BaseForm):
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 1000)])


def end_proof(resident: Resident) -> ReasonForm:
    return ReasonForm()


# --- organisations ------------------------------------------------------------------------------


class OrganisationForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    name = TextLine(lazy("Kuruluşun adı"), [required(), length(3, 160)])
    kind = Choice(lazy("Türü"), [required(N_("Türünü seçin."))])
    about = LongText(lazy("Kuruluşu birkaç cümleyle anlatın"), [required(), length(20, 2000)])
    contact_email = Email(lazy("Kuruluşun e-posta adresi"), [required()])


def apply(municipality: Municipality) -> OrganisationForm:
    form = OrganisationForm()
    kinds = [(kind.value, _(label)) for kind, label in ORGANISATION_KIND_LABELS.items()]
    form.kind.choices = options([("", _(N_("Seçin"))), *kinds])
    return form


def refuse(organisation: Organisation) -> ReasonForm:
    return ReasonForm()


class AddressForm(BaseForm):
    email = Email(lazy("Temsilcinin e-posta adresi"), [required()])


def add_representative(organisation: Organisation) -> AddressForm:
    return AddressForm()


# --- the administrator --------------------------------------------------------------------------


class SettingsForm(BaseForm):
    name = TextLine(lazy("Kısa ad"), [required(), length(2, 120)])
    official_name = TextLine(lazy("Resmî ad"), [required(), length(2, 160)])
    help_desk = TextLine(lazy("Çözüm masası"), [optional, length(0, 120)])
    hue = Number(lazy("Renk açısı"), [required(), between(0, 359)])
    logo = Upload(lazy("Logo"), image=True, max_bytes=2_000_000)
    logo_alt = TextLine(lazy("Logonun yazılı karşılığı"), [length(0, 160)])
    remove_logo = BooleanField(lazy("Logoyu kaldırın"))
    has_logo = False

    def validate_hue(self, field: Any) -> None:
        """Cannot happen with the fixed lightness; holds if somebody changes the tokens."""
        if field.data is not None and colours.contrast_of(field.data).worst < LEAST_CONTRAST:
            raise ValidationError(_(N_("Bu renkte yazı okunmuyor. Başka bir açı seçin.")))

    def validate_logo_alt(self, field: Any) -> None:
        stays = self.has_logo and not self.remove_logo.data
        if (self.logo.data or stays) and not (field.data or "").strip():
            raise ValidationError(
                _(N_("Logoyu göremeyenler için ne olduğunu yazın. Örnek: Çınarlı Belediyesi"))
            )


def settings(municipality: Municipality) -> SettingsForm:
    form = SettingsForm(
        name=municipality.name,
        official_name=municipality.official_name,
        help_desk=municipality.help_desk,
        hue=municipality.brand_hue,
        logo_alt=municipality.logo_alt,
    )
    form.has_logo = municipality.logo_id is not None
    return form


class NameForm(BaseForm):
    name = TextLine(lazy("Ad"), [required(), length(2, 120)])

    def validate_name(self, field: Any) -> None:
        if not any(sign.isalnum() for sign in fold(field.data or "")):
            raise ValidationError(_(N_("Adda en az bir harf ya da rakam olmalı.")))


def add(municipality: Municipality) -> NameForm:
    return NameForm()


def rename_unit(unit: Unit) -> NameForm:
    return NameForm(name=unit.name)


def rename_neighbourhood(neighbourhood: Neighbourhood) -> NameForm:
    return NameForm(name=neighbourhood.name)


class OwnDayForm(BaseForm):
    day = Day(lazy("Gün"), [required()])
    kind = Radio(lazy("O gün"), [required()])
    name = TextLine(lazy("Neden"), [required(), length(2, 120)])

    def validate_day(self, field: Any) -> None:
        if field.data is not None and not 2000 <= field.data.year <= 2100:
            raise ValidationError(_(N_("Yılı dört rakamla yazın.")))


def own_day(municipality: Municipality) -> OwnDayForm:
    form = OwnDayForm()
    form.kind.choices = options((kind.value, _(DAY_KIND_LABELS[kind])) for kind in DAY_KIND_LABELS)
    return form


class FeastForm(BaseForm):
    feast = Radio(lazy("Bayram"), [required()])
    first_on = Day(lazy("Bayramın ilk günü"), [required()])

    def validate_first_on(self, field: Any) -> None:
        if field.data is not None and workdays.knows(field.data.year):
            raise ValidationError(_(N_("Bu yılın bayram günleri kayıtlı; ekleme gerekmiyor.")))
        if field.data is not None and not 2000 <= field.data.year <= 2100:
            raise ValidationError(_(N_("Yılı dört rakamla yazın.")))


def feast(_municipality: Municipality) -> FeastForm:
    form = FeastForm()
    form.feast.choices = options((one.value, _(label)) for one, label in FEAST_LABELS.items())
    return form


class LegalForm(BaseForm):
    body = MarkdownText(lazy("Metin"), [required(), length(100, 60_000)])


def new_version(municipality: Municipality, kind: LegalKind) -> LegalForm:
    """Begins with the text in force."""
    former = queries.find_legal_text(municipality.id, kind)
    return LegalForm(body=former.body if former else "")


class InviteForm(BaseForm):
    email = Email(lazy("E-posta adresi"), [required()])
    role = Choice(lazy("Görev"), [required(N_("Görevi seçin."))])
    unit = Choice(lazy("Birim"))

    def validate_unit(self, field: Any) -> None:
        if self.role.data == Role.UNIT_OFFICER and not field.data:
            raise ValidationError(_(N_("Birim görevlisinin birimini seçin.")))


def invite(municipality: Municipality) -> InviteForm:
    form = InviteForm()
    roles = [(role.value, _(label)) for role, label in ROLE_LABELS.items()]
    form.role.choices = options([("", _(N_("Seçin"))), *roles])
    units = queries.list_units(municipality.id)
    form.unit.choices = options(
        [("", _(N_("Birim yok"))), *((unit.id, unit.name) for unit in units)]
    )
    return form


class MapForm(BaseForm):
    """A GeoJSON file; its text is judged by `kernel.geojson`, never kept as it came."""

    KEEP: ClassVar[bool] = False

    neighbourhoods: ClassVar[dict[int, str]] = {}
    outlines: dict[str, Any]
    file = FileField(lazy("GeoJSON dosyası"))

    def validate_file(self, field: Any) -> None:
        stream = getattr(field.data, "stream", None)
        if stream is None or not field.data.filename:
            raise ValidationError(_(N_("Bir dosya seçin.")))
        try:
            found = geojson.outlines(stream.read(geojson.LARGEST + 1), self.neighbourhoods)
        except geojson.BadMap as refusal:
            raise ValidationError(_(str(refusal))) from None
        self.outlines = found


def draw_map(municipality: Municipality) -> MapForm:
    form = MapForm()
    rows = queries.list_neighbourhoods(municipality.id)
    form.neighbourhoods = {row.id: row.name for row in rows}  # type: ignore[misc]
    return form
