"""The municipal council in public: sessions, agendas, decisions, what residents say."""

from typing import Any

from flask import Response, abort, g, render_template, url_for

from answers.queries import find_shown
from councils import queries, rules
from councils.models import Item, Sitting
from councils.services import in_short
from councils.views.blueprint import agenda_crumbs, bp
from councils.views.stops import after_steps
from councils.words import OUTCOME_KIND, OUTCOME_LABELS
from discussion import forms as discussion_forms
from discussion.forms import CommentForm
from discussion.views import board
from journeys import queries as journeys
from kernel import clock, feeds, keyset, links, page_cache
from kernel.feeds import Entry, Event
from kernel.http import Reply, allow
from kernel.i18n import _
from kernel.keyset import Page
from kernel.rules import anyone, signed_in


@bp.get("/<slug>/meclis")
@allow(anyone, cached=True)
def sittings() -> str:
    page_cache.until(clock.next_midnight())
    place = g.municipality.id
    return render_template(
        "councils/sittings.html",
        coming=queries.list_coming(place),
        held=queries.list_held(place),
        decided=queries.list_decided(place),
        kinds=OUTCOME_KIND,
        labels=OUTCOME_LABELS,
        may_run=rules.run_sittings(g.visitor, g.municipality) is None,
    )


@bp.get("/<slug>/meclis/kararlar")
@allow(anyone, cached=True)
def heard() -> str:
    """Where both exist: a decision, and what residents said."""
    page_cache.until(clock.next_midnight())
    found = keyset.page(queries.heard(g.municipality.id), queries.LATEST)
    return render_template(
        "councils/heard.html",
        rows=[queries.Heard(*row) for row in found.rows],
        page=Page((), found.previous_href, found.next_href),
        kinds=OUTCOME_KIND,
        labels=OUTCOME_LABELS,
        short=in_short,
        crumbs=agenda_crumbs(),
    )


@bp.get("/<slug>/meclis/birlesimler/<int:sitting_id>")
@allow(anyone, cached=True, sitting=queries.get_sitting)
def sitting(sitting: Sitting) -> str:
    page_cache.until(sitting.starts_at)
    rows = queries.list_agenda(sitting.id)
    for row in rows:
        if row.closes_at is not None:
            page_cache.until(row.closes_at)
    return render_template(
        "councils/sitting.html",
        sitting=sitting,
        held=sitting.starts_at <= clock.now(),
        rows=rows,
        changes=queries.list_changes(sitting.id),
        is_open=rules.is_open,
        kinds=OUTCOME_KIND,
        labels=OUTCOME_LABELS,
        may={
            "add_item": rules.add_item(g.visitor, sitting),
            "postpone": rules.postpone(g.visitor, sitting),
        },
        crumbs=agenda_crumbs(),
    )


#: what the desk does with an item, each a rule
WORK = (
    "edit_item",
    "refer",
    "decide",
    "open_window",
    "close_window",
    "add_document",
    "follow_up",
    "give_back",
)


@bp.get("/<slug>/meclis/gundem/<int:item_id>")
@allow(anyone, cached=True, item=queries.get_item)
def item(item: Item) -> str:
    if item.thread is None:
        abort(404)
    page_cache.until(clock.next_midnight())
    if item.closes_at is not None:
        page_cache.until(item.closes_at)
    return render_template(
        "councils/item.html",
        item=item,
        sitting=item.sitting,
        is_open=rules.is_open(item),
        last_day=clock.last_day(item.closes_at) if item.closes_at else None,
        documents=queries.list_documents(item.id),
        opinion=queries.of_item(item.id),
        answer=find_shown(item.duty_id),
        label=None if item.outcome is None else OUTCOME_LABELS[item.outcome],
        kind="" if item.outcome is None else OUTCOME_KIND[item.outcome],
        follows=journeys.is_following(item.journey_id, g.visitor.id),
        may_follow=signed_in(g.visitor, item),
        board=board.board(
            item.thread,
            denied=rules.comment(g.visitor, item),
            href=url_for(".comment", item_id=item.id),
        ),
        after=after_steps(item, item.sent_number),
        source=rules.SOURCE,
        again_id=queries.find_again(item.id) if item.returned_on else None,
        may=_may(item),
        crumbs=agenda_crumbs(
            (item.sitting.title, url_for(".sitting", sitting_id=item.sitting_id)),
        ),
    )


def _may(item: Item) -> dict[str, Any]:
    return {name: getattr(rules, name)(g.visitor, item) for name in WORK}


def comment_form(item: Item) -> CommentForm:
    return discussion_forms.comment(item.thread)


def comment_page(item: Item, form: CommentForm) -> str:
    return board.write_page(item.thread, form)


@bp.route("/<slug>/meclis/gundem/<int:item_id>/yorum", methods=["GET", "POST"])
@allow(rules.comment, item=queries.get_item, form=comment_form, page=comment_page, limit="post")
def comment(item: Item, form: CommentForm) -> Reply:
    return board.answer(item.thread, form)


# --- for calendars and readers ------------------------------------------------------------------


@bp.get("/<slug>/meclis.ics")
@allow(anyone)
def calendar() -> Response:
    found = queries.list_for_calendar(g.municipality.id)
    name = _("Meclis birleşimleri: %(name)s", name=g.municipality.name)
    text = feeds.calendar(name=name, events=[_event(one) for one in found])
    newest = max((one.changed_at for one in found), default=None)
    return feeds.answer(text, feeds.CALENDAR, newest)


def _event(sitting: Sitting) -> Event:
    return Event(
        id=f"birlesim-{sitting.id}@{g.slug}.katiliyoruz",
        title=sitting.title,
        href=links.page("councils.sitting", slug=g.slug, sitting_id=sitting.id),
        starts=sitting.starts_at,
        place=sitting.place,
        cancelled=sitting.cancelled_at is not None,
        sequence=sitting.sequence,
        changed_at=sitting.changed_at,
    )


@bp.get("/<slug>/meclis.atom")
@allow(anyone)
def feed() -> Response:
    """Items as they come onto an agenda and as they are decided; Turkish, like the words in it."""
    entries = [
        Entry(
            id=f"tag:katiliyoruz,2026:{g.slug}/meclis/{row.id}{'/karar' if row.outcome else ''}",
            title=row.title
            if row.outcome is None
            else f"{row.title}: {OUTCOME_LABELS[row.outcome]}",
            href=links.page("councils.item", slug=g.slug, item_id=row.id),
            at=row.at,
            summary=" ".join(row.summary.split())[:500],
            author="Belediye Meclisi",
        )
        for row in queries.list_newest(g.municipality.id)
    ]
    text = feeds.atom(
        title=f"Belediye meclisi – {g.municipality.name}",
        office=g.municipality.official_name,
        here=links.page("councils.feed", slug=g.slug),
        page=links.page("councils.sittings", slug=g.slug),
        entries=entries,
        language="tr",
    )
    return feeds.answer(text, feeds.ATOM, max((one.at for one in entries), default=None))
