"""The steps of a consultation as its officer works on them."""

from dataclasses import dataclass

from flask import g, url_for

from consultations import rules
from consultations.models import KIND_LABELS, Activity, ActivityKind, Consultation
from consultations.rules import Window
from kernel import owners
from kernel.i18n import N_, _


@dataclass(frozen=True)
class Step:
    row: Activity
    window: str
    #: the consultation's end came before its own
    stopped: bool
    kind: str
    #: of a vote, survey or text: where it is drawn up or, once published, read
    href: str = ""
    verb: str = ""
    note: str = ""

    @property
    def icon(self) -> str:
        return ICONS.get(self.row.kind, "vote")


def make(row: Activity, consultation: Consultation) -> Step:
    window = rules.window(row)
    stopped = _stopped(row, consultation)
    kind = _(KIND_LABELS[row.kind])
    if row.kind in DESKS:
        return Step(row, window.value, stopped, kind, *_drawn_up(row, consultation))
    if row.kind is not ActivityKind.VOTE:
        return Step(row, window.value, stopped, kind)
    return Step(row, window.value, stopped, kind, *_vote(row, consultation, window))


def _stopped(row: Activity, consultation: Consultation) -> bool:
    ended = consultation.ended_at
    if consultation.state not in rules.STOPPED or ended is None:
        return False
    return row.closes_at is None or ended < row.closes_at


def _vote(row: Activity, consultation: Consultation, window: Window) -> tuple[str, str, str]:
    """The vote lives above; its own rule decides again when the link is opened."""
    if row.endpoint and row.object_id is not None:
        note = STOPPED if _stopped(row, consultation) else FROZEN
        return owners.address(row.endpoint, row.object_id, g.slug), _(OPEN), _(note)
    if consultation.state in rules.STOPPED:
        return "", "", _(STOPPED)
    if rules.manage(g.visitor, consultation) is not None:
        return "", "", _(UNPUBLISHED)
    note = NOTES.get(window, UNPUBLISHED)
    if rules.is_draft(consultation):
        note = DRAFT
    return url_for("voting.draw_up", activity_id=row.id), _(DRAW_UP), _(note)


def _drawn_up(row: Activity, consultation: Consultation) -> tuple[str, str]:
    """Surveys and texts have one page for the officer, before and after publication."""
    if rules.manage(g.visitor, consultation) is not None:
        return "", ""
    endpoint, verb = DESKS[row.kind]
    return url_for(endpoint, activity_id=row.id), _(verb)


DESKS = {
    ActivityKind.SURVEY: ("surveys.draw_up", N_("Anketi hazırlayın ve izleyin")),
    ActivityKind.TEXT: ("texts.draw_up", N_("Metni hazırlayın ve yanıtlayın")),
    ActivityKind.OPINIONS: ("opinions.draw_up", N_("Görüş haritasını hazırlayın ve izleyin")),
}
ICONS = {
    ActivityKind.SURVEY: "survey",
    ActivityKind.TEXT: "doc",
    ActivityKind.OPINIONS: "map",
}
OPEN = N_("Oylamanın sayfasını açın")
DRAW_UP = N_("Oylamayı hazırlayın")
FROZEN = N_("Bu oylama yayımlandı. Soru, seçenekler ve kurallar artık değişmez.")
STOPPED = N_("Danışma durduruldu; bu oylama yapılmayacak.")
DRAFT = N_("Oylamayı şimdiden hazırlayabilirsiniz. Danışmadan sonra ayrıca yayımlanır.")
UNPUBLISHED = N_("Oylama henüz yayımlanmadı. Yayımlanmadan kimse oy veremez.")
NOTES = {
    Window.CLOSED: N_(
        "Süre, oylama yayımlanmadan doldu. Önce bu adıma gerekçesiyle yeni bir tarih verin."
    ),
    Window.UNSCHEDULED: N_("Oylama, bu adıma tarih verilince yayımlanabilir."),
}
