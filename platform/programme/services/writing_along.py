"""Several people write one application: invited by mail, in with one button."""

from datetime import timedelta

from sqlalchemy import func, select

from kernel import audit, clock, links, outbox, tokens
from kernel.db import DomainError, db, lock, refusing
from kernel.formats import day
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from places.queries import find_person_by_email
from programme.models import Application, Review, Term, Track, Writer
from programme.queries import OFFER
from programme.services import reminding

#: besides whoever began it
MOST_WRITERS = 5
#: an invitation may be accepted so long
VALID = timedelta(days=14)

SUBJECT = N_("Katılıyoruz Programı: %(name)s başvurusunu birlikte yazın")
TEXT = N_(
    "Merhaba,\n\n%(owner)s sizi %(name)s adına yapılan başvuruyu birlikte yazmaya davet ediyor "
    "(%(term)s).\n\nDaveti okumak ve kabul etmek için:\n%(link)s\n\n"
    "Bağlantı %(day)s gününe kadar geçerlidir. Hesabınız yoksa önce bu adresle üye olun, sonra "
    "bağlantıyı yeniden açın. Bu daveti beklemiyorsanız iletiyi silebilirsiniz."
)
JOINED = N_("Başvurunuzu artık birlikte yazıyorsunuz: %(who)s")


class InvitedAlready(DomainError):
    constraint = "uq_programme_writer_application_id_email"
    message = N_("Bu adres zaten davet edildi.")
    field = "email"


class OwnAddress(DomainError):
    message = N_("Bu sizin adresiniz; başvuruyu zaten siz yazıyorsunuz.")
    field = "email"


class TooManyWriters(DomainError):
    message = N_("Bir başvuruya en çok %(most)s kişi davet edilir.")
    field = "email"


class JudgesIt(DomainError):
    message = N_("Bu başvuruyu değerlendirmek üzere seçildiniz; onu birlikte yazamazsınız.")


def invite_writer(application: Application, *, by: Visitor, email: str) -> Writer:
    """The mail is written in the receiver's language; whoever has no account reads Turkish."""
    lock("programme-writers", application.id)
    if email == by.email:
        raise OwnAddress()
    there = select(func.count()).where(Writer.application_id == application.id)
    if (db.session.scalar(there) or 0) >= MOST_WRITERS:
        raise TooManyWriters(most=MOST_WRITERS)
    row = Writer(application_id=application.id, email=email)
    with refusing(InvitedAlready):
        db.session.add(row)
    audit.record("programme.invite_writer", application, by=by.id)
    _mail(row, application, by)
    return row


def _mail(row: Writer, application: Application, by: Visitor) -> None:
    known = find_person_by_email(row.email)
    term = db.session.get_one(Term, db.session.get_one(Track, application.track_id).term_id)
    with in_language(known.language if known else "tr"):
        outbox.mail(
            f"programme.writer:{row.id}",
            row.email,
            _(SUBJECT, name=application.name),
            _(
                TEXT,
                owner=by.name,
                name=application.name,
                term=term.name,
                link=links.page("programme.offer", writing_id=tokens.sign(OFFER, VALID, id=row.id)),
                day=day(clock.now() + VALID),
            ),
            person_id=known.id if known else None,
        )


def accept_offer(writer: Writer, application: Application, *, by: Visitor) -> None:
    """Whoever judges an application does not write it."""
    judges = select(Review.id).where(
        Review.application_id == application.id, Review.reviewer_id == by.id
    )
    if db.session.scalar(judges) is not None:
        raise JudgesIt()
    writer.person_id, writer.accepted_at = by.id, clock.now()
    db.session.flush()
    audit.record("programme.accept_offer", application, by=by.id)
    reminding.tell_about(
        application,
        [application.owner_id],
        key=f"writer:{writer.id}",
        message=JOINED,
        facts={"who": by.name},
    )


def drop_writer(writer: Writer, application: Application, *, by: Visitor) -> None:
    """Taken back, or left: the link of the mail is of no use any more."""
    outbox.cancel(f"programme.writer:{writer.id}")
    audit.record("programme.drop_writer", application, by=by.id)
    db.session.delete(writer)
    db.session.flush()
