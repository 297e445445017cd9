from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.settings import Settings, SettingsError, load

SOURCE = '[[source]]\nname = "osce"\nstart = ["https://www.example.org/press"]\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(folder: Path, text: str, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as refused:
        load(write(folder, text), environ or {})
    return str(refused.value)


def test_every_key_has_a_default(tmp_path: Path) -> None:
    settings = load(write(tmp_path, ""), {})
    assert settings == Settings()
    assert settings.crawler.interval == timedelta(hours=1)
    assert settings.web.port == 8000


def test_values_are_read(tmp_path: Path) -> None:
    settings = load(write(tmp_path, '[crawler]\ninterval = "90m"\nmax_bytes = "2MB"\n' + SOURCE), {})
    assert settings.crawler.interval == timedelta(minutes=90)
    assert settings.crawler.max_bytes == 2_000_000
    assert settings.source[0].own_hosts == {"www.example.org"}


def test_the_environment_overrides_a_key(tmp_path: Path) -> None:
    path = write(tmp_path, '[crawler]\ncontact = "a@example.org"\n')
    environ = {"PRESSROOM_CRAWLER__CONTACT": "b@example.org", "PRESSROOM_WEB__PORT": "8123", "PRESSROOM_SHARED": "/x"}
    settings = load(path, environ)
    assert settings.crawler.contact == "b@example.org"
    assert settings.web.port == 8123
    assert settings.user_agent == "Pressroom/0.1 (+b@example.org)"


def test_an_empty_variable_overrides_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, '[crawler]\ncontact = "a@example.org"\n')
    assert load(path, {"PRESSROOM_CRAWLER__CONTACT": ""}).crawler.contact == "a@example.org"


def test_an_unknown_key_is_refused_with_its_line_and_the_allowed_ones(tmp_path: Path) -> None:
    message = refusal(tmp_path, '[store]\nurl = "sqlite:///x.db"\n\n[crawler]\nintervall = "1h"\n')
    assert "line 5" in message
    assert "crawler.intervall" in message
    assert "interval, delay" in message


def test_an_unknown_section_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, "[web]\nport = 1\n[crawlers]\n")
    assert "line 3" in message
    assert "store, index, search, crawler, web, alerts, source" in message


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('[crawler]\n\ndelay = "two"\n', 3, '"90s"'),
        ("[web]\nport = 70000\n", 2, "65535"),
        ('[web]\nmetrics_from = ["everybody"]\n', 2, "10.0.0.0/8"),
        ('[index]\nbackend = "lucene"\n', 2, "whoosh"),
        ('[crawler]\ncontact = "a\\nb"\n', 2, "e-mail"),
        ('[crawler]\nmax_bytes = "10 parsecs"\n', 2, "10MB"),
        ('[crawler.resolve]\n"example.org" = "https://10.0.0.1"\n', 1, "http://ADDRESS:PORT"),
        (SOURCE + '[[source]]\nname = "B!"\nstart = ["https://example.org/"]\n', 5, "[a-z0-9-]"),
        (SOURCE + '[[source]]\nname = "b"\nstart = ["ftp://example.org/"]\n', 6, "http or https"),
        (SOURCE + '[[source]]\nname = "b"\nstart = ["https://e.org/"]\nallow = ["press/**"]\n', 7, "must start with"),
        ('[[source]]\nname = "s"\nsample = true\nstart = ["https://example.org/"]\n', 1, "127.0.0.1"),
    ],
)
def test_a_bad_value_is_refused_with_its_line_and_what_is_allowed(
    tmp_path: Path, text: str, line: int, part: str
) -> None:
    message = refusal(tmp_path, text)
    assert f"line {line}:" in message
    assert part in message


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    message = refusal(tmp_path, '[web]\nport = "x"\nhots = "y"\n')
    assert len(message.splitlines()) == 2


def test_a_bad_variable_is_named_as_such(tmp_path: Path) -> None:
    assert "PRESSROOM_WEB__PORT in the environment" in refusal(tmp_path, "", {"PRESSROOM_WEB__PORT": "eighty"})


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    assert 'two sources are named "osce"' in refusal(tmp_path, SOURCE + SOURCE)


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, "[web]\nport = = 3\n")


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--config FILE"):
        load(tmp_path / "none.toml", {})


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('[web]\ntitle = "Прессрум"\n'.encode("cp1251"))
    with pytest.raises(SettingsError, match="can't be read"):
        load(path, {})


def test_the_shipped_configuration_is_accepted_and_says_the_defaults() -> None:
    settings = load(Path(__file__).parents[2] / "config.toml", {})
    defaults = Settings()
    assert settings.store == defaults.store
    assert settings.index == defaults.index
    assert settings.crawler == defaults.crawler
    assert settings.web == defaults.web


def test_the_shipped_configuration_explains_every_key() -> None:
    text = (Path(__file__).parents[2] / "config.toml").read_text("utf-8")
    for section in (Settings().store, Settings().index, Settings().crawler, Settings().web):
        for key in type(section).model_fields:
            assert f"{key} = " in text or f".{key}]" in text, key


def test_the_shipped_sources_are_at_least_twenty_real_organisations_and_the_sample() -> None:
    sources = load(Path(__file__).parents[2] / "config.toml", {}).source
    assert sum(source.sample for source in sources) == 1
    assert sum(bool(source.organisation) for source in sources) >= 20
