"""Forms of proposals: writing, withdrawing, screening."""

from typing import Any, ClassVar

from flask import g, request

from consultations.models import Activity
from kernel.forms import (
    BaseForm,
    Choice,
    Lira,
    LongText,
    MarkdownText,
    Radio,
    TextLine,
    Upload,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.text import first_sentence, plain
from places.models import Municipality
from proposals import queries
from proposals.models import Proposal, ProposalState
from proposals.rules import REASONS

#: names of the other two buttons of the form
DRAFT, LOOK = "taslak_kaydet", "benzerlere_bak"


def required_to_publish(form: Any, field: Any) -> None:
    """A draft needs only its title."""
    if form.saves_draft:
        optional(form, field)
    else:
        required()(form, field)


required_to_publish.field_flags = {"required": True}  # type: ignore[attr-defined]


class ProposalForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    title = TextLine(lazy("Öneriniz, bir cümleyle"), [required(), length(5, 140)])
    problem = LongText(lazy("Sorun nedir?"), [required_to_publish, length(10, 1500)])
    body = MarkdownText(lazy("Ne öneriyorsunuz?"), [required_to_publish, length(10, 10_000)])
    neighbourhood = Choice(lazy("Mahalle"), [optional])
    category = Choice(lazy("Konu"), [optional])
    cost = Lira(lazy("Tahmini maliyet (₺)"), [optional])
    attachment = Upload(lazy("Ek dosya"), [optional])
    speaker = Choice(lazy("Kimin adına yazıyorsunuz?"), [optional])

    @property
    def saves_draft(self) -> bool:
        return DRAFT in request.form

    @property
    def looks(self) -> bool:
        return LOOK in request.form

    def validate(self, extra_validators: Any = None) -> bool:
        """Looking for similar ones stores nothing, so nothing is asked."""
        return True if self.looks else super().validate(extra_validators)

    def _asks_about_private(self) -> bool:
        return True if self.saves_draft else super()._asks_about_private()

    def similar_words(self) -> str:
        return f"{self.title.data or ''} {first_sentence(self.problem.data or '')}"

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {
            "title": self.title.data,
            "problem": self.problem.data or "",
            "body": self.body.data or "",
            "body_html": self.body.html,
            "neighbourhood_id": _number(self.neighbourhood.data),
            "category_id": _number(self.category.data) if "category" in self else None,
            "cost_kurus": self.cost.data,
            "organisation_id": _number(self.speaker.data) if "speaker" in self else None,
            "attachment": self.attachment.accepted,
        }


def _number(value: Any) -> int | None:
    return int(value) if value else None


def write(activity: Activity) -> ProposalForm:
    """Empty, or begun from the neighbourhood the person has told."""
    home = g.visitor.neighbourhoods.get(activity.municipality_id)
    return _filled(activity.municipality_id, {"neighbourhood": str(home or "")})


def edit(proposal: Proposal) -> ProposalForm:
    draft = proposal.state is ProposalState.DRAFT
    values = {
        "title": proposal.title,
        "problem": proposal.problem,
        "body": proposal.body,
        "neighbourhood": str(proposal.neighbourhood_id or ""),
        "category": str(proposal.category_id or ""),
        "cost": proposal.cost_kurus,
        "speaker": str(proposal.organisation_id or ""),
    }
    return _filled(proposal.municipality_id, values, in_whose_name=draft)


def _filled(
    municipality_id: int, values: dict[str, Any], *, in_whose_name: bool = True
) -> ProposalForm:
    form = ProposalForm(data=values)
    places = queries.list_neighbourhoods(municipality_id)
    form.neighbourhood.choices = options([("", lazy("Belediyenin tümü")), *places])
    categories = queries.list_categories(municipality_id)
    form.category.choices = options([("", lazy("Seçilmedi")), *categories])
    if not categories:
        del form.category
    mine = [
        (number, name)
        for number, (place, name) in g.visitor.organisations.items()
        if place == municipality_id
    ]
    form.speaker.choices = options([("", lazy("Kendi adıma")), *mine])
    if not mine or not in_whose_name:
        del form.speaker
    return form


class WithdrawForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    reason = LongText(lazy("Neden geri çekiyorsunuz?"), [optional, length(3, 500)])


def withdraw(proposal: Proposal) -> WithdrawForm:
    return WithdrawForm()


BALLOT, REFUSE = "oylama", "red"


def required_to_refuse(form: Any, field: Any) -> None:
    if form.decision.data == REFUSE:
        required(N_("Gerekçeyi yazın. Yazan ve takip edenler okuyacak."))(form, field)
        length(20, 5000)(form, field)
    else:
        optional(form, field)


class ScreenForm(BaseForm):
    decision = Radio(
        lazy("Karar"),
        [required(N_("Kararı seçin."))],
        choices=options([(BALLOT, lazy("Oylamaya alınsın")), (REFUSE, lazy("Uygun bulunmasın"))]),
    )
    unit = Choice(lazy("Kararı imzalayan birim"), [required(N_("Birimi seçin."))])
    reason = MarkdownText(lazy("Gerekçe"), [required_to_refuse])
    summary = ""

    def prepare(self) -> None:
        super().prepare()
        self.summary = first_sentence(plain(self.reason.data or "", 390))

    @property
    def unit_id(self) -> int:
        return int(self.unit.data)

    @property
    def office(self) -> str:
        names = {str(choice.value): str(choice.label) for choice in self.unit.choices or ()}
        return names[str(self.unit.data)]


def screen(proposal: Proposal) -> ScreenForm:
    """?gerekce= begins with one of the usual reasons."""
    begun = REASONS.get(request.args.get("gerekce", ""))
    values: dict[str, Any] = {"unit": str(proposal.activity.consultation.unit_id or "")}
    if begun is not None:
        values |= {"decision": REFUSE, "reason": _(begun[1])}
    form = ScreenForm(data=values)
    units = queries.list_units(proposal.municipality_id)
    form.unit.choices = options([("", lazy("Seçin")), *units])
    return form


class CategoryForm(BaseForm):
    name = TextLine(lazy("Konunun adı"), [required(), length(2, 80)])


def category(municipality: Municipality) -> CategoryForm:
    return CategoryForm()
