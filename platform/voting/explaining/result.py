"""A result in sentences: which rule, who won and by how much, what a tie or a lot decided."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kernel import formats
from kernel.i18n import _, ngettext
from voting.counting.definition import COUNCIL, LOT
from voting.counting.results import DECIDED, NO_QUORUM, NO_WINNER, RUNOFF, Result
from voting.explaining import ranked, spending
from voting.explaining.methods import METHODS
from voting.explaining.ties import tie_sentences
from voting.explaining.words import Words

Money = Callable[[int], str]


@dataclass(frozen=True)
class Explanation:
    """`rule` and `outcome` are one sentence each; the others are lists, empty where silent."""

    rule: str
    outcome: str
    why: list[str]
    ties: list[str]
    flip: list[str]
    counts: list[str]

    def sentences(self) -> list[str]:
        return [self.rule, self.outcome, *self.why, *self.ties, *self.flip, *self.counts]


def explain(
    result: Result,
    *,
    margin: Mapping[str, Any] | None = None,
    money: Money = formats.money,
) -> Explanation:
    """In the reader's language. `margin` is that of `counting.margins`, where it was computed;
    `money` writes an amount of the definition's smallest unit (kuruş)."""
    words = Words(result, money)
    return Explanation(
        rule=_(METHODS[result.definition.rule].summary),
        outcome=_outcome(words),
        why=[*_why(words), *_condorcet(words)],
        ties=list(tie_sentences(words)),
        flip=list(_flip(words, margin)),
        counts=list(_counts(words)),
    )


def _outcome(words: Words) -> str:
    result = words.result
    if result.status == NO_QUORUM:
        return _("Katılım yeter sayısına ulaşılmadı. Sayım yine de yayımlandı.")
    if result.status == RUNOFF:
        pair = words.titles(result.details["runoff"])
        return _(
            "Kimse oyların yarısını geçmedi. İkinci oylamaya kalanlar: %(titles)s.", titles=pair
        )
    if result.status == NO_WINNER:
        return _("Kazanan yok.")
    if result.status != DECIDED:
        return _open(words)
    if result.definition.rule == "proportional-split":
        return _("Para, oylarla orantılı bölündü.")
    number = len(result.winners)
    if number == 1:
        return _("Kazanan: %(title)s.", title=words.titles(result.winners))
    return _(
        "Kazananlar (%(number)s): %(titles)s.", number=number, titles=words.titles(result.winners)
    )


def _open(words: Words) -> str:
    result = words.result
    if not result.open_ties:
        return _("Sonuç henüz kesin değil.")
    equal = words.titles([name for tie in result.open_ties for name in tie.options])
    if result.definition.tie == LOT:
        text = _("Eşitlik var: %(titles)s. Kura çekilince kesinleşecek.", titles=equal)
    elif result.definition.tie == COUNCIL:
        text = _("Eşitlik var: %(titles)s. Kararı yetkili kurul verecek.", titles=equal)
    else:
        text = _(
            "Eşitlik var: %(titles)s. Kural bunu bozmaz, olduğu gibi ilan edilir.", titles=equal
        )
    if result.winners:
        sure = _("Kesin kazananlar: %(titles)s.", titles=words.titles(result.winners))
        return f"{sure} {text}"
    return text


# --- why ----------------------------------------------------------------------------------------


def _why(words: Words) -> Iterator[str]:
    result = words.result
    if not result.counts.valid:
        yield _("Sayılacak geçerli oy yok.")
        return
    rule = result.definition.rule
    if rule in WHY:
        yield from WHY[rule](words)
    yield from _reserved(words)
    approval = result.approval_quorum
    if approval and approval["missed"]:
        yield _(
            "Gereken en az destek %(needed)s oy. Ulaşamadığı için kazanamayanlar: %(titles)s.",
            needed=formats.number(approval["needed"]),
            titles=words.titles(approval["missed"]),
        )


def _by_votes(words: Words) -> Iterator[str]:
    """The last one inside and the first one outside, in the figure that the rule ranks by."""
    result = words.result
    scores = result.scores or {}
    # A reserved place may be taken with few votes: what stood open decides who came last.
    seated = _open_places(words) if result.definition.params.get("reserved") else result.winners
    if not seated:
        return
    last = min(seated, key=lambda name: scores[name])
    others = [name for name in scores if name not in result.winners]
    yield words.figure(last, scores[last])
    if not others:
        return
    following = max(others, key=lambda name: scores[name])
    gap = scores[last] - scores[following]
    if gap <= 0:
        return
    yield _(
        "Hemen ardından gelen: %(title)s. Aradaki fark: %(gap)s.",
        title=words.title(following),
        gap=words.points(gap),
    )


def _open_places(words: Words) -> list[str]:
    rows = words.result.rounds
    return [row["option"] for row in rows if row.get("how") == "seated" and not row["group"]]


def _average(words: Words) -> Iterator[str]:
    averages = words.result.details["averages"]
    for name in words.result.winners[:1]:
        points, times = averages[name]
        yield _(
            "%(title)s: %(times)s kişi puan verdi, ortalama %(average)s.",
            title=words.title(name),
            times=formats.number(times),
            average=words.decimal(points, times),
        )
    if words.result.details["too_few"]:
        yield _(
            "Puan veren sayısı %(needed)s sınırının altında kaldığı için sıralamaya girmeyenler: "
            "%(titles)s.",
            needed=formats.number(words.result.details["needed"]),
            titles=words.titles(words.result.details["too_few"]),
        )


