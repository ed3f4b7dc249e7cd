"""What kind of document the pages are: a closed list, by words, layout and codes that speak for each, with a margin.

To take a genuine freight receipt for an e-waybill is the worst error here: a receipt has fee words with a sum beside
them, an e-waybill has sender and recipient blocks around a barcode and no sum. Where both speak, the answer is
``unknown``. ``other`` is said only of pages that read well and where nothing speaks for a listed type.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_checks.carriers import named_in
from evidence_checks.legibility import PageQuality
from evidence_checks.reading import Page

WORDS: dict[str, tuple[tuple[str, float], ...]] = {
    "wechat_transfer": (
        (r"微信转账|微信支付|微信轉賬|wechat", 2.5),
        (r"转账-?(给|来自)|轉賬給|转账-转给|^转账给|transfer (to|from)", 2.0),
        (r"已收款|你已收款|已被接收|对方已收钱|朋友已收钱|待.{0,3}确认收", 2.0),
        (r"转账单号|轉賬單號", 1.5),
        (r"转账说明", 1.5),
        (r"零钱(通)?", 1.5),
        (r"转账时间", 1.0),
        (r"收款时间", 0.7),
        (r"当前状态", 0.7),
        (r"支付成功", 0.4),
        (r"收钱码|二维码收款", 1.0),
        (r"全部账单|申请转账电子凭证|查看账单", 1.0),
        (r"1(00|10)0\d{24,26}", 1.5),
    ),
    "qq_transfer": (
        (r"QQ ?(钱包|转账|轉賬|红包)|qq ?wallet", 4.0),
        (r"(?<![a-z])qq(?![a-z@.])", 1.5),
        (r"已存入(余额|QQ)", 1.5),
        (r"转账(成功|给)|轉賬", 1.0),
        (r"转账说明|转账时间|已收款", 0.5),
    ),
    "other_p2p_transfer": (
        (r"支付宝|支付寶|alipay", 2.5),
        (r"余额宝|花呗|蚂蚁|集分宝", 1.5),
        (r"转账成功|轉賬成功", 1.5),
        (r"转账备注", 2.0),
        (r"对方账户|对方帳戶", 1.5),
        (r"创建时间", 1.0),
        (r"账单详情|账单分类", 1.0),
        (r"收款方", 0.7),
        (r"转账", 0.5),
        (r"联系对方|往来记录|计入收支|对此订单有疑问", 1.0),
        (r"paypal|云闪付", 3.0),
    ),
    "bank_transfer": (
        (r"(电子)?回单|電子回單|转账凭条|汇款凭证", 2.0),
        (r"开户(银)?行|開戶行", 2.0),
        (r"(付款人|收款人|付款方|收款方)(账|帐|户|賬)", 1.5),
        (r"(工商|建设|农业|中国|招商|交通|邮政储蓄)银行", 1.5),
        (r"网上银行|手机银行|網上銀行", 1.5),
        (r"汇款|跨行", 1.0),
    ),
    "e_waybill": (
        (r"^收$|^寄$|^收件$|^寄件$|^[收寄]方?[::]", 1.2),
        (r"已验视|已驗視|已检视", 1.5),
        (r"打印时间|打印日期", 0.7),
        (r"签收栏|收件人/代签人|收件人\s*/\s*代签|收件人签(名|字|收)", 1.2),
        (r"快件送达|您的签字|签收前|验收|开箱", 1.0),
        (r"^集$|集包|^[0-9]{3}-[A-Z0-9]{1,4}([- ][A-Z0-9]{1,4}){0,2}", 1.2),
        (r"标准快递|标快|特快|电商特惠|代收货款|到付|保价", 0.5),
        (r"^\d{1,3}/\d{1,3}$|子母|子单", 0.4),
        (r"寄件人|收件人|寄方|收方|sender|recipient|ship to", 0.6),
        (r"内件|物品|托寄物", 0.3),
        (r"电子面单|e-?waybill|shipping label", 2.5),
        (r"打单|淘宝|订单号|拼多多", 0.3),
    ),
    "courier_receipt": (
        (r"运费(收据|凭证|发票|清单|结算)|運費收據|快递费收据|freight receipt", 4.0),
        (r"收据|收據|receipt|收款凭证|费用凭证|缴费|结算单", 2.0),
        (r"运费|運費|快递费|邮费|freight", 1.5),
        (r"付款方式|支付方式|结算方式|月结|现付|寄付", 1.0),
        (r"收款(人|单位|方)|交款(人|单位)|今收到|经办人|收银|开票人|开单", 1.0),
        (r"大写|大寫", 1.0),
        (r"合计|总计|合計|小计|费用合计|实收|应收|total", 0.8),
        (r"包装费|保价费|保价|附加费|续重|首重|计费重量|燃油", 0.7),
    ),
    "stamp_certificate": (
        (r"(签收|派送|派件|收件|送达|妥投|投递|红章|快递).{0,4}证明|簽收證明|proof of delivery", 3.5),
        (r"兹证明|茲證明|特此证明|特此證明|hereby certif", 2.5),
        (r"派(件|送)(人|员)|投递员|派件人姓名|快递员", 0.8),
        (r"网点|營業部|营业部|盖章|公章|加盖", 0.8),
        (r"^证明$|^證明$", 2.5),
        (r"签收", 0.4),
    ),
    "scale_display": (
        (r"电子台?秤|电子称|電子秤|台秤|磅秤|天平|scale|balance", 2.0),
        (r"去皮|清零|置零|归零|tare|zero|单价|累计|单重", 1.2),
        (r"max|min|d ?= ?|e ?= ?|最大秤量", 0.7),
        (r"称重|秤重|毛重|净重|皮重", 0.7),
        (r"^-?\d{1,4}([.,]\d{1,3})?\s*(kg|g|lb|oz)?$", 0.6),
    ),
    "vat_invoice": (
        (r"增值税|增值稅|(电子|普通|专用)发票", 2.5),
        (r"发票代码|發票代碼", 1.5),
        (r"发票号码|發票號碼", 1.5),
        (r"价税合计|價稅合計", 1.5),
        (r"税率|稅率|税额", 0.7),
        (r"纳税人识别号|统一社会信用代码", 0.7),
        (r"校验码|开票日期|国家税务总局", 0.7),
    ),
    "test_report": (
        (r"(检测|检验|测试|檢測|檢驗)报告|檢驗報告|test report", 3.5),
        (r"检(测|验)项目|检验结论|检验依据|样品名称|报告编号|受检|送检", 1.0),
        (r"CMA|CNAS|ilac", 0.7),
    ),
    "authorisation_letter": (
        (r"授权书|授權書|授权委托书|letter of authori", 4.0),
        (r"被授权|兹授权|授权(期限|范围|方)", 1.5),
    ),
    "chat": (
        (r"按住说话|发送消息|撤回了一条|聊天记录|已读|未读|对方正在输入", 2.5),
        (r"^(昨天|星期.|今天)?\s*\d{1,2}:\d{2}$", 0.4),
        (r"客服|亲,|亲~|在吗", 0.5),
    ),
    "listing": (
        (r"加入购物车|加入購物車|立即购买|立即購買|add to cart|buy now", 3.0),
        (r"宝贝(详情|评价)|商品详情|月销|已售|包邮|优惠券|领券|到手价|收藏", 1.0),
        (r"运费险|七天无理由|7天无理由", 0.7),
    ),
}
RECEIPT_TITLE = r"收据|收據|收款(单|凭证)|(费|費)用?(凭证|憑證|清单|清單|明细|明細|结算|結算|发票|發票)|结算单|小票|(?<![需开])发票|receipt|invoice"
"""What a receipt calls itself."""
NEEDED = 4.0
MARGIN = 1.5
HINT = 2.0
"""From here a listed type is in the air, and the page can't be called ``other``."""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """The type, how clearly it won (0 to 1, no probability) and what each type scored."""

    value: str
    confidence: float
    scores: tuple[tuple[str, float], ...]


