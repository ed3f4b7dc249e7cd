"""A small rules folder for tests: one platform, a pack of five rules, and the pack evidence."""

import hashlib
import json
from pathlib import Path

CLAUSE = "賣家被多次投訴描述不符成立,且情節嚴重,投訴作凍結永久。"
FILES = {
    "vocabulary.yaml": """
platforms:
  market: [goods]
entities:
  case: {zh: 案件, en: case}
  exhibit: {parent: case, zh: 證據, en: exhibit}
  field: {parent: exhibit, zh: 字段, en: field}
  prior: {parent: case, zh: 以往案件, en: earlier case}
kinds:
  photo: [date]
facts:
  verified: {type: truth, zh: 已核實, en: verified}
  severity:
    type: {choice: [ordinary, serious]}
    supplied_by: arbitrator
    zh: 情節
    en: circumstances
    values: {serious: {zh: 嚴重, en: serious}}
  demand: {type: money, zh: 訴求, en: demand}
  opened_at: {type: instant, zh: 開始, en: opened at}
  closed_at: {type: instant, zh: 結束, en: closed at}
  degree: {type: {ordered: [none, partial, total]}, zh: 程度, en: degree}
  upheld: {type: count, given: measure, zh: 成立次數, en: upheld complaints}
  reply.state: {type: {choice: [not_started, running, met, met_late, overdue]}, given: clock, zh: 狀態, en: state}
  reply.due: {type: instant, given: clock, zh: 期限, en: due}
  prior.upheld: {of: prior, type: truth, zh: 成立, en: upheld}
  prior.decided_at: {of: prior, type: instant, zh: 裁決時間, en: decided at}
  exhibit.kind: {of: exhibit, type: {choice: [photo, letter]}, zh: 種類, en: kind}
  exhibit.faults: {of: exhibit, type: {choice: [invalid]}, many: true, given: rules, zh: 問題, en: faults}
  field.name: {of: field, type: {choice: [date, amount]}, zh: 字段, en: field}
  field.legible: {of: field, type: truth, zh: 清晰, en: legible}
  tier: {type: {choice: ["0", "3", "4"]}, given: rules, otherwise: "0", zh: 等級, en: tier}
effects:
  penalty: {keys: [effect, days, sign_off], zh: 處罰, en: penalty}
""",
    "version.yaml": 'version: "1.0"\n',
    "sources/clauses.txt": f"1\n {CLAUSE[:9]}\n {CLAUSE[9:]}\n2 公示警告。\n",
    "calendars/cn.yaml": """
version: test-1
first: 2026-01-01
last: 2026-01-31
holidays:
  2026: [01-01, 01-02]
workdays:
  2026: [01-04]
""",
    "evidence/exhibits/illegible.yaml": """
id: evidence.exhibits.illegible
title: {zh: 不可辨認, en: Illegible}
source: {document: clauses, clause: A-2, text: 公示警告。}
for: field
stage: exhibits
when:
  - exhibit.kind: {is: photo}
  - field.name: {in: [date, amount]}
  - field.legible: {is: no}
then:
  - exhibit.faults: invalid
fix: {zh: 重拍, en: Take it again.}
explanation: {zh: "{field.name}不可辨認", en: "{field.name} cannot be read ({source.clause})."}
""",
    "goods/parameters.yaml": """
repeat.N:
  values: [{from: null, value: 3}, {from: 2027-01-01, value: 2}]
  clause: A-1
  interpretation: three
  zh: 次數
  en: times
watch.days:
  values: [{from: null, value: {1: 14, 3: 30}}]
  clause: A-2
  zh: 天數
  en: days
reply.hours:
  values: [{from: null, value: 24}]
  clause: A-2
  zh: 小時
  en: hours
""",
    "goods/readings.yaml": """
parse:
  default: A
  values: {A: {zh: 甲, en: one way}, B: {zh: 乙, en: the other}}
  clause: A-2
  zh: 斷句
  en: parse
""",
    "goods/measures.yaml": """
- fact: upheld
  count: prior
  where: [{prior.upheld: {is: yes}}]
  within: {days: 365, of: prior.decided_at}
  plus_this_case: yes
  source: {document: clauses, clause: A-1, text: 被多次投訴}
  explanation: {zh: "共{upheld}次", en: "{upheld} in all"}
""",
    "goods/clocks.yaml": """
- clock: reply
  start: [opened_at]
  length: $reply.hours
  unit: hours
  stopped_by: {of: closed_at}
  source: {document: clauses, clause: A-2, text: 公示警告}
  explanation: {zh: "{reply.due}", en: "until {reply.due}"}
""",
    "goods/penalties/freeze.yaml": f"""
id: goods.penalties.freeze
title: {{zh: 凍結, en: Freeze}}
source: {{document: clauses, clause: A-1, text: "{CLAUSE}"}}
stage: penalties
when:
  - verified: {{is: yes}}
  - upheld: {{at_least: $repeat.N}}
  - severity: {{is: serious}}
then:
  - tier: "4"
  - penalty: {{effect: freeze, days: null, sign_off: required}}
overrides: [goods.penalties.warn]
explanation: {{zh: "{{upheld}}次,{{$repeat.N}}", en: "{{upheld}} times, {{severity}}: {{source.text}}"}}
""",
    "goods/penalties/freeze.test.yaml": """
rule: goods.penalties.freeze
given: {verified: yes, upheld: 3, severity: serious}
cases:
  - name: the third serious one freezes
    as_of: 2026-12-31
    expect: {fires: true, stands: true, effects: [freeze], values: {tier: "4"}}
  - name: two are not yet many
    as_of: 2026-12-31
    but: {upheld: 2}
    expect: {fires: false, status: "no"}
  - name: two are many from 2027 on
    as_of: 2027-01-01
    but: {upheld: 2}
    expect: {fires: true}
  - name: a count between two and three leaves it open
    as_of: 2026-12-31
    but: {upheld: [2, 3]}
    expect: {status: asks, asks_for: [upheld]}
  - name: nobody has said how serious it was
    but: {severity: unknown}
    expect: {fires: false, asks_for: [severity]}
  - name: an ordinary one does not freeze
    but: {severity: ordinary}
    expect: {fires: false, asks_for: []}
  - name: nobody verified it
    but: {verified: no}
    expect: {fires: false}
""",
    "goods/penalties/warn.yaml": """
id: goods.penalties.warn
title: {zh: 警告, en: Warn}
source: {document: clauses, clause: A-2, text: 公示警告。}
stage: penalties
when:
  - verified: {is: yes}
  - degree: {at_least: partial}
  - reading.parse: {is: A}
then:
  - tier: "3"
  - penalty: {effect: watch, days: {table: $watch.days, by: upheld}}
explanation: {zh: 警告, en: A warning.}
""",
    "goods/penalties/warn.test.yaml": """
rule: goods.penalties.warn
given: {verified: yes, degree: total, upheld: 1}
cases:
  - name: it warns
    expect: {stands: true, effects: [watch]}
  - name: a freeze goes before it
    and: {goods.penalties.freeze: stands}
    expect: {fires: true, stands: false, status: overridden}
  - name: while the freeze is open it is provisional
    and: {goods.penalties.freeze: asks}
    expect: {status: provisional}
  - name: there is no difference
    but: {degree: none}
    expect: {fires: false}
  - name: nobody verified it
    but: {verified: no}
    expect: {fires: false}
  - name: the other way to read it
    but: {reading.parse: B}
    expect: {fires: false}
""",
    "goods/obligations/reply_late.yaml": """
id: goods.obligations.reply_late
title: {zh: 逾期, en: Late}
source: {document: clauses, clause: A-2, text: 公示警告}
stage: obligations
when:
  - reply.state: {in: [met_late, overdue]}
  - demand: {at_least: "1.10"}
  - tier: {is_not: "4"}
then:
  - penalty: {effect: note, sign_off: none}
explanation: {zh: "{reply.due}", en: "late since {reply.due}"}
""",
    "goods/obligations/reply_late.test.yaml": """
rule: goods.obligations.reply_late
given: {reply.state: overdue, demand: "2", tier: "0"}
cases:
  - {name: it is noted, expect: {effects: [note]}}
  - {name: in time, but: {reply.state: met}, expect: {fires: false}}
  - {name: too little, but: {demand: "1.09"}, expect: {fires: false}}
  - {name: frozen already, but: {tier: "4"}, expect: {fires: false}}
""",
    "evidence/exhibits/illegible.test.yaml": """
rule: evidence.exhibits.illegible
given: {exhibit.kind: photo, field.name: date, field.legible: no}
cases:
  - {name: an illegible date is a fault, expect: {fires: true, values: {exhibit.faults: [invalid]}}}
  - {name: a letter is not a photo, but: {exhibit.kind: letter}, expect: {fires: false}}
  - {name: nobody knows which field it is, but: {field.name: unknown}, expect: {fires: false}}
  - {name: it can be read, but: {field.legible: yes}, expect: {fires: false}}
""",
}


def write_rules(root: Path, changes: dict[str, str | None] | None = None) -> Path:
    """Writes the folder; `changes` replaces files, adds some, or leaves them out (None)."""
    files: dict[str, str | None] = {**FILES, **(changes or {})}
    document = str(files["sources/clauses.txt"])
    policy = [{"id": name, "tier": "E", "pack": "goods", "source": "clauses.txt"} for name in ("A-1", "A-2", "A-3")]
    files.setdefault(
        "sources.yaml",
        "clauses:\n  title: 條款\n  authority: secondary\n  file: sources/clauses.txt\n"
        f"  obtained_as: clauses.txt\n  sha256: {hashlib.sha256(document.encode()).hexdigest()}\n",
    )
    files.setdefault("policy.json", json.dumps(policy))
    for name, text in files.items():
        path = root / name
        if text is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"), encoding="utf-8")
    return root


def edited(name: str, *replacements: tuple[str, str]) -> dict[str, str | None]:
    """One file of the folder with some words replaced, for `changes`."""
    text = FILES[name]
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return {name: text}
