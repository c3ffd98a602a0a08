"""Who takes part: admitted, its stages, consultants, roadmap; joint plans of two sides."""

from datetime import date

from sqlalchemy import delete

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import NOBODY, Visitor
from kernel.text import sort_key
from programme.models import (
    Application,
    Consulting,
    JointPlan,
    Participation,
    ParticipationContact,
    PlanActor,
    PlanState,
    Stage,
    StageStep,
    Track,
)
from programme.queries import list_writers


class NameThere(DomainError):
    constraint = "uq_programme_participation_track_id_name"
    message = N_("Bu adla bir katılımcı var.")


class TownThere(DomainError):
    constraint = "uq_programme_participation_track_id_municipality_id"
    message = N_("Bu belediye bu dönemde zaten katılımcı.")


class ConsultsAlready(DomainError):
    constraint = "uq_programme_consulting_participation_id_person_id"
    message = N_("Bu danışman zaten bu katılımcıyla çalışıyor.")


def join(
    track: Track,
    *,
    by: Visitor,
    name: str,
    province: str = "",
    population: int | None = None,
    municipality_id: int | None = None,
    organisation_id: int | None = None,
    application_id: int | None = None,
    stage: Stage = Stage.ADMITTED,
    source: str = "",
    reason: str = "",
    contact_id: int | None = None,
) -> Participation:
    """`reason`: why the team admits it without an application; `contact_id`: who acts for it."""
    row = Participation(
        track_id=track.id,
        name=name,
        sort_key=sort_key(name),
        province=province,
        population=population,
        municipality_id=municipality_id,
        organisation_id=organisation_id,
        application_id=application_id,
        stage=stage,
        source=source,
    )
    with refusing(NameThere, TownThere):
        db.session.add(row)
    db.session.add(StageStep(participation_id=row.id, stage=stage, note=reason, by_id=by.id))
    if contact_id is not None:
        db.session.add(ParticipationContact(participation_id=row.id, person_id=contact_id))
    audit.record("programme.join", row, by=by.id, after={"name": name})
    return row


def admit(application: Application, track: Track) -> Participation:
    """What was accepted takes part, with its writers as first contacts."""
    row = join(
        track,
        by=NOBODY,
        name=application.name,
        province=application.province,
        population=application.population,
        municipality_id=application.municipality_id,
        organisation_id=application.organisation_id,
        application_id=application.id,
    )
    writers = [application.owner_id, *list_writers(application.id)]
    db.session.add_all(
        ParticipationContact(participation_id=row.id, person_id=one)
        for one in dict.fromkeys(writers)
        if one is not None
    )
    db.session.flush()
    return row


def move_stage(participation: Participation, *, by: Visitor, to: Stage, note: str) -> None:
    before = participation.stage
    participation.stage, participation.stage_since = to, clock.now()
    db.session.add(StageStep(participation_id=participation.id, stage=to, note=note, by_id=by.id))
    audit.record(
        "programme.move_stage",
        participation,
        by=by.id,
        before={"stage": before},
        after={"stage": to},
    )


def link_roadmap(
    participation: Participation,
    *,
    by: Visitor,
    roadmap_id: int | None = None,
    title: str = "",
    href: str = "",
) -> None:
    """One that is kept here; or one of elsewhere, by name and address. All empty: none yet."""
    if roadmap_id is not None:
        title = href = ""
    participation.roadmap_id = roadmap_id
    participation.roadmap_title, participation.roadmap_href = title, href
    after = {"roadmap": roadmap_id, "href": href}
    audit.record("programme.link_roadmap", participation, by=by.id, after=after)


def add_consultant(participation: Participation, *, by: Visitor, person_id: int) -> None:
    row = Consulting(participation_id=participation.id, person_id=person_id)
    with refusing(ConsultsAlready):
        db.session.add(row)
    after = {"person": person_id}
    audit.record("programme.add_consultant", participation, by=by.id, after=after)


def end_consulting(consulting: Consulting, *, by: Visitor) -> None:
    audit.record("programme.end_consulting", consulting, by=by.id)
    db.session.delete(consulting)


# --- joint plans --------------------------------------------------------------------------------


def save_plan(
    plan: JointPlan | None,
    initiator: Participation,
    *,
    by: Visitor,
    title: str,
    problem: str,
    goal: str,
    steps: str = "",
    unit: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    town_id: int | None = None,
    actor_ids: tuple[int, ...] = (),
) -> JointPlan:
    """A new one, or changed: what a side had agreed to it agrees to anew."""
    if plan is None:
        plan = JointPlan(
            term_id=initiator.track.term_id,
            created_by_id=by.id,
            title=title,
            problem=problem,
            goal=goal,
        )
        db.session.add(plan)
    plan.title, plan.problem, plan.goal, plan.steps = title, problem, goal, steps
    plan.unit, plan.starts_on, plan.ends_on, plan.town_id = unit, starts_on, ends_on, town_id
    plan.state = PlanState.SEEKING if town_id is not None else PlanState.IDEA
    plan.agreed_by_civic_at = plan.agreed_by_town_at = None
    db.session.flush()
    db.session.execute(delete(PlanActor).where(PlanActor.plan_id == plan.id))
    actors = dict.fromkeys((initiator.id, *actor_ids))
    db.session.add_all(PlanActor(plan_id=plan.id, participation_id=one) for one in actors)
    db.session.flush()
    audit.record("programme.save_plan", plan, by=by.id, after={"state": plan.state})
    return plan


def agree(plan: JointPlan, *, by: Visitor, civic: bool, town: bool) -> None:
    """For the sides this person acts for; agreed by both, it is public."""
    if civic:
        plan.agreed_by_civic_at = plan.agreed_by_civic_at or clock.now()
    if town:
        plan.agreed_by_town_at = plan.agreed_by_town_at or clock.now()
    if plan.agreed_by_civic_at and plan.agreed_by_town_at:
        plan.state = PlanState.AGREED
    audit.record("programme.agree", plan, by=by.id, after={"civic": civic, "town": town})


def start_plan(plan: JointPlan, *, by: Visitor) -> None:
    plan.state = PlanState.RUNNING
    audit.record("programme.start_plan", plan, by=by.id)


def report_plan(plan: JointPlan, *, by: Visitor, report: str) -> None:
    plan.report, plan.state = report, PlanState.REPORTED
    audit.record("programme.report_plan", plan, by=by.id)


def close_plan(plan: JointPlan, *, by: Visitor) -> None:
    plan.state = PlanState.CLOSED
    audit.record("programme.close_plan", plan, by=by.id)
