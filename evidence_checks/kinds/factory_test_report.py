"""Factory test report (出厂检测报告): what a laboratory measured on the goods.

Proves: the tested properties. Does not prove: that the buyer got goods of the tested batch.
Source: PDD-EV-CERT (商品凭证包含但不限于出厂检测报告、品牌授权、进货发票等商品凭证
需要清晰展示店铺名称、商品名称、型号、时间等基本信息).
如果是出厂检测报告不仅仅需要提供封面,同时需要提供正文内容.
"""

from evidence_checks.fields import date, model, product_name, shop_name
from evidence_checks.requirements import has_pages, shows

REQUIREMENTS = (
    shows(shop_name),
    shows(product_name),
    shows(model),
    shows(date),
    has_pages("cover", "body"),
)
