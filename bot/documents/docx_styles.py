"""The styles, the page and the properties of the Word files that `office_docx` writes."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bot import texts
from bot.documents import office_form as form
from bot.documents.office_form import OfficeDocument
from bot.documents.typeface import OFFICE_NAME
from bot.vietnamese.letters import nfc, normalize_for_match

if TYPE_CHECKING:
    from docx.document import Document

NORMAL, TITLE, SUMMARY, HEADING = "Normal", "Title", "Subtitle", "Heading 1"
BODY, ITEM, TABLE, HEADER = "Body Text", "List", "Table Grid", "Header"
BLACK = RGBColor(0, 0, 0)
CREATED_AT = datetime(2026, 1, 1, tzinfo=UTC)  # of a document without a day
THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
# What Word's own titles bring along: a line below, a number, letters set apart, and a twin for
# words within a line, in the former colour.
FOREIGN = ("w:pBdr", "w:numPr", "w:contextualSpacing", "w:link")
FOREIGN_FONT = ("w:spacing", "w:kern", "w:szCs")
GAP = form.PARAGRAPH_GAP


def _plan(size: float) -> dict[str, dict[str, Any]]:
    """Return how every style is set, by its name; `size` is that of the body."""
    body = {"size": size, "justify": True, "indent": form.INDENT, "after": GAP, "spacing": True}
    return {
        TITLE: {"size": form.KIND_SIZE, "bold": True, "center": True, "before": 18, "keep": True},
        SUMMARY: {"size": form.SUMMARY_SIZE, "bold": True, "center": True, "keep": True},
        HEADING: {"size": size, "bold": True, "indent": form.INDENT, "after": GAP, "keep": True},
        BODY: body,
        ITEM: body,
        HEADER: {"size": form.PAGE_NUMBER_SIZE, "center": True},
        texts.STYLE_SUPERIOR: {"size": form.BODY_NAME_SIZE, "center": True},
        texts.STYLE_BODY_NAME: {"size": form.BODY_NAME_SIZE, "bold": True, "center": True},
        texts.STYLE_STATE: {"size": form.STATE_SIZE, "bold": True, "center": True},
        texts.STYLE_MOTTO: {"size": form.MOTTO_SIZE, "bold": True, "center": True},
        texts.STYLE_NUMBER: {"size": form.NUMBER_SIZE, "center": True, "before": 8},
        texts.STYLE_DATE: {"size": form.DATE_SIZE, "italic": True, "center": True, "before": 8},
        texts.STYLE_BASIS: {**body, "italic": True},
        texts.STYLE_NOTE: {
            "size": min(size, form.SUMMARY_SIZE),
            "italic": True,
            "center": True,
            "after": GAP * 1.5,
        },
        texts.STYLE_LINE: {"size": size, "after": size * 0.6, "spacing": True},
        texts.STYLE_ANNEX: {"size": form.ANNEX_SIZE, "bold": True, "center": True, "keep": True},
        texts.STYLE_CELL: {"size": form.TABLE_SIZE, "before": 2, "after": 2},
        texts.STYLE_SIGNER: {"size": form.SIGNER_SIZE, "bold": True, "center": True, "keep": True},
        texts.STYLE_SIGN_NOTE: {
            "size": form.SIGNER_SIZE - 1,
            "italic": True,
            "center": True,
            "keep": True,
        },
        texts.STYLE_RECIPIENTS: {"size": form.RECIPIENTS_SIZE, "bold": True, "italic": True},
        texts.STYLE_RECIPIENT: {"size": form.RECIPIENT_SIZE},
        texts.STYLE_RULE: {"size": 1, "center": True},
    }


def set_styles(word: "Document", size: float) -> None:
    """Set Word's styles and add ours: Times New Roman, black, Vietnamese."""
    _set_language(word)
    normal = word.styles[NORMAL]
    _set_font(normal, size)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    for name, plan in _plan(size).items():
        known = name in [style.name for style in word.styles]
        style = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not known:
            style.base_style, style.quick_style = normal, True
            style.element.styleId = normalize_for_match(name).title().replace(" ", "")
        _set_style(style, plan)


def _set_language(word: "Document") -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    language = defaults.find(f".//{qn('w:lang')}")
    for part in ("val", "eastAsia"):
        language.set(qn(f"w:{part}"), form.LANGUAGE)


def _set_style(style: Any, plan: dict[str, Any]) -> None:
    for name in FOREIGN:
        for element in style.element.findall(f".//{qn(name)}"):
            element.getparent().remove(element)
    _set_font(style, plan["size"])
    style.font.bold, style.font.italic = plan.get("bold", False), plan.get("italic", False)
    shape = style.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    if plan.get("center"):
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if plan.get("justify"):
        shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    shape.left_indent = Mm(0)
    shape.first_line_indent = Mm(plan.get("indent", 0))
    shape.space_before, shape.space_after = Pt(plan.get("before", 0)), Pt(plan.get("after", 0))
    shape.line_spacing = form.LINE_SPACING if plan.get("spacing") else 1.0
    shape.keep_with_next = plan.get("keep", False)
    shape.widow_control = True


def _set_font(style: Any, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = OFFICE_NAME, Pt(size), BLACK
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in THEMED:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), OFFICE_NAME)
    for name in FOREIGN_FONT:
        for element in properties.findall(qn(name)):
            properties.remove(element)


def set_up_page(word: "Document", document: OfficeDocument) -> None:
    """Set A4, the margins of annex I, and the page number in the margin above from page 2 on."""
    section = word.sections[0]
    sides = (Mm(form.SHORT_SIDE), Mm(form.LONG_SIDE))
    section.page_width, section.page_height = reversed(sides) if document.is_sideways else sides
    if document.is_sideways:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.top_margin, section.bottom_margin = Mm(form.MARGIN_TOP), Mm(form.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Mm(form.MARGIN_LEFT), Mm(form.MARGIN_RIGHT)
    section.header_distance = section.footer_distance = Mm(form.PAGE_NUMBER_AT)
    section.different_first_page_header_footer = True
    _add_page_field(section.header.paragraphs[0])


def _add_page_field(paragraph: Any) -> None:
    """Add Word's PAGE field, which counts by itself."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = "PAGE"
        else:
            code = OxmlElement("w:fldChar")
            code.set(qn("w:fldCharType"), kind)
        run._r.append(code)


def set_properties(word: "Document", document: OfficeDocument) -> None:
    """Set what a file says of itself: title, author, subject, language."""
    properties = word.core_properties
    properties.title, properties.subject = nfc(document.title), nfc(document.summary)
    properties.author = properties.last_modified_by = nfc(document.letterhead.name)
    properties.language, properties.comments = form.LANGUAGE, ""
    at = datetime.combine(document.day, time(), UTC) if document.day else CREATED_AT
    properties.created = properties.modified = at
