"""A municipality with one object for every argument of an address, in the states that decide."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.routing import Rule as Route

from answers import services as answers
from answers.models import Duty, DutyKind
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    Document,
    Eligibility,
    Phase,
    Responsible,
    consultation_meeting,
)
from kernel import clock, outbox
from kernel.db import db, write
from kernel.files import StoredFile
from kernel.outbox import Errand, State
from kernel.rules import Role
from meetings.models import Meeting
from places import queries as places
from places.models import Municipality, OrganisationState
from proposals.models import ProposalState
from tests.make import capacity, councils, opinions, programme, surveys, texts
from tests.make.answers import make_answer, make_duty, make_journey
from tests.make.authorship import (
    amendments,
    cosponsors,
    make_behalf,
    make_import,
    make_offer,
    make_stop,
)
from tests.make.consultations import make_activity, make_consultation
from tests.make.discussion import hide, make_comment, make_report, make_thread, with_source
from tests.make.following import make_radar
from tests.make.gates import fill_with_gates
from tests.make.judged import judged as walked_through
from tests.make.kin import make_merge, make_pair
from tests.make.meetings import make_meeting, make_meetings_of, make_registration
from tests.make.moderation import moderated
from tests.make.places import (
    make_feast_day,
    make_neighbourhood,
    make_organisation,
    make_own_day,
    make_person,
    make_resident,
    make_staff,
    make_unit,
    visitor,
)
from tests.make.proposals import make_proposal
from tests.make.residence import make_invitation, make_legal_text, make_letter
from tests.make.roadmap import make_action, make_answered_proposal
from tests.make.roadmaps import samples as of_roadmaps
from tests.make.voting_states import fill_with_votes

Known = dict[str, list[Any]]


def paths(route: Route, slug: str, known: Known, whole: bool) -> Iterator[str]:
    """Every sample of the one argument that names an object; each must be known."""
    ids = sorted(route.arguments - {"slug"})
    missing = [name for name in ids if name not in known]
    assert not missing, f"{route}: no sample for {missing}"
    values: dict[str, Any] = {name: known[name][0] for name in ids}
    main = next((name for name in ids if name.endswith("_id")), None)
    choices = known[main] if main else [None]
    for choice in choices if whole else choices[:1]:
        built = route.build({**values, **({main: choice} if main else {}), "slug": slug})
        assert built is not None
        yield str(built[1]).partition("?")[0]


def fill_a_town(town: Municipality) -> Known:
    """One object of ours for every argument, in the states that decide."""
    unit, place = make_unit(town), make_neighbourhood(town)
    officer = make_staff(town, Role.OFFICER)
    drafts = [
        make_consultation(town, published=False, activities=[ActivityKind.PROPOSALS]),
        make_consultation(town, published=False, asked_by=AskedBy.CITY_COUNCIL, activities=[]),
    ]
    running = make_consultation(town, activities=[ActivityKind.DISCUSSION])
    closed_to_strangers = make_activity(running, eligibility=Eligibility.RESIDENT)
    proposals = [
        make_proposal(closed_to_strangers),
        make_proposal(closed_to_strangers, state=ProposalState.DRAFT),
    ]
    answered, answer = make_answered_proposal(town, activity=closed_to_strangers, officer=officer)
    thread = make_thread(town)
    comments = [
        with_source(make_comment(thread)),
        hide(make_comment(thread), make_staff(town, Role.MODERATOR)),
    ]
    make_report(comments[0])
    organisations = [
        make_organisation(town),
        make_organisation(town, state=OrganisationState.APPLIED),
    ]
    duties = _duties(town)
    at_the_gates = fill_with_gates(closed_to_strangers)
    gated = at_the_gates.pop("proposal_id")
    make_legal_text(town)
    known: Known = {
        "consultation_id": [row.id for row in (*drafts, running)],
        "amendment_id": amendments(proposals[0]),
        "cosponsor_id": cosponsors(proposals[0]),
        "behalf_id": [(entered := make_behalf(closed_to_strangers)).id],
        "contact_id": [make_stop(entered)],
        "batch_id": [make_import(closed_to_strangers).id],
        "offer_id": [make_offer(proposals[0])],
        "activity_id": [*_activities(drafts[0]), closed_to_strangers.id, *_activities(running)],
        "proposal_id": [*(row.id for row in (*proposals, answered)), *gated],
        "merge_id": [make_merge(closed_to_strangers).id],
        "pair_id": [make_pair(proposals[0], make_proposal(closed_to_strangers)).id],
        "comment_id": [*(row.id for row in comments), *(judged := moderated(thread))["comment_id"]],
        "case_id": judged["case_id"],
        "thread_id": [thread.id],
        "organisation_id": [row.id for row in organisations],
        "unit_id": [unit.id],
        "neighbourhood_id": [place.id],
        "letter_id": [make_letter(make_person(), place).id],
        "own_day_id": [make_own_day(town).id],
        "feast_day_id": [make_feast_day(town).id],
        "invitation_id": [make_invitation(town, "yeni@cinarli.example").id],
        "staff_id": [staff_number(town, officer.id)],
        "journey_id": [make_journey(town).id],
        "duty_id": duties,
        "answer_id": [make_answered_proposal(town, officer=officer)[1].id],
        "action_id": [make_action(town, answer=answer, by=officer).id],
        "errand_id": [failed_mail(town.id)],
        "radar_id": [make_radar(town).id],
        "registration_id": [make_registration(make_meeting(town, registers=True)).id],
        "path": ["aydinlatma-metni"],
        **_parts(drafts[0], town),
        **at_the_gates,
        **fill_with_votes(town),
        **programme.samples(),
        "resident_of": [make_resident(place).id],
    }
    walked = walked_through(make_activity(running), make_person())
    for more in (
        capacity.samples(known["participation_id"][0]),
        councils.samples(town),
        surveys.samples(town),
        of_roadmaps(town),
        texts.samples(town),
        opinions.samples(town),
        walked,
    ):
        for name, values in more.items():
            known[name] = [*known.get(name, []), *values]
    known["meeting_id"] += make_meetings_of(running)
    return known


def staff_number(town: Municipality, person_id: int) -> int:
    return next(row.id for row in places.list_staff(town.id) if row.person_id == person_id)


def _activities(consultation: Consultation) -> list[int]:
    return list(
        db.session.scalars(select(Activity.id).where(Activity.consultation_id == consultation.id))
    )


def _duties(town: Municipality) -> list[int]:
    writer = make_staff(town, Role.OFFICER)
    waiting = make_duty(town, kind=DutyKind.PROPOSAL)
    drafted = make_duty(town, kind=DutyKind.PROPOSAL)
    make_answer(db.session.get_one(Duty, drafted.id), by=writer, published=False)
    checked = make_duty(town, kind=DutyKind.PROPOSAL)
    handed_over = make_answer(db.session.get_one(Duty, checked.id), by=writer, published=False)
    with write():
        answers.submit(handed_over, by=visitor(writer))
    return [waiting.id, drafted.id, checked.id]


def _parts(draft: Consultation, town: Municipality) -> dict[str, list[int]]:
    number = draft.id
    with write() as session:
        stored = StoredFile(
            municipality_id=town.id, name="plan.pdf", mime="application/pdf", size=1, sha256="0"
        )
        meeting = Meeting(
            municipality_id=town.id,
            title="Mahalle buluşması",
            place="Kavaklı Kıraathanesi",
            starts_at=clock.now() + timedelta(days=3),
            ends_at=clock.now() + timedelta(days=3, hours=2),
        )
        session.add_all([stored, meeting])
        session.flush()
        phase = Phase(consultation_id=number, label="Öneriler")
        person = Responsible(consultation_id=number, title="Park ve Bahçeler Müdürü")
        document = Document(consultation_id=number, title="Plan", file_id=stored.id)
        session.add_all([phase, person, document])
        session.flush()
        session.execute(
            consultation_meeting.insert().values(consultation_id=number, meeting_id=meeting.id)
        )
        return {
            "phase_id": [phase.id],
            "person_id": [person.id],
            "document_id": [document.id],
            "meeting_id": [meeting.id],
        }


def failed_mail(municipality_id: int | None) -> int:
    with write() as session:
        key = f"dene:{municipality_id}"
        outbox.mail(key, "a@b.example", "Konu", "Metin", municipality_id=municipality_id)
        errand = session.scalars(select(Errand).where(Errand.key == key)).one()
        errand.state = State.FAILED
        return errand.id
