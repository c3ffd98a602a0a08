"""Why an option won where ballots are rankings."""

from collections.abc import Iterator, Mapping

from kernel import formats
from kernel.i18n import _
from voting.explaining.words import Words

#: skipped comparisons that are named one by one
MOST = 3


def instant_runoff(words: Words) -> Iterator[str]:
    number = words.result.details.get("majority_round")
    if number is None:
        return
    row = words.result.rounds[number - 1]
    name = row["winner"]
    facts = {
        "title": words.title(name),
        "round": number,
        "votes": formats.number(row["totals"][name]),
        "all": formats.number(row["votes"]),
    }
    yield _(
        "%(title)s %(round)s. turda yarıyı geçti: kalan %(all)s oyun %(votes)s tanesi.", **facts
    )
    first = words.result.rounds[0]["totals"]
    leader = max(first, key=lambda one: first[one])
    if first[leader] > first[name]:
        yield _(
            "İlk turda önde olan %(leader)s idi; elenenlerin oylarıyla sıra değişti.",
            leader=words.title(leader),
        )
    if row["exhausted"]:
        yield _(
            "Tercihi kalmadığı için bu tura gelmeyen oy: %(number)s.",
            number=formats.number(row["exhausted"]),
        )


def single_transferable_vote(words: Words) -> Iterator[str]:
    details = words.result.details
    unit = details["units_per_vote"]
    yield _(
        "Seçilmek için gereken oy (kota): %(quota)s.", quota=words.votes(details["quota"], unit)
    )
    for row in words.result.rounds:
        for name in row["elected"]:
            yield _(
                "%(title)s %(stage)s. aşamada seçildi.",
                title=words.title(name),
                stage=row["stage"],
            )


def _rival(words: Words, name: str, table: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """The other one that comes closest in a table of pairs; {} where there is no other one."""
    others = [other for other in table if other != name]
    if not others:
        return {}
    rival = min(others, key=lambda other: table[name][other] - table[other][name])
    return {
        "title": words.title(name),
        "rival": words.title(rival),
        "mine": formats.number(table[name][rival]),
        "theirs": formats.number(table[rival][name]),
    }


def _against(words: Words) -> Iterator[str]:
    """The winner against the strongest other one, in ballots."""
    found, winners = words.result.condorcet, words.result.winners
    if found and len(winners) == 1 and (facts := _rival(words, winners[0], found["pairwise"])):
        yield _(
            "En güçlü rakibi %(rival)s: %(mine)s oy %(title)s seçeneğini, %(theirs)s oy rakibini "
            "öne koydu.",
            **facts,
        )


def schulze(words: Words) -> Iterator[str]:
    found, winners = words.result.condorcet, words.result.winners
    if found and found["winner"] is None and len(winners) == 1:
        yield from _paths(words, winners[0])
    else:
        yield from _against(words)
    for row in words.result.details.get("dropped", ()):
        yield _(
            "Varsayılan seçeneği geçemediği için ayrılan: %(title)s.",
            title=words.title(row["option"]),
        )


def _paths(words: Words, name: str) -> Iterator[str]:
    """Against the one whose way back comes closest."""
    if facts := _rival(words, name, words.result.details["paths"]):
        yield _(
            "En yakın rakip %(rival)s: %(title)s için en güçlü yol %(mine)s oy, ters yönde "
            "%(theirs)s oy.",
            **facts,
        )


def ranked_pairs(words: Words) -> Iterator[str]:
    found = words.result.condorcet
    if found and found["winner"] is not None:
        yield from _against(words)
    skipped = [row for row in words.result.rounds if row.get("locked") is False]
    for row in skipped[:MOST]:
        yield _(
            "Döngü kurduğu için atlanan karşılaştırma: %(over)s, %(under)s (%(mine)s–%(theirs)s).",
            over=words.title(row["over"]),
            under=words.title(row["under"]),
            mine=formats.number(row["for"]),
            theirs=formats.number(row["against"]),
        )
    if len(skipped) > MOST:
        yield _("Atlanan karşılaştırmaların hepsi: %(number)s.", number=len(skipped))


def minimax(words: Words) -> Iterator[str]:
    worst = words.result.details["worst"]
    for name in words.result.winners[:1]:
        if not worst[name]["votes"]:
            yield _("%(title)s hiçbir karşılaştırmada yenilmedi.", title=words.title(name))
        else:
            yield _(
                "%(title)s seçeneğinin en ağır yenilgisi %(votes)s oyla; ötekilerinki daha ağır.",
                title=words.title(name),
                votes=formats.number(worst[name]["votes"]),
            )
