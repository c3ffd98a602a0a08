"""Co-sponsors: who stands behind a proposal beside its author."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from accounts.models import Person
from accounts.queries import find_person, find_proof
from journeys import services as journeys
from journeys.models import Why
from kernel import audit, clock, outbox, tokens
from kernel import links as kernel_links
from kernel.db import db, refusing
from kernel.formats import day
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from notifications import links
from notifications import services as notifications
from notifications.models import NoticeKind
from places.models import Organisation, OrganisationState
from places.queries import get_municipality
from proposals import queries
from proposals.authorship import OFFER_VALID
from proposals.models import Cosponsor, CosponsorState, Proposal, ProposalState, Support
from proposals.queries import OFFER
from proposals.services.errors import (
    AddressAskedEnough,
    AlreadyAnswered,
    AlreadyInvited,
    AlreadyStanding,
    NotAnOrganisation,
    OrganisationInvited,
    OwnAddress,
    TooManyInvitations,
)

PAGE = "proposals.offer"
SHOW = "proposals.show"
LIST = "proposals.list_all"
#: invitations of one proposal that may wait at the same time
MOST_OPEN = 10
#: invitations to one address in a day, whoever sends them
TO_ADDRESS_A_DAY = 3

STANDING = (CosponsorState.INVITED, CosponsorState.ACCEPTED)


def make_cosponsor(proposal: Proposal, *, person_id: int) -> None:
    """Without being asked: their words were taken into the text. The proposal's row is held."""
    row = db.session.scalars(
        select(Cosponsor).where(
            Cosponsor.proposal_id == proposal.id,
            Cosponsor.person_id == person_id,
            Cosponsor.state.in_(STANDING),
        )
    ).first()
    if row is None:
        row = Cosponsor(
            municipality_id=proposal.municipality_id, proposal_id=proposal.id, person_id=person_id
        )
        db.session.add(row)
    row.state, row.answered_at = CosponsorState.ACCEPTED, clock.now()
    stand_behind(proposal, person_id)


def stand_behind(proposal: Proposal, person_id: int) -> None:
    """Whoever stands behind it is not counted among its supporters as well."""
    db.session.flush()
    gone = db.session.execute(
        delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == person_id)
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        db.session.execute(
            update(Proposal)
            .where(Proposal.id == proposal.id)
            .values(support_count=Proposal.support_count - 1)
        )
    if proposal.journey_id is not None:
        journeys.unfollow(proposal.journey_id, person_id=person_id, why=Why.SUPPORTER)
        journeys.follow(proposal.journey_id, person_id=person_id, why=Why.AUTHOR)


# --- asking -------------------------------------------------------------------------------------


def invite_person(proposal: Proposal, *, by: Visitor, email: str) -> Cosponsor:
    """By address. Whether it has an account changes nothing that the author sees."""
    _make_room(proposal)
    if email == by.email:
        raise OwnAddress()
    mark = tokens.mark("cosponsor", email)
    asked = select(func.count()).where(
        Cosponsor.mark == mark, Cosponsor.invited_at > clock.now() - timedelta(days=1)
    )
    if (db.session.scalar(asked) or 0) >= TO_ADDRESS_A_DAY:
        raise AddressAskedEnough()
    row = _ask(proposal, by, email=email, mark=mark)
    known = find_person(email)
    _mail_person(row, proposal, email, known)
    if known is not None and find_proof(known.id) is not None:
        _tell(row, proposal, INVITED, [known.id], by=by)
    return row


def _make_room(proposal: Proposal) -> None:
    """The proposal's row is held: of two presses the second counts the first."""
    _hold(proposal)
    waiting = select(func.count()).where(
        Cosponsor.proposal_id == proposal.id, Cosponsor.state == CosponsorState.INVITED
    )
    if (db.session.scalar(waiting) or 0) >= MOST_OPEN:
        raise TooManyInvitations(most=MOST_OPEN)


def _hold(proposal: Proposal) -> None:
    """Whoever publishes or deletes the draft meanwhile comes before this, or after."""
    held = select(Proposal.id).where(Proposal.id == proposal.id).with_for_update()
    if db.session.scalar(held) is None:
        raise AlreadyAnswered()
    db.session.refresh(proposal, ["state", "journey_id", "support_count"])


