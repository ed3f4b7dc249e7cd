"""What can be wrong with answers, tables and maps from which cases are made: codes and sentences in both languages."""

from __future__ import annotations

from typing import Any, Final

from adjudicator.errors import Bilingual, Fault
from adjudicator.rulebook.model import Text2

MESSAGES: Final[dict[str, Bilingual]] = {
    "NOT_ASKED": Bilingual(
        "{place} 不是本平台、本类别案件所需的内容：可用 {known}。",
        "{place} is nothing that a case of this platform and class needs: it needs {known}.",
    ),
    "NOT_ANSWERED": Bilingual("缺少 {place}（{name}）。", "{place} is not answered ({name})."),
    "BAD_ANSWER": Bilingual(
        "{place} 的回答 {word} 无法使用：应为{wanted}。", "{word} is no answer to {place}: give {wanted}."
    ),
    "BAD_MAP": Bilingual("映射文件 {place} 有误：{reason}。", "The map is wrong at {place}: {reason}."),
    "COLUMN_MISSING": Bilingual("表中没有列 {word}。", "The table has no column {word}."),
    "COLUMN_UNMAPPED": Bilingual(
        "列 {word} 未映射；如无需导入，请列入 ignore。",
        "The column {word} is not mapped; name it under ignore if it is not wanted.",
    ),
    "COLUMN_TWICE": Bilingual("列名 {word} 出现两次。", "The column name {word} stands twice."),
    "TABLE_ENCODING": Bilingual(
        "无法识别表格编码：应为 UTF-8 或 GB 18030。", "The encoding of the table is not known: use UTF-8 or GB 18030."
    ),
    "TABLE_EMPTY": Bilingual("表格没有表头。", "The table has no header."),
    "TABLE_ROW": Bilingual("第 {line} 行不是可用的 CSV：{reason}。", "Line {line} is not usable CSV: {reason}."),
    "ROW_LENGTH": Bilingual(
        "第 {line} 行有 {found} 格，表头有 {wanted} 列。",
        "Line {line} has {found} cells where the header has {wanted} columns.",
    ),
    "CELL_FORMULA": Bilingual(
        "第 {line} 行「{column}」列是公式 {word}，不会被计算：请填写值。",
        "Line {line}, column {column}, holds the formula {word}, which is never computed: give its value.",
    ),
    "CELL_ROUNDED": Bilingual(
        "第 {line} 行「{column}」列的 {word} 已被电子表格改写为科学计数，原数字已丢失：请以文本重新填写。",
        "Line {line}, column {column}: a spreadsheet rounded it to {word} and its digits are lost: enter it as text.",
    ),
    "CELL_NOT_TRANSLATED": Bilingual(
        "第 {line} 行「{column}」列的 {word} 不在映射的 values 中：有 {known}。",
        "Line {line}, column {column}: {word} is not among the map's values: {known}.",
    ),
    "CELL_BAD": Bilingual(
        "第 {line} 行「{column}」列的 {word} 无法使用：应为{wanted}。",
        "Line {line}, column {column}: {word} cannot be used: give {wanted}.",
    ),
    "CASE_THERE": Bilingual(
        "案件 {word} 已有文件 {name}，不予覆盖。", "The case {word} has the file {name} already; it is not overwritten."
    ),
}
"""Code to sentence."""


def said(code: str, path: str, value: Any = None, expected: str = "", **facts: object) -> Fault:
    """A fault of this list, with its sentence filled in; a fact is a text, or one for each language."""
    words = MESSAGES[code]
    zh = {name: fact.zh if isinstance(fact, Bilingual | Text2) else fact for name, fact in facts.items()}
    en = {name: fact.en if isinstance(fact, Bilingual | Text2) else fact for name, fact in facts.items()}
    return Fault(code, path, value, expected, Bilingual(words.zh.format(**zh), words.en.format(**en)))
