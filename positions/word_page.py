"""The page of a Word document: paper, styles, footer, properties; nothing here knows what stands on it."""

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from positions.language import _
from positions.paper import Document, printable

FONT = "Arial"
"""A font that every office has, or has one of the same widths for."""

INK, GREY = RGBColor(0x1C, 0x1D, 0x21), RGBColor(0x55, 0x58, 0x60)

# Style: size, bold, space before, space after, kept with what follows.
_STYLES: dict[str, tuple[float, bool, float, float, bool]] = {
    "Normal": (9.5, False, 0, 4, False),
    "Title": (17, True, 0, 2, True),
    "Subtitle": (9.5, False, 0, 4, True),
    "Heading 1": (12, True, 10, 3, True),
    "Heading 2": (10.5, True, 8, 3, True),
    "Caption": (8, False, 4, 4, True),
    "List Bullet": (9.5, False, 0, 2.5, False),
    "Facts": (8, False, 0, 3, False),
    "Table Text": (8.5, False, 0, 1, False),
    "Source": (7.5, False, 0, 2, False),
    "Footer": (7.5, False, 0, 0, False),
}
_GREY = {"Subtitle", "Caption", "Facts", "Footer"}


def begun(made: Document) -> WordDocument:
    """An empty document with paper, styles, footer and properties."""
    empty = docx.Document()
    _properties(empty, made)
    _language(empty, made.language)
    _styles(empty)
    section = empty.sections[0]
    long, short = Mm(297), Mm(210)
    section.orientation = WD_ORIENT.LANDSCAPE if made.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if made.landscape else (short, long)
    section.left_margin = section.right_margin = Mm(15 if made.landscape else 20)
    section.top_margin, section.bottom_margin = Mm(15), Mm(16)
    section.footer_distance = Mm(8)
    _footer(empty, made, int(section.page_width - section.left_margin - section.right_margin))
    return empty


def in_columns(document: WordDocument, number: int) -> None:
    """Set what follows in columns, on the same page."""
    section = document.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))  # python-docx has no words for columns
    columns.set(qn("w:num"), str(number))
    columns.set(qn("w:space"), "400")


def saved(document: WordDocument, updated: date) -> bytes:
    """The bytes of the file: the same for the same document, whenever it is written."""
    plain, fixed = io.BytesIO(), io.BytesIO()
    document.save(plain)
    moment = (max(updated.year, 1980), updated.month, updated.day, 0, 0, 0)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, moment)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(info, source.read(name))
    return fixed.getvalue()


def _properties(empty: WordDocument, made: Document) -> None:
    held = empty.core_properties
    # A property holds at most 255 letters.
    held.title, held.subject = printable(made.subject)[:255], printable(made.title)[:255]
    held.author = held.last_modified_by = held.comments = held.category = ""
    held.keywords, held.language, held.revision = printable(made.footer)[:255], made.language, 1
    held.created = held.modified = datetime(made.updated.year, made.updated.month, made.updated.day)
    package = empty.part.package
    pictures = [id_ for id_, rel in package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]
    for id_ in pictures:
        del package.rels[id_]


def _language(empty: WordDocument, code: str) -> None:
    defaults = empty.styles.element.find(qn("w:docDefaults"))
    for told in defaults.iter(qn("w:lang")):
        told.set(qn("w:val"), code)
        told.attrib.pop(qn("w:eastAsia"), None)
    for fonts in defaults.iter(qn("w:rFonts")):
        _font(fonts)
    settings = empty.settings.element
    for told in settings.iter(qn("w:themeFontLang")):
        told.set(qn("w:val"), code)
        told.attrib.pop(qn("w:eastAsia"), None)
    for told in settings.iter(qn("w:compatSetting")):
        if told.get(qn("w:name")) == "compatibilityMode":
            told.set(qn("w:val"), "15")
    for odd in list(settings.iter(qn("w:useFELayout"))):
        odd.getparent().remove(odd)


def _font(fonts: Any) -> None:
    # East Asian too: Word takes that one for signs such as the full circle.
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _styles(empty: WordDocument) -> None:
    for name, (size, bold, before, after, kept) in _STYLES.items():
        known = name in empty.styles
        style = empty.styles[name] if known else empty.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)  # noqa: S101  # for the type checker
        style.font.name = FONT
        _font(style.element.rPr.find(qn("w:rFonts")))
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = GREY if name in _GREY else INK
        shape = style.paragraph_format
        shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), kept
        shape.line_spacing = 1.1 if size > 9 else 1.05
        for rule in style.element.iter(qn("w:pBdr")):
            rule.getparent().remove(rule)
        for odd in [*style.element.iter(qn("w:spacing"))][1:]:
            odd.getparent().remove(odd)
    hanging = empty.styles["Source"].paragraph_format
    hanging.left_indent, hanging.first_line_indent = Mm(7), Mm(-7)
    hanging.tab_stops.add_tab_stop(Mm(7))
    number = empty.styles.add_style("Source Number", WD_STYLE_TYPE.CHARACTER)
    number.font.superscript, number.font.bold, number.font.size = True, False, Pt(9.5)
    link = empty.styles.add_style("Web Link", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor(0x1F, 0x5F, 0xA8), True


def _footer(empty: WordDocument, made: Document, width: int) -> None:
    line = empty.sections[0].footer.paragraphs[0]
    for tabs in list(empty.styles["Footer"].element.iter(qn("w:tabs"))):
        tabs.getparent().remove(tabs)
    line.style = empty.styles["Footer"]
    line.paragraph_format.tab_stops.add_tab_stop(Emu(width), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(printable(made.footer))
    line.add_run("\t")
    for piece in re.split(r"(\{page\}|\{pages\})", _("page {page} of {pages}")):
        if piece in {"{page}", "{pages}"}:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE" if piece == "{page}" else "NUMPAGES")
            line._p.append(field)  # python-docx has no words for fields
            run = OxmlElement("w:r")
            told = OxmlElement("w:t")
            told.text = "1"
            run.append(told)
            field.append(run)
        else:
            line.add_run(piece)
