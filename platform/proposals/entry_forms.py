"""Forms of the clerk: one proposal for somebody else, or a file of them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from consultations import queries as consultations
from consultations.models import Activity
from kernel import clock, formats, text, workbooks
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    Email,
    LongText,
    MarkdownText,
    Radio,
    TextLine,
    Upload,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.text import fold
from proposals import queries
from proposals.entering import MOST_ROWS
from proposals.entries import CONSENT_LABELS, Consent

FUTURE = N_("İzin günü bugünden sonra olamaz.")


class EnterForm(BaseForm):
    #: other people's words and addresses do not stay in a browser's draft
    KEEP: ClassVar[bool] = False
    WARN_PRIVATE: ClassVar[bool] = True

    name = TextLine(lazy("Sayfada görünecek ad"), [required(), length(2, 120)])
    consent = Radio(
        lazy("Yayımlanmasına nasıl izin verdi?"),
        [required(N_("İzni nasıl aldığınızı seçin."))],
        choices=options((key.value, lazy(label)) for key, label in CONSENT_LABELS.items()),
    )
    consent_on = Day(lazy("İzin günü"), [required()])
    consent_note = TextLine(lazy("İzin belgesi nerede?"), [optional, length(2, 200)])
    email = Email(lazy("E-posta adresi"), [optional])
    phone = TextLine(lazy("Telefon"), [optional, length(5, 40)])
    title = TextLine(lazy("Öneri, bir cümleyle"), [required(), length(5, 140)])
    problem = LongText(lazy("Sorun nedir?"), [required(), length(10, 1500)])
    body = MarkdownText(lazy("Ne öneriliyor?"), [required(), length(10, 10_000)])
    neighbourhood = Choice(lazy("Mahalle"), [optional])
    category = Choice(lazy("Konu"), [optional])
    meeting = Choice(lazy("Hangi buluşmada alındı?"), [optional])

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.consent_on.data and self.consent_on.data > clock.today():
            self.consent_on.errors = [*self.consent_on.errors, _(FUTURE)]
            return False
        return good

    def _asks_about_private(self) -> bool:
        """The number in its own field is meant to be one; it is not shown."""
        phone, self.phone.data = self.phone.data, ""
        good = super()._asks_about_private()
        self.phone.data = phone
        return good

    def values(self) -> dict[str, Any]:
        return {
            **{
                part: self[part].data or ""
                for part in ("name", "title", "problem", "body", "consent_note")
            },
            "body_html": self.body.html,
            "email": self.email.data or None,
            "phone": self.phone.data or None,
            "consent": Consent(self.consent.data),
            "consent_on": self.consent_on.data,
            "neighbourhood_id": int(self.neighbourhood.data) if self.neighbourhood.data else None,
            "category_id": int(self.category.data) if self.category.data else None,
            "meeting_id": int(self.meeting.data) if self.meeting.data else None,
        }


def enter(activity: Activity) -> EnterForm:
    form = EnterForm(data={"consent_on": clock.today()})
    places = queries.list_neighbourhoods(activity.municipality_id)
    form.neighbourhood.choices = options([("", lazy("Belediyenin tümü")), *places])
    categories = queries.list_categories(activity.municipality_id)
    form.category.choices = options([("", lazy("Seçilmedi")), *categories])
    held = [
        (row.id, f"{row.title}, {formats.day(row.starts_at)}")
        for row in consultations.list_meetings(activity.consultation_id)
        if row.starts_at <= clock.now() and not row.cancelled_reason
    ]
    form.meeting.choices = options([("", lazy("Bir buluşmada değil")), *held])
    return form


# --- a file -------------------------------------------------------------------------------------

#: the headings of the sample; each is found whatever its letters and order
COLUMNS: dict[str, str] = {
    "title": "Öneri",
    "problem": "Sorun",
    "body": "Açıklama",
    "neighbourhood": "Mahalle",
    "category": "Konu",
    "name": "Adına",
    "consent": "İzin",
    "consent_on": "İzin günü",
    "consent_note": "İzin belgesi",
    "email": "E-posta",
    "phone": "Telefon",
}
NEEDED = ("title", "problem", "body", "name", "consent", "consent_on")
LENGTHS = {
    "title": (5, 140),
    "problem": (10, 1500),
    "body": (10, 5000),
    "name": (2, 120),
    "consent_note": (0, 200),
    "phone": (0, 40),
}
NOT_A_TABLE = N_("Bu dosya okunamadı. CSV ya da XLSX olarak kaydedip yeniden yükleyin.")
NO_HEADINGS = N_("İlk satırda şu başlıklar eksik: %(names)s. Örnek dosyaya bakın.")
NO_ROWS = N_("Başlıkların altında satır yok.")
TOO_MANY = N_("Bir dosyada en çok %(most)s satır olabilir. Dosyayı bölün.")
EMPTY = N_("%(column)s boş.")
LENGTH = N_("%(column)s %(low)s ile %(high)s karakter arasında olmalı; şimdi %(size)s.")
UNKNOWN = N_("%(column)s listede yok: %(value)s")
BAD_DAY = N_("İzin günü okunamadı: %(value)s. Örnek: 2026-11-20")
BAD_EMAIL = N_("E-posta adresi ad@ornek.com biçiminde değil: %(value)s")
PRIVATE = N_("%(column)s içinde kimlik numarası, IBAN ya da telefon var gibi görünüyor.")
THERE = N_("Aynı öneri yayında: %(number)s")
TWICE = N_("Aynı öneri bu dosyada %(row)s. satırda da var.")

Fault = dict[str, Any]
Row = dict[str, Any]


class ImportForm(BaseForm):
    KEEP: ClassVar[bool] = False

    file = Upload(
        lazy("Dosya (CSV ya da XLSX)"), [required(N_("Bir dosya seçin."))], max_bytes=2_000_000
    )

    rows: Sequence[Row] = ()
    activity: Activity

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if fault := self._read():
            self.file.errors = [fault]
        return not fault

    def _read(self) -> str:
        if self.file.accepted is None:
            return _(NOT_A_TABLE)
        data, mime, _name = self.file.accepted
        try:
            table = workbooks.read(data, mime, most_rows=MOST_ROWS + 1)
        except workbooks.NotATable:
            return _(NOT_A_TABLE)
        places = _columns(table[0] if table else [])
        if missing := [COLUMNS[part] for part in NEEDED if part not in places]:
            return _(NO_HEADINGS, names=", ".join(missing))
        if len(table) > MOST_ROWS + 1:
            return _(TOO_MANY, most=MOST_ROWS)
        lines = [(number, cells) for number, cells in enumerate(table[1:], 2) if any(cells)]
        self.rows = Reading(self.activity, places).rows(lines)
        return "" if self.rows else _(NO_ROWS)

    @property
    def file_hash(self) -> str:
        assert self.file.accepted is not None
        return hashlib.sha256(self.file.accepted[0]).hexdigest()

    @property
    def file_name(self) -> str:
        assert self.file.accepted is not None
        return self.file.accepted[2]


def bring(activity: Activity) -> ImportForm:
    form = ImportForm()
    form.activity = activity
    return form


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands."""
    folded = [" ".join(fold(heading).split()) for heading in headings]
    wanted = {part: fold(heading) for part, heading in COLUMNS.items()}
    return {part: folded.index(heading) for part, heading in wanted.items() if heading in folded}


