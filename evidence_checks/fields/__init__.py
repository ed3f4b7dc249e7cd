"""The fields an exhibit may show, found by walking this folder: one module per field.

Each module holds ``NAME``, ``TITLE`` (zh, en), ``LABELS`` (simplified, traditional, English; the plainest first), ``DECISIVE``
(whether one reading alone never counts), and the functions ``find``, ``parse`` and ``same``.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from typing import cast

from evidence_checks.candidates import Field


@lru_cache(maxsize=1)
def all_fields() -> dict[str, Field]:
    """Field name to its module, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {module.NAME: cast(Field, module) for module in modules}


@lru_cache(maxsize=1)
def all_labels() -> tuple[str, ...]:
    """Every label of every field: a value ends where one of them begins."""
    more = ("电话", "電話", "手机", "手機", "地址", "备注", "備註", "签名", "簽名", "盖章", "蓋章", "订单号", "订单编号", "tel", "phone", "address", "remark")
    return tuple(dict.fromkeys([*(label for field in all_fields().values() for label in field.LABELS), *more]))
