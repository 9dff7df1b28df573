"""The pages: what they say, what they keep to themselves, what they refuse to serve."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api.leaving import Leaving
from api.web import files, start
from api.web.pages import graphiql_page, routes
from api.web.site import Count, Example, Persona, SiteInfo, TenantCard
from api.wire import Wire

PERSONA = Persona(
    subject="director@fujian",
    role="CHILD_DIRECTOR",
    role_zh="儿童主任",
    tenant="fujian",
    tenant_zh="福建省",
    note="只看本村儿童",
    token="head.body.sign",
    examples=(Example("本村儿童", "query($n: Int) { children(first: $n) { nodes { id } } }", {"n": 3}),),
)
CARD = TenantCard("fujian", "福建省", "350000000000", "ACTIVE", (Count("儿童", "children", 1000),))


async def one_tenant() -> list[TenantCard]:
    return [CARD]


DEMO = SiteInfo("1.2.3", demo=True, tenants=one_tenant, personas=lambda: [PERSONA])


def serving(info: SiteInfo) -> TestClient:
    async def graphiql(_request: Request) -> Response:
        return graphiql_page()

    wire = Middleware(Wire, key=bytes(32), leaving=Leaving())
    return TestClient(Starlette(routes=[*routes(info), Route("/graphql", graphiql)], middleware=[wire]))


@pytest.fixture
def demo() -> Iterator[TestClient]:
    with serving(DEMO) as client:
        yield client


@pytest.fixture
def production() -> Iterator[TestClient]:
    with serving(replace(DEMO, demo=False)) as client:
        yield client


def test_start_page_says_what_runs(production: TestClient) -> None:
    page = production.get("/").text
    for expected in ("1.2.3", "福建省", "350000000000", "1,000", "/graphql", "/schema.graphql", "/healthz", "/readyz"):
        assert expected in page


def test_start_page_of_the_demo_lists_personas_with_token_and_curl(demo: TestClient) -> None:
    page = demo.get("/").text
    assert "儿童主任" in page
    assert "head.body.sign" in page
    assert "curl -s http://testserver/graphql" in page
    assert "Authorization: Bearer head.body.sign" in page


def test_shows_no_persona_and_no_token_outside_the_demo(production: TestClient) -> None:
    assert "head.body.sign" not in production.get("/").text
    assert production.get("/demo/personas.json").status_code == 404


def test_personas_come_with_their_examples_and_are_not_stored(demo: TestClient) -> None:
    answer = demo.get("/demo/personas.json")
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
    assert answer.json() == [
        {
            "subject": "director@fujian",
            "role": "CHILD_DIRECTOR",
            "roleZh": "儿童主任",
            "tenant": "fujian",
            "tenantZh": "福建省",
            "note": "只看本村儿童",
            "token": "head.body.sign",
            "examples": [
                {
                    "title": "本村儿童",
                    "query": "query($n: Int) { children(first: $n) { nodes { id } } }",
                    "variables": {"n": 3},
                }
            ],
        }
    ]


def test_names_are_text_and_never_markup() -> None:
    nasty = '<script>alert("1")</script>'

    async def tenants() -> list[TenantCard]:
        return [replace(CARD, name=nasty, counts=(Count(nasty, nasty, 1),))]

    personas = [replace(PERSONA, note=nasty, role_zh=nasty, subject=nasty, tenant_zh=nasty)]
    with serving(replace(DEMO, tenants=tenants, personas=lambda: personas)) as client:
        page = client.get("/").text
    assert nasty not in page
    assert "&lt;script&gt;" in page


def test_a_forged_address_does_not_reach_the_command_lines() -> None:
    page = start.render(DEMO, [CARD], [PERSONA], address="http://x;rm -rf ~")
    assert "rm -rf" not in page
    assert "curl -s http://127.0.0.1:8000/graphql" in page


@pytest.mark.parametrize("path", ["/", "/graphql"])
def test_pages_may_load_and_tell_nothing_elsewhere(demo: TestClient, path: str) -> None:
    answer = demo.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "script-src" not in policy
    assert policy.get("connect-src", "'self'") == "'self'"
    assert "http" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/graphql"])
def test_pages_have_no_inline_script_and_every_file_they_name_is_served(demo: TestClient, path: str) -> None:
    page = demo.get(path).text
    assert all('src="' in tag for tag in re.findall(r"<script[^>]*>", page))
    named = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)
    assert named
    assert {demo.get(each).status_code for each in named} == {200}
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_files_with_a_hash_in_their_name_are_kept_for_ever(demo: TestClient) -> None:
    script = next(name for name in files.names() if re.fullmatch(r"graphiql-[\w-]{8}\.js", name))
    answer = demo.get(f"/assets/{script}")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


def test_other_files_are_asked_for_again_and_answered_by_304(demo: TestClient) -> None:
    first = demo.get("/assets/start.css")
    assert first.headers["content-type"].startswith("text/css")
    assert first.headers["cache-control"] == "no-cache"
    again = demo.get("/assets/start.css", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_is_the_same_packed_and_plain(demo: TestClient) -> None:
    plain = demo.get("/assets/start.css", headers={"accept-encoding": "identity"})
    packed = demo.get("/assets/start.css", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content
    assert plain.headers["etag"] != packed.headers["etag"]


@pytest.mark.parametrize("name", ["graphiql.html", "pages.py", "..%2fpages.py", "%2e%2e%2fpages.py", "nothing.js"])
def test_serves_nothing_but_the_shipped_files(demo: TestClient, name: str) -> None:
    assert demo.get(f"/assets/{name}").status_code == 404


def test_the_licences_of_bundled_packages_are_told(demo: TestClient) -> None:
    text = demo.get("/assets/THIRD_PARTY.txt").text
    for package in ("graphiql ", "monaco-editor ", "monaco-graphql ", "react-dom ", "graphql ", "prettier "):
        assert re.search(rf"^{package}\S+ \(MIT\)$", text, re.MULTILINE)


def test_the_built_files_stay_small_and_without_source_maps() -> None:
    built = list(files.BUILT.iterdir())
    assert sum(path.stat().st_size for path in built) < 8 * 1024 * 1024
    assert not [path for path in built if path.suffix == ".map"]
