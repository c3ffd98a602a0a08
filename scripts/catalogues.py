"""Keeps translations/{tr,en} in line with the source. The msgids are Turkish.

update          take in new texts, drop those that are gone
missing [PATH]  what has no English yet (below PATH), as JSON ready to be filled in
add FILE        take English from a JSON file, - for standard input:
                {"msgid": "English"} or {"msgid": ["one", "many"]}
check           fail on anything missing, fuzzy, obsolete, or with other placeholders
compile         write the .mo files
"""

import argparse
import fcntl
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "platform"
TRANSLATIONS = ROOT / "translations"
LOCALES = ("tr", "en")
METHODS = [("**.py", "python"), ("*/templates/**", "jinja2.ext:babel_extract")]
OPTIONS = {"*/templates/**": {"silent": "false", "encoding": "utf-8"}}
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "lazy", "N_"), None),
    **dict.fromkeys(("ngettext", "NN_"), (1, 2)),
}
#: CLDR has one plural form for Turkish; two let both languages answer the same call.
HEADER = """msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLACEHOLDER = re.compile(r"%(?:(?P<escaped>%)|\((?P<name>\w+)\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z])?")

Texts = tuple[str, ...]


def forms(value: str | Iterable[str] | None) -> Texts:
    """One text or several, always as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def extract(below: Path | None = None) -> dict[str, Texts]:
    """First msgid -> all msgids, for every text marked in the files below a folder."""
    below = (below or SOURCE).resolve()
    found: dict[str, Texts] = {}
    for name, line, msgid, _comments, _context in extract_from_dir(
        SOURCE, METHODS, OPTIONS, keywords=KEYWORDS
    ):
        path = SOURCE.resolve() / name
        if path != below and below not in path.parents:
            continue
        texts = forms(msgid)
        if not texts[0]:
            raise SystemExit(f"{path}:{line}: an empty text is marked for translation")
        if len(texts) >= len(found.get(texts[0], ())):
            found[texts[0]] = texts
    return found


