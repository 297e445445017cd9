from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from crawler.settings import Settings
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore
from tests.web.newsroom import RELEASES, SOURCES
from web.app import build_app
from web.library import Library


@pytest.fixture
def index() -> MemoryIndex:
    return MemoryIndex(RELEASES)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(RELEASES, SOURCES)


@pytest.fixture
def config() -> Settings:
    return Settings()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates are compiled once, not once a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


@pytest.fixture
def app(
    config: Settings, index: MemoryIndex, store: MemoryStore, archive: MemoryArchive, compiled: BytecodeCache
) -> Flask:
    app = build_app(config, Library(lambda: index, lambda: store, archive))
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
