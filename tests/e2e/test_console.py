"""The pages in a real browser, with every other host out of reach."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browser import Visit, chromium, visiting

pytestmark = pytest.mark.debian


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest.fixture
async def visit(browser: Browser, demo_address: str) -> AsyncIterator[Visit]:
    async with visiting(browser, demo_address) as opened:
        yield opened


async def test_a_persona_runs_an_example_and_no_request_goes_elsewhere(visit: Visit, tmp_path: Path) -> None:
    await visit.open("/")
    await visit.page.screenshot(path=tmp_path / "start.png", full_page=True)
    await visit.page.get_by_text("福建省 fujian").last.click()
    await visit.page.get_by_role("link", name="director@fujian").click()
    await expect(visit.page.locator("select[name=persona]")).to_have_value("director@fujian")
    await expect(visit.page.locator(".graphiql-query-editor .view-lines")).to_contain_text("query")
    await visit.page.screenshot(path=tmp_path / "graphiql.png")

    examples = visit.page.locator("select[name=example] option:not([value=''])")
    assert await examples.count() > 0
    for title in await examples.all_inner_texts():
        await visit.page.select_option("select[name=example]", title)
        answer = await (await visit.run()).json()
        assert answer["data"], title
        assert "errors" not in answer, title
        await expect(visit.page.locator(".graphiql-response .view-lines")).to_contain_text("data")
    await visit.page.screenshot(path=tmp_path / "answered.png")
    assert visit.strangers == []
    assert visit.complaints == []


async def test_the_same_question_is_asked_as_another_persona(visit: Visit) -> None:
    await visit.open("/graphql#director@fujian")
    for tenant, persona in (("fujian", "county@fujian"), ("jilin", "county@jilin")):
        await visit.page.select_option("select[name=tenant]", tenant)
        await visit.page.select_option("select[name=persona]", persona)
        sent = await (await visit.run()).request.all_headers()
        assert sent["authorization"].startswith("Bearer ")
        await expect(visit.page.locator(".graphiql-response .view-lines")).to_contain_text(persona)
    assert visit.page.url.endswith("#county%40jilin")


async def test_a_subscription_shows_what_comes_until_it_is_stopped(visit: Visit) -> None:
    await visit.open("/graphql#county@fujian")
    await visit.ready()
    await visit.page.get_by_role("button", name="New tab").click()
    await visit.page.locator(".graphiql-query-editor .view-lines").click()
    await visit.page.keyboard.insert_text(
        'subscription { alerts(after: "0", where: {kinds: [ROLE_ASSIGNED]}) { sequence kind } }'
    )
    await _written_down(visit, "ROLE_ASSIGNED")  # by then it knows which operation stands there
    await visit.page.click(".graphiql-execute-button")
    await expect(visit.page.locator(".graphiql-response .view-lines")).to_contain_text("ROLE_ASSIGNED")
    async with visit.page.expect_event("requestfailed") as ended:  # the browser's word for one that it gave up
        await visit.page.get_by_role("button", name="Stop query").click()
    assert (await ended.value).url.endswith("/graphql")
    await expect(visit.page.get_by_role("button", name="Execute query")).to_be_visible()
    assert visit.complaints == []


async def test_the_editor_knows_the_schema(visit: Visit) -> None:
    await visit.open("/graphql#director@fujian")
    await visit.page.get_by_role("button", name="Show Documentation Explorer").click()
    await expect(visit.page.locator(".graphiql-doc-explorer-content")).to_contain_text("ChildConnection")
    await visit.page.get_by_role("button", name="New tab").click()
    await visit.page.locator(".graphiql-query-editor .view-lines").click()
    await visit.page.keyboard.type("{ vie")
    await expect(visit.page.locator(".suggest-widget")).to_contain_text("viewer")
    assert visit.complaints == []


async def test_the_token_is_kept_in_memory_alone(visit: Visit) -> None:
    await visit.open("/graphql#director@fujian")
    token = (await (await visit.run()).request.all_headers())["authorization"].removeprefix("Bearer ")
    await visit.page.get_by_role("button", name="New tab").click()
    await expect(visit.page.get_by_role("tab")).to_have_count(2)
    await _written_down(visit, "viewer")
    kept = await visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert token not in kept
    assert json.loads(kept)[0] == {}
    assert await visit.page.context.cookies() == []


async def test_the_start_page_needs_no_script(browser: Browser, demo_address: str) -> None:
    async with visiting(browser, demo_address, script=False) as visit:
        await visit.open("/")
        await visit.page.locator("details.tenant > summary").last.click()
        await expect(visit.page.get_by_role("link", name="operator@platform")).to_be_visible()
        await visit.page.locator("details.token summary").first.click()
        await expect(visit.page.locator("details.token code").nth(1)).to_contain_text("curl -s")
        await expect(visit.page.locator("details.token button").first).to_be_hidden()
        assert visit.strangers == []
        assert visit.complaints == []


async def test_every_link_of_the_start_page_leads_somewhere(visit: Visit) -> None:
    await visit.open("/")
    links = await visit.page.eval_on_selector_all("a", "all => all.map(a => a.href.split('#')[0])")
    answers = {link: (await visit.page.request.get(link)).status for link in set(links) if "/graphql" not in link}
    assert answers
    assert set(answers.values()) == {200}, answers


async def test_not_even_a_foreign_script_could_send_data_away(visit: Visit) -> None:
    await visit.open("/graphql")
    refused = await visit.page.evaluate("fetch('http://elsewhere.test/').then(() => false, () => true)")
    assert refused
    assert visit.strangers == []
    assert any("Content Security Policy" in complaint for complaint in visit.complaints)


async def test_a_request_to_another_host_would_be_seen(visit: Visit) -> None:
    await visit.page.goto("about:blank")
    await visit.page.evaluate("fetch('http://elsewhere.test/').catch(() => null)")
    assert visit.strangers == ["http://elsewhere.test/"]


async def _written_down(visit: Visit, word: str) -> None:
    """Wait until GraphiQL has written its tabs to the storage, half a second after the last change.

    The page's policy forbids what Playwright's own waiting for a condition evaluates.
    """
    tabs = "sessionStorage.getItem('graphiql:tabState') || ''"
    async with asyncio.timeout(5):
        while word not in await visit.page.evaluate(tabs):  # noqa: ASYNC110 (the page tells nobody)
            await asyncio.sleep(0.05)
