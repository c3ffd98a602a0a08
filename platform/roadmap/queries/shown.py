"""What the public page of an action shows, in small rows; statements are built once."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from answers.models import Answer
from consultations.models import Consultation
from kernel.db import db, fetch
from kernel.files import StoredFile
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor
from places.models import Neighbourhood, Organisation
from proposals.models import Proposal
from roadmap.models import (
    Action,
    Consent,
    Indicator,
    IndicatorChange,
    Measurement,
    Partner,
    Picture,
    Update,
    action_neighbourhood,
)


@lru_cache
def _statement() -> Select[Action]:
    return (
        select(Action)
        .where(Action.id == bindparam("action_id"))
        .options(
            joinedload(Action.unit),
            joinedload(Action.roadmap),
            joinedload(Action.thread),
            joinedload(Action.answer).load_only(Answer.summary, Answer.published_at),
            joinedload(Action.consultation).load_only(
                Consultation.title, Consultation.published_at
            ),
            joinedload(Action.proposal).load_only(
                Proposal.title, Proposal.published_at, Proposal.journey_id
            ),
        )
    )


def get_shown(action_id: int, for_: Visitor = NOBODY) -> Action:
    """With the one thing of a sort that its page reads; the many come from the lists below."""
    return db.session.scalars(_statement(), {"action_id": action_id}).one()


class File(NamedTuple):
    id: Any
    name: str
    size: int
    #: of a picture
    words: str = ""


class News(NamedTuple):
    """A dated update."""

    id: int
    at: datetime
    office: str
    html: str
    progress: int
    spent_kurus: int | None
    old_ends_on: date | None
    new_ends_on: date | None
    delay_reason: str
    evidence: File | None
    pictures: list[File]


_OF_ACTION: Any = bindparam("action_id")
_file = (StoredFile.id.label("file_id"), StoredFile.name.label("file_name"), StoredFile.size)
_NEWS = Prepared(
    select(
        Update.id,
        Update.at,
        Update.office,
        Update.html,
        Update.progress,
        Update.spent_kurus,
        Update.old_ends_on,
        Update.new_ends_on,
        Update.delay_reason,
        *_file,
    )
    .outerjoin(StoredFile, StoredFile.id == Update.evidence_id)
    .where(Update.action_id == _OF_ACTION)
    .order_by(Update.id.desc())
)
_PICTURES = Prepared(
    select(Picture.update_id, *_file, Picture.words)
    .join(Update, Update.id == Picture.update_id)
    .join(StoredFile, StoredFile.id == Picture.file_id)
    .where(Update.action_id == _OF_ACTION)
    .order_by(Picture.id)
)


def list_news(action_id: int) -> list[News]:
    """The newest first."""
    pictures: dict[int, list[File]] = {}
    for update_id, *facts in fetch(_PICTURES, action_id=action_id):
        pictures.setdefault(update_id, []).append(File(*facts))
    return [_news(row, pictures) for row in fetch(_NEWS, action_id=action_id)]


def _news(row: Any, pictures: dict[int, list[File]]) -> News:
    *facts, file_id, name, size = row
    evidence = None if file_id is None else File(file_id, name, size)
    return News._make((*facts, evidence, pictures.get(row.id, [])))


class Helper(NamedTuple):
    """A partner of an action."""

    organisation_id: int
    name: str
    role: str
    state: Consent
    #: its part has ended
    withdrawn_at: datetime | None
    withdrawn_reason: str


_PARTNERS = Prepared(
    select(
        Partner.organisation_id,
        Organisation.name,
        Partner.role,
        Partner.state,
        Partner.withdrawn_at,
        Partner.withdrawn_reason,
    )
    .join(Organisation, Organisation.id == Partner.organisation_id)
    .where(Partner.action_id == _OF_ACTION, Partner.state != Consent.DECLINED)
    .order_by(Partner.id)
)


def list_partners(action_id: int) -> list[Helper]:
    """Without those who declined."""
    return [Helper(*row) for row in fetch(_PARTNERS, action_id=action_id)]


class Figure(NamedTuple):
    """An indicator with its last measurement."""

    name: str
    unit: str
    baseline: int | None
    target: int
    source: str
    on: date | None
    value: int | None
    withdrawn_at: datetime | None


_last = (
    select(func.max(Measurement.on))
    .where(Measurement.indicator_id == Indicator.id)
    .correlate(Indicator)
    .scalar_subquery()
)
_FIGURES = Prepared(
    select(
        Indicator.name,
        Indicator.unit,
        Indicator.baseline,
        Indicator.target,
        Indicator.source,
        Measurement.on,
        Measurement.value,
        Indicator.withdrawn_at,
    )
    .outerjoin(Measurement, (Measurement.indicator_id == Indicator.id) & (Measurement.on == _last))
    .where(Indicator.action_id == _OF_ACTION)
    .order_by(Indicator.id)
)


def list_figures(action_id: int) -> list[Figure]:
    return [Figure(*row) for row in fetch(_FIGURES, action_id=action_id)]


class Changed(NamedTuple):
    """An indicator that reads otherwise since, or was withdrawn."""

    name: str
    unit: str
    at: datetime
    reason: str
    #: as it stood before; empty when it was withdrawn
    before: dict[str, Any]


_CHANGES = (
    select(
        Indicator.name,
        Indicator.unit,
        IndicatorChange.at,
        IndicatorChange.reason,
        IndicatorChange.before,
    )
    .join(Indicator, Indicator.id == IndicatorChange.indicator_id)
    .where(Indicator.action_id == _OF_ACTION)
    .order_by(IndicatorChange.id.desc())
)


def list_changes(action_id: int) -> list[Changed]:
    """The newest first."""
    rows = db.session.execute(_CHANGES, {"action_id": action_id})
    return [Changed(*row) for row in rows]


_PLACES = Prepared(
    select(Neighbourhood.name)
    .join(action_neighbourhood, action_neighbourhood.c.neighbourhood_id == Neighbourhood.id)
    .where(action_neighbourhood.c.action_id == _OF_ACTION)
    .order_by(Neighbourhood.sort_key, Neighbourhood.id)
)


def list_place_names(action_id: int) -> list[str]:
    return [row.name for row in fetch(_PLACES, action_id=action_id)]
