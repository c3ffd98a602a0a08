"""An answer as a letter: letterhead, number, decision, reason, basis, remedies; a tagged PDF."""

from pathlib import Path
from typing import Any

from flask import g, url_for

from answers import queries, rules
from answers.models import DECISION_LABELS, Answer, AnswerState
from answers.rules import DutyState
from answers.views.blueprint import bp
from kernel import clock, formats, pdf
from kernel.http import Reply, allow, as_file, see_other
from kernel.i18n import N_, _, language
from kernel.links import absolute

TEMPLATE = Path(__file__).parent.parent / "templates" / "answers" / "answer.typ"
WORDS = {
    "summary": N_("Bir cümlede yanıt"),
    "reason": N_("Gerekçe"),
    "legal_basis": N_("Hukuki dayanak"),
    "also": N_("Bu yanıtın kapsadıkları"),
    "remedies": N_("Bu yanıta katılmıyorsanız"),
    "page": N_("Bu yanıtın sayfası"),
}
#: the page's word, against the first date
STATES = {
    DutyState.ANSWERED: N_("Gününde yanıtlandı"),
    DutyState.ANSWERED_LATE: N_("Geç yanıtlandı"),
}


@bp.get("/<slug>/yanitlar/<int:answer_id>.pdf")
@allow(rules.show, answer=queries.get_answer)
def letter(answer: Answer) -> Reply:
    """In the reader's language; the words of the office stay as they were signed."""
    if answer.lead_id is not None:
        return see_other(".letter", answer_id=answer.lead_id)  # one text, one letter
    content = pdf.make(
        TEMPLATE,
        _data(answer),
        title=_("Yanıt: %(subject)s", subject=answer.duty.subject),
        footer=f"{g.municipality.official_name} · {answer.document_number or answer.id}",
        made_at=answer.published_at,
    )
    return as_file(content, f"yanit-{answer.id}-{language()}.pdf", pdf.MIME)


def _data(answer: Answer) -> dict[str, Any]:
    assert answer.published_at is not None  # `rules.show` hides what was never public
    day = formats.day(answer.published_at)
    together = queries.list_answered_together(answer)
    return {
        "words": {key: _(text) for key, text in WORDS.items()},
        "town": g.municipality.official_name,
        "office": answer.office,
        "notice": _notice(answer),
        "facts": [fact for fact in _facts(answer, day) if fact[1]],
        "summary": answer.summary,
        "reason": pdf.prose(answer.reason_html),
        "legal_basis": answer.legal_basis,
        "also": [one.subject for one in together] if len(together) > 1 else [],
        "remedies": answer.remedies,
        "signed": f"{answer.office}, {day}",
        "address": absolute(url_for(".show", answer_id=answer.id)),
    }


def _facts(answer: Answer, day: str) -> list[tuple[str, str]]:
    duty = answer.duty
    said = STATES.get(rules.state(duty, clock.today()))
    return [
        (_("Evrak sayısı"), answer.document_number),
        (_("Tarih"), day),
        (_("Konu"), duty.subject),
        (_("Karar"), _(DECISION_LABELS[answer.decision])),
        (_("Birim"), answer.unit.name if answer.unit else ""),
        (_("Söz verilen gün"), formats.day(duty.first_due_on)),
        (_("Sözün durumu"), _(said) if said else ""),
        (_("Sürüm"), str(answer.version) if answer.version > 1 else ""),
        (_("Neden değişti"), answer.change_reason),
    ]


def _notice(answer: Answer) -> str:
    """An old version says that it is one."""
    if answer.state is AnswerState.PUBLISHED:
        return ""
    return _("Bu metin artık geçerli değil; kayıt için duruyor.")
