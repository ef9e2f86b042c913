# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our statement of the API against the vendor's documents, fact by fact, both ways: ``make specification``.

The environment variable SPECIFICATION names the folder of the vendor's documents.
"""

from __future__ import annotations

import os
import pathlib
import re

import pytest
import yaml

from tests.specification import TOKEN_PATH, document
from tests.specification.facts import facts

DOCUMENTS = {
    "v2024": ["managed-v2024.yaml"],
    "v2025": ["managed-v2025.yaml"],
    "v1": ["managed-clients-v1.yaml", "managed-clusters-v1.yaml", "managed-cluster-types-v1.yaml"],
}
"""By version. There are none of v3, which is as v2024 without what is newer, and of v2026, which is as v2025."""

DEVIATIONS = (
    (
        r".*/\{id\}/(log-config|manualUpgrade) parameters path id schema format: uuid",
        "",
        "the ids of clusters have no dashes, as UUIDs have",
    ),
    (
        r"(PUT .*/log-config requestBody content application/json schema) oneOf",
        r"\1 anyOf",
        "a body without a lifetime meets both schemas, and oneOf means exactly one",
    ),
    (
        r"(properties clusterType enum: None,) das-dc, das-pc, das-rc, iai, idn, spConnectCluster, sqsCluster",
        r"\1 das-am, das-dc, das-pc, das-rc, iai, idn, pag, spConnectCluster, sqsCluster, standard",
        "a client has the type of its cluster, whatever that is",
    ),
    (
        r"enum: DEBUG, ERROR, FATAL, False, INFO, TRACE, WARN",
        "enum: DEBUG, ERROR, FATAL, INFO, OFF, TRACE, WARN",
        "a tool has read the level OFF as a boolean",
    ),
)
"""Where we differ on purpose: a pattern of the vendor's facts, what we state instead (a text, or nothing), and why."""


def of_vendor(version):
    """The facts of the vendor's documents, with the version in each path."""
    folder = pathlib.Path(os.environ["SPECIFICATION"])
    found = set()
    for name in DOCUMENTS[version]:
        stated = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        if version != "v1":
            stated["paths"] = {f"/{version}{path}": item for path, item in stated["paths"].items()}
        found |= facts(stated)
    return found


def as_ours(fact):
    """A fact of the vendor's as we state it; empty if we do not."""
    for pattern, ours, _reason in DEVIATIONS:
        fact = re.sub(pattern, ours, fact)
    return fact


@pytest.mark.parametrize("version", DOCUMENTS)
def test_the_statements_are_the_same(version):
    # The vendor's guides describe the token endpoint; the documents do not.
    ours = {fact for fact in facts(document(version)) if not fact.startswith(f"POST {TOKEN_PATH} ")}
    theirs = {as_ours(fact) for fact in of_vendor(version)} - {""}

    differences = [f"only ours: {fact}" for fact in sorted(ours - theirs)]
    differences += [f"only the vendor's: {fact}" for fact in sorted(theirs - ours)]
    assert len(ours) > 1000
    if differences:
        pytest.fail("\n".join(differences), pytrace=False)


@pytest.mark.parametrize("pattern", [pattern for pattern, _ours, _reason in DEVIATIONS])
def test_every_deviation_is_one(pattern):
    stated = {fact for version in DOCUMENTS for fact in of_vendor(version)}

    assert [fact for fact in stated if re.search(pattern, fact)]
