#!/usr/bin/env bash
# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu

python ../setup_four_runs/four_runs.py scenarios
