"""Atom feeds of every list, one calendar of everything, and the page that names them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import Response, g, render_template, request, url_for

from consultations import queries as consultations
from consultations import rules as consultation_rules
from consultations.models import ActivityKind, Consultation
from discussion import queries as discussion
from discussion.models import STANCE_LABELS, Thread
from kernel import clock, feeds, links, owners
from kernel.feeds import Entry, Event
from kernel.http import Reply, allow, asked_id
from kernel.i18n import LANGUAGES, N_, _, in_language, ngettext
from kernel.rules import anyone
from meetings import queries as meetings
from meetings.views import event as meeting_event
from moderation import queries as moderation
from moderation.models import DECISION_LABELS, GROUND_LABELS
from moderation.views import pages as log
from places.queries import list_organisations
from proposals import queries as proposals
from proposals.views import listing
from web.links import FILTERS
from web.queries import feeds as queries
from web.views.blueprint import bp

#: feed → its name, the list it follows, and where an entry leads
FEEDS: dict[str, tuple[str, str, str, str]] = {
    "web.consultations_feed": (
        N_("Danışmalar"),
        "consultations.list_all",
        "consultations.show",
        "consultation_id",
    ),
    "web.proposals_feed": (
        N_("Öneriler"),
        "proposals.list_all",
        "proposals.show",
        "proposal_id",
    ),
    "web.votes_feed": (N_("Oylamalar"), "voting.list_results", "voting.show", "election_id"),
    "web.answers_feed": (N_("Yanıtlar"), "answers.list_all", "answers.show", "answer_id"),
    "web.actions_feed": (N_("Yol haritası"), "roadmap.list_all", "roadmap.show", "action_id"),
    "web.surveys_feed": (N_("Anketler"), "surveys.list_all", "surveys.show", "survey_id"),
    "web.meetings_feed": (N_("Buluşmalar"), "meetings.list_all", "meetings.show", "meeting_id"),
    "web.maps_feed": (
        N_("Görüş haritalarının sonuçları"),
        "consultations.list_all",
        "opinions.results",
        "conversation_id",
    ),
    "web.organisations_feed": (
        N_("Kuruluşlar"),
        "places.list_organisations",
        "places.organisation",
        "organisation_id",
    ),
}


def _language() -> str:
    """By the address alone: whoever keeps a copy must not keep a reader's language."""
    asked = request.args.get("dil", "tr")
    return asked if asked in LANGUAGES else "tr"


def _feed(rows: Iterable[Any]) -> Response:
    feed = f"web.{(request.endpoint or '').rpartition('.')[2]}"
    name, page, show, argument = FEEDS[feed]
    office = g.municipality.official_name
    with in_language(_language()):
        title = f"{_(name)} – {g.municipality.name}"
    entries = [
        Entry(
            id=f"tag:katiliyoruz,2026:{g.slug}/{argument.removesuffix('_id')}/{row.id}",
            title=row.title,
            href=links.page(show, slug=g.slug, **{argument: row.id}),
            at=row.at,
            summary=" ".join((row.summary or "").split())[:500],
            author=getattr(row, "office", "") or "",
        )
        for row in rows
        if row.at is not None
    ]
    kept = {k: v for k in FILTERS if (v := request.args.get(k))}
    text = feeds.atom(
        title=title,
        office=office,
        here=links.absolute(url_for(feed, **kept)),  # type: ignore[arg-type]
        page=links.absolute(url_for(page, **kept)),  # type: ignore[arg-type]
        entries=entries,
        language=_language(),
    )
    newest = max((entry.at for entry in entries), default=None)
    return feeds.answer(text, feeds.ATOM, newest)


@bp.get("/<slug>/danismalar.atom")
@allow(anyone)
def consultations_feed() -> Response:
    return _feed(queries.list_consultations(g.municipality.id))


class _Proposal:
    """A row of the list in the words of a feed."""

    def __init__(self, row: Any) -> None:
        self.id, self.title = row.id, row.title
        self.summary, self.at = row.excerpt, row.published_at


@bp.get("/<slug>/oneriler.atom")
@allow(anyone)
def proposals_feed() -> Response:
    """With the search and the filters of the list it was opened from."""
    page, _activities = proposals.list_page(listing.asked_for())
    return _feed(_Proposal(row) for row in page.rows)


@bp.get("/<slug>/oylamalar.atom")
@allow(anyone)
def votes_feed() -> Response:
    return _feed(queries.list_votes(g.municipality.id))


@bp.get("/<slug>/yanitlar.atom")
@allow(anyone)
def answers_feed() -> Response:
    return _feed(queries.list_answers(g.municipality.id))


