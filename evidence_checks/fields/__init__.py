"""The fields an exhibit may show, found by walking this folder: one module per field.

Each module holds ``NAME``, ``TITLE`` (zh, en), ``LABELS`` (simplified, traditional, English; the plainest first),
``DECISIVE`` (whether one reading alone never counts), ``TRACE`` (what on a page may be the field after all, so that it
is not said to be missing), and the functions ``find``, ``parse`` and ``same``.
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
    more = (  # labels of what is no field here
        "电话",
        "電話",
        "手机",
        "手機",
        "地址",
        "备注",
        "備註",
        "签名",
        "簽名",
        "盖章",
        "蓋章",
        "订单号",
        "订单编号",
        "付款人",
        "收款人",
        "收款单位",
        "交款人",
        "寄件人",
        "寄件",
        "寄方",
        "寄",
        "经办人",
        "开票人",
        "付款方式",
        "支付方式",
        "件数",
        "物品",
        "备注",
        "流水号",
        "门店",
        "体积",
        "tel",
        "phone",
        "address",
        "remark",
    )
    return tuple(dict.fromkeys([*(label for field in all_fields().values() for label in field.LABELS), *more]))
