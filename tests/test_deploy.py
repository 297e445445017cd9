"""What `deploy/` and docs/operations.md name is there: commands, options, files, settings, addresses and metrics."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.settings import Settings
from web.app import create_app
from web.cli import main

CHECKOUT = Path(__file__).parents[1]
DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
INSTALLED = "/opt/pressroom/.venv/bin/pressroom"


def check_command(words: list[str]) -> None:
    """Whether these are a command of ours and options that it has."""
    name, *arguments = words
    command = main.commands[name]
    with command.make_context(name, arguments, parent=click.Context(main), resilient_parsing=False):
        pass


def values(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), re.MULTILINE)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_there_is(unit: Path) -> None:
    (start,) = values(unit, "ExecStart")
    program, *words = shlex.split(start)
    assert program == INSTALLED
    check_command(words)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
def test_units_are_sound(tmp_path: Path) -> None:
    """systemd looks for the program as well: it is put where the installed one would be."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(INSTALLED, sys.executable))
    units = [str(tmp_path / unit.name) for unit in UNITS]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False, timeout=60
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_may_do_little(unit: Path) -> None:
    wanted = {
        "User": "pressroom",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "SystemCallFilter": "@system-service",
        "Restart": "always",
    }
    assert {key: values(unit, key) for key in wanted} == {key: [value] for key, value in wanted.items()}


def test_the_target_starts_every_service() -> None:
    (wants,) = values(DEPLOY / "systemd" / "pressroom.target", "Wants")
    assert sorted(wants.split()) == [unit.name for unit in SERVICES]


def instructions() -> Iterator[tuple[str, str]]:
    """The instructions of the container file, their continued lines put together."""
    text = (DEPLOY / "container" / "Containerfile").read_text()
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    for line in filter(str.strip, lines.splitlines()):
        name, _, rest = line.partition(" ")
        yield name, rest.strip()


KNOWN = re.compile("FROM|ENV|WORKDIR|COPY|RUN|USER|VOLUME|EXPOSE|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD")


def test_the_container_file_names_what_there_is() -> None:
    found = list(instructions())
    assert [name for name, _ in found if not KNOWN.fullmatch(name)] == []
    assert found[0][0] == "FROM"
    python = re.fullmatch(r"python:3\.(\d+)-slim-\w+", found[0][1])
    assert python is not None
    required = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert int(python[1]) >= int(required.removeprefix(">=3."))
    for copied in (shlex.split(rest)[:-1] for name, rest in found if name == "COPY"):
        for path in copied:
            assert (CHECKOUT / path).exists(), path
    packages = {path for name, rest in found if name == "COPY" for path in shlex.split(rest)[:-1]}
    assert {"crawler", "indexer", "web", "requirements.lock", "config.toml"} <= packages
    assert any("--require-hashes" in rest for name, rest in found if name == "RUN")


def test_the_container_runs_a_command_as_nobody_special() -> None:
    found = dict(instructions())  # the last of each
    assert found["USER"] not in ("root", "0")
    assert json.loads(found["ENTRYPOINT"]) == ["pressroom"]
    check_command(json.loads(found["CMD"]))
    assert found["EXPOSE"] == str(Settings().web.port)
    names = [name for name, _ in instructions()]
    assert names.index("USER") > max(number for number, name in enumerate(names) if name == "RUN")
    assert f"http://127.0.0.1:{found['EXPOSE']}/healthz" in found["HEALTHCHECK"]


@pytest.mark.parametrize("proxy", ["nginx/pressroom.conf", "caddy/Caddyfile"])
def test_a_proxy_passes_on_and_keeps_the_metrics_in(proxy: str) -> None:
    text = (DEPLOY / proxy).read_text()
    assert f"127.0.0.1:{Settings().web.port}" in text
    assert "X-Request-ID" in text
    assert re.search(r"/metrics( \{\s+return)? 404", text)
    assert text.count("{") == text.count("}")
    assert "web.proxies = 1" in text


@pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx or openssl is not installed here"
)
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=press.example.org",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx" / "pressroom.conf").read_text()
    text = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(certificate), text)
    text = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(key), text)
    text = text.replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log {tmp_path}/errors;\nevents {{}}\nhttp {{\n{text}}}\n")
    checked = subprocess.run(["nginx", "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed here")
def test_caddy_takes_its_configuration() -> None:
    file = DEPLOY / "caddy" / "Caddyfile"
    checked = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


PAGES = [CHECKOUT / "docs" / "operations.md", CHECKOUT / "docs" / "assistants.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_docs_are_there(page: Path) -> None:
    for words in re.findall(r"(?:^|`| )pressroom ([a-z]+)", page.read_text()):
        assert words in main.commands, words
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", page.read_text(), re.DOTALL):
        for line in block.splitlines():
            called = re.match(r"(?:.*/bin/)?pressroom ([^|]+)", line)
            if called:
                check_command(shlex.split(called[1]))


def test_settings_in_the_docs_are_there() -> None:
    for page in PAGES:
        for section, key in re.findall(r"`(store|index|crawler|web)\.([a-z_]+)", page.read_text()):
            assert key in Settings.model_fields[section].annotation.model_fields, key  # type: ignore[union-attr]


def test_metrics_in_the_docs_are_there_and_all_of_them(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "store": {"url": f"sqlite:///{tmp_path}/p.db", "archive": tmp_path / "archive"},
            "index": {"path": tmp_path / "index"},
            "web": {"past_queries": "", "secret": tmp_path / "secret.key"},
        }
    )
    from crawler.store import Store
    from indexer.cli import index_changes

    store = Store.open(settings.store)
    index_changes(settings, store)
    store.close()
    client = create_app(settings).test_client()
    text = client.get("/metrics").get_data(as_text=True)
    shown = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    page = (CHECKOUT / "docs" / "operations.md").read_text()
    named = {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"\bpressroom_[a-z_]+", page)}
    assert named == shown
