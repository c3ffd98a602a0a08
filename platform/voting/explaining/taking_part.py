"""Who took part, with the arithmetic written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel import formats
from kernel.i18n import N_, _

#: as the roll names them
CHANNELS = {
    "web": N_("Çevrim içi"),
    "code": N_("Basılı kodla"),
    "assisted": N_("Yardımla"),
    "paper": N_("Kâğıt pusulayla"),
}


@dataclass(frozen=True)
class Test:
    """A threshold and whether it was met."""

    met: bool
    sentence: str


@dataclass(frozen=True)
class Channel:
    name: str
    votes: int


def turnout(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Items of the macro `facts`."""
    counts, eligible = stored["counts"], stored["eligible"]
    ballots = counts["valid"] + counts["blank"] + counts["invalid"]
    number = formats.number
    voters = [{"label": _("Oy kullanan"), "value": number(stored["voters"]), "note": _("kişi")}]
    rate = [
        {"label": _("Oy kullanabilecek"), "value": number(eligible or 0), "note": _("kişi")},
        *voters,
        {
            "label": _("Katılım oranı"),
            "value": formats.percent(ballots, eligible or 0),
            "note": f"{number(ballots)} ÷ {number(eligible or 0)}",
        },
    ]
    # Of a vote by codes nobody knows how many may vote.
    return [
        *(voters if eligible is None else rate),
        {"label": _("Sayılan oy pusulası"), "value": number(ballots), "note": _kinds(counts)},
    ]


def _kinds(counts: Mapping[str, int]) -> str:
    facts = {name: formats.number(counts[name]) for name in ("valid", "blank", "invalid")}
    if counts["invalid"]:
        return _("%(valid)s geçerli + %(blank)s boş + %(invalid)s geçersiz", **facts)
    return _("%(valid)s geçerli + %(blank)s boş", **facts)


def quorum_test(quorum: Mapping[str, Any] | None) -> Test | None:
    """Without `got` (very few ballots) only what was asked for."""
    if not quorum:
        return None
    facts = {
        "needed": formats.number(quorum["needed"]),
        "of": formats.number(quorum["of"]),
        "least": _least(quorum),
    }
    if quorum["got"] is None:
        return Test(
            quorum["met"],
            _("Gereken en az katılım: %(least)s, yani %(of)s kişiden %(needed)s oy.", **facts),
        )
    facts["got"] = formats.number(quorum["got"])
    facts["share"] = _share(quorum["got"], quorum["of"], facts["least"], met=quorum["met"])
    return Test(
        quorum["met"],
        _(
            "%(got)s ÷ %(of)s = %(share)s. Gereken en az katılım: %(least)s, yani %(needed)s oy.",
            **facts,
        ),
    )


def _least(asked: Mapping[str, Any]) -> str:
    part, whole = asked["share"]
    return formats.percent(part, whole, 2)


def _share(got: int, of: int, least: str, *, met: bool) -> str:
    """With as many decimals as it takes not to look like the limit that it misses."""
    text = formats.percent(got, of)
    for places in (2, 3, 4):
        if met or text != least:
            break
        text = formats.percent(got, of, places)
    return text


def approval_test(asked: Mapping[str, Any] | None, titles: Mapping[str, str]) -> Test | None:
    """What an option must have by itself."""
    if not asked:
        return None
    missed: Sequence[str] = asked["missed"]
    facts = {
        "least": _least(asked),
        "needed": formats.number(asked["needed"]),
        "of": formats.number(asked["of"]),
    }
    if not missed:
        return Test(
            True,
            _(
                "Bir seçeneğin kazanması için gereken en az destek: %(least)s, yani %(of)s kişiden "
                "%(needed)s oy. Kazananlar bu desteği aldı.",
                **facts,
            ),
        )
    return Test(
        False,
        _(
            "Bir seçeneğin kazanması için gereken en az destek: %(least)s, yani %(of)s kişiden "
            "%(needed)s oy. Bu desteği alamadığı için kazanamayan: %(titles)s.",
            **facts,
            titles=", ".join(titles[name] for name in missed),
        ),
    )


def channels(stored: Mapping[str, Any]) -> list[Channel]:
    """How people voted, where the result holds it and there was more than one way."""
    found: Mapping[str, int] = stored.get("channels") or {}
    rows = [Channel(_(label), found[name]) for name, label in CHANNELS.items() if found.get(name)]
    return rows if len(rows) > 1 else []
