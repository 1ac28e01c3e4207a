"""Voice notes as browsers would record them, made by hand: silence, in the right boxes."""

from collections.abc import Sequence

from bot.channels.voice_notes import repack_voice

HEAD = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"
QUIET = b"\xfc\xff\xfe"  # Opus: 20 ms of silence
_UNKNOWN = b"\x01" + b"\xff" * 7


def element(kind: int, content: bytes, *, unknown: bool = False) -> bytes:
    """A WebM element."""
    name = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    size = _UNKNOWN if unknown else (len(content) | 1 << 56).to_bytes(8, "big")
    return name + size + content


def a_webm(
    packets: Sequence[bytes],
    *,
    codec: bytes = b"A_OPUS",
    head: bytes = HEAD,
    flags: int = 0,
    unknown: bool = False,
    before: bytes = b"",
) -> bytes:
    """What Chrome records."""
    track = element(0xD7, b"\x01") + element(0x86, codec)
    track += element(0x63A2, head) if head else b""
    blocks = b"".join(
        element(0xA3, b"\x81" + number.to_bytes(2, "big") + bytes([0x80 | flags]) + packet)
        for number, packet in enumerate(packets)
    )
    info = element(0x1549A966, element(0x4D80, b"Chrome")) + before
    tracks = element(0x1654AE6B, element(0xAE, track))
    cluster = element(0x1F43B675, element(0xE7, b"\0") + blocks, unknown=unknown)
    segment = element(0x18538067, info + tracks + cluster, unknown=unknown)
    return element(0x1A45DFA3, element(0x4282, b"webm")) + segment


def an_ogg(seconds: int = 1) -> bytes:
    """What Firefox records."""
    return repack_voice(a_webm([QUIET] * 50 * seconds))[0]


def a_recording_of_safari() -> bytes:
    """The first boxes of an MP4 with sound alone."""
    handler = b"\0\0\0\x21hdlr" + bytes(8) + b"soun" + bytes(13)
    return b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom" + b"\0\0\0\x29moov" + handler
