"""What is kept about one person: their seats, and the meetings they were at."""

from typing import Any

from sqlalchemy import select

from councils.models import Attendance, Body, Gathering, Member
from kernel.db import db
from meetings.models import Meeting


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    seats = db.session.execute(
        select(Member, Body.name)
        .join(Body, Body.id == Member.body_id)
        .where(Member.person_id == person_id)
        .order_by(Member.id)
    ).all()
    return {
        "council_seats": [_seat(member, body) for member, body in seats],
        "council_attendance": _attendance(person_id),
    }


def _seat(member: Member, body: str) -> dict[str, Any]:
    return {
        "body": body,
        "name": member.name,
        "category": member.category.value,
        "represents": member.represents,
        "seat": member.seat.value,
        "office": member.office.value if member.office else None,
        "from": member.from_on.isoformat(),
        "until": member.until_on.isoformat() if member.until_on else None,
        "left": member.left_on.isoformat() if member.left_on else None,
    }


def _attendance(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Meeting.title, Meeting.starts_at, Attendance.at)
        .join(Gathering, Gathering.meeting_id == Meeting.id)
        .join(Attendance, Attendance.gathering_id == Gathering.id)
        .join(Member, Member.id == Attendance.member_id)
        .where(Member.person_id == person_id)
        .order_by(Meeting.starts_at, Attendance.member_id)
    )
    return [
        {
            "meeting": row.title,
            "starts_at": row.starts_at.isoformat(),
            "at": row.at.isoformat(),
        }
        for row in rows
    ]
