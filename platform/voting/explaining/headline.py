"""The outcome in one sentence, for every rule: a msgid and its facts, so that it can be kept and
shown in each reader's language. Also of few ballots, where the figures were never kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.i18n import N_, NN_
from notifications.rules import counted, money
from voting.counting.definition import COUNCIL, LOT
from voting.counting.results import NO_QUORUM, RUNOFF
from voting.explaining.fates import BUDGETS

#: more names than this are in the table
NAMED = 3
SPLIT = "proportional-split"

Told = tuple[str, dict[str, Any]]

TIED_FOR_THE_REST = NN_(
    "%(num)s seçenek seçildi; kalan yer için eşitlik var.",
    "%(num)s seçenek seçildi; kalan yer için eşitlik var.",
)
MANY = NN_("%(num)s seçenek seçildi.", "%(num)s seçenek seçildi.")
MANY_PROJECTS = NN_(
    "%(num)s proje seçildi. Harcanacak para: %(spent)s.",
    "%(num)s proje seçildi. Harcanacak para: %(spent)s.",
)
MANY_SHARES = NN_(
    "Para %(num)s başlığa bölündü. En çok payı alan: %(title)s, %(sum)s.",
    "Para %(num)s başlığa bölündü. En çok payı alan: %(title)s, %(sum)s.",
)
SHARES = (
    N_("Paranın tamamını alan: %(one)s, %(one_sum)s."),
    N_("Para bölündü: %(one)s %(one_sum)s, %(two)s %(two_sum)s."),
    N_("Para bölündü: %(one)s %(one_sum)s, %(two)s %(two_sum)s, %(three)s %(three_sum)s."),
)
OPEN_TIE = {
    COUNCIL: N_("Eşitlik var: kararı belediye meclisi verecek."),
    LOT: N_("Eşitlik var: kura çekilecek."),
    "": N_("Eşitlik var: kural bunu bozmaz."),
}


@dataclass(frozen=True)
class Outcome:
    """`stored` is the kept result. Titles and costs are those of the frozen options, by id.

    `chosen` are also those that a later decision chose; `open` are still equal.
    """

    stored: Mapping[str, Any]
    titles: Mapping[str, str]
    costs: Mapping[str, int]
    chosen: Collection[str]
    open: Collection[str]
    tie: str = COUNCIL

    @property
    def rule(self) -> str:
        return str(self.stored.get("rule", ""))

    def names(self) -> list[str]:
        """In the order of the ballot."""
        return [name for name in self.titles if name in self.chosen]


def headline(outcome: Outcome) -> Told:
    if outcome.stored.get("status") == NO_QUORUM:
        return N_("Yeterli katılım olmadı; hiçbir seçenek seçilmedi."), {}
    if outcome.open:
        return _open(outcome)
    if outcome.stored.get("status") == RUNOFF:
        return _runoff(outcome)
    if not outcome.names():
        return _nobody(outcome)
    if outcome.rule == SPLIT:
        return _split(outcome)
    return _projects(outcome) if outcome.rule in BUDGETS else _names(outcome)


def _open(outcome: Outcome) -> Told:
    if outcome.rule == SPLIT:
        return N_("Para oylarla orantılı bölündü; artan kuruşlar için eşitlik var."), {}
    if outcome.names():
        one, many = TIED_FOR_THE_REST
        return one, {"num": counted(len(outcome.names()), many)}
    return OPEN_TIE.get(outcome.tie, OPEN_TIE[""]), {}


def _runoff(outcome: Outcome) -> Told:
    pair: Sequence[str] = (outcome.stored.get("details") or {}).get("runoff", ())
    if not pair:
        return N_("Kimse oyların yarısını geçmedi; ikinci oylama gerekiyor."), {}
    titles = ", ".join(outcome.titles[name] for name in pair)
    return (
        N_("Kimse oyların yarısını geçmedi. İkinci oylamaya kalanlar: %(titles)s."),
        {"titles": titles},
    )


def _nobody(outcome: Outcome) -> Told:
    if (outcome.stored.get("approval_quorum") or {}).get("missed"):
        return N_("Hiçbir seçenek gereken en az desteği almadı."), {}
    counts = outcome.stored.get("counts") or {}
    if outcome.rule in BUDGETS and counts.get("valid"):
        return N_("Hiçbir proje seçilemedi."), {}
    if counts.get("valid"):
        return N_("Kazanan çıkmadı."), {}
    return N_("Hiçbir seçenek oy almadı."), {}


def _names(outcome: Outcome) -> Told:
    names = outcome.names()
    if len(names) == 1:
        return N_("Seçilen: %(title)s"), {"title": outcome.titles[names[0]]}
    if len(names) <= NAMED:
        return N_("Seçilenler: %(titles)s"), {"titles": _titles(outcome, names)}
    one, many = MANY
    return one, {"num": counted(len(names), many)}


def _titles(outcome: Outcome, names: Sequence[str]) -> str:
    return ", ".join(outcome.titles[name] for name in names)


def _projects(outcome: Outcome) -> Told:
    names = outcome.names()
    spent = money(sum(outcome.costs[name] for name in names))
    if len(names) == 1:
        facts = {"title": outcome.titles[names[0]], "spent": spent}
        return N_("Seçilen proje: %(title)s. Harcanacak para: %(spent)s."), facts
    if len(names) <= NAMED:
        facts = {"titles": _titles(outcome, names), "spent": spent}
        return N_("Seçilen projeler: %(titles)s. Harcanacak para: %(spent)s."), facts
    one, many = MANY_PROJECTS
    return one, {"num": counted(len(names), many), "spent": spent}


def _split(outcome: Outcome) -> Told:
    amounts = (outcome.stored.get("details") or {}).get("amounts")
    if not amounts:
        return N_("Para oylarla orantılı bölündü."), {}
    names = sorted(outcome.names(), key=lambda name: -amounts[name])
    if len(names) <= NAMED:
        facts: dict[str, Any] = {}
        for place, name in zip(("one", "two", "three"), names, strict=False):
            facts |= {place: outcome.titles[name], f"{place}_sum": money(amounts[name])}
        return SHARES[len(names) - 1], facts
    one, many = MANY_SHARES
    return one, {
        "num": counted(len(names), many),
        "title": outcome.titles[names[0]],
        "sum": money(amounts[names[0]]),
    }
