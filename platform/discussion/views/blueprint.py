"""The blueprint all views of discussion share."""

from flask import Blueprint

bp = Blueprint("discussion", __name__, template_folder="../templates")
