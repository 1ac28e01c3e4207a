"""The State's sites and applications that residents meet, from `data/official_sites.toml`.

The file names them for people and says where each was read and when; `links.STATE` is what decides
whose a link is, and a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from bot.core import links
from bot.core.toml_files import make_shape_error, read_toml

FILE = "official_sites.toml"
# Letters that may differ for a name to be taken for another: (shortest name, most differences).
SIMILARITY = ((14, 2), (9, 1))


@dataclass(frozen=True, slots=True)
class OfficialSite:
    """A host of the State, with everything under it, and what people call it."""

    host: str
    name: str
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class OfficialApp:
    """An application of the State; `says` are its names without tones."""

    name: str
    says: tuple[str, ...]
    publisher: str
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class OfficialSites:
    """The allow-list. Empty when there is no file: then nothing is called by a name."""

    sites: tuple[OfficialSite, ...] = ()
    apps: tuple[OfficialApp, ...] = ()

    def find_name(self, host: str) -> str:
        """Return what people call the site of a host, or "" when it is not listed."""
        plain = host.removeprefix("www.")
        return next(
            (
                site.name
                for site in self.sites
                if plain == site.host or plain.endswith(f".{site.host}")
            ),
            "",
        )

    def find_similar(self, host: str) -> str:
        """Return the listed host that this one differs from by a letter or two, or "".

        >>> site = OfficialSite("baohiemxahoi.gov.vn", "", "", date(2026, 1, 1))
        >>> OfficialSites((site,)).find_similar("baohiemxahol.gov.com")
        ''
        >>> OfficialSites((site,)).find_similar("baohiemxahoi.gox.vn")
        'baohiemxahoi.gov.vn'
        """
        seen = (links.read_visible_host(host) or host).removeprefix("www.")
        for site in self.sites:
            most = next((most for least, most in SIMILARITY if len(site.host) >= least), 0)
            if 0 < Levenshtein.distance(seen, site.host, score_cutoff=most) <= most:
                return site.host
        return ""

    def find_app(self, folded: str) -> OfficialApp | None:
        """Return the application that a text without tones names, or None."""
        padded = f" {folded} "
        return next(
            (app for app in self.apps if any(f" {name} " in padded for name in app.says)), None
        )


NO_SITES = OfficialSites()


def load_official_sites(data_dir: Path) -> OfficialSites:
    """Read the list; without the file it is empty. Raises DataError for an invalid file."""
    path = data_dir / FILE
    if not path.is_file():
        return NO_SITES
    try:
        document = read_toml(path)
        return OfficialSites(
            tuple(
                OfficialSite(
                    str(table["host"]),
                    str(table["name"]),
                    str(table["source"]),
                    _read_date(table["checked_on"]),
                )
                for table in document["site"]
            ),
            tuple(
                OfficialApp(
                    str(table["name"]),
                    tuple(map(str, table["says"])),
                    str(table["publisher"]),
                    str(table["source"]),
                    _read_date(table["checked_on"]),
                )
                for table in document["app"]
            ),
        )
    except (KeyError, TypeError) as error:
        raise make_shape_error(path, error) from None


def _read_date(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("no date")
    return value
