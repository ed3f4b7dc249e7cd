"""Listing page (商品页面): what was offered, and when.

Proves: the description. Does not prove: what was delivered.
Source: TB-0.4, POLICY T4 (LISTING PAGE: date, product).
"""

from evidence_checks.fields import date, model, product_name, shop_name
from evidence_checks.requirements import shows

REQUIREMENTS = (
    shows(date),
    shows(product_name),
)
ADVISORY = (
    shop_name,
    model,
)
