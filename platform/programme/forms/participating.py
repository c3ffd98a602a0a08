"""Forms about who takes part: stage, roadmap, consultant, joint plans."""

from typing import Any

from wtforms.validators import ValidationError

from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    LongText,
    Several,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.http import safe_next
from kernel.i18n import N_, _, lazy
from programme import queries
from programme.models import STAGE_LABELS, JointPlan, Participation, ProgrammeRole, TrackKind


def address(_form: Any, field: Any) -> None:
    """A page of ours or a web address; nothing that runs."""
    if safe_next(field.data) or (field.data or "").startswith("https://"):
        return
    raise ValidationError(_(N_("Bağlantı https:// ya da / ile başlamalı.")))


class StageForm(BaseForm):
    to = Choice(lazy("Yeni aşama"), [required()])
    note = LongText(lazy("Not"), [optional, length(0, 1000)])


class RoadmapForm(BaseForm):
    title = TextLine(lazy("Yol haritasının adı"), [required(), length(3, 200)])
    href = TextLine(lazy("Sayfasının adresi"), [optional, length(1, 500), address])


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
    form = RoadmapForm()
    if not form.is_submitted():
        form.title.data, form.href.data = participation.roadmap_title, participation.roadmap_href
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
