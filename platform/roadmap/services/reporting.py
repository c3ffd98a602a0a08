"""Monitoring reports: written, then published with every action as it stands, and frozen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from kernel import audit, clock
from kernel.db import db, lock
from kernel.i18n import N_
from kernel.rules import Visitor
from roadmap import queries
from roadmap.models import Report, Roadmap
from roadmap.queries import snapshots
from roadmap.services.publishing import tell_of


@dataclass(frozen=True)
class Period:
    starts_on: date
    ends_on: date
    text: str
    html: str


def write_report(roadmap: Roadmap, *, by: Visitor, period: Period) -> Report:
    lock("roadmap", roadmap.id)
    last = db.session.scalar(select(func.max(Report.number)).where(Report.roadmap_id == roadmap.id))
    report = Report(
        municipality_id=roadmap.municipality_id,
        roadmap_id=roadmap.id,
        number=(last or 0) + 1,
        written_by_id=by.id,
        **vars(period),
    )
    db.session.add(report)
    db.session.flush()
    audit.record("roadmap.write_report", report, by=by.id)
    return report


def edit_report(report: Report, *, by: Visitor, period: Period) -> None:
    for name, value in vars(period).items():
        setattr(report, name, value)
    db.session.flush()
    audit.record("roadmap.edit_report", report, by=by.id)


def publish_report(report: Report, *, by: Visitor) -> None:
    """What stands in it now stays; the database refuses a change."""
    report.content = snapshots.canonical(standing(report))
    report.published_at = clock.now()
    db.session.flush()
    after = {"sha256": snapshots.fingerprint(report.content)}
    audit.record("roadmap.publish_report", report, by=by.id, after=after)
    tell_of(
        report.roadmap,
        f"report:{report.number}",
        N_("Yol haritasının izleme raporu yayımlandı: %(number)s. rapor."),
        {"number": report.number},
        by=by,
    )


def standing(report: Report) -> dict[str, Any]:
    """Every action as it stands today; a draft shows the same before it is published."""
    return queries.standing(report.roadmap, report, clock.today())
