"""Writes of proposals: one verb, one function."""

import secrets
import textwrap
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import delete, select, update

from answers import services as answers
from answers.models import Decision, Duty, DutyKind
from consultations import services as consultations
from consultations.models import Activity, Consultation
from discussion import services as discussion
from journeys import services as journeys
from journeys.models import Journey, Kind, Status, Why
from kernel import audit, clock, files, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from kernel.text import first_sentence, fold, plain, sort_key
from notifications import links
from places.models import Municipality
from places.services import next_number
from proposals.models import Category, Proposal, ProposalState, ProposalVersion, Support
from proposals.queries import find_twin, key_of

SHOW = "proposals.show"
LETTER = "Ö"

Accepted = tuple[bytes, str, str]


class Content(TypedDict, total=False):
    """What an author writes. `body_html` is `kernel.text.markdown(body)`, rendered before."""

    title: Required[str]
    problem: str
    body: str
    body_html: str
    neighbourhood_id: int | None
    category_id: int | None
    cost_kurus: int | None


class AlreadyPublished(DomainError):
    message = N_("Bu öneri zaten yayımlandı.")


class AlreadyScreened(DomainError):
    message = N_("Bu öneri daha önce ele alındı. Karar bir kez verilir.")


class AlreadyWithdrawn(DomainError):
    message = N_("Bu öneri zaten geri çekildi.")


class AlreadySupported(DomainError):
    constraint = "uq_support_proposal_id_person_id"
    message = N_("Bu öneriyi zaten desteklediniz.")


class NumberTaken(DomainError):
    constraint = "uq_proposal_municipality_id_number"
    message = N_("Bu numara az önce başka bir öneriye verildi. Yeniden gönderin.")


class CategoryExists(DomainError):
    constraint = "uq_category_municipality_id_name"
    message = N_("Bu adda bir konu zaten var.")
    field = "name"


def add_category(municipality_id: int, *, by: int | None, name: str) -> Category:
    row = Category(municipality_id=municipality_id, name=name, sort_key=sort_key(name))
    with refusing(CategoryExists):
        db.session.add(row)
    audit.record("proposals.add_category", row, by=by, after={"name": name})
    return row


# --- writing ------------------------------------------------------------------------------------


def save_draft(
    activity: Activity,
    *,
    by: Visitor,
    organisation_id: int | None = None,
    attachment: Accepted | None = None,
    **content: Unpack[Content],
) -> Proposal:
    """A new draft; the same text sent twice within minutes is the same draft."""
    assert by.id is not None
    twin = find_twin(activity.id, by.id, content["title"], content.get("body", ""))
    if twin is not None:
        return twin
    proposal = Proposal(
        municipality_id=activity.municipality_id,
        consultation_id=activity.consultation_id,
        activity_id=activity.id,
        author_id=by.id,
        organisation_id=organisation_id,
        shuffle=secrets.randbelow(2**30),
    )
    _fill(proposal, content, attachment)
    db.session.add(proposal)
    db.session.flush()
    audit.record("proposals.save_draft", proposal, by=by.id)
    return proposal


def _fill(proposal: Proposal, content: Content, attachment: Accepted | None) -> None:
    for name, value in content.items():
        setattr(proposal, name, value)
    proposal.problem = content.get("problem", proposal.problem or "")
    proposal.body = content.get("body", proposal.body or "")
    proposal.excerpt = textwrap.shorten(proposal.problem, 200, placeholder="…")
    proposal.changed_at = clock.now()
    if attachment is not None:
        stored = files.store(attachment, municipality_id=proposal.municipality_id)
        proposal.attachment_id = stored.id
    _fold(proposal)


def _fold(proposal: Proposal) -> None:
    proposal.folded = key_of(proposal.title, proposal.problem)
    whole = f"{proposal.number or ''} {proposal.title} {proposal.problem} {proposal.body}"
    proposal.folded_all = " ".join(fold(whole).split())


def edit(
    proposal: Proposal,
    *,
    by: Visitor,
    organisation_id: int | None = None,
    attachment: Accepted | None = None,
    **content: Unpack[Content],
) -> None:
    """A published one keeps what it said before; in whose name it speaks stays."""
    if proposal.state is ProposalState.DRAFT:
        proposal.organisation_id = organisation_id
    else:
        _keep_version(proposal, content)
    before = {"title": proposal.title}
    _fill(proposal, content, attachment)
    audit.record(
        "proposals.edit", proposal, by=by.id, before=before, after={"title": proposal.title}
    )
    db.session.flush()


def _keep_version(proposal: Proposal, content: Content) -> None:
    parts = ("title", "problem", "body")
    if all(content.get(part, getattr(proposal, part)) == getattr(proposal, part) for part in parts):
        return
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            title=proposal.title,
            problem=proposal.problem,
            body=proposal.body,
            body_html=proposal.body_html,
        )
    )


def discard(proposal: Proposal, *, by: Visitor) -> None:
    """A draft goes without a trace of its text."""
    audit.record("proposals.discard", proposal, by=by.id)
    _delete_draft(proposal)


