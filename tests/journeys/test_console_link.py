"""Asking the bot for the way into the console."""

from tests.journeys.bot import Bot


async def test_only_those_with_a_role_get_a_link(bot: Bot) -> None:
    (line,) = await bot.hears("ba-tu", "/dangnhap")
    assert "Bàn làm việc dành cho" in line
    await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    (line,) = await bot.hears("can-bo", "bàn làm việc")
    assert "chưa đặt địa chỉ công khai" in line
