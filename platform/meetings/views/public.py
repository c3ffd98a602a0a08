"""Meetings in public and places in them."""

from datetime import datetime
from typing import Any

from flask import Response, flash, g, render_template, url_for

from kernel import clock, feeds, links, page_cache, qr
from kernel.feeds import Event
from kernel.http import Reply, allow, asked_id, see_other
from kernel.i18n import _
from kernel.rules import anyone
from meetings import queries, rules, services
from meetings.models import MEETING_KIND_LABELS, Meeting, RegistrationState
from meetings.views.blueprint import bp


def crumbs(meeting: Meeting) -> list[tuple[str, str]]:
    return [
        (_("Buluşmalar"), url_for(".list_all")),
        (meeting.title, url_for(".show", meeting_id=meeting.id)),
    ]


# --- in public ----------------------------------------------------------------------------------


@bp.get("/<slug>/bulusmalar")
@allow(anyone, cached=True)
def list_all() -> Reply:
    topics, topic = queries.list_topics(g.municipality.id, used=True), asked_id("konu")
    coming = queries.list_coming(g.municipality.id, topic)
    for meeting in coming[:1]:
        page_cache.until(meeting.ends_at)
    past = queries.list_past(g.municipality.id, topic)
    return render_template(
        "meetings/list_all.html",
        coming=coming,
        past=past,
        written_up=queries.list_with_minutes([row.id for row in past]),
        tags=_tags(topics, topic),
        kinds=MEETING_KIND_LABELS,
        may_plan=rules.plan(g.visitor, g.municipality) is None,
    )


def _tags(topics: list[tuple[int, str]], chosen: int | None) -> list[dict[str, Any]]:
    everything = {
        "label": _("Tümü"),
        "href": url_for(".list_all"),
        "current": chosen is None,
    }
    named = [
        {"label": name, "href": url_for(".list_all", konu=number), "current": number == chosen}
        for number, name in topics
    ]
    return [everything, *named] if named else []


@bp.get("/<slug>/bulusmalar.ics")
@allow(anyone)
def calendar() -> Response:
    found = queries.list_for_calendar(g.municipality.id, asked_id("konu"))
    name = _("Buluşmalar: %(name)s", name=g.municipality.name)
    return _calendar(name, found)


@bp.get("/<slug>/bulusmalar/<int:meeting_id>/takvim.ics")
@allow(rules.see, meeting=queries.get_meeting)
def one_calendar(meeting: Meeting) -> Response:
    return _calendar(meeting.title, [meeting])


def _calendar(name: str, meetings: list[Meeting]) -> Response:
    text = feeds.calendar(name=name, events=[event(meeting) for meeting in meetings])
    newest = max((_changed(meeting) for meeting in meetings), default=None)
    return feeds.answer(text, feeds.CALENDAR, newest)


def _changed(meeting: Meeting) -> datetime:
    return meeting.changed_at or meeting.published_at or meeting.starts_at


def event(meeting: Meeting) -> Event:
    """The same in the calendar of meetings and in that of everything."""
    href = links.page("meetings.show", slug=g.slug, meeting_id=meeting.id)
    return Event(
        id=f"bulusma-{meeting.id}@{g.slug}.katiliyoruz",
        title=meeting.title,
        href=href,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        place=meeting.place,
        text="\n".join(filter(None, [meeting.cancelled_reason, meeting.link, meeting.access])),
        cancelled=bool(meeting.cancelled_reason),
        sequence=meeting.sequence,
        changed_at=meeting.changed_at or meeting.published_at,
    )


@bp.get("/<slug>/bulusmalar/<int:meeting_id>")
@allow(rules.see, cached=True, meeting=queries.get_meeting)
def show(meeting: Meeting) -> Reply:
    for moment in (meeting.starts_at, meeting.ends_at):
        page_cache.until(moment)
    mine = None
    if g.visitor.id is not None:
        mine = queries.find_registration(meeting.id, g.visitor.id)
    waiting = mine is not None and mine.state is RegistrationState.WAITING
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        topic=queries.find_topic(meeting.category_id),
        kind=_(MEETING_KIND_LABELS[meeting.kind]),
        over=meeting.ends_at <= clock.now(),
        mine=mine,
        before=queries.count_before(mine) if mine is not None and waiting else 0,
        free=None if meeting.capacity is None else meeting.capacity - meeting.taken,
        waiting=queries.count_waiting(meeting.id),
        versions=queries.list_minutes(meeting.id),
        taken=queries.list_taken(meeting.id),
        said=queries.list_said(meeting.id),
        attended=queries.count_attended(meeting),
        may={
            "register": rules.register(g.visitor, meeting),
            "unregister": rules.unregister(g.visitor, meeting),
            "keep_door": rules.keep_door(g.visitor, meeting),
            "write_minutes": rules.write_minutes(g.visitor, meeting),
            "change_own": rules.change_own(g.visitor, meeting),
        },
    )


@bp.get("/<slug>/b/<int:meeting_id>")
@allow(rules.see, meeting=queries.get_meeting)
def short(meeting: Meeting) -> Reply:
    """Short enough to be typed from paper."""
    return see_other(".show", meeting_id=meeting.id)


@bp.get("/<slug>/bulusmalar/<int:meeting_id>/afis")
@allow(rules.see, meeting=queries.get_meeting)
def poster(meeting: Meeting) -> Reply:
    address = links.page("meetings.short", slug=g.slug, meeting_id=meeting.id)
    return render_template(
        "meetings/poster.html",
        meeting=meeting,
        kind=_(MEETING_KIND_LABELS[meeting.kind]),
        shown=address.partition("://")[2],
        code=qr.svg(address),
        crumbs=crumbs(meeting),
    )


# --- a place ------------------------------------------------------------------------------------


@bp.post("/<slug>/bulusmalar/<int:meeting_id>/kayit")
@allow(rules.register, meeting=queries.get_meeting, limit="support")
def register(meeting: Meeting) -> Reply:
    if services.register(meeting, by=g.visitor) is RegistrationState.REGISTERED:
        flash(_("Yeriniz ayrıldı. Buluşmadan bir gün önce hatırlatacağız."), "good")
    else:
        flash(_("Şu an boş yer yok; bekleme sırasına yazıldınız. Yer açılınca haber vereceğiz."))
    return see_other(".show", meeting_id=meeting.id)


@bp.post("/<slug>/bulusmalar/<int:meeting_id>/kayit/sil")
@allow(rules.unregister, meeting=queries.get_meeting, limit="support")
def unregister(meeting: Meeting) -> Reply:
    if services.unregister(meeting, by=g.visitor):
        flash(_("Kaydınız silindi. Yeriniz sıradaki kişiye geçer."))
    return see_other(".show", meeting_id=meeting.id)
