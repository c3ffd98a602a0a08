"""The public roadmap, an action's page, and the desk of those who run it."""

from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for

from journeys.models import Status
from journeys.queries import count_followers, is_following, list_steps
from kernel import clock, formats, owners, page_cache
from kernel.http import Reply, allow, see_other
from kernel.i18n import N_, _, ngettext
from kernel.rules import Role, anyone
from places.models import Municipality
from places.queries import list_units
from proposals.models import Proposal
from roadmap import forms, queries, rules, services
from roadmap.models import Action, ActionState
from roadmap.rules import Source, State

bp = Blueprint("roadmap", __name__, template_folder="templates")

#: ?durum= and what it is called
FILTERS: dict[str, tuple[State, str]] = {
    "gecikti": (State.LATE, N_("Gecikti")),
    "suruyor": (State.STARTED, N_("Sürüyor")),
    "planlandi": (State.PLANNED, N_("Planlandı")),
    "tamamlandi": (State.COMPLETED, N_("Tamamlandı")),
    "iptal": (State.CANCELLED, N_("İptal edildi")),
}


# --- the public list ----------------------------------------------------------------------------


@bp.get("/<slug>/yol-haritasi")
@allow(anyone, cached=True)
def list_all() -> str:
    page_cache.until(clock.next_midnight())
    totals = queries.count_all(g.municipality.id)
    units = queries.list_units(g.municipality.id)
    return render_template(
        "roadmap/list_all.html",
        totals=totals,
        headline=_headline(totals),
        facts=_facts(totals),
        units=units,
        wall=_wall(totals),
        filtered=bool(_unit(units) or request.args.get("durum")),
        **_list(_unit(units)),
    )


def _unit(units: list[tuple[int, str]]) -> int | None:
    chosen = request.args.get("birim", "")
    return next((unit_id for unit_id, _name in units if str(unit_id) == chosen), None)


def _list(unit_id: int | None) -> dict[str, Any]:
    state = request.args.get("durum", "")
    wanted = FILTERS[state][0] if state in FILTERS else None
    return {
        "page": queries.list_page(g.municipality.id, unit_id=unit_id, state=wanted),
        "states": [("", _("Tümü")), *((key, _(word)) for key, (_s, word) in FILTERS.items())],
        "chosen": {"unit": unit_id or "", "state": state},
        "look": Look(),
    }


class Look:
    """State and delay of a row, asked once a row by the template."""

    def __init__(self) -> None:
        self.today = clock.today()

    def delay(self, action: Any) -> int:
        return rules.delay(action, self.today)

    def state(self, action: Any) -> State:
        return rules.state(action, self.today)

    def overdue(self, action: Any) -> bool:
        return rules.is_overdue(action, self.today)

    def overdue_days(self, action: Any) -> int:
        return int((self.today - action.ends_on).days)

    def status(self, action: Any) -> tuple[str, str]:
        """Kind and word for the macro `status()`."""
        state, late = self.state(action), self.delay(action)
        words: dict[State, tuple[str, str]] = {
            State.PLANNED: ("wait", _("Planlandı")),
            State.STARTED: ("open", _("Sürüyor")),
            State.LATE: ("late", ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", late)),
            State.COMPLETED: ("good", _("Tamamlandı")),
            State.COMPLETED_LATE: (
                "part",
                ngettext("%(num)s gün geç tamamlandı", "%(num)s gün geç tamamlandı", late),
            ),
            State.CANCELLED: ("no", _("İptal edildi")),
        }
        return words[state]

    def mini(self, action: Any) -> tuple[list[str], str]:
        """Where it came from and how far it is, for the macro `mini()`."""
        marks = {
            State.LATE: ("late", _("Gecikti")),
            State.COMPLETED: ("done", _("Bitti")),
            State.COMPLETED_LATE: ("done", _("Bitti")),
            State.CANCELLED: ("skip", _("İptal")),
        }
        last, word = marks.get(self.state(action), ("now", _("Eylem")))
        proposal = "done" if action.proposal_id is not None else "skip"
        return ["done", proposal, "done", last], word


def _headline(totals: queries.Totals) -> str:
    if totals.total == 0:
        return _("Yol haritasında henüz eylem yok")
    if totals.late == 0:
        return ngettext(
            "%(num)s eylem: %(done)s tamamlandı, geciken yok",
            "%(num)s eylem: %(done)s tamamlandı, geciken yok",
            totals.total,
            done=formats.number(totals.completed),
        )
    return ngettext(
        "%(num)s eylem: %(done)s tamamlandı, %(late)s gecikti",
        "%(num)s eylem: %(done)s tamamlandı, %(late)s gecikti",
        totals.total,
        done=formats.number(totals.completed),
        late=formats.number(totals.late),
    )


def _facts(totals: queries.Totals) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Tamamlandı"), "value": formats.number(totals.completed)},
        {"label": _("Sürüyor"), "value": formats.number(totals.started)},
        {
            "label": _("Gecikti"),
            "value": formats.number(totals.late),
            "kind": "late" if totals.late else "",
        },
        {"label": _("Planlandı"), "value": formats.number(totals.planned)},
    ]
    if totals.budget_kurus:
        facts.append(
            {
                "label": _("Harcanan"),
                "value": formats.percent(totals.spent_kurus, totals.budget_kurus, 0),
                "note": f"{formats.money(totals.spent_kurus)} / "
                f"{formats.money(totals.budget_kurus)}",
            }
        )
    return facts


