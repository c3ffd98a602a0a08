"""A decision at a gate, or about an objection."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from flask import g, request
from wtforms.validators import ValidationError

from journeys.models import Status
from kernel import clock
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    Lira,
    LocalMoment,
    LongText,
    MarkdownText,
    Radio,
    Several,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.text import first_sentence, plain
from proposals import queries
from proposals.evaluating import CHECKS, Case
from proposals.queries import gates
from proposals.rules import REASONS
from proposals.services.assigning import Errand
from proposals.services.ruling import Ruling

UNITS, BALLOT, ACCEPT, REFUSE = "teknik", "oylama", "kabul", "red"
FORWARD, POSTPONE, DESK, STANDS = "ilet", "ertele", "masa", "ayni"
OUTCOMES: dict[str, Status] = {
    UNITS: Status.ASSESSING,
    BALLOT: Status.ON_BALLOT,
    ACCEPT: Status.ACCEPTED,
    REFUSE: Status.REFUSED,
    FORWARD: Status.FORWARDED,
    POSTPONE: Status.POSTPONED,
    DESK: Status.HANDED_OVER,
}
WORDS: dict[str, str] = {
    UNITS: N_("Teknik değerlendirmeye gönderilsin"),
    BALLOT: N_("Oylamaya alınsın"),
    ACCEPT: N_("Oylamasız kabul edilsin"),
    REFUSE: N_("Uygun bulunmasın"),
    FORWARD: N_("Başka kuruma iletilsin"),
    POSTPONE: N_("Ertelensin"),
    DESK: N_("Çözüm masasına iletilsin"),
    STANDS: N_("Karar değişmesin"),
}
#: whose reason is the answer that everybody reads
REASONED = (ACCEPT, REFUSE, FORWARD, POSTPONE, DESK, STANDS)
SHORTEST = 20
#: a decision does not wait longer for its moment
LATEST = timedelta(days=366)


def only_for(*decisions: str, check: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Asked with these decisions; otherwise whatever stands there is left alone."""

    def judge(form: Any, field: Any) -> None:
        if form.decision.data in decisions:
            check(form, field)
        else:
            optional(form, field)

    return judge


def a_reason(form: Any, field: Any) -> None:
    required(N_("Gerekçeyi yazın. Yazan ve takip edenler okuyacak."))(form, field)
    length(SHORTEST, 5000)(form, field)


def a_day_to_come(form: Any, field: Any) -> None:
    required(N_("Günü seçin."))(form, field)
    if field.data <= clock.today():
        raise ValidationError(_(N_("Bugünden sonra bir gün seçin.")))


def a_moment_to_come(form: Any, field: Any) -> None:
    """Asking a unit does not wait: its day would begin before it knows."""
    if field.data is None:
        return
    if form.decision.data == UNITS:
        raise ValidationError(_(N_("Birimden görüş hemen istenir; bu alanı boş bırakın.")))
    if not clock.now() < field.data < clock.now() + LATEST:
        raise ValidationError(_(N_("Şimdiden sonra, en geç bir yıl içinde bir an yazın.")))


