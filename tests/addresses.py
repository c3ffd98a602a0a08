"""Addresses to visit, derived from the application's routes: a new page cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from sqlalchemy import func, select
from werkzeug.routing import Rule

from accounts.models import Person
from accounts.queries import CHANGE_EMAIL, CONFIRM, RESET, UNDO_EMAIL, fingerprint
from answers.models import Answer, Duty
from capacity.instruments import CURRENT, get_instrument
from capacity.models import (
    CapacitySession,
    Certificate,
    Grant,
    ItemAnswer,
    Material,
    Practice,
    SelfAssessment,
)
from consultations.models import Activity, Consultation
from councils.models import Body, Gathering, Item, Member, Opinion, Sitting
from councils.models import Document as Paper
from discussion.models import Comment, Summary
from journeys.models import Journey
from kernel import clock, tokens
from kernel.db import db
from kernel.files import StoredFile
from meetings.models import Meeting
from moderation.models import Case
from opinions.models import Conversation, Statement, Voter
from places.models import Invitation, Municipality, Neighbourhood, Organisation, Unit
from places.queries import resident_token
from programme.models import (
    Application,
    ApplicationFile,
    JointPlan,
    Participation,
    Review,
    Term,
    Track,
    Writer,
)
from programme.queries import OFFER as WRITING
from proposals.assessments import Assessment, BulkAction
from proposals.entries import Behalf, ProposalImport
from proposals.kinship import Merge
from proposals.models import Amendment, Cosponsor, CosponsorState, Proposal
from proposals.queries import OFFER, STOP
from roadmap.models import (
    Action,
    Coauthor,
    Goal,
    Indicator,
    Objective,
    Partner,
    Report,
    Roadmap,
)
from surveys.models import Question, Section, Survey
from texts.models import Document, Paragraph, Suggestion
from voting.models import Complaint, Custodian, Election, Option, PollingDesk
from voting.services import token

GARBAGE = 2**40
#: pages that look different for every vote, whose rules differ, and every consultation
ALL_OF: dict[str, Any] = {
    "consultations.show": Consultation,
    "consultations.work": Consultation,
    "voting.booth": Election,
    "voting.received": Election,
    "voting.show": Election,
}
READER = "gulten@cinarli.example"
NEIGHBOUR = "kerem@cinarli.example"
DESK = "masa@cinarli.example"


@dataclass(frozen=True)
class Address:
    endpoint: str
    path: str


def _one_each(model: Any, *by: Any) -> list[int]:
    """The first row of every state."""
    return list(db.session.scalars(select(func.min(model.id)).group_by(*by)))


def _proposals() -> list[int]:
    """The first of every state and public status."""
    statement = (
        select(func.min(Proposal.id))
        .outerjoin(Journey, Journey.id == Proposal.journey_id)
        .group_by(Proposal.state, Journey.status)
    )
    return list(db.session.scalars(statement))


def _elections() -> list[int]:
    """The first of every state that its pages and its officer's pages know."""
    now = clock.now()
    statement = (
        select(func.min(Election.id))
        .join(Activity, Activity.id == Election.activity_id)
        .group_by(
            *(Election.state, Election.roll, Election.paper, Election.secrecy),
            *(Activity.opens_at <= now, Activity.closes_at <= now),
            *(column.is_(None) for column in (Election.sealing_key, Election.closed_at)),
            *(column.is_(None) for column in (Election.key_ended_at, Election.seed)),
        )
    )
    return list(db.session.scalars(statement))


def _options() -> list[int]:
    statement = select(func.min(Option.id)).group_by(Option.election_id)
    return list(db.session.scalars(statement.where(Option.election_id.in_(_elections()))))


def _activities() -> list[int]:
    """The first of every kind in every state, before, within and after its window."""
    now = clock.now()
    statement = (
        select(func.min(Activity.id))
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .group_by(
            *(Activity.kind, Activity.endpoint, Activity.eligibility, Consultation.state),
            *(Activity.opens_at <= now, Activity.closes_at <= now),
        )
    )
    return list(db.session.scalars(statement))


def _own(model: Any, email: str, *also: Any) -> list[int]:
    """One by somebody who can sign in: only its author may change it."""
    author = select(Person.id).where(Person.email == email).scalar_subquery()
    statement = select(model.id).where(model.author_id == author, *also).order_by(model.id)
    return list(db.session.scalars(statement.limit(1)))


def _without_action() -> list[int]:
    """A promise that is not on the roadmap yet."""
    statement = (
        select(Answer.id)
        .outerjoin(Action, Action.answer_id == Answer.id)
        .where(Action.id.is_(None), Answer.decision.in_(["accepted", "partly"]))
        .order_by(Answer.id)
    )
    return list(db.session.scalars(statement.limit(1)))


