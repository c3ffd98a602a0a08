"""Organisations are asked: to write a section along, to take a part in an action; they answer."""

from typing import Any

from sqlalchemy import delete, select, update

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications import services as notifications
from notifications.models import NoticeKind
from places.models import Organisation, OrganisationState
from roadmap import queries
from roadmap.models import Action, ActionState, Coauthor, Consent, Goal, Partner, SectionWord


class AskedAlready(DomainError):
    constraint = "uq_roadmap_coauthor_goal_id_organisation_id"
    message = N_("Bu kuruluş bu bölüme zaten davet edildi.")
    field = "organisation"


class PartnerAlready(DomainError):
    constraint = "uq_action_partner_action_id_organisation_id"
    message = N_("Bu kuruluş bu eyleme zaten davet edildi.")
    field = "organisation"


class AnsweredMeanwhile(DomainError):
    message = N_("Bu davete bu sırada yanıt verildi. Sayfayı yenileyin.")


class NotVerified(DomainError):
    message = N_("Yalnızca doğrulanmış bir kuruluş davet edilir.")
    field = "organisation"


def _verified(organisation_id: int, municipality_id: int) -> Organisation:
    found = db.session.get(Organisation, organisation_id)
    if (
        found is None
        or found.municipality_id != municipality_id
        or found.state is not OrganisationState.VERIFIED
    ):
        raise NotVerified()
    return found


def invite(goal: Goal, *, by: Visitor, organisation_id: int) -> Coauthor:
    """Its representatives may write this section once they have accepted."""
    organisation = _verified(organisation_id, goal.municipality_id)
    coauthor = Coauthor(
        municipality_id=goal.municipality_id,
        roadmap_id=goal.roadmap_id,
        goal_id=goal.id,
        organisation_id=organisation.id,
        invited_by_id=by.id,
    )
    with refusing(AskedAlready):
        db.session.add(coauthor)
    audit.record("roadmap.invite", coauthor, by=by.id, after={"organisation": organisation.id})
    _ask(
        coauthor,
        by=by,
        key=f"roadmap-section:{coauthor.id}",
        message=N_("Kuruluşunuz (%(name)s) bu bölümü belediyeyle birlikte yazmaya davet edildi."),
        facts={"name": organisation.name},
        subject=goal.title,
        endpoint="roadmap.invitation",
    )
    return coauthor


def ask_word(goal: Goal, *, by: Visitor) -> list[Coauthor]:
    """Of the co-authors that have not said whether their section is ready; once a day."""
    silent = [one for one in goal.coauthors if one.state is Consent.ACCEPTED and one.word is None]
    for one in silent:
        _ask(
            one,
            by=by,
            key=f"roadmap-word-asked:{one.id}:{clock.today().isoformat()}",
            message=N_("Belediye, birlikte yazdığınız bölüm için sözünüzü bekliyor: hazır mı?"),
            facts={},
            subject=goal.title,
            endpoint="roadmap.invitation",
        )
    audit.record("roadmap.ask_word", goal, by=by.id, after={"asked": [one.id for one in silent]})
    return silent


#: what whoever invited the organisation reads
SAID: dict[SectionWord, str] = {
    SectionWord.READY: N_("Bölümü birlikte yazan kuruluş (%(name)s) “bölüm hazır” dedi."),
    SectionWord.DISAGREES: N_("Bölümü birlikte yazan kuruluş (%(name)s) bölüme katılmıyor."),
}


def sign(coauthor: Coauthor, *, by: Visitor, word: SectionWord, reason: str = "") -> None:
    """The organisation's word on its section as it is written now; public with the next version."""
    before = {"word": coauthor.word, "reason": coauthor.word_reason}
    coauthor.word, coauthor.word_at, coauthor.word_by_id = word, clock.now(), by.id
    coauthor.word_reason = reason if word is SectionWord.DISAGREES else ""
    db.session.flush()
    after = {"organisation": coauthor.organisation_id, "word": word, "reason": coauthor.word_reason}
    audit.record("roadmap.sign", coauthor, by=by.id, before=before, after=after)
    notifications.tell(
        [] if coauthor.invited_by_id is None else [coauthor.invited_by_id],
        key=f"roadmap-word:{coauthor.id}:{clock.now().isoformat()}",
        message=SAID[word],
        facts={"name": coauthor.organisation.name},
        subject=coauthor.goal.title,
        endpoint="roadmap.invitation",
        object_id=coauthor.id,
        municipality_id=coauthor.municipality_id,
        but_not=by.id,
        kind=NoticeKind.WORK,
    )


