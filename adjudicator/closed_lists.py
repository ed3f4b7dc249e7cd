"""The closed lists: every word that a case, a report or a ruling may hold (SEMANTICS 3, 4, 16, 21, 22).

A list stands here once, as a type; the tuple of its words is read off the type, so the two can't drift apart.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

Predicate = Literal["yes", "no", "unknown"]
"""Three-valued; ``unknown`` is a value and never counts as ``no``."""

Platform = Literal["taobao", "tmall", "pinduoduo", "duokeduomi", "tickets", "generic"]
ComplaintClass = Literal[
    "description_mismatch", "website_mismatch", "missing_component", "short_quantity", "quality", "non_receipt",
    "price", "invoice", "delivery_time", "logistics", "service_attitude", "after_sales", "return_condition",
    "cod_refusal", "liability_amount", "liability_attribution", "unpack_damage", "signoff_exception", "other",
]  # fmt: skip
ComplaintSubtype = Literal[
    "accessory", "manual", "warranty_card", "utensil", "count", "weight", "bloated", "mould", "damp", "insect",
    "not_fresh", "functional", "dirty_return", "above_market", "post_purchase_drop", "missing", "title_wrong",
    "content_wrong",
]  # fmt: skip
Demand = Literal[
    "refund_only", "return_refund", "return", "exchange", "repair", "resend", "replenish", "price_reduction",
    "compensation", "reissue_invoice", "reduce_liability", "reassign_liability", "none",
]  # fmt: skip
Party = Literal["buyer", "seller", "worker", "platform"]
Actor = Literal[
    "buyer", "seller", "worker", "platform", "customer_service", "quality", "department", "operations", "authority"
]
Payment = Literal["prepaid", "cod"]
SellerType = Literal["c2c", "mall"]
AppealResult = Literal["failed", "successful", "withdrawn", "open"]
SellerResponse = Literal["agreed", "refused", "silent"]
RefundState = Literal["open", "closed"]
RefundOutcome = Literal["upheld_mismatch", "upheld_other", "partially_upheld", "rejected", "agreement"]
NegotiationStatus = Literal["none", "ongoing", "settled", "failed", "refused", "no_response"]
AfterSalesKind = Literal[
    "return", "exchange", "return_refund", "refund_only", "repair", "resend", "replenish", "compensation",
    "price_reduction", "second_visit",
]  # fmt: skip
Act = Literal[
    "established", "transferred", "implemented", "reply", "handling_sheet", "initial_correction", "report_up",
    "solution", "visit", "delay_notice", "negotiate", "reply_platform", "contact_buyer", "notify_logistics",
    "callback", "proactive_notice", "correct_listing", "verify_operations", "record", "promise", "admin_received",
    "admin_informed",
]  # fmt: skip
Satisfaction = Literal["very_satisfied", "satisfied", "neutral", "dissatisfied"]
RequestStage = Literal["after_sales_detail", "ticket", "appeal"]
AppealGround = Literal["amount", "attribution"]
AppealChannel = Literal["app", "proxy"]
LiabilityOrigin = Literal["ruling", "reassigned_by_other_party_appeal"]
Effect = Literal[
    "oral_warning", "cancel_review_right", "public_warning", "watch", "restrict_bidding", "restrict_listing", "freeze",
    "restrict_site_login", "restrict_messaging_login", "mall_exit", "restrict_cod",
]  # fmt: skip
Disposition = Literal[
    "inadmissible", "pending", "withdrawn", "upheld", "partially_upheld", "not_upheld", "buyer_supported",
    "liability_final", "closed_without_prejudice", "needs_human", "no_rule_applies",
]  # fmt: skip
PriorDisposition = Literal[
    "inadmissible", "pending", "withdrawn", "upheld", "partially_upheld", "not_upheld", "buyer_supported",
    "liability_final", "closed_without_prejudice", "needs_human", "no_rule_applies", "reversed",
]  # fmt: skip
ExhibitKind = Literal[
    "courier_stamp_proof", "freight_receipt", "product_with_waybill", "weigh_record", "purchase_invoice",
    "factory_test_report", "brand_authorisation", "proof_of_receipt", "return_proof", "goods_photo", "listing_page",
    "communication_log", "handover_sheet", "exception_ticket", "call_record", "video", "other",
]  # fmt: skip
DocumentType = Literal[
    "e_waybill", "wechat_transfer", "qq_transfer", "other_p2p_transfer", "courier_receipt", "bank_transfer",
    "vat_invoice", "test_report", "authorisation_letter", "chat", "listing", "stamp_certificate", "scale_display",
    "other", "unknown",
]  # fmt: skip
PageRole = Literal["cover", "body", "other", "unknown"]
GoodsCoverage = Literal["whole", "partial", "unknown"]
Degree = Literal["none", "partial", "clear", "total", "unknown"]
UseReason = Literal[
    "cannot_perform_function", "safety", "wrong_size_or_variant", "missing_part_essential", "counterfeit_or_material",
    "cosmetic_only", "other",
]  # fmt: skip
Fact = Literal[
    "degree", "affects_normal_use", "severity", "shows", "legible", "handwritten", "present", "red_seal",
    "goods_coverage", "report_verified", "user_choice", "user_agrees_to_close", "refused_without_reason",
    "resaleable", "user_insists", "risk_notice_given", "defective", "special_return_rule",
    "rescission_conditions_met", "authority_nonconforming", "established", "demand_excessive",
    "demand_unreasonable", "seller_fault_clear", "appeal_justified", "field_value", "document_type", "pages",
    "script", "kind_accepted",
]  # fmt: skip
"""What a person can find (SEMANTICS 3)."""
FieldName = Literal[
    "tracking_number", "carrier", "recipient_name", "courier_name", "date", "amount", "weight", "shop_name",
    "product_name", "brand", "model", "invoice_code", "invoice_number", "total", "seller_name", "buyer_name",
    "valid_from", "valid_until",
]  # fmt: skip
"""What an exhibit may show (CONTRACT 2; `brand`: SEMANTICS 44)."""
FieldSource = Literal["ocr", "barcode", "qr", "display"]
WeightUnit = Literal["g", "kg", "jin", "lb", "oz"]

Verdict = Literal["valid", "nonconforming", "invalid", "needs_human"]
Tier = Literal["0", "1", "2", "3a", "3b", "4", "4M"]
SignOff = Literal["none", "recommended", "required"]
AllegationResult = Literal["proven", "rebutted", "unproven", "uncontested"]
BurdenState = Literal["met", "unmet", "open"]
ObligationState = Literal["open", "met", "met_late", "overdue"]
Advice = Literal["file", "do_not_file", "undetermined"]
Remedy = Literal[
    "refund", "return", "return_refund", "refund_only", "exchange", "resend", "replenish", "repair", "second_visit",
    "price_reduction", "compensation", "points", "reissue_invoice", "advance_compensation", "correct_listing",
    "no_return_required", "referral",
]  # fmt: skip
RemedyStatus = Literal["granted", "available", "recommended"]
WaitedEvent = Literal[
    "refund", "evidence_request", "submission", "appeal", "user_choice", "user_agreement", "operations_verification",
    "investigation",
]  # fmt: skip
RulingCode = Literal[
    "WRONG_CHANNEL", "NOT_WITHIN_CLASS", "NEGOTIATION_NOT_SHOWN", "INCOMPLETE_FILING", "ORDER_NOT_VERIFIED",
    "REPORT_NOT_VERIFIED", "LATE_NO_EVIDENCE", "LATE_SUBMISSION", "INVALID_MEANINGLESS", "INVALID_EVIDENCE",
    "NONCONFORMING_EVIDENCE", "DEEMED_ADMISSION", "DUE_PROCESS", "NO_RULE_APPLIES", "SLA_BREACH", "REPORT_UNTRUE",
]  # fmt: skip
Redress = Literal["settlement", "consumer_association", "administrative_complaint", "arbitration", "litigation"]
ExhibitCode = Literal[
    "STAMP_NO_RED_SEAL", "STAMP_ALL_HANDWRITTEN", "STAMP_ALL_PRINTED", "STAMP_NOT_HANDWRITTEN",
    "STAMP_MISSING_FIELD", "FREIGHT_INVALID_TYPE", "FREIGHT_TYPE_OPEN", "FREIGHT_MISSING_FIELD",
    "NONCONFORMING_PARTIAL", "WEIGH_MISSING_FIELD", "WEIGH_MISSING_UNIT", "CERT_MISSING_FIELD",
    "CERT_MISSING_COVER", "CERT_MISSING_BODY", "CERT_NOT_COVERING_ORDER", "RECEIPT_MISSING_FIELD",
    "RETURN_MISSING_FIELD", "LISTING_MISSING_FIELD", "INVALID_NOT_PROBATIVE", "FIELD_UNCERTAIN", "KIND_NOT_CHECKED",
]  # fmt: skip
AppealReason = Literal[
    "QUOTA_MONTH", "QUOTA_YEAR", "PREDESTINED_LATE", "PREDESTINED_INVALID", "PREDESTINED_MEANINGLESS",
    "APPEAL_EVIDENCE_NONCONFORMING", "APPEAL_EVIDENCE_INVALID", "LATE", "ALREADY_APPEALED", "NO_KEY_EVIDENCE",
    "REASSIGNED_BY_OTHER_PARTY", "PROXY_NOT_ALLOWED", "KEY_EVIDENCE_OPEN",
]  # fmt: skip
ProposalReason = Literal["INVALID_RANGE", "INVALID_EFFECT", "NO_PENALTY_APPLIES"]

COMPLAINT_CLASSES: Final[tuple[str, ...]] = get_args(ComplaintClass)
PREDICATES: Final[tuple[str, ...]] = get_args(Predicate)
DEGREES: Final[tuple[str, ...]] = get_args(Degree)
USE_REASONS: Final[tuple[str, ...]] = get_args(UseReason)
DOCUMENT_TYPES: Final[tuple[str, ...]] = get_args(DocumentType)
PAGE_ROLES: Final[tuple[str, ...]] = get_args(PageRole)
GOODS_COVERAGES: Final[tuple[str, ...]] = get_args(GoodsCoverage)
FIELD_NAMES: Final[tuple[str, ...]] = get_args(FieldName)
FACTS: Final[tuple[str, ...]] = get_args(Fact)
EXHIBIT_KINDS: Final[tuple[str, ...]] = get_args(ExhibitKind)
CERTIFICATE_KINDS: Final[tuple[str, ...]] = ("purchase_invoice", "factory_test_report", "brand_authorisation")
