"""The blueprint that the view modules share."""

from flask import Blueprint

bp = Blueprint("opinions", __name__, template_folder="../templates")
