"""Forms of the team: a term, a track's call, lines of history, roles.

Lists are typed as lines of fields between bars: without JavaScript this is the shortest way to
change, order and drop them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

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


def milestone(line: str) -> tuple[date, date | None, str, str]:
    first, last, label, source = cells(line, 4)
    starts, ends = date.fromisoformat(first), date.fromisoformat(last) if last else None
    good = 2 <= len(label) <= 200 and 2000 <= starts.year <= 2100 and len(source) <= 500
    if not good or (ends is not None and not starts <= ends <= date(2100, 12, 31)):
        raise ValueError
    return starts, ends, label, source


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
        if read is not milestone and len(set(named)) != len(named):
            raise ValidationError(_(N_("Aynı ad iki kez yazılmış.")))

    return check


class TermForm(BaseForm):
    name = TextLine(lazy("Dönemin adı"), [required(), length(3, 120)])
    years = TextLine(lazy("Yıllar"), [required(), length(4, 40)])
    summary = LongText(lazy("Bir iki cümleyle"), [required(), length(20, 600)])


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
    milestones = LongText(lazy("Süreç takvimi"), [optional, lines_of(milestone)])
    partners = LongText(lazy("Ortaklar"), [optional, lines_of(partner)])
    source = TextLine(lazy("Tarihlerin kaynağı"), [optional, length(0, 500)])

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_(N_("Bitiş, başlangıçtan önce olamaz.")))

    def validate_closes_at(self, field: Any) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_(N_("Bitiş, başlangıçtan önce olamaz.")))

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
            milestones=parsed(self.milestones.data, milestone),
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
    form = CallForm()
    # Its lists are typed as text: an empty POST must not fall back to the rows themselves.
    if track is not None and not form.is_submitted():
        form.process(obj=track)
        form.criteria.data = _typed((one.weight, one.name, one.hint) for one in track.criteria)
        form.milestones.data = _typed(
            (one.starts_on, one.ends_on or "", one.label, one.source) for one in track.milestones
        )
        form.partners.data = _typed((one.name, one.role, one.source) for one in track.partners)
    return form


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
