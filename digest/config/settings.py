"""A desk's settings, read from its digest.toml."""

from __future__ import annotations

import stat
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from digest import model
from digest.config.filters import check_places, saved_of, unmet_sources
from digest.config.rules import limits_of, skips_of, sources_of
from digest.config.source import Source, read
from digest.delivery.smtp import SmtpSettings
from digest.editions.slugs import slug
from digest.errors import ConfigError
from digest.model import DigestPlan, Scheme, Site, Use

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything digest.toml says, defaults included, and where things stand in the desk folder."""

    desk: Path
    """absolute"""
    site: Site
    settle: float
    """seconds"""
    max_bytes: int
    max_article: int
    """characters"""
    originals_days: int
    feed_entries: int
    feed_sources: int
    feed_tags: int
    sources: tuple[model.Source, ...]
    """names unique"""
    limits: tuple[model.Limit, ...]
    """beside `site.use`"""
    skips: tuple[model.Skip, ...]
    """names unique, in the order in which they are asked"""
    saved: tuple[model.SavedFeed, ...]
    """names unique"""
    digests: tuple[DigestPlan, ...]
    """at least one, names unique"""
    smtp: SmtpSettings | None
    """None = every mail stays in the Maildir"""
    uncertain: Literal["resend", "hold"]
    """what becomes of a mail whose fate the server left open"""
    hub: str | None
    """the address of the WebSub hub, as feeds declare it"""
    hub_copied: bool
    """feeds/ is copied to its host before the hub is told"""
    host: str
    """the web server's"""
    port: int
    database: str
    """an SQLAlchemy address; a SQLite path in it is absolute"""
    scheme: str | None
    """a ready scheme; None = the desk's own, else the default"""
    order: tuple[str, ...]
    """ids of regions, as written; the regions room knows which there are"""

    @property
    def database_file(self) -> Path | None:
        """The SQLite database; None where it is PostgreSQL."""
        kind, _, path = self.database.partition(":///")
        return Path(path.partition("?")[0]) if kind.startswith("sqlite") else None

    def holds_own(self, folder: Path) -> bool:
        """Whether a folder (absolute) holds the desk, or lies where it keeps what it made."""
        return self.desk.is_relative_to(folder) or any(map(folder.is_relative_to, (self.var, self.feeds)))

    @property
    def identity(self) -> str:
        """`id` under [desk], as it is written."""
        return self.site.id_prefix.removeprefix("tag:").removesuffix(":")

    @property
    def elsewhere(self) -> bool:
        """Whether readers reach feeds/ at another address than that of the desk's own web server."""
        return self.site.url != _served(self.host, self.port)

    @property
    def seeds(self) -> Path:
        """Where raw text lands."""
        return self.desk / "seeds"

    @property
    def feeds(self) -> Path:
        """Where everything published stands."""
        return self.desk / "feeds"

    @property
    def var(self) -> Path:
        """Database, Maildir, locks and originals."""
        return self.desk / "var"

    @property
    def maildir(self) -> Path:
        """The Maildir of every mail that does not leave the machine."""
        return self.var / "maildir"

    @property
    def originals(self) -> Path:
        """The bytes of every seed."""
        return self.var / "originals"

    @property
    def templates(self) -> Path:
        """The desk's own templates; need not exist."""
        return self.desk / "templates"

    @property
    def layouts(self) -> Path:
        """The desk's own layouts; need not exist."""
        return self.desk / "layouts"

    @property
    def regions(self) -> Path:
        """The desk's own region scheme and overrides; need not exist."""
        return self.desk / "regions"


