"""Files that officers send to residents: checked, pictures re-encoded, stored under our names."""

import secrets
from collections.abc import Sequence

from bot import texts
from bot.channels import pictures
from bot.channels.file_store import FileStore
from bot.channels.pictures import NotAPictureError
from bot.console.forms import UploadedFile
from bot.core import executables
from bot.core.errors import UserError
from bot.messages.content import Attachment, AttachmentKind, StoredFile
from bot.messages.masking.mask import mask

ENDINGS = frozenset(
    {"pdf", "doc", "docx", "xls", "xlsx", "odt", "ods", "txt", "mp3", "m4a", "ogg", "mp4"}
)
PICTURE_ENDINGS = frozenset({"jpg", "jpeg", "png", "webp"})


async def store_files(files: FileStore, uploaded: Sequence[UploadedFile]) -> tuple[Attachment, ...]:
    """Store uploads; returns them as attachments. Nothing stays when one of them is refused.

    Raises UserError naming the file that residents cannot be sent.
    """
    stored: list[Attachment] = []
    try:
        for upload in uploaded:
            stored.append(await _store_file(files, upload))
    except UserError:
        discard_files(files, stored)
        raise
    return tuple(stored)


def discard_files(files: FileStore, attachments: Sequence[Attachment]) -> None:
    """Delete files that were not sent."""
    for attachment in attachments:
        if attachment.file is not None:
            files.delete(attachment.file)


async def _store_file(files: FileStore, upload: UploadedFile) -> Attachment:
    name, content = mask(upload.name).text, upload.content
    ending = executables.file_extension(name)
    if executables.is_executable(content) or executables.may_be_executable(name):
        raise UserError(texts.FILE_RUNS.format(name=name))
    if executables.is_archive(name):
        raise UserError(texts.FILE_PACKED.format(name=name))
    kind = AttachmentKind.DOCUMENT
    if pictures.looks_like_picture(content) or ending in PICTURE_ENDINGS:
        kind, ending = AttachmentKind.PHOTO, "jpg"
        try:
            content = await pictures.reencode_picture(content)
        except NotAPictureError as error:
            raise UserError(texts.DESK_BAD_PICTURE.format(name=name)) from error
    elif ending not in ENDINGS:
        raise UserError(texts.DESK_BAD_FILE.format(name=name))
    stored = StoredFile(f"{secrets.token_hex(16)}.{ending}")
    await files.save(stored, content)
    return Attachment(kind, name=name, size=len(content), file=stored)
