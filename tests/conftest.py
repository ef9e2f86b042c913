# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the collection importable in tests, from a plain checkout."""

from __future__ import annotations

import importlib.util
import signal
import sys

# ansible-test brings an importer of its own.
if importlib.util.find_spec("ansible_collections") is None:
    from tests.tools.link_checkout import link_checkout

    sys.path.insert(0, str(link_checkout()))

# A shell starts what runs in its background so that it ignores SIGINT, and so would all processes that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
