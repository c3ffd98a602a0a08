"""A complaint about a result, and its answer."""

from typing import Any, ClassVar

from kernel.forms import BaseForm, BooleanField, LongText, Upload, length, optional, required
from kernel.i18n import N_, _, lazy
from voting import checking
from voting.checking import Fate
from voting.models import Complaint, Election
from voting.services.complaints import Receipt

#: longer texts are no receipts
MOST = 4000

ELSEWHERE = N_("Bu makbuz başka bir oylamanın. Bu oylamadaki makbuzunuzu yapıştırın.")
#: as short as a word of a table
FATES: dict[str, str] = {
    "": N_("Eklenmedi"),
    Fate.UNREADABLE: N_("Okunamadı"),
    Fate.UNKNOWN: N_("Tanınmadı"),
    Fate.FORGED: N_("İmza tutmuyor"),
    Fate.RECEIVED: N_("Alındı, günlükte değil"),
    Fate.INCLUDED: N_("Günlükte"),
    Fate.REPLACED: N_("Sonraki oy sayıldı"),
    Fate.VOID: N_("Kâğıt oy sayıldı"),
    Fate.COUNTED: N_("Sayıldı"),
    Fate.MISSING: N_("İmzalı, ama günlükte yok"),
}


class ComplaintForm(BaseForm):
    """The receipt is checked before any lock is taken, by what answers at /makbuz."""

    text = LongText(lazy("Sonuçta yanlış olan ne?"), [required(), length(20, 4000)])
    receipt = LongText(lazy("Makbuzunuz"), [optional, length(0, MOST)])
    file = Upload(lazy("Ya da makbuz dosyası"), [optional], max_bytes=MOST)

    election: Election
    checked = Receipt()

    #: beside a name a receipt says too much: it is not kept with the rest
    UNKEPT: ClassVar[frozenset[str]] = frozenset(("receipt", "file"))

    def kept_fields(self) -> dict[str, list[str]]:
        return {
            name: values
            for name, values in super().kept_fields().items()
            if name not in self.UNKEPT
        }

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        text = self._pasted()
        if not text:
            return True
        found = checking.check(text)
        if found.election is not None and found.election.id != self.election.id:
            self.receipt.errors = [_(ELSEWHERE)]
            return False
        self.checked = Receipt(text, found.fate.value)
        return True

    def _pasted(self) -> str:
        if self.file.accepted is not None:
            return self.file.accepted[0].decode("utf-8", "replace").strip()
        return (self.receipt.data or "").strip()


def complaint(election: Election) -> ComplaintForm:
    form = ComplaintForm()
    form.election = election
    return form


class ComplaintAnswerForm(BaseForm):
    answer = LongText(lazy("Yanıt"), [required(), length(10, 4000)])
    public = BooleanField(lazy("Yanıt sonuç sayfasında herkese görünsün"))


def complaint_answer(_complaint: Complaint) -> ComplaintAnswerForm:
    return ComplaintAnswerForm()