def _ask(
    proposal: Proposal,
    by: Visitor,
    *,
    email: str | None = None,
    mark: str | None = None,
    organisation_id: int | None = None,
) -> Cosponsor:
    row = Cosponsor(
        municipality_id=proposal.municipality_id,
        proposal_id=proposal.id,
        email=email,
        mark=mark,
        organisation_id=organisation_id,
        invited_by_id=by.id,
    )
    with refusing(AlreadyInvited, OrganisationInvited):
        db.session.add(row)
    outbox.moment(
        _expiry(row.id),
        "proposals.expire_offer",
        clock.now() + OFFER_VALID,
        municipality_id=row.municipality_id,
        cosponsor_id=row.id,
    )
    audit.record("proposals.invite", row, by=by.id)
    return row


def _expiry(cosponsor_id: int) -> str:
    return f"proposals.expire_offer:{cosponsor_id}"


def invite_organisation(proposal: Proposal, *, by: Visitor, organisation_id: int) -> Cosponsor:
    """Any of its present representatives may answer."""
    _make_room(proposal)
    organisation = db.session.get(Organisation, organisation_id)
    if (
        organisation is None
        or organisation.municipality_id != proposal.municipality_id
        or organisation.state is not OrganisationState.VERIFIED
        or organisation.id == proposal.organisation_id
    ):
        raise NotAnOrganisation()
    row = _ask(proposal, by, organisation_id=organisation.id)
    people = queries.list_representatives(organisation.id)
    _tell(row, proposal, INVITED_ORGANISATION, [person.id for person in people], by=by)
    for person in people:
        _mail_representative(row, proposal, person, organisation.name)
    return row


# --- answering ----------------------------------------------------------------------------------


def accept_offer(cosponsor: Cosponsor, *, by: Visitor) -> None:
    assert by.id is not None
    proposal = cosponsor.proposal
    _hold(proposal)
    person_id = None if cosponsor.organisation_id else by.id
    with refusing(AlreadyStanding):
        _answer(cosponsor, CosponsorState.ACCEPTED, by=by, person_id=person_id)
    if person_id is not None:
        stand_behind(proposal, person_id)
    elif proposal.journey_id is not None:
        journeys.follow(proposal.journey_id, person_id=by.id, why=Why.AUTHOR)
        _tell_followers(proposal, cosponsor.id)
    _tell(cosponsor, proposal, ACCEPTED, queries.list_standing_behind(proposal), by=by)


def decline_offer(cosponsor: Cosponsor, *, by: Visitor) -> None:
    """Also by whoever has no account and holds the mail."""
    _answer(cosponsor, CosponsorState.DECLINED, by=by)
    proposal = cosponsor.proposal
    authors = [person.id for person in queries.list_authors(proposal)]
    _tell(cosponsor, proposal, DECLINED, authors, by=by)


def revoke_offer(cosponsor: Cosponsor, *, by: Visitor) -> None:
    _answer(cosponsor, CosponsorState.REVOKED, by=by)
    outbox.cancel(f"proposals.offer:{cosponsor.id}")


def expire_offer(cosponsor_id: int) -> None:
    row = db.session.get(Cosponsor, cosponsor_id)
    if row is not None and row.state is CosponsorState.INVITED:
        row.state, row.email = CosponsorState.EXPIRED, None


