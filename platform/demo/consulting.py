"""The officers' side of the demo: drafts, promises, publication, early ends."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import delete, insert

from consultations import queries, rules
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    Eligibility,
    Level,
    Phase,
    Template,
)
from consultations.services import activities, frame, parts, publishing
from consultations.services.fields import ActivityFields, PromiseFields
from demo import records
from demo.events import Event, in_write
from demo.story import Story
from journeys.models import Follower, Why
from kernel import clock
from kernel.db import db
from kernel.text import markdown, slug


def events(story: Story, told: records.Consultation) -> Iterator[Event]:
    body_html = markdown(told.background)
    yield story.when(told.created), 0, in_write(lambda: _create(story, told, body_html))
    if told.published is not None:
        yield story.when(told.published), 1, in_write(lambda: _publish(story, told))
        yield story.when(told.published, 20), 2, in_write(lambda: _follow(story, told))
    if told.ended is not None:
        yield story.when(told.ended.day), 70, in_write(lambda: _end(story, told))
    if told.lateness_note is not None:
        yield story.when(told.lateness_note.day), 71, in_write(lambda: _explain(story, told))


def _create(story: Story, told: records.Consultation, body_html: str) -> None:
    places = story.places
    officer = places.people[told.created_by]
    consultation = frame.create(
        municipality_id=places.municipality_id,
        by=officer,
        template=Template(told.template),
        asked_by=AskedBy(told.asked_by),
        title=told.title,
        decided_by=told.decides,
    )
    story.consultations[told.key] = consultation.id
    for model in (Activity, Phase):  # the town writes its own instead of the template's
        db.session.execute(delete(model).where(model.consultation_id == consultation.id))
    names = {one.key: one.name for one in story.town.municipality.neighbourhoods}
    frame.edit(
        consultation,
        by=officer,
        title=told.title,
        summary=told.summary,
        body=told.background,
        body_html=body_html,
        area=", ".join(names[key] for key in told.neighbourhoods),
        unit_id=places.units[told.owed_by],
    )
    promise = queries.get_promise(consultation.id)
    frame.edit_promise(consultation, promise, by=officer, fields=_promise(story, told))
    for one in told.activities:
        fields = activity_fields(story, told, one)
        made = activities.add_activity(consultation, by=officer, fields=fields)
        story.activities[told.key, one.key] = made.id
    _add_parts(story, told, consultation)


def _promise(story: Story, told: records.Consultation) -> PromiseFields:
    promise, today = told.promise, story.town.today
    return PromiseFields(
        can_change="\n".join(promise.can),
        cannot_change="\n".join(promise.cannot),
        level=Level(promise.level) if promise.level else None,
        decided_by=told.decides,
        answer_by=None if promise.answer_by is None else today + timedelta(days=promise.answer_by),
        office=story.places.titles.get(promise.signed_by, promise.signed_by),
        document_number=promise.document_no,
    )


def activity_fields(
    story: Story, told: records.Consultation, one: records.Activity
) -> ActivityFields:
    today = story.town.today
    return ActivityFields(
        kind=ActivityKind(one.kind),
        title=one.title,
        text=one.text,
        opens_at=story.when(one.opens, 9),
        closes_at=clock.end_of(today + timedelta(days=one.closes)),
        eligibility=Eligibility(one.eligibility),
        min_age=one.min_age,
        minutes=one.minutes,
        support_threshold=one.support_threshold,
        support_limit=one.support_limit,
    )


def _add_parts(story: Story, told: records.Consultation, consultation: Consultation) -> None:
    officer, today = story.places.people[told.created_by], story.town.today
    for phase in told.phases:
        parts.add_phase(
            consultation,
            by=officer,
            label=phase.label,
            starts_on=None if phase.starts is None else today + timedelta(days=phase.starts),
            ends_on=None if phase.ends is None else today + timedelta(days=phase.ends),
            approximate=phase.when,
        )
    for person in told.people:
        name = story.places.people[person.person].name
        title = story.places.titles.get(person.person, name)
        note = f"{person.task}, {person.contact}"
        parts.add_person(consultation, by=officer, title=title, note=note[:300])
    for meeting in told.meetings:
        starts_at = story.when(meeting.day, meeting.hour)
        parts.add_meeting(
            consultation,
            by=officer,
            title=meeting.title,
            place=meeting.place,
            link="",
            access=meeting.access,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=meeting.minutes),
        )
    for document in told.documents:
        data = document.text.encode()
        parts.add_document(
            consultation,
            by=officer,
            title=document.title,
            accepted=(data, "text/plain", _file_name(document.title)),
            unit_name=story.places.unit_names[document.unit],
        )


def _file_name(title: str) -> str:
    return f"{slug(title)[:60]}.txt"


def _load(story: Story, told: records.Consultation) -> Consultation:
    return queries.get_consultation(story.consultations[told.key])


def _publish(story: Story, told: records.Consultation) -> None:
    consultation = _load(story, told)
    promise = queries.get_promise(consultation.id)
    left = rules.gaps(consultation, promise, queries.list_activities(consultation.id))
    assert not left, f"{told.key}: {left}"
    publishing.publish(consultation, by=story.places.people[told.created_by])


def _follow(story: Story, told: records.Consultation) -> None:
    journey_id = _load(story, told).journey_id
    people = story.places.sample(f"follow:{told.key}", told.followers)
    rows = [
        {"journey_id": journey_id, "person_id": one.id, "why": Why.FOLLOWER, "since": clock.now()}
        for one in people
    ]
    if rows:
        db.session.execute(insert(Follower), rows)


def _end(story: Story, told: records.Consultation) -> None:
    ended = told.ended
    assert ended is not None
    end = publishing.end_early if ended.kind == "ended_early" else publishing.withdraw
    office = story.places.titles.get(ended.signed_by, ended.signed_by)
    end(
        _load(story, told),
        by=story.places.people[ended.by],
        reason=ended.reason,
        office=office,
    )


def _explain(story: Story, told: records.Consultation) -> None:
    note = told.lateness_note
    assert note is not None
    by = story.places.people[note.by]
    unit = story.places.staff_units.get(note.by)
    office = story.places.unit_names[unit] if unit else story.places.titles[note.by]
    publishing.explain(_load(story, told), by=by, text=note.text, office=office)
