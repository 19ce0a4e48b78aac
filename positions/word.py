"""Documents for Word: real tables with repeated headers, numbered sources with live links, the same bytes each time."""

from collections.abc import Iterable, Sequence
from html import escape

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from positions import word_page
from positions.check import is_web_address
from positions.language import _
from positions.paper import (
    CONFIRMED,
    GROUP,
    HEAD,
    SHADE,
    Block,
    Bullets,
    Cell,
    Document,
    Entry,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    Table,
    parts,
    printable,
    runs_left,
)

UNKNOWN = "F2F2F2"
"""The shade of what is not on the scale."""

NARROWEST, BESIDE = 1100, 8
"""The mean width of columns, in twentieths of a point, below which a table is parted, and the columns of each part."""

_TWIPS = 635
"""English metric units in a twentieth of a point, the two measures of the format."""


def written(made: Document) -> bytes:
    """A document as the bytes of a file."""
    document = word_page.begun(made)
    # A single table is told by the title above it.
    body = _Body(document, captions=sum(isinstance(block, Table) for block in made.blocks) > 1)
    body.paragraph((Run(made.title),), "Subtitle")
    body.paragraph((Run(made.subject),), "Title")
    body.paragraph((Run(" · ".join(made.facts)),), "Facts")
    for block in made.blocks:
        body.block(block)
    if made.legend or made.closing:
        body.paragraph((Run(_("Signs and figures")),), "Heading2")
    if made.legend:
        body.paragraph(tuple(_legend(made.legend)), "Facts")
    for told in made.closing:
        body.paragraph((Run(told),), "Facts")
    if made.sources:
        word_page.in_columns(document, 3 if made.landscape else 2)
        body.paragraph((Run(_("Sources")),), "Heading2")
        body.paragraph((Run(_(CONFIRMED)),), "Facts")
        for entry in made.sources:
            body.source(entry)
    return word_page.saved(document, made.updated)


def _legend(legend: Sequence[tuple[str, str]]) -> Iterable[Run]:
    for n, (sign, meaning) in enumerate(legend):
        yield Run(f"{' · ' if n else ''}{sign}: ", bold=True)
        yield Run(meaning)


