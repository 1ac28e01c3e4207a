"""Detection of executables and archives by file name, MIME type and content.

A false VNeID as an .apk file is the commonest way into a phone here. One list serves what residents
send, what members send on, and what goes out in the commune's name.
"""

import io
import re
import unicodedata
import zipfile

# Programs, scripts, links that run, office files with macros, web pages; each by its ending.
_EXECUTABLE_ENDINGS = (
    "apk apks apkm xapk aab ipa mobileconfig mobileprovision crx appimage"
    " exe scr com pif msi msix appx cpl dll sys gadget bin reg inf scf lnk url chm swf"
    " bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta jar jnlp dex"
    " sh bash run elf deb rpm dmg pkg app command py rb pl php"
    " html htm xhtml mht svg docm dotm xlsm xlsb xltm xlam pptm potm ppam xll"
)
_ARCHIVE_ENDINGS = "zip rar 7z tar gz tgz bz2 xz zst cab ace arj lzh iso img vhd"
EXECUTABLE_ENDINGS = frozenset(_EXECUTABLE_ENDINGS.split())
ARCHIVE_ENDINGS = frozenset(_ARCHIVE_ENDINGS.split())
_MIMES = (
    "android.package x-msdownload x-msdos dosexec x-executable x-msi java-archive x-sh javascript"
    " x-bat macroenabled text/html mobileconfig x-apple-diskimage"
)
EXECUTABLE_MIMES = tuple(_MIMES.split())
ARCHIVE_MIMES = ("zip", "x-rar", "vnd.rar", "x-7z", "x-tar", "gzip")
# "VNeID.apk (1)": the ending is not the last thing.
_EXECUTABLE_NAME = re.compile(r"\.(?:apk\w?|xapk|exe|msi|ipa|jar|dex|scr)(?![a-z])")
# Characters that turn the rest of a name around or have no width: "anh\u202egpj.apk".
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]")
_MAGIC_BYTES = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n")
_ARCHIVE_MEMBERS = ("androidmanifest.xml", "classes.dex", "vbaproject.bin", "meta-inf/manifest.mf")


def file_extension(name: str) -> str:
    """Return the extension of a file name as a phone reads it, or ""."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold().rstrip(". \t\n")
    stem, _, last = plain.rpartition(".")
    return last.strip() if stem else ""


def may_be_executable(name: str, mime: str = "") -> bool:
    """Return whether a file of this name and MIME type may be executable."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold()
    named = file_extension(name) in EXECUTABLE_ENDINGS or _EXECUTABLE_NAME.search(plain) is not None
    return named or any(kind in mime.casefold() for kind in EXECUTABLE_MIMES)


def is_archive(name: str, mime: str = "") -> bool:
    """Return whether it is an archive, whose content nobody sees."""
    return file_extension(name) in ARCHIVE_ENDINGS or any(
        kind in mime.casefold() for kind in ARCHIVE_MIMES
    )


def is_executable(content: bytes) -> bool:
    """Return whether these bytes are an executable of Windows, Linux or Android."""
    if content.startswith((b"MZ", b"\x7fELF", b"dex\n")):
        return True
    return content.startswith(b"PK\x03\x04") and b"AndroidManifest.xml" in content


def holds_executable(content: bytes) -> bool:
    """Return whether these bytes are an executable or an archive that contains one."""
    if content.startswith(_MAGIC_BYTES):
        return True
    return content.startswith(b"PK") and _contains_executable(content)


def _contains_executable(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.casefold() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return any(
        name.endswith(_ARCHIVE_MEMBERS) or file_extension(name) in EXECUTABLE_ENDINGS
        for name in names
    )
