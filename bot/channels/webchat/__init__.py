"""Web chat: a page for any browser, its WebSocket, and a widget to embed it."""

from bot.channels.webchat.channel import Webchat

__all__ = ["Webchat"]
