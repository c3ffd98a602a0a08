"""The blueprint; its pages know what the reader is in the programme."""

from flask import Blueprint, g

from programme import queries

bp = Blueprint("programme", __name__, template_folder="../templates")


@bp.before_request
def know_reader() -> None:
    """Of other packages too: `bp.before_request(know_reader)` on theirs."""
    g.visitor = queries.know(g.visitor)
