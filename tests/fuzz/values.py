"""What is fed to parsers: pieces that mean something, put together so that they mean nothing."""

import os
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

NIGHTLY = os.environ.get("FUZZ") == "nightly"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)

PIECES = (
    *("8h", "7h30", "25:99", "24:00", "0h", "8h75", "19 giờ 30", "20 phút nữa", "7:", ":30", "h"),
    *("thứ 3", "t2", "T2-T6", "CN", "chủ nhật", "hằng tuần", "ngày nào cũng", "rằm", "mùng một"),
    *("31/2", "29/2", "1/1/0000", "31/12/9999", "2026-12-01", "5/12", "mai", "hôm qua", "0/0"),
    *("nhắc tôi", "uống thuốc", "trực", "nghỉ", "bận", "thay", "đến", "trừ", "mỗi", "cách 2 tuần"),
    *("0900000001", "+84 900 000 001", "84", "00000000000", "1.893", "1,5", "-1", "1e9", "½", "²"),
    *("câu 1 ý 2", "số 3", "số 99999999999999999999", "#1", "A1B2C", "phiếu", "hộ", "thôn 3"),
    *("an-phu", "ap-03", "+", "|", "(", ")", "[[", "]]", "{", "}", "{{", "%", "%s", "\\", '"', "'"),
    *("=1+1", "sum(", "households", "/", "*", "**", "0.1", "1/0", "if", "lambda: 0", "__class__"),
    *("\u0000", "\ufeff", "\u202e", "\u200b", "\U0001f600", "a\u0301\u0301\u0301", "ẳ", "đ", "Đ"),
    *("٣", "５", "Ⅷ", "一", "\ud83d", "\r\n", "\t", ";", ",", "=", ":", "-", "–", "…", "?", "!"),
    *("x" * 300, "9" * 300, "1" * 5000, "(" * 200),
)
piece = st.one_of(st.sampled_from(PIECES), st.text(max_size=6), st.integers().map(str))
line = st.builds(
    lambda between, pieces: between.join(pieces),
    st.sampled_from((" ", "", ", ", "\n")),
    st.lists(piece, max_size=8),
)
# JSON: what a platform could say at all.
scalar = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), line)
KEYS = (
    *("message", "from", "chat", "id", "text", "type", "date", "photo", "document", "file_id"),
    *("callback_query", "data", "edited_message", "my_chat_member", "update_id", "message_id"),
    *("event_name", "sender", "recipient", "msg_id", "attachments", "payload", "url", "timestamp"),
    *("display_name", "chat_type", "token", "unit", "label", "value", "latitude", "longitude"),
)
json_value = st.recursive(
    scalar,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=5),
    ),
    max_leaves=12,
)
json_object = st.dictionaries(st.sampled_from(KEYS), json_value, max_size=6)


def spoil(value: Any, at: int, by: Any) -> Any:
    """The same JSON value with one of its leaves, the `at`-th, replaced: what is nearly right."""
    leaves = [0]

    def walk(one: Any) -> Any:
        if isinstance(one, dict):
            return {key: walk(inner) for key, inner in one.items()}
        if isinstance(one, list):
            return [walk(inner) for inner in one]
        leaves[0] += 1
        return by if leaves[0] - 1 == at else one

    return walk(value)


def cases(fast: int, nightly: int) -> settings:
    """How many cases a test tries: a sample beside the suite, many in `make fuzz`."""
    return settings(
        max_examples=nightly if NIGHTLY else fast,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
