"""Return proof (退货凭证): the buyer sent the goods back on a day.

Proves: that a parcel went back. Does not prove: what was inside.
Source: TB-3.1.2, POLICY T4 (RETURN_PROOF: tracking number, date).
"""

from evidence_checks.fields import courier_name, date, recipient_name, tracking_number
from evidence_checks.requirements import agrees, shows

REQUIREMENTS = (
    shows(tracking_number),
    shows(date),
    agrees(tracking_number),
)
ADVISORY = (
    recipient_name,
    courier_name,
)
