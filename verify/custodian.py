"""The key of a custodian: made, tried and used on the custodian's own machine."""

import getpass
import os
import re
import sys
from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verify import files
from verify.canonical import decode, encode
from verify.differences import Difference, shown
from verify.files import HEX32
from verify.hpke import CannotOpen, Opener
from verify.messages import say

try:
    import segno
except ImportError:  # only the QR code needs it
    segno = None  # type: ignore[assignment]

PURPOSE = b"katiliyoruz custodian"
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"
WORDS = 9
#: one word is 16 bits: 4, 2, 4, 2 and 4
_LETTERS = (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)
_WORD = re.compile(f"(?:[{CONSONANTS}][{VOWELS}]){{2}}[{CONSONANTS}]")

#: the pairs that each custodian holds a half of
PAIRS = {1: ("12", "13"), 2: ("12", "23"), 3: ("13", "23")}


# --- words --------------------------------------------------------------------------------------


def words_of(seed: bytes) -> list[str]:
    """Eight words and one that is a check on them."""
    data = seed + sha256(PURPOSE + seed).digest()[:2]
    return [_word(int.from_bytes(data[place : place + 2])) for place in range(0, len(data), 2)]


def _word(number: int) -> str:
    word = ""
    for letters in reversed(_LETTERS):
        number, letter = divmod(number, len(letters))
        word = letters[letter] + word
    return word


def seed_of(text: str) -> bytes:
    """The sixteen bytes that the words stand for; a Difference names the word that is wrong."""
    plain = text.replace("İ", "i").replace("I", "i").lower().replace("ı", "i")
    words = [word for word in re.split(r"[\s,.-]+", plain) if word]
    for number, word in enumerate(words, start=1):
        if not _WORD.fullmatch(word):
            raise Difference("word-shape", number=number, letters=CONSONANTS, vowels=VOWELS)
    if len(words) != WORDS:
        raise Difference("word-count", found=len(words), expected=WORDS)
    if not _fits(words):
        raise _likeliest(words)
    return _seed(words)


def _seed(words: list[str]) -> bytes:
    return b"".join(_number(word).to_bytes(2) for word in words[: WORDS - 1])


def _number(word: str) -> int:
    number = 0
    for letter, letters in zip(word, _LETTERS, strict=True):
        number = number * len(letters) + letters.index(letter)
    return number


def _fits(words: list[str]) -> bool:
    return words_of(_seed(words))[-1] == words[-1]


def _likeliest(words: list[str]) -> Difference:
    """The only place where one slip of the finger explains it all, if there is one place."""
    places = {
        place
        for place in range(WORDS)
        if any(_fits([*words[:place], word, *words[place + 1 :]]) for word in _slips(words[place]))
    }
    if len(places) == 1:
        return Difference("word-wrong", number=places.pop() + 1)
    for place in range(WORDS - 1):
        swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
        if not places and _fits(swapped):
            return Difference("words-order", number=place + 1, next=place + 2)
    return Difference("words-wrong", number=WORDS)


def _slips(word: str) -> Iterator[str]:
    """One letter wrong, or two of the same kind exchanged."""
    for place, letters in enumerate(_LETTERS):
        for letter in letters:
            yield word[:place] + letter + word[place + 1 :]
    for one, other in ((0, 2), (2, 4), (0, 4), (1, 3)):
        spelt = list(word)
        spelt[one], spelt[other] = spelt[other], spelt[one]
        yield "".join(spelt)


# --- keys and envelopes -------------------------------------------------------------------------


def opener_of(seed: bytes) -> Opener:
    return Opener(HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(seed))


def public_line(opener: Opener) -> str:
    return f"KC1.{opener.public.hex()}.{sha256(opener.public).hexdigest()[:8]}"


def halves(opener: Opener, envelope: Any, file: str) -> list[tuple[str, bytes]]:
    """(pair, half) in the order of the pairs."""
    files.fields(envelope, {"type", "election", "custodian", "halves", "public"}, file)
    files.one_of(envelope["type"], ("envelope",), "type", file)
    files.text(envelope["election"], "election", file)
    files.matching(envelope["public"], HEX32, "public", file)
    number = files.one_of(envelope["custodian"], tuple(PAIRS), "custodian", file)
    found = envelope["halves"]
    if not (isinstance(found, list) and len(found) == 2):
        raise Difference("value", file, name="halves", found=shown(found))
    sealed = {}
    for row in found:
        files.fields(row, {"pair", "sealed"}, file)
        pair = files.one_of(row["pair"], PAIRS[number], "pair", file)
        sealed[pair] = _bytes(row["sealed"], file)
    if sorted(sealed) != list(PAIRS[number]):
        raise Difference("value", file, name="halves", found=shown(sorted(sealed)))
    return [(pair, _half(opener, envelope, pair, sealed[pair], file)) for pair in sorted(sealed)]


def _bytes(found: Any, file: str) -> bytes:
    try:
        data = a2b_base64(found, strict_mode=True)
    except (Error, TypeError, ValueError):
        data = b""
    if not data or b64encode(data).decode() != found:
        raise Difference("value", file, name="sealed", found=shown(found))
    return data


def _half(opener: Opener, envelope: dict[str, Any], pair: str, sealed: bytes, file: str) -> bytes:
    info = {"custodian": envelope["custodian"], "election": envelope["election"], "pair": pair,
            "type": "half"}  # fmt: skip
    try:
        half = opener.open(sealed, encode(info))
    except (CannotOpen, ValueError):
        raise Difference("not-yours", file, pair=pair) from None
    if len(half) != 32:
        raise Difference("value", file, name=f"half {pair}", found=len(half))
    return half


def answer(found: list[tuple[str, bytes]]) -> str:
    return sha256(b"trial" + b"".join(half for _pair, half in found)).hexdigest()[:16]


# --- on the terminal ----------------------------------------------------------------------------


def new(language: str) -> int:
    seed = os.urandom(16)
    words = words_of(seed)
    print(say(language, "words-new"), "\n")
    for number, word in enumerate(words, start=1):
        print(f"  {number}. {word}")
    line = public_line(opener_of(seed))
    print("\n" + say(language, "public-line"), f"\n\n  {line}\n")
    if segno is None:
        print(say(language, "no-qr"))
    else:
        segno.make(line, micro=False).terminal(out=sys.stdout, compact=True)
    return 0


def trial(language: str, path: Path) -> int:
    print(say(language, "trial-answer", answer=answer(_opened(language, path))))
    return 0


def open_halves(language: str, path: Path) -> int:
    found = _opened(language, path)
    print(say(language, "halves"))
    for pair, half in found:
        print(f"KH1.{pair}.{half.hex()}")
    return 0


def _opened(language: str, path: Path) -> list[tuple[str, bytes]]:
    envelope = decode(files.read(path, shown(path)), shown(path))
    seed = seed_of(_ask(say(language, "ask-words")))
    return halves(opener_of(seed), envelope, shown(path))


def _ask(prompt: str) -> str:
    """Without echo on a terminal; from a pipe as it comes."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
