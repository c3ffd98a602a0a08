"""Why a project was funded or not, and where the money went."""

from collections.abc import Iterator

from kernel import formats
from kernel.i18n import _
from voting.explaining.words import Words

#: the popular projects that get a sentence of their own; the table has all
MOST = 3


def proportional_split(words: Words) -> Iterator[str]:
    amounts = words.result.details["amounts"]
    for name in words.result.winners:
        yield _(
            "%(title)s: %(votes)s oy, %(sum)s.",
            title=words.title(name),
            votes=formats.number((words.result.scores or {})[name]),
            sum=words.money(amounts[name]),
        )
    if words.result.details["left"]:
        yield _("Dağıtılmayan: %(sum)s.", sum=words.money(words.result.details["left"]))


def projects(words: Words) -> Iterator[str]:
    details = words.result.details
    pots = details["pots"]
    yield _(
        "%(number)s proje alındı. Harcanan: %(spent)s. Artan: %(left)s.",
        number=len(words.result.winners),
        spent=words.money(sum(pot["spent"] for pot in pots)),
        left=words.money(sum(pot["left"] for pot in pots) - sum(pot["carried"] for pot in pots)),
    )
    yield from _completion(words)
    yield from _unfunded(words)
    represented = details["represented"]
    yield _(
        "En az bir projesi alınan seçmen: %(something)s. Hiçbir projesi alınmayan: %(nothing)s.",
        something=formats.number(represented["something"]),
        nothing=formats.number(represented["nothing"]),
    )


def _completion(words: Words) -> Iterator[str]:
    for pot in words.result.details["pots"]:
        if pot.get("runs", 1) > 1:
            yield _(
                "Paylar adım adım artırıldı; sayım %(runs)s kez yapıldı.",
                runs=formats.number(pot["runs"]),
            )
        figures = pot.get("comparison")
        if figures and pot["by"] == "greedy":
            yield _(
                "Karşılaştırma adımı: %(more)s kişinin oy sırasında, %(fewer)s kişinin eşit "
                "paylarda daha çok projesi alınıyordu. Bu yüzden oy sırası geçerli oldu.",
                more=formats.number(figures["greedy"]),
                fewer=formats.number(figures["equal_shares"]),
            )


def _unfunded(words: Words) -> Iterator[str]:
    """Those with more votes than the funded one with fewest."""
    result = words.result
    # Those of very small pots have no figures of their own.
    known = [result.support[name] for name in result.winners if name in result.support]
    least = min(known, default=0)
    missed = sorted(result.details["not_funded"], key=lambda row: -row["votes"])
    for row in [row for row in missed if row["votes"] > least][:MOST]:
        facts = {
            "title": words.title(row["option"]),
            "votes": formats.number(row["votes"]),
            "cost": words.money(row["cost"]),
        }
        if "supporters_left" in row:
            yield _(
                "%(title)s %(votes)s oy aldı ama alınmadı: maliyeti %(cost)s, destekleyenlerinin "
                "kalan payı %(left)s.",
                **facts,
                left=words.money(row["supporters_left"]),
            )
        elif row["reason"] in ("no money", "stopped"):
            yield _(
                "%(title)s %(votes)s oy aldı ama alınmadı: maliyeti %(cost)s, sıra geldiğinde "
                "kalan para %(left)s.",
                **facts,
                left=words.money(row["left"]),
            )
        elif row["reason"] in ("low score", "not eligible"):
            yield _("%(title)s %(votes)s oy aldı ama barajı geçemedi.", **facts)