def load(desk: Path) -> Settings:
    """The settings of a desk folder.

    Raises ConfigError, with file, line and key, for anything in digest.toml that is not as it should be.
    """
    desk = desk.expanduser().resolve()
    source = read(desk)
    values = source.values()
    site = _site(source, values)
    ingest, feeds, serve = values["ingest"], values["feeds"], values["serve"]
    return Settings(
        desk=desk,
        site=site,
        settle=ingest["settle"],
        max_bytes=ingest["max_size"],
        max_article=ingest["max_article"],
        originals_days=ingest["originals_days"],
        feed_entries=feeds["entries"],
        feed_sources=feeds["sources"],
        feed_tags=feeds["tags"],
        sources=sources_of(source, values),
        limits=limits_of(source, values),
        skips=skips_of(source, values),
        saved=saved_of(source, values),
        digests=_digests(source, values),
        smtp=_smtp(source, values, site.sender),
        uncertain=values["mail"]["uncertain"],
        hub=_hub(source, values),
        hub_copied=values["websub"]["when"] == "copied",
        host=serve["host"],
        port=serve["port"],
        database=_database(desk, values["store"]["url"]),
        scheme=values["desk"]["scheme"],
        order=values["desk"]["order"],
    )


def check_identity(settings: Settings, old: str | None) -> None:
    """ConfigError when the desk's articles went out under another id, `old`."""
    if old is not None and old != settings.identity:
        raise read(settings.desk).error(
            f"desk.id was {old} and is fixed for ever, or every reader gets every article again: put back  "
            f'id = "{old}"',
            "desk",
            "id",
        )


def check_homes(settings: Settings, known: Container[str]) -> None:
    """ConfigError for a source whose home is no country that the gazetteer knows."""
    for index, each in enumerate(settings.sources):
        if each.home is not None and each.home not in known:
            raise read(settings.desk).error(
                f"`{each.home}` is no country of ISO 3166: two letters such as IE, or XK for Kosovo",
                "source",
                index,
                "home",
            )


def check_saved(settings: Settings, scheme: Scheme, countries: Container[str]) -> None:
    """ConfigError for a feed of the desk's own that names a region, section or country that is not known."""
    if settings.saved:
        check_places(read(settings.desk), scheme, countries)


def check_sources(
    settings: Settings, came: Callable[[str], bool], names: Callable[[], Iterable[str]]
) -> Iterator[ConfigError]:
    """Each source that a feed of the desk's own asks for, and that no `[[source]]` names nor any article came from.

    `came` is asked by the path of the source's feed; `names` gives those of feeds of sources that are there.
    """
    own = [each.name for each in settings.sources]
    paths = {f"sources/{slug(name)}" for name in own}
    if settings.saved:
        yield from unmet_sources(
            read(settings.desk), lambda path: path in paths or came(path), lambda: [*own, *names()]
        )


def check_default_regions(settings: Settings, scheme: Scheme) -> None:
    """ConfigError for a source whose default region the scheme has not."""
    known = [region.id for region in scheme.regions]
    for index, each in enumerate(settings.sources):
        if each.default_region is not None and each.default_region not in known:
            raise read(settings.desk).error(
                f"there is no region `{each.default_region}`: the regions are {', '.join(known)}",
                "source",
                index,
                "default_region",
            )


def _site(source: Source, values: dict[str, Any]) -> Site:
    desk, serve = values["desk"], values["serve"]
    url = desk["url"] or _served(serve["host"], serve["port"])
    if desk["id"] is None:
        host = url.split("/")[2].partition(":")[0] if desk["url"] else "news.example.org"
        year = datetime.fromtimestamp(source.path.stat().st_mtime, UTC).year
        raise source.error(
            f'[desk] has no `id`: add the line  id = "{host},{year}"  with a host name of yours and the year in which '
            "the desk began, and never change it afterwards",
            "desk",
            "id",
        )
    return Site(
        name=desk["name"] or source.path.parent.name or "Digest",
        url=url,
        id_prefix=f"tag:{desk['id']}:",
        timezone=desk["timezone"],
        language=desk["language"],
        use=Use(values["feeds"]["use"]),
        demo=desk["demo"],
        # a mail must have a From (RFC 5322 section 3.6), one that never leaves the machine included
        sender=values["mail"]["from"] or f"digest@{desk['id'].partition(',')[0].rpartition('@')[2]}",
        postal=desk["postal"],
    )


