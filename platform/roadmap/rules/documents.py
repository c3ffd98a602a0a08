"""Who drafts, comments, adopts and reports on a roadmap, and when."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Role, Visitor, closed, may_write
from places.models import Municipality
from roadmap.models import Coauthor, Consent, Goal, Report, Roadmap, RoadmapState


class Reason(rules.Reason):
    IN_FORCE = N_("Bu yol haritası kabul edildi. Değişiklik, kararıyla birlikte yayımlanır.")
    CLOSED = N_("Bu yol haritası kapandı; artık değişmez.")
    NOT_OPEN = N_("Bu yol haritası görüşe açık değil.")
    COMMENTS_OVER = N_("Görüş süresi bitti. Yazılanlar okunabilir.")
    OPEN = N_("Bu yol haritası zaten görüşe açık.")
    NOT_ADOPTED = N_("Bu yol haritası henüz kabul edilmedi.")
    NEVER_OPENED = N_("Kabulden önce taslak görüşe açılır.")
    STILL_OPEN = N_("Görüş süresi sürüyor. Kabul, süre bittikten sonra kaydedilir.")
    ANSWERED = N_("Bu davete yanıt verildi.")
    PUBLISHED = N_("Bu rapor yayımlandı; artık değişmez.")
    NOT_A_COAUTHOR = N_("Söz, daveti kabul eden kuruluşundur.")
    ORDER_IN_FORCE = N_("Bu yol haritası kabul edildi; kodlar ve sıra artık değişmez.")


#: a goal of the United Nations' Agenda 2030 (1 to 17), or one of its targets: 11, 11.3, 11.a
SDG = re.compile(r"(1[0-7]|[1-9])(\.([1-9]\d?|[a-d]))?", re.ASCII)


def is_sdg(text: str) -> bool:
    return SDG.fullmatch(text) is not None


class Stage(StrEnum):
    """What pages, lists and the PDF say; computed, never stored."""

    DRAFT = "draft"
    OPEN = "open"
    REVISING = "revising"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    CLOSED = "closed"


def stage(roadmap: Roadmap, now: datetime, today: date) -> Stage:
    if roadmap.state is RoadmapState.OPEN:
        return Stage.OPEN if takes_comments(roadmap, now) else Stage.REVISING
    if roadmap.state is RoadmapState.ADOPTED:
        begun = roadmap.in_force_on is not None and roadmap.in_force_on <= today
        return Stage.IN_FORCE if begun else Stage.ADOPTED
    return Stage(roadmap.state.value)


def takes_comments(roadmap: Roadmap, now: datetime) -> bool:
    until = roadmap.comments_until
    return roadmap.state is RoadmapState.OPEN and until is not None and now < until


# --- reading ------------------------------------------------------------------------------------


def leads(visitor: Visitor, municipality_id: int) -> bool:
    return visitor.has_role(municipality_id, Role.OFFICER, Role.ADMINISTRATOR)


def _works_along(visitor: Visitor, municipality_id: int) -> bool:
    return leads(visitor, municipality_id) or visitor.has_role(
        municipality_id, Role.UNIT_OFFICER, Role.APPROVER, Role.AUDITOR
    )


def represents(visitor: Visitor, asked: list[Coauthor]) -> bool:
    """One of the organisations that write along, or were asked to."""
    return any(
        one.organisation_id in visitor.organisations and one.state is not Consent.DECLINED
        for one in asked
    )


def see(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    """Everybody once a version is published; before that those who write it."""
    return None if roadmap.current else work(visitor, roadmap)


def see_draft(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    if roadmap.current:
        return None
    return None if _works_along(visitor, roadmap.municipality_id) else HIDDEN


def work(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    """The working copy: the municipality's, and the co-authors'."""
    if _works_along(visitor, roadmap.municipality_id):
        return None
    asked = [one for goal in roadmap.goals for one in goal.coauthors]
    if represents(visitor, asked):
        return None
    if not roadmap.current:
        return HIDDEN
    return ROLE if visitor.signed_in else LOGIN


# --- drafting -----------------------------------------------------------------------------------


def create(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return rules.works_as(visitor, municipality.id, Role.OFFICER, Role.ADMINISTRATOR)


def lead(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    """Head, goals, invitations: the municipality's officers, until it is closed."""
    if roadmap.state is RoadmapState.CLOSED:
        return closed(Reason.CLOSED)
    return rules.works_as(visitor, roadmap.municipality_id, Role.OFFICER, Role.ADMINISTRATOR)


def edit_goal(visitor: Visitor, goal: Goal) -> Denied | None:
    """Its words, objectives and draft actions: officers, and co-authors who have accepted."""
    denied = lead(visitor, goal.roadmap)
    if denied is None or goal.roadmap.state is RoadmapState.CLOSED:
        return denied
    if writes_as(visitor, goal) is None:
        return denied
    return may_write(visitor, goal.roadmap.municipality_id)


