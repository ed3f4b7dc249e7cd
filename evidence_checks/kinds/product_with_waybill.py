"""Product with waybill (商品和快递面单合照): the goods and the waybill in one picture.

Proves: which goods went under which number. Does not prove: that the parcel was sealed with them.
Source: PDD-EV-COMBO (当提供商品和快递面单合照时需要清晰显示面单内容。), PDD-EV-PARTIAL (④局部图片难以证明问题).
"""

from evidence_checks.fields import courier_name, date, product_name, recipient_name, tracking_number
from evidence_checks.requirements import agrees, shows, whole_goods

REQUIREMENTS = (
    shows(tracking_number),
    whole_goods(),
    agrees(tracking_number),
)
ADVISORY = (
    recipient_name,
    courier_name,
    date,
    product_name,
)
