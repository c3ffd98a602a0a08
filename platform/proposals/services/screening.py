"""The first gate: on the ballot, or refused with a reason."""

from answers import services as answers
from answers.models import Decision, Duty
from journeys import services as journeys
from journeys.models import Journey, Status
from kernel import audit, outbox
from kernel.db import db
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from kernel.text import first_sentence, plain
from notifications import links
from places.models import Municipality
from proposals.models import Proposal, ProposalState
from proposals.services.errors import AlreadyScreened
from proposals.services.writing import SHOW


def put_on_ballot(proposal: Proposal, *, by: Visitor, office: str) -> None:
    """Screened, and fit to be voted on."""
    journey = _unscreened(proposal)
    journeys.move(journey, Status.ON_BALLOT, by=by.id, office=office)
    audit.record("proposals.put_on_ballot", proposal, by=by.id, after={"office": office})
    db.session.flush()


def refuse(
    proposal: Proposal,
    *,
    by: Visitor,
    office: str,
    unit_id: int | None,
    reason: str,
    reason_html: str,
    summary: str = "",
) -> None:
    """A signed answer at once; the author reads the reason by mail the same hour."""
    _unscreened(proposal)
    answers.answer_at_once(
        db.session.get_one(Duty, proposal.duty_id),
        by=by,
        decision=Decision.REFUSED,
        summary=(summary or first_sentence(plain(reason, 390)))[:400],
        reason=reason,
        reason_html=reason_html,
        office=office,
        unit_id=unit_id,
    )
    audit.record("proposals.refuse", proposal, by=by.id, after={"office": office})
    _mail_refusal(proposal, office=office, reason=reason)
    db.session.flush()


def _unscreened(proposal: Proposal) -> Journey:
    """The journey, held: of two officers the second is told."""
    journey = db.session.get_one(
        Journey, proposal.journey_id, with_for_update=True, populate_existing=True
    )
    if journey.status is not Status.PUBLISHED or proposal.state is not ProposalState.PUBLISHED:
        raise AlreadyScreened
    return journey


REFUSAL_MAIL = N_(
    "Merhaba %(name)s,\n\n"
    "“%(title)s” başlıklı öneriniz (%(number)s) uygun bulunmadı. "
    "Kararı %(office)s verdi. Gerekçesi:\n\n"
    "%(reason)s\n\n"
    "Öneriniz ve bu yanıt herkese açık sayfada duruyor:\n%(link)s\n\n"
    "Emeğiniz için teşekkür ederiz."
)


def _mail_refusal(proposal: Proposal, *, office: str, reason: str) -> None:
    author = proposal.author
    if author.email is None:
        return
    with in_language(author.language):
        outbox.mail(
            f"proposals.refused:{proposal.id}",
            author.email,
            _(N_("Öneriniz uygun bulunmadı: %(title)s"), title=proposal.title),
            _(
                REFUSAL_MAIL,
                name=author.name,
                title=proposal.title,
                number=proposal.number,
                office=office,
                reason=reason,
                link=links.absolute(SHOW, proposal.id, _slug(proposal)),
            ),
            person_id=author.id,
            municipality_id=proposal.municipality_id,
        )


def _slug(proposal: Proposal) -> str:
    return db.session.get_one(Municipality, proposal.municipality_id).slug
