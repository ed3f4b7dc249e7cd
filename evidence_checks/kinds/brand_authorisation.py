"""Brand authorisation (品牌授权): that the seller may sell under the brand.

Proves: the right to sell. Does not prove: that the goods are genuine.
Source: PDD-EV-CERT (商品凭证包含但不限于出厂检测报告、品牌授权、进货发票等商品凭证
需要清晰展示店铺名称、商品名称、型号、时间等基本信息).
"""

from evidence_checks.fields import date, model, product_name, shop_name, valid_from, valid_until
from evidence_checks.requirements import shows

REQUIREMENTS = (
    shows(shop_name),
    shows(product_name),
    shows(model),
    shows(date),
)
ADVISORY = (
    valid_from,
    valid_until,
)
