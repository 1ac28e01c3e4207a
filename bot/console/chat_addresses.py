"""Where the bot's chat is, for QR codes on screen and on paper."""

import asyncio
import logging
from typing import Protocol, runtime_checkable

import segno
from markupsafe import Markup

from bot.console.context import Services
from bot.core.accounts import ZaloAccount
from bot.core.errors import BotError
from bot.people import account_units
from bot.people.units import Unit
from bot.usecases.link_slips import ChatAddress

log = logging.getLogger(__name__)

PATIENCE = 3  # seconds a page waits for a platform to say its address


@runtime_checkable
class HasLink(Protocol):
    """A channel whose platform knows the address of its chat."""

    name: str

    async def find_link(self) -> str:
        """Return the address that opens the chat. Raises BotError."""


async def list_addresses(services: Services, unit: Unit | None) -> list[ChatAddress]:
    """Return the addresses of a unit's chat, the one that is easiest to join by first.

    Of each platform it is the account of the unit itself, else one that serves all; never that of
    another commune. A platform that does not answer is left out.
    """
    homes = await services.db.read(account_units.map_account_units)
    accounts = account_units.choose_accounts(
        [channel.name for channel in services.channels], homes, unit
    )
    channels = [channel for channel in services.channels if channel.name in accounts]
    answers = await asyncio.gather(
        *(_find_address(channel) for channel in channels if isinstance(channel, HasLink))
    )
    addresses = [address for address in answers if address is not None]
    settings = services.settings
    for account in settings.accounts.list_kind(ZaloAccount):
        if account.account in accounts:
            link = f"https://zalo.me/{account.oa_id}"
            addresses.append(ChatAddress(account.account, link))
    if settings.public_url:
        addresses.append(ChatAddress("webchat", settings.public_url))
    return addresses


async def _find_address(channel: HasLink) -> ChatAddress | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return ChatAddress(channel.name, await channel.find_link())
    except (BotError, TimeoutError) as error:
        log.warning("%s does not say its address: %s", channel.name, error)
        return None


def draw_qr(link: str, title: str) -> Markup:
    """Return a QR code as SVG without styles, on white so that phones read it on dark screens."""
    svg = segno.make(link, error="m", micro=False).svg_inline(
        border=4, light="#fff", dark="#000", omitsize=True, svgclass="qr", lineclass=None,
        title=title,
    )  # fmt: skip
    return Markup(svg.replace("<svg ", '<svg role="img" ', 1))
