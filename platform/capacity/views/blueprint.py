"""The blueprint; its pages, like the programme's own, know what the reader is there."""

from flask import Blueprint

from programme.views.blueprint import know_reader

bp = Blueprint("capacity", __name__, template_folder="../templates")
bp.before_request(know_reader)
