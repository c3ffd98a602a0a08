"""The second step of drawing up a vote: question, rule and its numbers, options from proposals."""

from collections.abc import Mapping
from typing import Any

from flask import request

from consultations.models import Activity
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
from voting import drafting, queries
from voting.counting import definition as counting
from voting.counting.parameters import RULES
from voting.explaining.drawing import lift
from voting.forms.lines import Lines, LiraLines
from voting.models import Election
from voting.plan import MIDWAY, Plan, by_lot_alone

SCALES = ((5, N_("0–5 arası, her sayının sözle karşılığı yazar")), (10, N_("0–10 arası")))
BALLOTS = {
    "knapsack": N_("Sepet: seçilen projelerin toplamı bütçeyi geçemez"),
    "approval": N_("Onay: beğendiği projeleri işaretler"),
    "choose-1": N_("Tek proje işaretler"),
    "cumulative": N_("Puan: elindeki puanı projelere dağıtır"),
    "ordinal": N_("Sıralama: projeleri en çok istediğinden başlayarak dizer"),
}
LEFTOVERS = {"city": N_("Bütün kentin parasına eklenir"), "keep": N_("Harcanmaz")}
UTILITY = {
    "cost": N_("Projenin maliyeti kadar: para oranında temsil"),
    "cardinality": N_("Her proje bir: çok proje alınır"),
    "points": N_("Verilen puan kadar: yalnızca puanlı oylamada"),
}
COMPLETION = {
    "add1": N_("Paylar azar azar artırılır, sayım yinelenir"),
    "add1u": N_("Paylar azar azar artırılır; en sonda kalan oy sırasıyla harcanır"),
    "none": N_("Artan para harcanmaz"),
}
UNRANKED = {
    "share": N_("Kalan puanları eşit paylaşırlar"),
    "zero": N_("Sıfır puan alırlar"),
}
TIES = {
    "council": N_("Belediye meclisi karar verir"),
    "lot": N_("Oylamadan sonra herkesin önünde kura çekilir"),
    "declare": N_("Eşitlik ilan edilir; kimse öne geçmez"),
}
LABELS = {
    "ballot": BALLOTS,
    "leftovers": LEFTOVERS,
    "utility": UTILITY,
    "completion": COMPLETION,
    "unranked": UNRANKED,
}
#: more places or marks make ballots that nobody else casts
MOST_RANKS, MOST_MARKS = 6, 10

ALWAYS = frozenset(
    ("rule", "question", "consequence", "tie", "quorum_percent", "expected_ballots", "proposals")
) | frozenset(("private_ok", "draft"))
_RANKED = ("max_rank",)
_MONEY = ("budget", "ballot", "max_choices", "max_sum", "max_points", "pots", "leftovers")
#: what each rule asks beyond that
ASKED: dict[str, tuple[str, ...]] = {
    "plurality": ("majority", "seats", "reserved", "approval_quorum_percent"),
    "approval": ("max_choices", "seats", "reserved", "approval_quorum_percent"),
    "score": ("max_score", "seats", "reserved"),
    "average": ("max_score", "min_scored_percent", "seats"),
    "star": ("max_score",),
    "irv": _RANKED,
    "stv": (*_RANKED, "seats"),
    "schulze": (*_RANKED, "equal_ranks", "seats"),
    "ranked-pairs": (*_RANKED, "equal_ranks", "seats"),
    "minimax": (*_RANKED, "equal_ranks", "seats"),
    "borda": (*_RANKED, "equal_ranks", "unranked", "seats"),
    "quadratic": ("credits", "negative", "seats"),
    "greedy": _MONEY,
    "greedy-no-skip": (*_MONEY, "min_score"),
    "greedy-threshold": (*_MONEY, "min_score"),
    "greedy-ratio": (*_MONEY, "min_score"),
    "equal-shares": (*_MONEY, "utility", "completion", "increment"),
    "proportional-split": ("budget", "max_choices"),
}
#: what is likely and does no harm
SAFE: dict[str, Any] = {
    "rule": "approval",
    "max_choices": 3,
    "max_score": 5,
    "min_scored_percent": 10,
    "max_rank": MOST_RANKS,
    "unranked": "share",
    "ballot": "knapsack",
    "max_sum": 10,
    "leftovers": "city",
    "min_score": 10,
    "utility": "cost",
    "completion": "add1",
    "credits": 99,
    "seats": 1,
    "tie": counting.COUNCIL,
}
#: where no council can decide
LOT_ALONE = {counting.LOT: TIES[counting.LOT]}
#: numbers that a kind of budget ballot knows
OF_BALLOT = {
    "knapsack": {"max_choices"},
    "approval": {"max_choices"},
    "choose-1": set(),
    "cumulative": {"max_choices", "max_sum", "max_points"},
    "ordinal": {"max_choices"},
}
NO_SUM = N_("Puanlı oylamada herkesin kaç puan dağıtacağını yazın.")
NO_POINTS = N_("Puanla ölçmek için pusula da puanlı olmalı.")
WRONG = N_("Bu değer bu kurala uymuyor.")
FAULTS = {
    "pots": N_("Bölümlerin toplamı bütçeyi geçemez."),
    "reserved": N_("Ayrılan yerler, kazanacak seçenek sayısını geçemez."),
    "majority": N_("Salt çoğunluk yalnızca tek kazanan varken aranabilir."),
    "seats": N_("Bu kuralda tek kazanan olur."),
}


