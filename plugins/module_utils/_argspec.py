# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specifications that can be merged: the connection options and those of each resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ansible.module_utils.basic import env_fallback
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.errors import AnsibleFallbackNotFound, UnsupportedError

from ._api.paths import VERSIONS


def in_environment(name: str) -> str:
    """The value of an environment variable. One that is empty counts as not set, as AWX sets it for a blank field."""
    value = str(env_fallback(name))
    if not value.strip():
        raise AnsibleFallbackNotFound
    return value


@dataclass(frozen=True)
class ArgumentSpec:
    """The options of a module and their rules, in the format of AnsibleModule.

    ``levels`` names the options whose values are log levels.
    """

    options: Mapping[str, Any]
    required_one_of: Sequence[Sequence[str]] = field(default_factory=tuple)
    required_if: Sequence[Sequence[Any]] = field(default_factory=tuple)
    mutually_exclusive: Sequence[Sequence[str]] = field(default_factory=tuple)
    levels: Sequence[str] = ()

    def __add__(self, other: ArgumentSpec) -> ArgumentSpec:
        return ArgumentSpec(
            options={**self.options, **other.options},
            required_one_of=[*self.required_one_of, *other.required_one_of],
            required_if=[*self.required_if, *other.required_if],
            mutually_exclusive=[*self.mutually_exclusive, *other.mutually_exclusive],
            levels=[*self.levels, *other.levels],
        )

    @cached_property
    def secret_options(self) -> list[str]:
        """The names of the options whose values are not to be shown."""
        return [name for name, option in self.options.items() if option.get("no_log")]

    @cached_property
    def validator(self) -> ArgumentSpecValidator:
        """What checks options as AnsibleModule does."""
        return ArgumentSpecValidator(**self.as_arguments())

    @staticmethod
    def problem(validation: ValidationResult) -> str:
        """What is wrong with options that were checked, in Ansible's words."""
        unknown = [error for error in validation.errors if isinstance(error, UnsupportedError)]
        return f"unknown option {unknown[0].msg}" if unknown else str(validation.errors[0].msg)

    def as_arguments(self) -> dict[str, Any]:
        """Keyword arguments for AnsibleModule and for ArgumentSpecValidator."""
        return {
            "argument_spec": dict(self.options),
            "required_one_of": list(self.required_one_of),
            "required_if": list(self.required_if),
            "mutually_exclusive": list(self.mutually_exclusive),
        }


CONNECTION = ArgumentSpec(
    options={
        "base_url": {"type": "str", "fallback": (in_environment, ["SAIL_BASE_URL"])},
        "auth_client_id": {"type": "str", "fallback": (in_environment, ["SAIL_CLIENT_ID"])},
        "auth_client_secret": {"type": "str", "no_log": True, "fallback": (in_environment, ["SAIL_CLIENT_SECRET"])},
        "access_token": {"type": "str", "no_log": True, "fallback": (in_environment, ["SAIL_ACCESS_TOKEN"])},
        "api_version": {
            "type": "str",
            "default": "v2024",
            "choices": list(VERSIONS),
            "fallback": (in_environment, ["SAIL_API_VERSION"]),
        },
        "validate_certs": {"type": "bool", "default": True},
        "ca_path": {"type": "path"},
        # May contain a password.
        "proxy": {"type": "str", "no_log": True},
        "timeout": {"type": "float", "default": 30.0},
        "retry_timeout": {"type": "float", "default": 120.0},
        "consistency_timeout": {"type": "float", "default": 5.0},
        "rate_limit": {"type": "int", "default": 100},
        "rate_window": {"type": "float", "default": 10.0},
    }
)
"""The connection options. The doc fragment ``connection`` documents them."""
