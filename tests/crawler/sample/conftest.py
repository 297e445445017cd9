from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crawler.sample.content import Content, load_content
from crawler.sample.site import create_newsroom
from tests.crawler.sample.clock import EDITED_AFTER, Clock

BASE = "http://newsroom.test"


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(clock: Clock) -> Flask:
    return create_newsroom(BASE, clock, EDITED_AFTER)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
