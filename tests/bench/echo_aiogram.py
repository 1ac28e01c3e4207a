"""A bare aiogram echo bot on its aiohttp webhook, to measure beside: argv is URL, token, port."""

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

dispatcher = Dispatcher()


@dispatcher.message()
async def _echo(message: Message) -> None:
    if message.text:
        await message.answer(message.text)


def main() -> None:
    """Serve until killed."""
    url, token, port = sys.argv[1:4]
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(app, path="/webhooks/telegram")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()
