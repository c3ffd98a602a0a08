"""Forms of the applicant: in whose name, the five sections, files."""

from typing import Any

from flask import g

from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    Email,
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
from kernel.rules import Role
from places.queries import list_municipalities
from programme.models import FILE_LABELS, Application, FileKind, Track, TrackKind

#: applied for by name only
NAMED = "named"
#: rows of the team's section
MOST = 5


class ApplyForm(BaseForm):
    whose = Radio(lazy("Kimin adına başvuruyorsunuz?"), [required()])
    name = TextLine(lazy("Adı"), [optional, length(3, 160)])
    province = TextLine(lazy("İl"), [optional, length(2, 80)])

    def validate(self, extra_validators: Any = None) -> bool:
        """A check of the empty field itself would never be asked: it is optional."""
        good = super().validate(extra_validators)
        if self.whose.data == NAMED and not self.name.data:
            self.name.errors = [_(N_("Bu alanı doldurun."))]
            return False
        return bool(good)


def apply(track: Track) -> ApplyForm:
    """Municipalities one works for; organisations one represents; or one by its name."""
    form = ApplyForm()
    acting = {
        place
        for place, role in g.visitor.roles
        if role in (Role.ADMINISTRATOR.value, Role.OFFICER.value)
    }
    if track.kind is TrackKind.MUNICIPAL:
        known = [(str(m.id), m.official_name) for m in list_municipalities() if m.id in acting]
        other = _("Burada sayfası olmayan bir belediye")
    else:
        known = [(str(n), name) for n, (_p, name) in sorted(g.visitor.organisations.items())]
        other = _("Burada kaydı olmayan bir kuruluş, girişim ya da aktivist")
    form.whose.choices = options([*known, (NAMED, other)])
    return form


class SectionForm(BaseForm):
    """Saved as far as it is written."""


class ContactForm(SectionForm):
    name = TextLine(lazy("Başvuranın adı"), [required(), length(3, 160)])
    province = TextLine(lazy("İl"), [optional, length(2, 80)])
    population = Number(lazy("Nüfus"), [optional, between(0, 20_000_000)])
    contact_name = TextLine(lazy("Sorumlu kişinin adı"), [optional, length(2, 120)])
    contact_email = Email(lazy("Sorumlu kişinin e-postası"), [optional])
    contact_phone = TextLine(lazy("Telefon"), [optional, length(3, 40)])
    unit = TextLine(lazy("Sorumlu birim"), [optional, length(2, 160)])


class MotivationForm(SectionForm):
    motivation = LongText(lazy("Neden katılmak istiyorsunuz?"), [optional, length(0, 5000)])


class PracticeForm(SectionForm):
    practice = LongText(lazy("Bugün katılım için neler yapıyorsunuz?"), [optional, length(0, 5000)])


class TeamForm(SectionForm):
    """Five rows of name, unit, role; empty rows are left out."""

    def members(self) -> list[tuple[str, str, str]]:
        rows = [
            tuple(self[f"{what}_{n}"].data or "" for what in ("name", "unit", "role"))
            for n in range(1, MOST + 1)
        ]
        return [(row[0], row[1], row[2]) for row in rows if row[0]]


for _n in range(1, MOST + 1):
    setattr(TeamForm, f"name_{_n}", TextLine(lazy("Ad soyad"), [optional, length(2, 120)]))
    setattr(TeamForm, f"unit_{_n}", TextLine(lazy("Birim"), [optional, length(2, 160)]))
    setattr(TeamForm, f"role_{_n}", TextLine(lazy("Projedeki görevi"), [optional, length(2, 160)]))


class CommitmentsForm(SectionForm):
    commitments = LongText(lazy("Neleri taahhüt ediyorsunuz?"), [optional, length(0, 5000)])
    approved = BooleanField(lazy("Başkanlık ya da yönetim kurulu bu başvuruyu onayladı."))
    decision_number = TextLine(lazy("Meclis kararının numarası"), [optional, length(1, 60)])


class FileForm(BaseForm):
    KEEP = False
    kind = Choice(lazy("Belgenin türü"), [required()])
    file = Upload(lazy("Dosya"), [required()])


class WriterForm(BaseForm):
    KEEP = False
    email = Email(lazy("E-posta adresi"), [required()])


class WithdrawForm(BaseForm):
    reason = LongText(lazy("Neden geri çekiyorsunuz?"), [required(), length(5, 1000)])


def contact(application: Application) -> ContactForm:
    return ContactForm(obj=application)


def motivation(application: Application) -> MotivationForm:
    return MotivationForm(obj=application)


def practice(application: Application) -> PracticeForm:
    return PracticeForm(obj=application)


def commitments(application: Application) -> CommitmentsForm:
    return CommitmentsForm(obj=application)


def team(application: Application) -> TeamForm:
    form = TeamForm()
    if not form.is_submitted():
        for number, member in enumerate(application.team[:MOST], 1):
            for what in ("name", "unit", "role"):
                form[f"{what}_{number}"].data = getattr(member, what)
    return form


def file(application: Application) -> FileForm:
    form = FileForm()
    form.kind.choices = options((kind, _(label)) for kind, label in FILE_LABELS.items())
    if not form.is_submitted():
        form.kind.data = FileKind.APPROVAL.value
    return form


def writer(application: Application) -> WriterForm:
    return WriterForm()


def withdraw(application: Application) -> WithdrawForm:
    return WithdrawForm()
