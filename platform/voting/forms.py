"""What is typed and ticked in voting. A ballot is never kept as a draft."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from flask import g

from consultations.models import Activity
from kernel import tokens
from kernel.forms import (
    BaseForm,
    BooleanField,
    HiddenField,
    Lira,
    LongText,
    Number,
    Radio,
    Several,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from voting import queries, rules
from voting.models import RULE_LABELS, Election, Option, Rule

#: how long the review page stands open
REVIEW = timedelta(hours=1)

NOTHING = N_("Bir seçenek işaretleyin. Hiçbirini istemiyorsanız “Boş oy verin” düğmesini kullanın.")
TOO_MANY = N_(
    "En çok %(most)s seçenek işaretleyebilirsiniz. Siz %(chosen)s işaretlediniz; %(over)s tanesini "
    "kaldırın."
)
TOO_OLD = N_("Gözden geçirme sayfası çok uzun süre açık kaldı. Seçiminizi yeniden yapın.")


class BallotForm(BaseForm):
    """The first step: options, or the explicit blank vote."""

    KEEP: ClassVar[bool] = False

    blank = BooleanField()
    #: from the review page, to change the choice once more
    back = BooleanField()
    token = HiddenField()

    choice: Any
    most = 1
    election_id = 0

    @property
    def marked(self) -> list[int]:
        if self.blank.data:
            return []
        data = self.choice.data
        # A refused ballot is shown again, with whatever else was sent left out.
        known = {str(choice.value) for choice in self.choice.choices or ()}
        sent = data if isinstance(data, list) else [data]
        return [int(value) for value in sent if str(value) in known]

    def validate(self, extra_validators: Any = None) -> bool:
        if self.back.data:
            _refill(self)
            return True
        good = super().validate(extra_validators)
        if not good or self.blank.data:
            return good
        chosen = len(self.marked)
        if not chosen:
            self.choice.errors = [_(NOTHING)]
        elif chosen > self.most:
            facts = {"most": self.most, "chosen": chosen, "over": chosen - self.most}
            self.choice.errors = [_(TOO_MANY, **facts)]
        return not self.choice.errors


class SingleBallot(BallotForm):
    choice = Radio(lazy("Seçenekler"))


class ApprovalBallot(BallotForm):
    choice = Several(lazy("Seçenekler"))


def _refill(form: BallotForm) -> None:
    facts = _unsealed(form.token.data, form.election_id)
    chosen = [str(value) for value in facts["choice"]] if facts else []
    form.choice.data = chosen if isinstance(form, ApprovalBallot) else next(iter(chosen), None)


def ballot(election: Election) -> BallotForm:
    single = election.rule is Rule.SINGLE
    form: BallotForm = SingleBallot() if single else ApprovalBallot()
    form.choice.choices = options((option.id, option.title) for option in election.options)
    form.choice.label.text = election.question
    form.most = election.max_choices
    form.election_id = election.id
    return form


def seal(election: Election, choice: Sequence[int]) -> str:
    """The reviewed choice, signed for this person; it lives in the page and nowhere else."""
    return tokens.sign(
        "ballot", REVIEW, election=election.id, person=g.visitor.id, choice=list(choice)
    )


def _unsealed(token: str | None, election_id: int) -> dict[str, Any] | None:
    """Nothing to anybody but the voter who sealed it, and for this election alone."""
    facts = tokens.read("ballot", token or "")
    owner = (election_id, g.visitor.id)
    if facts is None or (facts.get("election"), facts.get("person")) != owner:
        return None
    return facts


class ConfirmForm(BaseForm):
    """The last step: exactly what was reviewed."""

    KEEP: ClassVar[bool] = False

    token = HiddenField()
    election_id = 0
    choice: tuple[int, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        facts = _unsealed(self.token.data, self.election_id)
        if facts is None:
            self.form_errors.append(_(TOO_OLD))
            return False
        self.choice = tuple(facts["choice"])
        return good


def confirm(election: Election) -> ConfirmForm:
    form = ConfirmForm()
    form.election_id = election.id
    return form


# --- the officer --------------------------------------------------------------------------------


class ElectionForm(BaseForm):
    question = TextLine(lazy("Pusuladaki soru"), [required(), length(8, 300)])
    consequence = LongText(lazy("Bu seçenekler kazanırsa …"), [required(), length(10, 2000)])
    rule = Radio(
        lazy("Oy verme kuralı"),
        [required()],
        choices=options((rule.value, lazy(label)) for rule, label in RULE_LABELS.items()),
    )
    max_choices = Number(
        lazy("Bir kişi en çok kaç seçenek işaretleyebilir?"), [required(), between(1, 100)]
    )
    seats = Number(lazy("Kaç seçenek kazanacak?"), [required(), between(1, 100)])
    quorum_percent = Number(lazy("En az katılım, yüzde olarak"), [optional, between(1, 100)])
    proposals = Several(lazy("Oylamaya alınan öneriler"))

    @property
    def proposal_ids(self) -> list[int]:
        return [int(value) for value in self.proposals.data or ()]


def draw_up(activity: Activity) -> ElectionForm:
    """Filled from the draft, or with what is likely; every candidate is chosen at first."""
    election = queries.find_election(activity.id)
    candidates = queries.list_candidates(activity.consultation_id)
    if election is None:
        form = ElectionForm(
            data={
                "question": activity.title,
                "rule": Rule.APPROVAL.value,
                "max_choices": 3,
                "seats": 1,
                "proposals": [str(proposal.id) for proposal in candidates],
            }
        )
    else:
        chosen = [str(o.proposal_id) for o in election.options if o.proposal_id is not None]
        form = ElectionForm(obj=election, data={"rule": election.rule.value, "proposals": chosen})
    form.proposals.choices = options((proposal.id, proposal.title) for proposal in candidates)
    return form


class OptionForm(BaseForm):
    title = TextLine(lazy("Seçenek"), [required(), length(2, 200)])
    text = LongText(lazy("Kazanırsa ne olur?"), [optional, length(0, 1000)])
    cost_kurus = Lira(lazy("Maliyet (₺)"), [optional])


def option(thing: Election | Option) -> OptionForm:
    """A new one, or the one that stands already."""
    return OptionForm(obj=thing if isinstance(thing, Option) else None)


class SettleForm(BaseForm):
    options = Several(lazy("Kalan yer için karar verilen seçenekler"), [required()])
    office = TextLine(lazy("Kararı veren"), [required(), length(2, 160)])
    reason = LongText(lazy("Karar ve gerekçesi"), [required(), length(10, 2000)])

    @property
    def option_ids(self) -> list[int]:
        return [int(value) for value in self.options.data or ()]


def settle(election: Election) -> SettleForm:
    form = SettleForm()
    tied = rules.result(election).open
    form.options.choices = options((o.id, o.title) for o in election.options if o.id in tied)
    return form