def ask_partner(action: Action, *, by: Visitor, organisation_id: int, role: str) -> Partner:
    """One whose part ended may be asked again."""
    organisation = _verified(organisation_id, action.municipality_id)
    former = db.session.scalar(
        select(Partner).where(
            Partner.action_id == action.id,
            Partner.organisation_id == organisation.id,
            Partner.withdrawn_at.is_not(None),
        )
    )
    partner = former or Partner(
        municipality_id=action.municipality_id,
        action_id=action.id,
        organisation_id=organisation.id,
    )
    with refusing(PartnerAlready):
        _begin_anew(partner, role)
        db.session.add(partner)
    audit.record("roadmap.ask_partner", partner, by=by.id, after={"organisation": organisation.id})
    _ask_to_take_part(partner, action, organisation, by=by)
    return partner


def _begin_anew(partner: Partner, role: str) -> None:
    partner.role, partner.state, partner.invited_at = role, Consent.INVITED, clock.now()
    partner.answered_at = partner.answered_by_id = partner.withdrawn_at = None
    partner.withdrawn_reason = ""


def _ask_to_take_part(
    partner: Partner, action: Action, organisation: Organisation, *, by: Visitor
) -> None:
    _ask(
        partner,
        by=by,
        key=f"roadmap-partner:{partner.id}:{partner.invited_at.isoformat()}",
        message=N_("Kuruluşunuz (%(name)s) bu eyleme ortak olmaya davet edildi."),
        facts={"name": organisation.name},
        subject=action.title,
        endpoint="roadmap.partnership",
    )


def edit_partner(partner: Partner, *, by: Visitor, role: str) -> None:
    """Another part is another question: the organisation is asked again."""
    if role == partner.role:
        return
    before = {"role": partner.role, "state": partner.state}
    _begin_anew(partner, role)
    db.session.flush()
    audit.record("roadmap.edit_partner", partner, by=by.id, before=before, after={"role": role})
    _ask_to_take_part(partner, partner.action, partner.organisation, by=by)


def withdraw_partner(partner: Partner, *, by: Visitor, reason: str = "") -> None:
    """Of a draft it goes; of a promise it stays readable with the day and the reason."""
    before = {"organisation": partner.organisation_id, "role": partner.role}
    after = {"reason": reason}
    audit.record("roadmap.withdraw_partner", partner, by=by.id, before=before, after=after)
    if partner.action.state is ActionState.DRAFT:
        db.session.execute(delete(Partner).where(Partner.id == partner.id))
        return
    partner.withdrawn_at, partner.withdrawn_reason = clock.now(), reason
    db.session.flush()
    _ask(
        partner,
        by=by,
        key=f"roadmap-partner-ended:{partner.id}:{clock.now().isoformat()}",
        message=N_("Kuruluşunuzun (%(name)s) bu eylemdeki ortaklığı sona erdi."),
        facts={"name": partner.organisation.name, "reason": reason},
        subject=partner.action.title,
        endpoint="roadmap.partnership",
    )


def _ask(asked: Coauthor | Partner, *, by: Visitor, **words: Any) -> None:
    notifications.tell(
        queries.list_representatives([asked.organisation_id]),
        object_id=asked.id,
        municipality_id=asked.municipality_id,
        but_not=by.id,
        kind=NoticeKind.ANSWERS,
        waits=True,
        **words,
    )


def answer_invitation(coauthor: Coauthor, *, by: Visitor, accept: bool) -> None:
    _answer(coauthor, by=by, accept=accept)


def answer_partnership(partner: Partner, *, by: Visitor, accept: bool) -> None:
    _answer(partner, by=by, accept=accept)


def _answer(asked: Coauthor | Partner, *, by: Visitor, accept: bool) -> None:
    """Once: of two representatives the first is heard."""
    kind = type(asked)
    state = Consent.ACCEPTED if accept else Consent.DECLINED
    done: Any = db.session.execute(
        update(kind)
        .where(kind.id == asked.id, kind.state == Consent.INVITED)
        .values(state=state, answered_at=clock.now(), answered_by_id=by.id)
    )
    if done.rowcount != 1:
        raise AnsweredMeanwhile()
    db.session.refresh(asked)
    verb = "roadmap.accept" if accept else "roadmap.decline"
    audit.record(verb, asked, by=by.id, after={"organisation": asked.organisation_id})
