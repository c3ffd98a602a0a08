"""`python -m verify`: one line per check; exit 1 at the first thing that does not agree."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from verify import bundle, custodian, receipts
from verify.differences import Difference
from verify.files import Folder
from verify.messages import LANGUAGES, say, tell

USAGE = """\
  python -m verify DIR [--totals-only]     check a published election and count it again
  python -m verify receipt DIR FILE...     receipts and tree heads against the published log
  python -m verify heads [DIR] FILE...     tree heads and receipts against each other
  python -m verify custodian new           make the key of a custodian
  python -m verify custodian trial FILE    answer the trial of an envelope
  python -m verify custodian open FILE     open the halves in an envelope
"""


def main(arguments: Sequence[str]) -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    wanted = _parse(arguments)
    try:
        return int(wanted.run(wanted))
    except Difference as difference:
        say_difference(wanted.language, difference)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read along has gone
    except (KeyboardInterrupt, EOFError):
        return 130
    except Exception as error:  # whatever a stranger's file may do, no traceback and no "ok"
        print(say(wanted.language, "unexpected", kind=type(error).__name__), flush=True)
        return 2
    return 1


def say_difference(language: str, difference: Difference) -> None:
    print(f"{say(language, 'difference')}  {tell(language, difference)}", flush=True)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--language", choices=LANGUAGES, default="en")
    verb = next((word for word in arguments if word in _VERBS), None)
    parser = argparse.ArgumentParser(
        prog="python -m verify",
        usage=USAGE.lstrip(),
        parents=[common],
        description=(sys.modules["verify"].__doc__ or "").strip(),
        allow_abbrev=False,
    )
    if verb is None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--totals-only", action="store_true")
        parser.set_defaults(run=_bundle)
    else:
        parser.add_argument("verb", choices=[verb])
        _VERBS[verb](parser)
    return parser.parse_args(list(arguments))


def _receipt_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.set_defaults(run=_receipts)


def _heads_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+")
    parser.set_defaults(run=_heads)


def _custodian_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["new", "trial", "open"])
    parser.add_argument("envelope", type=Path, nargs="?")
    parser.set_defaults(run=_custodian)


_VERBS = {
    "receipt": _receipt_arguments,
    "heads": _heads_arguments,
    "custodian": _custodian_arguments,
}


class Lines:
    """Prints one line per message, checks with "ok" before them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **facts: Any) -> None:
        mark = say(self.language, "ok") if key.startswith(("ok-", "receipt-", "head-")) else ""
        print(mark + say(self.language, key, **facts), flush=True)


def _bundle(wanted: argparse.Namespace) -> int:
    lines = Lines(wanted.language)
    bundle.check(Folder(wanted.folder), lines, totals_only=wanted.totals_only)
    return 0


def _report(wanted: argparse.Namespace, report: receipts.Report) -> int:
    for difference in report.differences:
        say_difference(wanted.language, difference)
    good = report.checked - len(report.differences)
    print(say(wanted.language, "summary", good=max(good, 0), all=report.checked), flush=True)
    return 1 if report.differences else 0


def _receipts(wanted: argparse.Namespace) -> int:
    lines = Lines(wanted.language)
    return _report(wanted, receipts.check(Folder(wanted.folder), wanted.files, lines))


def _heads(wanted: argparse.Namespace) -> int:
    return _report(wanted, receipts.check_heads(wanted.files, Lines(wanted.language)))


def _custodian(wanted: argparse.Namespace) -> int:
    if wanted.act == "new":
        return custodian.new(wanted.language)
    if wanted.envelope is None:
        raise Difference("missing", "ENVELOPE.json")
    act = custodian.trial if wanted.act == "trial" else custodian.open_halves
    return act(wanted.language, wanted.envelope)
