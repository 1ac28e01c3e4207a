"""`make demo-zalo`: a Zalo of our own on this machine, a page that plays somebody on it, and the
bot beside it. Nothing leaves the machine.

python -m tests.pretend.zalo_demo [--port 8090]
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.pictures import a_picture
from tests.pretend.zalo_oa import PretendZalo
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET, OA_ID, OA_SECRET

ROOT = Path(__file__).parents[2]
PAGE = Path(__file__).with_name("zalo_demo.html")
WHO = "246845883529197922"
PHOTO = a_picture("orange")


def pages(zalo: PretendZalo) -> web.Application:
    """The page and what its buttons do."""
    app = web.Application(client_max_size=5_000_000)

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE.read_text("utf-8"), content_type="text/html")

    async def told(_request: web.Request) -> web.Response:
        return web.json_response([message for user, message in zalo.sent if user == WHO])

    async def act(request: web.Request) -> web.Response:
        given = await request.json()
        match given["do"]:
            case "say":
                zalo.says(WHO, str(given["text"])[:3000])
            case "photo":
                zalo.sends(WHO, "image", {"url": f"{zalo.url}/media/a"})
            case "follow":
                zalo.follows(WHO)
            case "unfollow":
                zalo.unfollows(WHO)
            case "officer":
                zalo.officer_writes(WHO, str(given["text"])[:3000])
            case "form":
                body = {"sender": {"id": WHO}, "recipient": {"id": OA_ID}}
                info = {"name": "Nguyễn Thị Mẫu", "phone": "84900000002"}
                zalo.event({**body, "event_name": "user_submit_info", "info": info})
            case "week":
                zalo.user(WHO).last -= 8 * 86_400
        return web.json_response({})

    app.router.add_get("/", show)
    app.router.add_get("/told", told)
    app.router.add_post("/act", act)
    return app


async def until_ready(url: str, process: asyncio.subprocess.Process) -> None:
    """Wait until the bot answers."""
    async with aiohttp.ClientSession() as session:
        for _ in range(300):
            if process.returncode is not None:
                raise SystemExit("The bot did not start: see above.")
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
    raise SystemExit("The bot did not get ready in 30 seconds.")


async def main(port: int) -> None:
    """Run everything until it is stopped."""
    async with PretendZalo() as zalo:
        zalo.buttons = False  # as on the real one today: digits only
        runner = web.AppRunner(pages(zalo), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        bot = f"http://127.0.0.1:{port + 1}"
        with tempfile.TemporaryDirectory() as folder:
            kept = {name: value for name, value in os.environ.items() if name[:4] != "BOT_"}
            settings = {
                "BOT_DATA_DIR": str(ROOT / "data"),
                "BOT_DEMO": "1",
                "BOT_PORT": str(port + 1),
                "BOT_ZALO_ACCESS_TOKEN": zalo.grant.access,
                "BOT_ZALO_API_URL": zalo.url,
                "BOT_ZALO_APP_ID": APP_ID,
                "BOT_ZALO_APP_SECRET": APP_SECRET,
                "BOT_ZALO_MEDIA_HOSTS": "127.0.0.1",
                "BOT_ZALO_OAUTH_URL": zalo.url,
                "BOT_ZALO_OA_ID": OA_ID,
                "BOT_ZALO_OA_SECRET": OA_SECRET,
                "BOT_ZALO_REFRESH_TOKEN": zalo.grant.refresh,
            }
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run"),
                cwd=folder,
                env={**kept, "PYTHONPATH": str(ROOT), **settings},
                stdout=asyncio.subprocess.DEVNULL,
            )
            try:
                await until_ready(bot, process)
                zalo.webhook = f"{bot}/webhooks/zalo-oa"
                print(f"Zalo demo:  http://127.0.0.1:{port}/  (Ctrl+C stops)", flush=True)  # noqa: T201
                await stopped()
            finally:
                if process.returncode is None:
                    process.terminate()
                    await process.wait()
                await runner.cleanup()


async def stopped() -> None:
    """Until somebody stops us."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8090)
    asyncio.run(main(parser.parse_args().port))
