"""Files that officers attach to an announcement, from a form or from the machine itself.

Judged by their bytes, as their names are easily changed; a picture is written anew.
"""

from uuid import uuid4

from bot import texts
from bot.broadcasts import attachments
from bot.channels import pictures
from bot.core.errors import UserError
from bot.core.executables import file_extension
from bot.messages.content import Attachment, AttachmentKind, StoredFile

PHOTOS = ("jpg", "jpeg", "png", "webp")


def prepare_upload(name: str, content: bytes) -> tuple[Attachment, bytes]:
    """Return the attachment of a file and the bytes to keep under its new name.

    Takes CPU time for a picture: not in the event loop. Raises UserError that names the file for a
    program, an archive, a broken picture or a name without an ending.
    """
    attachments.check_content(name, content)
    ending = file_extension(name)
    is_photo = ending in PHOTOS
    try:
        stored = StoredFile(f"{uuid4().hex}.{'jpg' if is_photo else ending}")
        kept = pictures.reencode_picture_sync(content) if is_photo else content
    except pictures.NotAPictureError:
        raise UserError(texts.FILE_NO_PICTURE.format(path=name)) from None
    except ValueError:
        raise UserError(texts.FILE_BAD_ENDING.format(path=name)) from None
    kind = AttachmentKind.PHOTO if is_photo else AttachmentKind.DOCUMENT
    return Attachment(kind, name=name, size=len(kept), file=stored), kept
