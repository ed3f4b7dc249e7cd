"""What the submitter can do about a fault, in Chinese and English, with the numbers that were measured.

>>> fix_for("too_small", {"zh": "重量", "en": "weight"}, height=9)["en"]
'Move closer: the weight is 9 pixels high, 18 are needed.'
"""

from __future__ import annotations

from collections.abc import Mapping

from evidence_checks.legibility import TEXT_HEIGHT_WANTED, Figures

CAUSES: dict[str, dict[str, str]] = {
    "too_small": {
        "zh": "请靠近拍摄：{zh}高{height}像素，需要{wanted}像素。",
        "en": "Move closer: the {en} is {height} pixels high, {wanted} are needed.",
    },
    "blurred": {
        "zh": "请对焦并持稳后重拍：{zh}模糊宽度为字高的{smear}%，应不超过{smear_wanted}%。",
        "en": "Hold still and focus: the {en} is smeared over {smear} % of its height, at most {smear_wanted} %.",
    },
    "low_contrast": {
        "zh": "请在均匀明亮的光线下重拍：{zh}与底色几乎无法区分（对比度{contrast}%）。",
        "en": "Take it again in even light: the {en} hardly stands out from the paper (contrast {contrast} %).",
    },
    "glare": {
        "zh": "请关闭闪光灯或换个角度重拍：反光盖住{zh}的{glare}%。",
        "en": "Switch the flash off or change the angle: glare covers {glare} % of the {en}.",
    },
    "dark": {"zh": "画面太暗，请在明亮处重拍。", "en": "The picture is too dark: take it again in bright light."},
    "no_text": {
        "zh": "画面上没有读到文字，请拍摄凭证正面。",
        "en": "No text was read on the picture: photograph the front of the document.",
    },
    "cut_off": {
        "zh": "{zh}被画面边缘截断，请把整张凭证拍入画面。",
        "en": "The {en} runs out of the picture: take the whole document into the frame.",
    },
    "not_shown": {
        "zh": "凭证上没有{zh}，请提供载有{zh}的凭证。",
        "en": "The document shows no {en}: submit one that does.",
    },
    "not_found": {
        "zh": "没有找到{zh}；如凭证上有，请把该处拍清楚。",
        "en": "The {en} was not found: if the document has it, photograph that place clearly.",
    },
    "blank": {
        "zh": "{zh}一栏是空的，请填写后重新提交。",
        "en": "The space for the {en} is empty: have it filled in and submit again.",
    },
    "only_one_reading": {
        "zh": "{zh}只有一种方式读出，需人工核对；条码一并拍清可免人工核对。",
        "en": "The {en} was read in one way only and a person must look; a clear barcode avoids that.",
    },
    "only_in_code": {
        "zh": "只从条码读到{zh}，请让印刷或手写的{zh}也清晰可见。",
        "en": "The {en} was read from the code only: make the written {en} visible too.",
    },
    "readings_disagree": {
        "zh": "{zh}的几种读数不一致，请提供更清晰的图片或说明哪一个正确。",
        "en": "Readings of the {en} disagree: submit a clearer picture or say which one is right.",
    },
    "bad_format": {
        "zh": "读到的{zh}不符合已知格式，请确认完整且未被遮挡。",
        "en": "What was read as {en} has no known form: make sure that it is complete and uncovered.",
    },
    "no_label": {
        "zh": "读到一个像是{zh}的数，但旁边没有标明，需人工核对。",
        "en": "Something like a {en} was read, but nothing says that it is one: a person must look.",
    },
    "several": {
        "zh": "画面上有多个可能的{zh}且没有标明，需人工核对。",
        "en": "The picture shows several values that could be the {en}, without a label: a person must look.",
    },
    "reader_unsure": {
        "zh": "{zh}读取不确定，需人工核对；请提供更清晰的图片。",
        "en": "The {en} could not be read with certainty: a person must look, or submit a clearer picture.",
    },
    "point_uncertain": {
        "zh": "{zh}的小数点看不清，请正对显示屏重拍。",
        "en": "The decimal point of the {en} can't be made out: photograph the display straight on.",
    },
    "no_unit": {
        "zh": "重量没有单位，请拍入单位（如kg、g)。",
        "en": "The weight has no unit: take the unit (such as kg or g) into the picture.",
    },
    "differs": {
        "zh": "{zh}与订单记录不一致，请确认提交的是本订单的凭证。",
        "en": "The {en} differs from the record: make sure that the document belongs to this order.",
    },
    "not_compared": {"zh": "{zh}无法与记录比对。", "en": "The {en} could not be compared with the record."},
    "printed": {"zh": "{zh}须由快递员手写，不能打印。", "en": "The {en} must be written by hand, not printed."},
    "script_unsure": {
        "zh": "无法确定{zh}是手写还是打印，需人工核对。",
        "en": "Whether the {en} is handwritten could not be told: a person must look.",
    },
    "all_printed": {
        "zh": "证明全部为打印；快递单号、收件人、派件人、日期须手写。",
        "en": "The proof is printed throughout: tracking number, recipient, courier and date must be written by hand.",
    },
    "all_handwritten": {
        "zh": "证明全部为手写；请使用印有固定内容的证明，由快递员手写四项。",
        "en": "The proof is handwritten throughout: use a printed form with the four items filled in by hand.",
    },
    "no_seal": {
        "zh": "没有看到红色印章，请加盖快递网点红章后彩色拍摄。",
        "en": "No red seal was found: have the courier station stamp it in red and photograph it in colour.",
    },
    "seal_unsure": {
        "zh": "无法确定红章，请把印章完整、彩色、清晰地拍入画面。",
        "en": "The red seal could not be made out: photograph it whole, in colour and sharp.",
    },
    "wrong_type": {
        "zh": "这不是运费凭证：电子面单、微信和QQ转账记录无效，请提供快递公司出具的运费收据。",
        "en": "This is no freight receipt: e-waybills, WeChat and QQ transfers do not count. Submit the carrier's.",
    },
    "type_open": {
        "zh": "凭证类型需人工判断；建议提供快递公司出具的运费收据。",
        "en": "A person must judge what kind of document this is; the carrier's own receipt avoids that.",
    },
    "goods_cut_off": {
        "zh": "商品被画面边缘截断，请退后拍摄，让整件商品入镜。",
        "en": "The goods run out of the picture: step back so that all of them are in it.",
    },
    "goods_unsure": {
        "zh": "无法自动判断商品是否完整入镜，需人工查看；背景单一、四周留空会更清楚。",
        "en": "A person must see whether the goods are whole; a plain ground with room around them makes it clear.",
    },
    "pages_unsure": {
        "zh": "无法确定页面内容，请按顺序提交封面和正文。",
        "en": "The pages could not be told: submit cover and body in order.",
    },
}


def fix_for(
    cause: str, title: Mapping[str, str], figures: Figures | None = None, height: float | None = None
) -> dict[str, str]:
    """The advice for a cause, with the field's title and the measured numbers filled in."""
    from evidence_checks.legibility import SMEAR_ALLOWED

    facts = {
        "zh": title["zh"],
        "en": title["en"],
        "height": round(height if height is not None else figures.text_height if figures else 0),
        "wanted": round(TEXT_HEIGHT_WANTED),
        "smear": round(100 * figures.smear) if figures else 0,
        "smear_wanted": round(100 * SMEAR_ALLOWED),
        "contrast": round(100 * figures.contrast) if figures else 0,
        "glare": round(100 * figures.glare) if figures else 0,
    }
    return {language: CAUSES[cause][language].format(**facts) for language in ("zh", "en")}
