"""`config.toml` and the environment, read once into typed values; a mistake is refused with its line.

Every key has a default. `PRESSROOM_SECTION__KEY` in the environment overrides a key of a section, e.g.
`PRESSROOM_CRAWLER__CONTACT`. The environment is handed in by the command line; nothing else reads it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from crawler.fetching.outcome import FetchLimits
from crawler.schedule import QuietHours

ENV_PREFIX = "PRESSROOM_"
DURATION_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
SIZE_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "B": 1}
SECTIONS = ("store", "index", "search", "crawler", "web", "alerts", "source")


class SettingsError(Exception):
    """The configuration can't be used; the message says where and what is allowed, a line per mistake."""


def parse_duration(value: Any) -> Any:
    """ "90s", "30m", "1h", "2d" (a decimal fraction is allowed) to a timedelta."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", value.strip())
    if match is None:
        raise ValueError('write a duration as a number with s, m, h or d, such as "90s", "30m", "1h" or "2d"')
    return timedelta(**{DURATION_UNITS[match[2]]: float(match[1])})


def parse_size(value: Any) -> Any:
    """ "500KB", "10MB", "1GiB" to bytes."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Z]+)", value.strip().upper())
    if match is None or match[2] not in SIZE_UNITS:
        raise ValueError('write a size as a number with KB, MB or GB, such as "10MB"')
    return int(float(match[1]) * SIZE_UNITS[match[2]])


Duration = Annotated[timedelta, BeforeValidator(parse_duration), Field(ge=timedelta(0), le=timedelta(days=366))]
Interval = Annotated[timedelta, BeforeValidator(parse_duration), Field(ge=timedelta(seconds=5), le=timedelta(days=366))]
Size = Annotated[int, BeforeValidator(parse_size), Field(ge=1000, le=10**9)]


