"""Where an owner lives: what is attached carries endpoint and id, never an import.

A test compares the table with the application's routes.
"""

from flask import url_for

ARGUMENTS = {
    "answers.duty": "duty_id",
    "answers.show": "answer_id",
    "capacity.training": "training_id",
    "capacity.work": "participation_id",
    "consultations.discussion": "activity_id",
    "consultations.show": "consultation_id",
    "councils.gathering": "gathering_id",
    "councils.item": "item_id",
    "councils.opinion": "opinion_id",
    "discussion.moderate": "comment_id",
    "discussion.show": "comment_id",
    "meetings.show": "meeting_id",
    "moderation.decision": "case_id",
    "opinions.moderate_statement": "statement_id",
    "opinions.own": "conversation_id",
    "opinions.show": "conversation_id",
    "opinions.statement": "statement_id",
    "places.organisation": "organisation_id",
    "programme.application": "application_id",
    "proposals.amendment": "amendment_id",
    "proposals.merge": "merge_id",
    "proposals.moderate": "proposal_id",
    "proposals.moderate_amendment": "amendment_id",
    "proposals.offer": "offer_id",
    "proposals.evaluation": "proposal_id",
    "proposals.show": "proposal_id",
    "proposals.versions": "proposal_id",
    "roadmap.document": "roadmap_id",
    "roadmap.invitation": "coauthor_id",
    "roadmap.partnership": "partner_id",
    "roadmap.show": "action_id",
    "surveys.enter": "survey_id",
    "surveys.show": "survey_id",
    "texts.paragraph": "paragraph_id",
    "texts.show": "text_id",
    "voting.show": "election_id",
    "web.said": "consultation_id",
}


def address(endpoint: str, object_id: int | None, slug: str | None) -> str:
    """The page of the owner. Pages without an object take only the slug."""
    values: dict[str, object] = {} if slug is None else {"slug": slug}
    if endpoint in ARGUMENTS:
        values[ARGUMENTS[endpoint]] = object_id
    return url_for(endpoint, **values)  # type: ignore[arg-type]