def document_type(pages: Sequence[Page], quality: Sequence[PageQuality]) -> DocumentType:
    """The type of an exhibit from all its pages together."""
    texts = [unicodedata.normalize("NFKC", line.text).strip().lower() for page in pages for line in page.lines]
    joined = [re.sub(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])", "", text) for text in texts]
    scores = {kind: sum(points for pattern, points in rows if _any(pattern, joined)) for kind, rows in WORDS.items()}
    bars = [
        code for page in pages for code in page.codes if _is_bar(code.format) and sum(map(str.isdigit, code.text)) >= 8
    ]
    fee = _fee_beside_word(joined)
    titled = any(len(text) <= 16 and re.search(RECEIPT_TITLE, text) for text in joined)
    waybill = scores["e_waybill"] + (0.0 if not bars else 2.0 if len(bars) == 1 else 3.0)
    carrier = any(named_in(text) for text in joined)
    if bars:
        scores["e_waybill"] += 2.0 if len(bars) == 1 else 3.0
    if carrier:
        scores["e_waybill"] += 0.5
        scores["courier_receipt"] += 0.7
        scores["stamp_certificate"] += 0.3
    if fee:
        scores["courier_receipt"] += 1.5
        scores["e_waybill"] -= 2.5
    if scores["scale_display"] >= 3.0:
        scores["e_waybill"] -= 4.0  # a parcel on a scale: its label is in the picture, the display is what it shows
        scores["scale_display"] += 1.5
    elif len(texts) > 14 or scores["e_waybill"] > 2:
        scores["scale_display"] -= 1.5
    if not fee and scores["courier_receipt"] < 4.0:
        scores["courier_receipt"] -= 1.0
    if not any(_is_transfer(text) for text in joined):
        for kind in ("wechat_transfer", "qq_transfer", "other_p2p_transfer"):
            scores[kind] -= 2.0
    if (
        any(re.search(r"运费|快递费|运单号|快递单号|waybill", text) for text in joined)
        and scores["courier_receipt"] >= 3.5
    ):
        scores["wechat_transfer"] -= 1.0
        scores["qq_transfer"] -= 1.0
        scores["other_p2p_transfer"] -= 1.0
    ranked = sorted(((round(score, 2), kind) for kind, score in scores.items()), key=lambda pair: (-pair[0], pair[1]))
    table = tuple((kind, score) for score, kind in ranked if score > 0)
    (first, best), (second, _) = ranked[0], ranked[1]
    if best == "other_p2p_transfer" and ranked[1][1] in ("wechat_transfer", "qq_transfer") and first - second < MARGIN:
        return DocumentType("unknown", 0.0, table)
    if (
        best in ("courier_receipt", "bank_transfer", "chat", "listing")
        and not titled
        and waybill >= (HINT if bars else 3.0)
    ):
        # A waybill with a charge printed on it is still a waybill: only what calls itself a receipt is taken for one.
        return DocumentType("unknown", 0.0, table)
    if first >= NEEDED and first - second >= MARGIN:
        return DocumentType(best, round(min(1.0, (first - max(second, 0.0)) / (first + 1.0)), 3), table)
    if max(first, waybill) >= HINT or not quality or not all(page.reads_well() for page in quality):
        return DocumentType("unknown", 0.0, table)
    return DocumentType("other", 0.5, table)


def _any(pattern: str, texts: Sequence[str]) -> bool:
    compiled = re.compile(pattern, re.IGNORECASE)
    return any(compiled.search(text) for text in texts)


def _is_bar(form: str) -> bool:
    return not re.search(r"qr|matrix|aztec|pdf|maxi", form, re.IGNORECASE)


def _is_transfer(text: str) -> bool:
    return re.search(r"转账|轉賬|transfer|收款|付款成功|支付宝|alipay|qq|零钱|微信|wechat|红包", text) is not None


def _fee_beside_word(texts: Sequence[str]) -> bool:
    """Whether a fee word stands with a sum in one line, or a line is a sum and another a fee word at its end."""
    word = r"(运费|運費|快递费|邮费|合计|合計|总计|实收|金额|金額|费用|freight|total|amount)"
    beside = any(re.search(word + r"[^\d]{0,12}[¥$]?\s*\d+([.,]\d{1,2})?\s*(元|圆)?", text) for text in texts)
    alone = any(re.search(word + r"\W*$", text) for text in texts) and any(
        re.match(r"^[¥$]\s*\d|^\d+(\.\d{1,2})?\s*元", text) for text in texts
    )
    return beside or alone
