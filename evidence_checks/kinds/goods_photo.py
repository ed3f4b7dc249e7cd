"""Goods photo (商品照片): the goods as they arrived.

Proves: what can be seen on it. What that is, a person finds.
Source: POLICY T4 (BUYER PHOTO of goods: whole goods visible), PDD-EV-RELEVANCE.
"""

from evidence_checks.fields import date
from evidence_checks.requirements import whole_goods

REQUIREMENTS = (whole_goods(),)
ADVISORY = (date,)
