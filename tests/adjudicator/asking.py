"""Runs command lines as the door does, for tests of what a person or a script would see."""

import json

from adjudicator.cli import run


def told(capsys, *arguments):
    """Status, standard output and standard error of a command line."""
    status = run([str(one) for one in arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def ruled(capsys, case, *options):
    """The ruling of a case file."""
    status, out, err = told(capsys, "rule", case, "--json", *options)
    assert status == 0, err
    return json.loads(out)


def refused(capsys, case, *options):
    """The faults of a case file that is refused, as (code, path)."""
    status, out, err = told(capsys, "rule", case, "--json", *options)
    assert status == 2, out[:400]
    document = json.loads(out)
    assert document["schema"] == "refusal/1"
    assert len(err.splitlines()) == len(document["errors"])
    return [(one["code"], one["path"]) for one in document["errors"]]
