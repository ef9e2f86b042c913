# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never be shown."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import (
    MASK,
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
        "attributes": {"queue": None, "keystore": "x"},
        "key_pair": {"publicKey": "p", "privateKey": "x"},
    }

    assert without_secrets(record) == {"id": "1", "attributes": {"queue": None}, "key_pair": {"publicKey": "p"}}


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


def test_every_text_is_masked():
    value = {"a t0ken": ["t0ken", ("x t0ken",), 1, None], "b": {"c": True}}

    assert mask_all(value, ["t0ken"]) == {f"a {MASK}": [MASK, [f"x {MASK}"], 1, None], "b": {"c": True}}


def test_ansible_is_told_of_secrets_where_it_can_be():
    registry = pytest.importorskip("ansible.module_utils.secrets", reason="ansible-core before 2.22 cannot be told")

    register(["t0ken-of-a-test"])

    assert "t0ken-of-a-test" not in registry.mask_secrets("x t0ken-of-a-test y")
