"""The web chat: a page residents open in any browser, a socket behind it, a button to embed it."""

from bot.channels.webchat.channel import Webchat

__all__ = ["Webchat"]
