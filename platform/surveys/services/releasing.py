"""The release: counted once, told once, and the answers belong to nobody from then on."""

from typing import Any

from sqlalchemy import delete, update

from consultations import services as consultations
from kernel import audit, clock
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from surveys import figures, queries
from surveys.models import Code, Invited, Response, Survey, SurveyDraft, SurveyState

MANY = N_("Anketi %(people)s kişi yanıtladı.")
FEW = N_("Ankete 10’dan az yanıt geldi. Az kişinin yanıtı belli olmasın diye sayılar açıklanmıyor.")
CLOSED = N_("Anket tamamlandı. Sonuçları belediye değerlendiriyor.")


def release(survey: Survey, *, by: Visitor) -> None:
    """Figures are stored: later nothing can be subtracted from anything."""
    found = figures.of(
        queries.count_responses(survey.id),
        queries.count_channels(survey.id),
        queries.count_answers(survey),
    )
    survey.figures = found
    survey.state, survey.released_at = SurveyState.RELEASED, clock.now()
    db.session.execute(
        update(Response).where(Response.survey_id == survey.id).values(person_id=None)
    )
    for gone in (SurveyDraft, Code, Invited):
        db.session.execute(delete(gone).where(gone.survey_id == survey.id))
    db.session.flush()
    _tell(survey, found["responses"])
    audit.record("surveys.release", survey, by=by.id, after={"public": survey.results_public})


def _tell(survey: Survey, responses: int | None) -> None:
    """On the card of the consultation's page."""
    note = FEW
    facts: dict[str, Any] = {}
    if not survey.results_public:
        note = CLOSED
    elif responses is not None:
        note, facts = MANY, {"people": responses}
    consultations.attach(survey.activity, endpoint="surveys.show", object_id=survey.id)
    consultations.finish_activity(survey.activity, note=note, facts=facts)
