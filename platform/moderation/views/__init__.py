"""The author's page of a decision, the public report, the settings; what owners' desks use."""

from moderation.views import pages as pages
from moderation.views.blueprint import bp as bp
