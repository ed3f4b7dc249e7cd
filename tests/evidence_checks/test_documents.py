"""PDF: each page is a page of the exhibit; bombs, locks and damage are one clear fault in time."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from evidence_checks import decode as decode_module
from evidence_checks.decode import decode, decode_pages
from evidence_checks.document_worker import MAX_PAGES
from tests.evidence_checks.test_decode import encoded, fault_of, gradient, outcome_of

A5 = "0 0 420 595"


def pdf(*bodies, trailer=b""):
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n" % number + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, table)
    return bytes(out)


def stream(data, words=""):
    packed = zlib.compress(data, 9)
    return f"<< {words} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"


def drawn(content, box=A5, resources="", more=(), page=""):
    """A PDF of one page; ``more`` are objects from number 5 on."""
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << {resources} >> {page} >>",
        stream(content),
        *more,
    )


def of_pictures(*pictures, **options):
    held = io.BytesIO()
    pictures[0].save(held, "PDF", save_all=True, append_images=list(pictures[1:]), **options)
    return held.getvalue()


def blank(count):
    kids = " ".join(f"{3 + number} 0 R" for number in range(count))
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{A5}] >>"
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>", *[page] * count
    )


def test_each_page_becomes_a_page_in_order():
    pages = decode_pages(of_pictures(*(Image.new("RGB", (200, 300), (tone, 0, 0)) for tone in (250, 150, 50))), "a.pdf")
    assert [round(int(page.pixels[50, 50, 0]) / 50) for page in pages] == [5, 3, 1]
    assert [page.facts["page_in_file"] for page in pages] == ["1", "2", "3"]
    assert {page.media_type for page in pages} == {"application/pdf"}
    assert all(page.pixels.dtype == np.uint8 and page.pixels.flags["C_CONTIGUOUS"] for page in pages)


def test_a_page_is_drawn_fine_enough_to_read_and_in_its_colours():
    pixels = decode(drawn(b"1 0 0 rg 0 0 210 595 re f"), "a.pdf").pixels
    assert pixels.shape == (1653, 1167, 3)
    assert tuple(pixels[800, 100]) == (255, 0, 0)
    assert tuple(pixels[800, 1000]) == (255, 255, 255)


def test_a_page_that_is_noted_as_turned_is_upright():
    pixels = decode(drawn(b"0 g 0 0 420 100 re f", page="/Rotate 90"), "a.pdf").pixels
    assert pixels.shape == (1167, 1653, 3)
    assert pixels[:, :200].max() == 0


def test_a_document_of_three_hundred_pages_is_refused():
    fault = fault_of(blank(300), "report.pdf")
    assert fault.code == "DOCUMENT_TOO_MANY_PAGES"
    assert (fault.facts["count"], fault.facts["limit"]) == (300, MAX_PAGES)
    assert len(decode_pages(blank(MAX_PAGES), "a.pdf")) == MAX_PAGES


def test_a_document_without_pages_is_no_evidence():
    assert fault_of(blank(0)).code in ("DOCUMENT_EMPTY", "DOCUMENT_CORRUPT")


def test_a_document_with_a_password_is_said_to_be_locked():
    locked = pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{A5}] >>",
        f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>",
        trailer=b"/Encrypt 4 0 R /ID [<00> <00>]",
    )
    assert fault_of(locked).code == "DOCUMENT_LOCKED"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(range(256)) * 20, b"%PDF-1.7\n%%EOF\n"])
def test_what_only_begins_like_a_document_is_damaged(data):
    assert fault_of(data).code == "DOCUMENT_CORRUPT"


def test_a_document_that_breaks_off_is_damaged_or_still_whole():
    data = of_pictures(gradient(640, 480))
    assert fault_of(data[: len(data) // 3]).code in ("DOCUMENT_CORRUPT", "DOCUMENT_EMPTY")


@pytest.mark.parametrize(("font", "text"), [("STSong-Light", "6536 6b3e"), ("SimSun", "8fd0 8d39 0031")])
def test_chinese_text_whose_font_is_not_inside_is_refused_and_never_left_out(font, text):
    fonts = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{font} /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{font} /FontDescriptor 7 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        f"<< /Type /FontDescriptor /FontName /{font} /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    )
    content = f"BT /F1 20 Tf 50 500 Td <{text.replace(' ', '')}> Tj ET".encode()
    fault = fault_of(drawn(content, resources="/Font << /F1 5 0 R >>", more=fonts), "invoice.pdf")
    assert (fault.code, fault.facts["page"]) == ("DOCUMENT_FONTS_MISSING", 1)


def test_what_a_scanner_laid_invisibly_under_the_page_needs_no_font():
    fonts = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
    )
    content = b"BT 3 Tr /F1 20 Tf 50 500 Td <65366b3e> Tj ET"
    outcome = outcome_of(drawn(content, resources="/Font << /F1 5 0 R >>", more=fonts))
    assert outcome == (1653, 1167, 3)


def test_latin_text_in_a_font_of_every_reader_is_drawn():
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    content = b"BT /F1 40 Tf 50 500 Td (SF1234567890123) Tj ET"
    assert decode(drawn(content, resources="/Font << /F1 5 0 R >>", more=(font,)), "a.pdf").pixels.min() < 60


def test_an_entry_in_a_form_is_drawn():
    document = pdf(
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{A5}] /Annots [5 0 R] >>",
        "<< >>",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 4 /Rect [50 50 250 150] /AP << /N 6 0 R >> >>",
        stream(b"0 0 1 rg 0 0 200 100 re f", "/Type /XObject /Subtype /Form /BBox [0 0 200 100]"),
    )
    red, _, blue = np.moveaxis(decode(document, "a.pdf").pixels, 2, 0).astype(int)
    assert ((blue - red) > 100).any()


def test_a_page_as_large_as_a_wall_is_drawn_coarser():
    height, width, _ = decode(drawn(b"0 g 0 0 7000 7000 re f", box="0 0 14400 14400"), "a.pdf").pixels.shape
    assert 3000 <= width <= 3470
    assert height == width


def test_a_page_of_a_few_points_is_too_small_to_be_evidence():
    assert fault_of(drawn(b"", box="0 0 4 4")).code == "PICTURE_TOO_SMALL"
    assert fault_of(drawn(b"", box="0 0 14400 1")).code == "PICTURE_TOO_SMALL"


def test_a_picture_of_four_hundred_megapixels_inside_a_page_ends_in_time():
    side = 20_000
    packed = zlib.compress(zlib.compress(bytes(side * side), 9), 9)
    words = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 8"
    picture = (
        f"<< {words} /Filter [/FlateDecode /FlateDecode] /Length {len(packed)} >>\nstream\n".encode()
        + packed
        + b"\nendstream"
    )
    outcome = outcome_of(drawn(b"q 420 0 0 595 0 0 cm /I Do Q", resources="/XObject << /I 5 0 R >>", more=(picture,)))
    assert outcome == (1653, 1167, 3) or outcome.startswith(("DECODE_", "DOCUMENT_", "PICTURE_"))


def test_drawings_inside_drawings_end_in_time(monkeypatch):
    monkeypatch.setattr(decode_module, "SECONDS_PER_FILE", 3.0)
    calls = b"/N Do " * 40
    forms = [
        stream(calls, f"/Type /XObject /Subtype /Form /BBox [{A5}] /Resources << /XObject << /N {6 + depth} 0 R >> >>")
        for depth in range(12)
    ]
    last = stream(b"0 0 1 rg 0 0 420 595 re f " * 50, f"/Type /XObject /Subtype /Form /BBox [{A5}]")
    outcome = outcome_of(drawn(calls, resources="/XObject << /N 5 0 R >>", more=(*forms, last)))
    assert isinstance(outcome, tuple) or outcome in ("DECODE_TIMEOUT", "DECODE_CRASHED", "PICTURE_TOO_COSTLY")
    assert decode(blank(1), "a.pdf").pixels.shape == (1653, 1167, 3)


def test_a_crash_while_drawing_does_not_hurt_the_pictures_beside_it():
    assert decode(blank(1), "a.pdf").pixels.min() == 255
    decode_module._DOCUMENT_WORKER._process.kill()
    decode_module._DOCUMENT_WORKER._process.wait()
    assert decode(encoded(gradient(), "PNG"), "a.png").pixels.shape == (48, 64, 3)
    assert decode(blank(1), "a.pdf").pixels.min() == 255


def test_random_damage_never_ends_the_worker_without_a_fault():
    random, original = np.random.default_rng(13), of_pictures(gradient(200, 150))
    for _ in range(60):
        data = bytearray(original)
        for place in random.integers(8, len(data), 8):
            data[place] = random.integers(0, 256)
        outcome = outcome_of(bytes(data))
        assert not isinstance(outcome, str) or outcome.startswith(("DOCUMENT_", "PICTURE_", "DECODE_", "FILE_NOT"))
