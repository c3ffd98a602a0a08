"""The home of a municipality: what waits for the reader, and how the town keeps its promises."""

from dataclasses import dataclass, field

from flask import g, render_template, url_for

from answers.queries import PromiseRecord, list_published, promise_record
from consultations.models import Activity, ActivityKind
from consultations.rules import take_part
from kernel import clock, drafts, formats, owners, page_cache
from kernel.http import allow
from kernel.i18n import _, ngettext
from kernel.rules import anyone
from notifications.rules import sentence
from web.queries import town as queries
from web.queries.everywhere import WEEK, list_overdue
from web.queries.town import Figures, Waiting
from web.views.blueprint import bp
from web.views.home import days_to, verb

#: the others are one link away
NEWS = 4


@dataclass(frozen=True)
class Task:
    """One line of "Sizi bekleyenler"."""

    title: str
    href: str
    button: str
    text: str = ""
    icon: str = ""
    kind_word: str = ""
    days: int | None = None
    minutes: int | None = None
    first: bool = field(default=False)


@bp.get("/<slug>/")
@allow(anyone, cached=True)
def municipality_home() -> str:
    place = g.municipality.id
    page_cache.until(clock.next_midnight())
    open_now = queries.list_open(place)
    figures = queries.figures(place)
    if figures.next_opening is not None:
        page_cache.until(figures.next_opening)
    record = promise_record(place)
    tasks = _tasks(open_now) if g.visitor.signed_in else []
    few, more = _few(open_now)
    return render_template(
        "web/municipality_home.html",
        tasks=tasks,
        minutes=sum(task.minutes or 0 for task in tasks),
        trace=_trace(figures),
        open_now=few,
        more=more,
        answered=list_published(place, since=clock.now() - WEEK, limit=8),
        overdue=list_overdue(place, limit=3),
        record=record,
        sentences=_record_sentence(record),
        write_href=_write_href(open_now),
        activity_href=activity_href,
        verb=verb,
        days_to=days_to,
    )


#: steps of one consultation in the list of what is open
STEPS = 3


def _few(open_now: list[Activity]) -> tuple[list[Activity], dict[int, int]]:
    """The first steps of each consultation; behind the last of them how many more there are."""
    steps: dict[int, list[Activity]] = {}
    for activity in open_now:
        steps.setdefault(activity.consultation_id, []).append(activity)
    shown = {one.id for some in steps.values() for one in some[:STEPS]}
    more = {some[STEPS - 1].id: len(some) - STEPS for some in steps.values() if len(some) > STEPS}
    return [one for one in open_now if one.id in shown], more


# --- what waits ---------------------------------------------------------------------------------


def _tasks(open_now: list[Activity]) -> list[Task]:
    waiting = queries.list_waiting(g.municipality.id, g.visitor.id)
    voted = {row.id for row in waiting if row.what == "voted"}
    return [
        *_votes(open_now, voted),
        *(_late(row) for row in waiting if row.what == "overdue"),
        *(_draft(row) for row in waiting if row.what == "draft"),
        *_kept(),
        *[_news(row) for row in _latest(waiting)][:NEWS],
    ][:12]


def _votes(open_now: list[Activity], voted: set[int]) -> list[Task]:
    """Votes that this person may cast and has not; of each consultation the first."""
    waiting: dict[int, Activity] = {}
    for activity in open_now:
        if (
            activity.kind is ActivityKind.VOTE
            and activity.endpoint
            and activity.object_id not in voted
            and take_part(g.visitor, activity) is None
        ):
            waiting.setdefault(activity.consultation_id, activity)
    return [
        Task(
            title=activity.title,
            href=owners.address(activity.endpoint, activity.object_id, g.slug),
            button=_("Oy verin"),
            icon="vote",
            kind_word=_("Oylama"),
            days=days_to(activity.closes_at),
            minutes=activity.minutes,
            first=True,
        )
        for activity in waiting.values()
    ]


def _latest(waiting: list[Waiting]) -> list[Waiting]:
    """The last word about each thing, the newest first."""
    news = sorted((row for row in waiting if row.what == "news"), key=lambda row: row.id)
    return list({(row.title, row.message): row for row in news}.values())[::-1]


def _news(row: Waiting) -> Task:
    return Task(
        title=row.title,
        href=owners.address(row.endpoint, row.object_id, g.slug),
        button=_("Okuyun"),
        text=sentence(row.message, row.facts or {}),
        icon="bell",
        kind_word=_("Yeni haber"),
    )


