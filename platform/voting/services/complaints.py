"""Complaints about a result: taken, answered, told to whoever wrote. No count changes."""

from dataclasses import dataclass

from sqlalchemy import delete, update

from accounts.models import Person
from kernel import audit, clock, links, outbox
from kernel.db import DomainError, db
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from notifications.models import NoticeKind
from notifications.services import tell
from places import queries as places
from voting import queries
from voting.models import ENDPOINT, Complaint, Election

#: of one person about one result
MOST = 3


class TooMany(DomainError):
    message = N_(
        "Bu sonuca en çok %(most)s kez itiraz edebilirsiniz. Önceki itirazlarınız sonuç sayfasında."
    )


@dataclass(frozen=True)
class Receipt:
    """As it was pasted, and what the check said of it."""

    text: str = ""
    fate: str = ""


def complain(election: Election, *, by: Visitor, text: str, receipt: Receipt) -> Complaint:
    """The same text and receipt a second time are the same complaint."""
    mine = queries.list_own_complaints(election.id, by.id)
    for known in mine:
        if (known.text, known.receipt) == (text, receipt.text):
            return known
    if len(mine) >= MOST:
        raise TooMany(most=MOST)
    complaint = Complaint(
        election_id=election.id,
        election=election,
        person_id=by.id,
        text=text,
        receipt=receipt.text,
        fate=receipt.fate,
    )
    db.session.add(complaint)
    db.session.flush()
    # Without a name: where ballots are published a receipt beside one would say how they voted.
    audit.record("voting.complain", complaint, by=None, after={"receipt": receipt.fate})
    return complaint


ANSWERED = N_("Sonuca itirazınız yanıtlandı.")


def answer(complaint: Complaint, *, by: Visitor, text: str, public: bool) -> None:
    complaint.answer, complaint.public = text, public
    complaint.answered_at, complaint.answered_by_id = clock.now(), by.id
    audit.record("voting.answer_complaint", complaint, by=by.id, after={"public": public})
    election = complaint.election
    if complaint.person_id is None:
        return
    tell(
        [complaint.person_id],
        key=f"voting.complaint:{complaint.id}",
        message=ANSWERED,
        facts={},
        subject=election.question,
        endpoint=ENDPOINT,
        object_id=election.id,
        municipality_id=election.municipality_id,
        kind=NoticeKind.ANSWERS,
    )
    _mail(complaint)


def _mail(complaint: Complaint) -> None:
    person = db.session.get(Person, complaint.person_id)
    if person is None or person.email is None:
        return
    election = complaint.election
    slug = places.get_municipality(election.municipality_id).slug
    with in_language(person.language):
        outbox.mail(
            f"voting.complaint_answered:{complaint.id}",
            person.email,
            _("İtirazınız yanıtlandı"),
            _(
                "Merhaba,\n\n“%(question)s” oylamasının sonucuna itirazınız yanıtlandı:\n\n"
                "%(answer)s\n\nİtirazınız, yanıtı ve bundan sonra ne yapabileceğiniz: %(link)s\n",
                question=election.question,
                answer=complaint.answer,
                link=links.page("voting.show", slug=slug, election_id=election.id) + "#itiraz",
            ),
            person_id=person.id,
            municipality_id=election.municipality_id,
        )


def forget(person_id: int) -> None:
    """What waits is withdrawn; of what was answered only the answer stays."""
    mine = Complaint.person_id == person_id
    db.session.execute(delete(Complaint).where(mine, Complaint.answered_at.is_(None)))
    db.session.execute(update(Complaint).where(mine).values(person_id=None, text="", receipt=""))
