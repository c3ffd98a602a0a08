"""Writes of self-assessments: begun, saved as it grows, handed in, given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import update

from capacity import queries
from capacity.models import POINT_LABELS, AssessmentState, ItemAnswer, Point, SelfAssessment
from capacity.scoring import MOST_PRIORITIES
from capacity.services.telling import tell_participant, tell_team
from kernel import audit, clock, files
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import word
from programme.models import Participation

HANDED = N_("Öz değerlendirmesini gönderdi: %(point)s.")
GIVEN_BACK = N_("Öz değerlendirmeniz düzeltmeniz için geri verildi: %(point)s.")


class AlreadyBegun(DomainError):
    constraint = "uq_capacity_assessment_participation_id_point"
    message = N_("Bu öz değerlendirme az önce başlatıldı. Sayfayı yenileyip sürdürün.")


class StillOpen(DomainError):
    message = N_("Yanıtlanmamış ifadeler var: %(items)s. Yanıtlayın ya da “bize uymaz” deyin.")


class TooManyPriorities(DomainError):
    message = N_("En çok beş öncelik seçebilirsiniz.")
    field = "priorities"


class AlreadyHandedIn(DomainError):
    message = N_("Öz değerlendirmeyi az önce ekipten başka biri gönderdi.")


@dataclass(frozen=True)
class Filling:
    """One item as the form has it; `file` replaces the earlier one, None leaves it."""

    value: int | None = None
    applies: bool = True
    evidence: str = ""
    file: tuple[bytes, str, str] | None = None


def begin(participation: Participation, point: Point, *, by: Visitor) -> SelfAssessment:
    code, version = queries.choose_instrument(participation)
    row = SelfAssessment(
        participation_id=participation.id,
        point=point,
        instrument=code,
        version=version,
        begun_by_id=by.id,
        priorities=[],
    )
    with refusing(AlreadyBegun):
        db.session.add(row)
    audit.record("capacity.begin", row, by=by.id, after={"point": point.value})
    return row


def save(self_assessment: SelfAssessment, *, by: Visitor, filled: Mapping[str, Filling]) -> None:
    """What was filled in on one page; the other pages stay as they are."""
    known = {row.item: row for row in self_assessment.answers}
    items = {item.code for item in queries.instrument_of(self_assessment).items}
    for code, filling in filled.items():
        if code not in items:
            continue
        row = known.get(code)
        if row is None:
            if filling == Filling():
                continue
            row = ItemAnswer(assessment_id=self_assessment.id, item=code)
            db.session.add(row)
        _write(row, filling, by)
    db.session.flush()


def _write(row: ItemAnswer, filling: Filling, by: Visitor) -> None:
    row.value = filling.value if filling.applies else None
    row.applies = filling.applies
    row.evidence = filling.evidence
    row.changed_by_id = by.id
    if filling.file is not None:
        row.file_id = files.store(filling.file, municipality_id=None, withheld=True).id


def hand_in(self_assessment: SelfAssessment, *, by: Visitor, priorities: Sequence[str]) -> None:
    """From here on its score stands and the programme's team reads it."""
    filled = queries.result(self_assessment)
    answered = {code for code, row in filled.answers.items() if row.value is not None}
    away = {code for code, row in filled.answers.items() if not row.applies}
    codes = [item.code for item in filled.instrument.items]
    missing = [code for code in codes if code not in answered | away]
    if missing:
        raise StillOpen(items=", ".join(missing))
    chosen = [code for code in codes if code in set(priorities)]
    if len(chosen) > MOST_PRIORITIES:
        raise TooManyPriorities
    _hand_in_once(self_assessment, by, chosen)
    audit.record("capacity.hand_in", self_assessment, by=by.id, after={"priorities": chosen})
    tell_team(
        self_assessment.participation,
        key=f"capacity-handed-in:{self_assessment.id}:{clock.now().isoformat()}",
        message=HANDED,
        facts={"point": word(POINT_LABELS[self_assessment.point])},
        but_not=by.id,
    )


def _hand_in_once(self_assessment: SelfAssessment, by: Visitor, chosen: list[str]) -> None:
    done = db.session.execute(
        update(SelfAssessment)
        .where(
            SelfAssessment.id == self_assessment.id,
            SelfAssessment.state == AssessmentState.DRAFT,
        )
        .values(
            state=AssessmentState.HANDED_IN,
            priorities=chosen,
            handed_in_at=clock.now(),
            handed_in_by_id=by.id,
        )
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyHandedIn
    db.session.refresh(self_assessment, ["state", "priorities", "handed_in_at"])


def give_back(self_assessment: SelfAssessment, *, by: Visitor) -> None:
    self_assessment.state = AssessmentState.DRAFT
    self_assessment.handed_in_at = None
    self_assessment.reopened = True
    db.session.flush()
    audit.record("capacity.give_back", self_assessment, by=by.id)
    tell_participant(
        self_assessment.participation,
        key=f"capacity-given-back:{self_assessment.id}:{clock.now().isoformat()}",
        message=GIVEN_BACK,
        facts={"point": word(POINT_LABELS[self_assessment.point])},
        waits=True,
    )
