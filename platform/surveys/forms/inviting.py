"""Whom one-time links are sent to: residents of neighbourhoods, or a list that is not kept."""

import re
from typing import Any, ClassVar

from kernel import text, tokens, workbooks
from kernel.forms import BaseForm, LongText, Several, Upload, length, optional, options
from kernel.i18n import LANGUAGES, N_, _, lazy
from places.queries import list_neighbourhoods
from surveys import queries
from surveys.models import Survey
from surveys.services import Recipient

ADDRESS = re.compile(r"[^\s,;:<>()\[\]\\\"'@]+@[^\s,;:<>()\[\]\\\"'@]+\.[^\s,;:<>()\[\]\\\"'@.]+")
SHOWN = 5
#: of a sheet; a megabyte of addresses has fewer
MOST_ROWS = 50_000


class LinksForm(BaseForm):
    KEEP: ClassVar[bool] = False

    neighbourhoods = Several(lazy("Bu mahallelerde oturanlar"), [optional], coerce=int)
    addresses = LongText(lazy("E-posta adresleri"), [optional, length(0, 200_000)])
    file = Upload(lazy("Adres dosyası (CSV ya da XLSX)"), max_bytes=1_000_000)

    survey: Survey
    _filed = ""
    recipients: list[Recipient]

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and not self._has_read():
            self.file.errors = [_(N_("Düz metin, CSV ya da XLSX dosyası yükleyin."))]
            return False
        if good and not (self.neighbourhoods.data or self._typed().strip()):
            self.form_errors.append(_(N_("Mahalle seçin ya da adres yazın.")))
            return False
        return good and self._readable()

    def _has_read(self) -> bool:
        """Of a workbook its first sheet, whichever column holds the addresses."""
        self._filed = ""
        if self.file.accepted is None:
            return True
        data, mime = self.file.accepted[:2]
        if mime == workbooks.XLSX:
            try:
                rows = workbooks.read(data, mime, most_rows=MOST_ROWS)
            except workbooks.NotATable:
                return False
            self._filed = "\n".join("\t".join(row) for row in rows)
            return True
        self._filed = data.decode("utf-8-sig", "replace")
        return mime.startswith("text/")

    def _typed(self) -> str:
        """What was pasted, and the file."""
        return f"{self.addresses.data or ''}\n{self._filed}"

    def _readable(self) -> bool:
        """Every line of the box has an address; a file may have a head and other columns."""
        lines = enumerate((self.addresses.data or "").splitlines(), 1)
        wrong = [str(n) for n, line in lines if line.strip() and not ADDRESS.search(line)]
        if wrong:
            numbers = ", ".join(wrong[:SHOWN])
            message = _(N_("Şu satırlarda e-posta adresi yok: %(lines)s"), lines=numbers)
            self.addresses.errors = [message]
        return not wrong

    def prepare(self) -> None:
        """Marks are keyed hashes: computed before any lock."""
        super().prepare()
        place = self.survey.municipality_id
        people = queries.list_invitable(place, self.neighbourhoods.data or [])
        found = {email: (language, True) for email, language in people}
        for address in ADDRESS.findall(self._typed()):
            if len(address) <= 254 and address.isprintable():
                found.setdefault(text.email_key(address), (LANGUAGES[0], False))
        self.recipients = [
            Recipient(email, language, tokens.mark("survey-link", f"{place}:{key}"), account)
            for email, (language, account) in found.items()
            for key in (f"{self.survey.id}:{email}",)
        ]


def links(survey: Survey) -> LinksForm:
    form = LinksForm()
    form.survey = survey
    form.neighbourhoods.choices = options(
        (row.id, row.name) for row in list_neighbourhoods(survey.municipality_id)
    )
    return form
