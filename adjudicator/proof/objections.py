"""What the checker objects to in a proof: a closed list of codes with their words, zh and en."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adjudicator.rulebook.model import Text2

WORDING: Mapping[str, Text2] = {
    "WRONG_ID": Text2("步骤编号应为 {wanted}。", "The step's id should be {wanted}."),
    "UNKNOWN_RULE": Text2("规则 {rule} 不存在。", "There is no rule {rule}."),
    "NOT_IN_FORCE": Text2(
        "规则 {rule} 在此平台或此日不适用。", "The rule {rule} does not govern this platform or is not in force."
    ),
    "UNKNOWN_ROW": Text2("案卷中没有{entity} {about}。", "The record has no {entity} {about}."),
    "WRONG_FACT": Text2("{rule} 不认定 {fact}。", "{rule} does not conclude {fact}."),
    "DOES_NOT_STAND": Text2(
        "规则 {rule} 在此为 {found},不是 {said}。", "The rule {rule} is “{found}” here, not “{said}”."
    ),
    "WRONG_VALUE": Text2("{fact} 的值应为 {wanted},不是 {said}。", "{fact} should be {wanted}, not {said}."),
    "NOT_KNOWN": Text2("{fact} 在此未知,不能认定。", "{fact} is unknown here and cannot be concluded."),
    "NOT_OTHERWISE": Text2(
        "{fact} 有规则成立或待查,不能取预设值。",
        "A rule that concludes {fact} stands or asks, so that it does not take its default.",
    ),
    "WRONG_CLAUSES": Text2("条款应为 {wanted}。", "The clauses should be {wanted}."),
    "WRONG_PREMISES": Text2("依据应为 {wanted}。", "The premises should be {wanted}."),
    "PREMISE_NOT_ESTABLISHED": Text2(
        "所依据的 {fact}({rule})此前未经认定。", "It rests on {fact} ({rule}), which no earlier step establishes."
    ),
    "SAID_TWICE": Text2("同一结论已见于 {other}。", "The same conclusion was drawn in {other}."),
    "MISSING_STEP": Text2(
        "缺少步骤:{rule} 认定 {fact}({about})。", "A step is missing: {rule} concludes {fact} ({about})."
    ),
    "NOT_NEEDED": Text2("裁决的结论不依据此步。", "Nothing that the ruling says rests on this step."),
    "RULES_CONFLICT": Text2(
        "规则 {rules} 对 {fact} 的认定互相矛盾。", "The rules {rules} give {fact} different values."
    ),
    "MALFORMED": Text2("步骤格式不正确:{fault}。", "The step is malformed: {fault}."),
    "WRONG_OUTPUT": Text2(
        "裁决的 {key} 与证明的结论不符。", "What the ruling says under {key} is not what the proof concludes."
    ),
    "WRONG_DIGEST": Text2("摘要与内容不符:{said}。", "The digest does not fit the document: {said}."),
    "WRONG_TEXT": Text2("说明文字与证明不符。", "The text does not say what the proof says."),
}


@dataclass(frozen=True, slots=True)
class Objection:
    """Something in a proof that does not follow."""

    code: str
    step: str | None
    """The id of the step as given; None where a step is missing or the fault lies in no single one."""
    message: Text2


def objection(code: str, step: str | None, **facts: object) -> Objection:
    """An objection in words. KeyError for a code that is not in the list."""
    words = WORDING[code]
    return Objection(code, step, Text2(words.zh.format(**facts), words.en.format(**facts)))
