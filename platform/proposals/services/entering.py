"""Proposals that staff enter for somebody without an account, and the mails about them."""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from consultations.models import Activity
from journeys.models import STATUS_LABELS, Status, Step
from kernel import audit, outbox, tokens
from kernel import links as kernel_links
from kernel.db import db
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from meetings import services as meetings
from notifications import links
from notifications.rules import sentence
from places.queries import get_municipality
from proposals.entering import STOP_VALID
from proposals.entries import Behalf, Consent
from proposals.models import Origin, Proposal
from proposals.queries import STOP
from proposals.services.writing import SHOW, publish, save_draft


def enter(
    activity: Activity,
    *,
    by: Visitor,
    name: str,
    consent: Consent,
    consent_on: date,
    consent_note: str = "",
    email: str | None = None,
    phone: str | None = None,
    origin: Origin = Origin.BEHALF,
    import_id: int | None = None,
    import_row: int | None = None,
    meeting_id: int | None = None,
    **content: Any,
) -> Proposal:
    """Published at once, under the name they wish; sent twice it is one proposal."""
    assert by.id is not None
    proposal = save_draft(activity, by=by, **content)
    if find_behalf(proposal.id) is not None:
        return proposal
    proposal.origin, proposal.byline = origin, name
    publish(proposal, by=by)
    row = Behalf(
        municipality_id=proposal.municipality_id,
        proposal_id=proposal.id,
        consent=consent,
        consent_on=consent_on,
        consent_note=consent_note,
        email=email or None,
        phone=phone or None,
        entered_by_id=by.id,
        import_id=import_id,
        import_row=import_row,
    )
    db.session.add(row)
    db.session.flush()
    if meeting_id is not None:
        meetings.take(meeting_id, subject=proposal.title, endpoint=SHOW, object_id=proposal.id)
    audit.record("proposals.enter", proposal, by=by.id, after={"consent": consent.value})
    _tell(row, proposal, _steps_since(proposal.journey_id, 0))
    return proposal


def find_behalf(proposal_id: int) -> Behalf | None:
    return db.session.scalars(select(Behalf).where(Behalf.proposal_id == proposal_id)).first()


def forget_contact(behalf: Behalf, *, by: Visitor) -> None:
    """Address and number go; the consent stays, without which nothing could stand there."""
    behalf.email = behalf.phone = None
    audit.record("proposals.forget_contact", behalf, by=by.id)


def unname(behalf: Behalf, *, by: Visitor) -> None:
    """Its owner does not want to be named any more."""
    db.session.execute(
        update(Proposal).where(Proposal.id == behalf.proposal_id).values(byline=NAMELESS)
    )
    audit.record("proposals.unname", behalf, by=by.id)


#: kept in Turkish, as names are
NAMELESS = "Bir hemşehri"


def stop_mails(behalf: Behalf) -> None:
    """Whoever reads the mailbox has asked; the address has done its work."""
    behalf.email = None
    audit.record("proposals.stop_mails", behalf, by=None)


# --- mails to those without an account ----------------------------------------------------------

PUBLISHED_SUBJECT = N_("Öneriniz yayımlandı: %(title)s")
MOVED_SUBJECT = N_("Önerinizde yeni adım: %(title)s")
PUBLISHED_TEXT = N_(
    "Merhaba %(name)s,\n\n%(place)s, sizin izninizle “%(title)s” başlıklı önerinizi (%(number)s) "
    "adınıza yayımladı. Herkes okuyabilir, destekleyebilir ve tartışabilir:\n%(link)s\n\n"
    "Karar verilince ve yanıt yazılınca size yine yazacağız. Adınızın ya da önerinin sayfadan "
    "kalkmasını isterseniz belediyeye söylemeniz yeterli.\n\n"
    "Artık e-posta almak istemiyorsanız:\n%(stop)s"
)
MOVED_TEXT = N_(
    "Merhaba %(name)s,\n\nAdınıza girilen “%(title)s” başlıklı önerinin (%(number)s) yeni durumu: "
    "%(status)s.\n\n%(reason)s\n\nÖneri ve yanıtlar burada:\n%(link)s\n\n"
    "Artık e-posta almak istemiyorsanız:\n%(stop)s"
)


def tell_owners() -> None:
    """Every public step since the last mail, whoever moved it; looked at every 15 minutes."""
    fresh = select(Step.id).where(
        Step.journey_id == Proposal.journey_id, Step.id > Behalf.told_step_id, Step.moved
    )
    rows = db.session.execute(
        select(Behalf, Proposal)
        .join(Proposal, Proposal.id == Behalf.proposal_id)
        .where(Behalf.email.is_not(None), fresh.exists())
        .order_by(Behalf.id)
        .limit(200)
    ).all()
    for row, proposal in rows:
        _tell(row, proposal, _steps_since(proposal.journey_id, row.told_step_id))


def _steps_since(journey_id: int | None, step_id: int) -> list[Step]:
    return list(
        db.session.scalars(
            select(Step)
            .where(Step.journey_id == journey_id, Step.id > step_id, Step.moved)
            .order_by(Step.id)
        )
    )


def _tell(row: Behalf, proposal: Proposal, steps: list[Step]) -> None:
    for step in steps:
        row.told_step_id = step.id
        if row.email is not None:
            _mail(row, proposal, step)


def _mail(row: Behalf, proposal: Proposal, step: Step) -> None:
    """In Turkish: nobody has asked for another language."""
    place = get_municipality(row.municipality_id)
    token = tokens.sign(STOP, STOP_VALID, behalf=row.id)
    stop = kernel_links.page("proposals.stop_mails", slug=place.slug, contact_id=token)
    first = step.status is Status.PUBLISHED
    with in_language("tr"):
        reason = sentence(step.reason, step.reason_facts) if step.reason else ""
        text = _(
            PUBLISHED_TEXT if first else MOVED_TEXT,
            name=proposal.byline,
            place=place.official_name,
            title=proposal.title,
            number=proposal.number,
            status=_(STATUS_LABELS[step.status]),
            reason=reason,
            link=links.absolute(SHOW, proposal.id, place.slug),
            stop=stop,
        )
        outbox.mail(
            f"proposals.behalf:{row.id}:{step.id}",
            row.email or "",
            _(PUBLISHED_SUBJECT if first else MOVED_SUBJECT, title=proposal.title),
            text.replace("\n\n\n\n", "\n\n"),
            municipality_id=row.municipality_id,
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
