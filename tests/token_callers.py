"""A process of its own in which many want a token at once: `python -m tests.token_callers DB URL`.

Prints what each got.
"""

import asyncio
import sys

from bot.channels.zalo_oa.oauth import ZaloOAuth
from bot.core.clock import utc_now
from bot.core.tokens import TokenStore
from bot.reactions import open_database
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET

KEY = "a key for tests"
CALLERS = 20


async def main(database_url: str, oauth_url: str) -> None:
    """Ask, all at once."""
    db = open_database(database_url)
    oauth = ZaloOAuth(APP_ID, APP_SECRET, oauth_url)
    store = TokenStore(db, "zalo-oa", KEY, utc_now, oauth.renew_tokens)
    got = await asyncio.gather(*(store.token() for _ in range(CALLERS)))
    print("\n".join(got))  # noqa: T201
    db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
