"""Names of people on a form, for the fields that hold one.

>>> person("张伟 13800000000")
'张伟'
>>> person("欧阳 晓 明")
'欧阳晓明'
>>> person("(签字)") is None
True
>>> person("John Smith")
'John Smith'
"""

from __future__ import annotations

import re
import unicodedata

_NO_NAMES = (
    "签字",
    "签名",
    "簽字",
    "签章",
    "盖章",
    "手写",
    "姓名",
    "电话",
    "手机",
    "地址",
    "日期",
    "时间",
    "快递",
    "单号",
    "本人",
    "确认",
    "公司",
    "如下",
    "信息",
    "证明",
    "以上",
)
_HAN_NAME = re.compile(r"^[\s::]*((?:[\u3400-\u9fff*·]\s?){2,6}?)(?=[^\u3400-\u9fff*·]|$)")
_LATIN_NAME = re.compile(r"^[\s::]*([A-Z][A-Za-z'.\-]+(?: [A-Z][A-Za-z'.\-]+){0,3})")


def person(text: str) -> str | None:
    """The name that a text begins with, without spaces between Chinese characters, or None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _HAN_NAME.match(plain)
    if match is not None:
        name = re.sub(r"\s", "", match.group(1))
        if any(word in name for word in _NO_NAMES) or set(name) <= {"*", "·"}:
            return None
        return name
    match = _LATIN_NAME.match(plain)
    return match.group(1) if match else None


def same_person(a: str, b: str) -> bool:
    """Equal after NFKC, without white space and case."""
    return _key(a) == _key(b)


def _key(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
