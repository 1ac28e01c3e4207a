"""Output files of commands: at the given path, or in a writable folder."""

from collections.abc import Callable
from pathlib import Path

from bot import texts
from bot.core.errors import BotError, UserError
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.documents.office_form import OfficeDocument

# On an installed machine the commands run as the service's user in a folder of root's: a bare name
# cannot be written there.
EXPORTS_DIR = Path("var/exports")


def get_document_writer(path: Path) -> Callable[[OfficeDocument], bytes]:
    """Return the writer for a file's ending. Raises BotError unless it is .docx or .pdf."""
    writer = DOCUMENT_WRITERS.get(path.suffix.lower().removeprefix("."))
    if writer is None:
        raise BotError(texts.CLI_DOCUMENT_KIND.format(path=path))
    return writer


def write_output(path: Path, content: bytes) -> Path:
    """Write a file and return its path; a bare name that is not writable goes to EXPORTS_DIR."""
    return write_or_export(path, lambda target: target.write_bytes(content))


def write_or_export(path: Path, write: Callable[[Path], object], *, anywhere: bool = False) -> Path:
    """Call `write` with the path, or with its place in EXPORTS_DIR. Returns where it was written.

    `anywhere`: the path was not chosen by the user, so that its folder is not binding.
    """
    try:
        write(path)
    except (OSError, UserError):
        if not anywhere and (path.parent != Path() or path.is_dir()):
            raise _unwritable_error(path) from None
    else:
        return path
    kept = EXPORTS_DIR / path.name
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write(kept)
    except (OSError, UserError):
        raise _unwritable_error(path) from None
    return kept


def _unwritable_error(path: Path) -> BotError:
    return BotError(texts.OUT_UNWRITABLE.format(path=path, instead=EXPORTS_DIR / path.name))
