"""Who takes part: its page, stage, roadmap, consultants, joint plans."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from places.queries import find_person_by_email
from programme import forms, queries, rules, services
from programme.forms.participating import ELSEWHERE, AdmitForm, PlanForm
from programme.models import (
    PLAN_LABELS,
    STAGE_LABELS,
    TRACK_LABELS,
    Consulting,
    JointPlan,
    Participation,
    Stage,
    Track,
    TrackKind,
)
from programme.views import pages
from programme.views.blueprint import bp
from programme.views.public import STAGE_KINDS, crumbs


def plan_state(plan: JointPlan) -> tuple[str, str]:
    return pages.PLAN_KINDS[plan.state], _(PLAN_LABELS[plan.state])


def of_participation(participation: Participation) -> list[tuple[str, str]]:
    href = url_for("programme.participation", participation_id=participation.id)
    return crumbs((participation.name, href))


@bp.get("/program/katilimcilar/<int:participation_id>")
@allow(rules.accompany, participation=queries.get_participation)
def participation(participation: Participation) -> Reply:
    """For the participant itself, its consultants and the team."""
    civic = participation.track.kind is TrackKind.CIVIC
    return render_template(
        "programme/participation.html",
        participation=participation,
        track=participation.track,
        stage_labels=STAGE_LABELS,
        stage_kinds=STAGE_KINDS,
        consultants=queries.list_consultants(participation.id),
        plans=queries.list_plans(participation.id),
        plan_state=plan_state,
        civic=civic,
        roadmap=pages.roadmap_of(participation, public=False),
        manages=rules.team(g.visitor) is None,
        may_stage=rules.move_stage(g.visitor, participation),
        may_link=rules.link_roadmap(g.visitor, participation),
        may_plan=rules.plan(g.visitor, participation),
        crumbs=crumbs((participation.track.term.name, _term_href(participation))),
    )


def _term_href(participation: Participation) -> str:
    return url_for("programme.term", term_id=participation.track.term_id)


def _page(
    participation: Participation, form: Any, title: str, submit: str, lead: str = ""
) -> Reply:
    return pages.form_page(
        form,
        title=title,
        kick=participation.name,
        lead=lead,
        submit=submit,
        cancel=url_for(".participation", participation_id=participation.id),
        rows={"note": 3},
        crumbs=of_participation(participation),
    )


def admit_page(track: Track, form: AdmitForm) -> Reply:
    return pages.form_page(
        form,
        title=_("Başvurusuz katılımcı alın"),
        kick=f"{track.term.name}, {_(TRACK_LABELS[track.kind])}",
        lead=_("Davetle gelen ya da başka bir programdan geçen bir katılımcı için."),
        submit=_("Programa alın"),
        cancel=url_for(".work", term_id=track.term_id),
        hints={
            "name": _("Burada kaydı yoksa yazın."),
            "email": _("Üye olduğu adres. Katılımcı adına o çalışır."),
            "reason": _("Katılımcının sayfasında, ilk aşamanın yanında durur."),
        },
        rows={"reason": 3},
        crumbs=crumbs((track.term.name, url_for(".work", term_id=track.term_id))),
    )


@bp.route("/program/masa/kollar/<int:track_id>/katilimci", methods=["GET", "POST"])
@allow(rules.admit, track=queries.get_track, form=forms.admit, page=admit_page)
def admit(track: Track, form: AdmitForm) -> Reply:
    row = services.join(
        track,
        by=g.visitor,
        population=form.population.data,
        reason=form.reason.data,
        contact_id=_contact(form),
        **_admitted(track, form),
    )
    flash(_("Katılımcı programa alındı."), "good")
    return see_other(".participation", participation_id=row.id)


def _contact(form: AdmitForm) -> int | None:
    if not form.email.data:
        return None
    person: Any = find_person_by_email(form.email.data)
    if person is None:
        raise services.NoSuchPerson()
    return int(person.id)


def _admitted(track: Track, form: AdmitForm) -> dict[str, Any]:
    """By name; or with its page here, under the name it has there."""
    typed = {"name": form.name.data, "province": form.province.data or ""}
    if form.whose.data == ELSEWHERE:
        return typed
    number = int(form.whose.data)
    typed["name"] = next(
        str(one.label) for one in form.whose.choices if one.value == form.whose.data
    )
    body = "municipality_id" if track.kind is TrackKind.MUNICIPAL else "organisation_id"
    return {**typed, body: number}


def stage_page(participation: Participation, form: Any) -> Reply:
    return _page(participation, form, _("Aşamayı değiştirin"), _("Kaydedin"))


@bp.route("/program/masa/katilimcilar/<int:participation_id>/asama", methods=["GET", "POST"])
@allow(rules.move_stage, participation=queries.get_participation, form=forms.stage, page=stage_page)
def move_stage(participation: Participation, form: Any) -> Reply:
    to, note = Stage(form.to.data), form.note.data or ""
    services.move_stage(participation, by=g.visitor, to=to, note=note)
    return see_other(".participation", participation_id=participation.id)


def roadmap_page(participation: Participation, form: Any) -> Reply:
    lead = _(
        "Belediyenin burada yazdığı bir yol haritasını seçin ya da başka bir sayfayı gösterin."
    )
    return _page(participation, form, _("Yol haritasını bağlayın"), _("Kaydedin"), lead)


@bp.route("/program/katilimcilar/<int:participation_id>/yol-haritasi", methods=["GET", "POST"])
@allow(
    rules.link_roadmap,
    participation=queries.get_participation,
    form=forms.roadmap,
    page=roadmap_page,
)
def link_roadmap(participation: Participation, form: Any) -> Reply:
    services.link_roadmap(
        participation,
        by=g.visitor,
        roadmap_id=form.chosen,
        title=form.title.data or "",
        href=form.href.data or "",
    )
    return see_other(".participation", participation_id=participation.id)


def consultant_page(participation: Participation, form: Any) -> Reply:
    return _page(participation, form, _("Danışman verin"), _("Kaydedin"))


@bp.route("/program/masa/katilimcilar/<int:participation_id>/danisman", methods=["GET", "POST"])
@allow(
    rules.move_stage,
    participation=queries.get_participation,
    form=forms.consultant,
    page=consultant_page,
)
def add_consultant(participation: Participation, form: Any) -> Reply:
    services.add_consultant(participation, by=g.visitor, person_id=int(form.person.data))
    return see_other(".participation", participation_id=participation.id)


@bp.post("/program/masa/danismanliklar/<int:consulting_id>/bitir")
@allow(rules.team, consulting=queries.get_consulting)
def end_consulting(consulting: Consulting) -> Reply:
    number = consulting.participation_id
    services.end_consulting(consulting, by=g.visitor)
    return see_other(".participation", participation_id=number)


# --- joint plans --------------------------------------------------------------------------------


def _plan_page(form: PlanForm, title: str, cancel: str, trail: list[tuple[str, str]]) -> Reply:
    return pages.form_page(
        form,
        title=title,
        lead=_("İki taraf da onaylayınca plan herkese açılır. Değişiklik, onayları sıfırlar."),
        submit=_("Kaydedin"),
        cancel=cancel,
        rows={"steps": 6},
        crumbs=trail,
    )


def new_plan_page(participation: Participation, form: PlanForm) -> Reply:
    cancel = url_for(".participation", participation_id=participation.id)
    return _plan_page(form, _("Ortak eylem planı önerin"), cancel, of_participation(participation))


def _fields(form: PlanForm) -> dict[str, Any]:
    texts = {name: form[name].data or "" for name in ("title", "problem", "goal", "steps", "unit")}
    return texts | {
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "town_id": int(form.town.data) if form.town.data else None,
        "actor_ids": tuple(int(one) for one in form.actors.data),
    }


@bp.route("/program/katilimcilar/<int:participation_id>/ortak-plan", methods=["GET", "POST"])
@allow(rules.plan, participation=queries.get_participation, form=forms.new_plan, page=new_plan_page)
def create_plan(participation: Participation, form: PlanForm) -> Reply:
    plan = services.save_plan(None, participation, by=g.visitor, **_fields(form))
    return see_other(".plan", plan_id=plan.id)


@bp.get("/program/ortak-planlar/<int:plan_id>")
@allow(rules.see_plan, plan=queries.get_plan)
def plan(plan: JointPlan) -> Reply:
    may = {
        name: getattr(rules, name)(g.visitor, plan)
        for name in ("edit_plan", "agree", "start_plan", "report_plan", "close_plan")
    }
    return render_template(
        "programme/plan.html", plan=plan, may=may, plan_state=plan_state, crumbs=crumbs()
    )


def edit_plan_page(plan: JointPlan, form: PlanForm) -> Reply:
    cancel = url_for(".plan", plan_id=plan.id)
    return _plan_page(form, _("Planı düzenleyin"), cancel, crumbs((plan.title, cancel)))


@bp.route("/program/ortak-planlar/<int:plan_id>/duzenle", methods=["GET", "POST"])
@allow(rules.edit_plan, plan=queries.get_plan, form=forms.plan, page=edit_plan_page)
def edit_plan(plan: JointPlan, form: PlanForm) -> Reply:
    initiator = plan.actors[0].participation
    services.save_plan(plan, initiator, by=g.visitor, **_fields(form))
    return see_other(".plan", plan_id=plan.id)


@bp.post("/program/ortak-planlar/<int:plan_id>/onayla")
@allow(rules.agree, plan=queries.get_plan)
def agree(plan: JointPlan) -> Reply:
    civic, town = rules.sides(g.visitor, plan)
    services.agree(plan, by=g.visitor, civic=civic, town=town)
    flash(_("Onayınız kaydedildi."), "good")
    return see_other(".plan", plan_id=plan.id)


@bp.post("/program/ortak-planlar/<int:plan_id>/baslat")
@allow(rules.start_plan, plan=queries.get_plan)
def start_plan(plan: JointPlan) -> Reply:
    services.start_plan(plan, by=g.visitor)
    flash(_("Plan uygulanıyor. Bitince raporunu yazarsınız."), "good")
    return see_other(".plan", plan_id=plan.id)


def report_page(plan: JointPlan, form: Any) -> Reply:
    cancel = url_for(".plan", plan_id=plan.id)
    return pages.form_page(
        form,
        title=_("Raporu yazın"),
        kick=plan.title,
        submit=_("Raporu yayımlayın"),
        cancel=cancel,
        rows={"report": 10},
        crumbs=crumbs((plan.title, cancel)),
    )


@bp.route("/program/ortak-planlar/<int:plan_id>/rapor", methods=["GET", "POST"])
@allow(rules.report_plan, plan=queries.get_plan, form=forms.report, page=report_page)
def report_plan(plan: JointPlan, form: Any) -> Reply:
    services.report_plan(plan, by=g.visitor, report=form.report.data)
    return see_other(".plan", plan_id=plan.id)


@bp.post("/program/ortak-planlar/<int:plan_id>/kapat")
@allow(rules.close_plan, plan=queries.get_plan)
def close_plan(plan: JointPlan) -> Reply:
    services.close_plan(plan, by=g.visitor)
    return see_other(".plan", plan_id=plan.id)