def _star(words: Words) -> Iterator[str]:
    rounds = words.result.rounds
    if rounds and rounds[0]["finalists"]:
        yield _(
            "Toplam puanla finale kalanlar: %(titles)s.",
            titles=words.titles(rounds[0]["finalists"]),
        )
    for row in rounds[1:]:
        votes = row["votes"]
        for name in words.result.winners:
            other = next(one for one in votes if one != name)
            yield _(
                "Finalde %(mine)s oy %(title)s için, %(theirs)s oy %(other)s için yazıldı.",
                mine=formats.number(votes[name]),
                title=words.title(name),
                theirs=formats.number(votes[other]),
                other=words.title(other),
            )


def _quadratic(words: Words) -> Iterator[str]:
    yield from _by_votes(words)
    against = words.result.details["against"]
    for name in words.result.winners[:1]:
        if against[name]:
            yield _(
                "%(title)s için verilen eksi oylar: %(number)s.",
                title=words.title(name),
                number=formats.number(against[name]),
            )


def _reserved(words: Words) -> Iterator[str]:
    for row in words.result.rounds:
        if row.get("how") == "counted":
            yield _(
                "%(group)s için ayrılan yere sayıldı: %(title)s.",
                group=row["group"],
                title=words.title(row["option"]),
            )
        elif row.get("how") == "seated" and row.get("group"):
            yield _(
                "%(group)s için ayrılan yer: %(title)s.",
                group=row["group"],
                title=words.title(row["option"]),
            )
        elif row.get("how") == "to open":
            yield _(
                "%(group)s için ayrılan bir yere aday çıkmadı; yer herkese açıldı.",
                group=row["group"],
            )


WHY: dict[str, Callable[[Words], Iterator[str]]] = {
    "plurality": _by_votes,
    "approval": _by_votes,
    "score": _by_votes,
    "average": _average,
    "star": _star,
    "quadratic": _quadratic,
    "borda": _by_votes,
    "irv": ranked.instant_runoff,
    "stv": ranked.single_transferable_vote,
    "schulze": ranked.schulze,
    "ranked-pairs": ranked.ranked_pairs,
    "minimax": ranked.minimax,
    "proportional-split": spending.proportional_split,
    **dict.fromkeys(
        ("greedy", "greedy-no-skip", "greedy-threshold", "greedy-ratio", "equal-shares"),
        spending.projects,
    ),
}


# --- beside it ----------------------------------------------------------------------------------


def _condorcet(words: Words) -> Iterator[str]:
    found, result = words.result.condorcet, words.result
    if not found or not result.counts.valid or result.definition.rule == "stv":
        return
    if found["winner"] is None:
        if len(found["smith"]) > 1:
            yield _(
                "İkili karşılaştırmalarda herkesi yenen yok. Öne çıkanlar: %(titles)s.",
                titles=words.titles(found["smith"]),
            )
        return
    title = words.title(found["winner"])
    if found["winner"] in result.winners:
        yield _("%(title)s ikili karşılaştırmalarda da herkesi yeniyor.", title=title)
    elif result.winners:
        yield _(
            "Dikkat: ikili karşılaştırmalarda herkesi yenen seçenek %(title)s, ama bu kuralla "
            "kazanmadı.",
            title=title,
        )


def _flip(words: Words, margin: Mapping[str, Any] | None) -> Iterator[str]:
    if margin is None or not words.result.winners:
        return
    least, most = margin["at_least"], margin["at_most"]
    if not most and margin["exact"]:
        return  # equal: what decided is told among the ties
    if margin["exact"]:
        yield ngettext(
            "Sonucun değişmesi için bir oyun farklı olması yeterdi.",
            "Sonucun değişmesi için en az %(figure)s oyun farklı olması gerekirdi.",
            least,
            figure=formats.number(least),
        )
    elif most is not None:
        yield _(
            "Sonucu değiştirecek oy sayısı en az %(least)s, en çok %(most)s. Kesin sayı "
            "hesaplanamıyor.",
            least=formats.number(least),
            most=formats.number(most),
        )
    else:
        yield _(
            "Sonucun değişmesi için en az %(least)s oyun farklı olması gerekirdi; daha çoğu da "
            "gerekebilir.",
            least=formats.number(least),
        )


def _counts(words: Words) -> Iterator[str]:
    counts, quorum = words.result.counts, words.result.quorum
    yield _(
        "Geçerli oy: %(valid)s. Boş: %(blank)s. Geçersiz: %(invalid)s.",
        valid=formats.number(counts.valid),
        blank=formats.number(counts.blank),
        invalid=formats.number(counts.invalid),
    )
    if counts.superseded or counts.void:
        yield _(
            "Sonradan değiştirilen oy: %(superseded)s. Sayım dışı bırakılan: %(void)s.",
            superseded=formats.number(counts.superseded),
            void=formats.number(counts.void),
        )
    if quorum is not None:
        facts = {
            "needed": formats.number(quorum.needed),
            "got": formats.number(quorum.got),
            "of": formats.number(quorum.of),
        }
        if quorum.met:
            yield _("Katılım yeter sayısı %(needed)s; %(of)s kişiden %(got)s oy geldi.", **facts)
        else:
            yield _(
                "Katılım yeter sayısı %(needed)s; %(of)s kişiden yalnız %(got)s oy geldi.", **facts
            )