class _Body:
    """Puts blocks at the end of a Word document, as the elements of its format."""

    def __init__(self, document: WordDocument, captions: bool) -> None:
        self._document, self._captions = document, captions
        section = document.sections[0]
        width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        self._width = width // _TWIPS

    def block(self, block: Block) -> None:
        """A block of a document."""
        if isinstance(block, Heading):
            self.paragraph((Run(block.text),), f"Heading{block.level}")
        elif isinstance(block, Paragraph):
            self.paragraph(block.line, "Normal")
        elif isinstance(block, Bullets):
            for item in block.items:
                self.paragraph(item, "ListBullet")
        else:
            if self._captions:
                self.paragraph((Run(block.caption),), "Caption")
            narrow = self._width < NARROWEST * len(block.columns)
            for part in parts(block, BESIDE) if narrow else [block]:
                self._append(_table(part, self._width))
                self.paragraph((), "TableText")

    def paragraph(self, line: Line, style: str) -> None:
        """A line in a style, by the name without spaces."""
        self._append(_paragraph(line, style))

    def source(self, entry: Entry) -> None:
        """A numbered source with links; the numbers in the text lead here."""
        mark = f"source_{entry.number}"
        told = [
            f'<w:bookmarkStart w:id="{entry.number}" w:name="{mark}"/>{_text(f"{entry.number}")}'
            f'<w:bookmarkEnd w:id="{entry.number}"/><w:r><w:tab/></w:r>',
            _text(f"{entry.publisher}, “{entry.title}”, {entry.day}. "),
            self._link(entry.url, entry.url),
        ]
        if entry.archive_url:
            told += [_text("; "), self._link(entry.archive_url, _("archived copy"))]
        told.append(_text(entry.remarks))
        self._append(f'<w:p><w:pPr><w:pStyle w:val="Source"/></w:pPr>{"".join(told)}</w:p>')

    def _link(self, url: str, text: str) -> str:
        if not is_web_address(url):
            return _text(text)
        id_ = self._document.part.relate_to(printable(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f'<w:hyperlink r:id="{id_}" w:history="1">{_text(text, style="WebLink")}</w:hyperlink>'

    def _append(self, xml: str) -> None:
        name = xml[1:].split(maxsplit=1)[0].split(">", maxsplit=1)[0]
        element = parse_xml(xml.replace(f"<{name}", f"<{name} {nsdecls('w', 'r')}", 1))
        # The last element of a body is the description of its page.
        self._document.element.body[-1].addprevious(element)


def _paragraph(line: Line, style: str, *, keep: bool = False, right: bool = False) -> str:
    kept = "<w:keepNext/>" if keep else ""
    leftward = "<w:bidi/>" if runs_left("".join(run.text for run in line)) else ""
    side = '<w:jc w:val="right"/>' if right else ""
    runs = "".join(_run(run) for run in line)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{leftward}{side}</w:pPr>{runs}</w:p>'


def _run(run: Run) -> str:
    told = _text(run.text, bold=run.bold, italic=run.italic, language=run.language) if run.text else ""
    marks = [_lead(number) for number in run.notes]
    return told + _text(", ", style="SourceNumber").join(marks)


def _lead(number: int) -> str:
    shown = _text(str(number), style="SourceNumber")
    return f'<w:hyperlink w:anchor="source_{number}" w:history="1">{shown}</w:hyperlink>'


def _text(text: str, *, bold: bool = False, italic: bool = False, language: str = "", style: str = "") -> str:
    left = runs_left(text)
    looks = [
        f'<w:rStyle w:val="{style}"/>' if style else "",
        "<w:b/><w:bCs/>" if bold else "",
        "<w:i/><w:iCs/>" if italic else "",
        "<w:rtl/>" if left else "",
        f'<w:lang w:{"bidi" if left else "val"}="{escape(language)}"/>' if language else "",
    ]
    # Spaces at the ends part one run from the next.
    lead, tail = (" " if text[:1] == " " else ""), (" " if text[1:][-1:] == " " else "")
    shown = escape(lead + printable(text) + tail, quote=False)
    return f'<w:r><w:rPr>{"".join(looks)}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'


def _table(table: Table, width: int) -> str:
    whole = sum(table.widths)
    widths = [int(width * share / whole) for share in table.widths]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    head = Row(tuple(Cell(((Run(column, bold=True),),)) for column in table.columns))
    rows = [_row(head, widths, HEAD, header=True)]
    rows += [_row(row, widths, GROUP if row.group else "") for row in table.rows]
    look = _LOOK.format(width=sum(widths), caption=escape(printable(table.caption)))
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="B4B8C0"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_LOOK = (
    '<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>'
    f"<w:tblBorders>{_LINES}</w:tblBorders>"
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
    '<w:tblLook w:firstRow="1" w:firstColumn="1" w:lastRow="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    '<w:tblCaption w:val="{caption}"/></w:tblPr>'
)


def _row(row: Row, widths: Sequence[int], shade: str, *, header: bool = False) -> str:
    spans = [len(widths)] if row.group else [1] * len(row.cells)
    cells = []
    for n, (cell, span) in enumerate(zip(row.cells, spans, strict=True)):
        colour = shade or (SHADE.get(cell.fill, UNKNOWN) if cell.fill else "")
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
        spread = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        width = sum(widths[n : n + span])
        kept, right = row.group or header, cell.number is not None
        lines = "".join(_paragraph(line, "TableText", keep=kept, right=right) for line in cell.lines or ((),))
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spread}{fill}</w:tcPr>{lines}</w:tc>')
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"
