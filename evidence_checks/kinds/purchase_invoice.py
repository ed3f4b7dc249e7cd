"""Purchase invoice (进货发票): from whom the goods were bought, and when.

Proves: the seller's source. Does not prove: that the buyer got these very goods.
Source: PDD-EV-CERT (商品凭证包含但不限于出厂检测报告、品牌授权、进货发票等商品凭证
需要清晰展示店铺名称、商品名称、型号、时间等基本信息).
"""

from evidence_checks.fields import (
    buyer_name,
    date,
    invoice_code,
    invoice_number,
    model,
    product_name,
    seller_name,
    shop_name,
    total,
)
from evidence_checks.requirements import shows

REQUIREMENTS = (
    shows(shop_name),
    shows(product_name),
    shows(model),
    shows(date),
)
ADVISORY = (
    seller_name,
    buyer_name,
    invoice_code,
    invoice_number,
    total,
)
