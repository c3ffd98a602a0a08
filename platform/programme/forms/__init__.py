"""The shape of what is typed in the programme."""

from programme.forms.applying import (
    FileForm,
    SectionForm,
    apply,
    commitments,
    contact,
    file,
    motivation,
    practice,
    team,
    withdraw,
)
from programme.forms.deciding import (
    assign,
    conflict,
    decide,
    interview,
    missing,
    review,
)
from programme.forms.participating import consultant, new_plan, plan, report, roadmap, stage
from programme.forms.terms import call_civic, call_municipal, edit_term, line, new_term, role

__all__ = [
    "FileForm",
    "SectionForm",
    "apply",
    "assign",
    "call_civic",
    "call_municipal",
    "commitments",
    "conflict",
    "consultant",
    "contact",
    "decide",
    "edit_term",
    "file",
    "interview",
    "line",
    "missing",
    "motivation",
    "new_plan",
    "new_term",
    "plan",
    "practice",
    "report",
    "review",
    "roadmap",
    "role",
    "stage",
    "team",
    "withdraw",
]
