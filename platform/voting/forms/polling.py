"""Lists, codes, desks and paper: what officers type. Nothing here is kept as a draft."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from flask import g, request

from kernel import throttle, tokens, workbooks
from kernel.db import DomainError
from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    HiddenField,
    LongText,
    Number,
    TextLine,
    Upload,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.text import clean_input, fold
from places import queries as places
from voting import definitions, roll
from voting.forms import marks
from voting.forms.marks import Fault, Marks
from voting.forms.papers import Paper
from voting.models import Election, PollingDesk
from voting.services import paper, rolls

#: how long the desk's page of one person stays open
AT_THE_DESK = timedelta(minutes=15)
MOST_LINES = 500_000
#: a workbook of so many lines, unpacked
LARGEST = 200_000_000
#: faults shown at once
SHOWN = 20
HEADINGS = frozenset(("e-posta", "eposta", "e-mail", "email", "numara", "no", "kimlik", "mahalle"))

EMPTY = N_("Dosyada hiç satır yok. Dosyayı seçin ya da listeyi yapıştırın.")
TOO_MANY = N_("En çok %(most)s satır yüklenebilir.")
NOT_A_TABLE = N_("Bu dosya okunamadı. CSV (UTF-8) ya da XLSX olarak kaydedip yeniden yükleyin.")
NOBODY = N_("%(row)s. satır: ne e-posta adresi ne de numara var.")
NO_PLACE = N_("%(row)s. satır: “%(name)s” adlı bir mahalle yok.")
BAD_ADDRESS = N_("%(row)s. satır: e-posta adresi eksik ya da bozuk.")
TOO_LONG = N_("%(row)s. satır çok uzun.")
MORE_FAULTS = N_("… ve %(num)s satır daha.")


class RollForm(BaseForm):
    """A list of who may vote; read row by row before anything is stored."""

    KEEP: ClassVar[bool] = False

    file = Upload(lazy("Liste dosyası (CSV ya da XLSX)"), [optional])
    text = LongText(lazy("Ya da listeyi buraya yapıştırın"), [optional, length(0, 200_000)])

    places: dict[str, int]
    lines: Sequence[rolls.Line] = ()
    #: rows that say the same as an earlier one: counted once
    doubles: Sequence[int] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            rows = _rows(self.file.accepted, self.text.data or "")
        except (ValueError, csv.Error):
            self.file.errors = [_(NOT_A_TABLE)]
            return False
        faults = self._read(rows)
        if not faults and not self.lines:
            faults = [_(EMPTY)]
        rest = len(faults) - SHOWN
        self.form_errors += faults[:SHOWN] + ([_(MORE_FAULTS, num=rest)] if rest > 0 else [])
        return not faults

    def _read(self, rows: Sequence[Sequence[str]]) -> list[str]:
        faults, lines, doubles = [], [], []
        seen: set[str] = set()
        for number, cells in enumerate(rows, 1):
            if not any(cells) or (number == 1 and HEADINGS.intersection(map(fold, cells))):
                continue
            if fault := self._fault(cells):
                facts = {"row": number, "name": cells[1] if len(cells) > 1 else ""}
                faults.append(_(fault, **facts))
                continue
            name = rolls.identifier(cells[0])
            if name in seen:
                doubles.append(number)
                continue
            seen.add(name)
            lines.append(rolls.Line(cells[0], self._place(cells)))
        if len(lines) > MOST_LINES:
            faults.append(_(TOO_MANY, most=MOST_LINES))
        self.lines, self.doubles = lines, doubles
        return faults

    def _fault(self, cells: Sequence[str]) -> str:
        name = rolls.identifier(cells[0])
        if not name:
            return NOBODY
        if len(cells[0]) > 254:
            return TOO_LONG
        kind, _colon, rest = name.partition(":")
        local, _at, domain = rest.partition("@")
        if kind == "email" and not (local and "." in domain and " " not in rest):
            return BAD_ADDRESS
        return NO_PLACE if len(cells) > 1 and cells[1] and self._place(cells) is None else ""

    def _place(self, cells: Sequence[str]) -> int | None:
        return self.places.get(fold(cells[1])) if len(cells) > 1 else None


def _rows(accepted: tuple[bytes, str, str] | None, pasted: str) -> list[list[str]]:
    if accepted is not None and accepted[1] == workbooks.XLSX:
        book = workbooks.read(
            *accepted[:2], most_rows=MOST_LINES + 1, most_columns=2, largest=LARGEST
        )
        return [[_clean(cell) for cell in row] for row in book]
    text = pasted if accepted is None else accepted[0].decode("utf-8-sig")
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    return [
        [_clean(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)
    ]


def _clean(cell: str) -> str:
    return " ".join(clean_input(cell).split())


def roll_of(election: Election) -> RollForm:
    form = RollForm()
    known = places.list_neighbourhoods(election.municipality_id)
    form.places = {fold(place.name): place.id for place in known}
    return form


class CodesForm(BaseForm):
    KEEP: ClassVar[bool] = False

    number = Number(lazy("Kaç kod?"), [required(), between(1, 5_000)])
    neighbourhood = Choice(lazy("Mahalle"), [optional])


def codes(election: Election) -> CodesForm:
    form = CodesForm()
    known = places.list_neighbourhoods(election.municipality_id)
    form.neighbourhood.choices = options(
        [("", _("Belirtilmesin")), *((place.id, place.name) for place in known)]
    )
    return form


class VoidForm(BaseForm):
    KEEP: ClassVar[bool] = False

    typed = TextLine(lazy("Seri numarası ya da kod"), [required(), length(4, 60)])
    reason = TextLine(lazy("Gerekçe"), [required(), length(5, 300)])


def void(_election: Election) -> VoidForm:
    return VoidForm()


class CodeForm(BaseForm):
    """The code is looked for before anything else: an unknown one is told at once."""

    KEEP: ClassVar[bool] = False

    code = TextLine(lazy("Kodunuz"), [required(), length(4, 60)])
    election: Election
    ticket = roll.Ticket()

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            self.ticket = rolls.ticket_for(self.election, self.code.data)
        except DomainError as error:
            throttle.count("code")  # only what guessing would do: a shared tablet is one address
            self.code.errors = [_(error.message)]
            return False
        return True


def code(election: Election) -> CodeForm:
    form = CodeForm()
    form.election = election
    return form


# --- desks --------------------------------------------------------------------------------------


class DeskForm(BaseForm):
    name = TextLine(lazy("Sandığın adı"), [required(), length(2, 60)])


def desk(_thing: Any) -> DeskForm:
    return DeskForm()


class FindForm(BaseForm):
    KEEP: ClassVar[bool] = False

    who = TextLine(lazy("E-posta, numara ya da kod"), [required(), length(3, 254)])


def find(_desk: PollingDesk) -> FindForm:
    return FindForm()


class FoundForm(BaseForm):
    """Whoever stands before the desk, from one page to the next."""

    KEEP: ClassVar[bool] = False

    token = HiddenField()
    desk: PollingDesk
    ticket = roll.Ticket()

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        facts = tokens.read("desk-voter", self.token.data or "")
        if facts is None or (facts["desk"], facts["by"]) != (self.desk.id, g.visitor.id):
            self.form_errors.append(
                _(N_("Bu sayfa çok uzun süre açık kaldı. Kişiyi yeniden arayın."))
            )
            return False
        self.ticket = roll.Ticket(
            tag=facts["tag"], person_id=facts["person"], channel=roll.ASSISTED
        )
        return True


def found(desk_: PollingDesk) -> FoundForm:
    form = FoundForm()
    form.desk = desk_
    return form


def sign(desk_: PollingDesk, ticket: roll.Ticket) -> str:
    """For this desk officer at this desk."""
    return tokens.sign(
        "desk-voter",
        AT_THE_DESK,
        desk=desk_.id,
        by=g.visitor.id,
        tag=ticket.tag,
        person=ticket.person_id,
    )


# --- paper --------------------------------------------------------------------------------------


class CountForm(BaseForm):
    ballots = Number(lazy("Sandıktan çıkan pusula sayısı"), [required(), between(0, paper.MOST)])


def count(_desk: PollingDesk) -> CountForm:
    return CountForm()


class ReasonForm(BaseForm):
    reason = LongText(lazy("Farkın nedeni"), [required(), length(10, 500)])


def reason(_desk: PollingDesk) -> ReasonForm:
    return ReasonForm()


NOTHING_TYPED = N_("Pusulada ne varsa girin. İşaret yoksa “Boş pusula” düğmesini kullanın.")


class BallotForm(BaseForm):
    """One paper ballot, as it lies on the table."""

    KEEP: ClassVar[bool] = False

    number = Number(lazy("Pusula numarası"), [required(), between(1, paper.MOST)])
    blank = BooleanField()
    spoiled = BooleanField()

    paper: Paper
    marks = Marks()
    faults: Sequence[Fault] = ()

    @property
    def choice(self) -> Any:
        """None: nobody can read it."""
        if self.spoiled.data:
            return None
        return marks.choice_of(self.paper, Marks() if self.blank.data else self.marks)

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and not (self.blank.data or self.spoiled.data):
            self.faults = marks.faults(self.paper, self.marks, empty=NOTHING_TYPED)
            self.form_errors += [fault.sentence for fault in self.faults]
        return good and not self.faults


def ballot(desk_: PollingDesk) -> BallotForm:
    form = BallotForm()
    form.paper = Paper(definitions.definition(desk_.election))
    if request.method == "POST":
        form.marks = marks.read(form.paper, request.form)
    return form