def _wall(totals: queries.Totals) -> list[str]:
    """One tile an action, as far as a wall can be read."""
    if totals.total > 220:
        return []
    return (
        ["kept"] * totals.completed
        + ["late"] * totals.started
        + ["overdue"] * totals.late
        + ["due"] * totals.planned
    )


# --- one action ---------------------------------------------------------------------------------


@bp.get("/<slug>/yol-haritasi/<int:action_id>")
@allow(anyone, cached=True, action=queries.get_action)
def show(action: Action) -> str:
    page_cache.until(clock.next_midnight())
    visitor = g.visitor
    look = Look()
    return render_template(
        "roadmap/show.html",
        action=action,
        look=look,
        trace=_trace(action, look),
        steps=list_steps(action.journey_id),
        followers=count_followers(action.journey_id),
        following=is_following(action.journey_id, visitor.id),
        may_follow=rules.follow(visitor, action),
        may_update=rules.update(visitor, action),
        crumbs=[(_("Yol haritası"), url_for(".list_all"))],
    )


def _trace(action: Action, look: Look) -> list[dict[str, Any]]:
    """Consultation, proposal, vote, answer, action: each with its day and its address."""
    steps: list[dict[str, Any]] = []
    if action.consultation is not None:
        steps.append(
            {
                "state": "done",
                "label": _("Danışma"),
                "note": _short_day(action.consultation.published_at),
                "href": owners.address("consultations.show", action.consultation_id, g.slug),
                "body": action.consultation.title,
            }
        )
    if action.proposal is not None:
        steps.append(
            {
                "state": "done",
                "label": _("Öneri"),
                "note": _short_day(action.proposal.published_at),
                "href": owners.address("proposals.show", action.proposal_id, g.slug),
                "body": action.proposal.title,
            }
        )
        steps += _vote_step(action.proposal)
    if action.answer is not None:
        steps.append(_answer_step(action))
    steps.append(_action_step(action, look))
    return steps


def _vote_step(proposal: Proposal) -> list[dict[str, Any]]:
    """Where the proposal won: its journey knows the vote, the roadmap need not."""
    won = [step for step in list_steps(proposal.journey_id) if step.status is Status.CHOSEN]
    return [
        {
            "state": "done",
            "label": _("Oylama"),
            "note": _short_day(step.at),
            "href": owners.address(step.endpoint, step.object_id, g.slug),
            "body": step.subject,
        }
        for step in won[-1:]
        if step.endpoint and step.object_id
    ]


def _answer_step(action: Action) -> dict[str, Any]:
    answer = action.answer
    if answer is None:
        raise ValueError("an action without an answer has no such step")
    return {
        "state": "done",
        "label": _("Yanıt"),
        "note": _short_day(answer.published_at),
        "href": owners.address("answers.show", answer.id, g.slug),
        "body": answer.summary,
    }


def _short_day(moment: Any) -> str:
    return "" if moment is None else formats.short_day(moment)


def _action_step(action: Action, look: Look) -> dict[str, Any]:
    mark = look.mini(action)[0][-1]
    ends = action.completed_on or action.ends_on
    state = "next" if action.state is ActionState.PLANNED and mark == "now" else mark
    return {"state": state, "label": _("Eylem"), "note": formats.short_day(ends)}


# --- the desk -----------------------------------------------------------------------------------


@bp.get("/<slug>/masa/eylem")
@allow(rules.desk)
def desk() -> str:
    """What waits for an action, and what is under way; a unit officer sees the unit's own."""
    municipality: Municipality = g.municipality
    own = _own_units(municipality.id)
    units = [(unit.id, unit.name) for unit in list_units(municipality.id)]
    wanted = _unit(units)
    return render_template(
        "roadmap/desk.html",
        sources=[
            (row, rules.run(g.visitor, municipality.id, row.unit_id))
            for row in queries.list_sources(municipality.id, own)
        ],
        totals=queries.count_all(municipality.id),
        units=units,
        run=lambda unit_id: rules.run(g.visitor, municipality.id, unit_id),
        crumbs=[(_("Masam"), url_for("web.desk"))],
        **_list(wanted),
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
    return [(_("Masam"), url_for("web.desk")), (_("Eylemler"), url_for(".desk"))]


def _action_crumbs(action: Action) -> list[tuple[str, str]]:
    return [*_desk_crumbs(), (action.number, url_for(".update", action_id=action.id))]
