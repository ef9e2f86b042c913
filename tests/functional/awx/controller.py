# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of a controller's REST API as awx.awx and ansible-rulebook need: objects, associations, surveys, launches.

It stands in for a controller, and knows only how these programs ask. What AWX adds to notification templates, how it
filters, and what a launch takes of its variables is as in the source of AWX 24.6.1.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "controller-token"
ENCRYPTED = "$encrypted$"
KINDS = {
    "organizations": "organization",
    "credential_types": "credential_type",
    "credentials": "credential",
    "execution_environments": "execution_environment",
    "instance_groups": "instance_group",
    "projects": "project",
    "inventories": "inventory",
    "hosts": "host",
    "inventory_sources": "inventory_source",
    "notification_templates": "notification_template",
    "job_templates": "job_template",
    "schedules": "schedule",
    "workflow_job_templates": "workflow_job_template",
    "workflow_job_template_nodes": "workflow_job_template_node",
    "workflow_approval_templates": "workflow_approval_template",
    "jobs": "job",
}
UNIFIED = ("projects", "inventory_sources", "job_templates", "workflow_job_templates")
ASSOCIATIONS = {
    "organizations": {"galaxy_credentials": "credentials"},
    "job_templates": {
        "credentials": "credentials",
        "instance_groups": "instance_groups",
        "notification_templates_error": "notification_templates",
    },
    "workflow_job_templates": {"notification_templates_approvals": "notification_templates"},
    "workflow_job_template_nodes": {
        "success_nodes": "workflow_job_template_nodes",
        "failure_nodes": "workflow_job_template_nodes",
    },
}
"""What can be associated with an object of a collection, and the collection that it is of."""
CONFIGURATIONS = {
    "webhook": {"http_method": "POST", "disable_ssl_verification": False, "username": "", "password": ""},
    "slack": {},
}
"""What AWX adds to the configuration of a notification template, by its type."""
REFERENCES = ("organization", "inventory", "project", "source_project", "credential", "unified_job_template")
PASSWORDS = ("password", "token")
EVENTS = ("started", "success", "error", "workflow_approval")


