"""What happened in Çınarlı, as dated events that call the services."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import insert, select, update

from answers import queries as answers_queries
from answers import services as answers
from answers.models import Decision, Duty
from consultations import queries as consultations_queries
from consultations.models import Consultation
from demo import (
    answering,
    authorship,
    bringing,
    capacity_days,
    consulting,
    councils,
    gates,
    gathering,
    judging,
    kinship,
    letters,
    moderating,
    objections,
    opining,
    programme_days,
    records,
    roadmaps,
    surveying,
    voting_days,
    walking,
    wordings,
)
from demo.events import Event, in_write
from demo.settling import Places
from demo.story import Story
from discussion import services as discussion
from discussion.models import Comment, Stance, Thread
from discussion.queries import get_comment
from journeys.models import Follower, Why
from kernel import clock
from kernel.db import db
from kernel.text import markdown
from moderation.models import Ground
from proposals import services as proposals
from proposals.models import Proposal, Support
from proposals.queries import get_proposal
from proposals.services.supporting import reach_threshold
from roadmap import queries as roadmap_queries
from roadmap import services as roadmap


def tell(town: records.Town, places: Places) -> Iterator[Event]:
    """Every event as (moment, order within the moment, what to do)."""
    render_all(town)
    story = Story(town, places)
    for one in town.consultations:
        yield from consulting.events(story, one)
        yield from voting_days.events(story, one)
        for activity in one.activities:
            for comment in activity.comments:
                yield from _comments(story, _activity_thread(story, one.key, activity.key), comment)
    for proposal in town.proposals:
        yield from _proposal(story, proposal)
    for answer in town.answers:
        yield from _answer(story, answer)
    for action in town.actions:
        yield from _action(story, action)
    for report in town.reports:
        yield from _report(story, report)
    yield from letters.events(story)
    yield from objections.events(story)
    yield from surveying.events(story)
    yield from wordings.events(story)
    yield from opining.events(story)
    yield from bringing.events(story)
    yield from kinship.events(story)
    yield from authorship.events(story)
    yield from gates.events(story)
    yield from gathering.events(story)
    yield from councils.events(story)
    yield from moderating.events(story)
    yield from judging.events(story)
    yield from walking.events(story)
    yield from roadmaps.events(story)
    yield from answering.events(story)
    yield from programme_days.events(story)
    yield from capacity_days.events(story)


# --- proposals ----------------------------------------------------------------------------------


def _proposal(story: Story, told: records.Proposal) -> Iterator[Event]:
    written = story.when(told.day, 9, 5)
    yield written, 20, in_write(lambda: _propose(story, told))
    if told.supports:
        yield story.when(told.day, 18), 21, in_write(lambda: _support(story, told))
    for comment in told.comments:
        thread = _proposal_thread(story, told.key)
        yield from _comments(story, thread, comment, after=written)
    if told.screened is not None and told.screening in ("ballot", "refused"):
        yield story.when(told.screened, 11), 30, in_write(lambda: _screen(story, told))
    if told.withdrawn is not None:
        yield story.when(told.withdrawn, 12), 31, in_write(lambda: _withdraw(story, told))


def _propose(story: Story, told: records.Proposal) -> None:
    places, author = story.places, story.places.people[told.author]
    activity = consultations_queries.get_activity(_proposals_activity(story, told.consultation))
    proposal = proposals.save_draft(
        activity,
        by=author,
        organisation_id=places.organisations[told.organisation] if told.organisation else None,
        title=told.title,
        problem=told.problem,
        body=told.text,
        body_html=markdown_outside(told.text),
        neighbourhood_id=places.neighbourhoods[told.neighbourhood],
        category_id=places.categories[told.category],
        cost_kurus=None if told.cost_tl is None else told.cost_tl * 100,
    )
    story.proposals[told.key] = proposal.id
    if told.state != "draft":
        proposals.publish(proposal, by=author)


_html: dict[str, str] = {}


def markdown_outside(source: str) -> str:
    """Rendered once before the events run: nothing slow happens under the write lock."""
    return _html[source]


def render_all(town: records.Town) -> None:
    texts = [one.text for one in town.proposals]
    texts += [one.reason for one in town.proposals] + [one.reason for one in town.answers]
    texts += [one.background for one in town.consultations] + [one.text for one in town.actions]
    texts += [news.text for one in town.actions for news in one.updates]
    threads = [one.comments for one in town.proposals]
    threads += [a.comments for one in town.consultations for a in one.activities]
    threads.append([one.comment for one in town.reports])
    for comments in threads:
        for comment in comments:
            texts += [comment.text, *(reply.text for reply in comment.replies)]
    for text in texts:
        _html.setdefault(text, markdown(text))


def _proposals_activity(story: Story, consultation: str) -> int:
    told = next(one for one in story.town.consultations if one.key == consultation)
    key = next(one.key for one in told.activities if one.kind == "proposals")
    return story.activities[consultation, key]


def _load(story: Story, key: str) -> Proposal:
    return db.session.get_one(Proposal, story.proposals[key])


def _support(story: Story, told: records.Proposal) -> None:
    """Many hands at once: the rows that `proposals.services.support` writes one by one."""
    proposal = _load(story, told.key)
    people = [
        visitor.id
        for visitor in story.places.sample(told.key, told.supports, without=[told.author])
    ]
    since = clock.now()
    db.session.execute(
        insert(Support),
        [{"proposal_id": proposal.id, "person_id": i, "since": since} for i in people],
    )
    db.session.execute(
        update(Proposal).where(Proposal.id == proposal.id).values(support_count=len(people))
    )
    _follow(proposal.journey_id, people, Why.SUPPORTER)
    reach_threshold(get_proposal(proposal.id))


def _follow(journey_id: int | None, people: list[int | None], why: Why) -> None:
    known = set(
        db.session.scalars(select(Follower.person_id).where(Follower.journey_id == journey_id))
    )
    rows = [
        {"journey_id": journey_id, "person_id": one, "why": why, "since": clock.now()}
        for one in people
        if one not in known
    ]
    if rows:
        db.session.execute(insert(Follower), rows)


def _screen(story: Story, told: records.Proposal) -> None:
    proposal = get_proposal(story.proposals[told.key])
    consultation = next(c for c in story.town.consultations if c.key == told.consultation)
    officer = story.places.people[consultation.created_by]
    unit = consultation.owed_by
    office = story.places.unit_names[unit]
    if told.screening == "ballot":
        proposals.put_on_ballot(proposal, by=officer, office=office)
        return
    proposals.refuse(
        proposal,
        by=officer,
        office=office,
        unit_id=story.places.units[unit],
        reason=told.reason,
        reason_html=markdown_outside(told.reason),
    )


def _withdraw(story: Story, told: records.Proposal) -> None:
    proposal = get_proposal(story.proposals[told.key])
    author = story.places.people[told.author]
    proposals.withdraw(proposal, by=author, reason=told.withdrawn_reason)


# --- discussion ---------------------------------------------------------------------------------


def _activity_thread(story: Story, consultation: str, activity: str) -> Callable[[], Thread]:
    def find() -> Thread:
        found = consultations_queries.get_activity(story.activities[consultation, activity])
        assert found.thread_id is not None
        return db.session.get_one(Thread, found.thread_id)

    return find


def _proposal_thread(story: Story, key: str) -> Callable[[], Thread]:
    return lambda: db.session.get_one(Thread, _load(story, key).thread_id)


def _comments(
    story: Story,
    thread: Callable[[], Thread],
    told: records.Comment,
    *,
    after: datetime | None = None,
) -> Iterator[Event]:
    made: dict[str, int] = {}
    moment = story.when(told.day, told.hour)
    if after is not None:
        moment = max(moment, after + timedelta(minutes=20))

    def post() -> None:
        made["id"] = _post(story, thread(), told).id

    yield moment, 40, in_write(post)
    for minute, reply in enumerate(told.replies, 1):

        def answer(reply: records.Comment = reply) -> None:
            _post(story, thread(), reply, db.session.get_one(Comment, made["id"]))

        later = max(story.when(reply.day, reply.hour), moment) + timedelta(minutes=minute)
        yield later, 41, in_write(answer)


def _post(
    story: Story, thread: Thread, told: records.Comment, parent: Comment | None = None
) -> Comment:
    places = story.places
    unit = places.staff_units.get(told.by)
    office = places.unit_names[unit] if unit else ""
    return discussion.post(
        thread,
        by=places.people[told.by],
        body=told.text,
        html=markdown_outside(told.text),
        stance=Stance(told.stance) if told.stance and parent is None else None,
        parent=parent,
        office=office,
    )


def _report(story: Story, told: records.Report) -> Iterator[Event]:
    made: dict[str, int] = {}
    thread = _proposal_thread(story, told.on)

    def post() -> None:
        made["id"] = _post(story, thread(), told.comment).id

    def report() -> None:
        comment = get_comment(made["id"])
        for key in told.reported_by:
            by = story.places.people[key]
            discussion.report(comment, by=by, ground=Ground(told.reason), note=told.note)

    def hide() -> None:
        moderator = story.places.people[told.decided_by]
        discussion.hide(
            get_comment(made["id"]),
            by=moderator,
            ground=Ground(told.reason),
            reason=told.public_reason,
        )

    yield story.when(told.comment.day, told.comment.hour), 42, in_write(post)
    yield story.when(told.day, 11), 43, in_write(report)
    if told.outcome == "hidden" and told.decided is not None:
        yield story.when(told.decided, told.decided_hour or 15), 44, in_write(hide)


# --- answers and actions ------------------------------------------------------------------------


def _answer(story: Story, told: records.Answer) -> Iterator[Event]:
    yield story.when(told.day, 9), 50, in_write(lambda: _draft(story, told))
    if told.state == "published":
        yield story.when(told.day, 13), 51, in_write(lambda: _sign(story, told))
    else:
        waits = partial(_hand_on, story, told)
        yield story.when(told.day, 13), 51, in_write(waits)


def _duty(story: Story, told: records.Answer) -> Duty:
    owner: Consultation | Proposal
    if told.kind == "consultation":
        owner = db.session.get_one(Consultation, story.consultations[told.to])
    else:
        owner = _load(story, told.to)
    return db.session.get_one(Duty, owner.duty_id)


def _draft(story: Story, told: records.Answer) -> None:
    answer = answers.save_draft(
        _duty(story, told),
        by=story.places.people[told.drafted_by],
        decision=Decision(told.decision),
        summary=told.summary,
        reason=told.reason,
        reason_html=markdown_outside(told.reason),
        office=told.office,
        unit_id=story.places.units[told.unit],
        document_number=told.document_no,
        remedies=told.remedies,
    )
    story.answers[told.key] = answer.id


def _hand_on(story: Story, told: records.Answer) -> None:
    answer = answers_queries.get_answer(story.answers[told.key])
    answering.hand_on(story, answer, told.drafted_by)


def _sign(story: Story, told: records.Answer) -> None:
    signer = story.places.people[told.signed_by]
    answer = answers_queries.get_answer(story.answers[told.key])
    answering.hand_on(story, answer, told.drafted_by)
    answers.approve(answer, by=signer)
    answers.publish(answer, by=signer)


def _action(story: Story, told: records.Action) -> Iterator[Event]:
    signed = next(one for one in story.town.answers if one.key == told.answer)
    begins = story.when(signed.day, 15)
    yield begins, 60, in_write(lambda: _promise(story, told))
    for one in told.updates:
        moment = max(story.when(one.day, 16), begins + timedelta(minutes=10))
        yield moment, 61, in_write(partial(_news, story, told, one))


def _promise(story: Story, told: records.Action) -> None:
    places, today = story.places, story.town.today
    source = roadmap_queries.get_source(story.answers[told.answer])
    plan = roadmap.Plan(
        title=told.title,
        text=told.text,
        html=markdown_outside(told.text),
        unit_id=places.units[told.unit],
        starts_on=today + timedelta(days=told.start),
        ends_on=today + timedelta(days=told.first_due),
        budget_kurus=told.budget_tl * 100,
    )
    by = places.people[told.updates[0].by]
    action = roadmap.create_from_answer(source, by=by, plan=plan)
    story.actions[told.key] = action.id


def _news(story: Story, told: records.Action, told_news: records.Update) -> None:
    action = roadmap_queries.get_action(story.actions[told.key])
    today = story.town.today
    last = told_news is told.updates[-1]
    moved = (
        told.delay is not None and told_news.day >= told.delay.day and told.due != told.first_due
    )
    text = f"{told_news.text}\n\n{told_news.evidence}" if told_news.evidence else told_news.text
    news = roadmap.News(
        text=text,
        html=f"{markdown_outside(told_news.text)}<p>{told_news.evidence}</p>",
        progress=told_news.progress,
        spent_kurus=told.spent_tl * 100 if last else None,
        new_ends_on=today + timedelta(days=told.due) if moved and last else None,
        delay_reason=told.delay.reason if told.delay and moved and last else "",
    )
    by = story.places.people[told_news.by]
    if told.done is not None and last:
        roadmap.complete(action, by=by, completed_on=today + timedelta(days=told.done), news=news)
    else:
        roadmap.update(action, by=by, news=news)
