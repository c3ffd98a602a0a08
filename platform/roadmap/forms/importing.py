"""A workbook of draft actions: its columns, and what is wrong in which row."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import abort, request
from wtforms.validators import ValidationError

from kernel import files, workbooks
from kernel.db import db
from kernel.files import StoredFile
from kernel.forms import BaseForm, Upload
from kernel.i18n import N_, _, lazy
from kernel.text import fold, markdown
from places.queries import list_neighbourhoods, list_units
from roadmap import queries
from roadmap.forms.documents import NO_SDG
from roadmap.models import RHYTHM, Action, ActionState, Goal, Objective, Roadmap
from roadmap.rules.documents import is_sdg
from roadmap.services import Draft, Line

MOST_ROWS = 1000
#: the heads, in Turkish in every language: a file goes from one desk to the next
COLUMNS: dict[str, str] = {
    "goal": "Amaç",
    "objective": "Hedef",
    "code": "Kod",
    "title": "Eylem",
    "text": "Açıklama",
    "unit": "Sorumlu birim",
    "starts_on": "Başlangıç",
    "ends_on": "Bitiş",
    "budget": "Bütçe",
    "plan_code": "Stratejik plan kodu",
    "sdg": "SKA",
    "neighbourhoods": "Mahalleler",
}
NEEDED = ("goal", "objective", "title", "unit", "starts_on", "ends_on")
LONGEST = {"goal": 200, "objective": 200, "title": 200, "code": 20, "plan_code": 40, "sdg": 10}


@dataclass
class Read:
    """One row of the file, and what is wrong in it."""

    number: int
    cells: Mapping[str, str]
    errors: list[str] = field(default_factory=list)
    line: Line | None = None


class ImportForm(BaseForm):
    KEEP = False

    table = Upload(lazy("Excel ya da CSV dosyası"))

    def __init__(self, *, roadmap: Roadmap, **values: Any) -> None:
        super().__init__(**values)
        self.roadmap = roadmap

    def validate_table(self, upload: Any) -> None:
        if upload.accepted is None:
            raise ValidationError(_(N_("Bir dosya seçin.")))
        if problem := _problem(*upload.accepted[:2]):
            raise ValidationError(problem)


def take_in(roadmap: Roadmap) -> ImportForm:
    return ImportForm(roadmap=roadmap)


def _table(data: bytes, mime: str) -> list[list[str]]:
    return workbooks.read(data, mime, most_rows=MOST_ROWS + 1)


def _places(head: list[str]) -> dict[str, int]:
    """Column by name, however it is written."""
    names = {fold(word): name for name, word in COLUMNS.items()}
    return {names[fold(cell)]: place for place, cell in enumerate(head) if fold(cell) in names}


def _problem(data: bytes, mime: str) -> str:
    try:
        table = _table(data, mime)
    except workbooks.NotATable:
        return _(N_("Bu dosya bir tablo olarak okunamadı. XLSX ya da CSV olarak kaydedin."))
    places = _places(table[0]) if table else {}
    if missing := [COLUMNS[name] for name in NEEDED if name not in places]:
        return _(N_("Şu sütunlar eksik: %(names)s."), names=", ".join(missing))
    if len(table) > MOST_ROWS + 1:
        return _(N_("En çok %(most)s satır alınır."), most=MOST_ROWS)
    return "" if len(table) > 1 else _(N_("Dosyada satır yok."))


class WriteForm(BaseForm):
    """The file of the address, read against the draft as it is now; it has no fields."""

    KEEP = False

    def __init__(self, *, rows: list["Read"], **values: Any) -> None:
        super().__init__(**values)
        self.rows = rows
        self.bad = sum(1 for row in rows if row.errors)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if self.bad:
            self.form_errors.append(_(N_("Yanlışı olan satırlar var. Hiçbir şey yazılmadı.")))
        return good and not self.bad

    def lines(self) -> list[Line]:
        return [row.line for row in self.rows if row.line is not None]


def write(roadmap: Roadmap) -> WriteForm:
    file_id = (request.view_args or {})["file_id"]
    return WriteForm(rows=read_stored(roadmap, file_id))


def read_stored(roadmap: Roadmap, file_id: uuid.UUID) -> list[Read]:
    """What a kept upload would write now; 404 for a file that is not this municipality's."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or stored.municipality_id != roadmap.municipality_id:
        abort(404)
    data = files.location(stored.id).read_bytes()
    if _problem(data, stored.mime):
        abort(404)
    table = _table(data, stored.mime)
    return Reading(roadmap, _places(table[0])).rows(table[1:])


