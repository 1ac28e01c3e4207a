"""Recordings of browsers: what is kept of them, what is refused."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.voice_notes import NotAVoiceError, looks_like_voice, repack_voice
from tests.recordings import HEAD, a_recording_of_safari, a_webm, an_ogg, element

PACKETS = [b"\xfc" + bytes([number]) * (40 + 7 * number) for number in range(120)]


def pages_of(ogg: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The flags, samples and content of each page."""
    at = 0
    while at < len(ogg):
        assert ogg[at : at + 4] == b"OggS"
        flags, heard = ogg[at + 5], int.from_bytes(ogg[at + 6 : at + 14], "little")
        count = ogg[at + 26]
        size = sum(ogg[at + 27 : at + 27 + count])
        start = at + 27 + count
        yield flags, heard, ogg[start : start + size]
        at = start + size


@pytest.mark.parametrize("unknown", [False, True], ids=["sizes known", "sizes unknown"])
def test_chrome_s_webm_becomes_an_ogg_with_the_same_packets(unknown: bool) -> None:
    kept, ending = repack_voice(a_webm(PACKETS, unknown=unknown))
    pages = list(pages_of(kept))
    assert ending == "ogg"
    assert pages[0][2] == HEAD and pages[1][2].startswith(b"OpusTags")
    assert b"".join(content for _, _, content in pages[2:]) == b"".join(PACKETS)
    assert [flags for flags, _, _ in pages] == [2, 0, 0, 0, 4]
    assert pages[-1][1] == len(PACKETS) * 960, "20 ms each"


def test_nothing_else_of_a_webm_is_kept() -> None:
    title = element(0x7BA9, b"nha cua ba Tu")
    kept, _ = repack_voice(a_webm(PACKETS, before=title))
    assert b"ba Tu" not in kept and b"Chrome" not in kept


def test_long_packets_are_cut_as_ogg_wants_it() -> None:
    packets = [b"\xfc" + b"x" * length for length in (254, 509, 255, 1275, 1)]
    pages = list(pages_of(repack_voice(a_webm(packets))[0]))
    assert b"".join(content for _, _, content in pages[2:]) == b"".join(packets)


def test_a_recording_that_broke_off_keeps_what_came_before() -> None:
    whole = a_webm(PACKETS, unknown=True)
    kept, _ = repack_voice(whole[:-30])
    content = b"".join(content for _, _, content in list(pages_of(kept))[2:])
    assert content == b"".join(PACKETS[:-1])


def test_what_plays_already_stays_as_it_is() -> None:
    ogg, m4a = an_ogg(), a_recording_of_safari()
    assert repack_voice(ogg) == (ogg, "ogg")
    assert repack_voice(m4a) == (m4a, "m4a")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1aE\xdf\xa3",
        b"\x1aE\xdf\xa3" + b"\0" * 50,
        b"OggS" + b"x" * 60,
        a_webm([]),
        a_webm(PACKETS, codec=b"A_VORBIS"),
        a_webm(PACKETS, codec=b"V_VP8"),
        a_webm(PACKETS, head=b""),
        a_webm([b""]),
        a_webm(PACKETS, flags=2),
        a_webm([b"\xfc" + b"x" * 65_030]),
        b"\0\0\0\x18ftypisom" + b"moov" + b"vide" + b"soun",
        b"\0\0\0\x18ftypisom" + b"moov",
        b"GIF89a",
        b"MZ\x90\0",
    ],
)
def test_what_is_no_voice_is_refused(content: bytes) -> None:
    with pytest.raises(NotAVoiceError):
        repack_voice(content)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_broken_recordings_raise_nothing_else(noise: bytes, at: int) -> None:
    whole = a_webm(PACKETS[:4])
    for content in (whole[:at] + noise, whole[:at] + noise + whole[at + len(noise) :]):
        if looks_like_voice(content):
            try:
                kept, ending = repack_voice(content)
            except NotAVoiceError:
                continue
            assert ending in ("ogg", "m4a") and len(kept) < len(content) + 300