def samples(app: Flask) -> dict[str, list[Any]]:
    """For every argument of an address: ids that stand for the distinct states."""
    with app.app_context():
        file = db.session.scalars(select(StoredFile).limit(1)).first()
        preview = db.session.scalars(
            select(Consultation).where(Consultation.state == "draft").limit(1)
        ).first()
        found: dict[str, list[Any]] = {
            "slug": [db.session.scalars(select(Municipality.slug)).first()],
            "proposal_id": [
                *_proposals(),
                *_own(Proposal, NEIGHBOUR, Proposal.state == "published"),
            ],
            "consultation_id": _one_each(
                Consultation, Consultation.state, Consultation.asked_by, Consultation.template
            ),
            "activity_id": _activities(),
            "comment_id": [*_one_each(Comment, Comment.state), *_own(Comment, READER)],
            "thread_id": _one_each(Summary, Summary.municipality_id),
            "case_id": _one_each(Case, Case.state, Case.decision),
            "election_id": _elections(),
            "duty_id": _one_each(Duty, Duty.kind, Duty.answered_on.is_(None)),
            "answer_id": [*_one_each(Answer, Answer.state, Answer.decision), *_without_action()],
            "action_id": _one_each(Action, Action.state),
            "roadmap_id": _one_each(Roadmap, Roadmap.state),
            "goal_id": _one_each(Goal, Goal.roadmap_id),
            "objective_id": _one_each(Objective, Objective.municipality_id),
            "coauthor_id": _one_each(Coauthor, Coauthor.state),
            "partner_id": _one_each(Partner, Partner.state),
            "indicator_id": _one_each(Indicator, Indicator.municipality_id),
            "report_id": _one_each(Report, Report.published_at.is_(None)),
            "number": [1],
            "conversation_id": _one_each(Conversation, Conversation.state),
            "statement_id": _one_each(Statement, Statement.state, Statement.origin),
            "voter_id": _one_each(Voter, Voter.banned),
            "organisation_id": _one_each(Organisation, Organisation.state),
            "journey_id": _one_each(Journey, Journey.kind),
            "unit_id": _one_each(Unit, Unit.municipality_id),
            "person_id": _one_each(Person, Person.deleted_at.is_(None)),
            "file_id": [file.id] if file else [],
            "name": [file.name] if file else [],
            "language": ["tr", "en"],
            "theme": ["dark"],
            "token": [preview.preview_token] if preview else [],
            "version": [1],
            "path": ["aydinlatma-metni"],
            "neighbourhood_id": _one_each(Neighbourhood, Neighbourhood.municipality_id),
            "desk_id": _one_each(PollingDesk, PollingDesk.id),
            "custodian_id": _custodians(),
            "complaint_id": _one_each(Complaint, Complaint.answered_at.is_(None)),
            "option_id": _options(),
            "survey_id": _one_each(Survey, Survey.state),
            "section_id": _one_each(Section, Section.survey_id),
            "question_id": _one_each(Question, Question.kind),
            "text_id": _one_each(Document, Document.state),
            "paragraph_id": _one_each(Paragraph, Paragraph.thread_id.is_(None)),
            "suggestion_id": _one_each(Suggestion, Suggestion.state),
            "meeting_id": _one_each(Meeting, Meeting.starts_at < clock.now()),
            "amendment_id": _one_each(Amendment, Amendment.state),
            "assessment_id": _one_each(Assessment, Assessment.done_at.is_(None)),
            "merge_id": _one_each(Merge, Merge.state),
            "behalf_id": _one_each(Behalf, Behalf.id > 0),
            "batch_id": _one_each(ProposalImport, ProposalImport.id > 0),
            "bulk_id": _one_each(BulkAction, BulkAction.id > 0),
            "term_id": _one_each(Term, Term.state, Term.id),
            "track_id": _one_each(Track, Track.kind, Track.term_id),
            "application_id": _one_each(Application, Application.state),
            "attachment_id": _one_each(ApplicationFile, ApplicationFile.kind),
            "review_id": _one_each(Review, Review.state),
            "participation_id": _one_each(Participation, Participation.stage),
            "plan_id": _one_each(JointPlan, JointPlan.state),
            **_of_councils(),
            **_of_capacity(),
            **_signed(),
        }
        db.session.rollback()
    return found