class Section(BaseModel):
    """A table of `config.toml`: an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StoreSettings(Section):
    """Where releases, their history and the frontier are kept, and the pages as they were fetched."""

    url: str = "sqlite:///data/pressroom.db"
    archive: Path = Path("data/archive")


class IndexSettings(Section):
    """The search index, derived from the store."""

    backend: Literal["whoosh"] = "whoosh"
    path: Path = Path("data/index")


class SearchSettings(Section):
    """What is found first."""

    recent: bool = True


class CrawlerSettings(Section):
    """How organisations' servers are asked."""

    contact: str = ""
    interval: Interval = timedelta(hours=1)
    delay: Duration = timedelta(seconds=2)
    connect_timeout: Duration = timedelta(seconds=10)
    read_timeout: Duration = timedelta(seconds=30)
    total_timeout: Duration = timedelta(seconds=90)
    max_bytes: Size = 10 * 10**6
    max_redirects: int = Field(5, ge=0, le=20)
    retries: int = Field(4, ge=0, le=20)
    budget: int = Field(5000, ge=0, le=10**6)
    fetchers: int = Field(8, ge=1, le=64)
    cleaners: int = Field(1, ge=1, le=64)
    encoder: bool = True
    resolve: dict[str, str] = Field(default_factory=dict)

    @field_validator("contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        value = value.strip()
        if not value.isprintable() or len(value) > 200:
            raise ValueError("write one line: your e-mail address or the address of a page about this crawler")
        return value

    @field_validator("resolve")
    @classmethod
    def _addresses(cls, value: dict[str, str]) -> dict[str, str]:
        for host, address in value.items():
            parts = urlsplit(address)
            if parts.scheme != "http" or not parts.hostname or parts.path not in ("", "/"):
                raise ValueError(f'map {host} to "http://ADDRESS:PORT"')
        return value

    @property
    def limits(self) -> FetchLimits:
        """The bounds of one fetch."""
        return FetchLimits(
            connect_seconds=self.connect_timeout.total_seconds(),
            read_seconds=self.read_timeout.total_seconds(),
            total_seconds=self.total_timeout.total_seconds(),
            max_bytes=self.max_bytes,
            max_redirects=self.max_redirects,
        )


class WebSettings(Section):
    """The web server."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    workers: int = Field(2, ge=1, le=64)
    threads: int = Field(4, ge=1, le=64)
    title: str = Field("Pressroom", min_length=1, max_length=100)
    cors_origins: tuple[str, ...] = ()
    past_queries: str = "data/queries.db"  # "": none are kept
    secret: Path = Path("data/secret.key")
    sign_in_required: bool = False
    metrics_from: tuple[str, ...] = ("127.0.0.0/8", "::1")
    public: bool = False  # whether search engines may show it
    websub_hub: str = ""  # "": none is named
    address_limit: int = Field(3000, ge=0, le=10**6)  # requests to the API a minute, as the next; 0: no limit
    key_limit: int = Field(12_000, ge=0, le=10**6)
    proxies: int = Field(0, ge=0, le=10)

    @field_validator("metrics_from")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(f'{network!r} is no address or network, such as "127.0.0.1" or "10.0.0.0/8"') from None
        return value

    @field_validator("websub_hub")
    @classmethod
    def _hub_on_the_web(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or not value.isprintable()):
            raise ValueError("write the http or https address of the hub, or nothing")
        return value


class AlertSettings(Section):
    """How people are told of what their saved searches find."""

    address: str = ""  # "": that of the web server
    smtp_host: str = ""  # "": no e-mail
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    sender: str = ""
    hour: int = Field(7, ge=0, le=23)
    timezone: str = "UTC"
    attempts: int = Field(10, ge=1, le=50)
    allow_private: bool = False

    @field_validator("address")
    @classmethod
    def _on_the_web(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("write the http or https address that people open, or nothing")
        return value

    @field_validator("sender")
    @classmethod
    def _e_mail_address(cls, value: str) -> str:
        if value and (re.search(r"[^@\s<>]+@[^@\s<>]+", value) is None or not value.isprintable()):
            raise ValueError('write an e-mail address, such as "Pressroom <press@example.org>"')
        return value

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError('write the name of a time zone, such as "Europe/Vienna"')
        return value

    @model_validator(mode="after")
    def _somebody_sends(self) -> AlertSettings:
        if self.smtp_host and not self.sender:
            raise ValueError("who sends e-mail? Write its address in alerts.sender")
        return self


SOURCE_NAME = r"[a-z0-9-]{1,64}"


class Source(Section):
    """One organisation: where its releases are listed, and which of its pages are releases."""

    name: str = Field(pattern=f"^{SOURCE_NAME}$")
    organisation: str = ""  # empty: each page's own publisher
    short: str = ""
    start: tuple[str, ...] = Field(min_length=1)
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    language: str | None = None
    interval: Interval | None = None
    delay: Duration | None = None
    budget: int | None = Field(None, ge=0, le=10**6)
    connections: int = Field(1, ge=1, le=16)
    quiet: str | None = None
    timezone: str = "UTC"
    allow_private: bool = False
    sample: bool = False
    paused: bool = False

    @field_validator("start")
    @classmethod
    def _web_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f"{address!r} is not an http or https address")
        return value

    @field_validator("allow", "deny")
    @classmethod
    def _path_patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            if not pattern.startswith("/"):
                raise ValueError(f'{pattern!r} must start with "/", such as "/press-releases/**"')
        return value

    @model_validator(mode="after")
    def _hours_that_exist(self) -> Source:
        if self.quiet is not None:
            QuietHours.parse(self.quiet, self.timezone)
        return self

    @model_validator(mode="after")
    def _sample_on_loopback(self) -> Source:
        if self.sample and urlsplit(self.start[0]).hostname not in ("127.0.0.1", "localhost"):
            raise ValueError('the sample newsroom is served on this machine: start = ["http://127.0.0.1:PORT/"]')
        return self

    @property
    def own_hosts(self) -> frozenset[str]:
        """The hosts whose pages belong to this source: those of its start addresses and `hosts`."""
        return frozenset(filter(None, [*(urlsplit(address).hostname for address in self.start), *self.hosts]))

    @property
    def private(self) -> bool:
        """Whether private and loopback addresses may be fetched for this source."""
        return self.allow_private or self.sample


class Settings(Section):
    """The whole configuration."""

    store: StoreSettings = StoreSettings()
    index: IndexSettings = IndexSettings()
    search: SearchSettings = SearchSettings()
    crawler: CrawlerSettings = CrawlerSettings()
    web: WebSettings = WebSettings()
    alerts: AlertSettings = AlertSettings()
    source: tuple[Source, ...] = ()
    _origins: dict[tuple[str, str], str] = PrivateAttr(default_factory=dict)

    def origin(self, section: str, key: str) -> str:
        """Where a key was set: the line of the file, or the name in the environment; "" where it has its default."""
        return self._origins.get((section, key), "")

    @model_validator(mode="after")
    def _distinct_names(self) -> Settings:
        seen: set[str] = set()
        for source in self.source:
            if source.name in seen:
                raise ValueError(f'two sources are named "{source.name}": give each its own name')
            seen.add(source.name)
        return self

    @property
    def user_agent(self) -> str:
        """What the crawler calls itself, with the way to reach whoever runs it (RFC 9110, section 10.1.5)."""
        contact = self.crawler.contact
        return f"Pressroom/0.1 (+{contact})" if contact else "Pressroom/0.1"


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Reads the configuration. Raises SettingsError, one line per mistake. Relative paths stay as written."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(f"There is no {path}: name the configuration with --config FILE.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read: {error}.") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from None
    overrides = environment_overrides(environ)
    for section, values in overrides.items():
        current = table.setdefault(section, {})
        if isinstance(current, dict):
            current.update(values)
    try:
        settings = Settings.model_validate(table)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(path, text, overrides, entry) for entry in error.errors())) from None
    settings._origins.update(_set_where(path, text, table, overrides))
    return settings


def _set_where(
    path: Path, text: str, table: Mapping[str, Any], overrides: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Each key of a section that was set, and where."""
    for section in SECTIONS[:-1]:
        for key in table.get(section, {}):
            if key in overrides.get(section, {}):
                yield (section, key), f"{ENV_PREFIX}{section}__{key}".upper()
            else:
                yield (section, key), f"{path}, line {_line_of(text, (section, key))}"


def environment_overrides(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`PRESSROOM_SECTION__KEY` values by section and key, lower case; an empty value overrides nothing."""
    found: dict[str, dict[str, str]] = {}
    for name, value in environ.items():
        section, separator, key = name.removeprefix(ENV_PREFIX).lower().partition("__")
        if name.startswith(ENV_PREFIX) and separator and section in SECTIONS[:-1] and value:
            found.setdefault(section, {})[key] = value
    return found


def _explain(path: Path, text: str, overrides: Mapping[str, Mapping[str, str]], error: Any) -> str:
    """One mistake as one sentence: where, what, and what is allowed."""
    keys = tuple(error["loc"])
    names = [str(key) for key in keys if isinstance(key, str)]
    if len(names) > 1 and names[1] in overrides.get(names[0], {}):
        where = f"{ENV_PREFIX}{names[0]}__{names[1]}".upper() + " in the environment"
    else:
        where = f"{path}, line {_line_of(text, keys)}"
    what = " . ".join(names).replace(" ", "") or "the file"
    if error["type"] == "extra_forbidden":
        return f"{where}: {what} is not a key of Pressroom; allowed here: {', '.join(_allowed(names))}."
    message = error["msg"].removeprefix("Value error, ")
    return f"{where}: {what}: {message[:1].lower()}{message[1:]}."


def _allowed(names: list[str]) -> list[str]:
    models: dict[str, type[BaseModel]] = {
        "store": StoreSettings,
        "index": IndexSettings,
        "search": SearchSettings,
        "crawler": CrawlerSettings,
        "web": WebSettings,
        "alerts": AlertSettings,
        "source": Source,
    }
    model = models.get(names[0], Settings) if len(names) > 1 else Settings
    return list(model.model_fields)


def _line_of(text: str, keys: tuple[Any, ...]) -> int:
    """The line (from 1) of a key: tomllib keeps no positions, so its header and then the key are looked for."""
    if not keys:
        return 1
    section, *rest = keys
    lines = text.splitlines()
    if rest and isinstance(rest[0], int):
        headers = [n for n, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{re.escape(section)}\s*\]\]", line)]
        start = headers[rest[0]] if rest[0] < len(headers) else 0
        rest = rest[1:]
    else:
        pattern = re.compile(rf"\s*(\[\s*{re.escape(str(section))}\s*[\].]|{re.escape(str(section))}\s*=)")
        start = next((n for n, line in enumerate(lines) if pattern.match(line)), 0)
    for number in range(start + 1, len(lines)) if rest else ():
        if re.match(r"\s*\[", lines[number]):
            break
        if re.match(rf"\s*[\"']?{re.escape(str(rest[0]))}[\"']?\s*=", lines[number]):
            return number + 1
    return start + 1
