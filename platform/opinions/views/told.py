"""The publication in sentences: each figure with the people it is of, nothing it does not hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from kernel.formats import number, percent
from kernel.i18n import N_, _, language, ngettext
from opinions.queries import StatementRow

Told = Mapping[str, Any]
LETTERS = "ABCDEF"
#: of the page; the files have them all
DIVISIVE = 6


def _foreign(spoken: str) -> str:
    return "" if spoken == language() else spoken


def letter(group: int) -> str:
    return LETTERS[group]


@dataclass(frozen=True)
class Shares:
    """A line of a table: one part of the people and one statement; None: fewer than ten."""

    label: str
    #: index of the group; None: everybody
    group: int | None
    people: str
    agree: int | None
    disagree: int | None
    passed: int | None
    #: as read: counts with shares at the end, rounded shares before
    words: tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """One statement, the sentence about it and what stands beside it."""

    id: int
    text: str
    href: str
    sentence: str
    notes: list[str] = field(default_factory=list)
    rows: list[Shares] = field(default_factory=list)
    agree: bool = True
    #: where it is not the language of the page
    lang: str = ""
    #: the two measures of agreement say different things
    doubtful: bool = False


@dataclass(frozen=True)
class Group:
    index: int
    letter: str
    people: str
    lines: list[Line]


@dataclass(frozen=True)
class Page:
    head: str
    answers: str
    common: list[Line]
    groups: list[Group]
    divisive: list[Line]
    passed: list[Line]
    unclear: list[Line]
    short: list[Line]
    every: list[Line]
    sure: list[str]
    unplaced: str


def page(told: Told, texts: Mapping[int, StatementRow]) -> Page:
    """`texts`: of the statements that are shown now; what was taken out since is left out."""
    found = Finder(told, texts)
    return Page(
        head=head(told, len(found.common())),
        answers=_about(told["answers"]),
        common=found.common(),
        groups=found.groups(),
        divisive=found.divisive(),
        passed=found.passed(),
        unclear=found.unclear(),
        short=[found.line(one["id"], "", agree=one["agree"]) for one in found.known(told["short"])],
        every=[found.line(one["id"], "") for one in found.known(told["statements"])],
        sure=sure(told),
        unplaced=people(told["unplaced"], exact=_is_exact(told)),
    )


# --- numbers ------------------------------------------------------------------------------------


def people(count: int, *, exact: bool) -> str:
    """Rounded downwards while it is open."""
    if exact:
        return ngettext("%(count)s kişi", "%(count)s kişi", count, count=number(count))
    if not count:
        return _("10 kişiden az")
    return _("yaklaşık %(count)s kişi", count=number(count))


def _about(count: int) -> str:
    return number(count) if count else _("100’den az")


def share(points: int) -> str:
    return percent(points, 100, 0)


def _exact(part: int, whole: int) -> str:
    return f"{number(part)} ({percent(part, whole, 0)})"


def shares(figure: Told, label: str, group: int | None) -> Shares:
    parts = (figure["agree"], figure["disagree"], figure["passed"])
    size = people(figure["people"], exact=figure["exact"])
    if not figure["people"]:
        return Shares(label, group, size, None, None, None, ("", "", ""))
    if figure["exact"]:
        whole = figure["people"]
        points = [round(100 * part / whole) for part in parts]
        words = [_exact(part, whole) for part in parts]
    else:
        points, words = list(parts), [share(part) for part in parts]
    return Shares(
        label, group, size, points[0], points[1], points[2], (words[0], words[1], words[2])
    )


# --- sentences ----------------------------------------------------------------------------------


def head(told: Told, common: int) -> str:
    if not told["clear"]:
        if not common:
            return _("Belirgin gruplar yok; herkesin birleştiği bir ifade de henüz yok.")
        return ngettext(
            "Belirgin gruplar yok. Katılanların çoğu %(num)s ifadede birleşiyor.",
            "Belirgin gruplar yok. Katılanların çoğu %(num)s ifadede birleşiyor.",
            common,
        )
    groups = len(told["groups"])
    if not common:
        return ngettext(
            "%(num)s grup belirdi. Hepsinin birleştiği bir ifade henüz yok.",
            "%(num)s grup belirdi. Hepsinin birleştiği bir ifade henüz yok.",
            groups,
        )
    return ngettext(
        "%(num)s grup belirdi. Hepsinin birleştiği ifade sayısı: %(common)s.",
        "%(num)s grup belirdi. Hepsinin birleştiği ifade sayısı: %(common)s.",
        groups,
        common=number(common),
    )


def finding(one: Told, groups: int) -> str:
    """What all agree on, with its numbers: who answered, how many say so, and the weakest group."""
    figure, agree = one["everybody"], one["agree"]
    facts = {
        "people": number(figure["people"]),
        "floor": share(one["floor"]) if one["floor"] is not None else "",
        "groups": number(groups),
    }
    side = figure["agree"] if agree else figure["disagree"]
    if side is None:
        return _("Bu ifadeye 10 kişiden az yanıt geldi; sayı açıklanmıyor.")
    facts["side"] = number(side) if figure["exact"] else share(side)
    in_groups = groups > 1 and one["floor"] is not None
    sentence = _SENTENCES[figure["exact"], agree, in_groups]
    return _(sentence, **facts)


#: (exact, agree, with groups)
_SENTENCES = {
    (True, True, True): N_(
        "Yanıt veren %(people)s kişiden %(side)s kişi katılıyor; %(groups)s grubun her birinde "
        "katılanların payı en az %(floor)s."
    ),
    (True, False, True): N_(
        "Yanıt veren %(people)s kişiden %(side)s kişi katılmıyor; %(groups)s grubun her birinde "
        "katılmayanların payı en az %(floor)s."
    ),
    (False, True, True): N_(
        "Yaklaşık %(people)s kişi yanıt verdi. Bu ifadeye katılanların payı yaklaşık %(side)s; "
        "%(groups)s grubun her birinde en az %(floor)s."
    ),
    (False, False, True): N_(
        "Yaklaşık %(people)s kişi yanıt verdi. Bu ifadeye katılmayanların payı yaklaşık %(side)s; "
        "%(groups)s grubun her birinde en az %(floor)s."
    ),
    (True, True, False): N_("Yanıt veren %(people)s kişiden %(side)s kişi katılıyor."),
    (True, False, False): N_("Yanıt veren %(people)s kişiden %(side)s kişi katılmıyor."),
    (False, True, False): N_(
        "Yaklaşık %(people)s kişi yanıt verdi. Bu ifadeye katılanların payı yaklaşık %(side)s."
    ),
    (False, False, False): N_(
        "Yaklaşık %(people)s kişi yanıt verdi. Bu ifadeye katılmayanların payı yaklaşık %(side)s."
    ),
}


def certainty(one: Told, groups: int) -> list[str]:
    """What chance may have done, and whether the second measure says otherwise."""
    notes = []
    if one["sure"] is not None:
        notes.append(
            _(
                "%%95 güvenle: taraf tutanlar içinde, en isteksiz grupta bile en az %(sure)s.",
                sure=share(one["sure"]),
            )
            if groups > 1
            else _("%%95 güvenle: taraf tutanlar içinde en az %(sure)s.", sure=share(one["sure"]))
        )
    notes.append(_("Köprü puanı: %(score)s.", score=number(one["bridging"])))
    if one["doubtful"]:
        notes.append(_("İki ölçü burada ayrışıyor; bu bulguyu temkinle okuyun."))
    return notes


def _passed(figure: Told) -> str:
    if figure["exact"]:
        return _(
            "Yanıt veren %(people)s kişiden %(side)s kişi kararsız kaldı ya da geçti.",
            people=number(figure["people"]),
            side=number(figure["passed"]),
        )
    return _(
        "Yaklaşık %(people)s kişi yanıt verdi. Kararsız kalan ya da geçenlerin payı yaklaşık "
        "%(side)s.",
        people=number(figure["people"]),
        side=share(figure["passed"]),
    )


def sure(told: Told) -> list[str]:
    """How far all of it can be relied on."""
    lines = []
    if told["clear"]:
        if told["stability"] is not None:
            lines.append(
                _(
                    "Aynı insanlar arasından yapılan yeni çekilişlerde aynı gruplar bulundu. "
                    "Benzerlik: %(score)s (en çok 1).",
                    score=number(told["stability"]),
                )
            )
    elif told["people"]:
        lines.append(
            _(
                "Yanıtlar ayrı gruplara bölünmüyor: tek bir topluluktan beklenenden daha çok "
                "ayrışmıyorlar. Bu da bir sonuçtur."
            )
        )
    if told["unplaced"]:
        lines.append(
            _(
                "Yeri belli olmayanlar: %(people)s. Bunun için henüz yeterince yanıt vermediler; "
                "yanıtları yine de toplamda sayılıyor.",
                people=people(told["unplaced"], exact=_is_exact(told)),
            )
        )
    return lines


def _is_exact(told: Told) -> bool:
    return bool(told["groups"] and told["groups"][0]["exact"])


# --- lists --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finder:
    told: Told
    texts: Mapping[int, StatementRow]

    @property
    def _by_id(self) -> dict[int, Told]:
        return {one["id"]: one for one in self.told["statements"]}

    def known(self, found: Sequence[Told]) -> list[Told]:
        by_id = self._by_id
        return [one for one in found if one["id"] in self.texts and one["id"] in by_id]

    def line(
        self, number_: int, sentence: str, *, notes: Sequence[str] = (), agree: bool | None = None
    ) -> Line:
        one = self._by_id[number_]
        return Line(
            number_,
            self.texts[number_].text,
            url_for("opinions.statement", statement_id=number_),
            sentence,
            list(notes),
            self.rows(one),
            one["agree"] if agree is None else agree,
            _foreign(self.texts[number_].language),
            bool(one["doubtful"]),
        )

    def rows(self, one: Told) -> list[Shares]:
        return [
            shares(one["everybody"], _("Herkes"), None),
            *(
                shares(figure, _("%(letter)s grubu", letter=letter(group)), group)
                for group, figure in enumerate(one["groups"])
            ),
        ]

    def common(self) -> list[Line]:
        count, by_id = len(self.told["groups"]), self._by_id
        return [
            self.line(
                one["id"],
                finding(by_id[one["id"]], count),
                notes=certainty(by_id[one["id"]], count),
            )
            for one in self.known(self.told["common"])
        ]

    def groups(self) -> list[Group]:
        return [
            Group(
                index,
                letter(index),
                people(one["people"], exact=one["exact"]),
                [
                    self.line(said["id"], "", agree=said["agree"])
                    for said in self.known(one["statements"])[:5]
                ],
            )
            for index, one in enumerate(self.told["groups"])
        ]

    def divisive(self) -> list[Line]:
        return [
            self.line(
                one["id"],
                _(
                    "Birbirine en uzak iki grup arasındaki fark, %%95 güvenle en az "
                    "%(points)s puan.",
                    points=number(one["apart"]),
                )
                if one["apart"]
                else "",
            )
            for one in self.known(self.told["divisive"])[:DIVISIVE]
        ]

    def passed(self) -> list[Line]:
        by_id = self._by_id
        found = self.known([{"id": one} for one in self.told["passed"]])
        return [self.line(one["id"], _passed(by_id[one["id"]]["everybody"])) for one in found]

    def unclear(self) -> list[Line]:
        by_id = self._by_id
        found = self.known([{"id": one} for one in self.told["unclear"]])
        return [
            self.line(
                one["id"],
                _(
                    "En az %(people)s kişi bu ifadeyi anlamadığını söyledi.",
                    people=number(by_id[one["id"]]["unclear"]),
                ),
            )
            for one in found
        ]