def _of_councils() -> dict[str, list[Any]]:
    return {
        "body_id": _one_each(Body, Body.kind),
        "member_id": _one_each(Member, Member.body_id),
        "gathering_id": _one_each(Gathering, Gathering.present_count.is_(None)),
        "sitting_id": _one_each(
            Sitting, Sitting.cancelled_at.is_(None), Sitting.starts_at < clock.now()
        ),
        "item_id": _one_each(Item, Item.outcome, Item.thread_id.is_(None)),
        "opinion_id": _one_each(Opinion, Opinion.handed_on.is_(None), Opinion.item_id.is_(None)),
        "paper_id": _one_each(Paper, Paper.item_id),
    }


def _of_capacity() -> dict[str, list[Any]]:
    return {
        "self_assessment_id": _one_each(SelfAssessment, SelfAssessment.state),
        "evidence_id": _one_each(ItemAnswer, ItemAnswer.file_id.is_(None)),
        "heading": [get_instrument(*CURRENT).dimensions[0].code],
        "point": ["basi"],
        "training_id": _one_each(CapacitySession, CapacitySession.kind),
        "material_id": _one_each(Material, Material.session_id),
        "certificate_id": list(db.session.scalars(select(Certificate.code).limit(1))),
        "grant_id": _one_each(Grant, Grant.state),
        "which": ["sozlesme"],
        "practice_id": _one_each(Practice, Practice.state),
    }


def _custodians() -> list[str]:
    """The link of one of every election's three, and a forged one."""
    firsts = (
        select(Custodian)
        .where(Custodian.number == 1, Custodian.election_id.in_(_elections()))
        .order_by(Custodian.id)
    )
    return [*(token(one) for one in db.session.scalars(firsts)), "sahte"]


def _signed() -> dict[str, list[Any]]:
    """Addresses of mails: a living link and a forged one."""
    person = db.session.scalars(select(Person).where(Person.email == READER)).one()
    desk = db.session.scalars(select(Person).where(Person.email == DESK)).one()
    town = db.session.scalars(select(Municipality)).one()
    invitation = db.session.scalars(select(Invitation.id).limit(1)).first()
    along = db.session.scalars(select(Writer.id).order_by(Writer.id).limit(1)).one()
    week = timedelta(days=7)
    vote = db.session.scalars(select(Election.id).order_by(Election.id.desc()).limit(1)).first()
    offer = db.session.scalars(
        select(Cosponsor.id).where(Cosponsor.state == CosponsorState.INVITED).limit(1)
    ).first()
    entered = db.session.scalars(select(Behalf.id).where(Behalf.email.is_not(None))).first()
    links = {
        "offer_id": tokens.sign(OFFER, week, cosponsor=offer),
        "contact_id": tokens.sign(STOP, week, behalf=entered),
        "subscription_id": tokens.sign("digest", week, person=person.id),
        "watching_id": tokens.sign("heads", week, person=person.id, election=vote),
        "confirmation_id": tokens.sign(CONFIRM, week, person=person.id, email=person.email),
        "change_id": tokens.sign(
            CHANGE_EMAIL, week, person=person.id, old=person.email, new="yeni@cinarli.example"
        ),
        "undo_id": tokens.sign(UNDO_EMAIL, week, person=person.id, old="eski@cinarli.example"),
        "reset_id": tokens.sign(RESET, week, person=person.id, mark=fingerprint(person)),
        "invitation_id": tokens.sign("invitation", week, id=invitation),
        "writing_id": tokens.sign(WRITING, week, id=along),
        "resident_id": resident_token(person.id, town.id, by=desk.id),
    }
    return {name: [link, "sahte"] for name, link in links.items()}


def gets(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ]


def addresses(app: Flask, *, garbage: bool = False) -> Iterator[Address]:
    """Every GET address with every sample, or with ids that exist nowhere."""
    known = samples(app)
    with app.test_request_context():
        every = {model: _one_each(model, model.id) for model in (Consultation, Election)}
        for rule in gets(app):
            ids = sorted(name for name in rule.arguments if name.endswith("_id"))
            if garbage and (not ids or ids[0] == "file_id"):
                continue
            found = dict(known)
            if garbage:
                found[ids[0]] = [1, 0, GARBAGE]
            elif rule.endpoint in ALL_OF:
                found[ids[0]] = every[ALL_OF[rule.endpoint]]
            yield from _of_rule(rule, ids[0] if ids else "", found)


def _of_rule(rule: Rule, main: str, known: dict[str, list[Any]]) -> Iterator[Address]:
    """With every sample of its main argument and the first of the others."""
    values: dict[str, Any] = {
        name: known.get(name, ["yok"])[0] for name in rule.arguments if name != main
    }
    if "token" in values and "consultation_id" in rule.arguments:
        values["token"] = known["token"][-1]
    choices = [{main: choice} for choice in known.get(main, [])] if main else [{}]
    for choice in choices:
        yield Address(rule.endpoint, url_for(rule.endpoint, **values, **choice))
