"""The desk of those who run actions: from an answer to the end, with news on the way."""

from flask import flash, g, render_template, url_for

from kernel.crumbs import under_desk
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import Role
from places.models import Municipality
from places.queries import list_units
from roadmap import queries, rules, services
from roadmap.forms import actions as forms
from roadmap.models import Action
from roadmap.rules import Source
from roadmap.views.blueprint import bp
from roadmap.views.look import Look
from roadmap.views.public import listed, wanted_unit


@bp.get("/<slug>/masa/eylem")
@allow(rules.desk)
def desk() -> str:
    """What waits for an action, and what is under way; a unit officer sees the unit's own."""
    municipality: Municipality = g.municipality
    own = _own_units(municipality.id)
    units = [(unit.id, unit.name) for unit in list_units(municipality.id)]
    wanted = wanted_unit(units)
    return render_template(
        "roadmap/desk.html",
        sources=[
            (row, rules.run(g.visitor, municipality.id, row.unit_id))
            for row in queries.list_sources(municipality.id, own)
        ],
        totals=queries.count_all(municipality.id),
        units=units,
        run=lambda unit_id: rules.run(g.visitor, municipality.id, unit_id),
        crumbs=under_desk(),
        **listed(wanted),
    )


def _own_units(municipality_id: int) -> frozenset[int] | None:
    """None = all of them."""
    sees_all = g.visitor.has_role(municipality_id, Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
    return None if sees_all else g.visitor.units


def create_page(answer: Source, form: forms.ActionForm) -> str:
    return render_template("roadmap/create.html", source=answer, form=form, crumbs=_desk_crumbs())


@bp.route("/<slug>/masa/eylem/yap/<int:answer_id>", methods=["GET", "POST"])
@allow(rules.create, answer=queries.get_source, form=forms.create, page=create_page, limit="post")
def create(answer: Source, form: forms.ActionForm) -> Reply:
    chosen = form.proposal.data if "proposal" in form else None
    action = services.create_from_answer(
        answer, by=g.visitor, plan=form.plan(), proposal_id=int(chosen) if chosen else None
    )
    flash(_("Eylem yol haritasına alındı. Takip edenlere haber verildi."), "good")
    return see_other(".show", action_id=action.id)


def update_page(action: Action, form: forms.UpdateForm) -> str:
    return render_template(
        "roadmap/update.html",
        action=action,
        form=form,
        look=Look(),
        may_start=rules.start(g.visitor, action),
        crumbs=_desk_crumbs(),
    )


@bp.route("/<slug>/masa/eylem/<int:action_id>", methods=["GET", "POST"])
@allow(rules.update, action=queries.get_action, form=forms.update, page=update_page, limit="post")
def update(action: Action, form: forms.UpdateForm) -> Reply:
    services.update(action, by=g.visitor, news=form.news())
    flash(_("Gelişme yayımlandı. Takip edenlere haber verildi."), "good")
    return see_other(".show", action_id=action.id)


@bp.post("/<slug>/masa/eylem/<int:action_id>/baslat")
@allow(rules.start, action=queries.get_action)
def start(action: Action) -> Reply:
    services.start(action, by=g.visitor)
    flash(_("Eylem başladı olarak işaretlendi."), "good")
    return see_other(".update", action_id=action.id)


def complete_page(action: Action, form: forms.CompleteForm) -> str:
    return render_template(
        "roadmap/complete.html", action=action, form=form, crumbs=_action_crumbs(action)
    )


@bp.route("/<slug>/masa/eylem/<int:action_id>/tamamla", methods=["GET", "POST"])
@allow(rules.complete, action=queries.get_action, form=forms.complete, page=complete_page)
def complete(action: Action, form: forms.CompleteForm) -> Reply:
    services.complete(action, by=g.visitor, completed_on=form.completed_on.data, news=form.news())
    flash(_("Eylem tamamlandı. Öneriyi yazana ve takip edenlere haber verildi."), "good")
    return see_other(".show", action_id=action.id)


def cancel_page(action: Action, form: forms.CancelForm) -> str:
    return render_template(
        "roadmap/cancel.html", action=action, form=form, crumbs=_action_crumbs(action)
    )


@bp.route("/<slug>/masa/eylem/<int:action_id>/iptal", methods=["GET", "POST"])
@allow(rules.cancel, action=queries.get_action, form=forms.cancel, page=cancel_page)
def cancel(action: Action, form: forms.CancelForm) -> Reply:
    services.cancel(action, by=g.visitor, reason=form.reason.data)
    flash(_("Eylem gerekçesiyle iptal edildi. Takip edenlere haber verildi."), "good")
    return see_other(".show", action_id=action.id)


def _desk_crumbs() -> list[tuple[str, str]]:
    return under_desk((_("Eylemler"), url_for(".desk")))


def _action_crumbs(action: Action) -> list[tuple[str, str]]:
    return [*_desk_crumbs(), (action.number, url_for(".update", action_id=action.id))]


def postpone_page(action: Action, form: forms.PostponeForm) -> str:
    return render_template(
        "roadmap/form.html",
        heading=_("Eylemi erteleyin"),
        lead=f"{action.number} {action.title}",
        form=form,
        shown=[
            ("reason", {"hint": _("Bu gerekçe herkese açık yayımlanır."), "rows": 5}),
            (
                "new_ends_on",
                {"hint": _("Biliyorsanız yazın. İlk söz silinmez."), "width": "w10"},
            ),
        ],
        button=_("Gerekçesiyle erteleyin"),
        cancel_href=url_for(".update", action_id=action.id),
        crumbs=_action_crumbs(action),
    )


@bp.route("/<slug>/masa/eylem/<int:action_id>/ertele", methods=["GET", "POST"])
@allow(rules.postpone, action=queries.get_action, form=forms.postpone, page=postpone_page)
def postpone(action: Action, form: forms.PostponeForm) -> Reply:
    services.postpone(action, by=g.visitor, news=form.news())
    flash(_("Eylem ertelendi. Takip edenlere haber verildi."), "good")
    return see_other(".show", action_id=action.id)


@bp.post("/<slug>/masa/eylem/<int:action_id>/surdur")
@allow(rules.resume, action=queries.get_action)
def resume(action: Action) -> Reply:
    services.resume(action, by=g.visitor)
    flash(_("Eylem yeniden yürütülüyor. Takip edenlere haber verildi."), "good")
    return see_other(".show", action_id=action.id)
