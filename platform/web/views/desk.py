"""The desk: what waits for those who work for the municipality, and where they work on it."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, render_template, request, url_for

from answers.rules import READERS
from kernel import clock, formats
from kernel.http import allow
from kernel.i18n import N_, _, ngettext
from kernel.rules import Role
from places.queries import list_units
from web import rules
from web.queries import desk as queries
from web.queries.desk import Desk
from web.views.blueprint import bp

#: every page of the desk: endpoint, its word, icon; shown to whoever its own rule lets in
PAGES = [
    ("answers.desk", N_("Yanıtlar"), "answer"),
    ("consultations.desk", N_("Danışmalar"), "promise"),
    ("meetings.desk", N_("Açık buluşmalar"), "meeting"),
    ("councils.desk_council", N_("Kent konseyi"), "org"),
    ("councils.desk_agenda", N_("Belediye meclisi"), "list"),
    ("proposals.screening", N_("Öneri eleme"), "proposal"),
    ("proposals.opinions", N_("İstenen görüşler"), "talk"),
    ("roadmap.desk", N_("Eylemler"), "action"),
    ("web.moderation", N_("Denetim"), "flag"),
    ("opinions.waiting", N_("Bekleyen ifadeler"), "map"),
    ("voting.polling", N_("Sandıklar"), "vote"),
    ("places.find", N_("İkamet doğrulama"), "pin"),
    ("places.letters", N_("Mektuplar"), "mail"),
    ("places.applications", N_("Kuruluşlar"), "org"),
    ("proposals.categories", N_("Öneri konuları"), "list"),
    ("places.settings", N_("Belediye ayarları"), "edit"),
    ("places.staff", N_("Görevliler"), "users"),
    ("places.units", N_("Birimler"), "org"),
    ("places.neighbourhoods", N_("Mahalleler"), "pin"),
    ("places.days", N_("Çalışma günleri"), "clock"),
    ("answers.settings", N_("Yanıt ayarları"), "answer"),
    ("places.legal_texts", N_("Metinler"), "doc"),
    ("web.undelivered", N_("Teslim edilemeyen e-postalar"), "mail"),
    ("web.record", N_("İşlem kaydı"), "list"),
]
WHOSE = [
    ("", N_("Herkes")),
    ("birimim", N_("Birimim")),
    ("benim", N_("Bana atanan")),
    ("atanmamis", N_("Atanmamış")),
]


@dataclass(frozen=True)
class Figure:
    label: str
    value: int
    href: str
    note: str = ""
    kind: str = ""


def may_open(endpoint: str) -> bool:
    """The page's own rule decides, as it will when somebody opens it."""
    view: Any = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    return view.rule(g.visitor, g.municipality) is None


@bp.get("/<slug>/masa")
@allow(rules.desk)
def desk() -> str:
    place = g.municipality.id
    units = [(unit.id, unit.name) for unit in list_units(place)]
    unit_id = next((key for key, _n in units if str(key) == request.args.get("birim")), None)
    reads = g.visitor.has_role(place, *READERS)
    whose = request.args.get("kime", _own_answers(place))
    duties = (
        queries.list_desk_duties(place, unit_id=unit_id, whose=whose, visitor=g.visitor)
        if reads
        else []
    )
    found = queries.desk(place, g.visitor)
    return render_template(
        "web/desk.html",
        headline=_headline(found, reads=reads),
        figures=_figures(found),
        menu=[
            (url_for(endpoint), _(word), icon)
            for endpoint, word, icon in PAGES
            if may_open(endpoint)
        ],
        reads=reads,
        duties=duties,
        units=units,
        whose=[(key, _(word)) for key, word in _choices(place)],
        chosen={"unit": unit_id or "", "whose": whose},
    )


def _own_answers(place: int) -> str:
    """What the list begins with: the answers that the headline counts."""
    if g.visitor.has_role(place, *queries.EVERY_ANSWER):
        return ""
    return "birimim" if g.visitor.has_role(place, Role.UNIT_OFFICER) else "konsey"