def _answer(
    cosponsor: Cosponsor, to: CosponsorState, *, by: Visitor, person_id: int | None = None
) -> None:
    """Once; the address has then done its work."""
    done = db.session.execute(
        update(Cosponsor)
        .where(Cosponsor.id == cosponsor.id, Cosponsor.state == CosponsorState.INVITED)
        .values(state=to, email=None, person_id=person_id, answered_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise AlreadyAnswered()
    db.session.refresh(cosponsor, ["state", "email", "person_id", "answered_at"])
    outbox.cancel(_expiry(cosponsor.id))
    audit.record("proposals.answer_offer", cosponsor, by=by.id, after={"state": to.value})


def stand_behind_published(proposal: Proposal, *, by: Visitor) -> None:
    """Who accepted while it was a draft: they follow it from now on, and may still step back."""
    assert proposal.journey_id is not None
    for row in queries.list_cosponsors(proposal.id):
        people = _people_of(row)
        for person_id in people:
            journeys.follow(proposal.journey_id, person_id=person_id, why=Why.AUTHOR)
        _tell_of(proposal, f"cosponsor:{row.id}:published", PUBLISHED, people, by=by)
        if row.organisation_id is not None:
            _tell_followers(proposal, row.id)


def _tell_followers(proposal: Proposal, cosponsor_id: int) -> None:
    """Who follows the organisation, the worker finds out."""
    outbox.moment(
        f"following.announce_cosponsor:{cosponsor_id}",
        "following.announce_cosponsor",
        clock.now(),
        municipality_id=proposal.municipality_id,
        cosponsor_id=cosponsor_id,
    )


def drop_with_draft(proposal: Proposal, *, by: Visitor | None = None) -> None:
    """What was asked for a draft goes with it; who stood behind it is told."""
    db.session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    for row in queries.list_cosponsors(proposal.id, *STANDING):
        outbox.cancel(_expiry(row.id), f"proposals.offer:{row.id}")
        if row.state is CosponsorState.ACCEPTED:
            key = f"cosponsor:{row.id}:discarded"
            _tell_of(proposal, key, DISCARDED, _people_of(row), by=by, endpoint=LIST)
    db.session.execute(delete(Cosponsor).where(Cosponsor.proposal_id == proposal.id))


def _people_of(row: queries.CosponsorRow) -> list[int]:
    if row.organisation_id is None:
        return [row.person_id] if row.person_id is not None else []
    return [person.id for person in queries.list_representatives(row.organisation_id)]


def leave(cosponsor: Cosponsor, *, by: Visitor) -> None:
    """Steps back; what was written and decided meanwhile stays."""
    assert by.id is not None
    done = db.session.execute(
        update(Cosponsor)
        .where(Cosponsor.id == cosponsor.id, Cosponsor.state == CosponsorState.ACCEPTED)
        .values(state=CosponsorState.LEFT, answered_at=clock.now())
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise AlreadyAnswered()
    proposal = cosponsor.proposal
    if proposal.journey_id is not None:
        journeys.unfollow(proposal.journey_id, person_id=by.id, why=Why.AUTHOR)
    audit.record("proposals.leave", cosponsor, by=by.id)
    authors = [person.id for person in queries.list_authors(proposal)]
    _tell(cosponsor, proposal, LEFT, authors, by=by)


# --- told and mailed ----------------------------------------------------------------------------

INVITED = N_("Bu önerinin ortağı olmaya davet edildiniz. Kabul eder ya da geri çevirirsiniz.")
INVITED_ORGANISATION = N_("Kuruluşunuz bu önerinin ortağı olmaya davet edildi.")
ACCEPTED = N_("Önerinin yeni bir ortağı var.")
DECLINED = N_("Öneri için gönderdiğiniz ortaklık daveti geri çevrildi.")
LEFT = N_("Önerinin bir ortağı ayrıldı.")
PUBLISHED = N_(
    "Ortağı olduğunuz taslak yayımlandı; adınız artık sayfasında. Yayımlanan metni okuyun: "
    "katılmıyorsanız ortaklıktan ayrılabilirsiniz."
)
DISCARDED = N_("Ortağı olduğunuz taslağı yazarı sildi; ortaklığınız da sona erdi.")

INVITED_SUBJECT = N_("Bir öneriye ortak olmaya davet edildiniz: %(title)s")
INVITED_TEXT = N_(
    "Merhaba,\n\n%(writer)s, %(place)s sayfalarındaki “%(title)s” başlıklı önerisine ortak "
    "olmanızı istiyor. Ortakların adı önerinin sayfasında görünür ve her adım onlara da "
    "bildirilir.\n\nÖneriyi okumak, daveti kabul etmek ya da geri çevirmek için:\n%(link)s\n\n"
    "Bağlantı %(day)s gününe kadar geçerlidir. Kabul etmek için hesap gerekir; hesabınız yoksa "
    "önce üye olun, bu bağlantı sonra da çalışır. Geri çevirmek için hesap gerekmez. Bu daveti "
    "beklemiyorsanız iletiyi silebilirsiniz."
)
DRAFT_TEXT = N_(
    "Merhaba,\n\n%(writer)s, %(place)s sayfalarında “%(title)s” başlıklı bir öneri hazırlıyor ve "
    "ona ortak olmanızı istiyor. Öneri henüz taslak: onu yazarından başka yalnızca davet edilenler "
    "okur. Yayımlanınca ortakların adı sayfasında görünür ve her adım onlara da bildirilir.\n\n"
    "Taslağı okumak, daveti kabul etmek ya da geri çevirmek için:\n%(link)s\n\n"
    "Bağlantı %(day)s gününe kadar geçerlidir. Kabul etmek için hesap gerekir; hesabınız yoksa "
    "önce üye olun, bu bağlantı sonra da çalışır. Geri çevirmek için hesap gerekmez. Bu daveti "
    "beklemiyorsanız iletiyi silebilirsiniz."
)
ORGANISATION_TEXT = N_(
    "Merhaba %(name)s,\n\n%(writer)s, “%(title)s” başlıklı önerisine %(organisation)s "
    "kuruluşunun ortak olmasını istiyor. Kabul ederseniz sayfada kuruluşun adı görünür, sizin "
    "adınız görünmez.\n\nÖneriyi okumak ve yanıt vermek için:\n%(link)s\n\nDavet %(day)s gününe "
    "kadar geçerlidir."
)


def _tell(
    row: Cosponsor, proposal: Proposal, message: str, people: list[int], *, by: Visitor
) -> None:
    asking = message in (INVITED, INVITED_ORGANISATION)
    notifications.tell(
        people,
        key=f"cosponsor:{row.id}:{row.state.value}",
        message=message,
        facts={},
        subject=proposal.title,
        endpoint=PAGE if asking else SHOW,
        object_id=row.id if asking else proposal.id,
        municipality_id=row.municipality_id,
        but_not=by.id,
        kind=NoticeKind.MINE,
        waits=asking,
        ends_at=row.invited_at + OFFER_VALID if asking else None,
    )


def _tell_of(
    proposal: Proposal,
    key: str,
    message: str,
    people: list[int],
    *,
    by: Visitor | None,
    endpoint: str = SHOW,
) -> None:
    """What became of the draft behind which they stood."""
    notifications.tell(
        people,
        key=key,
        message=message,
        facts={},
        subject=proposal.title,
        endpoint=endpoint,
        object_id=proposal.id if endpoint == SHOW else None,
        municipality_id=proposal.municipality_id,
        but_not=None if by is None else by.id,
        kind=NoticeKind.MINE,
    )


def _mail_person(row: Cosponsor, proposal: Proposal, email: str, known: Person | None) -> None:
    """In the reader's language; whoever has no account reads Turkish."""
    place = get_municipality(row.municipality_id)
    token = tokens.sign(OFFER, OFFER_VALID, cosponsor=row.id)
    with in_language(known.language if known else "tr"):
        outbox.mail(
            f"proposals.offer:{row.id}",
            email,
            _(INVITED_SUBJECT, title=proposal.title),
            _(
                DRAFT_TEXT if proposal.state is ProposalState.DRAFT else INVITED_TEXT,
                writer=proposal.signature,
                place=place.official_name,
                title=proposal.title,
                link=kernel_links.page(PAGE, slug=place.slug, offer_id=token),
                day=day(clock.now() + OFFER_VALID),
            ),
            person_id=known.id if known else None,
            municipality_id=row.municipality_id,
        )


def _mail_representative(
    row: Cosponsor, proposal: Proposal, person: Person, organisation: str
) -> None:
    if person.email is None:
        return
    place = get_municipality(row.municipality_id)
    with in_language(person.language):
        outbox.mail(
            f"proposals.offer:{row.id}:{person.id}",
            person.email,
            _(INVITED_SUBJECT, title=proposal.title),
            _(
                ORGANISATION_TEXT,
                name=person.name,
                writer=proposal.signature,
                title=proposal.title,
                organisation=organisation,
                link=links.absolute(PAGE, row.id, place.slug),
                day=day(clock.now() + OFFER_VALID),
            ),
            person_id=person.id,
            municipality_id=row.municipality_id,
        )
