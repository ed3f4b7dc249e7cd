"""What a user would write in an afternoon: one OCR engine, the words of the page, a regular expression per field.

For comparison only. Both get the decoded, upright pixels; neither abstains: a field is found or it is not, and an exhibit
with all its fields is valid.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

Engine = Callable[[Any], list[str]]
"""RGB pixels to the lines of text."""
ASKED: Mapping[str, tuple[str, ...]] = {
    "weigh_record": ("weight", "tracking_number"),
    "freight_receipt": ("amount", "date", "tracking_number"),
    "courier_stamp_proof": ("tracking_number", "date"),
}
_LABELLED = re.compile(r"(?:单号|單號|单编号|号码|tracking|waybill)\D{0,4}([A-Z]{0,4}\d[\d ]{7,24})", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z]{0,4}\d{10,18}(?![\d.])")
_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_AMOUNT = re.compile(r"(?:费|費|额|額|计|計|¥)\D{0,6}(\d+(?:\.\d{1,2})?)|(\d+\.\d{2})\s*元")
_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|公斤|千克|g|克|斤)", re.IGNORECASE)
_GRAMS = {"kg": 1000, "公斤": 1000, "千克": 1000, "g": 1, "克": 1, "斤": 500}


def rapidocr() -> Engine:
    """RapidOCR as its package configures it, with two threads as ours has."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 2})

    def read(pixels: Any) -> list[str]:
        import numpy as np

        answer = engine(np.ascontiguousarray(pixels[..., ::-1]), use_det=True, use_cls=True, use_rec=True)
        return list(answer.txts or ())

    return read


def tesseract() -> Engine | None:
    """Tesseract on the whole page (psm 3), with Chinese where the system has it; None where there is no tesseract."""
    import pytesseract

    from evidence_checks.text.second import second_reader

    found = second_reader("chi_sim") or second_reader()
    if found is None:
        return None
    language = "chi_sim+eng" if {"chi_sim", "eng"} <= found.languages else "eng"
    config = f'--psm 3 --tessdata-dir "{found.data}"' if found.data else "--psm 3"

    def read(pixels: Any) -> list[str]:
        pytesseract.pytesseract.tesseract_cmd = found.binary
        try:
            return str(pytesseract.image_to_string(pixels, lang=language, config=config, timeout=60)).splitlines()
        except (pytesseract.TesseractError, RuntimeError):
            return []

    return read


def fields(lines: list[str]) -> dict[str, str]:
    """Tracking number, date (``YYYY-MM-DD``), amount (decimal) and weight (grams), where an expression finds them."""
    text = unicodedata.normalize("NFKC", "\n".join(lines)).upper().replace("￥", "¥")
    out: dict[str, str] = {}
    number = _LABELLED.search(text)
    if number is not None:
        out["tracking_number"] = number.group(1).replace(" ", "")
    elif (bare := _NUMBER.search(re.sub(r"(?<=\d) (?=\d)", "", text))) is not None:
        out["tracking_number"] = bare.group()
    for match in _DATE.finditer(text):
        try:
            out["date"] = datetime.date(int(match[1]), int(match[2]), int(match[3])).isoformat()
            break
        except ValueError:
            continue
    amount = _AMOUNT.search(text)
    if amount is not None:
        out["amount"] = amount.group(1) or amount.group(2)
    weight = _WEIGHT.search(text)
    if weight is not None:
        out["weight"] = f"{float(weight.group(1)) * _GRAMS[weight.group(2).lower()]:g}"
    return out


def verdict(kind: str, found: Mapping[str, str]) -> str:
    """``valid`` where every field asked of the kind was found."""
    return "valid" if all(name in found for name in ASKED[kind]) else "nonconforming"
