"""A resident's statement, and what is decided about it."""

from typing import Any, ClassVar

from wtforms.validators import ValidationError

from kernel.forms import (
    BaseForm,
    HiddenField,
    LongText,
    Radio,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.text import fold
from moderation.forms import Guarded
from opinions import queries
from opinions.forms.drawing import SHORTEST
from opinions.models import GROUND_LABELS, LONGEST, Conversation, StatementGround
from opinions.queries import StatementPart, StatementRow, VoterPart

ACCEPT, REJECT = "accept", "reject"


class OwnForm(Guarded):
    """Sent once more after similar ones were shown: `seen` is the text they were shown for."""

    WARN_PRIVATE: ClassVar[bool] = True

    text = TextLine(lazy("İfadeniz"), [required(), length(SHORTEST, LONGEST)])
    seen = HiddenField()
    conversation_id: int = 0

    def validate_text(self, field: Any) -> None:
        words = " ".join((field.data or "").split())
        field.data = words
        if "://" in words or "www." in words.lower():
            raise ValidationError(
                _(N_("İfadeye bağlantı konmaz; düşüncenizi kendi sözünüzle yazın."))
            )
        if self.seen.data == fold(words) or not self.similar():
            return
        self.seen.data = fold(words)
        raise ValidationError(
            _(
                N_(
                    "Benzer ifadeler var. Aynı şeyi söyleyen varsa onu yanıtlayın; "
                    "sizinki farklıysa yeniden gönderin."
                )
            )
        )

    def similar(self) -> list[StatementRow]:
        return queries.similar(self.conversation_id, self.text.data or "")


def add_statement(conversation: Conversation) -> OwnForm:
    form = OwnForm()
    form.conversation_id = conversation.id
    form.guards = f"opinions:{conversation.id}"
    return form


def _grounds() -> list[Any]:
    return options((ground.value, lazy(label)) for ground, label in GROUND_LABELS.items())


class DecisionForm(BaseForm):
    decision = Radio(lazy("İfade ne olsun?"), [required(N_("Bir karar seçin."))])
    ground = Radio(lazy("Neden?"), [optional])
    reason = LongText(lazy("Yazarına ve herkese açıklama"), [optional, length(0, 500)])

    def validate_decision(self, _field: Any) -> None:
        """An optional field that is empty is asked nothing further: so it is asked here."""
        if self.decision.data == REJECT and not self.ground.data:
            self.ground.errors = [_(N_("Almadığınız ifade için bir neden seçin."))]
            raise ValidationError(_(N_("Bu karar için bir neden seçin.")))


def decide(_statement: StatementPart) -> DecisionForm:
    form = DecisionForm()
    form.decision.choices = options([(ACCEPT, lazy("Yayımlansın")), (REJECT, lazy("Alınmasın"))])
    form.ground.choices = _grounds()
    return form


class BanForm(BaseForm):
    ground = Radio(lazy("Neden?"), [required(N_("Bir neden seçin."))])
    reason = LongText(lazy("Yazarına ve herkese açıklama"), [optional, length(0, 500)])

    @property
    def chosen(self) -> StatementGround:
        return StatementGround(self.ground.data)


def ban_statement(_statement: StatementPart) -> BanForm:
    form = BanForm()
    form.ground.choices = _grounds()
    return form


class BanVoterForm(BaseForm):
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 500)])


def ban_voter(_voter: VoterPart) -> BanVoterForm:
    return BanVoterForm()