class Reading:
    """Rows one after the other, against what is there."""

    def __init__(self, roadmap: Roadmap, places: Mapping[str, int]) -> None:
        self.places = places
        here = roadmap.municipality_id
        self.units = {fold(unit.name): unit.id for unit in list_units(here)}
        self.neighbourhoods = {fold(one.name): one.id for one in list_neighbourhoods(here)}
        whole = queries.load_whole(roadmap.id)
        self.fixed = {
            action.code
            for goal in whole.goals
            for objective in goal.objectives
            for action in objective.actions
            if action.state is not ActionState.DRAFT
        }
        self.codes: set[str] = set()

    def rows(self, table: list[list[str]]) -> list[Read]:
        return [self.row(number, cells) for number, cells in enumerate(table, 2) if any(cells)]

    def row(self, number: int, cells: list[str]) -> Read:
        found = {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in self.places.items()
        }
        read = Read(number, found)
        for name in NEEDED:
            if not found.get(name):
                read.errors.append(_(N_("%(column)s boş."), column=COLUMNS[name]))
        for name, most in LONGEST.items():
            if len(found.get(name, "")) > most:
                read.errors.append(
                    _(N_("%(column)s en çok %(most)s karakter."), column=COLUMNS[name], most=most)
                )
        self._codes(read)
        draft = self._draft(read)
        if draft is not None and not read.errors:
            read.line = Line(found["goal"], found["objective"], draft)
        return read

    def _codes(self, read: Read) -> None:
        code, sdg = read.cells.get("code", ""), read.cells.get("sdg", "")
        if sdg and not is_sdg(sdg):
            read.errors.append(_(NO_SDG))
        if code in self.fixed:
            read.errors.append(_(N_("Bu kodun eylemi yürürlükte; dosyayla değişmez.")))
        if code and code in self.codes:
            read.errors.append(_(N_("Bu kod dosyada iki kez var.")))
        self.codes.add(code)

    def _draft(self, read: Read) -> Draft | None:
        cells = read.cells
        unit = self.units.get(fold(cells.get("unit", "")))
        if cells.get("unit") and unit is None:
            read.errors.append(_(N_("Böyle bir birim yok: %(name)s"), name=cells["unit"]))
        first, last = (self._day(read, name) for name in ("starts_on", "ends_on"))
        if first and last and last < first:
            read.errors.append(_(N_("Bitiş, başlangıçtan önce olamaz.")))
        budget = self._budget(read)
        places = self._neighbourhoods(read)
        if unit is None or first is None or last is None:
            return None
        return Draft(
            title=cells["title"],
            text=cells.get("text", ""),
            html=markdown(cells.get("text", "")),
            unit_id=unit,
            starts_on=first,
            ends_on=last,
            code=cells.get("code", ""),
            budget_kurus=budget,
            plan_code=cells.get("plan_code", ""),
            sdg=cells.get("sdg", ""),
            rhythm_days=RHYTHM,
            neighbourhood_ids=places,
        )

    def _day(self, read: Read, name: str) -> date | None:
        """2027-03-31 or 31.03.2027."""
        text = read.cells.get(name, "")
        parts = text.split(".")
        if len(parts) == 3:
            text = f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if read.cells.get(name) and (found is None or not 1900 <= found.year <= 2200):
            read.errors.append(
                _(N_("%(column)s bir tarih değil. Örnek: 31.03.2027"), column=COLUMNS[name])
            )
            return None
        return found

    def _budget(self, read: Read) -> int | None:
        text = read.cells.get("budget", "").replace("₺", "").replace(" ", "")
        if not text:
            return None
        whole, _comma, rest = text.partition(",")
        digits = whole.replace(".", "")
        good = digits.isascii() and digits.isdigit() and len(digits) <= 11
        if not good or len(rest) > 2 or (rest and not (rest.isascii() and rest.isdigit())):
            read.errors.append(_(N_("Bütçe okunamadı. Örnek: 1.250.000")))
            return None
        return int(digits) * 100 + int((rest + "00")[:2])

    def _neighbourhoods(self, read: Read) -> tuple[int, ...]:
        names = [one.strip() for one in read.cells.get("neighbourhoods", "").split(",")]
        found = []
        for name in filter(None, names):
            number = self.neighbourhoods.get(fold(name))
            if number is None:
                read.errors.append(_(N_("Böyle bir mahalle yok: %(name)s"), name=name))
            else:
                found.append(number)
        return tuple(found)


def line(goal: Goal, objective: Objective, action: Action) -> list[Any]:
    """As `Reading` reads it."""
    budget = action.budget_kurus
    return [
        goal.title,
        objective.title,
        action.code,
        action.title,
        action.text,
        "" if action.unit is None else action.unit.name,
        action.starts_on.isoformat(),
        action.ends_on.isoformat(),
        _lira(budget),
        action.plan_code,
        action.sdg,
        ", ".join(place.name for place in action.neighbourhoods),
    ]


def _lira(kurus: int | None) -> int | str | None:
    if kurus is None:
        return None
    lira, rest = divmod(kurus, 100)
    return f"{lira},{rest:02d}" if rest else lira