class Reading:
    """Reads rows into what a proposal needs, with the faults of each."""

    def __init__(self, activity: Activity, places: Mapping[str, int]) -> None:
        self.activity_id = activity.id
        self.places = places
        town = activity.municipality_id
        self.names = {
            "neighbourhood": {fold(n): i for i, n in queries.list_neighbourhoods(town)},
            "category": {fold(n): i for i, n in queries.list_categories(town)},
        }
        self.consents = {fold(label): key for key, label in CONSENT_LABELS.items()}
        self.consents |= {
            fold(label.partition(",")[0]): key for label, key in self.consents.items()
        }

    def rows(self, lines: Sequence[tuple[int, Sequence[str]]]) -> list[Row]:
        found = [self._row(number, cells) for number, cells in lines]
        keys = {row["row"]: queries.key_of(row["title"], row["problem"]) for row in found}
        there = queries.find_same(self.activity_id, keys.values())
        first: dict[str, int] = {}
        for row in found:
            key = keys[row["row"]]
            if key in there:
                row["faults"].append(_fault(THERE, number=there[key]))
            elif key in first:
                row["faults"].append(_fault(TWICE, row=first[key]))
            first.setdefault(key, row["row"])
        return found

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        raw = {
            part: text.clean_input(cells[at]).strip() if at < len(cells) else ""
            for part, at in self.places.items()
        }
        row: Row = {part: raw.get(part, "") for part in COLUMNS}
        faults = _faults_of_text(row)
        for part in ("neighbourhood", "category"):
            row[f"{part}_id"] = self._listed(part, row.pop(part), faults)
        row["consent"] = self._consent(row["consent"], faults)
        row["consent_on"] = _day(row["consent_on"], faults)
        row["email"] = _email(row["email"], faults)
        row["body_html"] = "" if faults else text.markdown(row["body"])
        return {**row, "row": number, "faults": faults}

    def _listed(self, part: str, value: str, faults: list[Fault]) -> int | None:
        if not value:
            return None
        found = self.names[part].get(fold(value))
        if found is None:
            faults.append(_fault(UNKNOWN, column=COLUMNS[part], value=value[:60]))
        return None if found is None else int(found)

    def _consent(self, value: str, faults: list[Fault]) -> str:
        found = self.consents.get(fold(value))
        if found is None and value:
            faults.append(_fault(UNKNOWN, column=COLUMNS["consent"], value=value[:60]))
        return "" if found is None else found.value


def _fault(message: str, **facts: Any) -> Fault:
    """A msgid and its facts: said in the language of whoever looks at the rows."""
    return {"message": message, "facts": facts}


def _faults_of_text(row: Row) -> list[Fault]:
    faults = [_fault(EMPTY, column=COLUMNS[part]) for part in NEEDED if not row[part]]
    for part, (low, high) in LENGTHS.items():
        size = len(row[part])
        if size and not low <= size <= high:
            faults.append(_fault(LENGTH, column=COLUMNS[part], low=low, high=high, size=size))
    for part in ("title", "problem", "body", "name"):
        if text.find_private(row[part]):
            faults.append(_fault(PRIVATE, column=COLUMNS[part]))
    return faults


def _day(value: str, faults: list[Fault]) -> str:
    """ISO, or as written in Turkey: 20.11.2026."""
    parts = value.split(".")
    iso = "-".join((parts[2], parts[1].zfill(2), parts[0].zfill(2))) if len(parts) == 3 else value
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        if value:
            faults.append(_fault(BAD_DAY, value=value[:40]))
        return ""
    if found > clock.today():
        faults.append(_fault(FUTURE))
    return found.isoformat()


def _email(value: str, faults: list[Fault]) -> str | None:
    found = text.email_key(value)
    local, _at, domain = found.partition("@")
    odd = any(sign in found for sign in ' ,;<>()[]"') or len(found) > 254
    if found and (not local or "." not in domain or "@" in domain or odd):
        faults.append(_fault(BAD_EMAIL, value=value[:60]))
    return found or None