@bp.get("/<slug>/yol-haritasi.atom")
@allow(anyone)
def actions_feed() -> Response:
    return _feed(queries.list_actions(g.municipality.id))


class _Map:
    """Of a publication: what is rounded there is rounded here."""

    def __init__(self, row: Any) -> None:
        self.id, self.title, self.at = row.id, f"{row.question}: {row.title}", row.at
        with in_language(_language()):
            kind = _("Kesin sonuç") if row.final else _("Ara sonuç")
            people = ngettext("%(num)s kişi", "%(num)s kişi", row.people)
        self.summary = f"{kind}, {people}"


@bp.get("/<slug>/gorus-haritalari.atom")
@allow(anyone)
def maps_feed() -> Response:
    """The newest publication of each opinion map."""
    return _feed(_Map(row) for row in queries.list_publications(g.municipality.id))


@bp.get("/<slug>/anketler.atom")
@allow(anyone)
def surveys_feed() -> Response:
    return _feed(queries.list_surveys(g.municipality.id))


class _Meeting:
    def __init__(self, row: Any) -> None:
        self.id, self.title = row.id, row.title
        self.summary = row.cancelled_reason or row.place
        self.at = row.changed_at or row.published_at


@bp.get("/<slug>/bulusmalar.atom")
@allow(anyone)
def meetings_feed() -> Response:
    """Of one topic, if the list was."""
    found = meetings.list_for_calendar(g.municipality.id, asked_id("konu"))
    return _feed(_Meeting(row) for row in found)


class _Organisation:
    def __init__(self, row: Any) -> None:
        self.id, self.title = row.id, row.name
        self.summary, self.at = row.about, row.decided_at or row.applied_at


@bp.get("/<slug>/kuruluslar.atom")
@allow(anyone)
def organisations_feed() -> Response:
    """The newly verified first."""
    found = [_Organisation(row) for row in list_organisations(g.municipality.id)]
    newest = sorted(found, key=lambda row: row.at or feeds.LONG_AGO, reverse=True)
    return _feed(newest[: feeds.ENTRIES])


@bp.get("/<slug>/tartismalar/<int:thread_id>.atom")
@allow(anyone, thread=discussion.get_thread)
def discussion_feed(thread: Thread) -> Response:
    """The newest comments of one discussion, without names; what is a draft has none."""
    rows = discussion.list_newest(thread.id)
    with in_language(_language()):
        title = _("Tartışma: %(subject)s", subject=thread.subject) if rows else _("Tartışma")
        entries = [_comment(row) for row in rows]
    here = links.absolute(url_for("web.discussion_feed", thread_id=thread.id))
    page = owners.address(thread.endpoint, thread.object_id, g.slug) or url_for("web.feeds_page")
    text = feeds.atom(
        title=title,
        office=g.municipality.official_name,
        here=here,
        page=links.absolute(page),
        entries=entries,
        language=_language(),
    )
    return feeds.answer(text, feeds.ATOM, rows[0].posted_at if rows else None)


def _comment(row: Any) -> Entry:
    side = _(STANCE_LABELS[row.stance]) if row.stance else _("Yorum")
    return Entry(
        id=f"tag:katiliyoruz,2026:{g.slug}/comment/{row.id}",
        title=f"{side} #{row.id}",
        href=_page("discussion.show", comment_id=row.id),
        at=row.posted_at,
        summary=" ".join(row.body.split())[:500],
        author=row.office or row.origin_subject,
    )


@bp.get("/<slug>/moderasyon-raporu.atom")
@allow(anyone)
def moderation_feed() -> Response:
    """What the public log tells and no more: of the moment, too, the day alone."""
    rows = moderation.list_log(g.municipality.id).rows
    page = _page("moderation.log")
    with in_language(_language()):
        title = f"{_('Moderasyon kararları')} – {g.municipality.name}"
        entries = [_decision(row, page) for row in rows]
    text = feeds.atom(
        title=title,
        office=g.municipality.official_name,
        here=links.absolute(url_for("web.moderation_feed")),
        page=page,
        entries=entries,
        language=_language(),
    )
    return feeds.answer(text, feeds.ATOM)