class DecisionForm(BaseForm):
    decision = Radio(lazy("Karar"), [required(N_("Kararı seçin."))])
    checks = Several(lazy("Ön değerlendirmede baktıklarınız"), [optional])
    asked_unit = Choice(
        lazy("Görüş istenecek birim"),
        [only_for(UNITS, check=required(N_("Görüş istenecek birimi seçin.")))],
    )
    due_on = Day(lazy("Görüş için son gün"), [only_for(UNITS, check=a_day_to_come)])
    question = LongText(lazy("Birime not"), [optional, length(0, 2000)])
    body = TextLine(
        lazy("İletilen kurum"),
        [only_for(FORWARD, check=required(N_("Kurumun adını yazın."))), length(0, 160)],
    )
    letter_number = TextLine(
        lazy("Yazının sayısı"),
        [only_for(FORWARD, check=required(N_("Yazının sayısını yazın."))), length(0, 60)],
    )
    until_on = Day(lazy("Yeniden ele alınacağı gün"), [only_for(POSTPONE, check=a_day_to_come)])
    desk_number = TextLine(
        lazy("Çözüm masası başvuru numarası"),
        [only_for(DESK, check=required(N_("Başvuru numarasını yazın."))), length(0, 60)],
    )
    same_as = TextLine(lazy("Aynı olan önerinin numarası"), [optional, length(0, 20)])
    unit = Choice(lazy("Kararı imzalayan birim"), [required(N_("Birimi seçin."))])
    publish_at = LocalMoment(lazy("Yayımlanacağı an"), [optional, a_moment_to_come])
    reason = MarkdownText(lazy("Gerekçe"), [only_for(*REASONED, check=a_reason)])
    feasibility = TextLine(lazy("Yapılabilirlik, bir cümleyle"), [optional, length(0, 400)])
    cost = Lira(lazy("Tahmini maliyet (₺)"), [optional])
    legal_basis = TextLine(lazy("Yasal dayanak"), [optional, length(0, 400)])
    conditions = LongText(lazy("Koşullar"), [optional, length(0, 2000)])
    summary = ""
    same_as_id: int | None = None

    def validate_same_as(self, field: Any) -> None:
        self.same_as_id = None
        if self.decision.data != REFUSE or not field.data:
            return
        self.same_as_id = gates.find_by_number(g.municipality.id, field.data.upper())
        if self.same_as_id is None:
            raise ValidationError(_(N_("Bu numarada bir öneri yok. Örnek: Ö-2026-0412")))

    def prepare(self) -> None:
        super().prepare()
        self.summary = first_sentence(plain(self.reason.data or "", 390))

    @property
    def outcome(self) -> Status:
        """Where the decision stands, the service puts in what it was."""
        return OUTCOMES.get(self.decision.data, Status.REFUSED)

    @property
    def ruling(self) -> Ruling:
        """Only what belongs to this decision: the rest of the page may have been filled before."""
        return Ruling(
            self.outcome,
            label_of(self.unit),
            unit_id=int(self.unit.data),
            reason=self.reason.data or "",
            reason_html=self.reason.html,
            summary=self.summary,
            checks=tuple(self.checks.data or ()) if "checks" in self else (),
            feasibility=self.feasibility.data or "",
            cost_kurus=self.cost.data,
            legal_basis=self.legal_basis.data or "",
            conditions=self.conditions.data or "",
            same_as_id=self.same_as_id,
            **self._special(),
        )

    def _special(self) -> dict[str, Any]:
        match self.decision.data:
            case "ilet":
                return {"body": self.body.data, "letter_number": self.letter_number.data}
            case "ertele":
                return {"until_on": self.until_on.data}
            case "masa" if "desk_number" in self:
                return {"desk_number": self.desk_number.data}
        return {}

    @property
    def errand(self) -> Errand:
        return Errand(
            int(self.asked_unit.data), self.due_on.data, question=self.question.data or ""
        )


def label_of(field: Any) -> str:
    names = {str(choice.value): str(choice.label) for choice in field.choices or ()}
    return names[str(field.data)]


def units_of(municipality_id: int) -> Any:
    return options([("", lazy("Seçin")), *queries.list_units(municipality_id)])


def words_of(keys: Iterable[str]) -> Any:
    return options((key, lazy(WORDS[key])) for key in keys)


def screen(case: Case) -> DecisionForm:
    """The first gate. ?gerekce= begins with one of the usual reasons."""
    proposal = case.proposal
    begun = REASONS.get(request.args.get("gerekce", ""))
    values: dict[str, Any] = {
        "unit": str(proposal.activity.consultation.unit_id or ""),
        "due_on": clock.today() + timedelta(days=case.days.technical),
    }
    if begun is not None:
        values |= {"decision": REFUSE, "reason": _(begun[1])}
    form = DecisionForm(data=values)
    form.decision.choices = words_of((UNITS, BALLOT, ACCEPT, REFUSE, FORWARD, POSTPONE, DESK))
    form.checks.choices = options((key, lazy(words)) for key, words in CHECKS.items())
    units = units_of(case.municipality_id)
    form.unit.choices = form.asked_unit.choices = units
    return form


def decide(case: Case) -> DecisionForm:
    """After the units: begins with what they have said."""
    done = [one for one in case.assessments if one.done_at is not None]
    costs = [one.cost_kurus for one in done if one.cost_kurus is not None]
    values = {
        "unit": str(case.proposal.activity.consultation.unit_id or ""),
        "cost": sum(costs) if costs else None,
        "legal_basis": "; ".join(one.legal_basis for one in done if one.legal_basis)[:400],
        "conditions": "\n".join(one.conditions for one in done if one.conditions)[:2000],
    }
    form = DecisionForm(data=values)
    form.decision.choices = words_of((BALLOT, ACCEPT, REFUSE, FORWARD, POSTPONE, DESK))
    form.unit.choices = units_of(case.municipality_id)
    return _without(form, "checks", "asked_unit", "due_on", "question")


def _without(form: DecisionForm, *names: str) -> DecisionForm:
    for name in names:
        del form[name]
    return form


def decide_objection(case: Case) -> DecisionForm:
    form = DecisionForm(data={"unit": str(case.proposal.activity.consultation.unit_id or "")})
    choices = (BALLOT, ACCEPT, REFUSE, FORWARD, POSTPONE, DESK)
    other = [key for key in choices if OUTCOMES[key] is not case.status]
    form.decision.choices = words_of([STANDS, *other])
    form.unit.choices = units_of(case.municipality_id)
    return _without(form, "checks", "asked_unit", "due_on", "question", "publish_at")
