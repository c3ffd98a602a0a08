"""Forms: reporting a text, deciding about it, appealing, deciding an appeal, settings."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import g
from wtforms.validators import ValidationError

from kernel import text, tokens
from kernel.forms import (
    BaseForm,
    BooleanField,
    LongText,
    Number,
    Radio,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.rules import is_new
from moderation import queries
from moderation.models import GROUND_LABELS, Case, Decision, Ground, Hold
from moderation.rules import AGAINST
from moderation.services import Verdict


def grounds() -> list[Any]:
    return options((ground, lazy(label)) for ground, label in GROUND_LABELS.items())


# --- what people do not see, and the work of a new account's browser ---------------------------

LONGEST = 10_000
WORK, WORK_VALID, WORK_BITS = "moderation.work", timedelta(hours=3), 14


def work_for(thing: str) -> str:
    """What the browser of a new account works on, for this person and this thing; "" of others."""
    if not is_new(g.visitor):
        return ""
    return tokens.sign(WORK, WORK_VALID, person=g.visitor.id, thing=thing)


def work_done(answer: str, thing: str) -> bool:
    """Whether "task:number" begins, as SHA-256, with so many zero bits. Computed by `emek.js`."""
    task, _colon, number = answer.rpartition(":")
    facts = tokens.read(WORK, task) if task and len(number) < 12 else None
    if not facts or (facts.get("person"), facts.get("thing")) != (g.visitor.id, thing):
        return False
    digest = hashlib.sha256(answer.encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - WORK_BITS) == 0


#: of a new account, and of any other in a long text: it may need its sources
MOST_LINKS_OF_NEW, MOST_LINKS = 1, 10


def few_links(most: int = MOST_LINKS) -> Any:
    def check(_form: Any, field: Any) -> None:
        # Longer texts are refused anyway; rendering costs milliseconds.
        if len(field.data or "") > LONGEST:
            return
        allowed = MOST_LINKS_OF_NEW if is_new(g.visitor) else most
        if text.markdown(field.data or "").count("<a ") > allowed:
            sentence = N_("Bu yazıya en çok %(num)s bağlantı koyabilirsiniz.")
            raise ValidationError(_(sentence, num=allowed))

    return check


class Guarded(BaseForm):
    """Of texts that are published at once; shown by `moderation/_work.html`."""

    #: people do not see it
    site = TextLine(lazy("Bu alanı boş bırakın"), [optional])
    work = TextLine(lazy("Tarayıcı denetimi"), [optional])
    #: what the work is for
    guards: str = ""

    @property
    def suspicion(self) -> Hold | None:
        """Why a moderator reads it first. Nothing that was typed is lost."""
        if self.site.data:
            return Hold.TRAP
        if is_new(g.visitor) and not work_done(self.work.data or "", self.guards):
            return Hold.UNPROVEN
        return None


class ReportForm(BaseForm):
    ground = Radio(lazy("Bu yazıda sorun nedir?"), [required(N_("Bir neden seçin."))])
    note = LongText(lazy("Açıklama"), [optional, length(0, 1000)])


def report(_thing: Any) -> ReportForm:
    form = ReportForm()
    form.ground.choices = grounds()
    return form


# --- decisions ----------------------------------------------------------------------------------

DECISIONS = {
    Decision.PUBLISH: N_("Yayımlansın"),
    Decision.DECLINE: N_("Yayımlanmasın"),
    Decision.KEEP: N_("Kurallara uygun: yerinde kalsın"),
    Decision.EDIT: N_("Yazarından düzeltme istensin"),
    Decision.HIDE: N_("Gizlensin"),
}
CONSEQUENCES = [
    ("", lazy("Yaptırım yok")),
    ("warn", lazy("Uyarılsın")),
    ("3", lazy("Yazması 3 gün durdurulsun")),
    ("7", lazy("Yazması 7 gün durdurulsun")),
    ("30", lazy("Yazması 30 gün durdurulsun")),
    ("90", lazy("Yazması 90 gün durdurulsun")),
]
LEAST = 10


class VerdictForm(BaseForm):
    """One decision about a text, and one about its author."""

    decision = Radio(lazy("Yazı ne olsun?"), [required(N_("Bir karar seçin."))])
    ground = Radio(lazy("Hangi kurala uymuyor?"), [optional])
    reason = LongText(lazy("Gerekçe"), [length(0, 500)])
    consequence = Radio(lazy("Yazarı için"), [optional])

    @property
    def _against(self) -> bool:
        return self.decision.data in {decision.value for decision in AGAINST}

    def validate_decision(self, _field: Any) -> None:
        if self._against and not self.ground.data:
            self.ground.errors = [_(N_("Hangi kurala uymadığını seçin."))]
            raise ValidationError(_(N_("Bu karar için bir kural seçin.")))

    def validate_reason(self, field: Any) -> None:
        wordless = self.decision.data == Decision.PUBLISH.value
        if not wordless and len(field.data or "") < LEAST:
            raise ValidationError(_(N_("Gerekçeyi yazın: en az %(low)s karakter."), low=LEAST))

    def validate_consequence(self, field: Any) -> None:
        if field.data and not self._against:
            raise ValidationError(_(N_("Yazı kurallara uygunsa yazarına yaptırım uygulanamaz.")))

    def verdict(self) -> Verdict:
        chosen = self.consequence.data or ""
        return Verdict(
            decision=Decision(self.decision.data),
            reason=self.reason.data or "",
            ground=Ground(self.ground.data) if self._against else None,
            warn=chosen == "warn",
            days=int(chosen) if chosen.isdigit() else 0,
        )


def verdict(decisions: Sequence[Decision]) -> VerdictForm:
    """`decisions`: those that are possible in the text's state."""
    form = VerdictForm()
    form.decision.choices = options((one, lazy(DECISIONS[one])) for one in decisions)
    form.ground.choices = grounds()
    form.consequence.choices = options(CONSEQUENCES)
    return form


# --- appeals ------------------------------------------------------------------------------------


class UnhideForm(BaseForm):
    """A decision taken back by a moderator."""

    reason = LongText(lazy("Gerekçe"), [required(), length(10, 500)])


def unhide(_thing: Any) -> UnhideForm:
    return UnhideForm()


class AppealForm(BaseForm):
    text = LongText(
        lazy("Karar neden değişmeli?"), [required(N_("İtirazınızı yazın.")), length(10, 2000)]
    )


def appeal(_case: Case) -> AppealForm:
    return AppealForm()


REVERSE, UPHOLD = "reverse", "uphold"


class AppealDecisionForm(BaseForm):
    outcome = Radio(lazy("İtiraz haklı mı?"), [required(N_("Bir karar seçin."))])
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 1000)])


def appeal_decision(_thing: Any) -> AppealDecisionForm:
    form = AppealDecisionForm()
    form.outcome.choices = options(
        [
            (REVERSE, lazy("Haklı: karar geri alınsın")),
            (UPHOLD, lazy("Haklı değil: karar kalsın")),
        ]
    )
    return form


# --- settings -----------------------------------------------------------------------------------


class SettingsForm(BaseForm):
    hold_new = BooleanField(lazy("Yeni hesapların yazıları yayımlanmadan önce okunsun"))
    new_days = Number(lazy("Bir hesap kaç gün yeni sayılsın?"), [required(), between(1, 90)])
    appeal_days = Number(
        lazy("İtirazlar kaç gün içinde karara bağlansın?"), [required(), between(1, 60)]
    )


def settings(_municipality: Any) -> SettingsForm:
    return SettingsForm(obj=queries.get_settings(g.municipality.id))
