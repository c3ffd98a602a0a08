"""What an applicant is told in writing: a mail in their language, and the letter as PDF."""

from pathlib import Path

from accounts.models import Person
from kernel import clock, links, outbox, pdf
from kernel.db import db
from kernel.formats import day, deadline
from kernel.i18n import N_, _, in_language
from notifications.models import NoticeKind
from notifications.rules import word
from programme.models import (
    DECIDED,
    STATE_LABELS,
    TRACK_LABELS,
    Application,
    ApplicationState,
    ApplicationStep,
    Term,
    Track,
)
from programme.queries import list_writers
from programme.services import reminding

State = ApplicationState
TEMPLATE = Path(__file__).parents[1] / "templates" / "programme" / "letter.typ"

SUBJECTS = {
    State.MISSING: N_("Katılıyoruz Programı: başvurunuzda eksik belge var"),
    State.INTERVIEW: N_("Katılıyoruz Programı: görüşmeye çağrıldınız"),
    State.ACCEPTED: N_("Katılıyoruz Programı: başvurunuz kabul edildi"),
    State.RESERVE: N_("Katılıyoruz Programı: başvurunuz yedek listesinde"),
    State.REFUSED: N_("Katılıyoruz Programı: başvurunuzun sonucu"),
}
SENTENCES = {
    State.MISSING: N_(
        "%(name)s adına yaptığınız başvuruda eksik bir belge var. Tamamlamak için son gün: %(due)s."
    ),
    State.INTERVIEW: N_("%(name)s adına yaptığınız başvuru için görüşme günü: %(due)s."),
    State.ACCEPTED: N_("%(name)s, %(term)s için programa kabul edildi. Birlikte çalışacağız."),
    State.RESERVE: N_(
        "%(name)s, %(term)s için yedek listesine alındı. Sıranız: %(rank)s. Yer açılırsa size "
        "hemen yazarız."
    ),
    State.REFUSED: N_("%(name)s, %(term)s için bu kez programa alınmadı."),
}
#: for those who write along
MOVED = N_("Birlikte yazdığınız başvurunun durumu değişti: %(state)s.")


def in_words(application: Application, message: str) -> str:
    """A sentence of ours, kept in the owner's language."""
    with in_language(_language(application)):
        return _(message)


def _owner(application: Application) -> Person | None:
    return None if application.owner_id is None else db.session.get(Person, application.owner_id)


def _language(application: Application) -> str:
    owner = _owner(application)
    return "tr" if owner is None else owner.language


def _term(application: Application) -> tuple[Term, Track]:
    track = db.session.get_one(Track, application.track_id)
    return db.session.get_one(Term, track.term_id), track


def sentence(application: Application, step: ApplicationStep) -> str:
    """The one that says it, in the present language."""
    term, _track = _term(application)
    due = ""
    if step.due_at is not None:
        due = deadline(step.due_at) if step.state is State.MISSING else _moment(step)
    facts = {"name": application.name, "term": term.name, "rank": step.rank or "", "due": due}
    return _(SENTENCES[step.state], **facts)


def _moment(step: ApplicationStep) -> str:
    assert step.due_at is not None
    return f"{day(step.due_at)}, {clock.local(step.due_at):%H:%M}"


def mail_step(application: Application, step: ApplicationStep) -> None:
    """At once, to whoever began the application; a decision comes with the letter's address.

    Who writes along finds a notice.
    """
    reminding.tell_about(
        application,
        list_writers(application.id),
        key=f"step:{step.id}",
        message=MOVED,
        facts={"state": word(STATE_LABELS[step.state])},
        kind=NoticeKind.MINE,
    )
    owner = _owner(application)
    if owner is None or owner.email is None:
        return
    with in_language(owner.language):
        link = links.page("programme.application", application_id=application.id)
        said = [_("Merhaba,"), sentence(application, step)]
        if step.reason:
            said.append(_("Gerekçe: %(reason)s", reason=step.reason))
        if step.state in DECIDED:
            letter = links.page("programme.letter", application_id=application.id)
            said.append(_("Sonuç yazısı (PDF): %(link)s", link=letter))
        said += [_("Başvurunuz: %(link)s", link=link), _("Katılıyoruz Programı ekibi")]
        outbox.mail(
            f"programme-step:{step.id}",
            owner.email,
            _(SUBJECTS[step.state]),
            "\n\n".join(said),
            person_id=owner.id,
        )


def letter(application: Application, step: ApplicationStep) -> bytes:
    """The result letter, in the owner's language; the same step gives the same bytes."""
    with in_language(_language(application)):
        term, track = _term(application)
        title = _(SUBJECTS[step.state])
        return pdf.make(
            TEMPLATE,
            {
                "title": title,
                "sentence": sentence(application, step),
                "reason": step.reason,
                "facts": [
                    [_("Dönem"), term.name],
                    [_("Kol"), _(TRACK_LABELS[track.kind])],
                    [_("Başvuran"), application.name],
                    [_("Başvuru numarası"), str(application.id)],
                    [_("Karar günü"), day(step.at)],
                ],
                "words": {
                    "reason": _("Gerekçe"),
                    "kicker": _("Katılıyoruz Programı"),
                    "team": _("Katılıyoruz Programı ekibi"),
                },
            },
            title=title,
            footer=_("Katılıyoruz Programı, başvuru %(number)s", number=application.id),
            made_at=step.at,
        )
