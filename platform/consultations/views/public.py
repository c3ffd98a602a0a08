"""What everybody reads: the list, the consultation, its promise's versions, its discussion."""

import hmac
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, g, make_response, render_template, request, url_for

from answers import rules as duties
from answers.queries import DutyDates
from consultations import forms, queries, rules
from consultations.models import ASKED_BY_LABELS, Activity, AskedBy, Consultation
from consultations.queries import Shown
from consultations.rules import STAGE_LABELS, Stage
from consultations.views import page, traces
from consultations.views.blueprint import bp
from consultations.views.traces import Standing
from discussion.forms import CommentForm
from discussion.views import board
from kernel import clock, formats, keyset, page_cache
from kernel.http import allow, see_other
from kernel.i18n import _
from kernel.keyset import Key
from kernel.rules import anyone
from kernel.text import clean_input

bp.app_template_filter("lines")(page.lines)

SIZE = 12


@dataclass(frozen=True)
class ListRow:
    row: Any
    #: kind, word and icon; none where the clock alone says where it stands
    status: tuple[str, ...] | None
    asker: str
    mini: tuple[list[str], str]
    #: only while an answer is owed or was given
    clock: page.Clock | None
    when: str


@bp.get("/<slug>/danismalar")
@allow(anyone, cached=True)
def list_all() -> str:
    words = clean_input(request.args.get("q", ""))[:100].strip()
    stage, who = _chosen(Stage, "durum"), _chosen(AskedBy, "soran")
    statement = queries.rows(g.municipality.id)
    if words:
        statement = statement.where(queries.matching(words))
    if stage is not None and stage is not Stage.DRAFT:
        statement = statement.where(queries.in_stage(stage, clock.now()))
    if who is not None:
        statement = statement.where(queries.asked_by(who))
    found = keyset.page(
        statement,
        [
            Key(statement.selected_columns["rank"], read=keyset.whole),
            Key(Consultation.published_at, descending=True, read=keyset.moment),
            Key(Consultation.id, descending=True, read=keyset.whole),
        ],
        size=SIZE,
    )
    activities = queries.list_activity_rows([row.id for row in found.rows])
    page_cache.until(clock.next_midnight())
    if (moment := queries.next_moment(g.municipality.id)) is not None:
        page_cache.until(moment)
    return render_template(
        "consultations/list_all.html",
        page=found,
        rows=[_list_row(row, activities[row.id]) for row in found.rows],
        stages=_stage_tags(stage),
        words=words,
        stage=stage or "",
        who=who or "",
        askers=[("", _("Herkes")), *((w.value, _(s)) for w, s in ASKED_BY_LABELS.items())],
        filtered=bool(words or stage or who),
        desk_href=url_for(".desk") if rules.desk(g.visitor, g.municipality) is None else "",
    )


def _chosen(kind: Any, name: str) -> Any:
    value = request.args.get(name, "")
    return kind(value) if value in {member.value for member in kind} else None


def _stage_tags(chosen: Stage | None) -> list[dict[str, Any]]:
    counts = queries.count_by_stage(g.municipality.id)
    kept: dict[str, Any] = {k: v for k in ("q", "soran") if (v := request.args.get(k))}
    tags = [{"label": _("Tümü"), "href": url_for(".list_all", **kept), "current": chosen is None}]
    for stage in (Stage.OPEN, Stage.WAITING, Stage.UPCOMING, Stage.ANSWERED):
        href = url_for(".list_all", durum=stage.value, **kept)
        tags.append(
            {
                "label": _(STAGE_LABELS[stage]),
                "href": href,
                "count": counts[stage],
                "current": stage is chosen,
            }
        )
    return tags


def _list_row(row: Any, activities: list[queries.ActivityRow]) -> ListRow:
    duty = None
    if row.first_due_on is not None:
        duty = DutyDates(row.first_due_on, row.due_on, row.answered_on, row.released_at)
    standing = Standing(row.state, row.published_at, row.ended_at, duty, row.status, row.moved_at)
    windows = traces.windows(standing, activities)
    stage = rules.stage(row.state, windows, row.answered_on)
    dated = _clock(duty)
    return ListRow(
        row=row,
        status=page.status(stage, row.state, dated),
        asker=page.asker(row.asked_by, g.municipality),
        mini=traces.mini(traces.stations(standing, activities)),
        clock=dated if page.says_clock(stage, dated) else None,
        when=_when(stage, standing, activities),
    )


