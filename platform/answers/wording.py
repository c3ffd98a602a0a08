"""Plain language, as advice: long sentences and officialese in an answer. Pure."""

import re
from dataclasses import dataclass

from kernel.text import fold

#: a sentence with more words than this is read twice
LONG = 25
#: folded beginnings of words and phrases that a resident would not say, and what they would say
OFFICIALESE: dict[str, str] = {
    "akabinde": "ardından",
    "arz ederim": "bildiririm",
    "bahse konu": "bu",
    "bilgilerinize sunulur": "bilginize",
    "bilumum": "bütün",
    "binaen": "bu nedenle",
    "gereginin yapilmasi": "yapılması",
    "haiz": "olan, taşıyan",
    "hususunda": "konusunda",
    "ihtiva ed": "içermek",
    "ifa ed": "yapmak",
    "isbu": "bu",
    "istinaden": "göre, dayanarak",
    "ivedilikle": "hemen",
    "keyfiyet": "durum",
    "marifetiyle": "aracılığıyla",
    "mezkur": "bu, adı geçen",
    "mucibince": "gereğince",
    "munhasiran": "yalnızca",
    "mutalaa": "görüş, değerlendirme",
    "muteakib": "sonra",
    "muteakip": "sonraki",
    "muvacehesinde": "karşısında",
    "rica olunur": "rica ederiz",
    "sarih": "açık",
    "tanzim": "düzenlemek",
    "tarafiniza": "size",
    "tarafinizca": "sizin",
    "tetkik": "incelemek",
    "tevdi": "vermek, teslim etmek",
    "uhdesinde": "sorumluluğunda",
    "vuku bul": "olmak",
    "zikredilen": "adı geçen",
    "zuhur": "ortaya çıkmak",
}


@dataclass(frozen=True)
class LongSentence:
    """Its first words, and how many it has."""

    begins: str
    words: int


@dataclass(frozen=True)
class Stiff:
    """A word of offices, and what a resident would say."""

    word: str
    plain: str


@dataclass(frozen=True)
class Advice:
    long: tuple[LongSentence, ...]
    stiff: tuple[Stiff, ...]

    def __bool__(self) -> bool:
        return bool(self.long or self.stiff)


def advise(*texts: str) -> Advice:
    """What a reader would stumble over; nothing is refused because of it."""
    sentences = [one for text in texts for one in _sentences(text)]
    long = [
        LongSentence(" ".join(words[:6]), len(words))
        for words in (sentence.split() for sentence in sentences)
        if len(words) > LONG
    ]
    return Advice(tuple(long), tuple(_stiff(" ".join(texts))))


def _sentences(text: str) -> list[str]:
    """By full stops and line breaks; "m. 14" and "30.11.2026" do not end one."""
    parts = re.split(r"(?<=[^\W\d_]{2}[.!?…])\s+|(?<=\d[.!?])\s+(?=[A-ZÇĞİÖŞÜ])|\n+", text)
    return [part.strip(" #>*-") for part in parts if part.strip()]


def _stiff(text: str) -> list[Stiff]:
    folded = " ".join(re.findall(r"[\w’']+", fold(text)))
    found = {
        stem: match.group(0)
        for stem in OFFICIALESE
        if (match := re.search(rf"\b{re.escape(stem)}\w*", folded))
    }
    return [Stiff(_as_written(text, word), OFFICIALESE[stem]) for stem, word in found.items()]


def _as_written(text: str, folded: str) -> str:
    """The place of a folded phrase in the text, with its own letters."""
    words = re.findall(r"[\w’']+", text)
    wanted = folded.split()
    for start in range(len(words)):
        part = words[start : start + len(wanted)]
        if [fold(word) for word in part] == wanted:
            return " ".join(part)
    return folded
