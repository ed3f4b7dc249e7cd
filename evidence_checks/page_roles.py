"""Which page of a test report is its cover, which its body (PDD-EV-CERT: 不仅仅需要提供封面,同时需要提供正文内容).

A cover names the report, the client and the sample; a body has the table of what was tested, demanded and found. A page
that does both, or neither, or that does not read well, is ``unknown``: a person looks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from evidence_checks.legibility import PageQuality
from evidence_checks.reading import Page

_BODY = (
    r"检[测验]项目|試驗項目|檢[測驗]項目|测试项目|test items?",
    r"检[测验]结果|檢[測驗]結果|测试结果|实测值?|实测结果|test results?",
    r"标准要求|技术要求|標準要求|限量|限值|指标要求|要求值|requirement|limit",
    r"单项(判定|评价|结论|评定)|單項|合格/不合格|verdict|conclusion",
    r"mg/kg|mg/L|μg|%|N/mm|MPa|℃",
    r"检[测验]方法|测试方法|方法依据|GB/?T? ?\d{3,5}|test method",
    r"计量单位|^单位$|^序号$|^no\.?$",
)
_COVER = (
    r"(检[测验]|測試|測試|測驗|檢[測驗]|测试|试验)报告|(檢[測驗]|測試)報告|test report",
    r"委托单位|委託單位|受检单位|送检单位|申请(单位|人)|client|applicant",
    r"报告编号|報告編號|report no|no\.?[::]",
    r"样品名称|樣品名稱|产品名称|sample (name|description)",
    r"检[测验]类别|檢[測驗]類別|test type",
    r"声明|注意事项|notice",
    r"检[测验](机构|中心|单位)|检验所|研究院|laboratory|有限公司$",
)
NEEDED = 3
CLEAR = 2
"""By so many words must one side lead."""


def page_roles(pages: Sequence[Page], quality: Mapping[int, PageQuality], kind: str) -> tuple[str, ...]:
    """``cover``, ``body`` or ``unknown`` for each page of a factory test report; ``other`` for pages of other kinds."""
    if kind != "factory_test_report":
        return tuple("other" for _ in pages)
    return tuple(role_of(page, page.number in quality and quality[page.number].reads_well()) for page in pages)


def role_of(page: Page, reads_well: bool) -> str:
    """The role of one page of a report by its words; a count of numbers in rows speaks for a body."""
    if not reads_well:
        return "unknown"  # words that were not read would say the other role
    texts = [unicodedata.normalize("NFKC", line.text).strip() for line in page.lines]
    body = _count(_BODY, texts)
    cover = _count(_COVER, texts)
    figures = sum(
        bool(re.fullmatch(r"[<>≤≥]?\s*\d+(\.\d+)?\s*%?|合格|符合|pass|n\.?d\.?|未检出", one, re.I)) for one in texts
    )
    body += 1 if figures >= 3 else 0
    heights = sorted(line.box[3] for line in page.lines)
    title = [line for line, text in zip(page.lines, texts, strict=True) if re.search(_COVER[0], text, re.IGNORECASE)]
    # A title set twice as high as the rest is what a cover has and a running head has not.
    cover += any(line.box[3] >= 2 * heights[len(heights) // 2] for line in title)
    if body >= NEEDED and cover >= NEEDED + 1 and abs(body - cover) < CLEAR + 1:
        return "unknown"
    if body >= NEEDED and (body >= cover or body >= NEEDED + 1):
        return "body"
    if cover >= NEEDED and cover - body >= CLEAR and body < NEEDED:
        return "cover"
    return "unknown"


def _count(patterns: Sequence[str], texts: Sequence[str]) -> int:
    return sum(any(re.search(pattern, text, re.IGNORECASE) for text in texts) for pattern in patterns)