def _served(host: str, port: int) -> str:
    if not host.strip("0.:"):
        # "0.0.0.0" and "::" mean every address of the machine; a browser on it needs one
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _digests(source: Source, values: dict[str, Any]) -> tuple[DigestPlan, ...]:
    plans: list[DigestPlan] = []
    for index, digest in enumerate(values["digest"]):
        name = digest["name"]
        if name in [plan.name for plan in plans]:
            raise source.error(f"two digests are named `{name}`: give one another `name`", "digest", index, "name")
        plans.append(
            DigestPlan(
                name=name,
                title=digest["title"] or f"{name.replace('-', ' ').capitalize()} briefing",
                times=digest["times"],
                days=digest["days"],
                timezone=values["desk"]["timezone"],
                max_articles=digest["max_articles"],
                max_age=digest["max_age"],
                max_late=digest["max_late"],
                regions=values["desk"]["order"],
            )
        )
    return tuple(plans)


def _hub(source: Source, values: dict[str, Any]) -> str | None:
    hub: str | None = values["websub"]["hub"]
    if hub is not None and values["desk"]["demo"]:
        raise source.error("a demo desk tells no hub: take out `hub`, or `demo = true` under [desk]", "websub", "hub")
    return hub


def _smtp(source: Source, values: dict[str, Any], sender: str) -> SmtpSettings | None:
    smtp = values["smtp"]
    if smtp is None:
        return None
    if values["desk"]["demo"]:
        raise source.error("a demo desk sends nothing: take out [smtp], or `demo = true` under [desk]", "smtp")
    if smtp["host"] is None:
        raise source.error('[smtp] has no `host`: add the line  host = "mail.example.org"  with your server', "smtp")
    if values["mail"]["from"] is None:
        raise source.error('[smtp] needs a sender: add the line  from = "desk@example.org"  under [mail]', "smtp")
    return SmtpSettings(
        host=smtp["host"],
        port=smtp["port"] or _PORTS[smtp["security"]],
        security=smtp["security"],
        user=smtp["user"],
        password=smtp["password"],
        password_file=_password_file(source, smtp),
        sender=sender,
    )


def _password_file(source: Source, smtp: dict[str, Any]) -> Path | None:
    """The file's absolute path; nothing is read here, so a new password needs no restart."""
    secrets = [name for name in ("password", "password_file") if smtp[name] is not None]
    if len(secrets) == 2:
        raise source.error("`password` and `password_file` both stand in [smtp]: keep one", "smtp", "password")
    if secrets and smtp["user"] is None:
        raise source.error(f"[smtp] has a `{secrets[0]}` and no `user`: add the log-in name", "smtp", secrets[0])
    if smtp["user"] is not None and not secrets:
        raise source.error("[smtp] has a `user` and no password: add `password_file`", "smtp", "user")
    if smtp["password"] is not None:
        _refuse_open(source, source.path, "password")
    if smtp["password_file"] is None:
        return None
    path = source.path.parent / Path(smtp["password_file"]).expanduser()
    _refuse_open(source, path, "password_file")
    return path


def _refuse_open(source: Source, path: Path, key: str) -> None:
    if path.exists() and path.stat().st_mode & stat.S_IROTH:
        raise source.error(f"everybody on this machine can read the password: chmod 600 {path}", "smtp", key)


def _database(desk: Path, url: str | None) -> str:
    if url is None:
        return f"sqlite:///{desk / 'var' / 'digest.db'}"
    kind, _, rest = url.partition("://")
    if not kind.startswith("sqlite"):
        return url
    # SQLAlchemy: three slashes and a relative path, or four and an absolute one
    return f"{kind}:///{desk / rest.removeprefix('/')}"
