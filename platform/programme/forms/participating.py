"""Forms about who takes part: stage, roadmap, consultant, joint plans."""

from typing import Any

from flask import g
from wtforms.validators import ValidationError

from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    Email,
    LongText,
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
from kernel.http import safe_next
from kernel.i18n import N_, _, lazy
from places.queries import list_municipalities, list_organisations
from programme import queries, rules
from programme.models import STAGE_LABELS, JointPlan, Participation, ProgrammeRole, Track, TrackKind
from roadmap.queries import list_roadmaps


def address(_form: Any, field: Any) -> None:
    """A page of ours or a web address; nothing that runs."""
    if safe_next(field.data) or (field.data or "").startswith("https://"):
        return
    raise ValidationError(_(N_("Bağlantı https:// ya da / ile başlamalı.")))


class StageForm(BaseForm):
    to = Choice(lazy("Yeni aşama"), [required()])
    note = LongText(lazy("Not"), [optional, length(0, 1000)])


#: a roadmap that is kept elsewhere; a participant that has no page here
ELSEWHERE = "elsewhere"


class RoadmapForm(BaseForm):
    roadmap = Radio(lazy("Hangi yol haritası?"), [required()])
    title = TextLine(lazy("Başka yerdeyse adı"), [optional, length(3, 200)])
    href = TextLine(lazy("Başka yerdeyse sayfasının adresi"), [optional, length(1, 500), address])

    def validate(self, extra_validators: Any = None) -> bool:
        """A check of the empty field itself would never be asked: it is optional."""
        good = super().validate(extra_validators)
        if self.roadmap.data == ELSEWHERE and not self.title.data:
            self.title.errors = [_(N_("Bu alanı doldurun."))]
            return False
        return bool(good)

    @property
    def chosen(self) -> int | None:
        """The number of one that is kept here."""
        return None if self.roadmap.data == ELSEWHERE else int(self.roadmap.data)


class AdmitForm(BaseForm):
    whose = Choice(lazy("Kim?"), [required()])
    name = TextLine(lazy("Adı"), [optional, length(3, 160)])
    province = TextLine(lazy("İl"), [optional, length(2, 80)])
    population = Number(lazy("Nüfus"), [optional, between(0, 20_000_000)])
    email = Email(lazy("Sorumlu kişinin e-postası"), [optional])
    reason = LongText(lazy("Neden başvurusuz alınıyor?"), [required(), length(10, 1000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """A check of the empty field itself would never be asked: it is optional."""
        good = super().validate(extra_validators)
        if self.whose.data == ELSEWHERE and not self.name.data:
            self.name.errors = [_(N_("Bu alanı doldurun."))]
            return False
        return bool(good)


class ConsultantForm(BaseForm):
    person = Choice(lazy("Danışman"), [required()])


class PlanForm(BaseForm):
    title = TextLine(lazy("Planın adı"), [required(), length(5, 200)])
    problem = LongText(lazy("Hangi sorun?"), [required(), length(20, 3000)])
    goal = LongText(lazy("Neye ulaşılacak?"), [required(), length(20, 3000)])
    steps = LongText(lazy("Kim ne yapacak?"), [optional, length(0, 5000)])
    town = Choice(lazy("Birlikte yapılacak belediye"), [optional])
    unit = TextLine(lazy("Belediyedeki birim"), [optional, length(2, 160)])
    actors = Several(lazy("Öteki sivil aktörler"), [optional])
    starts_on = Day(lazy("Başlar"), [optional])
    ends_on = Day(lazy("Biter"), [optional])

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_(N_("Bitiş, başlangıçtan önce olamaz.")))


class ReportForm(BaseForm):
    report = LongText(lazy("Ne yapıldı, ne değişti?"), [required(), length(20, 5000)])


def stage(participation: Participation) -> StageForm:
    form = StageForm()
    others = ((s, _(label)) for s, label in STAGE_LABELS.items() if s is not participation.stage)
    form.to.choices = options(others)
    return form


def roadmap(participation: Participation) -> RoadmapForm:
    """Those of the municipality; what is not published yet only before its own people."""
    form = RoadmapForm()
    town = participation.municipality_id
    own = rules.participant(g.visitor, participation) is None
    rows = [] if town is None else list_roadmaps(town, drafts=own)
    known = {row.id: row.title for row in rows}
    if participation.roadmap_id is not None and participation.roadmap is not None:
        known[participation.roadmap_id] = participation.roadmap.title
    form.roadmap.choices = options(
        [*((str(n), title) for n, title in known.items()), (ELSEWHERE, _("Başka bir sayfada"))]
    )
    if not form.is_submitted():
        form.roadmap.data = str(participation.roadmap_id or ELSEWHERE)
        form.title.data, form.href.data = participation.roadmap_title, participation.roadmap_href
    return form


def admit(track: Track) -> AdmitForm:
    """Municipalities or organisations of this installation that do not take part yet."""
    form = AdmitForm()
    here = [one for one in queries.list_participations(term_id=track.term_id)]
    towns = list_municipalities()
    if track.kind is TrackKind.MUNICIPAL:
        there = {one.municipality_id for one in here}
        known = [(str(one.id), one.official_name) for one in towns if one.id not in there]
    else:
        there = {one.organisation_id for one in here}
        bodies = [one for town in towns for one in list_organisations(town.id)]
        known = [(str(one.id), one.name) for one in bodies if one.id not in there]
    form.whose.choices = options([(ELSEWHERE, _("Burada kaydı yok")), *known])
    return form


def consultant(_participation: Participation) -> ConsultantForm:
    form = ConsultantForm()
    holders = queries.list_roles(ProgrammeRole.CONSULTANT)
    form.person.choices = options((row.person_id, row.person.name) for row in holders)
    return form


def _choices(form: PlanForm, own: Participation) -> PlanForm:
    rows = queries.list_participations(term_id=own.track.term_id)
    towns = [(r.id, r.name) for r in rows if r.track.kind is TrackKind.MUNICIPAL]
    form.town.choices = options([("", _("Henüz belli değil")), *towns])
    civic = ((r.id, r.name) for r in rows if r.track.kind is TrackKind.CIVIC and r.id != own.id)
    form.actors.choices = options(civic)
    return form


def new_plan(participation: Participation) -> PlanForm:
    return _choices(PlanForm(), participation)


def plan(plan: JointPlan) -> PlanForm:
    form = PlanForm(obj=plan)
    _choices(form, plan.actors[0].participation)
    if not form.is_submitted():
        form.town.data = str(plan.town_id or "")
        form.actors.data = [str(actor.participation_id) for actor in plan.actors[1:]]
    return form


def report(_plan: JointPlan) -> ReportForm:
    return ReportForm()
