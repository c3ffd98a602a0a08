"""The cards of a consultation's page: what one can do now, later, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g, url_for

from answers.queries import DutyDates, ShownAnswer
from answers.rules import DutyState
from answers.rules import state as duty_state
from consultations import rules
from consultations.models import KIND_LABELS, ActivityKind
from consultations.queries import ShownActivity, ShownMeeting
from consultations.rules import Window
from kernel import clock, formats, owners, page_cache
from kernel.i18n import N_, _, ngettext
from kernel.rules import Denied, Kind
from notifications.rules import sentence

ICONS = {
    ActivityKind.PROPOSALS: "proposal",
    ActivityKind.DISCUSSION: "talk",
    ActivityKind.VOTE: "vote",
    ActivityKind.SURVEY: "survey",
    ActivityKind.TEXT: "doc",
    ActivityKind.OPINIONS: "map",
}
VERBS = {
    (ActivityKind.PROPOSALS, Window.OPEN): N_("Öneri yazın"),
    (ActivityKind.PROPOSALS, Window.CLOSED): N_("Önerileri okuyun"),
    (ActivityKind.DISCUSSION, Window.OPEN): N_("Tartışmaya katılın"),
    (ActivityKind.DISCUSSION, Window.CLOSED): N_("Tartışmayı okuyun"),
    (ActivityKind.VOTE, Window.UPCOMING): N_("Oylamayı inceleyin"),
    (ActivityKind.VOTE, Window.OPEN): N_("Oy verin"),
    (ActivityKind.VOTE, Window.CLOSED): N_("Sonucu görün"),
    (ActivityKind.SURVEY, Window.OPEN): N_("Anketi yanıtlayın"),
    (ActivityKind.SURVEY, Window.CLOSED): N_("Anketin sonucunu görün"),
    (ActivityKind.TEXT, Window.UPCOMING): N_("Metni okuyun"),
    (ActivityKind.TEXT, Window.OPEN): N_("Metni okuyun, değişiklik önerin"),
    (ActivityKind.TEXT, Window.CLOSED): N_("Metni ve yanıtları okuyun"),
    (ActivityKind.OPINIONS, Window.OPEN): N_("Görüşlere yanıt verin"),
    (ActivityKind.OPINIONS, Window.CLOSED): N_("Görüş haritasını görün"),
}
#: no running total before the end
SILENT = (ActivityKind.VOTE, ActivityKind.SURVEY, ActivityKind.OPINIONS)
STATES = {Window.OPEN: "open", Window.CLOSED: "done"}
SOON = 14
#: a survey for whoever holds a code: neither account nor residence is asked
BY_CODE = "surveys.enter"


@dataclass(frozen=True)
class Card:
    icon: str
    label: str
    #: open, next, done
    state: str
    status_kind: str
    status_word: str
    title: str
    text: str = ""
    note: str = ""
    href: str = ""
    verb: str = ""
    #: why this reader may not, where that is known; the link then only leads to reading
    denied: Denied | None = None
    #: reading along while one may also write
    read_href: str = ""
    read_verb: str = ""


def make(
    activities: Sequence[ShownActivity],
    meetings: Sequence[ShownMeeting],
    neighbourhoods: Mapping[int, str],
) -> list[Card]:
    """Open ones first, then what is coming, then what is over; the next meeting among them."""
    cards = [_activity(activity, neighbourhoods) for activity in activities]
    cards += [_meeting(m) for m in meetings if m.starts_at > clock.now()][:1]
    order = {"open": 0, "next": 1, "done": 2}
    return sorted(cards, key=lambda card: order[card.state])


def _activity(activity: ShownActivity, neighbourhoods: Mapping[int, str]) -> Card:
    window = rules.window(activity)
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)
    status_kind, status_word = _status(activity, window)
    names = [neighbourhoods[n] for n in activity.neighbourhood_ids or [] if n in neighbourhoods]
    who = "" if window is Window.CLOSED else _who(activity, names)
    href, verb = _link(activity, window)
    denied, reads = _denied(activity, window), _reads(activity, window)
    return Card(
        icon=ICONS[activity.kind],
        label=_(KIND_LABELS[activity.kind]),
        state=STATES.get(window, "next"),
        status_kind=status_kind,
        status_word=status_word,
        title=activity.title,
        text=sentence(activity.done_note, activity.done_facts) or activity.text,
        note=" ".join(part for part in (_count(activity), who, _minutes(activity, window)) if part),
        href=href,
        verb="" if denied else verb,
        denied=denied,
        read_href=url_for("proposals.list_all", adim=activity.id) if reads else "",
        read_verb=_(VERBS[activity.kind, Window.CLOSED]) if reads else "",
    )


def _denied(activity: ShownActivity, window: Window) -> Denied | None:
    """The reason for this person; who is not signed in is asked at the next step."""
    if window is not Window.OPEN or not g.visitor.signed_in or activity.endpoint == BY_CODE:
        return None
    found = rules.take_part(g.visitor, activity)
    return found if found is not None and found.kind is Kind.ROLE else None


def _who(activity: ShownActivity, names: list[str]) -> str:
    if activity.endpoint == BY_CODE:
        return _(N_("Elinde anket kodu olan herkes katılabilir."))
    return rules.eligibility_sentence(activity, names)


def _reads(activity: ShownActivity, window: Window) -> bool:
    if rules.is_draft(activity.consultation):
        return False
    return window is Window.OPEN and activity.kind is ActivityKind.PROPOSALS


def _link(activity: ShownActivity, window: Window) -> tuple[str, str]:
    """Where the card leads and the verb; nothing to open while it is a draft or yet to come."""
    verb = VERBS.get((activity.kind, window), "")
    if rules.is_draft(activity.consultation) or not verb:
        return "", ""
    if activity.kind is ActivityKind.DISCUSSION:
        return url_for("consultations.discussion", activity_id=activity.id), _(verb)
    if activity.kind is ActivityKind.PROPOSALS:
        return _proposals_href(activity, window), _(verb)
    if activity.object_id is None:
        return "", ""
    by_code_and_over = activity.endpoint == BY_CODE and window is not Window.OPEN
    endpoint = "surveys.show" if by_code_and_over else activity.endpoint
    return owners.address(endpoint, activity.object_id, g.slug), _(verb)


def _proposals_href(activity: ShownActivity, window: Window) -> str:
    if window is Window.OPEN:
        return url_for("proposals.write", activity_id=activity.id)
    return url_for("proposals.list_all", adim=activity.id)


def _status(activity: ShownActivity, window: Window) -> tuple[str, str]:
    if window is Window.UNSCHEDULED:
        return "wait", _(N_("Tarihi açıklanacak"))
    if window is Window.UPCOMING and activity.opens_at is not None:
        return "wait", _(N_("%(date)s günü açılıyor"), date=formats.short_day(activity.opens_at))
    if window is Window.CLOSED:
        return _closed_status(activity)
    if activity.closes_at is None:
        return "open", _(N_("Açık"))
    page_cache.until(clock.next_midnight())
    last = clock.last_day(activity.closes_at)
    days = clock.days_until(last)
    if days == 0:
        return "soon", _(N_("Son gün bugün"))
    if days <= SOON:
        return "soon", ngettext("%(num)s gün kaldı", "%(num)s gün kaldı", days)
    return "open", _(N_("Son gün: %(date)s"), date=formats.short_day(last))


def _closed_status(activity: ShownActivity) -> tuple[str, str]:
    over = activity.closes_at is not None and activity.closes_at <= clock.now()
    if activity.consultation.state in rules.STOPPED and not over:
        return "lock", _(N_("Durduruldu"))
    return "good", _(N_("Bitti"))


def _count(activity: ShownActivity) -> str:
    comments = activity.comment_count
    count = activity.contribution_count if comments is None else comments
    if not count or activity.done_note or activity.kind in SILENT:
        return ""
    if activity.kind is ActivityKind.TEXT:
        return ngettext("%(num)s değişiklik önerildi.", "%(num)s değişiklik önerildi.", count)
    if activity.kind is ActivityKind.PROPOSALS:
        return ngettext("%(num)s öneri yazıldı.", "%(num)s öneri yazıldı.", count)
    return ngettext("%(num)s yorum yazıldı.", "%(num)s yorum yazıldı.", count)


def _minutes(activity: ShownActivity, window: Window) -> str:
    if window is Window.CLOSED or not activity.minutes:
        return ""
    return ngettext(
        "Yaklaşık %(num)s dakika sürer.", "Yaklaşık %(num)s dakika sürer.", activity.minutes
    )


def _meeting(meeting: ShownMeeting) -> Card:
    page_cache.until(meeting.starts_at)
    when = _(
        N_("%(date)s, saat %(hour)s"),
        date=formats.long_day(meeting.starts_at),
        hour=formats.hour(meeting.starts_at),
    )
    return Card(
        icon="meeting",
        label=_(N_("Buluşma")),
        state="next",
        status_kind="no" if meeting.cancelled_reason else "wait",
        status_word=_(N_("İptal edildi"))
        if meeting.cancelled_reason
        else formats.short_day(meeting.starts_at),
        title=meeting.title,
        text=meeting.cancelled_reason or meeting.access,
        note=f"{when}, {meeting.place}",
        href=f"#bulusma-{meeting.id}",
    )


def answer_card(duty: DutyDates | None, answer: ShownAnswer | None) -> Card | None:
    """The promise to answer stands among the cards too; dashed until it is kept."""
    if duty is None or duty.released_at is not None:
        return None
    state = duty_state(duty, clock.today())
    title = _(N_("Karar ve gerekçesi"))
    label = _(N_("Resmî yanıt"))
    if answer is not None:
        return Card(
            icon="answer",
            label=label,
            state="done",
            status_kind="good" if state is DutyState.ANSWERED else "part",
            status_word=_(N_("Yayımlandı")),
            title=answer.summary,
            href="#yanit",
            verb=_(N_("Yanıtı okuyun")),
        )
    late = state is DutyState.OVERDUE
    days = abs(clock.days_until(duty.first_due_on))
    word = (
        ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", days)
        if late
        else formats.short_day(duty.due_on)
    )
    text = _(PROMISED if not late else BROKEN, date=formats.day(duty.due_on))
    return Card("answer", label, "next", "late" if late else "wait", word, title, text)


PROMISED = N_(
    "En geç %(date)s günü burada yayımlanır. Katılan ve takip eden herkese haber veririz."
)
BROKEN = N_("%(date)s günü yayımlanmalıydı. Yayımlanınca takip eden herkese haber veririz.")
