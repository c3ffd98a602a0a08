"""The receipt, whatever becomes of it, and the public files of a vote."""

import io
from typing import Any

import segno
from flask import Response, abort, g, make_response, render_template, request, send_from_directory

from kernel import links
from kernel.http import Reply, allow, public
from places import queries as places
from voting import casting, checking, queries, rules, sealing, services
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
        "qr": qr(f"{links.page('voting.check')}#{short}"),
    }


def qr(text: str) -> str:
    """An SVG path without style or script; black on white in every theme."""
    out = io.BytesIO()
    segno.make(text, error="l", micro=False).save(
        out, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, omitsize=True,
        light="#fff", dark="#000", border=3,
    )  # fmt: skip
    return out.getvalue().decode()


@bp.get("/<slug>/oylamalar/<int:election_id>/oy/makbuz.json")
@allow(rules.receipt, election=queries.get_vote)
def receipt_file(election: queries.Vote) -> Reply:
    found = casting.find_receipt(election.election, g.visitor)
    if found is None:
        abort(404)
    answer = Response(canonical(found), mimetype="application/json")
    name = f"makbuz-{election.election.id}-{found['leaf'][:8]}.json"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


# --- checking -----------------------------------------------------------------------------------


@bp.route("/makbuz", methods=["GET", "POST"])
@public
def check() -> Reply:
    """Without JavaScript the server answers, and says that it is the server who answers."""
    text = request.form.get("makbuz", "")[:MOST]
    found = checking.check(text) if request.method == "POST" else None
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
    return words.lines(papers.Paper(rules.definition(found.election)), choice)


# --- files --------------------------------------------------------------------------------------


@bp.get("/<slug>/oylamalar/<int:election_id>/dosyalar")
@allow(rules.see, election=queries.get_election)
def list_files(election: Election) -> Reply:
    where = services.bundle_folder(election.id)
    found = [
        (path.name, path.stat().st_size)
        for path in (sorted(where.iterdir()) if where.is_dir() else ())
        if not path.name.startswith(".")
    ]
    return render_template("voting/files.html", **facts(election), files=found)


@bp.get("/<slug>/oylamalar/<int:election_id>/dosyalar/<name>")
@allow(rules.see, election=queries.get_election)
def download(election: Election, name: str) -> Reply:
    """One of the files of `services.publishing`."""
    if name.startswith("."):
        abort(404)
    return send_from_directory(services.bundle_folder(election.id), name, as_attachment=True)
