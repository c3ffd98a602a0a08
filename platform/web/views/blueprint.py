"""The blueprint of the pages that look across."""

from flask import Blueprint

bp = Blueprint("web", __name__, template_folder="../templates")
