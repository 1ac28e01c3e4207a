"""Which files may go along with an announcement: papers, pictures, sound; nothing that runs.

A false VNeID as an .apk file is the commonest way into a phone here, so none ever goes out in the
commune's name. An archive is refused as well: neither the second person nor an old phone sees
what is in it.
"""

import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path

from bot import texts
from bot.errors import UserError
from bot.messages import Attachment, AttachmentKind

# Programs, scripts, links that run, office files with macros, web pages; each by its ending.
RUNS = frozenset(
    {
        *("apk", "apks", "xapk", "apkm", "aab", "ipa", "mobileconfig", "mobileprovision"),
        *("exe", "scr", "com", "pif", "msi", "msix", "appx", "cpl", "dll", "sys", "gadget", "bin"),
        *(
            "bat",
            "cmd",
            "ps1",
            "vbs",
            "vbe",
            "js",
            "jse",
            "mjs",
            "wsf",
            "wsh",
            "hta",
            "jar",
            "jnlp",
        ),
        *(
            "sh",
            "bash",
            "run",
            "elf",
            "deb",
            "rpm",
            "dmg",
            "pkg",
            "app",
            "command",
            "py",
            "rb",
            "pl",
        ),
        *(
            "lnk",
            "url",
            "reg",
            "inf",
            "scf",
            "chm",
            "swf",
            "php",
            "html",
            "htm",
            "xhtml",
            "mht",
            "svg",
        ),
        *("docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "xll"),
    }
)
PACKED = frozenset(
    ("zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "zst", "cab", "ace", "arj", "iso", "img")
)
MIMES = ("android.package", "x-msdownload", "x-msdos", "x-dosexec", "java-archive", "x-sh",
         "javascript", "x-executable", "x-msi", "x-bat")  # fmt: skip
_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n")
_INSIDE = ("androidmanifest.xml", "classes.dex", "vbaproject.bin", "meta-inf/manifest.mf")


def check_files(files: Iterable[Attachment]) -> None:
    """UserError for a file that runs, or that nobody can look into, by its name and kind."""
    for file in files:
        ending = _ending(file.name)
        if ending in RUNS or any(kind in file.mime.lower() for kind in MIMES):
            raise UserError(texts.FILE_RUNS.format(name=file.name or file.mime))
        if ending in PACKED:
            raise UserError(texts.FILE_PACKED.format(name=file.name))


def _ending(name: str) -> str:
    """What is behind the last stop, as a phone reads it."""
    plain = unicodedata.normalize("NFKC", name).casefold().rstrip(". \t\n")
    return plain.rpartition(".")[2].strip() if "." in plain else ""


def check_path(path: Path) -> None:
    """The same for a file of this machine, which can be opened: a name is easily changed."""
    check_files([Attachment(AttachmentKind.DOCUMENT, name=path.name)])
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(_HEADS) or (head.startswith(b"PK") and _runs_inside(path)):
        raise UserError(texts.FILE_RUNS.format(name=path.name))


def _runs_inside(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.casefold() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return any(name.endswith(_INSIDE) or _ending(name) in RUNS for name in names)
