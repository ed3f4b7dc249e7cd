"""A ruling in the fields of the EU DSA transparency database's statements of reasons, as far as they apply.

The database asks about restrictions of content and accounts; a ruling between buyer and seller restricts an account, a
service or a payment. Field names and values are the database's own
(https://transparency.dsa.ec.europa.eu/page/api-documentation), but for `duration`, which stands for its end dates: they
run from when a measure is applied, which a ruling does not know. An empty value: the ruling says nothing of the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adjudicator.pages.statement import Entry
from adjudicator.rulebook.model import Text2

RESTRICTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "public_warning": ("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    "restrict_listing": ("decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
    "restrict_bidding": ("decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
    "restrict_messaging_login": ("decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
    "cancel_review_right": ("decision_provision", "DECISION_PROVISION_PARTIAL_TERMINATION"),
    "restrict_site_login": ("decision_account", "DECISION_ACCOUNT_SUSPENDED"),
    "freeze": ("decision_account", "DECISION_ACCOUNT_SUSPENDED"),
    "mall_exit": ("decision_account", "DECISION_ACCOUNT_TERMINATED"),
    "restrict_cod": ("decision_monetary", "DECISION_MONETARY_OTHER"),
}
"""What kind of restriction an effect is. An oral warning and a watch restrict nothing."""
_KINDS: Final[tuple[tuple[str, Text2], ...]] = (
    ("decision_visibility", Text2("对内容可见性的限制", "restriction of visibility")),
    ("decision_monetary", Text2("对支付的限制", "monetary restriction")),
    ("decision_provision", Text2("对服务的限制", "restriction of the service")),
    ("decision_account", Text2("对账户的限制", "restriction of the account")),
)
STATUTE: Final = "LAW-"
"""How the ids of clauses of the law begin; all other clauses are terms of a platform or of a procedure."""


def register(ruling: Mapping[str, Any], decided_under: tuple[str, ...], is_automated: bool) -> tuple[Entry, ...]:
    """The fields in the database's order; `decided_under`: the clauses of the disposition."""
    imposed = [one for one in ruling["penalties"] if one["effect"] in RESTRICTIONS and one["days"] != 0]
    entries = []
    for field, name in _KINDS:
        of_kind = [one for one in imposed if RESTRICTIONS[one["effect"]][0] == field]
        values = tuple(sorted({f"{RESTRICTIONS[one['effect']][1]} ({one['effect']})" for one in of_kind}))
        entries.append(Entry(field, name, values, _clauses(of_kind) or decided_under))
    legal = tuple(clause for clause in _clauses(imposed) if clause.startswith(STATUTE))
    contractual = tuple(clause for clause in _clauses(imposed) if not clause.startswith(STATUTE))
    grounds = [
        *(["DECISION_GROUND_ILLEGAL_CONTENT"] if legal else []),
        *(["DECISION_GROUND_INCOMPATIBLE_CONTENT"] if contractual else []),
    ]
    under = _clauses(imposed) or decided_under
    facts = [step["id"] for step in ruling["reasons"] if step["concludes"] == "disposition"]
    lengths = tuple(sorted({_length(one) for one in imposed}))
    return (
        *entries,
        Entry("decision_ground", Text2("依据的性质", "ground of the decision"), tuple(grounds), under),
        Entry("illegal_content_legal_ground", Text2("法律依据", "legal ground"), legal, under),
        Entry("incompatible_content_ground", Text2("平台规则依据", "contractual ground"), contractual, under),
        Entry("decision_facts", Text2("事实(见证明步骤)", "facts (steps of the proof)"), tuple(facts), decided_under),
        Entry("source_type", Text2("事件来源", "source"), ("SOURCE_TYPE_OTHER_NOTIFICATION",), decided_under),
        Entry("automated_detection", Text2("是否由程序自动发现", "automated detection"), ("No",), decided_under),
        Entry(
            "automated_decision",
            Text2("是否由程序自动决定", "automated decision"),
            ("AUTOMATED_DECISION_FULLY" if is_automated else "AUTOMATED_DECISION_PARTIALLY",),
            decided_under,
        ),
        # The database knows the states of the EEA only, and no clause here names any.
        Entry("territorial_scope", Text2("地域范围", "territorial scope"), (), decided_under),
        Entry("application_date", Text2("裁决日期", "date of the ruling"), (ruling["as_of"][:10],), decided_under),
        Entry("duration", Text2("期限", "duration"), lengths, under),
    )


def _clauses(penalties: list[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(sorted({one["clause"] for one in penalties}))


def _length(penalty: Mapping[str, Any]) -> str:
    if penalty["permanent"]:
        return f"{penalty['effect']}: permanent"
    if penalty["days"] is None:
        return f"{penalty['effect']}: no period stated"
    return f"{penalty['effect']}: {penalty['days']} days"
