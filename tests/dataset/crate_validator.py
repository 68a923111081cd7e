"""roc-validator without a network: it asks for two vocabularies, which are served from here."""

import json
from importlib.resources import files
from pathlib import Path
from unittest.mock import patch

import pytest
import requests

RUN_TERMS = "https://w3id.org/ro/terms/workflow-run"
NAMES = ("ParameterConnection", "connection", "sourceParameter", "targetParameter", "sha256")


class Served(requests.Session):
    """Answers with the vocabularies, and to all other addresses that nothing is there."""

    cache = None

    def request(self, method, url, **how):
        answer = requests.Response()
        answer.url, answer.status_code = url, 404
        content = vocabularies().get(url)
        if content:
            answer.status_code, answer._content = 200, content.encode()
            answer.headers["Content-Type"] = "application/ld+json"
        return answer


def vocabularies() -> dict[str, str]:
    """RO-Crate's own comes with the library rocrate; of that of runs, the terms of crates."""
    terms = {name: f"{RUN_TERMS}#{name}" for name in NAMES}
    return {
        "https://w3id.org/ro/crate/1.1/context": (
            files("rocrate").joinpath("data", "ro-crate.jsonld").read_text(encoding="utf-8")
        ),
        f"{RUN_TERMS}/context": json.dumps({"@context": terms}),
    }


def crate_problems(folder: Path, profile: str) -> dict[str, list[tuple[str, str]]]:
    """By severity, the checks of a profile that a crate fails, each with a message."""
    pytest.importorskip("rocrate_validator")
    from rocrate_validator.models import Severity, ValidationSettings
    from rocrate_validator.services import validate
    from rocrate_validator.utils.http import HttpRequester

    def serve(requester, *cache):
        requester.session = Served()

    HttpRequester.reset()
    with patch.object(HttpRequester, "__initialize_session__", serve):
        found = validate(
            ValidationSettings(
                rocrate_uri=str(folder),
                profile_identifier=profile,
                requirement_severity=Severity.RECOMMENDED,
            )
        ).get_issues()
    HttpRequester.reset()
    problems = {severity: [] for severity in ("REQUIRED", "RECOMMENDED")}
    for issue in found:
        problems[issue.severity.name].append((issue.check.identifier, issue.message))
    return problems