def _delete_draft(proposal: Proposal) -> None:
    attachment_id = proposal.attachment_id
    db.session.delete(proposal)
    db.session.flush()
    if attachment_id and (stored := db.session.get(files.StoredFile, attachment_id)):
        files.remove(stored)


def publish(proposal: Proposal, *, by: Visitor) -> None:
    """From here on it has a number, a journey, a thread and somebody who owes it an answer."""
    _move_state(proposal, ProposalState.DRAFT, ProposalState.PUBLISHED, AlreadyPublished)
    proposal.published_at = clock.now()
    with refusing(NumberTaken):
        proposal.number = next_number(proposal.municipality_id, LETTER)
    _fold(proposal)
    owner: dict[str, Any] = {
        "municipality_id": proposal.municipality_id,
        "subject": proposal.title,
        "endpoint": SHOW,
        "object_id": proposal.id,
    }
    journey = journeys.start(Kind.PROPOSAL, Status.PUBLISHED, by=by.id, **owner)
    thread = discussion.open_thread(**owner)
    proposal.journey_id, proposal.thread_id = journey.id, thread.id
    proposal.duty_id = _owe(proposal, journey, owner)
    consultations.contributed(db.session.get_one(Activity, proposal.activity_id), by=+1)
    audit.record("proposals.publish", proposal, by=by.id, after={"number": proposal.number})
    db.session.flush()


def _owe(proposal: Proposal, journey: Journey, owner: dict[str, Any]) -> int | None:
    """The consultation's promise covers every proposal written in it.

    Its first day is the one its author read: lateness counts from there.
    """
    consultation = db.session.get_one(Consultation, proposal.consultation_id)
    if consultation.duty_id is None:
        return None
    promised = db.session.get_one(Duty, consultation.duty_id)
    duty = answers.owe(
        DutyKind.PROPOSAL,
        unit_id=consultation.unit_id,
        due_on=promised.due_on,
        journey_id=journey.id,
        under_id=promised.id,
        **owner,
    )
    return int(duty.id)


def _move_state(
    proposal: Proposal, before: ProposalState, after: ProposalState, error: type[DomainError]
) -> None:
    """Only one of two presses gets through: the database compares, then sets."""
    moved = db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == before)
        .values(state=after)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise error()
    db.session.refresh(proposal, ["state"])


def withdraw(proposal: Proposal, *, by: Visitor, reason: str = "") -> None:
    """The page stays, with the step; nobody owes it an answer any more."""
    _move_state(proposal, ProposalState.PUBLISHED, ProposalState.WITHDRAWN, AlreadyWithdrawn)
    journeys.move(_journey(proposal), Status.WITHDRAWN, by=by.id, reason=reason)
    if proposal.duty_id is not None:
        answers.release(db.session.get_one(Duty, proposal.duty_id), by=by)
    consultations.contributed(db.session.get_one(Activity, proposal.activity_id), by=-1)
    audit.record("proposals.withdraw", proposal, by=by.id)
    db.session.flush()


def _journey(proposal: Proposal) -> Journey:
    return db.session.get_one(Journey, proposal.journey_id)


# --- supporting ---------------------------------------------------------------------------------


def support(proposal: Proposal, *, by: Visitor) -> bool:
    """Once a person; a second press changes nothing and answers False."""
    assert by.id is not None
    try:
        with refusing(AlreadySupported):
            db.session.add(Support(proposal_id=proposal.id, person_id=by.id))
    except AlreadySupported:
        return False
    _count_support(proposal, +1)
    if proposal.journey_id is not None:
        journeys.follow(proposal.journey_id, person_id=by.id, why=Why.SUPPORTER)
    return True


def unsupport(proposal: Proposal, *, by: Visitor) -> bool:
    assert by.id is not None
    gone = db.session.execute(
        delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == by.id)
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        return False
    _count_support(proposal, -1)
    if proposal.journey_id is not None:
        journeys.unfollow(proposal.journey_id, person_id=by.id, why=Why.SUPPORTER)
    return True


def _count_support(proposal: Proposal, by: int) -> None:
    """Added in the database, where two may press at once."""
    db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(support_count=Proposal.support_count + by)
    )


def follow(proposal: Proposal, *, by: Visitor) -> None:
    assert by.id is not None
    assert proposal.journey_id is not None
    journeys.follow(proposal.journey_id, person_id=by.id, why=Why.FOLLOWER)


def unfollow(proposal: Proposal, *, by: Visitor) -> None:
    assert by.id is not None
    assert proposal.journey_id is not None
    journeys.unfollow(proposal.journey_id, person_id=by.id)


# --- screening ----------------------------------------------------------------------------------


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


# --- leaving ------------------------------------------------------------------------------------


def forget(person_id: int) -> None:
    """Drafts go; what was published stays as a deleted account's, and supports stay counted."""
    drafts = db.session.scalars(
        select(Proposal).where(
            Proposal.author_id == person_id, Proposal.state == ProposalState.DRAFT
        )
    )
    for proposal in drafts.all():
        _delete_draft(proposal)