class Controller:
    """The objects, and the requests so far. Names that it is begun with are those of an AWX that was just installed."""

    def __init__(self) -> None:
        self.base_url = ""
        self.requests: list[str] = []
        self.launched: list[dict[str, Any]] = []
        self._objects: dict[str, dict[int, dict[str, Any]]] = {collection: {} for collection in KINDS}
        self._associated: dict[str, list[int]] = {}
        self._surveys: dict[str, Any] = {}
        self._next = 1
        self._create("organizations", {"name": "Default"})
        self._create("instance_groups", {"name": "default"})
        galaxy = self._create("credential_types", {"name": "Ansible Galaxy/Automation Hub API Token", "inputs": {}})
        vault = self._create("credential_types", {"name": "Vault", "inputs": {}})
        self._create("credentials", {"name": "Ansible Galaxy", "credential_type": galaxy["id"], "inputs": {}})
        self._create("credentials", {"name": "Tenants", "credential_type": vault["id"], "inputs": {}})

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[Controller]:
        """Serve on a free loopback port."""
        controller = cls()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(controller))
        controller.base_url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield controller
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def writes(self) -> list[str]:
        """The requests so far that were no GET."""
        return [request for request in self.requests if not request.startswith("GET ")]

    def named(self, collection: str, name: str, organization: str | None = None) -> dict[str, Any]:
        """The object of that name, with its secrets, and with the names of what is associated with it."""
        (found,) = [
            entry
            for entry in self._objects[collection].values()
            if _name(entry) == name
            and (organization is None or entry["organization"] == self.named("organizations", organization)["id"])
        ]
        associated = {
            key: [_name(self._objects[other][number]) for number in self._associated.get(f"{found['url']}{key}/", [])]
            for key, other in ASSOCIATIONS.get(collection, {}).items()
        }
        return {**found, **associated, "survey": self._surveys.get(found["url"])}

    def strays(self, organization: str) -> list[tuple[str, str, str]]:
        """The references from an organization's objects to those of another: what, by which field, to what."""
        number = self.named("organizations", organization)["id"]
        inside = {
            entry["id"]: entry
            for entries in self._objects.values()
            for entry in entries.values()
            if self._organization(entry) == number
        }
        references = [
            (entry, field, value)
            for entry in inside.values()
            for field, value in entry.items()
            if field in REFERENCES and value is not None
        ]
        for entry in inside.values():
            collection = entry["url"].split("/")[3]
            references += [
                (entry, field, value)
                for field in ASSOCIATIONS.get(collection, {})
                for value in self._associated.get(f"{entry['url']}{field}/", [])
            ]
        everything = {entry["id"]: entry for entries in self._objects.values() for entry in entries.values()}
        return [
            (_name(entry), field, _name(everything[value]))
            for entry, field, value in references
            if self._organization(everything[value]) not in (number, None)
        ]

    def _organization(self, entry: dict[str, Any]) -> int | None:
        """Of the object, or of what it belongs to."""
        owner = entry.get("inventory") if entry["type"] in ("host", "inventory_source") else None
        owner = owner or entry.get("workflow_job_template")
        for collection in ("inventories", "workflow_job_templates"):
            if owner in self._objects[collection]:
                return self._organization(self._objects[collection][owner])
        return entry["id"] if entry["type"] == "organization" else entry.get("organization")

    def names(self, collection: str) -> list[str]:
        """The names of all objects of a collection."""
        return [_name(entry) for entry in self._objects[collection].values()]

    def answer(self, method: str, target: str, body: Any) -> tuple[int, Any]:
        """Status and body of the answer to a request."""
        self.requests.append(f"{method} {target}")
        parts = urlsplit(target)
        collection, *rest = parts.path.removeprefix("/api/v2/").strip("/").split("/")
        if collection == "unified_job_templates" and not rest:
            return 200, _page(self._found(UNIFIED, dict(parse_qsl(parts.query))))
        if collection == "config":
            return 200, {"version": "24.6.1"}
        if collection not in KINDS:
            return 404, {"detail": "Not found."}
        if not rest:
            if method == "POST":
                return 201, self._shown(self._create(collection, body))
            return 200, _page(self._found([collection], dict(parse_qsl(parts.query))))
        entry = self._objects[collection].get(int(rest[0]))
        if entry is None:
            return 404, {"detail": "Not found."}
        if len(rest) == 1:
            if method == "PATCH":
                entry.update(_completed(body, entry) if collection == "notification_templates" else body)
            return 200, self._shown(entry)
        return self._beneath(method, collection, entry, rest[1], body)

    def _beneath(self, method: str, collection: str, entry: dict[str, Any], name: str, body: Any) -> tuple[int, Any]:
        if name == "survey_spec":
            if method == "POST":
                self._surveys[entry["url"]] = body
            return 200, self._surveys.get(entry["url"], {})
        if name == "launch" and method == "POST":
            return 201, self._launch(collection, entry, body)
        if name == "create_approval_template" and method == "POST":
            approval = self._create("workflow_approval_templates", body)
            entry["unified_job_template"] = approval["id"]
            entry["related"]["unified_job_template"] = approval["url"]
            return 201, approval
        if name not in ASSOCIATIONS.get(collection, {}):
            return 404, {"detail": "Not found."}
        associated = self._associated.setdefault(f"{entry['url']}{name}/", [])
        if method == "GET":
            return 200, _page([{"id": number} for number in associated])
        if body.get("disassociate"):
            associated.remove(body["id"])
        else:
            associated.append(body["id"])
        return 204, None

    def add_job_template(self, name: str, survey: dict[str, Any]) -> None:
        """Have one in the organization Default."""
        organization = self.named("organizations", "Default")["id"]
        created = self._create("job_templates", {"name": name, "organization": organization})
        self._surveys[created["url"]] = survey

    def _launch(self, collection: str, entry: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """A job that is done at once. A template that does not ask for variables takes those of its survey only."""
        asked = {question["variable"] for question in self._surveys.get(entry["url"], {}).get("spec", [])}
        variables = {name: value for name, value in body.get("extra_vars", {}).items() if name in asked}
        job = {
            "job_template": entry["id"],
            "extra_vars": variables,
            "status": "successful",
            "created": "",
            "artifacts": {},
        }
        self.launched.append({"name": entry["name"], "sent": body, "extra_vars": variables})
        return self._create("jobs", {"name": entry["name"], **job})

    def _create(self, collection: str, fields: dict[str, Any]) -> dict[str, Any]:
        number, self._next = self._next, self._next + 1
        url = f"/api/v2/{collection}/{number}/"
        entry = {
            "id": number,
            "type": KINDS[collection],
            "url": url,
            # A project is updated at once, as if it had been.
            "scm_revision": "",
            "summary_fields": self._summary(fields),
            "related": {"survey_spec": f"{url}survey_spec/", "launch": f"{url}launch/"},
            **dict.fromkeys((f"ask_{what}_on_launch" for what in ("limit", "labels", "inventory", "variables")), False),
            **({"kind": "", "host_filter": None} if collection == "inventories" else {}),
            **(_configured(fields) if collection == "notification_templates" else fields),
        }
        self._objects[collection][number] = entry
        return entry

    def _summary(self, fields: dict[str, Any]) -> dict[str, Any]:
        organization = self._objects["organizations"].get(fields.get("organization", 0))
        return {"organization": {"id": organization["id"], "name": organization["name"]}} if organization else {}

    def _found(self, collections: Any, filters: dict[str, str]) -> list[dict[str, Any]]:
        """The objects that match each filter, and one of those whose names begin with ``or__``, if there are any."""
        some = {name[4:]: value for name, value in filters.items() if name.startswith("or__")}
        each = {
            name: value
            for name, value in filters.items()
            if not name.startswith(("or__", "page")) and "__in" not in name
        }
        numbers = filters["id__in"].split(",") if "id__in" in filters else None
        return [
            self._shown(entry)
            for collection in collections
            for entry in self._objects[collection].values()
            if all(str(entry.get(name)) == value for name, value in each.items())
            and (numbers is None or str(entry["id"]) in numbers)
            and (not some or any(str(entry.get(name)) == value for name, value in some.items()))
        ]

    def _shown(self, entry: dict[str, Any]) -> dict[str, Any]:
        """As the API shows it: without the secrets of a credential or a notification template."""
        if entry["type"] == "notification_template":
            configuration = {
                name: ENCRYPTED if name in PASSWORDS and value else value
                for name, value in entry["notification_configuration"].items()
            }
            return {**entry, "notification_configuration": configuration}
        if entry["type"] != "credential":
            return entry
        fields = self._objects["credential_types"][entry["credential_type"]]["inputs"].get("fields", [])
        hidden = {field["id"] for field in fields if field.get("secret")}
        return {
            **entry,
            "inputs": {name: ENCRYPTED if name in hidden else value for name, value in entry["inputs"].items()},
        }


def _name(entry: dict[str, Any]) -> str:
    return entry.get("name") or entry["identifier"]


def _configured(fields: dict[str, Any]) -> dict[str, Any]:
    configuration = {**CONFIGURATIONS[fields["notification_type"]], **fields["notification_configuration"]}
    return {**fields, "notification_configuration": configuration}


def _completed(fields: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """A change of a notification template: AWX keeps messages that are not overwritten, and adds the other events."""
    complete = _configured({"notification_type": old["notification_type"], **fields})
    messages = {event: fields["messages"].get(event) or old["messages"].get(event) for event in EVENTS}
    if messages["error"] and old["messages"].get("error"):
        messages["error"] = {**old["messages"]["error"], **messages["error"]}
    return {**complete, "messages": messages}


def _page(results: list[dict[str, Any]]) -> dict[str, Any]:
    return {"count": len(results), "next": None, "previous": None, "results": results}


def _handler(controller: Controller) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                with lock:
                    status, answer = controller.answer(self.command, self.path, body)
                    content = b"" if answer is None else json.dumps(answer).encode()
            else:
                status, content = 401, b'{"detail": "Authentication credentials were not provided."}'
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-API-Product-Name", "AWX")
            self.send_header("X-API-Product-Version", "24.6.1")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
