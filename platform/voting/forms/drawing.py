"""What the officer types while a vote is drawn up, and when a tie is settled."""

from consultations.models import Activity
from kernel.forms import (
    BaseForm,
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
from kernel.i18n import lazy
from voting import queries, rules
from voting.explaining.methods import METHODS
from voting.models import Election, Option
from voting.plan import Plan


class ElectionForm(BaseForm):
    question = TextLine(lazy("Pusuladaki soru"), [required(), length(8, 300)])
    consequence = LongText(lazy("Bu seçenekler kazanırsa …"), [required(), length(10, 2000)])
    rule = Radio(
        lazy("Oy verme kuralı"),
        [required()],
        choices=options((rule, lazy(METHODS[rule].name)) for rule in ("approval", "plurality")),
    )
    max_choices = Number(
        lazy("Bir kişi en çok kaç seçenek işaretleyebilir?"), [required(), between(1, 100)]
    )
    seats = Number(lazy("Kaç seçenek kazanacak?"), [required(), between(1, 100)])
    quorum_percent = Number(lazy("En az katılım, yüzde olarak"), [optional, between(1, 100)])
    proposals = Several(lazy("Oylamaya alınan öneriler"))

    @property
    def plan(self) -> Plan:
        single = self.rule.data == "plurality"
        return Plan(
            question=self.question.data,
            consequence=self.consequence.data,
            rule=self.rule.data,
            params={"max_choices": 1 if single else self.max_choices.data},
            seats=self.seats.data,
            quorum_percent=self.quorum_percent.data,
        )

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
                "rule": "approval",
                "max_choices": 3,
                "seats": 1,
                "proposals": [str(proposal.id) for proposal in candidates],
            }
        )
    else:
        chosen = [str(o.proposal_id) for o in election.options if o.proposal_id is not None]
        form = ElectionForm(
            obj=election,
            data={"max_choices": election.params.get("max_choices", 1), "proposals": chosen},
        )
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
