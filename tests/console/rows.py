"""One row of each kind in commune An Phú, village ap-01, for tests that walk every route."""

import re

from sqlmodel import Session, select

from bot.people.sign_in import ConsoleSession
from tests.console.scene import ConsoleScene

Rows = dict[str, str]
"""The value of a gap, by the noun after /console/ and the gap's name: "devices.id"."""


async def make_rows(console: ConsoleScene) -> Rows:
    """Create the rows and return what the gaps of paths are filled with."""
    rows: Rows = {"channels.account": "fake"}

    def make(session: Session) -> None:
        rows["devices.id"] = str(session.exec(select(ConsoleSession.id)).first() or 10**9)

    await console.db.write(make)
    return rows


def fill_path(path: str, rows: Rows) -> str:
    """Return the path with its gaps filled. Raises KeyError naming what has no row."""
    noun = path.removeprefix("/console/").partition("/")[0]

    def value(gap: re.Match[str]) -> str:
        return rows[f"{noun}.{gap[1]}"]

    return re.sub(r"{(\w+)(?::[^}]*)?}", value, path)