def _late(row: Waiting) -> Task:
    return Task(
        title=row.title,
        href=owners.address(row.endpoint, row.object_id, g.slug),
        button=_("Önerinize bakın"),
        text=_("Önerinizin yanıtı gecikti. Yanıt gelince size haber vereceğiz."),
        icon="late",
        kind_word=_("Yanıt gecikti"),
    )


def _draft(row: Waiting) -> Task:
    return Task(
        title=row.title or _("Adsız taslak"),
        href=url_for("proposals.edit", proposal_id=row.id),
        button=_("Sürdürün"),
        text=_("Öneri taslağınız yalnızca size görünüyor."),
        icon="doc",
        kind_word=_("Taslak"),
    )


def _kept() -> list[Task]:
    """What was typed when a session ended or the server failed."""
    home = f"/{g.slug}/"
    return [
        Task(
            title=_first_words(draft.fields),
            href=drafts.address(draft),
            button=_("Sürdürün"),
            text=_("Gönderilemeden kalan yazınız 30 gün saklanır."),
            icon="doc",
            kind_word=_("Taslak"),
        )
        for draft in drafts.list_kept(g.visitor.id)
        if draft.path.startswith(home)
    ]


def _first_words(fields: dict[str, list[str]]) -> str:
    for name in ("title", "subject", "body", "text", "problem"):
        words = " ".join((fields.get(name) or [""])[0].split())
        if words:
            return words[:80]
    return _("Yarım kalan form")


# --- figures ------------------------------------------------------------------------------------


def _trace(figures: Figures) -> list[dict[str, str]]:
    """This year's figures along the trace; a station without a figure is still to come."""
    stations = [
        (
            figures.consultations,
            _("Söz"),
            url_for("consultations.list_all"),
            ngettext("%(num)s danışma açıldı", "%(num)s danışma açıldı", figures.consultations),
        ),
        (
            figures.proposals,
            _("Öneriler"),
            url_for("proposals.list_all"),
            ngettext("%(num)s öneri yazıldı", "%(num)s öneri yazıldı", figures.proposals),
        ),
        (
            figures.comments,
            _("Tartışma"),
            url_for("consultations.list_all"),
            ngettext("%(num)s yorum", "%(num)s yorum", figures.comments),
        ),
        (figures.votes, _("Oylama"), url_for("voting.list_results"), _votes_note(figures)),
        (
            figures.answers,
            _("Yanıt"),
            url_for("answers.list_all"),
            ngettext("%(num)s yanıt verildi", "%(num)s yanıt verildi", figures.answers),
        ),
        (
            figures.actions,
            _("Eylem"),
            url_for("roadmap.list_all"),
            ngettext(
                "%(num)s eylem yol haritasında",
                "%(num)s eylem yol haritasında",
                figures.actions,
            ),
        ),
    ]
    return [
        {
            "state": "done" if number else "next",
            "label": label,
            "href": href,
            "note": note if number else _("henüz yok"),
        }
        for number, label, href, note in stations
    ]


def _votes_note(figures: Figures) -> str:
    if not figures.voters:
        return ngettext("%(num)s oylama", "%(num)s oylama", figures.votes)
    return _(
        "%(votes)s oylama, %(voters)s oy",
        votes=formats.number(figures.votes),
        voters=formats.number(figures.voters),
    )


def _record_sentence(record: PromiseRecord) -> str:
    if record.total == 0:
        return _("Henüz yanıt sözü verilmedi.")
    if record.past_due == 0:
        return _("Verilen sözlerin hiçbirinin günü gelmedi.")
    return _(
        "Yanıtlanan ya da günü geçen söz: %(due)s. Gününde tutulan: %(kept)s (%(percent)s).",
        due=formats.number(record.past_due),
        kept=formats.number(record.kept),
        percent=formats.percent(record.kept, record.past_due, 0),
    )


def _write_href(open_now: list[Activity]) -> str:
    """Straight to the form when there is one place for proposals; otherwise to the list."""
    places = [row for row in open_now if row.kind is ActivityKind.PROPOSALS]
    if len(places) == 1:
        return url_for("proposals.write", activity_id=places[0].id)
    return url_for("consultations.list_all") if places else ""


def activity_href(activity: Activity) -> str:
    if activity.endpoint:
        return owners.address(activity.endpoint, activity.object_id, g.slug)
    return owners.address("consultations.show", activity.consultation_id, g.slug)
