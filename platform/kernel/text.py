"""Text people write: Turkish letters, search keys, safe Markdown, personal data in plain sight.

Pure: no request, no database. Identifiers (e-mail, slug) use ASCII rules only.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_DOTLESS = str.maketrans({"ı": "i", "I": "i", "İ": "i"})


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def tr_lower(text: str) -> str:
    return nfc(text).translate(_LOWER).lower()


def fold(text: str) -> str:
    """The key of search, duplicates and uniqueness: "IĞDIR", "ığdır" and "igdir" are one."""
    bare = _without_marks(text).translate(_DOTLESS).casefold()
    return _without_marks(bare)


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def slug(text: str, length: int = 80) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return words[:length].rstrip("-") or "x"


# ---------------------------------------------------------------------------- sorting

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
# Only digits and small ASCII letters, so that the order is the same under every collation.
# "0", "1": other signs; "2"–"x": the 32 letters, one sign each; "y": letters of other scripts.
_LETTERS = {letter: _DIGITS[position + 2] for position, letter in enumerate(_ALPHABET)}


def sort_key(text: str) -> str:
    """A column whose plain ORDER BY is the Turkish alphabet; â, ê, é sort as a, e, e."""
    return "".join(_sort_sign(sign) for sign in tr_lower(text))


def _sort_sign(sign: str) -> str:
    letter = sign.isalpha()
    if sign not in _LETTERS and letter:
        sign = _base_letter(sign)
    if sign in _LETTERS:
        return _LETTERS[sign]
    if letter:
        return "y" + _base36(ord(sign), 4)
    return "0" + _base36(ord(sign), 2) if ord(sign) < 36**2 else "1" + _base36(ord(sign), 4)


def _base_letter(sign: str) -> str:
    base = unicodedata.normalize("NFKD", sign)[0]
    return base if base in _LETTERS else sign


def _base36(number: int, width: int) -> str:
    signs = ""
    for _ in range(width):
        number, rest = divmod(number, 36)
        signs = _DIGITS[rest] + signs
    return signs


# ------------------------------------------------------------------------- likeness


def trigrams(text: str) -> frozenset[str]:
    """As PostgreSQL's pg_trgm counts them, over folded text."""
    found: set[str] = set()
    for word in re.findall(r"\w+", fold(text)):
        padded = f"  {word} "
        found.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return frozenset(found)


def similarity(one: str, other: str) -> float:
    first, second = trigrams(one), trigrams(other)
    return len(first & second) / len(first | second) if first | second else 0.0


# ---------------------------------------------------------------------------- input

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control signs, lone surrogates, the byte order mark, and the signs that turn the direction of
# writing: with them a name or a link can be shown as something else than it is.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_CAPITALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def clean_input(text: str) -> str:
    return nfc(_UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))


def email_key(address: str) -> str:
    """Addresses that reach the same box compare equal; nothing but A–Z is lowered.

    Turkish lowering would make "ADMIN@" another name than "admin@"; Unicode lowering, and NFC too,
    would make the Kelvin sign a "k": somebody else's address.
    """
    return _UNWANTED.sub("", address).strip().translate(_CAPITALS)


# ------------------------------------------------------------------------- Markdown

HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
TAGS = frozenset(
    "p br hr h3 h4 h5 h6 strong em s a ul ol li blockquote code pre"
    " table thead tbody tr th td".split()
)
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "nofollow noopener"
ATTRIBUTES = {"a": ["href", "title", "rel"], "ol": ["start"]}
# Stops at quotes and brackets: "https://ornek.org'a" ends with the address, not with the suffix.
_BARE_URL = re.compile(r"""https?://[^\s<>"'’”()\[\]]*[^\s<>"'’”()\[\].,;:!?…]""", re.IGNORECASE)


def _shift_headings(state: StateCore) -> None:
    for token in state.tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"])
    # "![x](y)" becomes a link: a picture from elsewhere would tell who reads this, and when.
    parser.disable("image")
    parser.core.ruler.push("headings", _shift_headings)
    return parser


_MARKDOWN = _parser()
#: for short texts inside a page: no headings, tables or rules of its own
_PLAIN = _parser().disable(["heading", "lheading", "table", "hr"])


def _mark_link(attributes: Any, _new: bool = False) -> Any:
    attributes[(None, "rel")] = REL
    return attributes


def markdown(text: str, *, short: bool = False) -> str:
    """HTML that may be stored and shown as it is. Slow (ms): render when written.

    `short`: a text inside a page, which has no headings, tables or rules of its own.
    """
    return sanitize((_PLAIN if short else _MARKDOWN).render(clean_input(text)))


def sanitize(html: str) -> str:
    # A Cleaner is not safe to share between threads, so each text gets its own.
    links = partial(
        LinkifyFilter, callbacks=[_mark_link], skip_tags={"pre", "code"}, url_re=_BARE_URL
    )
    cleaner = Cleaner(
        tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES, strip=True, filters=[links]
    )
    return cleaner.clean(html).strip()


def plain(text: str, length: int = 160) -> str:
    """The beginning of a Markdown text without its marks, cut between words."""
    whole = " ".join(" ".join(_words(text)).split())
    if len(whole) <= length:
        return whole
    cut = whole[: length - 1]
    if not whole[length - 1].isspace():
        cut = cut.rpartition(" ")[0] or cut
    return cut.rstrip(" ,;:.") + "…"


def _words(text: str) -> Iterator[str]:
    for block in _MARKDOWN.parse(clean_input(text)):
        if block.type in {"fence", "code_block"}:
            yield block.content
        yield "".join(
            " " if part.type in {"softbreak", "hardbreak"} else part.content
            for part in block.children or ()
        )


