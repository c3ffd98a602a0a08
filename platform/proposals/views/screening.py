"""The desk of the gates: what waits, many at once, units, days, criteria, categories."""

from typing import Any

from flask import Response, flash, g, render_template, request, url_for

from consultations import queries as consultations_queries
from consultations import rules as consultations
from consultations.models import Activity
from journeys.models import STATUS_KIND, STATUS_LABELS
from kernel.crumbs import under_desk
from kernel.http import allow, see_other
from kernel.i18n import N_, _, ngettext
from kernel.rules import Role
from notifications.rules import sentence
from proposals import evaluating, forms, queries, rules, services
from proposals.assessments import BulkAction
from proposals.evaluation_forms import many, measuring
from proposals.evaluation_forms.many import AssignManyForm, DecideManyForm
from proposals.evaluation_forms.measuring import CriteriaForm, DaysForm
from proposals.forms import CategoryForm
from proposals.queries import evaluation_desk as desk
from proposals.queries import gates
from proposals.services import bulk as bulk_services
from proposals.services import measuring as measuring_services
from proposals.views.blueprint import bp
from proposals.views.crumbs import under_screening

WORDS = {
    desk.WAITING: N_("Ön değerlendirme bekleyen"),
    desk.OUT: N_("Birimlerde"),
    desk.LATE: N_("Geciken"),
    desk.UNNAMED: N_("Görevlisi olmayan"),
    desk.READY: N_("Karara hazır"),
    desk.OBJECTED: N_("İtiraz edilen"),
    desk.PUT_OFF: N_("Ertelendiği gün gelen"),
    desk.ALL: N_("Tümü"),
}


def _one_of(name: str, pairs: list[tuple[int, str]]) -> int | None:
    """What the filter asks for, when it is on its list."""
    raw = request.args.get(name, "")
    return next((key for key, _label in pairs if str(key) == raw), None)


@bp.get("/<slug>/masa/oneriler")
@allow(rules.screening_list)
def screening() -> str:
    town = g.municipality.id
    askers = consultations.reviewed(g.visitor, town)
    running, units = desk.list_running(town, askers), queries.list_units(town)
    word = request.args.get("durum", "")
    wanted = desk.Narrow(
        town,
        askers,
        word if word in WORDS else desk.WAITING,
        _one_of("danisma", running),
        _one_of("birim", units),
    )
    days = gates.find_days(town)
    lines, page = desk.list_desk(wanted, days)
    return render_template(
        "proposals/screening.html",
        lines=lines,
        page=page,
        days=days,
        words=_tags(wanted, desk.count_desk(wanted, days)),
        word=wanted.word,
        running=[("", _("Bütün danışmalar")), *running],
        units=[("", _("Bütün birimler")), *units],
        wanted=wanted,
        kinds=STATUS_KIND,
        labels=STATUS_LABELS,
        may_many=evaluating.bulk(g.visitor, g.municipality),
        may_days=evaluating.set_days(g.visitor, g.municipality),
        askers=consultations.askers(g.visitor, town),
        crumbs=under_desk(),
    )