class Sectioned(Protocol):
    """An objective with its section."""

    @property
    def goal(self) -> Goal: ...


def edit_part(visitor: Visitor, part: Sectioned) -> Denied | None:
    return edit_goal(visitor, part.goal)


def writes_as(visitor: Visitor, goal: Goal) -> Coauthor | None:
    """The organisation in whose name somebody writes here."""
    return next(
        (
            one
            for one in goal.coauthors
            if one.state is Consent.ACCEPTED and one.organisation_id in visitor.organisations
        ),
        None,
    )


def lead_goal(visitor: Visitor, goal: Goal) -> Denied | None:
    return lead(visitor, goal.roadmap)


def see_invitation(visitor: Visitor, coauthor: Coauthor) -> Denied | None:
    """Those who were asked, and those who asked."""
    if not visitor.signed_in:
        return LOGIN
    if coauthor.organisation_id in visitor.organisations:
        return None
    return None if _works_along(visitor, coauthor.municipality_id) else HIDDEN


def answer_invitation(visitor: Visitor, coauthor: Coauthor) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    if coauthor.organisation_id not in visitor.organisations:
        return ROLE
    if coauthor.goal.roadmap.state is RoadmapState.CLOSED:
        return closed(Reason.CLOSED)
    return None if coauthor.state is Consent.INVITED else closed(Reason.ANSWERED)


def sign(visitor: Visitor, coauthor: Coauthor) -> Denied | None:
    """A co-author says that its section is ready, or why it disagrees."""
    if coauthor.state is not Consent.ACCEPTED:
        return closed(Reason.NOT_A_COAUTHOR)
    if coauthor.goal.roadmap.state is RoadmapState.CLOSED:
        return closed(Reason.CLOSED)
    if not visitor.signed_in:
        return LOGIN
    if coauthor.organisation_id not in visitor.organisations:
        return ROLE
    return may_write(visitor, coauthor.municipality_id)


def _in_order(roadmap: Roadmap) -> Denied | None:
    """Codes follow the order; those of promises stay."""
    if roadmap.state in (RoadmapState.ADOPTED, RoadmapState.CLOSED):
        return closed(Reason.ORDER_IN_FORCE)
    return None


def move_goal(visitor: Visitor, goal: Goal) -> Denied | None:
    return _in_order(goal.roadmap) or lead(visitor, goal.roadmap)


def reorder(visitor: Visitor, goal: Goal) -> Denied | None:
    """The objectives of a section."""
    return _in_order(goal.roadmap) or edit_goal(visitor, goal)


def move_part(visitor: Visitor, part: Sectioned) -> Denied | None:
    return reorder(visitor, part.goal)


# --- publishing ---------------------------------------------------------------------------------


def open_comments(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    if roadmap.state is RoadmapState.OPEN:
        return closed(Reason.OPEN)
    if roadmap.state is RoadmapState.ADOPTED:
        return closed(Reason.IN_FORCE)
    return lead(visitor, roadmap)


def renew(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    """A new version of an open draft."""
    if roadmap.state is not RoadmapState.OPEN:
        return closed(Reason.NOT_OPEN)
    return lead(visitor, roadmap)


def adopt(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    if roadmap.state is RoadmapState.DRAFT:
        return closed(Reason.NEVER_OPENED)
    if roadmap.state is RoadmapState.ADOPTED:
        return closed(Reason.IN_FORCE)
    if takes_comments(roadmap, clock.now()):
        return closed(Reason.STILL_OPEN)
    return lead(visitor, roadmap)


def _in_force(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    if roadmap.state is RoadmapState.CLOSED:
        return closed(Reason.CLOSED)
    if roadmap.state is not RoadmapState.ADOPTED:
        return closed(Reason.NOT_ADOPTED)
    return lead(visitor, roadmap)


def amend(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    return _in_force(visitor, roadmap)


def close(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    return _in_force(visitor, roadmap)


def report(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    return _in_force(visitor, roadmap)


def comment(visitor: Visitor, roadmap: Roadmap) -> Denied | None:
    """On each of its actions, while the clock says so."""
    if roadmap.state is not RoadmapState.OPEN:
        return closed(Reason.NOT_OPEN)
    if not takes_comments(roadmap, clock.now()):
        return closed(Reason.COMMENTS_OVER)
    return may_write(visitor, roadmap.municipality_id)


# --- monitoring ---------------------------------------------------------------------------------


def see_report(visitor: Visitor, report: Report) -> Denied | None:
    if report.published_at is not None or _works_along(visitor, report.municipality_id):
        return None
    return HIDDEN


def edit_report(visitor: Visitor, report: Report) -> Denied | None:
    if report.published_at is not None:
        return closed(Reason.PUBLISHED)
    return rules.works_as(visitor, report.municipality_id, Role.OFFICER, Role.ADMINISTRATOR)
