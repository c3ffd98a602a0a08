"""From the draft to the signature: handed over, checked, sent back with a note, signed."""

from sqlalchemy import update

from answers import queries
from answers.models import Answer, AnswerState, Duty, SentBack
from answers.services.telling import tell_staff
from kernel import audit, clock
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor


class StepTaken(DomainError):
    message = N_("Bu taslakla ilgili adımı az önce başka biri attı. Sayfayı yenileyin.")


def begin_anew(answer: Answer) -> None:
    """Changed words: what was checked and signed were others."""
    answer.state = AnswerState.DRAFT
    answer.checked_by_id = answer.approved_by_id = None
    answer.checked_at = answer.approved_at = None


def submit(answer: Answer, *, by: Visitor) -> None:
    _take(answer, AnswerState.CHECKING, AnswerState.DRAFT)
    audit.record("answers.submit", answer, by=by.id)
    _tell(
        answer,
        queries.list_checkers(answer.municipality_id),
        "to-check",
        N_("Bir yanıt taslağı kontrolünüzü bekliyor."),
        but_not=answer.drafted_by_id,
    )


def check(answer: Answer, *, by: Visitor) -> None:
    _take(answer, AnswerState.CHECKED, AnswerState.CHECKING)
    answer.checked_by_id, answer.checked_at = by.id, clock.now()
    audit.record("answers.check", answer, by=by.id)
    _tell(
        answer,
        queries.list_approvers(answer.municipality_id),
        "to-approve",
        N_("Bir yanıt taslağı onayınızı bekliyor."),
        but_not=by.id,
    )


def send_back(answer: Answer, *, by: Visitor, note: str) -> None:
    """To whoever drafted it; the note stays beside the draft and goes nowhere else."""
    sent = AnswerState.CHECKING, AnswerState.CHECKED, AnswerState.APPROVED
    _take(answer, AnswerState.DRAFT, *sent)
    begin_anew(answer)
    db.session.add(
        SentBack(
            municipality_id=answer.municipality_id, answer_id=answer.id, by_id=by.id, note=note
        )
    )
    db.session.flush()
    audit.record("answers.send_back", answer, by=by.id)
    _tell(
        answer,
        [] if answer.drafted_by_id is None else [answer.drafted_by_id],
        "sent-back",
        N_("Yazdığınız yanıt taslağı bir notla geri gönderildi."),
        but_not=by.id,
    )


def approve(answer: Answer, *, by: Visitor) -> None:
    """The signature of another person; `rules.approve` has judged."""
    _take(answer, AnswerState.APPROVED, *BEFORE_APPROVAL)
    answer.approved_by_id, answer.approved_at = by.id, clock.now()
    audit.record("answers.approve", answer, by=by.id)
    _tell(
        answer,
        [] if answer.drafted_by_id is None else [answer.drafted_by_id],
        "approved",
        N_("Yazdığınız yanıt onaylandı; yayımlanabilir."),
        but_not=by.id,
    )


#: which of them it must be is for the rules to say
BEFORE_APPROVAL = (AnswerState.DRAFT, AnswerState.CHECKING, AnswerState.CHECKED)


def _take(answer: Answer, to: AnswerState, *since: AnswerState) -> None:
    """Only one of two presses gets through: the database compares, then sets."""
    taken = db.session.execute(
        update(Answer).where(Answer.id == answer.id, Answer.state.in_(since)).values(state=to)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise StepTaken()
    db.session.refresh(answer, ["state"])


def _tell(
    answer: Answer, people: list[int], what: str, message: str, *, but_not: int | None
) -> None:
    tell_staff(
        db.session.get_one(Duty, answer.duty_id),
        people,
        key=f"answer-{what}:{answer.id}:{clock.now().isoformat()}",
        message=message,
        facts={},
        but_not=but_not,
    )
