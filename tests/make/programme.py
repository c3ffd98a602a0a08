"""A term with two tracks, people of the programme, participants."""

import itertools
from datetime import timedelta
from typing import Any

from kernel import clock, tokens
from kernel.files import StoredFile
from kernel.rules import Visitor
from kernel.text import sort_key
from programme import queries, services
from programme.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    Consulting,
    FileKind,
    HistoryLine,
    JointPlan,
    LineKind,
    Participation,
    ParticipationContact,
    PartnerSeat,
    PlanActor,
    PlanState,
    ProgrammeRole,
    Review,
    RoleHeld,
    Term,
    TermState,
    Track,
    TrackCriterion,
    TrackKind,
    TrackPartner,
    Writer,
)
from tests.make.places import make_person, saving, visitor

_numbers = itertools.count(1)


def make_term(*, state: TermState = TermState.PUBLISHED) -> Term:
    with saving() as session:
        number = next(_numbers)
        row = Term(name=f"Deneme dönemi {number}", years="2026–2027", state=state)
        session.add(row)
    return row


def make_track(term: Term | None = None, **anything: Any) -> Track:
    """Open for ten days more; two criteria, 60 and 40."""
    now = clock.now()
    values = {
        "kind": TrackKind.MUNICIPAL,
        "starts_on": clock.today() + timedelta(days=60),
        "ends_on": clock.today() + timedelta(days=300),
        "opens_at": now - timedelta(days=10),
        "closes_at": now + timedelta(days=10),
        "seats": 2,
    }
    term_id = (term or make_term()).id
    with saving() as session:
        row = Track(term_id=term_id, **{**values, **anything})
        session.add(row)
        session.flush()
        session.add_all(
            TrackCriterion(track_id=row.id, position=place, name=name, weight=weight)
            for place, (name, weight) in enumerate([("Kararlılık", 60), ("Ortaklık", 40)])
        )
    return row


def make_application(
    track: Track, *, owner: Any = None, sent: bool = True, **anything: Any
) -> Application:
    """Complete; sent unless told otherwise."""
    number = next(_numbers)
    owner = owner or make_person(f"Başvuran {number}")
    by, track_id = visitor(owner), track.id
    with saving() as session:
        row = services.begin(
            queries.get_track(track_id),
            by=by,
            **{"name": f"Örnek Belediyesi {number}", **anything},
        )
        for name in ("motivation", "practice"):
            setattr(row, name, "Mahallelerimizde kararları birlikte almak istiyoruz. " * 3)
        row.unit, row.commitments, row.approved = "Strateji Müdürlüğü", "Haftada bir gün", True
        members = [(f"Kişi {n}", "Strateji Müdürlüğü", "yürütür") for n in (1, 2)]
        services.set_team(row, by=by, members=members)
        session.flush()
        number = row.id
    if sent:
        with saving():
            services.submit(queries.get_application(number), by=by)
    return queries.get_application(number)


def make_review(
    application: Application, reviewer: Any = None, points: tuple[int, ...] | None = None
) -> Review:
    """Assigned; with `points` given, in the order of the criteria."""
    reviewer = reviewer or make_role(ProgrammeRole.REVIEWER)
    application_id, person_id, by = application.id, reviewer.id, visitor(reviewer)
    with saving() as session:
        row = Review(application_id=application_id, reviewer_id=person_id)
        session.add(row)
        session.flush()
        number = row.id
    if points is not None:
        with saving():
            loaded = queries.get_review(number)
            given = zip(loaded.application.track.criteria, points, strict=True)
            services.review(
                loaded,
                by=by,
                points={one.id: value for one, value in given},
                comment="Ortaklarıyla birlikte yazmış, ekibi hazır.",
            )
    return queries.get_review(number)


def make_participation(track: Track | None = None, **anything: Any) -> Participation:
    number = next(_numbers)
    track_id = (track or make_track()).id
    with saving() as session:
        name = anything.pop("name", f"Katılan Belediye {number}")
        row = Participation(track_id=track_id, name=name, sort_key=sort_key(name), **anything)
        session.add(row)
    return row


