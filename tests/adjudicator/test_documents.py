"""Documents: what is JSON, what is too much, and canonical bytes."""

import json
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from adjudicator.canonical import canonical_bytes, decimal_text, exact_text
from adjudicator.documents import DOCUMENT_BYTES, parse
from adjudicator.errors import Refused, fault, json_path, one_of


def faults_of(data):
    """Code and path of everything that is wrong with a document as JSON."""
    try:
        found = parse(data).faults
    except Refused as refused:
        found = refused.faults
    return [(one.code, one.path) for one in found]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{} {}",
        b"\xff{}",
        '{"a": 1}'.encode("utf-16"),
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": NaN}',
        b'{"a": [-Infinity]}',
        b"{'a': 1}",
        b'{"a": 01}',
        b'{"a": "\x01"}',
    ],
)
def test_what_is_not_json_is_refused_at_the_root(data):
    assert faults_of(data) == [("NOT_JSON", "$")]


def test_a_key_that_stands_twice_is_named_at_the_object_that_holds_it():
    assert faults_of(b'{"a": {"b": [{"c": 1, "c": 1}]}}') == [("NOT_JSON", "$.a.b[0]")]
    assert faults_of(b'{"a": 1, "a": 2}') == [("NOT_JSON", "$")]


def test_a_byte_order_mark_and_a_lone_surrogate_are_refused_where_they_stand():
    assert faults_of(b'{"a": "x\\ufeff"}') == [("NOT_JSON", "$.a")]
    assert faults_of('{"a": "x\ufeff"}'.encode()) == [("NOT_JSON", "$.a")]
    assert faults_of(b'{"a": ["\\ud800"]}') == [("NOT_JSON", "$.a[0]")]
    assert faults_of(b'{"a": "\\ud83d\\ude00"}') == []


def test_thirty_two_levels_are_read_and_the_thirty_third_is_refused():
    assert faults_of(b'{"a":' + b"[" * 31 + b"]" * 31 + b"}") == []
    too_deep = "$.a" + "[0]" * 31
    assert faults_of(b'{"a":' + b"[" * 32 + b"]" * 32 + b"}") == [("LIMIT", too_deep)]


@pytest.mark.parametrize("levels", [1_000, 100_000])
def test_a_bomb_of_brackets_is_refused_like_any_other_depth(levels):
    data = b'{"x": 1, "a":' + b"[0," * levels + b"0" + b"]" * levels + b"}"
    assert faults_of(data) == [("LIMIT", "$.a" + "[1]" * 31)]


def test_a_document_a_list_and_a_text_have_limits():
    assert faults_of(b'"' + b"x" * DOCUMENT_BYTES + b'"') == [("LIMIT", "$")]
    assert faults_of(json.dumps({"a": [0] * 10_000})) == []
    assert faults_of(json.dumps({"a": [0] * 10_001})) == [("LIMIT", "$.a")]
    assert faults_of(json.dumps({"a": "字" * 20_000})) == []
    assert faults_of(json.dumps({"a": "字" * 20_001})) == [("LIMIT", "$.a")]


def test_an_object_has_as_many_keys_as_a_list_has_items():
    assert faults_of(json.dumps({"a": {str(number): 0 for number in range(10_000)}})) == []
    assert faults_of(json.dumps({"a": {str(number): 0 for number in range(10_001)}})) == [("LIMIT", "$.a")]


def test_a_number_that_nobody_could_hold_is_refused():
    assert faults_of(b'{"a": ' + b"9" * 10_000 + b"}") == [("LIMIT", "$.a")]
    assert faults_of(b'{"a": 1e99999999999999999999}') == [("LIMIT", "$.a")]


def test_numbers_with_decimals_are_read_exactly():
    read = parse(b'{"a": 0.1000000000000000055511151231257827, "b": 1.0, "c": 3}').tree
    assert read == {"a": Decimal("0.1000000000000000055511151231257827"), "b": Decimal("1.0"), "c": 3}
    assert not isinstance(read["b"], int)


def test_a_path_names_keys_and_indices():
    assert json_path(("order", "lines", 0, "quantity")) == "$.order.lines[0].quantity"
    assert json_path(("listing", "attributes", "产地")) == "$.listing.attributes.产地"
    assert json_path(("a b", "c'd")) == "$['a b']['c\\'d']"


def test_a_fault_says_what_would_be_right_in_both_languages():
    found = fault("NOT_IN_LIST", ("platform",), "taobo", one_of(("taobao", "tmall"), "taobo"))
    assert "taobao" in found.expected
    assert "did you mean taobao" in found.message.en
    assert "是否想写 taobao" in found.message.zh
    assert "$.platform" in found.message.zh


def test_a_value_that_cannot_be_printed_is_shown_escaped():
    shown = fault("WRONG_TYPE", ("\ud800",), {"a": "\udfff" * 2}, one_of(("x",)))
    assert json.dumps(shown.as_json(), ensure_ascii=False).encode()


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(plain_values)
def test_canonical_bytes_are_those_of_rfc_8785(value):
    assert canonical_bytes(value) == rfc8785.dumps(value)


def test_keys_are_in_the_order_of_their_utf16_units():
    value = {"\U00010000": 1, "\uffff": 2, "a": {"é": 1, "e": 2}}
    assert canonical_bytes(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.5, {"a": [1.0]}, 2**53, Decimal(1)])
def test_a_value_without_one_writing_has_no_canonical_bytes(value):
    with pytest.raises(ValueError, match="canonical"):
        canonical_bytes(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=0, max_value=10**7))
def test_a_decimal_is_written_digit_for_digit_without_trailing_zeros(number):
    text = decimal_text(number)
    assert Decimal(text) == number
    assert not ("." in text and text.endswith(("0", ".")))
    assert json.loads(exact_text({"a": number}), parse_float=Decimal, parse_int=Decimal) == {"a": number}
