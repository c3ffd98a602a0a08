"""The files of a Polis export, read and judged before anything is stored."""

import hashlib
import importlib
import tempfile
from pathlib import Path
from typing import Any

from kernel.forms import BaseForm, Choice, Upload, options, required
from kernel.i18n import N_, _, lazy

VOTES, COMMENTS = "participants-votes.csv", "comments.csv"
MOST_BYTES = 5_000_000
#: of one import; the largest of the published conversations of its kind has two thirds of it
MOST_ANSWERS = 300_000
LANGUAGES = (("tr", "Türkçe"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية"))


class ImportForm(BaseForm):
    votes = Upload(
        lazy("Yanıtlar: participants-votes.csv"),
        [required(N_("Bir dosya seçin."))],
        max_bytes=MOST_BYTES,
    )
    comments = Upload(
        lazy("İfadeler: comments.csv"), [required(N_("Bir dosya seçin."))], max_bytes=MOST_BYTES
    )
    language = Choice(lazy("İfadelerin dili"), [required()])

    #: `opinions.formats.Export`, once both files are good
    export: Any = None

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._read() and self._is_whole()

    def _read(self) -> bool:
        formats = importlib.import_module("opinions.formats")
        assert self.votes.accepted is not None
        assert self.comments.accepted is not None
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, VOTES).write_bytes(self.votes.accepted[0])
            Path(folder, COMMENTS).write_bytes(self.comments.accepted[0])
            try:
                self.export = formats.read(Path(folder))
            except formats.Malformed as error:
                field = self.comments if COMMENTS in error.text else self.votes
                field.errors = [_fault(error.line, _(error.say))]
                return False
        return True

    def _is_whole(self) -> bool:
        named = {one.number for one in self.export.texts if one.text.strip()}
        missing = [str(number) for number in self.export.statements if number not in named]
        if missing:
            numbers = ", ".join(missing[:10])
            self.comments.errors = [_("Şu ifadelerin metni yok: %(numbers)s", numbers=numbers)]
        if len(self.export.cells) > MOST_ANSWERS:
            self.votes.errors = [_("Bu kadar çok yanıt aktarılamıyor.")]
        if not len(self.export.cells):
            self.votes.errors = [_("Dosyada hiç yanıt yok.")]
        return not (self.votes.errors or self.comments.errors)

    @property
    def file_hash(self) -> str:
        assert self.votes.accepted is not None
        return hashlib.sha256(self.votes.accepted[0]).hexdigest()


def _fault(line: int, reason: str) -> str:
    return _("Satır %(line)s: %(reason)s", line=line, reason=reason) if line else reason


def import_answers(_conversation: Any) -> ImportForm:
    form = ImportForm()
    form.language.choices = options(LANGUAGES)
    return form
