"""All checks of a published folder, in order; the first Difference ends them."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from verify import ballots, files, log, recount, roll
from verify import election as elections
from verify.differences import Difference, shown
from verify.election import Election, Head
from verify.files import BALLOTS, COUNT, ELECTION, HEADS, KEY, LOG, MANIFEST, RESULT, ROLL, Folder
from verify.log import BALLOT, PAPER, VOID, Log
from verify.merkle import Tree
from voting.counting.definition import VERSION, Definition
from voting.counting.reading import NotABallot
from voting.counting.reading import read as read_ballot

#: takes the key of a message and its facts
Tell = Callable[..., None]


@dataclass(frozen=True)
class Published:
    """What is public already while a vote is open."""

    election: Election
    heads: list[Head]
    log: Log
    tree: Tree


def check(folder: Folder, tell: Tell, *, totals_only: bool = False) -> None:
    election = elections.read(folder.read(ELECTION))
    has_key, has_ballots = folder.has(KEY), folder.has(BALLOTS)
    facts = {"election": shown(election.id), "folder": shown(folder.path)}
    counted = folder.has(RESULT)
    tell("bundle" if has_key or not counted else "totals-only", **facts)
    if not counted:
        raise Difference("not-counted", RESULT)
    if has_key != has_ballots:
        raise Difference("half-published", missing=BALLOTS if has_key else KEY)
    if has_key and not election.open_ballots:
        raise Difference("promised-totals", KEY)
    result = _result(folder, election)
    tell("ok-definition", hash=election.hash)
    public = published(folder, election, tell)
    counts = roll.read(folder.json(ROLL))
    web, paper = roll.check(counts, public.log)
    tell("ok-roll", web=web, paper=paper)
    count = roll.facts(election, folder.json(COUNT), counts, public.log)
    if has_key:
        _open_and_count(folder, public, result, counts, count, tell)
    else:
        recount.check_totals(election, result, count, web + paper)
        tell("ok-totals")
    settled = recount.check_added(election, result, counts, web + paper)
    if settled:
        tell("settled", chosen=shown(", ".join(settled)))
    _manifest(folder, election, tell)
    if not has_key and not totals_only:
        raise Difference("no-key", KEY)
    tell("all-agree" if has_key else "agree-totals-only")


def _result(folder: Folder, election: Election) -> dict[str, Any]:
    result = folder.json(RESULT)
    if not isinstance(result, dict):
        raise Difference("value", RESULT, name="{}", found=shown(result))
    if result.get("definition_sha256") != election.hash:
        found = shown(result.get("definition_sha256"))
        raise Difference("definition-hash", RESULT, expected=election.hash, found=found)
    if result.get("count_version") != VERSION:
        found = shown(result.get("count_version"))
        raise Difference("mismatch", RESULT, name="count_version", expected=VERSION, found=found)
    return result


def published(folder: Folder, election: Election, tell: Tell) -> Published:
    """Signed heads, the tree, every leaf."""
    heads = elections.heads(election, folder.json(HEADS), HEADS)
    tell("ok-heads", count=len(heads))
    found = log.read(election, folder.read(LOG), heads[-1].size)
    tree = log.check_heads(found, heads)
    tell("ok-root", leaves=len(found.leaves), root=tree.root().hex())
    tell("ok-consistency", count=len(heads))
    log.check_revisions(found)
    kinds = found.kinds
    tell("ok-leaves", leaves=len(found.leaves), ballots=kinds[BALLOT], paper=kinds[PAPER],
         void=kinds[VOID])  # fmt: skip
    return Published(election, heads, found, tree)


def _open_and_count(
    folder: Folder,
    public: Published,
    result: dict[str, Any],
    counts: roll.Roll,
    facts: roll.Facts,
    tell: Tell,
) -> None:
    election, found = public.election, public.log
    opener = ballots.key(election, folder.json(KEY))
    tell("ok-key")
    opened = ballots.open_all(election, found, opener)
    current = ballots.current(found, opened)
    tell("ok-opened", opened=len(opened), counted=len(current), superseded=found.superseded,
         void=found.voided)  # fmt: skip
    _same_ballots(folder.read(BALLOTS), ballots.lines(current))
    tell("ok-ballots", counted=len(current))
    paper = [one.choice for one in current if one.leaf.kind == PAPER]
    roll.check_judged(counts, *_judged(election.rules, paper))
    packed, counted = recount.again(election, [one.choice for one in current], facts)
    keys = recount.compare(election, packed, counted, result, facts)
    tell("ok-recount", rule=election.rules.rule, valid=counted.counts.valid, keys=keys,
         blank=counted.counts.blank, invalid=counted.counts.invalid)  # fmt: skip


def _judged(rules: Definition, choices: list[Any]) -> tuple[int, int]:
    """Blank and invalid ones."""
    blank = invalid = 0
    for choice in choices:
        try:
            if choice is None:
                invalid += 1
            elif read_ballot(rules, choice) is None:
                blank += 1
        except NotABallot:
            invalid += 1
    return blank, invalid


def _same_ballots(data: bytes, expected: list[bytes]) -> None:
    found = data.split(b"\n")
    if found.pop():
        raise Difference("no-newline", BALLOTS, len(found) + 1)
    for number in range(max(len(found), len(expected))):
        one = expected[number] if number < len(expected) else b"-"
        other = found[number] if number < len(found) else b"-"
        if one != other:
            raise Difference("ballot-order", BALLOTS, number + 1, expected=shown(one),
                             found=shown(other))  # fmt: skip


def _manifest(folder: Folder, election: Election, tell: Tell) -> None:
    """A signed list of all other files: what no other check reaches is vouched for here."""
    document = folder.json(MANIFEST)
    files.fields(document, {"election", "files", "signature", "type"}, MANIFEST)
    files.one_of(document["type"], ("manifest",), "type", MANIFEST)
    if document["election"] != election.id:
        found = shown(document["election"])
        raise Difference("mismatch", MANIFEST, name="election", expected=election.id, found=found)
    election.signed(document, MANIFEST, MANIFEST)
    listed = document["files"]
    if not isinstance(listed, dict):
        raise Difference("value", MANIFEST, name="files", found=shown(listed))
    present = {name for name in folder.names() if name != MANIFEST}
    for name in sorted(present | listed.keys()):
        found = sha256(folder.read(name)).hexdigest() if name in present else "-"
        if listed.get(name, "-") != found:
            expected = shown(listed.get(name, "-"))
            raise Difference("manifest-file", MANIFEST, name=shown(name), expected=expected,
                             found=found)  # fmt: skip
    tell("ok-manifest", files=len(listed))
