"""The files of a Polis export, read and judged before anything is stored."""

import hashlib
import importlib
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from wtforms.validators import StopValidation

from kernel import archives
from kernel.forms import BaseForm, Choice, Upload, optional, options, required
from kernel.i18n import N_, _, lazy

VOTES, COMMENTS = "participants-votes.csv", "comments.csv"
MOST_BYTES = 5_000_000
#: of a zip; zeros pack well
MOST_UNPACKED = 20_000_000
#: of one import; the largest of the published conversations of its kind has two thirds of it
MOST_ANSWERS = 300_000
LANGUAGES = (("tr", "Türkçe"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية"))


class ExportUpload(Upload):
    """A CSV, or the zip that Polis gives; `.members` are its files by name."""

    members: dict[str, bytes]

    def pre_validate(self, form: Any) -> None:
        self.members = {}
        if not self.data or not getattr(self.data, "filename", ""):
            return
        head = self.data.stream.read(4)
        self.data.stream.seek(0)
        if head != b"PK\x03\x04":
            super().pre_validate(form)
            return
        self.members = _unzipped(self.data.stream.read(MOST_BYTES + 1))
        if VOTES not in self.members:
            raise StopValidation(_(N_("Zip dosyasında participants-votes.csv yok.")))
        self.accepted = (self.members[VOTES], "text/csv", VOTES)


def _unzipped(data: bytes) -> dict[str, bytes]:
    """Both files, wherever in the archive they lie; nothing of one that is too large or broken."""
    if len(data) > MOST_BYTES:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = {
                name: part
                for part in archive.infolist()
                if (name := part.filename.rpartition("/")[2]) in (VOTES, COMMENTS)
            }
            if sum(part.file_size for part in wanted.values()) > MOST_UNPACKED:
                return {}
            return {name: archive.read(part) for name, part in wanted.items()}
    except archives.BROKEN:
        return {}


class ImportForm(BaseForm):
    votes = ExportUpload(
        lazy("Yanıtlar: participants-votes.csv ya da Polis’in zip dosyası"),
        [required(N_("Bir dosya seçin."))],
        max_bytes=MOST_BYTES,
    )
    comments = Upload(lazy("İfadeler: comments.csv"), [optional], max_bytes=MOST_BYTES)
    language = Choice(lazy("İfadelerin dili"), [required()])

    #: `opinions.formats.Export`, once both files are good
    export: Any = None
    file_hash = ""
    #: both files in one zip
    packed = b""

    def validate(self, extra_validators: Any = None) -> bool:
        return (
            super().validate(extra_validators)
            and self._has_both()
            and self._read()
            and self._is_whole()
        )

    def _has_both(self) -> bool:
        """The statements come in a file of their own, or in the zip."""
        if self.comments.accepted is None and COMMENTS not in self.votes.members:
            self.comments.errors = [_(N_("Bir dosya seçin."))]
            return False
        return True

    @property
    def files(self) -> dict[str, bytes]:
        assert self.votes.accepted is not None
        chosen = self.comments.accepted
        comments = chosen[0] if chosen is not None else self.votes.members[COMMENTS]
        return {VOTES: self.votes.accepted[0], COMMENTS: comments}

    def _read(self) -> bool:
        formats = importlib.import_module("opinions.formats")
        with tempfile.TemporaryDirectory() as folder:
            for name, data in self.files.items():
                Path(folder, name).write_bytes(data)
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

    def prepare(self) -> None:
        """Hashed and packed before any lock."""
        super().prepare()
        self.file_hash = hashlib.sha256(self.files[VOTES]).hexdigest()
        self.packed = archives.pack(self.files)


def _fault(line: int, reason: str) -> str:
    return _("Satır %(line)s: %(reason)s", line=line, reason=reason) if line else reason


def import_answers(_conversation: Any) -> ImportForm:
    form = ImportForm()
    form.language.choices = options(LANGUAGES)
    return form
