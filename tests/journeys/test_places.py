"""Where somebody lives: typed with tones, without, by the commune's name, by an old name."""

import pytest
from sqlmodel import Session

from bot import texts
from bot.people import units
from bot.people.units import UnitKind
from tests.journeys.bot import Bot
from tests.journeys.test_first_contact import village_of


@pytest.fixture(autouse=True)
async def land(bot: Bot) -> None:
    """Beside the demo: two communes that differ by a tone, two by a number, and a long list."""

    def settle(session: Session) -> None:
        province = units.find_unit(session, "demo")
        for code, name, villages in (
            ("sa", "Xã Sông Hà", ("Thôn Hà", "Thôn Hạ", "Thôn Đông", "Thôn Đồng")),
            ("sb", "Xã Sông Hạ", ("Xóm Mới",)),
            ("y1", "Xã Đạ Mây", ("Thôn 1", "Thôn 3")),
            ("y2", "Xã Đạ Mây 3", ("Thôn 1",)),
            (
                "z",
                "Xã Dài",
                (*(f"Thôn {number}" for number in range(1, 9)), "Thôn Hóa", "Thôn Hòa"),
            ),
        ):
            units.upsert_unit(session, code, name, UnitKind.COMMUNE, parent=province)
            commune = units.get_unit(session, code)
            for number, village in enumerate(villages, 1):
                units.upsert_unit(
                    session, f"{code}-{number:02}", village, UnitKind.VILLAGE, parent=commune
                )

    await bot.db.write(settle)


async def agreed(bot: Bot, who: str = "ba-tu") -> str:
    """Somebody new has agreed; the question which commune."""
    await bot.hears(who, "/start", name="Bà Tư")
    return (await bot.hears(who, "1", name="Bà Tư"))[-1]


async def test_a_typed_label_is_held_to_its_tones(bot: Bot) -> None:
    assert texts.ASK_COMMUNE in await agreed(bot)
    (said,) = await bot.hears("ba-tu", "Xã Sông Hạ")
    assert said == f"ba-tu ← {texts.ASK_VILLAGE.format(commune='Xã Sông Hạ')} [Xóm Mới]"
    await bot.hears("ba-tu", "Xã Sông Hà")
    await bot.hears("ba-tu", "Thôn Hạ")
    assert await village_of(bot, "ba-tu") == "sa-02"


async def test_a_village_that_several_communes_have_is_asked_about_and_answers_nothing_again(
    bot: Bot,
) -> None:
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    (said,) = await bot.hears("ba-tu", "tôi ở thôn 3")
    assert said.startswith(f"ba-tu ← {texts.ASK_WHICH_UNIT} [1. Thôn 3, ")


async def test_a_label_without_tones_that_two_have_is_asked_about(bot: Bot) -> None:
    await agreed(bot)
    (said,) = await bot.hears("ba-tu", "xa song ha")
    assert "[1. Xã Sông Hà] [2. Xã Sông Hạ]" in said
    (said,) = await bot.hears("ba-tu", "1")
    assert "Thôn Hà" in said and "Thôn Đồng" in said
    (said,) = await bot.hears("ba-tu", "thon dong")
    assert said.startswith(f"ba-tu ← {texts.ASK_WHICH_PLACE} [1. Thôn Đông] [2. Thôn Đồng]")
    assert await village_of(bot, "ba-tu") is None
    await bot.hears("ba-tu", "2")
    assert await village_of(bot, "ba-tu") == "sa-04"


async def test_a_twin_on_the_next_page_is_thought_of(bot: Bot) -> None:
    await agreed(bot)
    await bot.hears("ba-tu", "xã dài")
    (said,) = await bot.hears("ba-tu", "9")
    assert "Thôn Hòa" in said
    (said,) = await bot.hears("ba-tu", "thon hoa")
    assert "Thôn Hóa" in said and "Thôn Hòa" in said
    assert await village_of(bot, "ba-tu") is None
    await bot.hears("ba-tu", "Thôn Hoà")
    assert await village_of(bot, "ba-tu") == "z-10"


