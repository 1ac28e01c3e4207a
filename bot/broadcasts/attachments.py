"""Which files may be attached to an announcement: documents, pictures and sound, no executables.

Archives are rejected too: neither the approver nor an old phone can see what is in them.
"""

from collections.abc import Iterable

from bot import texts
from bot.core import executables
from bot.core.errors import UserError
from bot.messages.content import Attachment, AttachmentKind


def check_files(files: Iterable[Attachment]) -> None:
    """Raise UserError for an executable or an archive, judged by file name and MIME type."""
    for file in files:
        if executables.is_archive(file.name, file.mime):
            raise UserError(texts.FILE_PACKED.format(name=file.name or file.mime))
        if executables.may_be_executable(file.name, file.mime):
            raise UserError(texts.FILE_RUNS.format(name=file.name or file.mime))


def check_content(name: str, content: bytes) -> None:
    """Raise UserError for a file that is an executable or an archive, by its name and its bytes."""
    check_files([Attachment(AttachmentKind.DOCUMENT, name=name)])
    if executables.holds_executable(content):
        raise UserError(texts.FILE_RUNS.format(name=name))
