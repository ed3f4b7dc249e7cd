"""Columns of a printed table: what stands under a head such as 规格型号, row by row.

A table is told by its head: a line with one of the wanted words and at least two other heads on the same row. Rows are
told by the column that holds a sum in each. Boxes are ``(x, y, width, height)`` in pixels of the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_checks.layout import union
from evidence_checks.reading import Box, Page, TextLine

HEADS = re.compile(
    r"货物或应税劳务|服务名称|项目名称|貨物|商品名称|产品名称|品名|规格型号|規格型號|规格|型号|单位|單位|数量|數量|单价|單價"
    r"|金额|金額|税率|稅率|征收率|税额|稅額"
)
_END = re.compile(r"^(合计|合計|小计|价税合计|價稅合計|备注|大写|总计)|^[合计計]$")
_NUMBER = re.compile(r"^[-¥￥]?\d[\d,]*(\.\d+)?%?$")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands under a head in one row; empty text where nothing was read there."""

    text: str
    box: Box
    confidence: float
    head: str
    head_box: Box


def column(page: Page, wanted: re.Pattern[str]) -> tuple[Cell, ...] | None:
    """The cells under the head that matches ``wanted``, from the top; None where the page has no such table."""
    for head in page.lines:
        if not wanted.search(_plain(head.text)) or len(_plain(head.text)) > 16:
            continue
        row = sorted((line for line in page.lines if _same_row(line, head)), key=lambda line: line.box[0])
        others = [line for line in row if line is not head and HEADS.search(_plain(line.text))]
        if len(others) >= 2:
            return _cells(page, head, row)
    return None


def _cells(page: Page, head: TextLine, row: Sequence[TextLine]) -> tuple[Cell, ...]:
    x, y, width, height = head.box
    before = max((line.box[0] + line.box[2] for line in row if line.box[0] + line.box[2] <= x), default=0)
    after = min((line.box[0] for line in row if line.box[0] >= x + width), default=page.width)
    left, right = (before + x) / 2 if before else 0.0, (x + width + after) / 2
    bottom = min(
        (line.box[1] for line in page.lines if line.box[1] > y + height and _END.search(_plain(line.text))),
        default=y + 12 * height,
    )
    below = [line for line in page.lines if line.box[1] > y + 0.6 * height and line.box[1] + line.box[3] / 2 < bottom]
    mine = [line for line in below if left <= line.box[0] + min(line.box[2], width) / 2 <= right and not _upright(line)]
    rows = _rows(below, row, height)
    if not rows:
        rows = [sum(line.box[1] + line.box[3] / 2 for line in mine) / len(mine)] if mine else []
    out: list[Cell] = []
    for number, middle in enumerate(rows):
        edge = middle - 0.8 * height
        ends = rows[number + 1] - 0.8 * height if number + 1 < len(rows) else float(bottom)
        start = edge if number else y + 0.6 * height
        held = sorted(
            (line for line in mine if start <= line.box[1] + line.box[3] / 2 < ends),
            key=lambda line: (line.box[1], line.box[0]),
        )
        if held:
            text = "".join(line.text for line in held)
            sure = min(line.confidence for line in held)
            out.append(Cell(text, union([line.box for line in held]), sure, head.text, head.box))
        else:
            top, tall = max(0, round(middle - height / 2)), height
            wide = max(width, 3 * height)
            out.append(Cell("", (max(0, x - (wide - width) // 2), top, wide, tall), 0.0, head.text, head.box))
    return tuple(out)


def _rows(below: Sequence[TextLine], row: Sequence[TextLine], height: int) -> list[float]:
    """Middles of the rows: where the column of sums, or else that of quantities, holds a number."""
    for pattern in (r"^(金额|金額|额|額)", r"^(税额|稅額)", r"^(数量|數量)"):
        heads = [line for line in row if re.search(pattern, _plain(line.text))]
        for head in heads:
            x, _, width, _ = head.box
            numbers = [
                line.box[1] + line.box[3] / 2
                for line in below
                if _NUMBER.match(_plain(line.text))
                and line.box[0] < x + width + 2.5 * height
                and line.box[0] + line.box[2] > x - 2.5 * height
            ]
            if numbers:
                kept: list[float] = []
                for middle in sorted(numbers):
                    if not kept or middle - kept[-1] > 0.6 * height:
                        kept.append(middle)
                return kept
    return []


def _upright(line: TextLine) -> bool:
    """Whether a line is written downwards, as the margins of invoices are."""
    return line.box[3] > 2 * line.box[2]


def _same_row(line: TextLine, head: TextLine) -> bool:
    middle = head.box[1] + head.box[3] / 2
    return abs(line.box[1] + line.box[3] / 2 - middle) <= 0.6 * max(line.box[3], head.box[3]) and not _upright(line)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
