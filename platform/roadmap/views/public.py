"""The public list of actions, and the page of one: in force, or in a draft open for comments."""

from typing import Any

from flask import abort, g, render_template, request, url_for

from discussion import forms as discussion_forms
from discussion.forms import CommentForm
from discussion.views import board
from journeys.models import Status
from journeys.queries import count_followers, is_following, list_steps
from kernel import clock, formats, owners, page_cache
from kernel.http import allow
from kernel.i18n import _, ngettext
from kernel.rules import anyone
from proposals.models import Proposal
from roadmap import queries, rules
from roadmap.models import CONSENT_LABELS, ORIGIN_LABELS, Action, ActionState
from roadmap.queries import snapshots
from roadmap.views import narrowing, printed
from roadmap.views.blueprint import bp
from roadmap.views.look import Look
from roadmap.views.overviews import base, tabs

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
        in_force=queries.find_in_force(g.municipality.id),
        base=base(),
        tabs=tabs("list_all"),
        **listed(wanted_unit(units)),
    )


def wanted_unit(units: list[tuple[int, str]]) -> int | None:
    chosen = request.args.get("birim", "")
    return next((unit_id for unit_id, _name in units if str(unit_id) == chosen), None)


def listed(unit_id: int | None) -> dict[str, Any]:
    state = request.args.get("durum", "")
    filters = narrowing.FILTERS
    wanted = filters[state][0] if state in filters else None
    return {
        "page": queries.list_page(g.municipality.id, unit_id=unit_id, state=wanted),
        "states": [("", _("Tümü")), *narrowing.states()],
        "chosen": {"unit": unit_id or "", "state": state},
        "look": Look(),
    }


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
@allow(rules.see, cached=True, action=queries.get_shown)
def show(action: Action) -> str:
    page_cache.until(clock.next_midnight())
    if action.state is ActionState.DRAFT:
        return _draft(action)
    visitor = g.visitor
    look = Look()
    return render_template(
        "roadmap/show.html",
        action=action,
        look=look,
        trace=_trace(action, look),
        news=queries.list_news(action.id),
        partners=queries.list_partners(action.id),
        indicators=queries.list_figures(action.id),
        changes=queries.list_changes(action.id),
        places=queries.list_place_names(action.id),
        inputs=queries.list_inputs(action),
        consents=CONSENT_LABELS,
        origins={kind: _(word) for kind, word in ORIGIN_LABELS.items()},
        amount=printed.amount,
        steps=list_steps(action.journey_id),
        followers=count_followers(action.journey_id),
        following=is_following(action.journey_id, visitor.id),
        may_follow=rules.follow(visitor, action),
        may_update=rules.update(visitor, action),
        board=_board(action) if action.thread and action.thread.comment_count else None,
        crumbs=_crumbs(action),
    )


def _crumbs(action: Action) -> list[tuple[str, str]]:
    found = [(_("Yol haritası"), url_for(".list_all"))]
    if action.roadmap is not None and action.roadmap.current:
        href = url_for(".document", roadmap_id=action.roadmap_id)
        found.append((action.roadmap.title, href))
    return found


def _draft(action: Action) -> str:
    """The words of the last published version; what is being written is not shown."""
    version = queries.find_last_version_with(action)
    words = None if version is None else snapshots.find_action(queries.read(version), action.id)
    if version is None:
        abort(404)
    assert action.roadmap is not None
    if action.roadmap.comments_until is not None:
        page_cache.until(action.roadmap.comments_until)
    return render_template(
        "roadmap/draft.html",
        action=action,
        words=words,
        shown=printed.Shown(),
        roadmap=action.roadmap,
        open=rules.documents.takes_comments(action.roadmap, clock.now()),
        last_day=action.roadmap.comments_until and clock.last_day(action.roadmap.comments_until),
        board=_board(action),
        crumbs=_crumbs(action),
    )


def _board(action: Action) -> Any:
    if action.thread is None:
        return None
    return board.board(
        action.thread,
        denied=rules.comment(g.visitor, action),
        href=url_for(".comment", action_id=action.id),
    )


def comment_form(action: Action) -> CommentForm:
    return discussion_forms.comment(action.thread)


def comment_page(action: Action, form: CommentForm) -> str:
    return board.write_page(action.thread, form)


@bp.route("/<slug>/yol-haritasi/<int:action_id>/yorum", methods=["GET", "POST"])
@allow(
    rules.comment,
    action=queries.get_action,
    form=comment_form,
    page=comment_page,
    limit="post",
)
def comment(action: Action, form: CommentForm) -> Any:
    return board.answer(action.thread, form)


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