def po_file(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def load(locale: str) -> Catalog:
    path = po_file(locale)
    content = path.read_bytes() if path.exists() else HEADER.format(locale=locale).encode()
    return read_po(io.BytesIO(content), locale=locale, abort_invalid=True)


def write(path: Path, content: bytes) -> None:
    """Readers never meet half a file, and an unchanged one keeps its date."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def save(locale: str, catalog: Catalog) -> None:
    body = io.BytesIO()
    # Babel's own header carries dates, its locations line numbers: both would change for nothing.
    write_po(body, catalog, no_location=True, omit_header=True, sort_output=True, width=100)
    write(po_file(locale), HEADER.format(locale=locale).encode() + body.getvalue().lstrip())


def compile_all() -> None:
    for locale in LOCALES:
        compiled = io.BytesIO()
        write_mo(compiled, load(locale))
        target = po_file(locale).with_suffix(".mo")
        write(target, compiled.getvalue())
        os.utime(target)  # make compares dates


@contextmanager
def changing() -> Iterator[dict[str, Catalog]]:
    """The catalogues, alone; written when nothing went wrong."""
    TRANSLATIONS.mkdir(exist_ok=True)
    with (TRANSLATIONS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogues = {locale: load(locale) for locale in LOCALES}
        yield catalogues
        for locale, catalog in catalogues.items():
            save(locale, catalog)
        compile_all()


def put(catalog: Catalog, msgids: Texts, texts: Texts) -> None:
    catalog.delete(msgids[0])
    single = len(msgids) == 1
    catalog.add(msgids[0] if single else msgids, texts[0] if single else texts)


def entry(catalog: Catalog, msgids: Texts) -> Message | None:
    """The complete translation of exactly these msgids."""
    message = catalog.get(msgids[0])
    if message is None or forms(message.id) != msgids:
        return None
    texts = forms(message.string)
    return message if len(texts) == len(msgids) and all(texts) else None


def without_english(below: Path | None) -> list[Texts]:
    english = load("en")
    return [msgids for _, msgids in sorted(extract(below).items()) if not entry(english, msgids)]


def names(text: str) -> set[str]:
    return {match["name"] for match in PLACEHOLDER.finditer(text) if match["name"]}


def wrong_percent(text: str) -> bool:
    return any(not match["name"] and not match["escaped"] for match in PLACEHOLDER.finditer(text))


def faults(msgids: Texts, texts: Texts) -> Iterator[str]:
    if any(wrong_percent(text) for text in (*msgids, *texts)):
        yield "a percent sign without a name: write %(name)s, or %% for the sign itself"
    known = set().union(*(names(text) for text in msgids))
    if any(names(text) - known for text in texts):
        yield "the translation has a placeholder that the original lacks"
    # A singular form may say "one" instead of the number; the last form must be complete.
    if known - names(texts[-1]):
        yield "the translation lacks a placeholder of the original"


def update(_arguments: argparse.Namespace) -> int:
    source = extract()
    with changing() as catalogues:
        for locale, catalog in catalogues.items():
            for message in list(catalog):
                msgids = forms(message.id)
                if msgids[0] and msgids[0] not in source:
                    print(f"{locale}: dropped {msgids[0]!r}")
                    catalog.delete(msgids[0])
        for msgids in source.values():
            put(catalogues["tr"], msgids, msgids)
    return 0


def missing(arguments: argparse.Namespace) -> int:
    lacking = without_english(Path(arguments.path) if arguments.path else None)
    blank = {msgids[0]: "" if len(msgids) == 1 else ["", ""] for msgids in lacking}
    print(json.dumps(blank, ensure_ascii=False, indent=1))
    return 0


def add(arguments: argparse.Namespace) -> int:
    content = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text("utf-8")
    source, refused = extract(), []
    with changing() as catalogues:
        for msgid, english in json.loads(content).items():
            texts, msgids = forms(english), source.get(msgid)
            if msgids is None:
                refused.append(f"{msgid!r}: no such text in platform/")
            elif len(texts) != len(msgids) or not all(texts):
                refused.append(f"{msgid!r}: {len(msgids)} non-empty text(s) needed")
            elif found := list(faults(msgids, texts)):
                refused.append(f"{msgid!r}: {'; '.join(found)}")
            else:
                put(catalogues["tr"], msgids, msgids)
                put(catalogues["en"], msgids, texts)
    for line in refused:
        print(line, file=sys.stderr)
    return 1 if refused else 0


def problems(locale: str, source: dict[str, Texts]) -> Iterator[str]:
    catalog = load(locale)
    for msgids in source.values():
        message = entry(catalog, msgids)
        if message is None:
            yield f"{locale}: missing {msgids[0]!r}"
            continue
        if message.fuzzy:
            yield f"{locale}: fuzzy {msgids[0]!r}"
        for fault in faults(msgids, forms(message.string)):
            yield f"{locale}: {msgids[0]!r}: {fault}"
    known = {*source, ""}
    gone = [forms(message.id)[0] for message in [*catalog, *catalog.obsolete.values()]]
    yield from (f"{locale}: obsolete {msgid!r}" for msgid in gone if msgid not in known)


def check(_arguments: argparse.Namespace) -> int:
    source = extract()
    found = [line for locale in LOCALES for line in problems(locale, source)]
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print(
            "Run scripts/catalogues.py update; missing lists what needs English, add takes it.",
            file=sys.stderr,
        )
        return 1
    print(f"{len(source)} texts, complete in {' and '.join(LOCALES)}.")
    return 0


def compile_catalogues(_arguments: argparse.Namespace) -> int:
    compile_all()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(required=True)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "update": update,
        "missing": missing,
        "add": add,
        "check": check,
        "compile": compile_catalogues,
    }
    for name, function in commands.items():
        verb = verbs.add_parser(name)
        verb.set_defaults(function=function)
        if name == "missing":
            verb.add_argument("path", nargs="?")
        if name == "add":
            verb.add_argument("file")
    arguments = parser.parse_args()
    function = arguments.function
    assert callable(function)
    return int(function(arguments))


if __name__ == "__main__":
    sys.exit(main())
