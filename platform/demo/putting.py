"""A proposal of the demo that its author writes and publishes in the neighbourhoods' budget."""

from dataclasses import dataclass

from consultations import queries as consultations
from demo.story import Story
from proposals import services
from proposals.models import Proposal

STEP = ("mahalle-butcesi", "mb-oneri")


@dataclass(frozen=True)
class Told:
    key: str
    author: str
    day: int
    place: str
    title: str
    problem: str
    text: str


def put_forward(story: Story, told: Told, html: str) -> Proposal:
    author = story.places.people[told.author]
    proposal = services.save_draft(
        consultations.get_activity(story.activities[STEP]),
        by=author,
        title=told.title,
        problem=told.problem,
        body=told.text,
        body_html=html,
        neighbourhood_id=story.places.neighbourhoods[told.place],
    )
    story.proposals[told.key] = proposal.id
    services.publish(proposal, by=author)
    return proposal
