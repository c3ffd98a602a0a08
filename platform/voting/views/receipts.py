"""The receipt, whatever becomes of it, and the public files of a vote."""

from pathlib import Path
from typing import Any

from flask import (
    Response,
    abort,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from sqlalchemy.exc import NoResultFound

from kernel import archives, links, qr
from kernel.http import Reply, allow, as_file, public
from kernel.ids import LARGEST_ID
from places import queries as places
from voting import casting, checking, definitions, queries, rules, sealing, services
from voting.counting.definition import canonical
from voting.forms import papers, words
from voting.models import Election
from voting.views.blueprint import bp, facts

#: longer texts are no receipts
MOST = 4000


@bp.get("/<slug>/oylamalar/<int:election_id>/oy/alindi")
@allow(rules.receipt, election=queries.get_vote)
def received(election: queries.Vote) -> Reply:
    found = casting.find_receipt(election.election, g.visitor)
    page = render_template(
        "voting/received.html",
        **facts(election.election),
        cast_denied=rules.cast(g.visitor, election.election),
        **receipt_facts(found),
    )
    return _unkept(page)


def receipt_facts(receipt: dict[str, Any] | None) -> dict[str, Any]:
    """For the page: the code in groups of four, the short form, and its QR code as SVG."""
    if receipt is None:
        return {"receipt": None}
    short = sealing.short_receipt(receipt)
    leaf = receipt["leaf"]
    return {
        "receipt": receipt,
        "groups": [leaf[at : at + 4] for at in range(0, len(leaf), 4)],
        "short": short,
        # After the #: the address that is asked for says nothing about the ballot.
        "qr": qr.svg(f"{links.page('voting.check')}#{short}"),
    }


@bp.get("/<slug>/oylamalar/<int:election_id>/oy/makbuz.json")
@allow(rules.receipt, election=queries.get_vote)
def receipt_file(election: queries.Vote) -> Reply:
    found = casting.find_receipt(election.election, g.visitor)
    if found is None:
        abort(404)
    name = f"makbuz-{election.election.id}-{found['leaf'][:8]}.json"
    return as_file(canonical(found), name, "application/json", private=True)


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


# --- checking -----------------------------------------------------------------------------------


@bp.get("/makbuz")
@public
def check() -> Reply:
    """The browser checks by itself (makbuz.js)."""
    return _check_page("", None)


@bp.post("/makbuz")
@public
def ask() -> Reply:
    """Without JavaScript the server answers, and says that it is the server who answers."""
    text = request.form.get("makbuz", "")[:MOST]
    return _check_page(text, checking.check(text))


def _check_page(text: str, found: checking.Checked | None) -> Response:
    election = found and found.election
    page = render_template(
        "voting/check.html",
        text=text,
        found=found,
        lines=_as_counted(found),
        Fate=checking.Fate,
        slug=election and places.get_municipality(election.municipality_id).slug,
    )
    return _unkept(page)


def _as_counted(found: checking.Checked | None) -> list[words.Line] | None:
    """What the opened ballot says, in words; None where it is not published."""
    if found is None or found.ballot is None or found.election is None:
        return None
    choice = found.ballot["choice"]
    if choice is None:
        return []
    return words.lines(papers.Paper(definitions.definition(found.election)), choice)


@bp.get("/makbuz/<int:election_id>.json")
@public
def sources(election_id: int) -> Reply:
    """Where a browser finds what it checks a receipt with: nothing that is not public anyway."""
    if election_id > LARGEST_ID:
        abort(404)
    try:
        election = queries.get_box(election_id)
    except NoResultFound:
        abort(404)
    slug = places.get_municipality(election.municipality_id).slug
    return jsonify(
        base=url_for(".list_files", slug=slug, election_id=election.id) + "/",
        page=url_for(".show", slug=slug, election_id=election.id),
        files=[name for name, _size in _published(election.id)],
    )


#: what runs on the reader's own machine, without this site
PROGRAMS = Path(__file__).parents[3] / "verify"
PAGES = {
    "dogrula.zip": ("dogrula.html", "dogrula.js"),
    "anahtar.zip": ("anahtar.html", "anahtar.js"),
}


@bp.get("/makbuz/denetci/<name>")
@public
def verifier(name: str) -> Reply:
    """A page with its script, to be opened from disk."""
    if name not in PAGES:
        abort(404)
    packed = archives.pack({member: (PROGRAMS / member).read_bytes() for member in PAGES[name]})
    return as_file(packed, name, "application/zip")


# --- files --------------------------------------------------------------------------------------


def _published(election_id: int) -> list[tuple[str, int]]:
    """Names and sizes; hidden ones are being written."""
    where = services.bundle_folder(election_id)
    found = sorted(where.iterdir()) if where.is_dir() else []
    return [(path.name, path.stat().st_size) for path in found if not path.name.startswith(".")]


@bp.get("/<slug>/oylamalar/<int:election_id>/dosyalar")
@allow(rules.see, election=queries.get_election)
def list_files(election: Election) -> Reply:
    denied = rules.watch_heads(g.visitor, election)
    return render_template(
        "voting/files.html",
        **facts(election),
        files=_published(election.id),
        heads_denied=denied,
        heads_over=denied is not None and denied.reason is rules.Reason.LOG_WHOLE,
        watching=queries.watches_heads(election.id, g.visitor.id),
    )


@bp.get("/<slug>/oylamalar/<int:election_id>/dosyalar/<name>")
@allow(rules.see, election=queries.get_election)
def download(election: Election, name: str) -> Reply:
    """One of the files of `services.publishing`."""
    if name.startswith("."):
        abort(404)
    return send_from_directory(services.bundle_folder(election.id), name, as_attachment=True)
