"""Values of buttons: packed, read back, and old ones in people's chats still understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.buttons import (
    MAX_BYTES,
    OLD_PREFIXES,
    SEPARATOR,
    Action,
    parse_button,
    upgrade_button,
)

WORD = st.text(st.characters(codec="ascii", exclude_characters=SEPARATOR), max_size=12)


@given(st.sampled_from(Action), st.lists(st.one_of(st.integers(0, 10**18), WORD), max_size=3))
def test_what_is_packed_is_read_back(action: Action, arguments: list[object]) -> None:
    value = action.pack(*arguments)
    assert parse_button(value) == (action, tuple(map(str, arguments)))
    assert upgrade_button(value) == value
    assert value == action.pack() or value.startswith(action.prefix())


@given(st.text(max_size=80))
def test_nothing_that_is_pressed_breaks_the_parser(value: str) -> None:
    action, arguments = parse_button(value)
    assert action is None or upgrade_button(value) == action.pack(*arguments)


# As they stood in chats on 30/11/2026, each with what it is now.
OLD = [
    ("tk:12:take", "ticket:12:take"),
    ("my:7:rate:5", "own-ticket:7:rate:5"),
    ("vs:3:done", "visit:3:done"),
    ("mau:2", "canned:2"),
    ("dl:at:1:2", "class-proposal:at:1:2"),
    ("tb:yes:4", "broadcast:yes:4"),
    ("yk:why:4", "poll:why:4"),
    ("bp:opt:0:1", "ballot:opt:0:1"),
    ("lh", "class"),
    ("lh:join:9", "class:join:9"),
    ("hl:yes:9", "class-cancel:yes:9"),
    ("nh:later:8:60", "reminder:later:8:60"),
    ("hn:off:thue", "deadline:off:thue"),
    ("sau:skip", "follow-up:skip"),
    ("pa:none", "field-report:none"),
    ("gl:no", "call-back:no"),
    ("tl:go:4", "notice-answer:go:4"),
    ("ht:ask:4:5", "notice-question:ask:4:5"),
    ("kn:1:0:2:3", "skill:1:0:2:3"),
    ("dd:1:0", "attendance:1:0"),
    ("xn:yes:2", "verify:yes:2"),
    ("lk:undo:2", "link:undo:2"),
    ("lenh", "command"),
    ("nghe:cccd-lam-moi", "listen:cccd-lam-moi"),
]


@pytest.mark.parametrize(("old", "now"), OLD)
def test_an_old_button_means_what_it_meant(old: str, now: str) -> None:
    assert upgrade_button(old) == now
    assert parse_button(old) == parse_button(now) != (None, ())


def test_every_old_prefix_is_in_the_table() -> None:
    assert {old.partition(SEPARATOR)[0] for old, _ in OLD} == set(OLD_PREFIXES)
    assert not set(OLD_PREFIXES) & {action.value for action in Action}


@pytest.mark.parametrize("value", ["", "menu", "place:th-3", "topic:vneid", "u-ap-01", "lhx:1"])
def test_others_stay_as_they_are(value: str) -> None:
    assert upgrade_button(value) == value


def test_the_longest_prefix_leaves_room_for_three_ids() -> None:
    longest = max(map(len, Action))
    assert longest + len(":notyet") + 3 * (1 + len(str(2**31))) <= MAX_BYTES
