"""What is vendored is what was vendored, and every page finds its files."""

import hashlib
import re

from bot.console.assets import STATIC
from tests.console.scene import ConsoleScene

VENDOR = STATIC / "vendor"


def test_vendored_files_are_those_of_the_manifest() -> None:
    lines = (VENDOR / "MANIFEST.sha256").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {path.name for path in VENDOR.iterdir()} - {"MANIFEST.sha256"}
    assert files == set(listed)
    assert len(files) > 8
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_every_licence_is_beside_its_files() -> None:
    licences = {path.name for path in VENDOR.glob("LICENSE-*")}
    assert licences == {"LICENSE-htmx.txt", "LICENSE-pico.txt", "LICENSE-be-vietnam-pro.txt"}


async def test_pages_name_files_by_their_content(console: ConsoleScene) -> None:
    page = await console.stranger().get("/console/sign-in")
    files = set(re.findall(r'(?:href|src)="(/console/static/[^"]+)"', page.text))
    assert len(files) == 4
    fetched: set[str] = set()
    for file in files:
        answer = await console.stranger().get(file)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        if file.endswith("console.css"):
            fetched = set(re.findall(r'url\("(/console/static/[^"]+)"\)', answer.text))
    assert len(fetched) == 6
    for font in fetched:
        assert (await console.stranger().get(font)).headers["Content-Type"] == "font/woff2"
    old = re.sub(r"static/\w+/", "static/0000000000000000/", next(iter(files)))
    assert (await console.stranger().get(old)).status == 404
