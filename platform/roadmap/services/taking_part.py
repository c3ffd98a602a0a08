"""Organisations are asked: to write a section along, to take a part in an action; they answer."""

from typing import Any

from sqlalchemy import update

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications import services as notifications
from notifications.models import NoticeKind
from places.models import Organisation, OrganisationState
from roadmap import queries
from roadmap.models import Action, Coauthor, Consent, Goal, Partner


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


def ask_partner(action: Action, *, by: Visitor, organisation_id: int, role: str) -> Partner:
    organisation = _verified(organisation_id, action.municipality_id)
    partner = Partner(
        municipality_id=action.municipality_id,
        action_id=action.id,
        organisation_id=organisation.id,
        role=role,
    )
    with refusing(PartnerAlready):
        db.session.add(partner)
    audit.record("roadmap.ask_partner", partner, by=by.id, after={"organisation": organisation.id})
    _ask(
        partner,
        by=by,
        key=f"roadmap-partner:{partner.id}",
        message=N_("Kuruluşunuz (%(name)s) bu eyleme ortak olmaya davet edildi."),
        facts={"name": organisation.name},
        subject=action.title,
        endpoint="roadmap.partnership",
    )
    return partner


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
