"""The roadmap's blueprint, its templates beside it."""

from flask import Blueprint

bp = Blueprint("roadmap", __name__, template_folder="../templates")
