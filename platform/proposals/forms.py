"""Forms of proposals: writing, withdrawing, screening."""

import re
from typing import Any, ClassVar

from flask import g, request
from wtforms import HiddenField
from wtforms.validators import ValidationError

from consultations.models import Activity
from kernel.forms import (
    BaseForm,
    Choice,
    Lira,
    LongText,
    MarkdownText,
    TextLine,
    Upload,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.ids import as_id
from kernel.text import first_sentence
from moderation.forms import LONGEST, Guarded, VerdictForm, few_links, verdict
from places.models import Municipality
from proposals import moderating, queries
from proposals.models import Amendment, Proposal, ProposalState
from proposals.queries.kin import find_difference
from proposals.rules import reacted

#: names of the other buttons of the form
DRAFT, LOOK = "taslak_kaydet", "benzerlere_bak"
#: of a similar one: support it instead, or say how mine differs; the value is its number
INSTEAD, DIFFERENCE = "bunu_destekle", "farki"


def required_to_publish(form: Any, field: Any) -> None:
    """A draft needs only its title."""
    if form.saves_draft:
        optional(form, field)
    else:
        required()(form, field)


required_to_publish.field_flags = {"required": True}  # type: ignore[attr-defined]


class ProposalForm(Guarded):
    WARN_PRIVATE: ClassVar[bool] = True

    title = TextLine(lazy("Öneriniz, bir cümleyle"), [required(), length(5, 140)])
    problem = LongText(lazy("Sorun nedir?"), [required_to_publish, length(10, 1500)])
    body = MarkdownText(
        lazy("Ne öneriyorsunuz?"), [required_to_publish, length(10, LONGEST), few_links()]
    )
    neighbourhood = Choice(lazy("Mahalle"), [optional])
    point = TextLine(lazy("Haritadaki yeri"), [optional, length(0, 40)])
    category = Choice(lazy("Konu"), [optional])
    cost = Lira(lazy("Tahmini maliyet (₺)"), [optional])
    attachment = Upload(lazy("Ek dosya"), [optional])
    speaker = Choice(lazy("Kimin adına yazıyorsunuz?"), [optional])
    difference_to = HiddenField()
    difference = LongText(lazy("Benimkinin farkı"), [optional, length(10, 400)])
    #: asked once somebody stands by the words that change
    reason = TextLine(lazy("Neyi, neden değiştirdiniz?"), [optional, length(5, 300)])

    @property
    def saves_draft(self) -> bool:
        return DRAFT in request.form or self.instead_id is not None

    @property
    def why(self) -> str:
        return self.reason.data or "" if "reason" in self else ""

    @property
    def looks(self) -> bool:
        return LOOK in request.form or DIFFERENCE in request.form

    @property
    def instead_id(self) -> int | None:
        return as_id(request.form.get(INSTEAD))

    @property
    def difference_id(self) -> int | None:
        """Of the similar one that mine differs from."""
        return as_id(request.form.get(DIFFERENCE) or self.difference_to.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Looking for similar ones stores nothing, so nothing is asked.

        Whoever supports another instead is not held up by what this one lacks.
        """
        if self.looks:
            return True
        good = super().validate(extra_validators)
        if self.instead_id is None:
            return good
        self.is_keepable = good
        for field in self:
            field.errors = []
        return True

    is_keepable = False

    def _asks_about_private(self) -> bool:
        return True if self.saves_draft else super()._asks_about_private()

    where: tuple[float, float] | tuple[None, None] = (None, None)

    def validate_point(self, field: Any) -> None:
        found = re.fullmatch(
            r"\s*(-?\d{1,2}(?:\.\d{1,12})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*",
            field.data or "",
            re.ASCII,
        )
        where = (float(found[1]), float(found[2])) if found else (91.0, 181.0)
        if abs(where[0]) > 90 or abs(where[1]) > 180:
            raise ValidationError(_(N_("Enlem ve boylamı şöyle yazın: 40.76543, 29.91234")))
        self.where = where

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
            "latitude": self.where[0],
            "longitude": self.where[1],
            "organisation_id": _number(self.speaker.data) if "speaker" in self else None,
            "attachment": self.attachment.accepted,
        }


def _number(value: Any) -> int | None:
    return int(value) if value else None


def write(activity: Activity) -> ProposalForm:
    """Empty, or begun from the neighbourhood the person has told."""
    home = g.visitor.neighbourhoods.get(activity.municipality_id)
    form = _filled(activity.municipality_id, {"neighbourhood": str(home or "")})
    del form.reason
    return form


def edit(proposal: Proposal) -> ProposalForm:
    draft = proposal.state is ProposalState.DRAFT
    values: dict[str, Any] = {
        "title": proposal.title,
        "problem": proposal.problem,
        "body": proposal.body,
        "neighbourhood": str(proposal.neighbourhood_id or ""),
        "category": str(proposal.category_id or ""),
        "cost": proposal.cost_kurus,
        "speaker": str(proposal.organisation_id or ""),
    }
    if proposal.latitude is not None and proposal.longitude is not None:
        values["point"] = f"{proposal.latitude:.5f}, {proposal.longitude:.5f}"
    if differs := find_difference(proposal.id):
        values |= {"difference_to": str(differs.to_id), "difference": differs.note}
    form = _filled(proposal.municipality_id, values, in_whose_name=draft)
    if draft or not reacted(proposal):
        del form.reason
    if not draft:
        del form.site, form.work
    return form


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
    form.guards = f"municipality:{municipality_id}"
    form.speaker.choices = options([("", lazy("Kendi adıma")), *mine])
    if not mine or not in_whose_name:
        del form.speaker
    return form


class WithdrawForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    reason = LongText(lazy("Neden geri çekiyorsunuz?"), [optional, length(3, 500)])


def withdraw(proposal: Proposal) -> WithdrawForm:
    return WithdrawForm()


def judge(proposal: Proposal) -> VerdictForm:
    return verdict(moderating.decisions(proposal))


def judge_amendment(amendment: Amendment) -> VerdictForm:
    return verdict(moderating.amendment_decisions(amendment))


class CategoryForm(BaseForm):
    name = TextLine(lazy("Konunun adı"), [required(), length(2, 80)])


def category(municipality: Municipality) -> CategoryForm:
    return CategoryForm()
