"""What is carried as a file is called after what it is."""

import pytest

from bot.messages.content import Attachment, AttachmentKind, StoredFile
from bot.tickets.relayed_content import as_files


def stored(ending: str) -> StoredFile:
    return StoredFile(f"{'a' * 32}.{ending}")


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (Attachment(AttachmentKind.VOICE, "handle"), "tin-thoai.ogg"),
        (Attachment(AttachmentKind.VOICE, file=stored("ogg")), "tin-thoai.ogg"),
        (Attachment(AttachmentKind.VOICE, file=stored("m4a")), "tin-thoai.m4a"),
        (Attachment(AttachmentKind.VIDEO, file=stored("mp4")), "phim.mp4"),
        (Attachment(AttachmentKind.DOCUMENT, file=stored("pdf")), "tep.pdf"),
        (Attachment(AttachmentKind.DOCUMENT, file=stored("pdf"), name="đơn.pdf"), "đơn.pdf"),
    ],
)
def test_a_thing_sent_as_a_file_opens_by_its_name(thing: Attachment, name: str) -> None:
    (file,) = as_files((thing,))
    assert (file.kind, file.name) == (AttachmentKind.DOCUMENT, name)
