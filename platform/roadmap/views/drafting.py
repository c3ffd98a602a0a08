"""Where a roadmap is written: by officers, and by co-authors section by section."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from roadmap import queries, services
from roadmap.forms import documents as forms
from roadmap.models import CONSENT_LABELS, SECTION_WORD_LABELS, Action, Goal, Roadmap
from roadmap.queries import Part, snapshots
from roadmap.rules import actions as action_rules
from roadmap.rules import documents as rules
from roadmap.views.blueprint import bp
from roadmap.views.documents import list_crumbs, stage_of
from roadmap.views.look import Look

LONG = {"rows": 8}
#: name of a field -> how it is shown
Shown = list[tuple[str, dict[str, Any]]]


def work_crumbs(roadmap: Roadmap) -> list[tuple[str, str]]:
    return [*list_crumbs(), (roadmap.title, url_for(".work", roadmap_id=roadmap.id))]


def form_page(
    form: Any,
    *,
    heading: str,
    shown: Shown,
    button: str,
    back: str,
    crumbs: Any,
    lead: str = "",
    aside: str = "",
) -> str:
    """`aside`: what should be known before the button is pressed."""
    return render_template(
        "roadmap/form.html",
        heading=heading,
        lead=lead,
        aside=aside,
        form=form,
        shown=shown,
        button=button,
        cancel_href=back,
        crumbs=crumbs,
    )


# --- the head -----------------------------------------------------------------------------------


def _head_shown() -> Shown:
    return [
        ("title", {"max_note": 200}),
        ("text", {"hint": _("Neden, kimlerle, nasıl yazıldı?"), **LONG}),
        ("starts_on", {"width": "w10"}),
        ("ends_on", {"width": "w10"}),
        ("report_months", {"width": "w5", "inputmode": "numeric"}),
    ]


def create_page(form: forms.HeadForm) -> str:
    return form_page(
        form,
        heading=_("Yeni yol haritası"),
        lead=_("Önce taslağını yazarsınız. Görüşe açana kadar yalnızca yazanlar görür."),
        shown=_head_shown(),
        button=_("Taslağı başlatın"),
        back=url_for(".list_documents"),
        crumbs=list_crumbs(),
    )


@bp.route("/<slug>/yol-haritasi/yeni-belge", methods=["GET", "POST"])
@allow(rules.create, form=forms.create, page=create_page)
def create_document(form: forms.HeadForm) -> Reply:
    roadmap = services.create(g.municipality.id, by=g.visitor, head=form.head())
    return see_other(".work", roadmap_id=roadmap.id)


@bp.get("/<slug>/yol-haritasi/taslak/<int:roadmap_id>")
@allow(rules.work, roadmap=queries.get_roadmap)
def work(roadmap: Roadmap) -> str:
    """The working copy as a whole; each section with what its reader may do there."""
    whole = queries.load_whole(roadmap.id)
    visitor = g.visitor
    names = ("lead", "open_comments", "renew", "adopt", "amend", "close", "report")
    return render_template(
        "roadmap/work.html",
        roadmap=whole,
        stage=stage_of(whole),
        may={name: getattr(rules, name)(visitor, whole) for name in names},
        may_write={goal.id: rules.edit_goal(visitor, goal) is None for goal in whole.goals},
        may_order={goal.id: rules.reorder(visitor, goal) is None for goal in whole.goals},
        may_order_goals=all(rules.move_goal(visitor, goal) is None for goal in whole.goals),
        consents=CONSENT_LABELS,
        words=SECTION_WORD_LABELS,
        in_order=snapshots.in_order,
        look=Look(),
        reports=queries.list_reports(whole.id, drafts=True),
        crumbs=list_crumbs(),
    )


def edit_page(roadmap: Roadmap, form: forms.HeadForm) -> str:
    return form_page(
        form,
        heading=_("Yol haritasının başı"),
        shown=_head_shown(),
        button=_("Kaydedin"),
        back=url_for(".work", roadmap_id=roadmap.id),
        crumbs=work_crumbs(roadmap),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/duzenle", methods=["GET", "POST"])
@allow(rules.lead, roadmap=queries.get_roadmap, form=forms.edit, page=edit_page)
def edit_document(roadmap: Roadmap, form: forms.HeadForm) -> Reply:
    services.edit(roadmap, by=g.visitor, head=form.head())
    return see_other(".work", roadmap_id=roadmap.id)


# --- goals and objectives -----------------------------------------------------------------------


def _words_page(form: Any, roadmap: Roadmap, heading: str, lead: str = "") -> str:
    return form_page(
        form,
        heading=heading,
        lead=lead,
        shown=[("title", {"max_note": 200}), ("text", LONG)],
        button=_("Kaydedin"),
        back=url_for(".work", roadmap_id=roadmap.id),
        crumbs=work_crumbs(roadmap),
    )


def _to_goal(goal: Goal) -> Reply:
    return see_other(".work", roadmap_id=goal.roadmap_id, _anchor=f"amac-{goal.id}")


def add_goal_page(roadmap: Roadmap, form: forms.WordsForm) -> str:
    return _words_page(form, roadmap, _("Yeni amaç"))


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/amac", methods=["GET", "POST"])
@allow(rules.lead, roadmap=queries.get_roadmap, form=forms.add_goal, page=add_goal_page)
def add_goal(roadmap: Roadmap, form: forms.WordsForm) -> Reply:
    return _to_goal(services.add_goal(roadmap, by=g.visitor, words=form.words()))


def edit_goal_page(goal: Goal, form: forms.WordsForm) -> str:
    return _words_page(form, goal.roadmap, _("Amacı düzenleyin"))


@bp.route("/<slug>/yol-haritasi/amaclar/<int:goal_id>", methods=["GET", "POST"])
@allow(rules.edit_goal, goal=queries.get_goal, form=forms.edit_goal, page=edit_goal_page)
def edit_goal(goal: Goal, form: forms.WordsForm) -> Reply:
    services.edit_goal(goal, by=g.visitor, words=form.words())
    return _to_goal(goal)


@bp.post("/<slug>/yol-haritasi/amaclar/<int:goal_id>/sil")
@allow(rules.lead_goal, goal=queries.get_goal)
def drop_goal(goal: Goal) -> Reply:
    roadmap_id = goal.roadmap_id
    services.drop_goal(goal, by=g.visitor)
    return see_other(".work", roadmap_id=roadmap_id)


def add_objective_page(goal: Goal, form: forms.WordsForm) -> str:
    return _words_page(form, goal.roadmap, _("Yeni hedef"), goal.title)


@bp.route("/<slug>/yol-haritasi/amaclar/<int:goal_id>/hedef", methods=["GET", "POST"])
@allow(rules.edit_goal, goal=queries.get_goal, form=forms.add_objective, page=add_objective_page)
def add_objective(goal: Goal, form: forms.WordsForm) -> Reply:
    services.add_objective(goal, by=g.visitor, words=form.words())
    return _to_goal(goal)


def edit_objective_page(objective: Part, form: forms.WordsForm) -> str:
    return _words_page(form, objective.roadmap, _("Hedefi düzenleyin"), objective.goal.title)


@bp.route("/<slug>/yol-haritasi/hedefler/<int:objective_id>", methods=["GET", "POST"])
@allow(
    rules.edit_part,
    objective=queries.get_objective,
    form=forms.edit_objective,
    page=edit_objective_page,
)
def edit_objective(objective: Part, form: forms.WordsForm) -> Reply:
    services.edit_objective(objective, by=g.visitor, words=form.words())
    return _to_goal(objective.goal)


@bp.post("/<slug>/yol-haritasi/hedefler/<int:objective_id>/sil")
@allow(rules.edit_part, objective=queries.get_objective)
def drop_objective(objective: Part) -> Reply:
    goal = objective.goal
    services.drop_objective(objective, by=g.visitor)
    return _to_goal(goal)


# --- the order ----------------------------------------------------------------------------------


@bp.post("/<slug>/yol-haritasi/amaclar/<int:goal_id>/<any(yukari, asagi):way>")
@allow(rules.move_goal, goal=queries.get_goal)
def move_goal(goal: Goal, way: str) -> Reply:
    services.move_goal(goal, by=g.visitor, up=way == "yukari")
    return _to_goal(goal)


@bp.post("/<slug>/yol-haritasi/hedefler/<int:objective_id>/<any(yukari, asagi):way>")
@allow(rules.move_part, objective=queries.get_objective)
def move_objective(objective: Part, way: str) -> Reply:
    services.move_objective(objective, by=g.visitor, up=way == "yukari")
    return see_other(".work", roadmap_id=objective.roadmap.id, _anchor=f"hedef-{objective.row.id}")


@bp.post("/<slug>/yol-haritasi/eylem-taslaklari/<int:action_id>/<any(yukari, asagi):way>")
@allow(action_rules.edit_draft, action=queries.get_draft)
def move_draft(action: Action, way: str) -> Reply:
    services.move_action(action, by=g.visitor, up=way == "yukari")
    return see_other(".work", roadmap_id=action.roadmap_id, _anchor=f"hedef-{action.objective_id}")


# --- actions of the draft -----------------------------------------------------------------------


def _draft_shown() -> Shown:
    return [
        ("title", {"max_note": 200}),
        ("code", {"hint": _("Boş bırakırsanız sıradaki numara verilir."), "width": "w10"}),
        ("text", {"hint": _("Herkesin anlayacağı biçimde: ne, nerede, ne kadar?"), **LONG}),
        ("unit", {}),
        ("starts_on", {"width": "w10"}),
        ("ends_on", {"hint": _("Tutabileceğiniz bir gün yazın."), "width": "w10"}),
        ("by_quarter", {"hint": _("Günler, çeyreğin ilk ve son gününe çekilir.")}),
        ("budget", {"hint": _("Örnek: 1.250.000"), "width": "w10"}),
        ("plan_code", {"hint": _("Örnek: H3.2"), "width": "w10"}),
        ("sdg", {"hint": _("Örnek: 11.3"), "width": "w5"}),
        ("rhythm_days", {"width": "w5", "inputmode": "numeric"}),
        ("neighbourhoods", {}),
    ]


def _draft_page(form: Any, roadmap: Roadmap, heading: str, lead: str, goal_id: int) -> str:
    return form_page(
        form,
        heading=heading,
        lead=lead,
        shown=_draft_shown(),
        button=_("Kaydedin"),
        back=url_for(".work", roadmap_id=roadmap.id, _anchor=f"amac-{goal_id}"),
        crumbs=work_crumbs(roadmap),
    )


def add_draft_page(objective: Part, form: forms.DraftForm) -> str:
    goal = objective.goal
    return _draft_page(form, goal.roadmap, _("Yeni eylem"), objective.row.title, goal.id)


@bp.route("/<slug>/yol-haritasi/hedefler/<int:objective_id>/eylem", methods=["GET", "POST"])
@allow(rules.edit_part, objective=queries.get_objective, form=forms.add_action, page=add_draft_page)
def add_draft(objective: Part, form: forms.DraftForm) -> Reply:
    services.add_action(objective, by=g.visitor, draft=form.draft())
    return _to_goal(objective.goal)


def edit_draft_page(action: Action, form: forms.DraftForm) -> str:
    assert action.objective is not None
    goal = action.objective.goal
    lead = f"{action.code} {action.title}"
    return _draft_page(form, goal.roadmap, _("Eylemi düzenleyin"), lead, goal.id)


@bp.route("/<slug>/yol-haritasi/eylem-taslaklari/<int:action_id>", methods=["GET", "POST"])
@allow(
    action_rules.edit_draft,
    action=queries.get_draft,
    form=forms.edit_action,
    page=edit_draft_page,
)
def edit_draft(action: Action, form: forms.DraftForm) -> Reply:
    assert action.objective is not None
    goal = action.objective.goal
    services.edit_action(action, by=g.visitor, draft=form.draft())
    return _to_goal(goal)


@bp.post("/<slug>/yol-haritasi/eylem-taslaklari/<int:action_id>/cikar")
@allow(action_rules.edit_draft, action=queries.get_draft)
def drop_draft(action: Action) -> Reply:
    assert action.objective is not None
    goal = action.objective.goal
    services.drop_action(action, by=g.visitor)
    flash(_("Eylem taslaktan çıkarıldı."))
    return _to_goal(goal)
