"""People who let people in."""

import pytest


@pytest.fixture
def administrator(person):
    client = person("administrator", "administrator")
    client.user.email = "admin@plant.example"
    client.user.save()
    return client
