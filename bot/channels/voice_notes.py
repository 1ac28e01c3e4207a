"""Voice notes recorded by browsers, converted to what phones and Telegram play. Pure.

Firefox records Ogg with Opus, Safari MP4, Chrome WebM with Opus. Telegram plays only Ogg as a voice
note: the Opus packets of a WebM are the same, so they are only repacked (RFC 7845), which needs no
codec and drops everything else. Any other file is refused.
"""

from collections.abc import Iterator, Sequence

SAMPLE_RATE = 48_000  # a second, in Ogg whatever was recorded
_EBML, _OGG = b"\x1aE\xdf\xa3", b"OggS"
# WebM: what is looked into, and what is read.
_CONTAINERS = frozenset((0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0))  # segment … block group
_CODEC, _HEAD, _BLOCK, _SIMPLE_BLOCK = 0x86, 0x63A2, 0xA1, 0xA3
_READ_ELEMENTS = frozenset((_CODEC, _HEAD, _BLOCK, _SIMPLE_BLOCK))
_LACED = 0x06  # the bits of a block that hold several packets
_PAGE_PACKETS, _PAGE_PARTS = 50, 255  # packets a page of ours, parts any page can hold
_FRAME_MS = (10, 20, 40, 60) * 3 + (10, 20) * 2 + (2.5, 5, 10, 20) * 4  # by RFC 6716, table 2
_SERIAL = 1


class NotAVoiceError(ValueError):
    """The file is no voice recording of a known format."""


def looks_like_voice(content: bytes) -> bool:
    """Return whether the first bytes are those of a known recording format."""
    return content.startswith((_EBML, _OGG)) or content[4:8] == b"ftyp"


def repack_voice(content: bytes) -> tuple[bytes, str]:
    """Return the content to store and its file extension. Raises NotAVoiceError."""
    if content.startswith(_EBML):
        return _build_ogg(*_extract_opus(content)), "ogg"
    if content.startswith(_OGG) and content[28:36] == b"OpusHead":
        return content, "ogg"
    if content[4:8] == b"ftyp" and b"soun" in content and b"vide" not in content[:65_536]:
        return content, "m4a"
    raise NotAVoiceError("no recording of a voice")


def _extract_opus(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the Opus header and packets of a WebM file with a single track."""
    head, codecs, packets = b"", [], []
    for kind, part in _iterate_elements(content):
        if kind == _CODEC:
            codecs.append(part)
        elif kind == _HEAD:
            head = part
        else:
            packets.append(_read_packet(part))
    if codecs != [b"A_OPUS"] or not head.startswith(b"OpusHead") or len(head) < 19 or not packets:
        raise NotAVoiceError("no WebM with Opus alone")
    return head, packets


def _iterate_elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the WebM elements that are needed, as id and content.

    Containers are entered regardless of their length: a recorder writes them before it knows it.
    """
    offset = 0
    while offset < len(content):
        kind, offset = _read_number(content, offset, keep_marker=True)
        size, start = _read_number(content, offset)
        if kind in _CONTAINERS:
            offset = start
            continue
        offset = start + size
        if offset > len(content):
            return  # broken off: what came before is good
        if kind in _READ_ELEMENTS:
            yield kind, content[start:offset]


def _read_number(content: bytes, offset: int, *, keep_marker: bool = False) -> tuple[int, int]:
    """Return a WebM variable-length number and the offset after it."""
    first = content[offset] if offset < len(content) else 0
    length = 9 - first.bit_length()
    if first == 0 or offset + length > len(content):
        raise NotAVoiceError("a broken WebM")
    value = int.from_bytes(content[offset : offset + length], "big")
    return (value if keep_marker else value & ((1 << 7 * length) - 1)), offset + length


def _read_packet(block: bytes) -> bytes:
    """Return the packet of a block, without track, time and flags."""
    _, offset = _read_number(block, 0)
    packet = block[offset + 3 :]
    if not packet or block[offset + 2] & _LACED:
        raise NotAVoiceError("a block that is not one packet")
    return packet


def _count_samples(packet: bytes) -> int:
    """Return how many samples a packet holds."""
    frames = {0: 1, 3: packet[1] & 0x3F if len(packet) > 1 else 0}.get(packet[0] & 3, 2)
    return int(frames * _FRAME_MS[packet[0] >> 3] * SAMPLE_RATE / 1000)


def _build_ogg(head: bytes, packets: Sequence[bytes]) -> bytes:
    tags = b"OpusTags" + (0).to_bytes(4, "little") * 2
    pages = [_build_page([head], 0, 0, 2), _build_page([tags], 0, 1, 0)]
    granule_position, waiting, page_segments = 0, list[bytes](), 0
    for packet in packets:
        segments = len(packet) // 255 + 1
        if segments > _PAGE_PARTS:
            raise NotAVoiceError("a packet too long for a voice")
        if len(waiting) == _PAGE_PACKETS or page_segments + segments > _PAGE_PARTS:
            pages.append(_build_page(waiting, granule_position, len(pages), 0))
            waiting, page_segments = [], 0
        waiting.append(packet)
        page_segments += segments
        granule_position += _count_samples(packet)
    pages.append(_build_page(waiting, granule_position, len(pages), 4))
    return b"".join(pages)


def _build_page(packets: Sequence[bytes], granule_position: int, number: int, flags: int) -> bytes:
    lengths = b"".join(
        b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets
    )
    header = _OGG + bytes([0, flags]) + granule_position.to_bytes(8, "little")
    header += _SERIAL.to_bytes(4, "little") + number.to_bytes(4, "little")
    rest = bytes([len(lengths)]) + lengths + b"".join(packets)
    return header + _checksum(header + bytes(4) + rest).to_bytes(4, "little") + rest


def _checksum(page: bytes) -> int:
    """Return Ogg's checksum: CRC-32 with polynomial 0x04c11db7, not reflected."""
    total = 0
    for byte in page:
        total = (total << 8 & 0xFFFFFFFF) ^ _TABLE[total >> 24 ^ byte]
    return total


def _checksum_row(value: int) -> int:
    value <<= 24
    for _ in range(8):
        value = (value << 1 ^ (0x04C11DB7 if value >> 31 else 0)) & 0xFFFFFFFF
    return value


_TABLE = tuple(_checksum_row(value) for value in range(256))
