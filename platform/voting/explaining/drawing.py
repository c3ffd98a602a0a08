"""What an officer reads while a vote is drawn up: which kind for what, and what it gives away.

A ballot that nobody else has cast may be recognised when the opened ballots are published: by the
voter, and by whoever paid for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, exp, isqrt, log1p, perm
from typing import Any

from kernel.formats import money, number
from kernel.i18n import N_, _, ngettext
from voting.counting.definition import Definition
from voting.counting.parameters import Ballot
from voting.counting.reading import most_ranks
from voting.explaining.methods import METHODS, Method


@dataclass(frozen=True)
class Purpose:
    """`rules` in the order in which they are offered; the first is the safe choice."""

    key: str
    title: str
    text: str
    rules: tuple[str, ...]

    @property
    def methods(self) -> list[Method]:
        return [METHODS[rule] for rule in self.rules]


PURPOSES = (
    Purpose(
        "karar",
        N_("Seçenekler arasında karar vermek"),
        N_("Bir ya da birkaç seçenek kazanır."),
        ("approval", "plurality", "irv", "score", "average", "star"),
    ),
    Purpose(
        "butce",
        N_("Bir bütçeyi projelere ayırmak"),
        N_("Her projenin maliyeti vardır; toplam para sınırlıdır."),
        (
            "greedy",
            "equal-shares",
            "greedy-threshold",
            "greedy-no-skip",
            "greedy-ratio",
            "proportional-split",
        ),
    ),
    Purpose(
        "kurul",
        N_("Bir kurul ya da komite seçmek"),
        N_("Birden çok kişi seçilir; azınlıklar da temsil edilir."),
        ("stv",),
    ),
    Purpose(
        "uzlasma",
        N_("Uzlaşmayı bulmak, listeyi sıralamak"),
        N_("Seçenekler sıralanır ve ikişer ikişer karşılaştırılır."),
        ("schulze", "ranked-pairs", "minimax", "borda"),
    ),
    Purpose(
        "guc",
        N_("Ne kadar istendiğini ölçmek"),
        N_("Herkes sınırlı bir hakkı seçeneklere dağıtır."),
        ("quadratic",),
    ),
)

# --- the rule's own numbers, as residents read them ---------------------------------------------

RESERVED = N_("Ayrılan yerler: %(rows)s. Bu yerler önce o gruplardan en çok oy alanlarla dolar.")
POTS = N_("Parası ayrı olan bölümler: %(rows)s. Kalan para bütün kentindir.")
LEFTOVERS = {
    "city": N_("Bir bölümde artan para bütün kentin parasına eklenir."),
    "keep": N_("Bir bölümde artan para harcanmaz."),
}
COMPLETION = {
    "none": N_("Paylar yetmeyince sayım biter; artan para harcanmaz."),
    "add1": N_("Para artarsa kişi başına pay azar azar artırılır ve sayım yeniden yapılır."),
    "add1u": N_(
        "Para artarsa kişi başına pay azar azar artırılır; en sonda kalan para oy sırasıyla "
        "harcanır."
    ),
}


def rule_sentences(rule: str, params: Mapping[str, Any], seats: int) -> list[str]:
    """How many win and what limits the count, for any rule."""
    lines = []
    if params.get("budget"):
        lines.append(_("Dağıtılan para: %(sum)s.", sum=money(params["budget"])))
    elif seats > 1:
        lines.append(ngettext("%(num)s seçenek kazanır.", "%(num)s seçenek kazanır.", seats))
    if params.get("pots"):
        rows = ", ".join(f"{name} {money(sum_)}" for name, sum_ in params["pots"])
        lines += [_(POTS, rows=rows), _(LEFTOVERS[params.get("leftovers", "city")])]
    if params.get("reserved"):
        rows = ", ".join(f"{name} {places}" for name, places in params["reserved"])
        lines.append(_(RESERVED, rows=rows))
    if rule == "equal-shares":
        lines.append(_(COMPLETION[params.get("completion", "none")]))
    return [*lines, *_limits(params)]


MAJORITY = N_("Kimse oyların yarısını geçmezse ilk iki seçenek ikinci oylamaya kalır.")
SCORED = N_("Geçerli oyların yüzde %(share)s kadarından puan almayan seçenek sıralamaya girmez.")
LEAST = N_("En az %(num)s oy ya da puan almayan proje alınmaz.")


def _limits(params: Mapping[str, Any]) -> list[str]:
    lines = [_(MAJORITY)] if params.get("majority") else []
    if params.get("min_scored_percent"):
        lines.append(_(SCORED, share=number(params["min_scored_percent"])))
    if params.get("min_score"):
        lines.append(_(LEAST, num=number(params["min_score"])))
    return lines


# --- what a ballot gives away -------------------------------------------------------------------


def possible_ballots(definition: Definition) -> int:
    """How many different ballots can be cast, the blank one included.

    Of a basket with a price limit: those without it, which is a little more.
    """
    options, params = len(definition.ids), definition.params
    if definition.rule == "quadratic":
        lowest = -1 if params["negative"] else 0
        return _paid(options, params["credits"], lowest)
    if definition.ballot is Ballot.RANKS:
        return _rankings(definition)
    if definition.ballot is Ballot.POINTS:
        return _scorings(definition)
    most = 1 if params.get("ballot") == "choose-1" else params.get("max_choices")
    return sum(comb(options, size) for size in range(min(most or options, options) + 1))


def _rankings(definition: Definition) -> int:
    options = len(definition.ids)
    places = min(most_ranks(definition) or options, options)
    if not definition.params.get("equal_ranks"):
        return sum(perm(options, size) for size in range(places + 1))
    return sum(_shared(options, size) for size in range(places + 1))


def _shared(options: int, places: int) -> int:
    """Ways to put any of the options on exactly so many places, none of them empty."""
    return sum(
        (-1) ** empty * comb(places, empty) * (places - empty + 1) ** options
        for empty in range(places + 1)
    )


def _scorings(definition: Definition) -> int:
    options, params = len(definition.ids), definition.params
    if "ballot" not in params:
        # Only where the average decides an empty line differs from nothing.
        values = params["max_score"] + (2 if definition.rule == "average" else 1)
        return int(values**options)
    total = params["max_sum"]
    each = params["max_points"] if params["max_points"] is not None else total
    if each is None:
        return 10**9
    if total is None or total >= each * options:
        return int((each + 1) ** options)
    ways = [1] + [0] * min(total, MOST_SUM)
    for _option in range(options):
        ways = _with_one_more(ways, each)
    return sum(ways)


#: sums above this are not told apart: there every ballot is unlike the others anyway
MOST_SUM = 2000


def _with_one_more(ways: Sequence[int], each: int) -> list[int]:
    """Ways to give out each sum, with one option more that takes from 0 to `each`."""
    running, found = 0, []
    for sum_, way in enumerate(ways):
        running += way - (ways[sum_ - each - 1] if sum_ > each else 0)
        found.append(running)
    return found


def _paid(options: int, credits: int, lowest: int) -> int:
    """Vectors of votes whose squares cost no more than the credits; many of them: a bound."""
    if credits > MOST_SUM:
        return int((isqrt(credits) * (2 if lowest else 1) + 1) ** options)
    ways = [1] + [0] * credits
    for _option in range(options):
        ways = [
            sum(
                ways[sum_ - vote * vote] * (2 if vote and lowest else 1)
                for vote in range(isqrt(sum_) + 1)
            )
            for sum_ in range(credits + 1)
        ]
    return sum(ways)


def unique_share(possible: int, voters: int) -> float:
    """The expected share of ballots that nobody else has cast: (1 − 1/B)^(n − 1).

    B = `possible` ballots, taken as equally likely; n = `voters`. People agree more than chance
    does, so of long ballots the true share is lower; of short ones it hardly differs from 0.
    """
    if voters <= 1:
        return 1.0
    if possible <= 1:
        return 0.0
    return exp((voters - 1) * log1p(-1 / possible))


def unique_sentence(possible: int, voters: int) -> str:
    share = round(unique_share(possible, voters) * 100)
    facts = {
        "voters": number(voters),
        "possible": number(possible) if possible < 10**9 else _("bir milyardan çok"),
    }
    if share == 0:
        return _(
            "Beklenen %(voters)s oyda hemen hemen hiçbir oy tek kalmaz: doldurulabilecek "
            "%(possible)s ayrı pusula var.",
            **facts,
        )
    return _(
        "Beklenen %(voters)s oy içinde tek kalanların, yani kimseninkine benzemeyenlerin oranı "
        "yaklaşık yüzde %(share)s: doldurulabilecek %(possible)s ayrı pusula var.",
        share=share,
        **facts,
    )


def bought_vote(*, named: bool, opened: bool) -> str:
    """What whoever sells a vote could prove to whoever pays for it."""
    if named:
        return _("Oyunu satan, ne oy verdiğini herkese kanıtlar: oylar adlarıyla açıklanır.")
    if opened:
        return _(
            "Oyunu satan, sayımdan sonra makbuzunu göstererek ne oy verdiğini kanıtlayabilir: "
            "makbuzdaki zarf açılmış oylarla birlikte yayımlanır."
        )
    return _("Oyunu satan yalnızca oy verdiğini kanıtlayabilir; ne oy verdiğini makbuzu göstermez.")


def lift(budget: int, voters: int) -> int:
    """By how much equal shares are raised at each step: about a hundredth of one share, in kuruş.

    A step is a whole count; never less than one lira.
    """
    return max(100, budget // (100 * max(1, voters)))
