"""Voice notes recorded by browsers, converted to what phones and Telegram play. Pure.

Firefox records Ogg with Opus, Safari MP4, Chrome WebM with Opus. Telegram plays only Ogg as a voice
note: the Opus packets of a WebM are the same, so they are only repacked (RFC 7845), which needs no
codec and drops everything else. Any other file is refused.
"""

from collections.abc import Iterator, Sequence

SAMPLES = 48_000  # a second, in Ogg whatever was recorded
_EBML, _OGG = b"\x1aE\xdf\xa3", b"OggS"
# WebM: what is looked into, and what is read.
_INTO = frozenset((0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0))  # segment … block group
_CODEC, _HEAD, _BLOCK, _SIMPLE_BLOCK = 0x86, 0x63A2, 0xA1, 0xA3
_READ = frozenset((_CODEC, _HEAD, _BLOCK, _SIMPLE_BLOCK))
_LACED = 0x06  # the bits of a block that hold several packets
_PAGE_PACKETS, _PAGE_PARTS = 50, 255  # packets a page of ours, parts any page can hold
_FRAME_MS = (10, 20, 40, 60) * 3 + (10, 20) * 2 + (2.5, 5, 10, 20) * 4  # by RFC 6716, table 2
_SERIAL = 1


class NotAVoiceError(ValueError):
    """The file is no voice recording of a known format."""


def looks_like_voice(content: bytes) -> bool:
    """Return whether the first bytes are those of a known recording format."""
    return content.startswith((_EBML, _OGG)) or content[4:8] == b"ftyp"


def renew(content: bytes) -> tuple[bytes, str]:
    """Return the content to store and its file extension. Raises NotAVoiceError."""
    if content.startswith(_EBML):
        return _as_ogg(*_opus_in(content)), "ogg"
    if content.startswith(_OGG) and content[28:36] == b"OpusHead":
        return content, "ogg"
    if content[4:8] == b"ftyp" and b"soun" in content and b"vide" not in content[:65_536]:
        return content, "m4a"
    raise NotAVoiceError("no recording of a voice")


def _opus_in(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the Opus header and packets of a WebM file with a single track."""
    head, codecs, packets = b"", [], []
    for kind, part in _elements(content):
        if kind == _CODEC:
            codecs.append(part)
        elif kind == _HEAD:
            head = part
        else:
            packets.append(_packet(part))
    if codecs != [b"A_OPUS"] or not head.startswith(b"OpusHead") or len(head) < 19 or not packets:
        raise NotAVoiceError("no WebM with Opus alone")
    return head, packets


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the WebM elements that are needed, as id and content.

    Containers are entered regardless of their length: a recorder writes them before it knows it.
    """
    at = 0
    while at < len(content):
        kind, at = _number(content, at, marker=True)
        size, start = _number(content, at)
        if kind in _INTO:
            at = start
            continue
        at = start + size
        if at > len(content):
            return  # broken off: what came before is good
        if kind in _READ:
            yield kind, content[start:at]


def _number(content: bytes, at: int, *, marker: bool = False) -> tuple[int, int]:
    """Return a WebM variable-length number and the offset after it."""
    first = content[at] if at < len(content) else 0
    length = 9 - first.bit_length()
    if first == 0 or at + length > len(content):
        raise NotAVoiceError("a broken WebM")
    value = int.from_bytes(content[at : at + length], "big")
    return (value if marker else value & ((1 << 7 * length) - 1)), at + length


def _packet(block: bytes) -> bytes:
    """Return the packet of a block, without track, time and flags."""
    _, at = _number(block, 0)
    packet = block[at + 3 :]
    if not packet or block[at + 2] & _LACED:
        raise NotAVoiceError("a block that is not one packet")
    return packet


def _samples(packet: bytes) -> int:
    """Return how many samples a packet holds."""
    frames = {0: 1, 3: packet[1] & 0x3F if len(packet) > 1 else 0}.get(packet[0] & 3, 2)
    return int(frames * _FRAME_MS[packet[0] >> 3] * SAMPLES / 1000)


def _as_ogg(head: bytes, packets: Sequence[bytes]) -> bytes:
    tags = b"OpusTags" + (0).to_bytes(4, "little") * 2
    pages = [_page([head], 0, 0, 2), _page([tags], 0, 1, 0)]
    heard, waiting, parts = 0, list[bytes](), 0
    for packet in packets:
        needs = len(packet) // 255 + 1
        if needs > _PAGE_PARTS:
            raise NotAVoiceError("a packet too long for a voice")
        if len(waiting) == _PAGE_PACKETS or parts + needs > _PAGE_PARTS:
            pages.append(_page(waiting, heard, len(pages), 0))
            waiting, parts = [], 0
        waiting.append(packet)
        parts += needs
        heard += _samples(packet)
    pages.append(_page(waiting, heard, len(pages), 4))
    return b"".join(pages)


def _page(packets: Sequence[bytes], heard: int, number: int, flags: int) -> bytes:
    lengths = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    front = _OGG + bytes([0, flags]) + heard.to_bytes(8, "little")
    front += _SERIAL.to_bytes(4, "little") + number.to_bytes(4, "little")
    rest = bytes([len(lengths)]) + lengths + b"".join(packets)
    return front + _checksum(front + bytes(4) + rest).to_bytes(4, "little") + rest


def _checksum(page: bytes) -> int:
    """Return Ogg's checksum: CRC-32 with polynomial 0x04c11db7, not reflected."""
    total = 0
    for byte in page:
        total = (total << 8 & 0xFFFFFFFF) ^ _TABLE[total >> 24 ^ byte]
    return total


def _row(value: int) -> int:
    value <<= 24
    for _ in range(8):
        value = (value << 1 ^ (0x04C11DB7 if value >> 31 else 0)) & 0xFFFFFFFF
    return value


_TABLE = tuple(_row(value) for value in range(256))
