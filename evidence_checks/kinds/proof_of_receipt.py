"""Proof of receipt (签收证明): the recipient got the parcel on a day.

Proves: receipt. Does not prove: what was inside.
Source: POLICY T4 (PROOF_OF_RECEIPT: tracking number, recipient, date), PDD-DL-24.
"""

from evidence_checks.fields import courier_name, date, recipient_name, tracking_number
from evidence_checks.requirements import agrees, shows

REQUIREMENTS = (
    shows(tracking_number),
    shows(recipient_name),
    shows(date),
    agrees(tracking_number),
    agrees(recipient_name),
)
ADVISORY = (courier_name,)
