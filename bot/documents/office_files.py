"""The formats that an official document is written in."""

from collections.abc import Callable, Mapping

from bot.documents.office_form import OfficeDocument

# Word and PDF are imported where they are written: half a second of CPU at the start of every
# process that only knows of documents.


def write_docx(document: OfficeDocument) -> bytes:
    """Return the document as a Word file, to be changed and signed."""
    from bot.documents import office_docx

    return office_docx.render_docx(document)


def write_pdf(document: OfficeDocument) -> bytes:
    """Return the document as PDF, to be printed."""
    from bot.documents import office_pdf

    return office_pdf.render_pdf(document)


DOCUMENT_WRITERS: Mapping[str, Callable[[OfficeDocument], bytes]] = {
    "docx": write_docx,
    "pdf": write_pdf,
}
"""How a document is written, by the ending of the file's name."""
