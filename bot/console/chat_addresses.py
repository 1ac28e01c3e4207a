"""Where the bot's chat is, for QR codes on screen and on paper."""

import asyncio
import logging
from typing import Protocol, runtime_checkable

import segno
from markupsafe import Markup

from bot.console.context import Services
from bot.core.errors import BotError
from bot.usecases.link_slips import ChatAddress

log = logging.getLogger(__name__)

PATIENCE = 3  # seconds a page waits for a platform to say its address


@runtime_checkable
class HasLink(Protocol):
    """A channel whose platform knows the address of its chat."""

    async def find_link(self) -> str:
        """Return the address that opens the chat. Raises BotError."""


async def list_addresses(services: Services, unit_code: str = "") -> list[ChatAddress]:
    """Return the addresses of the chat, the one that is easiest to join by first.

    The web page opens for the village `unit_code`. A platform that does not answer is left out.
    """
    addresses = []
    for channel in services.channels:
        if isinstance(channel, HasLink):
            try:
                async with asyncio.timeout(PATIENCE):
                    addresses.append(ChatAddress(channel.name, await channel.find_link()))
            except (BotError, TimeoutError) as error:
                log.warning("%s does not say its address: %s", channel.name, error)
    settings = services.settings
    if settings.zalo_app_id and settings.zalo_oa_id:
        addresses.append(ChatAddress("zalo-oa", f"https://zalo.me/{settings.zalo_oa_id}"))
    if settings.public_url:
        village = f"/?u={unit_code}" if unit_code else ""
        addresses.append(ChatAddress("webchat", f"{settings.public_url}{village}"))
    return addresses


def draw_qr(link: str, title: str) -> Markup:
    """Return a QR code as SVG without styles, on white so that phones read it on dark screens."""
    svg = segno.make(link, error="m", micro=False).svg_inline(
        border=4, light="#fff", dark="#000", omitsize=True, svgclass="qr", lineclass=None,
        title=title,
    )  # fmt: skip
    return Markup(svg.replace("<svg ", '<svg role="img" ', 1))