# A full stop ends no sentence after a number ("2. etap") or an abbreviation.
_ABBREVIATIONS = frozenset(
    "mah cad sok blv bul apt no vb vs dr prof doç av sn örn bkz tel st yy müh mim alb gen".split()
)
_STOP = re.compile(r"[.!?…]+(?=\s|$)|\n\s*\n")


def first_sentence(text: str) -> str:
    text = text.strip()
    for stop in _STOP.finditer(text):
        before = re.split(r"[\s(]", text[: stop.start()])[-1]
        ordinal = before.isdigit() or tr_lower(before) in _ABBREVIATIONS
        if not (stop.group() == "." and ordinal and stop.end() < len(text)):
            text = text[: stop.end()]
            break
    return " ".join(text.split())


# ---------------------------------------------------------------------- personal data


class PrivateKind(StrEnum):
    IDENTITY_NUMBER = "identity_number"
    IBAN = "iban"
    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"
    ADDRESS = "address"


#: never published, whatever its writer says
NEVER_PUBLIC = frozenset({PrivateKind.IDENTITY_NUMBER})


@dataclass(frozen=True)
class Private:
    kind: PrivateKind
    start: int
    end: int
    text: str


_GAP = r"[ \u00a0.\-]?"
_IDENTITY = re.compile(rf"(?<!\w)[1-9](?:{_GAP}[0-9]){{10}}(?!\w)")
_IBAN = re.compile(r"(?<!\w)TR(?:[ \u00a0\-]?[0-9]){24}(?!\w)", re.IGNORECASE | re.ASCII)
# A mobile number in any spelling; a landline only with its leading 0 or +90, because seven or ten
# bare digits are too often something else.
_PHONE = re.compile(
    rf"(?<![\w.,+])(?:(?:\+|00)90{_GAP}|0{_GAP})?\(?5[0-9]{{2}}\)?{_GAP}"
    rf"[0-9]{{3}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}(?!\w|[.,][0-9])"
    rf"|(?<![\w.,+])(?:(?:\+|00)90{_GAP}|0{_GAP}|\(0)\(?[234][0-9]{{2}}\)?{_GAP}"
    rf"[0-9]{{3}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}(?!\w|[.,][0-9])"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}(?!\w)")
# Province, letters, digits in the lengths that exist together; capitals only, no sum or measure.
_PLATE = re.compile(
    r"(?<![\w.,/-])(?:0[1-9]|[1-7][0-9]|8[01])[ \u00a0-]?(?!TL|KM|CM|KG)"
    r"(?:[A-PR-VYZ][ \u00a0-]?[0-9]{4,5}|[A-PR-VYZ]{2}[ \u00a0-]?[0-9]{3,4}"
    r"|[A-PR-VYZ]{3}[ \u00a0-]?[0-9]{2,3})(?!\w)"
)
_DOOR = r"(?:no|numara)\s{0,2}[:.]?\s{0,2}[0-9]{1,4}(?!\w)"
_FLAT = (
    r"\s{0,2}[,/;-]?\s{0,2}(?:da[iİ]re|d|kat|k)\b\s{0,2}(?:no)?\s{0,2}[:.]?\s{0,2}[0-9]{1,3}(?!\w)"
)
# A door in a street, or a flat behind a door: one household.
_ADDRESS = re.compile(
    rf"(?<!\w)(?:sokak|sokağı|sok|sk|cadde|caddesi|cad|cd|bulvarı|blv)\.?\s{{0,2}},?\s{{0,2}}{_DOOR}"
    rf"(?:/[0-9]{{1,3}}|{_FLAT})?|(?<!\w){_DOOR}{_FLAT}",
    re.IGNORECASE,
)


def identity_number_ok(number: str) -> bool:
    """The checksum of a Turkish identity number (and of the numbers of foreigners, 99…)."""
    if not re.fullmatch(r"[1-9][0-9]{10}", number):
        return False
    digits = [int(digit) for digit in number]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return tenth == digits[9] and sum(digits[:10]) % 10 == digits[10]


def iban_ok(iban: str) -> bool:
    if not re.fullmatch(r"TR[0-9]{24}", iban):
        return False
    return int(f"{iban[4:]}2927{iban[2:4]}") % 97 == 1


def find_private(text: str) -> list[Private]:
    """What a person may not have meant to publish: told to them, kept nowhere."""
    found: list[Private] = []
    for kind, hit in _candidates(text):
        if all(hit.end() <= other.start or hit.start() >= other.end for other in found):
            found.append(Private(kind, hit.start(), hit.end(), hit.group()))
    return sorted(found, key=lambda private: private.start)


def _candidates(text: str) -> Iterator[tuple[PrivateKind, re.Match[str]]]:
    for hit in _IBAN.finditer(text):
        if iban_ok(re.sub(r"[^0-9A-Z]", "", hit.group().upper())):
            yield PrivateKind.IBAN, hit
    for hit in _IDENTITY.finditer(text):
        if identity_number_ok(re.sub(r"[^0-9]", "", hit.group())):
            yield PrivateKind.IDENTITY_NUMBER, hit
    rest = (
        (PrivateKind.PHONE, _PHONE),
        (PrivateKind.EMAIL, _EMAIL),
        (PrivateKind.ADDRESS, _ADDRESS),
        (PrivateKind.PLATE, _PLATE),
    )
    for kind, pattern in rest:
        for hit in pattern.finditer(text):
            yield kind, hit