class RuleForm(BaseForm):
    rule = HiddenField()
    question = TextLine(lazy("Pusuladaki soru"), [required(), length(8, 300)])
    consequence = LongText(lazy("Bu seçenekler kazanırsa …"), [required(), length(10, 2000)])
    budget = Lira(lazy("Dağıtılacak para (₺)"), [required()])
    ballot = Radio(lazy("Pusula nasıl doldurulacak?"), [required()])
    max_choices = Number(
        lazy("Bir kişi en çok kaç seçenek işaretleyebilir?"),
        [required(), between(1, MOST_MARKS)],
    )
    max_sum = Number(lazy("Bir kişi kaç puan dağıtacak?"), [optional, between(1, 1000)])
    max_points = Number(lazy("Bir projeye en çok kaç puan?"), [optional, between(1, 1000)])
    max_score = Radio(lazy("Puanlar"), [required()])
    min_scored_percent = Number(
        lazy("Bir seçeneğe oy verenlerin en az yüzde kaçı puan vermeli?"),
        [required(), between(0, 100)],
    )
    max_rank = Number(
        lazy("Bir kişi en çok kaç seçenek sıralayabilir?"), [required(), between(1, MOST_RANKS)]
    )
    equal_ranks = BooleanField(lazy("Aynı sıraya birden çok seçenek yazılabilsin"))
    unranked = Radio(lazy("Sıralanmayan seçenekler"), [required()])
    credits = Number(lazy("Herkesin kredisi"), [required(), between(1, 10_000)])
    negative = BooleanField(lazy("Karşı oy da verilebilsin"))
    min_score = Number(lazy("Baraj: en az kaç oy ya da puan?"), [required(), between(0, 1_000_000)])
    utility = Radio(lazy("Bir projenin değeri nasıl ölçülsün?"), [required()])
    completion = Radio(lazy("Para artarsa"), [required()])
    increment = Lira(lazy("Pay her seferinde kaç lira artsın?"), [optional])
    pots = LiraLines(lazy("Parası ayrı mahalleler ya da konular"), [optional, length(0, 3000)])
    leftovers = Radio(lazy("Bir bölümde para artarsa"), [required()])
    seats = Number(lazy("Kaç seçenek kazanacak?"), [required(), between(1, 100)])
    majority = BooleanField(lazy("Kazanan için oyların yarısından fazlası aransın"))
    reserved = Lines(lazy("Gruplara ayrılan yerler"), [optional, length(0, 2000)])
    tie = Radio(lazy("Eşitlik olursa"), [required()])
    quorum_percent = Number(lazy("En az katılım, yüzde olarak"), [optional, between(1, 100)])
    approval_quorum_percent = Number(
        lazy("Bir seçeneğin kazanması için gereken destek, yüzde olarak"),
        [optional, between(1, 100)],
    )
    expected_ballots = Number(lazy("Kaç oy bekliyorsunuz?"), [optional, between(2, 10_000_000)])
    proposals = Several(lazy("Oylamaya alınan öneriler"))

    #: parameters of the same rule that this form does not ask for
    kept: Mapping[str, Any]
    #: ballots to reckon with
    expected = 1
    #: why only the lot is offered
    tie_hint = ""
    #: the parts of the plan that the next step asks for
    before: Plan | None = None

    def given(self, name: str) -> Any:
        return self[name].data if name in self else None

    @property
    def params(self) -> dict[str, Any]:
        spec = RULES[self.rule.data].params
        typed = {name: self._value(name) for name in self._fields if name in spec}
        found = {**self.kept, **typed}
        if "ballot" in spec:
            found = self._of_ballot(found)
        if self.rule.data == "plurality":
            found["max_choices"] = 1
        if not found.get("pots"):
            found.pop("pots", None)
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, name: str) -> Any:
        field = self[name]
        if isinstance(field, Lines):
            return field.rows
        if name == "max_score":
            return int(field.data or 0)
        if name == "increment":
            return field.data or lift(self.given("budget") or 0, self._reckoned)
        return field.data

    @property
    def _reckoned(self) -> int:
        return self.expected_ballots.data or self.expected

    def _of_ballot(self, found: dict[str, Any]) -> dict[str, Any]:
        ballot = found["ballot"]
        dropped = {"max_choices", "max_sum", "max_points", "max_cost"} - OF_BALLOT.get(
            ballot, set()
        )
        left = {name: value for name, value in found.items() if name not in dropped}
        if ballot == "knapsack":
            left["max_cost"] = left["budget"]
        return left

    @property
    def plan(self) -> Plan:
        before = self.before
        rest = (
            {name: getattr(before, name) for name in ("secrecy", "open_ballots", "roll", "paper")}
            if before
            else {}
        )
        return Plan(
            question=self.question.data,
            consequence=self.consequence.data,
            rule=self.rule.data,
            params=self.params,
            seats=self.given("seats") or 1,
            quorum_percent=self.quorum_percent.data,
            approval_quorum_percent=self.given("approval_quorum_percent"),
            tie=self.tie.data,
            expected_ballots=self.expected_ballots.data,
            **rest,
        )

    @property
    def proposal_ids(self) -> list[int]:
        return [int(value) for value in self.proposals.data or ()]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if self.given("ballot") == "cumulative" and not self.given("max_sum"):
            self["max_sum"].errors = [_(NO_SUM)]
            return False
        if self.given("utility") == "points" and self.given("ballot") != "cumulative":
            self["utility"].errors = [_(NO_POINTS)]
            return False
        if self.tie.data != counting.LOT and by_lot_alone(self.rule.data, self.params):
            self.tie.errors = [_(drafting.BY_LOT)]
            return False
        return self._can_be_counted()

    def _can_be_counted(self) -> bool:
        """The rule and its numbers with options that fit; the real ones come later."""
        plan = self.plan
        groups = [name for name, _places in plan.params.get("reserved", ())]
        row = {"cost": 1, "groups": groups}
        document = {
            "election": "0",
            "rule": plan.rule,
            "params": dict(plan.params),
            "seats": plan.seats,
            "options": [{"id": str(number), **row} for number in range(plan.seats + 1)],
        }
        try:
            counting.parse(document)
        except counting.BadDefinition as error:
            sentence = _(FAULTS.get(error.field, WRONG))
            if error.field in self:
                self[error.field].errors = [*self[error.field].errors, sentence]
            else:
                self.form_errors.append(f"{error.field}: {sentence}")
            return False
        return True


