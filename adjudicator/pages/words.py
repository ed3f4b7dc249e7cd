"""The words of the closed lists as people read them, in Chinese and English; a test keeps every list complete.

>>> word("disposition", "upheld", "zh"), word("disposition", "upheld", "en")
('成立', 'upheld')
>>> word("effect", "not on the list", "en")
'not on the list'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from adjudicator.values import SHANGHAI

Lang = Literal["zh", "en"]
LANGUAGES: Final[tuple[Lang, Lang]] = ("zh", "en")

WORDS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "predicate": {"yes": ("是", "yes"), "no": ("否", "no"), "unknown": ("未知", "unknown")},
    "platform": {
        "taobao": ("淘宝", "Taobao"),
        "tmall": ("天猫", "Tmall"),
        "pinduoduo": ("拼多多", "Pinduoduo"),
        "duokeduomi": ("多客多米", "Duokeduomi"),
        "tickets": ("工单", "tickets"),
        "generic": ("通用", "generic"),
    },
    "party": {
        "buyer": ("买家", "buyer"),
        "seller": ("卖家", "seller"),
        "worker": ("服务人员", "worker"),
        "platform": ("平台", "platform"),
        "customer_service": ("客服", "customer service"),
        "quality": ("质量部门", "quality department"),
        "department": ("责任部门", "department in charge"),
        "operations": ("运营", "operations"),
        "authority": ("行政部门", "authority"),
    },
    "complaint_class": {
        "description_mismatch": ("描述不符", "description mismatch"),
        "website_mismatch": ("与网站不符", "mismatch with the website"),
        "missing_component": ("缺少部件", "missing component"),
        "short_quantity": ("数量不足", "short quantity"),
        "quality": ("质量问题", "quality"),
        "non_receipt": ("未收到货", "non-receipt"),
        "price": ("价格", "price"),
        "invoice": ("发票", "invoice"),
        "delivery_time": ("送货时间", "delivery time"),
        "logistics": ("物流", "logistics"),
        "service_attitude": ("服务态度", "service attitude"),
        "after_sales": ("售后", "after-sales service"),
        "return_condition": ("退货状态", "condition of returned goods"),
        "cod_refusal": ("货到付款拒收", "refusal of cash on delivery"),
        "liability_amount": ("责任金额", "amount of liability"),
        "liability_attribution": ("责任归属", "attribution of liability"),
        "unpack_damage": ("开箱破损", "damage found on unpacking"),
        "signoff_exception": ("签收异常", "irregular sign-off"),
        "other": ("其他", "other"),
    },
    "demand": {
        "refund_only": ("仅退款", "refund only"),
        "return_refund": ("退货退款", "return and refund"),
        "return": ("退货", "return"),
        "exchange": ("换货", "exchange"),
        "repair": ("维修", "repair"),
        "resend": ("重发", "resend"),
        "replenish": ("补发", "replenish"),
        "price_reduction": ("减价", "price reduction"),
        "compensation": ("赔偿", "compensation"),
        "reissue_invoice": ("重开发票", "reissue the invoice"),
        "reduce_liability": ("减轻责任", "reduce liability"),
        "reassign_liability": ("改判责任", "reassign liability"),
        "none": ("无", "none"),
    },
    "disposition": {
        "inadmissible": ("不予受理", "inadmissible"),
        "pending": ("待定", "pending"),
        "withdrawn": ("撤销", "withdrawn"),
        "upheld": ("成立", "upheld"),
        "partially_upheld": ("部分成立", "partially upheld"),
        "not_upheld": ("不成立", "not upheld"),
        "buyer_supported": ("支持买家", "buyer supported"),
        "liability_final": ("责任确定", "liability final"),
        "closed_without_prejudice": ("结案（可重新提出）", "closed without prejudice"),
        "needs_human": ("需人工认定", "needs a person"),
        "no_rule_applies": ("无适用规则", "no rule applies"),
    },
    "tier": {
        "0": ("无处罚", "no penalty"),
        "1": ("撤销投诉", "withdrawn"),
        "2": ("撤销投诉，口头警告并取消评价权", "withdrawn, oral warning and review right cancelled"),
        "3a": ("公示警告", "public warning"),
        "3b": ("查看", "watch"),
        "4": ("永久冻结", "permanent freeze"),
        "4M": ("永久冻结并退出商城", "permanent freeze and exit from the mall"),
    },
    "effect": {
        "oral_warning": ("口头警告", "oral warning"),
        "cancel_review_right": ("取消评价权", "review right cancelled"),
        "public_warning": ("公示警告", "public warning"),
        "watch": ("查看", "watch"),
        "restrict_bidding": ("限制竞价", "bidding restricted"),
        "restrict_listing": ("限制发布商品", "listing restricted"),
        "freeze": ("冻结账户", "account frozen"),
        "restrict_site_login": ("限制网站登录", "site login restricted"),
        "restrict_messaging_login": ("限制旺旺登录", "messaging login restricted"),
        "mall_exit": ("退出商城", "exit from the mall"),
        "restrict_cod": ("限制货到付款", "cash on delivery restricted"),
    },
    "sign_off": {
        "none": ("无需复核签批", "no sign-off needed"),
        "recommended": ("建议复核签批", "sign-off recommended"),
        "required": ("须复核签批", "sign-off required"),
    },
    "remedy": {
        "refund": ("退款", "refund"),
        "return": ("退货", "return"),
        "return_refund": ("退货退款", "return and refund"),
        "refund_only": ("仅退款", "refund only"),
        "exchange": ("换货", "exchange"),
        "resend": ("重发", "resend"),
        "replenish": ("补发", "replenish"),
        "repair": ("维修", "repair"),
        "second_visit": ("二次上门", "second visit"),
        "price_reduction": ("减价", "price reduction"),
        "compensation": ("赔偿", "compensation"),
        "points": ("积分", "points"),
        "reissue_invoice": ("重开发票", "invoice reissued"),
        "advance_compensation": ("先行赔付", "compensation in advance"),
        "correct_listing": ("更正商品信息", "listing corrected"),
        "no_return_required": ("无需退货", "no return required"),
        "referral": ("转介", "referral"),
    },
    "remedy_status": {
        "granted": ("已支持", "granted"),
        "available": ("可选择", "available"),
        "recommended": ("建议", "recommended"),
    },
    "act": {
        "reply": ("答复", "reply"),
        "handling_sheet": ("出具处理单", "issue the handling sheet"),
        "delay_notice": ("告知延期", "give notice of the delay"),
        "initial_correction": ("初步整改", "first correction"),
        "report_up": ("上报", "report upwards"),
        "solution": ("提出解决方案", "present a solution"),
        "visit": ("回访", "follow up with the customer"),
        "admin_informed": ("告知行政部门处理结果", "inform of the authority's decision"),
        "submit_evidence": ("提交证据", "submit evidence"),
        "negotiate": ("协商", "negotiate"),
        "reply_platform": ("答复平台", "reply to the platform"),
        "contact_buyer": ("联系买家", "contact the buyer"),
        "file_refund_request": ("先申请退款", "file a refund request"),
        "submit_return_proof": ("提交退货凭证", "submit proof of the return"),
        "file_appeal": ("提出申诉", "file the appeal"),
        "notify_logistics": ("通知物流", "notify logistics"),
        "callback": ("回电", "call back"),
        "proactive_notice": ("主动告知", "give notice proactively"),
        "record": ("登记", "record"),
        "verify_operations": ("运营核实", "have operations verify"),
        "correct_listing": ("更正商品信息", "correct the listing"),
        "refer_consumer_association": ("转介消费者协会", "refer to the consumer association"),
        "escalate": ("升级处理", "escalate"),
    },
    "obligation_state": {
        "open": ("尚未完成", "open"),
        "met": ("如期完成", "met in time"),
        "met_late": ("逾期完成", "met late"),
        "overdue": ("逾期未完成", "overdue"),
    },
    "event": {
        "refund": ("退款纠纷的处理结果", "the outcome of the refund dispute"),
        "evidence_request": ("举证要求的期限", "the deadline of an evidence request"),
        "submission": ("材料提交", "a submission"),
        "appeal": ("申诉结果", "the outcome of the appeal"),
        "user_choice": ("用户的选择", "the user's choice"),
        "user_agreement": ("用户同意", "the user's agreement"),
        "operations_verification": ("运营核实", "verification by operations"),
        "investigation": ("调查", "the investigation"),
    },
    "redress": {
        "settlement": ("与经营者协商和解", "settlement with the trader"),
        "consumer_association": ("请求消费者协会等组织调解", "mediation by a consumer association"),
        "administrative_complaint": ("向行政部门投诉", "complaint to the authority"),
        "arbitration": ("申请仲裁", "arbitration"),
        "litigation": ("提起诉讼", "litigation"),
    },
    "degree": {
        "none": ("相符", "none"),
        "partial": ("不完全相符", "partial"),
        "clear": ("明显不符", "clear"),
        "total": ("完全不符", "total"),
        "unknown": ("未知", "unknown"),
    },
    "result": {
        "proven": ("已证实", "proven"),
        "rebutted": ("已推翻", "rebutted"),
        "unproven": ("未证实", "unproven"),
        "uncontested": ("未被争辩", "uncontested"),
    },
    "burden_state": {"met": ("已完成", "met"), "unmet": ("未完成", "unmet"), "open": ("仍在期限内", "still open")},
    "advice": {
        "file": ("建议申诉", "file"),
        "do_not_file": ("不建议申诉", "do not file"),
        "undetermined": ("尚不能判断", "undetermined"),
    },
    "verdict": {
        "valid": ("有效", "valid"),
        "nonconforming": ("不规范", "nonconforming"),
        "invalid": ("无效", "invalid"),
        "needs_human": ("需人工查看", "needs a human look"),
    },
    "kind": {
        "courier_stamp_proof": ("快递红章证明", "courier stamp proof"),
        "freight_receipt": ("运费凭证", "freight receipt"),
        "product_with_waybill": ("商品与面单合照", "product with waybill"),
        "weigh_record": ("称重记录", "weigh record"),
        "purchase_invoice": ("进货发票", "purchase invoice"),
        "factory_test_report": ("出厂检测报告", "factory test report"),
        "brand_authorisation": ("品牌授权", "brand authorisation"),
        "proof_of_receipt": ("签收证明", "proof of receipt"),
        "return_proof": ("退货凭证", "return proof"),
        "goods_photo": ("商品实拍图", "photograph of the goods"),
        "listing_page": ("宝贝描述页面", "listing page"),
        "communication_log": ("沟通记录", "communication log"),
        "handover_sheet": ("交接单", "handover sheet"),
        "exception_ticket": ("异常工单", "exception ticket"),
        "call_record": ("通话记录", "call record"),
        "video": ("视频", "video"),
        "other": ("其他", "other"),
    },
    "document_type": {
        "e_waybill": ("快递电子面单", "electronic waybill"),
        "wechat_transfer": ("微信转账记录", "WeChat transfer"),
        "qq_transfer": ("QQ 转账记录", "QQ transfer"),
        "other_p2p_transfer": ("其他个人转账记录", "other person-to-person transfer"),
        "courier_receipt": ("快递收据", "courier's receipt"),
        "bank_transfer": ("银行转账记录", "bank transfer"),
        "vat_invoice": ("增值税发票", "VAT invoice"),
        "test_report": ("检测报告", "test report"),
        "authorisation_letter": ("授权书", "letter of authorisation"),
        "chat": ("聊天记录", "chat"),
        "listing": ("商品页面", "listing"),
        "stamp_certificate": ("盖章证明", "stamped certificate"),
        "scale_display": ("秤的显示屏", "display of a scale"),
        "other": ("其他", "other"),
        "unknown": ("不能确定", "could not be told"),
    },
    "field": {
        "tracking_number": ("快递单号", "tracking number"),
        "carrier": ("快递公司", "carrier"),
        "recipient_name": ("收件人姓名", "recipient's name"),
        "courier_name": ("派件人姓名", "courier's name"),
        "date": ("日期", "date"),
        "amount": ("金额", "amount"),
        "weight": ("重量值", "weight"),
        "shop_name": ("店铺名称", "shop name"),
        "product_name": ("商品名称", "product name"),
        "brand": ("品牌", "brand"),
        "model": ("型号", "model"),
        "invoice_code": ("发票代码", "invoice code"),
        "invoice_number": ("发票号码", "invoice number"),
        "total": ("合计", "total"),
        "seller_name": ("销售方名称", "seller's name"),
        "buyer_name": ("购买方名称", "buyer's name"),
        "valid_from": ("生效日期", "valid from"),
        "valid_until": ("截止日期", "valid until"),
        "red_seal": ("红章", "red seal"),
        "script": ("手写与打印", "handwriting and print"),
        "document_type": ("凭证类型", "type of document"),
        "goods_coverage": ("商品完整入镜", "coverage of the goods"),
        "pages": ("页面", "pages"),
        "shows": ("能否看出所主张的事实", "whether it shows what is alleged"),
        "order_date": ("下单日期", "date of the order"),
    },
    "source": {
        "ocr": ("文字识别", "text"),
        "barcode": ("条码", "barcode"),
        "qr": ("二维码", "QR code"),
        "display": ("显示屏", "display"),
        "second_reader": ("第二识别", "second reader"),
        "read_again": ("复读", "read again"),
        "segments": ("笔段", "segments of the display"),
        "capitals": ("大写金额", "amount in capitals"),
        "printed_twice": ("两处相同", "printed twice"),
        "check_digit": ("校验位", "check digit"),
    },
    "code": {
        "WRONG_CHANNEL": ("渠道不对", "wrong channel"),
        "NOT_WITHIN_CLASS": ("不属于该类投诉", "not within the class"),
        "NEGOTIATION_NOT_SHOWN": ("未证明已协商", "negotiation not shown"),
        "INCOMPLETE_FILING": ("投诉材料不全", "incomplete filing"),
        "ORDER_NOT_VERIFIED": ("订单未核实", "order not verified"),
        "REPORT_NOT_VERIFIED": ("检测报告未核实", "report not verified"),
        "LATE_NO_EVIDENCE": ("逾期未举证", "no evidence in time"),
        "LATE_SUBMISSION": ("逾期提交", "late submission"),
        "INVALID_MEANINGLESS": ("回复无实质内容", "meaningless reply"),
        "INVALID_EVIDENCE": ("证据无效", "invalid evidence"),
        "NONCONFORMING_EVIDENCE": ("证据不规范", "nonconforming evidence"),
        "DEEMED_ADMISSION": ("视为承认", "deemed admission"),
        "DUE_PROCESS": ("程序保障", "due process"),
        "NO_RULE_APPLIES": ("无适用规则", "no rule applies"),
        "SLA_BREACH": ("服务时限违反", "breach of a service deadline"),
        "REPORT_UNTRUE": ("检测报告不实", "report untrue"),
    },
    "fact": {
        "second_opinion": ("两个引擎的一致结论", "an outcome on which both engines agree"),
        "degree": ("不符程度", "degree of mismatch"),
        "affects_normal_use": ("是否影响正常使用", "whether normal use is affected"),
        "severity": ("情节是否严重", "how serious the circumstances are"),
        "both_active": ("双方是否积极协商", "whether both parties negotiated actively"),
        "seller.type": ("卖家类型", "type of seller"),
        "order.received_at": ("买家收到商品的时间", "when the goods were received"),
        "order.concluded": ("交易是否成交", "whether the sale was concluded"),
        "refund.outcome": ("退款纠纷的处理结果", "the outcome of the refund dispute"),
        "refund.state": ("退款纠纷的状态", "the state of the refund dispute"),
        "goods_returned": ("货物是否已退回", "whether the goods were returned"),
    },
}
"""Closed list to word to (zh, en)."""

LABELS: Final[dict[str, tuple[str, str]]] = {
    "list_mark": ("、", ", "),
    "colon": ("：", ": "),
}


def word(group: str, value: Any, lang: Lang) -> str:
    """A word of a closed list as people read it; what is not on the list stands for itself."""
    found = WORDS[group].get(str(value))
    return str(value) if found is None else found[lang == "en"]


def both(texts: Mapping[str, str], lang: Lang) -> str:
    """One language of a text that is there in both."""
    return texts[lang]


def days(penalty: Mapping[str, Any], lang: Lang) -> str:
    """How long a penalty lasts: its days, the clause's interval, or that it is permanent; empty where it has no length.

    >>> days({"days": 14, "permanent": False, "interval": [14, 90]}, "en")
    '14 days (interval of the clause: 14–90)'
    """
    zh = lang == "zh"
    if penalty["permanent"]:
        return "永久" if zh else "permanent"
    if penalty["days"] is None:
        return ""
    text = f"{penalty['days']} 天" if zh else f"{penalty['days']} day{'' if penalty['days'] == 1 else 's'}"
    if penalty["interval"]:
        low, high = penalty["interval"]
        text += f"（条款区间 {low}–{high}）" if zh else f" (interval of the clause: {low}–{high})"
    return text


def money(amount: Any) -> str:
    """An amount in yuan with at least two decimals.

    >>> money("868"), money("0.125")
    ('¥868.00', '¥0.125')
    """
    whole, _, decimals = str(amount).partition(".")
    return f"¥{whole}.{decimals.ljust(2, '0')}"


def is_open(reason: Mapping[str, Any]) -> bool:
    """Whether a reason of an exhibit's verdict says only that a person must look."""
    return reason["code"] in ("FIELD_UNCERTAIN", "FREIGHT_TYPE_OPEN", "KIND_NOT_CHECKED")


