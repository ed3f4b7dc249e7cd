"""Writes rules/calendars/cn.yaml from the package `chinesecalendar`: `python -m tests.adjudicator.calendar_data`.

Run it when the package knows another year, give the calendar a new version, and freeze a new ruleset: old rulings keep
theirs.
"""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
VERSION = "cn-2026.1"
FILE = Path(__file__).resolve().parents[2] / "rules" / "calendars" / "cn.yaml"


def as_yaml(first: date = FIRST, last: date = LAST, version: str = VERSION) -> str:
    """The calendar file as text: the days on which the working week is not Monday to Friday."""
    listed: dict[str, dict[int, list[str]]] = {"holidays": {}, "workdays": {}}
    day = first
    while day <= last:
        worked = chinese_calendar.is_workday(day)
        if worked != (day.weekday() < 5):
            listed["workdays" if worked else "holidays"].setdefault(day.year, []).append(f"{day:%m-%d}")
        day += timedelta(days=1)
    lines = [
        "# Working days of the People's Republic of China, from the yearly notices of the State Council as collected",
        "# by the package chinesecalendar; a test compares the two. Monday to Friday are worked but for `holidays`,",
        "# and of the weekends only `workdays` (make-up days) are. A day outside first..last is not known.",
        f"version: {version}",
        f"first: {first}",
        f"last: {last}",
    ]
    for key, years in listed.items():
        lines += [f"{key}:", *(f"  {year}: [{', '.join(days)}]" for year, days in years.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_yaml(), encoding="utf-8")
