"""Forms of merging, splitting and linking."""

import re
from typing import Any, ClassVar

from flask import request

from kernel.forms import (
    BaseForm,
    Choice,
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
from kernel.http import asked_id
from kernel.i18n import N_, _, lazy
from proposals import queries
from proposals.kinship import CHOSEN, Merge
from proposals.models import Proposal
from proposals.queries.merging import find_by_numbers, list_partners
from proposals.services.merging import DAYS, JointText

KEEP, JOINT = "kalsin", "ortak"


def required_if_joint(form: Any, field: Any) -> None:
    if form.text.data == JOINT:
        required()(form, field)
    else:
        optional(form, field)


class PartnersForm(BaseForm):
    """Which others: ticked, or by their numbers."""

    proposal: Proposal
    found: ClassVar[set[int]] = set()
    others = Several(lazy("Benzer öneriler"), [optional])
    numbers = TextLine(lazy("Başka önerilerin numaraları"), [optional, length(0, 200)])

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        return self._finds_them() and good

    def _finds_them(self) -> bool:
        wanted = set(re.findall(r"[^\s,;]+", (self.numbers.data or "").upper()))
        by_number = find_by_numbers(self.proposal.municipality_id, wanted)
        self.found = set(by_number.values())  # type: ignore[misc]
        unknown = ", ".join(sorted(wanted - set(by_number)))
        if unknown:
            self.numbers.errors = [_(N_("Bu numarada öneri yok: %(numbers)s"), numbers=unknown)]
        elif not self.others.errors and not self.ids:
            self.numbers.errors = [_(N_("En az bir öneri seçin ya da numarasını yazın."))]
        return not (self.numbers.errors or self.others.errors)

    @property
    def ids(self) -> set[int]:
        return {*map(int, self.others.data or []), *self.found} - {self.proposal.id}


class MergeForm(PartnersForm):
    text = Radio(lazy("Birleşen önerinin metni"), [required(N_("Metni seçin."))])
    title = TextLine(lazy("Ortak başlık"), [required_if_joint, length(5, 140)])
    problem = LongText(lazy("Sorun nedir?"), [required_if_joint, length(10, 1500)])
    body = MarkdownText(lazy("Ne öneriliyor?"), [required_if_joint, length(10, 10_000)])
    reason = LongText(lazy("Neden birleştirilsin?"), [required(), length(20, 1000)])
    days = Number(lazy("Yazarların kaç günü olsun?"), [required(), between(3, 60)])

    def joint(self) -> JointText | None:
        if self.text.data != JOINT:
            return None
        return {
            "title": self.title.data or "",
            "problem": self.problem.data or "",
            "body": self.body.data or "",
            "body_html": self.body.html,
        }


def _fill_partners(form: PartnersForm, proposal: Proposal) -> None:
    """Alike ones of the same step; `?ile=` is one that the officer came from."""
    form.proposal = proposal
    begun = asked_id("ile")
    alike = queries.similar(proposal.municipality_id, proposal.folded, limit=8, but_not=proposal.id)
    ids = [] if begun is None else [begun]
    ids += [one.id for one in alike if one.id not in ids]
    form.others.choices = options(
        (one.id, f"{one.title} ({one.number})")
        for one in list_partners(ids)
        if one.activity_id == proposal.activity_id and one.id != proposal.id
    )


def merge(proposal: Proposal) -> MergeForm:
    form = MergeForm(data={"days": DAYS, "text": KEEP, "others": [request.args.get("ile", "")]})
    _fill_partners(form, proposal)
    form.text.choices = options(
        [(KEEP, lazy("Bu önerinin metni kalsın")), (JOINT, lazy("Yeni bir ortak metin yazılsın"))]
    )
    return form


class RefuseMergeForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    reason = LongText(lazy("Neden onaylamıyorsunuz?"), [optional, length(3, 500)])


def refuse_merge(_merge: Merge) -> RefuseMergeForm:
    return RefuseMergeForm()


class LinkForm(BaseForm):
    kind = Choice(lazy("Nasıl bağlı?"), [required(N_("Bağın türünü seçin."))])
    number = TextLine(lazy("Öteki önerinin numarası"), [required(), length(3, 20)])
    other_id: int | None = None

    def validate_number(self, field: Any) -> None:
        wanted = (field.data or "").strip().upper()
        found = find_by_numbers(self.proposal.municipality_id, [wanted])
        self.other_id = found.get(wanted)
        if self.other_id is None:
            field.errors = [_(N_("Bu numarada öneri yok: %(numbers)s"), numbers=wanted)]
        elif self.other_id == self.proposal.id:
            field.errors = [_(N_("Bir öneri kendisine bağlanamaz."))]

    proposal: Proposal


def link(proposal: Proposal) -> LinkForm:
    form = LinkForm(data={"number": request.args.get("ile", "")})
    form.proposal = proposal
    form.kind.choices = options((kind.value, lazy(label)) for kind, label in CHOSEN.items())
    return form


def required_with_third(form: Any, field: Any) -> None:
    if form.title_3.data or form.problem_3.data or form.body_3.data:
        required()(form, field)
    else:
        optional(form, field)


class SplitForm(BaseForm):
    """The first part keeps the page; the third may be left empty."""

    WARN_PRIVATE: ClassVar[bool] = True

    title_1 = TextLine(lazy("Birinci parçanın başlığı"), [required(), length(5, 140)])
    problem_1 = LongText(lazy("Birinci parça: sorun nedir?"), [required(), length(10, 1500)])
    body_1 = MarkdownText(lazy("Birinci parça: ne öneriliyor?"), [required(), length(10, 10_000)])
    title_2 = TextLine(lazy("İkinci parçanın başlığı"), [required(), length(5, 140)])
    problem_2 = LongText(lazy("İkinci parça: sorun nedir?"), [required(), length(10, 1500)])
    body_2 = MarkdownText(lazy("İkinci parça: ne öneriliyor?"), [required(), length(10, 10_000)])
    title_3 = TextLine(lazy("Üçüncü parçanın başlığı"), [required_with_third, length(5, 140)])
    problem_3 = LongText(
        lazy("Üçüncü parça: sorun nedir?"), [required_with_third, length(10, 1500)]
    )
    body_3 = MarkdownText(
        lazy("Üçüncü parça: ne öneriliyor?"), [required_with_third, length(10, 10_000)]
    )
    reason = LongText(lazy("Neden bölünüyor?"), [required(), length(10, 280)])

    def parts(self) -> list[JointText]:
        return [self._part(number) for number in (1, 2, 3) if self[f"title_{number}"].data]

    def _part(self, number: int) -> JointText:
        return {
            "title": self[f"title_{number}"].data or "",
            "problem": self[f"problem_{number}"].data or "",
            "body": self[f"body_{number}"].data or "",
            "body_html": self[f"body_{number}"].html,
        }


def split(proposal: Proposal) -> SplitForm:
    values = {"title_1": proposal.title, "problem_1": proposal.problem, "body_1": proposal.body}
    return SplitForm(data=values)
