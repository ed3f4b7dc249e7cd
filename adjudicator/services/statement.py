"""Writes the statement of reasons of a ruling: from the ruling document and the rulebook alone, in both languages.

What was decided and what follows, the facts and exhibits that this rests on, what gave way, what is still open, who
must do what until when, who decided (a program or a person), where one can turn; the clauses in their own words; the
fields of the EU DSA transparency database as far as they apply. It reads the proof and concludes nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from adjudicator.pages.rule_words import rule_named
from adjudicator.pages.statement import Claim, Part, Statement, claim
from adjudicator.pages.words import LANGUAGES, days, instant, money, word
from adjudicator.rulebook.model import STRATA, Rulebook, Text2
from adjudicator.services.statement_quotes import quotes_of
from adjudicator.services.statement_register import register

OUTCOME: Final = ("disposition", "tier", "penalty", "remedy", "obligation")
"""What the decision consists of; the facts that these rest on are the facts relied on."""
ASKED: Final = ("convention 1",)


def statement_of(ruling: Mapping[str, Any], rulebook: Rulebook, *, signed_by: Sequence[str] = ()) -> Statement:
    """The statement of reasons of a `ruling/1`, under the rulebook that it was made with.

    `signed_by`: who has signed it off, where that is known; a ruling itself names nobody. ValueError where the rulebook
    is another one: its clauses would be quoted for a ruling that they did not decide.
    """
    if ruling["ruleset"]["digest"] != rulebook.digest:
        raise ValueError("the ruling was made under another ruleset")
    return _Writer(ruling, rulebook, signed_by).statement()


class _Writer:
    def __init__(self, ruling: Mapping[str, Any], rulebook: Rulebook, signed_by: Sequence[str]) -> None:
        self.ruling = ruling
        self.rulebook = rulebook
        self.signed_by = signed_by
        self.steps: dict[str, Mapping[str, Any]] = {step["id"]: step for step in ruling["reasons"]}
        self.relied_on = self._behind([step["id"] for step in ruling["reasons"] if step["concludes"] in OUTCOME])

    def statement(self) -> Statement:
        parts = [
            Part("decision", Text2("决定", "The decision"), self._decision()),
            Part("facts", Text2("所依据的事实", "Facts relied on"), self._facts()),
            Part("exhibits", Text2("证据", "Exhibits"), self._exhibits()),
            Part("findings", Text2("对各项主张的认定", "Findings on each allegation"), self._findings()),
            Part("overridden", Text2("未适用的条款", "What gave way"), self._overridden()),
            Part("open", Text2("尚未确定的事项", "What is still open"), self._open()),
            Part("deadlines", Text2("期限", "Deadlines"), self._deadlines()),
            Part("decided_by", Text2("由谁决定", "Who decided"), self._decided_by()),
            Part("redress", Text2("申诉与救济途径", "Appeal and redress"), self._redress()),
        ]
        parts = [part for part in parts if part.claims]
        decision = self._say("disposition", self.ruling["disposition"])
        rules = self.ruling["ruleset"]
        entries = register(self.ruling, self.clauses("disposition"), self.is_automated)
        cited = {clause for part in parts for claim in part.claims for clause in claim.clauses}
        cited |= {clause for entry in entries for clause in entry.clauses}
        return Statement(
            case_id=self.ruling["case_id"],
            ruled_at=self.ruling["as_of"],
            decision=decision,
            parts=tuple(parts),
            quotes=quotes_of(sorted(cited), self.ruling, self.rulebook),
            entries=entries,
            ruleset=f"{rules['version']} ({', '.join(rules['packs'])})",
            digest=self.ruling["digest"],
        )

    # --- the proof

    def _behind(self, ids: Iterable[str]) -> set[str]:
        """Steps and all that they rest on."""
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            step = waiting.pop()
            if step in found:
                continue
            found.add(step)
            waiting += [one for one in self.steps[step]["from"] if one in self.steps]
        return found

    def _of(self, concludes: str, about: str | None = None) -> list[Mapping[str, Any]]:
        return [
            step
            for step in self.ruling["reasons"]
            if step["concludes"] == concludes and (about is None or step["about"] == about)
        ]

    def clauses(self, concludes: str, about: str | None = None) -> tuple[str, ...]:
        """The clauses of the steps that conclude something; where none does, those of what is open or not ruled."""
        found = {clause for step in self._of(concludes, about) for clause in step["clauses"]}
        if not found and concludes == "disposition" and self.ruling["disposition"] == "no_rule_applies":
            return ("convention 7",)
        return tuple(sorted(found)) or ASKED

    def _told(self, step: Mapping[str, Any]) -> Claim:
        return claim(step["because"]["zh"], step["because"]["en"], tuple(step["clauses"]), tuple(self._record(step)))

    def _record(self, step: Mapping[str, Any]) -> dict[str, None]:
        """What a step was taken from on the record: itself, or by counts, clocks and defaults, which are not told."""
        found: dict[str, None] = {}
        for name in step["from"]:
            premise = self.steps.get(name)
            if premise is None:
                found[name] = None
            elif rule_named(self.rulebook, premise["rule"]) is None:
                found |= self._record(premise)
        found.pop("$", None)  # the whole case: where nothing narrower can be named, nothing is
        return found

    @property
    def is_automated(self) -> bool:
        """Whether no person had a part in it: neither a finding that it rests on nor a proposal is on the ruling."""
        cited = [one for step in self.ruling["reasons"] for one in step["from"]]
        return self.ruling["proposal"] is None and not any(one.startswith("$.human_findings[") for one in cited)

    # --- the parts

    def _decision(self) -> tuple[Claim, ...]:
        disposition = self._say("disposition", self.ruling["disposition"])
        claims = [
            claim(
                f"对投诉的决定:{disposition.zh}。",
                f"The decision on the complaint: {disposition.en}.",
                self.clauses("disposition"),
            )
        ]
        claims += [self._told(step) for step in self._of("disposition")]
        for penalty in self.ruling["penalties"]:
            subject, effect = self._say("party", penalty["subject"]), self._say("effect", penalty["effect"])
            length = [days(penalty, lang) for lang in LANGUAGES]
            claims.append(
                claim(
                    f"对{subject.zh}采取的措施:{effect.zh}{f',{length[0]}' if length[0] else ''}。",
                    f"Measure against the {subject.en}: {effect.en}{f', {length[1]}' if length[1] else ''}.",
                    (penalty["clause"],),
                )
            )
        claims += [self._told(step) for step in self._of("penalty")]
        claims += [self._remedy(one) for one in self.ruling["remedies"]]
        claims += [self._told(step) for step in self._of("remedy")]
        for code in self.ruling["codes"]:
            steps = [step for step in self._of("codes") if step["value"] == code]
            claims += [self._told(step) for step in steps]
        return _once(claims)

    def _remedy(self, one: Mapping[str, Any]) -> Claim:
        remedy, status = self._say("remedy", one["remedy"]), self._say("remedy_status", one["status"])
        amount = f" {money(one['amount'])}" if one["amount"] else ""
        goods = f" {one['sku']} × {one['quantity']}" if one["sku"] else ""
        bearer = Text2("", "")
        if one["freight_borne_by"]:
            party = self._say("party", one["freight_borne_by"])
            bearer = Text2(f",运费由{party.zh}承担", f", freight borne by the {party.en}")
        return claim(
            f"救济:{remedy.zh}{amount}{goods}({status.zh}){bearer.zh}。",
            f"Remedy: {remedy.en}{amount}{goods} ({status.en}){bearer.en}.",
            (one["clause"],),
        )

    def _facts(self) -> tuple[Claim, ...]:
        """What rules found on the way to the decision; counts and defaults are in what they say."""
        claims = []
        for step in self.ruling["reasons"]:
            rule = rule_named(self.rulebook, step["rule"])
            below = rule is not None and STRATA.index(rule.stratum) < STRATA.index("disposition")
            about_evidence = rule is not None and rule.stratum in ("exhibits", "consistency")
            if below and not about_evidence and step["id"] in self.relied_on and step["status"] == "stands":
                claims.append(self._told(step))
        return _once(claims)

    def _exhibits(self) -> tuple[Claim, ...]:
        claims = []
        cited = {one for step in self.relied_on for one in self.steps[step]["from"]}
        about = {self.steps[step]["about"] for step in self.relied_on}
        for exhibit in self.ruling["exhibits"]:
            name = exhibit["id"]
            verdict = self._say("verdict", exhibit["verdict"])
            relies = name in cited or name in about
            rests = ("决定以此为据。", "The decision rests on it.")
            if not relies:
                rests = ("决定不以此为据。", "The decision does not rest on it.")
            said = f"证据 {name}:{verdict.zh}。{rests[0]}", f"Exhibit {name}: {verdict.en}. {rests[1]}"
            claims.append(claim(*said, self.clauses("exhibit.verdict", name), (name,)))
            for reason in exhibit["reasons"]:
                message = reason["message"]
                claims.append(claim(message["zh"], message["en"], (reason["clause"],), (name,)))
            for row in exhibit["consistency"]:
                if row["matches"] == "no":
                    field, found, wanted = self._say("field", row["field"]), row["found"], row["expected"]
                    said = (
                        f"证据 {name} 的{field.zh}为「{found}」,与记录中的「{wanted}」不一致。",
                        f"Exhibit {name} shows the {field.en} “{found}”, the record has “{wanted}”.",
                    )
                    claims.append(claim(*said, self.clauses("exhibit.contradicts", name), (name,)))
            claims += [self._told(step) for step in self._of("exhibit.meets_burden", name)]
        return _once(claims)

    def _findings(self) -> tuple[Claim, ...]:
        claims = []
        for finding in self.ruling["findings"]:
            name = finding["allegation"]
            result, degree = self._say("result", finding["result"]), self._say("degree", finding["degree"])
            claims.append(
                claim(
                    f"主张 {name}:{result.zh};不符程度:{degree.zh}。",
                    f"Allegation {name}: {result.en}; degree of the difference: {degree.en}.",
                    self.clauses("allegation.result", name),
                    (name,),
                )
            )
            claims += [self._told(step) for step in self._of("allegation.degree", name)]
            proofs = [step for step in self._of("proof.degree") if str(step["about"]).startswith(f"{name}/")]
            claims += [
                self._told(step) for step in (*proofs, *self._of("suggestion", name), *self._of("discord", name))
            ]
        return _once(claims)

    def _overridden(self) -> tuple[Claim, ...]:
        return tuple(
            claim(one["because"]["zh"], one["because"]["en"], (one["loser"], one["winner"]))
            for one in self.ruling["overridden"]
        )

    def _open(self) -> tuple[Claim, ...]:
        claims = []
        for one in self.ruling["waiting_for"]:
            event = self._say("event", one["event"])
            until = [instant(one["until"], lang) for lang in LANGUAGES] if one["until"] else None
            claims.append(
                claim(
                    f"裁决等待:{event.zh}{f',至{until[0]}' if until else ''}。",
                    f"The ruling waits for {event.en}{f', until {until[1]}' if until else ''}.",
                    self.clauses("waiting_for"),
                    (one["about"],) if one["about"] else (),
                )
            )
        for key, zh, en in (
            ("missing", "尚缺当事人或平台可补充的事实", "A fact is missing that a party or the platform can supply"),
            ("needs_human", "尚须由人认定", "A person must still find"),
        ):
            for one in self.ruling[key]:
                name = self._asked(one["fact"])
                about = (one["about"],) if one["about"] else ()
                claims.append(claim(f"{zh}:{name.zh}。", f"{en}: {name.en}.", self.clauses(key), about))
        for name in self.ruling["open_readings"]:
            switch = self.rulebook.readings[name]
            claims.append(
                claim(
                    f"若对「{switch.name_in.zh}」采用另一种解释口径,裁决会不同。",
                    f"Under another reading of “{switch.name_in.en}” the ruling would be another.",
                    (switch.clause,),
                )
            )
        return _once(claims)

    def _deadlines(self) -> tuple[Claim, ...]:
        claims = []
        for one in self.ruling["obligations"]:
            actor, act, state = (
                self._say("party", one["actor"]),
                self._say("act", one["act"]),
                self._say("obligation_state", one["state"]),
            )
            due = [instant(one["due"], lang) for lang in LANGUAGES]
            counted = Text2("", "")
            if one["derivation"] and one["derivation"]["start_at"]:
                start = [instant(one["derivation"]["start_at"], lang) for lang in LANGUAGES]
                counting = one["derivation"]["counting"].replace("_", " ")
                counted = Text2(f"自{start[0]}起算,{counting}。", f" It is counted from {start[1]}: {counting}.")
            claims.append(
                claim(
                    f"{actor.zh}须{act.zh},期限:{due[0]};{state.zh}。{counted.zh}",
                    f"The {actor.en} must {act.en}; due: {due[1]}; {state.en}.{counted.en}",
                    (one["clause"],),
                    (one["request"],) if one["request"] else (),
                )
            )
        return _once(claims)

    def _decided_by(self) -> tuple[Claim, ...]:
        clauses = self.clauses("disposition")
        claims = []
        if self.is_automated:
            claims.append(
                claim(
                    "本裁决由程序按规则自动作出,不含任何人的认定。",
                    "A program made this ruling by rule; no finding of a person is in it.",
                    clauses,
                )
            )
        else:
            claims.append(
                claim(
                    "本裁决由程序按规则作出,其中采用了人的认定或建议。",
                    "A program made this ruling by rule, from what a person found or proposed.",
                    clauses,
                    tuple(
                        sorted(
                            {
                                one
                                for step in self.ruling["reasons"]
                                for one in step["from"]
                                if one.startswith("$.human_findings[")
                            }
                        )
                    ),
                )
            )
        proposal = self.ruling["proposal"]
        if proposal is not None:
            penalised = tuple(sorted({one["clause"] for one in self.ruling["penalties"]})) or clauses
            said = ", ".join(proposal["reasons"])
            claims.append(
                claim("仲裁员的处罚建议已采纳。", "The arbitrator's proposal was accepted.", penalised)
                if proposal["accepted"] == "yes"
                else claim(
                    f"仲裁员的处罚建议未采纳:{said}。",
                    f"The arbitrator's proposal was not accepted: {said}.",
                    penalised,
                )
            )
        for clause, sign_off in sorted({(one["clause"], one["sign_off"]) for one in self.ruling["penalties"]}):
            words = self._say("sign_off", sign_off)
            claims.append(claim(f"处罚:{words.zh}。", f"On the penalty: {words.en}.", (clause,)))
            if sign_off != "none":
                names = "、".join(self.signed_by)
                claims.append(
                    claim(f"签批人:{names}。", f"It was signed off by {', '.join(self.signed_by)}.", (clause,))
                    if self.signed_by
                    else claim("裁决书本身不载签批人。", "The ruling itself names nobody who signed it off.", (clause,))
                )
        return _once(claims)

    def _redress(self) -> tuple[Claim, ...]:
        claims = []
        appeal = self.ruling["appeal"]
        if appeal is not None:
            allowed, advice = self._say("predicate", appeal["allowed"]), self._say("advice", appeal["advice"])
            codes = f" ({', '.join(appeal['reasons'])})" if appeal["reasons"] else ""
            zh, en = "", ""
            if appeal["until"]:
                zh, en = f";时间:{instant(appeal['until'], 'zh')}", f"; date: {instant(appeal['until'], 'en')}"
            zh = f"可否申诉:{allowed.zh}{codes}{zh};{advice.zh}。"
            en = f"An appeal is allowed: {allowed.en}{codes}{en}; advice: {advice.en}."
            claims.append(claim(zh, en, self.clauses("appeal.allowed")))
            claims += [self._told(step) for step in self._of("appeal.allowed")]
        ways = [self._say("redress", one) for one in self.ruling["redress"]]
        if ways:
            claims.append(
                claim(
                    f"仍有争议的,可以:{'、'.join(one.zh for one in ways)}。",
                    f"Whoever still disagrees may turn to: {', '.join(one.en for one in ways)}.",
                    self.clauses("redress"),
                )
            )
        return _once(claims)

    # --- words

    def _say(self, group: str, value: Any) -> Text2:
        return Text2(word(group, value, "zh"), word(group, value, "en"))

    def _asked(self, fact: str) -> Text2:
        for group in ("fact", "field"):
            named = self._say(group, fact)
            if named.en != fact:
                return named
        for declared in self.rulebook.facts.values():
            if fact in (declared.asked_as, declared.name):
                return declared.name_in
        return Text2(fact, fact)


def _once(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims without what was said before."""
    return tuple(dict.fromkeys(claims))
