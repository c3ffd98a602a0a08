"""Every blueprint of the house, in the order of the navigation."""

from flask import Blueprint

from accounts import views as accounts
from answers import views as answers
from capacity import views as capacity
from consultations import views as consultations
from councils import views as councils
from demo import views as demo
from discussion.views import moderating as discussion
from following import views as following
from journeys import views as journeys
from meetings import views as meetings
from moderation import views as moderation
from notifications import views as notifications
from opinions import views as opinions
from places import views as places
from programme import views as programme
from proposals import views as proposals
from roadmap import views as roadmap
from surveys import views as surveys
from texts import views as texts
from voting import views as voting
from web import staff, views

BLUEPRINTS: list[Blueprint] = [
    views.bp,
    staff.bp,
    accounts.bp,
    places.bp,
    notifications.bp,
    journeys.bp,
    answers.bp,
    meetings.bp,
    consultations.bp,
    proposals.bp,
    surveys.bp,
    opinions.bp,
    texts.bp,
    voting.bp,
    councils.bp,
    roadmap.bp,
    following.bp,
    programme.bp,
    capacity.bp,
    discussion.bp,
    moderation.bp,
    demo.bp,
]
