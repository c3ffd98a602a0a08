"""The blueprint all views of moderation share."""

from flask import Blueprint

bp = Blueprint("moderation", __name__, template_folder="../templates")
