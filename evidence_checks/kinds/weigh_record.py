"""Weigh record (称重记录): what the parcel weighed when it was handed over.

Proves: the parcel's weight. Does not prove: what was inside.
Source: PDD-EV-WEIGH-1 (图片需要清晰可见重量值。), PDD-EV-WEIGH-2 (称重记录需包含快递单号并且清晰可见。).
"""

from evidence_checks.fields import date, tracking_number, weight
from evidence_checks.requirements import agrees, shows

REQUIREMENTS = (
    shows(weight),
    shows(weight.unit),
    shows(tracking_number),
    agrees(tracking_number),
)
ADVISORY = (date,)
