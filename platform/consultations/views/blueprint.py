"""The blueprint all views of consultations share."""

from flask import Blueprint

bp = Blueprint("consultations", __name__, template_folder="../templates")
