"""«Hộp thư» over HTTP: what officers do is read in residents' chats."""

import re

from bot.people.models import RoleKind
from tests.console.scene import ConsoleScene, Visitor

OFFICER, LEADER = RoleKind.OFFICER, RoleKind.LEADER
OFFICER_NAME, LEADER_NAME = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Ví Dụ B"


async def ask_for_person(
    console: ConsoleScene, who: str = "co-tu", village: str = "Thôn 1", words: str = ""
) -> int:
    """A resident of a village asks for a person; the ticket's number."""
    bot = console.bot
    await bot.hears(who, "/start")
    await bot.hears(who, village)
    await bot.hears(who, words or "làm sao lấy lại mật khẩu vneid")
    said = "\n".join(await bot.hears(who, "gặp người"))
    return int(re.findall(r"(?:yêu cầu|phiếu|số) số (\d+)|số (\d+)", said)[0][0] or 0)


async def test_probe(console: ConsoleScene) -> None:
    bot = console.bot
    await bot.link("to-truong", LEADER_NAME)
    await bot.link("can-bo", OFFICER_NAME)
    for line in ("/start", "Thôn 1", "làm sao lấy lại mật khẩu vneid", "gặp người"):
        print(line, "=>", await bot.hears("co-tu", line))
    officer: Visitor = await console.sign_in(OFFICER)
    page = await officer.get("/console/tickets")
    print(page.status, page.text[-3500:])
    page = await officer.get("/console/tickets/1")
    print(page.status, page.text[-9500:])
