"""The shape of what people and officers send."""

from opinions.forms.drawing import (
    ConversationForm,
    SeedsForm,
    add_seeds,
    draw_up,
    edit,
)
from opinions.forms.importing import ImportForm, import_answers
from opinions.forms.stating import (
    ACCEPT,
    BanForm,
    BanVoterForm,
    DecisionForm,
    OwnForm,
    add_statement,
    ban_statement,
    ban_voter,
    decide,
)

__all__ = [
    "ACCEPT",
    "BanForm",
    "BanVoterForm",
    "ConversationForm",
    "DecisionForm",
    "ImportForm",
    "OwnForm",
    "SeedsForm",
    "add_seeds",
    "add_statement",
    "ban_statement",
    "ban_voter",
    "decide",
    "draw_up",
    "edit",
    "import_answers",
]
