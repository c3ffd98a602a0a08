"""Who takes part: stages, the roadmap, joint plans."""

from kernel.rules import HIDDEN, LOGIN, Denied, Visitor, closed
from programme.models import JointPlan, Participation, PlanState, Stage, Track
from programme.rules.terms import PARTICIPANT, Reason, may, participant, team


def admit(visitor: Visitor, track: Track) -> Denied | None:
    """Without an application: the team, with its reason; also of a term being prepared."""
    return team(visitor)


def move_stage(visitor: Visitor, participation: Participation) -> Denied | None:
    if denied := team(visitor):
        return denied
    return closed(Reason.LEFT) if participation.stage is Stage.LEFT else None


def link_roadmap(visitor: Visitor, participation: Participation) -> Denied | None:
    """The town's own people, or the team."""
    if not visitor.signed_in:
        return LOGIN
    return participant(visitor, participation) if team(visitor) is not None else None


def plan(visitor: Visitor, participation: Participation) -> Denied | None:
    """A civic actor begins a joint plan, while it takes part."""
    if denied := participant(visitor, participation):
        return denied
    return closed(Reason.LEFT) if participation.stage is Stage.LEFT else None


def sides(visitor: Visitor, joint: JointPlan) -> tuple[bool, bool]:
    """Whether this visitor acts for the civic side, for the town's side."""
    facts = visitor.programme
    civic = any((PARTICIPANT, actor.participation_id) in facts for actor in joint.actors)
    return civic, joint.town_id is not None and (PARTICIPANT, joint.town_id) in facts


def see_plan(visitor: Visitor, plan: JointPlan) -> Denied | None:
    """Everybody, once both sides have agreed; until then the two sides and the team."""
    if plan.state not in (PlanState.IDEA, PlanState.SEEKING):
        return None
    if not visitor.signed_in:
        return LOGIN
    return None if any(sides(visitor, plan)) or team(visitor) is None else HIDDEN


def edit_plan(visitor: Visitor, plan: JointPlan) -> Denied | None:
    """By those who began it, until both sides have agreed."""
    if plan.state not in (PlanState.IDEA, PlanState.SEEKING):
        return closed(Reason.PLAN_STATE)
    return may(visitor, sides(visitor, plan)[0])


def agree(visitor: Visitor, plan: JointPlan) -> Denied | None:
    """Each side for itself."""
    if plan.state is not PlanState.SEEKING:
        return closed(Reason.PLAN_STATE)
    civic, town = sides(visitor, plan)
    if denied := may(visitor, civic or town):
        return denied
    waits = (civic and plan.agreed_by_civic_at is None) or (town and plan.agreed_by_town_at is None)
    return None if waits else closed(Reason.AGREED)


def start_plan(visitor: Visitor, plan: JointPlan) -> Denied | None:
    """Either side says that the work has begun."""
    if plan.state is not PlanState.AGREED:
        return closed(Reason.PLAN_STATE)
    return may(visitor, any(sides(visitor, plan)))


def report_plan(visitor: Visitor, plan: JointPlan) -> Denied | None:
    """What came of it: either side, once it runs."""
    if plan.state is not PlanState.RUNNING:
        return closed(Reason.PLAN_STATE)
    return may(visitor, any(sides(visitor, plan)))


def close_plan(visitor: Visitor, plan: JointPlan) -> Denied | None:
    if plan.state is not PlanState.REPORTED:
        return closed(Reason.PLAN_STATE)
    return team(visitor)
