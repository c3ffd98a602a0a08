"""Who was equal, where, and what decided: each use of the lot is named."""

from collections.abc import Iterator

from kernel.i18n import N_, _
from voting.counting.ties import IMMATERIAL, Tie
from voting.explaining.words import Words

#: the rule's own next steps, by the name that the trace gives them
STEPS = {
    "earlier round": N_("önceki turlardaki oylar"),
    "earlier stage": N_("önceki aşamalardaki oylar"),
    "lowest cost": N_("düşük maliyet"),
    "most votes": N_("çok oy"),
    "pairwise wins": N_("ikili karşılaştırmalar"),
    "highest scores": N_("en yüksek puanı verenlerin sayısı"),
    "higher sum": N_("toplam puan"),
}
#: more than this are in the table of rounds
MOST = 6


def tie_sentences(words: Words) -> Iterator[str]:
    told = [tie for tie in words.result.ties if tie.chosen and tie.how != IMMATERIAL]
    for tie in told[:MOST]:
        yield _sentence(words, tie)
    if len(told) > MOST:
        yield _(
            "Bunun gibi %(number)s eşitlik daha var; hepsi tabloda yazıyor.",
            number=len(told) - MOST,
        )


def _sentence(words: Words, tie: Tie) -> str:
    facts = {
        "where": place(tie.at),
        "titles": words.titles(tie.options),
        "chosen": words.titles(tie.chosen or ()),
    }
    if tie.how == "lot":
        return _("%(where)s: %(titles)s eşitti. Kura sonucu: %(chosen)s.", **facts)
    if tie.how == "council":
        return _("%(where)s: %(titles)s eşitti. Kurulun kararı: %(chosen)s.", **facts)
    return _(
        "%(where)s: %(titles)s eşitti. Belirleyen, %(step)s: %(chosen)s.",
        **facts,
        step=_(STEPS.get(tie.how, tie.how)),
    )


def pot_of(at: str) -> str:
    """The district or category whose money the tie is about; "" for the whole city's."""
    return at.rpartition(": ")[0]


def place(at: str) -> str:
    """The step of the count in words; `at` is written by the rules (see docs/counting.md)."""
    words, _space, number = at.rpartition(" ")
    if words.endswith("round") and number.isdigit():
        return _("%(number)s. tur", number=number)
    if words.endswith("stage") and number.isdigit():
        return _("%(number)s. aşama", number=number)
    if words.endswith("project") and number.isdigit():
        return _("%(number)s. proje", number=number)
    if at in ("finalists", "runoff"):
        return _("Final")
    return _("Sıralama")