@pytest.mark.parametrize(
    ("text", "commune", "shows"),
    [
        ("Xã Đạ Mây", "Xã Đạ Mây", "[1. Thôn 1] [2. Thôn 3]"),
        ("xa da may", "Xã Đạ Mây", "[1. Thôn 1] [2. Thôn 3]"),
        ("An Phu Dong", "Xã An Phú Đông", "Thôn Cầu Đá"),
        ("hoa lac", "Xã Hòa Lạc Trung", "Thôn Suối Trong"),
        ("Xã Đông Hải", "Xã An Phú Đông", "Thôn Nam Hải"),
        ("xã An Phú ạ", "Xã An Phú Đông", "Thôn Cầu Đá"),
        ("tôi ở xã hòa lạc", "Xã Hòa Lạc Trung", "Thôn Suối Trong"),
    ],
)
async def test_a_typed_commune_opens_its_villages_and_is_named(
    bot: Bot, text: str, commune: str, shows: str
) -> None:
    await agreed(bot)
    (said,) = await bot.hears("ba-tu", text)
    assert said.startswith(f"ba-tu ← {texts.ASK_VILLAGE.format(commune=commune)}")
    assert shows in said


async def test_a_commune_with_a_number_is_no_village_of_another(bot: Bot) -> None:
    await agreed(bot)
    (said,) = await bot.hears("ba-tu", "Xã Đạ Mây 3")
    assert said == f"ba-tu ← {texts.ASK_VILLAGE.format(commune='Xã Đạ Mây 3')} [Thôn 1]"
    await bot.hears("ba-tu", "thôn 1")
    assert await village_of(bot, "ba-tu") == "y2-01"


@pytest.mark.parametrize("text", ["Thôn 3, Xã Đạ Huoai", "thôn 3 xã Minh Châu"])
async def test_a_commune_that_is_not_ours_is_no_other(bot: Bot, text: str) -> None:
    await agreed(bot)
    (said,) = await bot.hears("ba-tu", text)
    assert said.startswith(f"ba-tu ← {texts.VILLAGE_UNKNOWN}") and "Xã Đạ Mây" in said
    assert await village_of(bot, "ba-tu") is None


async def test_a_village_its_commune_does_not_have_is_said_so(bot: Bot) -> None:
    await agreed(bot)
    (said,) = await bot.hears("ba-tu", "thôn 9 xã Đạ Mây")
    assert said == f"ba-tu ← {texts.VILLAGE_UNKNOWN} [1. Thôn 1] [2. Thôn 3]"


async def test_where_one_lives_can_be_said_at_any_time(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-sa-01", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    await bot.hears("ba-tu", "tôi ở thôn 3 xã An Phú")
    assert await village_of(bot, "ba-tu") == "ap-03"
    (said,) = await bot.hears("ba-tu", "tôi ở thôn 3")
    assert said.startswith(f"ba-tu ← {texts.ASK_WHICH_UNIT}") or "Thôn 3" not in said
    assert await village_of(bot, "ba-tu") == "ap-03"


async def test_villages_of_several_communes_are_offered_with_the_commune(bot: Bot) -> None:
    await agreed(bot)
    (said,) = await bot.hears("ba-tu", "thôn 3")
    assert "Thôn 3, Xã An Phú Đông" in said and "Thôn 3, Xã Đạ Mây]" in said


@pytest.mark.parametrize(
    "text", ["xã An Phú mấy giờ làm việc", "thôn tôi ở xã An Phú có lớp học không"]
)
async def test_a_question_that_names_a_commune_is_a_question(bot: Bot, text: str) -> None:
    await bot.hears("ba-tu", "/start", start="u-sa-01", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    (said,) = await bot.hears("ba-tu", text)
    assert "bác ở thôn nào" not in said
    assert await village_of(bot, "ba-tu") == "sa-01"
