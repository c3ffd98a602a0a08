"""The third step: who stands on the roll, where one votes, what is published."""

from kernel.forms import BaseForm, Radio, options, required
from kernel.i18n import N_, _, lazy
from voting.models import (
    PAPER_LABELS,
    ROLL_LABELS,
    SECRECY_LABELS,
    Election,
    Paper,
    RollKind,
    Secrecy,
)
from voting.plan import Plan

OPEN, TOTALS = "open", "totals"
OPENED_LABELS = {
    OPEN: N_("Açılmış oylar adsız yayımlanır: isteyen sayımı baştan yapar"),
    TOTALS: N_("Yalnızca toplamlar yayımlanır: sayımı dışarıdan kimse yineleyemez"),
}
NO_NAMES = N_("Kodla oy veren kişinin adı bilinmez; adlı oylamada kod kullanılamaz.")


class VotersForm(BaseForm):
    roll = Radio(lazy("Kimler listede?"), [required()])
    paper = Radio(lazy("Nerede oy verilir?"), [required()])
    secrecy = Radio(lazy("Gizlilik"), [required()])
    opened = Radio(
        lazy("Sayımdan sonra ne yayımlanır?"),
        [required()],
    )

    plan: Plan

    def changed(self) -> Plan:
        """The draft's plan with what this step decides."""
        return Plan(
            **{
                **vars(self.plan),
                "roll": RollKind(self.roll.data),
                "paper": Paper(self.paper.data),
                "secrecy": Secrecy(self.secrecy.data),
                "open_ballots": self.opened.data == OPEN,
            }
        )

    def validate(self, extra_validators: object = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if self.secrecy.data == Secrecy.NAMED and self.roll.data == RollKind.CODES:
            self.secrecy.errors = [_(NO_NAMES)]
            return False
        return True


def voters(election: Election) -> VotersForm:
    form = VotersForm(
        data={
            "roll": election.roll.value,
            "paper": election.paper.value,
            "secrecy": election.secrecy.value,
            "opened": OPEN if election.open_ballots else TOTALS,
        }
    )
    form.plan = Plan.of(election)
    for field, labels in ((form.roll, ROLL_LABELS), (form.paper, PAPER_LABELS)):
        field.choices = options((key.value, _(label)) for key, label in labels.items())
    form.secrecy.choices = options((key.value, _(label)) for key, label in SECRECY_LABELS.items())
    form.opened.choices = options((key, _(label)) for key, label in OPENED_LABELS.items())
    return form
