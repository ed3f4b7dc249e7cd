"""The confined process in which the pages of a PDF become pixels. Nothing but `decode.py` starts it.

It speaks as `decode_worker.py` does, but for the first header of an answer, ``{"pages": n}``. Pages are drawn at 200
dots to the inch, form entries included, each within a cap of pixels. It has limits of its own (`sandbox.py`): pdfium
took 2.3 GB and hung on three of eight bombs.

A page with characters beyond Latin in a font that is not inside the file is refused: nothing here can open the
system's fonts, so the text would be missing, and what is missing from a picture must never look as if it were missing
from the document.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

from evidence_checks import sandbox
from evidence_checks.decode_worker import MIN_SIDE, receive, send, write

if TYPE_CHECKING:
    import pypdfium2

DOTS_PER_INCH = 200
"""Text of 8 points is then 22 pixels high; 18 are wanted (`legibility.py`)."""
MAX_PAGE_PIXELS = 12_000_000
"""A3 at 200 dots to the inch has 7.7 million; larger pages are drawn coarser."""
MAX_PAGES = 20
"""Of a document, and of an exhibit with all its files."""
_MAX_TEXT_OBJECTS = 20_000
_POINTS_PER_INCH = 72
_STRIP_BYTES = 1 << 20


class _RefusedError(Exception):
    """A document that is not drawn: a code of `errors.py` and its facts."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def serve(source: int = 0, sink: int = 1) -> None:
    """Confines this process, greets with the level reached, and answers documents until the source ends."""
    import pypdfium2

    # Draws once, so that nothing is loaded later: then no file can be opened any more.
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(72, 72)
    _draw(None, blank, 0)
    blank.close()
    level = sandbox.confine(sandbox.DOCUMENT_MEMORY_BYTES)
    send(sink, json.dumps({"level": level}).encode())
    while (head := receive(source, 8)) is not None:
        data = receive(source, struct.unpack(">Q", head)[0])
        if data is None:
            return
        sandbox.grant_cpu_for_one_picture()
        try:
            _answer(sink, data)
        except _RefusedError as refused:
            send(sink, json.dumps({"code": refused.code, "facts": refused.facts}).encode())
        except MemoryError:
            send(sink, json.dumps({"code": "PICTURE_TOO_COSTLY", "facts": {"reason": "memory"}}).encode())
        del data


def _answer(sink: int, data: bytes) -> None:
    document = _opened(data)
    try:
        count = len(document)
        if count == 0:
            raise _RefusedError("DOCUMENT_EMPTY")
        if count > MAX_PAGES:
            raise _RefusedError("DOCUMENT_TOO_MANY_PAGES", count=count, limit=MAX_PAGES)
        send(sink, json.dumps({"pages": count}).encode())
        for index in range(count):
            _draw(sink, document, index)
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise _RefusedError("DOCUMENT_LOCKED" if locked else "DOCUMENT_CORRUPT") from error
    if document.get_formtype():
        document.init_forms()
    return document


def _draw(sink: int | None, document: pypdfium2.PdfDocument, index: int) -> None:
    """Sends one page: its header, then its RGB in strips. Without a sink it is only drawn."""
    import pypdfium2

    try:
        page = document[index]
        width, height = page.get_size()
    except pypdfium2.PdfiumError as error:
        raise _RefusedError("DOCUMENT_CORRUPT") from error
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise _RefusedError("DOCUMENT_CORRUPT")
    scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, (MAX_PAGE_PIXELS / (width * height)) ** 0.5)
    if min(width, height) * scale < MIN_SIDE:
        facts = {"width": round(width * scale), "height": round(height * scale), "limit": MIN_SIDE}
        raise _RefusedError("PICTURE_TOO_SMALL", **facts)
    try:
        missing = _needs_missing_font(page)
    except pypdfium2.PdfiumError as error:
        raise _RefusedError("DOCUMENT_CORRUPT") from error
    if missing:
        raise _RefusedError("DOCUMENT_FONTS_MISSING", page=index + 1)
    try:
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=True)
    except pypdfium2.PdfiumError as error:
        raise _RefusedError("DOCUMENT_CORRUPT") from error
    rows, columns, stride = bitmap.height, bitmap.width, bitmap.stride
    if bitmap.n_channels != 3:
        raise _RefusedError("DOCUMENT_CORRUPT")
    header: dict[str, Any] = {"width": columns, "height": rows, "orientation": 1}
    header["facts"] = {"format": "PDF", "page_in_file": str(index + 1)}
    pixels = memoryview(bitmap.buffer).cast("B")
    step = max(1, _STRIP_BYTES // stride)
    if sink is not None:
        send(sink, json.dumps(header).encode())
        for top in range(0, rows, step):
            starts = range(top * stride, min(rows, top + step) * stride, stride)
            write(sink, b"".join(pixels[start : start + 3 * columns] for start in starts))
    pixels.release()
    bitmap.close()
    page.close()


def _needs_missing_font(page: pypdfium2.PdfPage) -> bool:
    """Whether some text beyond Latin on the page is set in a font that is not inside the file."""
    import ctypes

    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    try:
        missing: dict[int, bool] = {}
        for number, one in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=8)):
            if number >= _MAX_TEXT_OBJECTS:
                break
            font = pdfium.FPDFTextObj_GetFont(one)
            if not font:
                continue
            address = ctypes.addressof(font.contents)
            if address not in missing:
                missing[address] = pdfium.FPDFFont_GetIsEmbedded(font) == 0
            if missing[address] and _beyond_latin(one, text):
                return True
        return False
    finally:
        text.close()


def _beyond_latin(one: Any, text: Any) -> bool:
    """Whether a text object shows a character that the fonts built into pdfium do not draw, or none that has a name."""
    import ctypes

    import pypdfium2.raw as pdfium

    if pdfium.FPDFTextObj_GetTextRenderMode(one) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return False  # what a scanner read, laid under the picture of the page
    size = pdfium.FPDFTextObj_GetText(one, text, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFTextObj_GetText(one, text, buffer, size)
    named = [number for number in buffer[: max(0, size // 2 - 1)] if number]
    return not named or any(number >= 0x370 and not 0x2000 <= number <= 0x20BF for number in named)
