"""How people refuse one use of their data and allow it again, in words without tones too."""

import pytest

from bot.handlers.residents.purposes import find_wish
from bot.people.purposes import Purpose
from bot.vietnamese.letters import normalize_for_match

WISHES = {
    "không nhận thông báo nữa": (Purpose.NOTICES, False),
    "ko nhan thong bao nua": (Purpose.NOTICES, False),
    "không muốn nhận thông báo của xã nữa": (Purpose.NOTICES, False),
    "cho tôi nhận thông báo lại": (Purpose.NOTICES, True),
    "đừng giữ ảnh của tôi": (Purpose.MEDIA, False),
    "dung giu anh cua toi": (Purpose.MEDIA, False),
    "thôi đừng lưu hình của tui nữa nha": (Purpose.MEDIA, False),
    "không giữ lại ảnh và ghi âm của tôi": (Purpose.MEDIA, False),
    "xin đừng giữ giọng nói của tôi": (Purpose.MEDIA, False),
    "cứ giữ ảnh của tôi": (Purpose.MEDIA, True),
    "đừng giữ vị trí của tôi": (Purpose.LOCATION, False),
    "cu giu vi tri cua toi": (Purpose.LOCATION, True),
    "đừng chuyển lời của tôi cho ai": (Purpose.HELPERS, False),
    "dung ke chuyen cua toi cho nguoi khac": (Purpose.HELPERS, False),
    "cứ chuyển lời của tôi cho người giúp": (Purpose.HELPERS, True),
    "không cần nhắc tôi nữa": (Purpose.REMINDERS, False),
}
OTHER = (
    "không nhận được thông báo",
    "tôi không nhận được tin của xã",
    "không gửi ảnh được",
    "làm sao giữ ảnh của tôi",
    "cho tôi gửi ảnh",
    "gửi thông báo",
    "đừng chuyển cho người khác",  # a member's ticket
    "ảnh",
    "nhắc tôi uống thuốc",
    "không có ảnh thẻ có làm được không",
    "",
)


@pytest.mark.parametrize(("said", "meant"), WISHES.items())
def test_a_wish_about_one_use_is_read(said: str, meant: tuple[Purpose, bool]) -> None:
    assert find_wish(normalize_for_match(said)) == meant


@pytest.mark.parametrize("said", OTHER)
def test_what_only_sounds_like_it_is_left_alone(said: str) -> None:
    assert find_wish(normalize_for_match(said)) is None
