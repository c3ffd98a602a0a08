"""Forms of the team: a term, a track's call, lines of history, roles.

Criteria and partners are typed as lines of fields between bars: without JavaScript this is the
shortest way to change, order and drop them. Steps of the timeline have fields of their own for
their days; an emptied step is dropped, and they stand in the order of their days.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from flask import request
from wtforms.validators import ValidationError

from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    Day,
    Email,
    LocalMoment,
    LongText,
    MarkdownText,
    Number,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from programme.models import ROLE_LABELS, LineKind, ProgrammeRole, Term, TrackKind
from programme.services import CallFields

LINE_LABELS = {
    LineKind.OUTCOME: N_("Ortaya çıkan"),
    LineKind.ACTIVITY: N_("Yapılan çalışma"),
    LineKind.EVENT: N_("Etkinlik"),
}
#: lines of one list
MOST = 30


def cells(line: str, wanted: int) -> list[str]:
    """As many as wanted, empty ones at the end may be left out."""
    found = [cell.strip() for cell in line.split("|")]
    if len(found) > wanted:
        raise ValueError
    return [*found, *[""] * (wanted - len(found))]


def criterion(line: str) -> tuple[int, str, str]:
    weight, name, hint = cells(line, 3)
    if not (2 <= len(name) <= 120 and 1 <= int(weight) <= 100 and len(hint) <= 500):
        raise ValueError
    return int(weight), name, hint


def partner(line: str) -> tuple[str, str, str]:
    name, role, source = cells(line, 3)
    if not (2 <= len(name) <= 160 and 2 <= len(role) <= 120 and len(source) <= 500):
        raise ValueError
    return name, role, source


def parsed(value: str | None, read: Callable[[str], Any]) -> list[Any]:
    """Raises ValidationError with the number of the line that cannot be read."""
    rows = []
    lines = [line for line in (value or "").splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValidationError(_(N_("En çok %(most)s satır yazın."), most=MOST))
    for number, line in enumerate(lines, 1):
        try:
            rows.append(read(line))
        except ValueError:
            raise ValidationError(
                _(N_("%(number)s. satır okunamadı: “%(line)s”"), number=number, line=line[:60])
            ) from None
    return rows


def lines_of(read: Callable[[str], Any]) -> Callable[[Any, Any], None]:
    def check(_form: Any, field: Any) -> None:
        rows = parsed(field.data, read)
        named = [row[1] if read is criterion else row[0] for row in rows]
        if len(set(named)) != len(named):
            raise ValidationError(_(N_("Aynı ad iki kez yazılmış.")))

    return check


class TermForm(BaseForm):
    name = TextLine(lazy("Dönemin adı"), [required(), length(3, 120)])
    years = TextLine(lazy("Yıllar"), [required(), length(4, 40)])
    summary = LongText(lazy("Bir iki cümleyle"), [required(), length(20, 600)])


#: fields of a step of the timeline
STEP = ("step_first", "step_last", "step_label", "step_source")
#: empty ones below those that are there
SPARE = 3


class CallForm(BaseForm):
    starts_on = Day(lazy("Dönem başlar"), [required()])
    ends_on = Day(lazy("Dönem biter"), [required()])
    by_month = BooleanField(lazy("Yalnızca aylar belli; gün gösterilmesin"))
    opens_at = LocalMoment(lazy("Başvuru açılır"), [optional])
    closes_at = LocalMoment(lazy("Başvuru kapanır"), [optional])
    results_on = Day(lazy("Sonuçlar en geç"), [optional])
    seats = Number(lazy("Kontenjan"), [optional, between(1, 500)])
    call = MarkdownText(lazy("Çağrı metni"), [optional, length(0, 20_000)])
    eligibility = LongText(lazy("Kimler başvurabilir?"), [optional, length(0, 3000)])
    awaits = MarkdownText(lazy("Katılımcıları neler bekliyor?"), [optional, length(0, 10_000)])
    criteria = LongText(lazy("Ölçütler"), [optional, lines_of(criterion)])
    partners = LongText(lazy("Ortaklar"), [optional, lines_of(partner)])
    source = TextLine(lazy("Tarihlerin kaynağı"), [optional, length(0, 500)])

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_(N_("Bitiş, başlangıçtan önce olamaz.")))

    def validate_closes_at(self, field: Any) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_(N_("Bitiş, başlangıçtan önce olamaz.")))

    #: of the timeline, set by `_call`
    steps: ClassVar[int] = 0

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        for number in range(1, self.steps + 1):
            first, last, label, source = self._step(number)
            any_ = first.data or last.data or label.data or source.data
            if any_ and not first.data and not first.errors:
                first.errors = [_(N_("Adımın ilk gününü yazın."))]
            if any_ and not label.data and not label.errors:
                label.errors = [_(N_("Adımda ne olduğunu yazın."))]
            if first.data and last.data and last.data < first.data:
                last.errors = [_(N_("Bitiş, başlangıçtan önce olamaz."))]
            good = good and not (first.errors or last.errors or label.errors)
        return good

    def _step(self, number: int) -> list[Any]:
        return [self[f"{part}_{number}"] for part in STEP]

    def milestones(self) -> list[tuple[date, date | None, str, str]]:
        rows = [[one.data for one in self._step(number)] for number in range(1, self.steps + 1)]
        found = [(first, last, label, source or "") for first, last, label, source in rows if first]
        return sorted(found, key=lambda row: (row[0], row[1] or row[0], row[2]))

    def fields(self) -> CallFields:
        return CallFields(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            results_on=self.results_on.data,
            seats=self.seats.data,
            by_month=bool(self.by_month.data),
            call=self.call.data or "",
            call_html=self.call.html if self.call.data else "",
            eligibility=self.eligibility.data or "",
            awaits=self.awaits.data or "",
            awaits_html=self.awaits.html if self.awaits.data else "",
            source=self.source.data or "",
            criteria=parsed(self.criteria.data, criterion),
            milestones=self.milestones(),
            partners=parsed(self.partners.data, partner),
        )


class LineForm(BaseForm):
    kind = Choice(lazy("Türü"), [required()])
    text = LongText(lazy("Ne oldu?"), [required(), length(10, 1000)])
    source = TextLine(lazy("Kaynağı"), [required(), length(4, 500)])


class PartnerForm(BaseForm):
    KEEP = False
    email = Email(lazy("E-posta adresi"), [required()])
    partner = Choice(lazy("Hangi ortak adına?"), [required()])


class RoleForm(BaseForm):
    email = Email(lazy("E-posta adresi"), [required()])
    role = Choice(lazy("Görev"), [required()])


def new_term(_nothing: Any = None) -> TermForm:
    return TermForm()


def edit_term(term: Term) -> TermForm:
    return TermForm(obj=term)


def _call(term: Term, kind: TrackKind) -> CallForm:
    track = next((one for one in term.tracks if one.kind is kind), None)
    form = _with_steps([] if track is None else track.milestones)
    # Its lists are typed as text: an empty POST must not fall back to the rows themselves.
    if track is not None and not form.is_submitted():
        form.process(obj=track)
        form.criteria.data = _typed((one.weight, one.name, one.hint) for one in track.criteria)
        for number, one in enumerate(track.milestones, 1):
            values = (one.starts_on, one.ends_on, one.label, one.source)
            for part, value in zip(STEP, values, strict=True):
                form[f"{part}_{number}"].data = value
        form.partners.data = _typed((one.name, one.role, one.source) for one in track.partners)
    return form


def _with_steps(there: Sequence[Any]) -> CallForm:
    """As many as were sent, or those that are there and some empty ones."""
    sent = sum(name.startswith("step_first_") for name in request.form)
    steps = min(MOST, max(sent, len(there) + SPARE))
    fields: dict[str, Any] = {"steps": steps}
    for number in range(1, steps + 1):
        labels = (
            _("Takvimin %(number)s. adımı: ilk gün", number=number),
            _("%(number)s. adım: son gün", number=number),
            _("%(number)s. adım: ne olacak?", number=number),
            _("%(number)s. adım: kaynak", number=number),
        )
        kinds = (Day, Day, TextLine, TextLine)
        checks: tuple[list[Any], ...] = (
            [optional],
            [optional],
            [optional, length(2, 200)],
            [optional, length(0, 500)],
        )
        for part, label, kind, check in zip(STEP, labels, kinds, checks, strict=True):
            fields[f"{part}_{number}"] = kind(label, check)
    made = type("CallWithStepsForm", (CallForm,), fields)()
    assert isinstance(made, CallForm)
    return made


def _typed(rows: Any) -> str:
    return "\n".join(" | ".join(str(cell) for cell in row).rstrip(" |") for row in rows)


def call_municipal(term: Term) -> CallForm:
    return _call(term, TrackKind.MUNICIPAL)


def call_civic(term: Term) -> CallForm:
    return _call(term, TrackKind.CIVIC)


def line(_term: Term) -> LineForm:
    form = LineForm()
    form.kind.choices = options((kind, _(label)) for kind, label in LINE_LABELS.items())
    return form


def partner_seat(term: Term) -> PartnerForm:
    """Of the partners that the tracks of the term name."""
    form = PartnerForm()
    names = dict.fromkeys(one.name for track in term.tracks for one in track.partners)
    form.partner.choices = options((name, name) for name in names)
    return form


def role(_nothing: Any = None) -> RoleForm:
    form = RoleForm()
    form.role.choices = options((one, _(ROLE_LABELS[one])) for one in ProgrammeRole)
    return form
