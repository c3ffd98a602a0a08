"""What is kept about one person in the programme."""

from typing import Any

from sqlalchemy import select

from accounts.models import Person
from kernel.db import db
from programme.models import (
    Application,
    Consulting,
    ParticipationContact,
    PartnerSeat,
    Review,
    ReviewScore,
    RoleHeld,
    TeamMember,
    Writer,
)

FIELDS = (
    *("name", "province", "contact_name", "contact_email", "contact_phone", "unit"),
    *("motivation", "practice", "commitments", "reason"),
)


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    return {
        "programme_roles": [
            {"role": row.role.value, "since": row.since.isoformat()}
            for row in db.session.scalars(
                select(RoleHeld).where(RoleHeld.person_id == person_id).order_by(RoleHeld.id)
            )
        ],
        "programme_applications": _applications(person_id),
        "programme_writing": _writing(person_id),
        "programme_partners": [
            {"term": number, "partner": name, "since": since.isoformat()}
            for number, name, since in db.session.execute(
                select(PartnerSeat.term_id, PartnerSeat.name, PartnerSeat.since)
                .where(PartnerSeat.person_id == person_id)
                .order_by(PartnerSeat.id)
            )
        ],
        "programme_reviews": _reviews(person_id),
        "programme_participations": [
            *_parts(person_id, ParticipationContact, "contact"),
            *_parts(person_id, Consulting, "consultant"),
        ],
    }


def _parts(
    person_id: int, table: type[ParticipationContact] | type[Consulting], what: str
) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(table.participation_id, table.since)
        .where(table.person_id == person_id)
        .order_by(table.id)
    )
    return [
        {"participation": number, "as": what, "since": since.isoformat()} for number, since in rows
    ]


def _applications(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        select(Application).where(Application.owner_id == person_id).order_by(Application.id)
    ).all()
    numbers = [row.id for row in rows]
    team: dict[int, list[str]] = {}
    for one in db.session.scalars(
        select(TeamMember).where(TeamMember.application_id.in_(numbers)).order_by(TeamMember.id)
    ):
        team.setdefault(one.application_id, []).append(f"{one.name}, {one.unit}, {one.role}")
    return [
        {name: getattr(row, name) for name in FIELDS}
        | {"state": row.state.value, "team": team.get(row.id, [])}
        for row in rows
    ]


def _writing(person_id: int) -> list[dict[str, Any]]:
    """Also an invitation that waits: it was written to this address."""
    rows = db.session.execute(
        select(Application.name, Writer.email, Writer.invited_at, Writer.accepted_at)
        .join(Application, Application.id == Writer.application_id)
        .join(Person, (Person.id == Writer.person_id) | (Person.email == Writer.email))
        .where(Person.id == person_id)
        .order_by(Writer.id)
    )
    return [
        {
            "application": name,
            "email": email,
            "invited": invited.isoformat(),
            "accepted": None if accepted is None else accepted.isoformat(),
        }
        for name, email, invited, accepted in rows
    ]


def _reviews(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        select(Review).where(Review.reviewer_id == person_id).order_by(Review.id)
    ).all()
    points: dict[int, list[int]] = {}
    for score in db.session.scalars(
        select(ReviewScore)
        .where(ReviewScore.review_id.in_([row.id for row in rows]))
        .order_by(ReviewScore.id)
    ):
        points.setdefault(score.review_id, []).append(score.points)
    return [
        {
            "application": row.application_id,
            "state": row.state.value,
            "points": points.get(row.id, []),
            "comment": row.comment,
            "conflict": row.conflict,
        }
        for row in rows
    ]
