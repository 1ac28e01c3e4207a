"""A bare python-telegram-bot echo bot on a webhook, to measure beside.

Arguments: URL of the Bot API, token, port.
"""

import sys

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Serve until killed."""
    url, token, port = sys.argv[1:4]
    bot = Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(True).build()
    bot.add_handler(MessageHandler(filters.TEXT, _echo))

    async def hear(request: web.Request) -> web.Response:
        await bot.update_queue.put(Update.de_json(await request.json(), bot.bot))
        return web.Response()

    async def start(_app: web.Application) -> None:
        await bot.initialize()
        await bot.start()

    app = web.Application()
    app.router.add_post("/webhooks/telegram", hear)
    app.on_startup.append(start)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()