def make_role(role: ProgrammeRole, person: Any = None) -> Any:
    """The person; `known(person)` asks as them."""
    person = person or make_person(f"Program {role.value}")
    person_id = person.id
    with saving() as session:
        session.add(RoleHeld(person_id=person_id, role=role))
    return person


def known(person: Any) -> Visitor:
    return queries.know(visitor(person))


# --- for the tests of the house -----------------------------------------------------------------


def samples(person: Any = None) -> dict[str, list[Any]]:
    """One row for every argument of an address, as few as serve; `person` may open every form."""
    person_id = (person or make_person("Program insanı")).id
    other_id = make_person("Başka başvuran").id
    with saving() as session:
        for role in ProgrammeRole:
            session.add(RoleHeld(person_id=person_id, role=role))
    term = make_term()
    open_track, civic = make_track(term), make_track(term, kind=TrackKind.CIVIC)
    with saving() as session:
        session.add(TrackPartner(track_id=open_track.id, name="Örnek Birliği", role="ortak"))
    over = make_track(closes_at=clock.now() - timedelta(days=1))
    S = ApplicationState
    rows = {
        "draft": Application(track_id=open_track.id, owner_id=person_id, name="Taslak"),
        "own": Application(track_id=open_track.id, owner_id=person_id, name="Gönderdiğim"),
        "judged": Application(track_id=over.id, owner_id=other_id, name="Değerlendirilen"),
        "sent": Application(track_id=over.id, owner_id=other_id, name="Bekleyen"),
    }
    for what, row in rows.items():
        if what != "draft":
            row.state, row.submitted_at = S.SUBMITTED, clock.now()
    town, actor = make_participation(open_track), make_participation(civic)
    with saving() as session:
        session.add_all(rows.values())
        session.flush()
        stored = StoredFile(name="onay.pdf", mime="application/pdf", size=1, sha256="0")
        session.add(stored)
        session.flush()
        parts: dict[str, Any] = {
            "attachment_id": ApplicationFile(
                application_id=rows["draft"].id, kind=FileKind.APPROVAL, file_id=stored.id
            ),
            "review_id": Review(application_id=rows["judged"].id, reviewer_id=person_id),
            "consulting_id": Consulting(participation_id=town.id, person_id=person_id),
            "line_id": HistoryLine(
                term_id=term.id, kind=LineKind.EVENT, text="Bir olay oldu.", source="örnek.org"
            ),
            "writer_id": Writer(
                application_id=rows["draft"].id, email="yazan@ornek.example", person_id=other_id
            ),
            "seat_id": PartnerSeat(term_id=term.id, person_id=person_id, name="Örnek Birliği"),
            "role_id": RoleHeld(person_id=other_id, role=ProgrammeRole.TEAM),
        }
        about = {"term_id": term.id, "problem": "Sorun", "goal": "Amaç"}
        plans = [
            JointPlan(title="Önerilen plan", **about),
            JointPlan(title="Süren plan", state=PlanState.RUNNING, town_id=town.id, **about),
            JointPlan(title="Onaylı plan", state=PlanState.AGREED, town_id=town.id, **about),
        ]
        session.add_all([*parts.values(), *plans])
        session.flush()
        session.add_all(PlanActor(plan_id=one.id, participation_id=actor.id) for one in plans)
        session.add_all(
            ParticipationContact(participation_id=one.id, person_id=person_id)
            for one in (town, actor)
        )
        session.flush()
        return {
            "term_id": [term.id],
            "track_id": [open_track.id],
            "application_id": [row.id for row in rows.values()],
            "participation_id": [town.id, actor.id],
            "plan_id": [one.id for one in plans],
            **{name: [row.id] for name, row in parts.items()},
            "writing_id": [_invitation(rows["draft"].id)],
        }


def _invitation(application_id: int) -> str:
    """A living link of one more who was invited."""
    with saving() as session:
        row = Writer(application_id=application_id, email="cagrilan@ornek.example")
        session.add(row)
        session.flush()
        return tokens.sign(queries.OFFER, timedelta(days=7), id=row.id)
