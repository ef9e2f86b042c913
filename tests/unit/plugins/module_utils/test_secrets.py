# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never be shown."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import (
    MASK,
    Held,
    find_secret,
    mask,
    mask_all,
    register,
    without_secrets,
)


def test_a_record_loses_its_secret_and_nothing_else():
    record = {"id": "1", "secret": "key", "name": "a"}

    assert without_secrets(record) == {"id": "1", "name": "a"}
    assert record["secret"] == "key"


def test_a_secret_within_a_record_is_removed_too():
    record = {
        "id": "1",
        "attributes": {"queue": None, "keystore": "x", "stores": [{"keystore": "x", "n": 1}, [{"Secret": "x"}], "y"]},
        "key_pair": {"publicKey": "p", "privateKey": "x"},
    }

    assert without_secrets(record) == {
        "id": "1",
        "attributes": {"queue": None, "stores": [{"n": 1}, [{}], "y"]},
        "key_pair": {"publicKey": "p"},
    }


@pytest.mark.parametrize(
    "field",
    [
        *("clientSecret", "client_secret", "CLIENT_SECRET", "clientsecret", "client-secret", "secrets", "Secret"),
        *("password", "proxyPassword", "passwd", "passphrase", "PrivateKey", "private_key", "PRIVATE-KEY"),
        *("apiKey", "apikey", "api_key", "accessKey", "accessToken", "token", "trustKeystore", "KEYSTORE"),
    ],
)
def test_fields_that_hold_a_secret(field):
    assert without_secrets({"body": [{field: "x", "status": "NORMAL"}]}) == {"body": [{"status": "NORMAL"}]}


@pytest.mark.parametrize(
    "field", ["alert_key", "alertKey", "publicKey", "keyPair", "key", "secretary", "tokens_left", "com.acme.Token"]
)
def test_fields_that_hold_none(field):
    assert without_secrets({"body": [{field: "x"}]}) == {"body": [{field: "x"}]}


@pytest.mark.parametrize(
    "spelling",
    [
        "s3cr&t/ö +",
        "s3cr%26t%2F%C3%B6%20%2B",
        "s3cr%26t%2F%C3%B6+%2B",
        "s3cr%26t/%C3%B6%20%2B",
        "s3cr%2526t%252F%25C3%25B6%2520%252B",
        "s3cr&t/\\u00f6 +",
        base64.b64encode("s3cr&t/ö +".encode()).decode(),
        "s3cr&t/ö +".encode().hex(),
    ],
    ids=["plain", "url", "form", "path", "url-in-url", "json", "base64", "hex"],
)
def test_a_secret_is_masked_in_every_spelling(spelling):
    assert mask(f"before {spelling} after", ["s3cr&t/ö +"]) == f"before {MASK} after"


def test_a_secret_within_another_leaves_no_rest():
    assert mask("x abcdef y abc z", ["abc", "abcdef"]) == f"x {MASK} y {MASK} z"


def test_an_empty_secret_masks_nothing():
    assert mask("text", [""]) == "text"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_within_base64_is_masked(encode, before):
    secret = "s3cret?>~secret"
    encoded = encode(f"{before}{secret}:after".encode()).decode()

    assert MASK in mask(encoded, [secret])
    assert encode(secret[3:-3].encode()).decode()[4:-4] not in mask(encoded, [secret])


def test_a_short_secret_does_not_mask_other_base64():
    assert mask("YWJj ZGVm", ["ab"]) == "YWJj ZGVm"


def test_every_text_of_a_message_is_masked_and_its_keys_are_not():
    value = {"a t0ken": ["t0ken", ("x t0ken",), 1, None], "b": {"c": True}}

    assert mask_all(value, ["t0ken"]) == {"a t0ken": [MASK, [f"x {MASK}"], 1, None], "b": {"c": True}}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("http://user:a@host", f"http://user:{MASK}@host"),
        ("http%3A%2F%2Fuser%3Aa%40host", f"http%3A%2F%2Fuser%3A{MASK}%40host"),
        ("could not read a managed client", f"could not read {MASK} managed client"),
        ("paris, Rama, a1, a_b", "paris, Rama, a1, a_b"),
    ],
)
def test_a_short_secret_is_masked_only_where_it_stands_alone(text, masked):
    assert mask(text, ["a"]) == masked


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"client": {"description": "it is s3cret-s3cret."}}, "client.description"),
        ({"clients": [{"name": "a"}, {"name": "b", "description": "s3cret-s3cret"}]}, 'clients."b".description'),
        ({"clients": [{"id": "1", "x": ["y", "s3cret-s3cret"]}]}, 'clients."1".x.1'),
        ({"clients": [{"name": "a s3cret-s3cret"}]}, f'clients."a {MASK}".name'),
        ({"configuration": {"s3cret-s3cret": "x"}}, "configuration.(a key)"),
        ({"x": b"s3cret-s3cret".hex()}, "x"),
        ({"x": base64.b64encode(b"user:s3cret-s3cret").decode()}, "x"),
        ({"x": "cret-s3cret", "description": 1, "y": [None, True]}, None),
    ],
)
def test_where_a_secret_stands_in_data(data, path):
    held = find_secret(data, {"s3cret-s3cret": "the option", "description": "another"})

    assert held == (Held(path, "the option") if path else None)


@pytest.mark.parametrize("secret", ["", "a", "test", "test-1", "seven77"])
def test_a_short_secret_is_a_word_like_any_other_in_data(secret):
    assert find_secret({"name": "test-1", "description": "seven77 a", "x": [secret]}, {secret: "proxy"}) is None


def test_ansible_is_told_of_secrets_where_it_can_be():
    registry = pytest.importorskip("ansible.module_utils.secrets", reason="ansible-core before 2.22 cannot be told")

    register(["t0ken-of-a-test"])

    assert "t0ken-of-a-test" not in registry.mask_secrets("x t0ken-of-a-test y")
