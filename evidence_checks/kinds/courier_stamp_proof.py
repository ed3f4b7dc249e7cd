"""Courier stamp proof (红章证明): the courier station certifies under its red seal that the parcel was delivered.

Proves: delivery to the recipient on a day. Does not prove: what was inside.
Source: PDD-EV-STAMP (红章证明要求快递单号、收件人姓名、派件人姓名、日期要手写,全手写及全打印无效).
"""

from evidence_checks.fields import carrier, courier_name, date, recipient_name, tracking_number
from evidence_checks.requirements import agrees, bears_seal, handwritten, mixes_script, shows

REQUIREMENTS = (
    shows(tracking_number),
    shows(recipient_name),
    shows(courier_name),
    shows(date),
    handwritten(tracking_number),
    handwritten(recipient_name),
    handwritten(courier_name),
    handwritten(date),
    mixes_script(),
    bears_seal(),
    agrees(tracking_number),
    agrees(recipient_name),
)
ADVISORY = (carrier,)
