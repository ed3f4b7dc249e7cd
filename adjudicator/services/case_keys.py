"""The keys of `case/1` as things that can be asked for: how each is answered, and what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from adjudicator import values as kinds_of_value
from adjudicator.case import Case
from adjudicator.rulebook.model import Text2
from adjudicator.structure import bare

Kind = Literal["text", "choice", "choices", "instant", "money", "count", "number", "texts", "pairs", "parts", "finding"]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a case needs: a key of `case/1`, a list with its items' keys, or a finding by name."""

    path: str
    """Dotted, such as ``order.received_at``; of a finding ``human_findings.`` and its name."""
    kind: Kind
    name: Text2
    required: bool
    choices: tuple[tuple[str, Text2], ...] = ()
    clauses: tuple[str, ...] = ()
    """The clauses whose rules read it; empty where only the form of a case or a comparison needs it."""
    items: tuple[Need, ...] = ()
    """Of a list of parts: what is asked of each of them."""


_VALUES: Final[tuple[tuple[Any, Kind], ...]] = (
    (kinds_of_value.Instant, "instant"),
    (kinds_of_value.Money, "money"),
    (kinds_of_value.Count, "count"),
    (kinds_of_value.Hours, "count"),
    (kinds_of_value.Grams, "number"),
)


def key_at(path: str) -> tuple[Any, bool]:
    """The type of a key of `case/1` and whether it is required."""
    model: type[BaseModel] = Case
    *parts, last = path.split(".")
    for part in parts:
        model = bare(model.model_fields[part].annotation)
    field = model.model_fields[last]
    return value_type(field), field.is_required()


def kind_of(annotation: Any) -> tuple[Kind, tuple[str, ...], type[BaseModel] | None]:
    """How a value is asked for: its kind, its closed list, and of a list of parts their model."""
    for value, kind in _VALUES:
        if annotation is value or value in get_args(annotation):
            return kind, (), None
    inner = bare(annotation)
    if get_origin(inner) is Literal:
        return "choice", tuple(str(word) for word in get_args(inner)), None
    if get_origin(inner) is tuple:
        item = bare(get_args(inner)[0])
        if isinstance(item, type) and issubclass(item, BaseModel):
            return "parts", (), item
        if get_origin(item) is Literal:
            return "choices", tuple(str(word) for word in get_args(item)), None
        return "texts", (), None
    return ("pairs" if get_origin(inner) is dict else "text"), (), None


def need_at(keys: tuple[str, ...]) -> Need:
    """The need for one key of `case/1`, by the names that lead to it; its words without their names."""
    model: Any = Case
    for number, key in enumerate(keys):
        names = {field.alias or name: field for name, field in model.model_fields.items()}
        field = names[key]
        kind, words, item = kind_of(value_type(field))
        if kind == "pairs" or number == len(keys) - 1:
            break
        model = item if item is not None else bare(field.annotation)
    name = Text2(keys[-1], keys[-1])
    return Need(
        ".".join(keys), "text" if kind == "pairs" else kind, name, False, tuple((w, Text2(w, w)) for w in words)
    )


def value_type(field: Any) -> Any:
    """The type of a field; pydantic keeps what makes an instant, money or a count of it beside the bare type."""
    if not field.metadata:
        return field.annotation
    return next((value for value, _ in _VALUES if get_args(value)[1:] == tuple(field.metadata)), field.annotation)


NAMES: Final[Mapping[str, Text2]] = {
    "id": Text2("案件编号", "id of the case"),
    "filed_at": Text2("投诉提出的时间", "when the complaint was filed"),
    "as_of": Text2("裁决基准时间", "the instant at which it is ruled"),
    "platform": Text2("平台", "platform"),
    "complaint_class": Text2("投诉类别", "class of the complaint"),
    "complainant": Text2("投诉方", "who complains"),
    "respondent": Text2("被投诉方", "who answers"),
    "demand": Text2("诉求", "what is demanded"),
    "order.tracking_number": Text2("运单号", "waybill number"),
    "order.recipient_name": Text2("收件人", "recipient"),
    "order.received_at": Text2("收到商品的时间", "when the goods were received"),
    "refund.requested_at": Text2("申请退款的时间", "when the refund was requested"),
    "order.placed_at": Text2("下单时间", "when it was ordered"),
    "order.shipped_at": Text2("发货时间", "when it was shipped"),
    "refund.return_tracking_number": Text2("退货运单号", "waybill number of the return"),
    "order.lines": Text2("订单行", "lines of the order"),
    "listing.shop_name": Text2("店铺名称", "shop name"),
    "listing.company_name": Text2("登记公司名", "company of the shop"),
    "listing.attributes": Text2("页面标明的属性（名称=值）", "attributes on the listing (NAME=VALUE)"),
    "*.id": Text2("编号", "id"),
    "*.at": Text2("时间", "when"),
    "*.kind": Text2("种类", "kind"),
    "*.party": Text2("当事人", "party"),
    "*.actor": Text2("行为人", "who acted"),
    "*.case_id": Text2("案件编号", "id of the earlier case"),
    "*.attribute": Text2(
        "不符的属性，如 net_weight、model、brand、quantity", "attribute, such as net_weight, model, brand, quantity"
    ),
    "*.listed": Text2("页面描述", "what was listed"),
    "*.received": Text2("实收情况", "what was received"),
    "*.statement": Text2("陈述", "statement"),
    "*.sku": Text2("商品编号", "sku"),
    "*.model": Text2("型号", "model"),
    "*.quantity": Text2("订购数量", "quantity ordered"),
    "*.unit_weight_g": Text2("单件重量（克）", "weight of one piece in grams"),
    "*.supports": Text2("所支持的主张编号", "ids of the allegations that it supports"),
    "*.files": Text2("图片文件，按页序", "picture files, in page order"),
    "*.exhibits": Text2("所附证据编号", "ids of its exhibits"),
    "*.text": Text2("文字", "text"),
    "*.filed_at": Text2("提出时间", "when it was filed"),
    "*.decided_at": Text2("决定时间", "when it was decided"),
    "*.request": Text2("所答复的举证要求编号", "id of the request that it answers"),
    "*.submitted_at": Text2("提交时间", "when it was submitted"),
    "*.stage": Text2("阶段", "stage"),
    "*.to": Text2("向谁要求", "to whom"),
    "*.any_of": Text2("可提交的证据种类", "kinds of exhibit that would do"),
    "*.sent_at": Text2("发出时间", "when it was sent"),
    "*.deadline": Text2("截止时间", "deadline"),
    "*.deadline_hours": Text2("期限（小时）", "hours to answer"),
    "*.result": Text2("结果", "result"),
    "*.until": Text2("承诺的时间", "promised time"),
    "*.satisfaction": Text2("回访满意度", "satisfaction at the visit"),
}
"""Names of keys that the vocabulary has no word for; ``*.`` for a key of any item."""