def _tags(wanted: desk.Narrow, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The words of the desk with their counts, keeping consultation and unit."""
    kept = {"danisma": wanted.consultation_id, "birim": wanted.unit_id}
    kept = {key: value for key, value in kept.items() if value is not None}
    return [
        {
            "label": _(label),
            "href": url_for(".screening", durum=word or None, **kept),  # type: ignore[arg-type]
            "count": counts.get(word),
            "current": word == wanted.word,
        }
        for word, label in WORDS.items()
    ]


# --- many at once -------------------------------------------------------------------------------


def _prejudged(rule: Any) -> list[dict[str, Any]]:
    """Each ticked proposal with what its rule says now, before anything is pressed."""
    found = []
    for number, title in gates.list_titles(g.municipality.id, many.chosen_ids()):
        denied = rule(g.visitor, gates.get_case(number))
        found.append({"title": title, "why": denied.sentence if denied else ""})
    return found


def assign_many_page(form: AssignManyForm) -> str:
    return render_template(
        "proposals/assign_many.html",
        form=form,
        judged=_prejudged(evaluating.assign),
        crumbs=under_screening(),
    )


@bp.route("/<slug>/masa/oneriler/toplu-gorus", methods=["GET", "POST"])
@allow(evaluating.bulk, form=many.assign_many, page=assign_many_page)
def assign_many(form: AssignManyForm) -> Response:
    done = bulk_services.assign_many(
        form.proposal_ids,
        by=g.visitor,
        municipality_id=g.municipality.id,
        ruling=form.ruling,
        errand=form.errand,
    )
    return _to_record(done)


def decide_many_page(form: DecideManyForm) -> str:
    return render_template(
        "proposals/decide_many.html",
        form=form,
        judged=_prejudged(evaluating.decide),
        crumbs=under_screening(),
    )


@bp.route("/<slug>/masa/oneriler/toplu-karar", methods=["GET", "POST"])
@allow(evaluating.bulk, form=many.decide_many, page=decide_many_page)
def decide_many(form: DecideManyForm) -> Response:
    done = bulk_services.decide_many(
        form.proposal_ids, by=g.visitor, municipality_id=g.municipality.id, ruling=form.ruling
    )
    return _to_record(done)


def _to_record(done: BulkAction) -> Response:
    good = sum(1 for one in done.results if not one["why"])
    flash(ngettext("%(num)s öneri için yapıldı.", "%(num)s öneri için yapıldı.", good), "good")
    return see_other(".bulk", bulk_id=done.id)


@bp.get("/<slug>/masa/oneriler/toplu/<int:bulk_id>")
@allow(evaluating.see_bulk, bulk=gates.get_bulk)
def bulk(bulk: BulkAction) -> str:
    """The record: what was asked, for which ones it was done, and why not for the others."""
    titles = dict(
        gates.list_titles(bulk.municipality_id, [one["proposal"] for one in bulk.results])
    )
    results = [
        {
            "title": titles.get(one["proposal"], ""),
            "href": url_for(".evaluation", proposal_id=one["proposal"]),
            "why": sentence(one["why"], one["facts"]) if one["why"] else "",
        }
        for one in bulk.results
    ]
    return render_template(
        "proposals/bulk.html",
        record=bulk,
        what=sentence(bulk.what, bulk.what_facts),
        done=[one for one in results if not one["why"]],
        refused=[one for one in results if one["why"]],
        crumbs=under_screening(),
    )


# --- a unit's own list --------------------------------------------------------------------------

WHOSE = {
    desk.OURS: N_("Birimim"),
    desk.MINE: N_("Bana atanan"),
    desk.EVERYBODYS: N_("Herkes"),
}


@bp.get("/<slug>/masa/gorusler")
@allow(evaluating.desk)
def opinions() -> str:
    town = g.municipality.id
    unit = g.visitor.has_role(town, Role.UNIT_OFFICER)
    usual = desk.OURS if unit else desk.EVERYBODYS
    whose = request.args.get("kime", usual)
    whose = whose if whose in WHOSE else usual
    given = request.args.get("durum") == "verilen"
    lines, page = desk.list_wanted(town, g.visitor, whose, given=given)
    open_, late, soon = desk.count_wanted(town, g.visitor)
    return render_template(
        "proposals/opinions.html",
        lines=lines,
        page=page,
        whose=[(key, _(label)) for key, label in WHOSE.items()],
        chosen=whose,
        given=given,
        counts={"open": open_, "late": late, "soon": soon},
        crumbs=under_desk(),
    )


# --- days and criteria --------------------------------------------------------------------------


def days_page(form: DaysForm) -> str:
    return render_template("proposals/evaluation_days.html", form=form, crumbs=under_desk())


@bp.route("/<slug>/masa/degerlendirme-sureleri", methods=["GET", "POST"])
@allow(evaluating.set_days, form=measuring.days, page=days_page)
def set_days(form: DaysForm) -> Response:
    names = ("preliminary", "technical", "to_object", "to_answer")
    measuring_services.set_days(
        g.municipality.id, by=g.visitor, **{name: form[name].data for name in names}
    )
    flash(_("Süreler kaydedildi. Başlamış olanların günü değişmez."), "good")
    return see_other(".set_days")


def criteria_page(activity: Activity, form: CriteriaForm) -> str:
    return render_template(
        "proposals/criteria.html",
        form=form,
        activity=activity,
        consultation=activity.consultation,
        crumbs=under_desk(
            (
                activity.consultation.title,
                url_for("consultations.work", consultation_id=activity.consultation_id),
            )
        ),
    )


@bp.route("/<slug>/masa/olcutler/<int:activity_id>", methods=["GET", "POST"])
@allow(
    evaluating.set_criteria,
    activity=consultations_queries.get_activity,
    form=measuring.criteria,
    page=criteria_page,
)
def set_criteria(activity: Activity, form: CriteriaForm) -> Response:
    measuring_services.set_criteria(activity, by=g.visitor, wanted=form.wanted)
    flash(_("Ölçütler kaydedildi."), "good")
    return see_other(".set_criteria", activity_id=activity.id)


# --- categories ---------------------------------------------------------------------------------


def categories_page(form: CategoryForm) -> str:
    return render_template(
        "proposals/categories.html",
        form=form,
        categories=queries.list_categories(g.municipality.id),
        crumbs=under_desk(),
    )


@bp.route("/<slug>/masa/konular", methods=["GET", "POST"])
@allow(rules.manage_categories, form=forms.category, page=categories_page)
def categories(form: CategoryForm) -> Response:
    """The subjects that authors choose from and readers filter by."""
    services.add_category(g.municipality.id, by=g.visitor.id, name=form.name.data or "")
    flash(_("Konu eklendi."), "good")
    return see_other(".categories")