def _decision(row: Any, page: str) -> Entry:
    said = [_(log.CAUSES[row.cause])]
    if row.ground:
        said.append(f"{_('Kural')}: {_(GROUND_LABELS[row.ground])}")
    if row.appeal:
        said.append(f"{_('İtiraz')}: {_(log.OUTCOMES[row.appeal])}")
    kind = _(log.KINDS[row.endpoint]) if row.endpoint in log.KINDS else _("Yazı")
    return Entry(
        id=f"tag:katiliyoruz,2026:{g.slug}/decision/{row.id}",
        title=f"{kind}: {_(DECISION_LABELS[row.decision])}",
        href=page,
        at=clock.at_local(clock.local(row.decided_at).date()),
        summary=". ".join(said),
    )


# --- the calendar -------------------------------------------------------------------------------


@bp.get("/<slug>/takvim.ics")
@allow(anyone)
def calendar() -> Response:
    """Everything, or what `yalniz` names: the dates of one list."""
    chosen = request.args.get("yalniz", "")
    parts = [PARTS[chosen][1]] if chosen in PARTS else [part for _name, part in PARTS.values()]
    return _calendar(g.municipality.official_name, parts)


@bp.get("/<slug>/danismalar/<int:consultation_id>/takvim.ics")
@allow(consultation_rules.see, consultation=consultations.get_consultation)
def consultation_calendar(consultation: Consultation) -> Response:
    """Its meetings, what one can take part in, the day of its answer."""
    number = consultation.id
    return _calendar(
        consultation.title,
        [
            lambda: [meeting_event(row) for row in consultations.list_meetings(number)],
            lambda: _windows(number),
            lambda: _answer_days(number),
        ],
    )


def _calendar(name: str, parts: Iterable[Callable[[], list[Event]]]) -> Response:
    with in_language(_language()):
        events = [event for part in parts for event in part()]
    return feeds.answer(feeds.calendar(name=name, events=events), feeds.CALENDAR)


def _meetings() -> list[Event]:
    return [meeting_event(row) for row in meetings.list_for_calendar(g.municipality.id)]


def _uid(kind: str, number: int) -> str:
    return f"{kind}-{number}@{g.slug}.katiliyoruz"


def _windows(consultation_id: int | None = None, kind: ActivityKind | None = None) -> list[Event]:
    return [
        Event(
            id=_uid("katilim", row.id),
            title=f"{row.title}: {row.question}",
            href=_page("consultations.show", consultation_id=row.consultation_id),
            starts=row.opens_at,
            ends=row.closes_at,
        )
        for row in queries.list_windows(g.municipality.id, consultation_id, kind)
    ]


def _votes() -> list[Event]:
    return _windows(kind=ActivityKind.VOTE)


def _answer_days(consultation_id: int | None = None) -> list[Event]:
    return [
        _day("yanit", row.id, _("Yanıt günü: %(title)s", title=row.title), row.due_on, href)
        for row in queries.list_answer_days(g.municipality.id, consultation_id)
        for href in (_page("consultations.show", consultation_id=row.id),)
    ]


def _action_ends() -> list[Event]:
    return [
        _day(
            "eylem", row.id, _("Eylemin bitiş günü: %(title)s", title=row.title), row.ends_on, href
        )
        for row in queries.list_action_ends(g.municipality.id)
        for href in (_page("roadmap.show", action_id=row.id),)
    ]


def _day(kind: str, number: int, title: str, day: date, href: str) -> Event:
    return Event(id=_uid(kind, number), title=title, href=href, starts=day)


#: what one calendar can be of, by the address
PARTS: dict[str, tuple[str, Callable[[], list[Event]]]] = {
    "bulusma": (N_("Yalnız buluşmalar"), _meetings),
    "katilim": (N_("Yalnız katılım süreleri"), _windows),
    "oylama": (N_("Yalnız oylamalar"), _votes),
    "yanit": (N_("Yalnız yanıt günleri"), _answer_days),
    "eylem": (N_("Yalnız eylemlerin bitiş günleri"), _action_ends),
}


def _page(endpoint: str, **values: Any) -> str:
    return links.page(endpoint, slug=g.slug, **values)


@bp.get("/<slug>/akislar")
@allow(anyone, cached=True)
def feeds_page() -> Reply:
    rows = [(_(name), url_for(feed), url_for(page)) for feed, (name, page, *_to) in FEEDS.items()]
    rows.append((_("Belediye meclisi"), url_for("councils.feed"), url_for("councils.sittings")))
    rows.append((_("Moderasyon kararları"), url_for(".moderation_feed"), url_for("moderation.log")))
    calendars = [(_(name), url_for(".calendar", yalniz=key)) for key, (name, _p) in PARTS.items()]
    calendars.append((_("Belediye meclisinin birleşimleri"), url_for("councils.calendar")))
    return render_template("web/feeds.html", rows=rows, calendars=calendars)
