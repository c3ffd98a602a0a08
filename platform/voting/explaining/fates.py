"""What became of each option, in a word or two."""

from collections.abc import Callable, Sequence

from kernel.i18n import _
from voting.counting.results import NO_QUORUM
from voting.explaining.grid import Cell, Column, Fate, Page, Row

#: rules that spend money on projects
BUDGETS = ("greedy", "greedy-no-skip", "greedy-threshold", "greedy-ratio", "equal-shares")
#: why a project was not funded, as the trace names it
NO_MONEY, STOPPED, LOW_SCORE = "no money", "stopped", "low score"
NO_VOTES, NOT_ELIGIBLE, SUPPORTERS = "no votes", "not eligible", "supporters cannot pay"


def fate(page: Page, name: str) -> Fate:
    result = page.result
    if result.status == NO_QUORUM:
        return Fate("no", _("Katılım yetmedi"))
    if name in page.chosen:
        split = result.definition.rule == "proportional-split"
        return Fate("good", _("Pay aldı") if split else _("Seçildi"))
    if name in page.open:
        return Fate("wait", _("Eşit oy"))
    if name in page.runoff:
        return Fate("soon", _("İkinci oylamada"))
    if name in (result.approval_quorum or {}).get("missed", ()):
        return Fate("no", _("Gereken desteği almadı"))
    own = BY_RULE.get(result.definition.rule)
    return (own and own(page, name)) or Fate("wait", _("Seçilmedi"), "minus")


def option_row(page: Page, name: str, cells: Sequence[Cell], *, ends: bool = True) -> Row:
    """An option with its figures and, at the end, what became of it."""
    last = [Cell(fate=fate(page, name))] if ends else []
    return Row(page.words.title(name), [*cells, *last], name, page.tone(name))


def bar_column() -> Column:
    return Column(_("Çubuk"), "bar")


def fate_column() -> Column:
    return Column(_("Sonuç"), "text")


def _eliminated(page: Page, name: str) -> Fate | None:
    for row in page.result.rounds:
        if row["eliminated"] == name:
            return Fate("no", _("%(round)s. turda elendi", round=row["round"]))
    return None


def _excluded(page: Page, name: str) -> Fate | None:
    for row in page.result.rounds:
        if row["excluded"] == name:
            return Fate("no", _("%(stage)s. aşamada elendi", stage=row["stage"]))
    return None


def _finalist(page: Page, name: str) -> Fate | None:
    rounds = page.result.rounds
    if rounds and name in rounds[0]["finalists"]:
        return Fate("no", _("Finalde geride kaldı"))
    return None


def _not_funded(page: Page, name: str) -> Fate | None:
    rows = page.result.details["not_funded"]
    row = next((row for row in rows if row["option"] == name), None)
    if row is None:
        return None
    if not row["votes"]:
        return Fate("no", _("Hiç oy almadı"))
    if row["reason"] == NO_MONEY:
        missing = page.words.money(row["cost"] - row["left"])
        return Fate("no", _("%(sum)s yetmedi", sum=missing))
    words = {
        STOPPED: _("Sıra gelmedi"),
        LOW_SCORE: _("Oy sınırının altında"),
        NO_VOTES: _("Hiç oy almadı"),
        NOT_ELIGIBLE: _("Oy sınırının altında"),
        SUPPORTERS: _("Destekleyenlerin payı yetmedi"),
    }
    word = words.get(row["reason"])
    return Fate("no", word) if word else None


def _no_share(page: Page, name: str) -> Fate | None:
    return Fate("wait", _("Pay almadı"), "minus")


BY_RULE: dict[str, Callable[[Page, str], Fate | None]] = {
    "irv": _eliminated,
    "stv": _excluded,
    "star": _finalist,
    "proportional-split": _no_share,
    **dict.fromkeys(BUDGETS, _not_funded),
}
