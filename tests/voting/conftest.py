"""A town with an officer at the browser, for most pages of the desk."""

import pytest
from flask import Flask

from kernel.rules import Role
from places.models import Municipality
from tests.client import Client
from tests.make.places import make_municipality, make_staff


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality()


@pytest.fixture
def officer(client: Client, town: Municipality) -> Client:
    return client.sign_in(make_staff(town, Role.OFFICER))