def settled_first(reasons: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The reasons of an exhibit's verdict, those that a person must look at last."""
    return sorted(reasons, key=is_open)


def instant(text: str | None, lang: Lang) -> str:
    """An instant as parties read it, in UTC+8; the end of a day is written as 24:00 of that day's next midnight.

    >>> instant("2026-03-01T06:00:00Z", "en")
    '2026-03-01 14:00 (UTC+8)'
    """
    if text is None:
        return "未定期限" if lang == "zh" else "no date set"
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    shown = f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"
    return f"{shown}（北京时间）" if lang == "zh" else f"{shown} (UTC+8)"


def field_value(name: str, field: Mapping[str, Any], lang: Lang) -> str:
    """The value of a field as people read it: grams with their unit, amounts in yuan; a dash where none was read."""
    value = field.get("value")
    if value is None:
        return "—"
    if name == "weight":
        return f"{value} 克" if lang == "zh" else f"{value} g"
    return money(value) if name == "amount" else str(value)


def sources(field: Mapping[str, Any], lang: Lang) -> str:
    """Which readings say what stands in a field."""
    named = list(field.get("agreed_by") or ([field["source"]] if field.get("source") else []))
    mark = LABELS["list_mark"][lang == "en"]
    return mark.join(word("source", one, lang) for one in named)
