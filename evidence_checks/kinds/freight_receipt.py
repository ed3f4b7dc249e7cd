"""Freight receipt (运费凭证): what the carriage cost, when, and for which parcel.

Proves: that freight was charged. Does not prove: who must bear it.
Source: PDD-EV-FREIGHT (凭证需要清晰的展示运费金额、时间、单号等基本信息。),
PDD-EV-FREIGHT-X (常见无效运费凭证(包括快递电子面单、微信和qq转账记录等)).
"""

from evidence_checks.fields import amount, carrier, courier_name, date, recipient_name, tracking_number
from evidence_checks.requirements import agrees, is_not_type, shows

REQUIREMENTS = (
    shows(amount),
    shows(date),
    shows(tracking_number),
    is_not_type("e_waybill", "wechat_transfer", "qq_transfer", open_types=("other_p2p_transfer",)),
    agrees(tracking_number),
)
ADVISORY = (
    carrier,
    recipient_name,
    courier_name,
)
