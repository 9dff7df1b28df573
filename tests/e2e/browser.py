"""A browser that may speak with one host alone and remembers whom else it tried to reach."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Page, Response, Route, async_playwright

CHROMIUM = "/usr/bin/chromium"
# What would make the browser itself call home is off: every request that is seen is the page's.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Visit:
    """An open page with what it asked of other hosts and what the browser complained about."""

    page: Page
    address: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        await self.page.goto(self.address + path)

    async def ready(self) -> None:
        """Waits until GraphiQL's editors stand; before that its buttons do nothing."""
        for pane in (".graphiql-query-editor", ".graphiql-response"):
            await self.page.wait_for_selector(f"{pane} .view-lines", state="attached")

    async def run(self) -> Response:
        """Presses GraphiQL's button; the answer to the operation (introspection runs on the side)."""

        def is_the_operation(response: Response) -> bool:
            return response.url.endswith("/graphql") and "IntrospectionQuery" not in (response.request.post_data or "")

        await self.ready()
        async with self.page.expect_response(is_the_operation) as answered:
            await self.page.click(".graphiql-execute-button")
        return await answered.value


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's chromium, headless."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visiting(browser: Browser, address: str, *, script: bool = True) -> AsyncIterator[Visit]:
    """A fresh profile whose requests to any host but that of `address` are refused and recorded."""
    context = await browser.new_context(
        locale="zh-CN", viewport={"width": 1360, "height": 850}, java_script_enabled=script
    )
    visit = Visit(await context.new_page(), address)

    async def sift(route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.scheme in ("data", "blob") or url.netloc == urlsplit(address).netloc:
            await route.continue_()
        else:
            visit.strangers.append(route.request.url)
            await route.abort()

    def heed(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visit.complaints.append(message.text)

    await context.route("**/*", sift)
    visit.page.on("console", heed)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
    finally:
        await context.close()