def _choices(place: int) -> list[tuple[str, str]]:
    if not g.visitor.has_role(place, Role.COUNCIL_OFFICER):
        return WHOSE
    return [WHOSE[0], ("konsey", N_("Konseyin sordukları")), *WHOSE[1:]]


def _headline(found: Desk, *, reads: bool) -> str:
    """The most pressing of what this person works on."""
    if reads and found.overdue:
        return ngettext(
            "Masanız: %(num)s yanıt gecikti", "Masanız: %(num)s yanıt gecikti", found.overdue
        )
    if reads:
        return _("Masanız: geciken yanıt yok")
    if may_open("web.moderation") and found.cases:
        return ngettext(
            "Masanız: %(num)s bildirim karar bekliyor",
            "Masanız: %(num)s bildirim karar bekliyor",
            found.cases,
        )
    if may_open("places.letters") and found.letters:
        return ngettext(
            "Masanız: %(num)s mektup postalanacak",
            "Masanız: %(num)s mektup postalanacak",
            found.letters,
        )
    return _("Masanız: bekleyen iş yok")


def _figures(found: Desk) -> list[Figure]:
    """Only what this person may open; the rest is somebody else's work."""
    figures = [
        ("answers.desk", Figure(_("Gecikmiş yanıt"), found.overdue, "", kind="late")),
        ("answers.desk", Figure(_("7 gün içinde"), found.due_soon, "", kind="soon")),
        (
            "web.moderation",
            Figure(_("Denetim bekleyen"), found.cases, "", note=_age(found.oldest_case)),
        ),
        (
            "consultations.desk",
            Figure(
                _("Kapanacak oylama"),
                found.votes_closing,
                url_for("voting.list_results"),
                note=_end(found.next_closing),
            ),
        ),
        ("roadmap.desk", Figure(_("Geciken eylem"), found.late_actions, "", kind="late")),
        ("proposals.screening", Figure(_("Elenecek öneri"), found.unscreened, "")),
        (
            "proposals.opinions",
            Figure(
                _("Sizden istenen görüş"),
                found.opinions,
                "",
                kind="late" if found.late_opinions else "",
            ),
        ),
        (
            "proposals.screening",
            Figure(
                _("İtiraz edilen öneri"),
                found.objections,
                url_for("proposals.screening", durum="itiraz"),
                kind="soon",
            ),
        ),
        ("places.applications", Figure(_("Bekleyen kuruluş"), found.organisations, "")),
        ("places.letters", Figure(_("Postaya verilecek mektup"), found.letters, "")),
    ]
    if found.first_tie is not None:
        href = url_for("voting.show", election_id=found.first_tie)
        tie = Figure(_("Karar bekleyen eşitlik"), found.ties, href, kind="late")
        figures.insert(2, ("consultations.desk", tie))
    if found.first_complaint is not None:
        href = url_for("voting.complaints", election_id=found.first_complaint)
        complaint = Figure(_("Yanıt bekleyen itiraz"), found.complaints, href, kind="soon")
        figures.insert(2, ("consultations.desk", complaint))
    return [_linked(endpoint, figure) for endpoint, figure in figures if may_open(endpoint)]


QUERIES: dict[str, dict[str, Any]] = {"roadmap.desk": {"durum": "gecikti"}}


def _linked(endpoint: str, figure: Figure) -> Figure:
    href = figure.href or url_for(endpoint, **QUERIES.get(endpoint, {}))
    kind = figure.kind if figure.value else ""
    return Figure(figure.label, figure.value, href, figure.note, kind)


def _age(oldest: Any) -> str:
    if oldest is None:
        return ""
    hours = int((clock.now() - oldest).total_seconds() // 3600)
    if hours < 48:
        return ngettext("en eskisi %(num)s saat", "en eskisi %(num)s saat", hours)
    return ngettext("en eskisi %(num)s gün", "en eskisi %(num)s gün", hours // 24)


def _end(closes_at: Any) -> str:
    return "" if closes_at is None else formats.short_day(clock.last_day(closes_at))
