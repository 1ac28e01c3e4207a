"""Loads the demo communes into an empty database: invented places and people, to try out."""

from pathlib import Path

from sqlmodel import Session, select

from bot.people import imports
from bot.units import Unit


def load_demo(session: Session, folder: Path) -> bool:
    """Load `folder`/units.csv and team.csv unless there are units already; whether it did."""
    if session.exec(select(Unit.id).limit(1)).first() is not None:
        return False
    imports.import_units(session, folder / "units.csv")
    imports.import_team(session, folder / "team.csv")
    return True
