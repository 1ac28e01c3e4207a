"""Databases of this installation: opened with the secret that its sealed columns need.

Apart from `bot.core.db`, which every feature imports: only who opens a database needs settings.
"""

from bot.core import db
from bot.core.db import NO_REACTIONS, Database
from bot.core.events import Reactions
from bot.core.sealing import SealingRing, attach_ring
from bot.core.secrets import load_installation_secret


def open_database(url: str, reactions: Reactions = NO_REACTIONS) -> Database:
    """Open the database at `url` (sqlite:///FILE or postgresql://…); creates a file's folders.

    `reactions` follow from the events of what is written (`bot.reactions.REACTIONS`).
    """
    database = db.open_database(url, reactions)
    # Keys are read beside the writer's transaction: SQLite's would wait for itself.
    ring = SealingRing(database.reading_engine, load_installation_secret)
    attach_ring(ring, database.engine, database.reading_engine)
    return database
