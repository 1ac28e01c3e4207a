"""Which files may go along with an announcement: papers, pictures, sound; nothing that runs.

An archive is refused as well: neither the second person nor an old phone sees what is in it.
"""

from collections.abc import Iterable
from pathlib import Path

from bot import texts
from bot.core import programs
from bot.core.errors import UserError
from bot.messages.content import Attachment, AttachmentKind


def check_files(files: Iterable[Attachment]) -> None:
    """UserError for a file that runs, or that nobody can look into, by its name and kind."""
    for file in files:
        if programs.is_packed(file.name, file.mime):
            raise UserError(texts.FILE_PACKED.format(name=file.name or file.mime))
        if programs.may_run(file.name, file.mime):
            raise UserError(texts.FILE_RUNS.format(name=file.name or file.mime))


def check_path(path: Path) -> None:
    """The same for a file of this machine, which can be opened: a name is easily changed."""
    check_files([Attachment(AttachmentKind.DOCUMENT, name=path.name)])
    if programs.runs_on_disk(path):
        raise UserError(texts.FILE_RUNS.format(name=path.name))