def _clock(duty: DutyDates | None) -> page.Clock | None:
    if duty is None:
        return None
    today = clock.today()
    return duties.state(duty, today).value, duties.days(duty, today)


def _when(stage: Stage, standing: Standing, activities: list[queries.ActivityRow]) -> str:
    """The next date that matters to somebody who wants to take part."""
    now = clock.now()
    if stage is Stage.OPEN:
        end = traces.next_end(standing, activities)
        return formats.days_left(end) if end else ""
    if stage is Stage.UPCOMING:
        starts = [a.opens_at for a in activities if a.opens_at and a.opens_at > now]
        return _("%(date)s günü açılıyor", date=formats.short_day(min(starts))) if starts else ""
    return ""


@bp.get("/<slug>/danismalar/<int:consultation_id>")
@allow(rules.see, consultation=queries.get_shown, cached=True)
def show(consultation: Shown) -> str:
    return _show(consultation)


def _show(consultation: Shown, *, preview: bool = False) -> str:
    return render_template(
        "consultations/show.html",
        page=page.gather(consultation),
        consultation=consultation,
        preview=preview,
        follow_denied=rules.follow(g.visitor, consultation),
        work_href=url_for(".work", consultation_id=consultation.id)
        if rules.review(g.visitor, consultation) is None
        else "",
        crumbs=[(_("Danışmalar"), url_for(".list_all"))],
    )


@bp.get("/<slug>/danismalar/<int:consultation_id>/soz")
@allow(rules.see, consultation=queries.get_consultation, cached=True)
def promises(consultation: Consultation) -> str:
    """Every version of the promise, the one in force first."""
    rows = queries.list_promises(consultation.id)
    return render_template(
        "consultations/promises.html",
        consultation=consultation,
        promises=[(row, page.level(row.level) if row.level else None) for row in rows],
        crumbs=_crumbs(consultation),
    )


@bp.get("/<slug>/onizleme/<int:consultation_id>/<token>")
@allow(anyone, consultation=queries.get_shown)
def preview(consultation: Shown, token: str) -> Any:
    """The draft for whoever holds its link; once published, the link leads to the page."""
    if not hmac.compare_digest(consultation.preview_token.encode(), token.encode()):
        abort(404)
    if not rules.is_draft(consultation):
        return see_other(".show", consultation_id=consultation.id)
    answer: Response = make_response(_show(consultation, preview=True))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _crumbs(consultation: Consultation) -> list[tuple[str, str]]:
    return [
        (_("Danışmalar"), url_for(".list_all")),
        (consultation.title, url_for(".show", consultation_id=consultation.id)),
    ]


# --- the discussion -----------------------------------------------------------------------------


@bp.get("/<slug>/tartisma/<int:activity_id>")
@allow(rules.discuss, activity=queries.get_activity, cached=True)
def discussion(activity: Activity) -> str:
    if activity.thread is None:
        abort(404)
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)
    consultation = activity.consultation
    return render_template(
        "consultations/discussion.html",
        activity=activity,
        consultation=consultation,
        window=rules.window(activity).value,
        last_day=activity.closes_at and clock.last_day(activity.closes_at),
        board=board.board(
            activity.thread,
            denied=rules.comment(g.visitor, activity),
            href=url_for(".comment", activity_id=activity.id),
        ),
        crumbs=_crumbs(consultation),
    )


def comment_page(activity: Activity, form: CommentForm) -> str:
    return board.write_page(activity.thread, form)


@bp.route("/<slug>/tartisma/<int:activity_id>/yorum", methods=["GET", "POST"])
@allow(
    rules.comment,
    activity=queries.get_activity,
    form=forms.comment,
    page=comment_page,
    limit="post",
)
def comment(activity: Activity, form: CommentForm) -> Any:
    return board.answer(activity.thread, form)