def rule_of(election: Election | None) -> str:
    """As chosen in the first step: in the address, then in the page."""
    wanted = request.form.get("rule") or request.args.get("kural") or ""
    if wanted in RULES:
        return wanted
    return election.rule if election is not None else str(SAFE["rule"])


def draw_up(activity: Activity) -> RuleForm:
    """Filled from the draft, or with what is likely; every candidate is chosen at first."""
    election = queries.find_election(activity.id)
    candidates = queries.list_candidates(activity.consultation_id)
    rule = rule_of(election)
    filled = _filled(activity, election, rule, [one.id for one in candidates])
    ties = TIES
    if rule in MIDWAY:
        filled["tie"], ties = counting.LOT, LOT_ALONE
    form = RuleForm(data=filled)
    form.tie_hint = _(drafting.BY_LOT) if ties is LOT_ALONE else ""
    wanted = ALWAYS | set(ASKED[rule])
    for name in [name for name in form._fields if name not in wanted]:
        del form[name]
    form.rule.data = rule
    if "max_choices" in ASKED[rule] and "ballot" in ASKED[rule]:
        form["max_choices"].validators = [optional, between(1, MOST_MARKS)]
        form["max_choices"].flags.required = None
    if "max_score" in form:
        scale = int(form["max_score"].object_data or SAFE["max_score"])
        rows = [(size, _(label)) for size, label in SCALES]
        form["max_score"].choices = options(
            rows if scale in dict(rows) else [*rows, (scale, f"0–{scale}")]
        )
    for name, labels in {**LABELS, "tie": ties}.items():
        if name in form:
            form[name].choices = options((key, _(label)) for key, label in labels.items())
    form.proposals.choices = options((one.id, one.title) for one in candidates)
    form.kept = _kept(election, rule)
    form.before = None if election is None else Plan.of(election)
    form.expected = queries.count_expected(activity)
    return form


def _kept(election: Election | None, rule: str) -> dict[str, Any]:
    if election is None or election.rule != rule:
        return {}
    return {name: value for name, value in election.params.items() if name not in ASKED[rule]}


def _filled(
    activity: Activity, election: Election | None, rule: str, candidates: list[int]
) -> dict[str, Any]:
    if election is None:
        return {
            **SAFE,
            "question": activity.title,
            "proposals": [str(one) for one in candidates],
        }
    chosen = [str(o.proposal_id) for o in election.options if o.proposal_id is not None]
    filled = {**SAFE, **vars(Plan.of(election)), "rule": rule, "proposals": chosen}
    if election.rule == rule:
        filled.update(dict.fromkeys(set(ASKED[rule]) & set(RULES[rule].params)))
        filled.update({name: SAFE.get(name) for name in ASKED[rule] if name in OPTIONS_WITH_SAFE})
        filled.update(election.params)
    filled["max_score"] = str(filled["max_score"])
    return filled


#: radio buttons always have one chosen
OPTIONS_WITH_SAFE = ("ballot", "leftovers", "unranked", "utility", "completion", "max_score")
