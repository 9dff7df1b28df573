"""The start page: what runs here and where to go, as plain HTML that needs no script."""

import re
import shlex
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from api.web.site import Persona, SiteInfo, TenantCard

_WHO_AM_I = '{"query":"{ viewer { subject tenant { name } roles { role division } } }"}'
_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d+)?")


def render(info: SiteInfo, tenants: list[TenantCard], personas: list[Persona], *, address: str) -> str:
    """The page's HTML; `address` is where the browser reached us, for command lines that can be copied."""
    if not _ADDRESS.fullmatch(address):
        address = "http://127.0.0.1:8000"
    return _template().substitute(
        version=escape(info.version),
        demo=_DEMO if info.demo else "",
        tenants="".join(map(_tenant, tenants)) or _NO_TENANT,
        personas=_personas(personas, address),
    )


@cache
def _template() -> Template:
    return Template((Path(__file__).parent / "start.html").read_text(encoding="utf-8"))


_DEMO = (
    '<p class="notice">演示环境：人员和数据全部为合成，令牌公开，请勿录入真实信息。'
    '<span lang="en">Demo: all people and data are synthetic and the tokens are public; enter nothing real.</span></p>'
)
_NO_TENANT = '<p>还没有租户。<span lang="en">No tenant yet:</span> <code>tonghu tenant onboard</code></p>'


def _tenant(card: TenantCard) -> str:
    counts = "".join(
        f'<div><dt>{escape(each.zh)} <span lang="en">{escape(each.en)}</span></dt><dd>{each.value:,}</dd></div>'
        for each in card.counts
    )
    return (
        f'<li class="card"><h3>{escape(card.name)} <code>{escape(card.code)}</code></h3>'
        f'<p class="quiet">{escape(card.division)} · {escape(card.status)}</p><dl>{counts}</dl></li>'
    )


def _personas(personas: list[Persona], address: str) -> str:
    if not personas:
        return ""
    groups = groupby(personas, key=lambda each: (each.tenant, each.tenant_zh))
    tables = "".join(
        _table(code, name, list(people), address, opened=number == 0)
        for number, ((code, name), people) in enumerate(groups)
    )
    return (
        '<section aria-labelledby="personas"><h2 id="personas">演示身份 <span lang="en">Demo personas</span></h2>'
        "<p>以任一身份打开 GraphiQL，或复制其令牌。同一查询，不同身份看到的字段不同。"
        '<span lang="en">Open GraphiQL as any of them, or copy a token. The same query shows each role other fields.'
        f"</span></p>{tables}</section>"
    )


def _table(code: str, name: str, people: list[Persona], address: str, *, opened: bool) -> str:
    rows = "".join(_row(each, address) for each in people)
    return (
        f'<details class="tenant"{" open" if opened else ""}><summary>{escape(name)} <code>{escape(code)}</code> '
        f'<span class="quiet">{len(people)}</span></summary>'
        '<table><thead><tr><th>身份 <span lang="en">Role</span></th><th>账号 <span lang="en">Subject</span></th>'
        '<th>说明 <span lang="en">Note</span></th><th>令牌 <span lang="en">Token</span></th></tr></thead>'
        f"<tbody>{rows}</tbody></table></details>"
    )


def _row(persona: Persona, address: str) -> str:
    subject = escape(persona.subject)
    curl = " ".join(
        [
            f"curl -s {shlex.quote(address + '/graphql')}",
            "-H 'Content-Type: application/json'",
            f"-H {shlex.quote(f'Authorization: Bearer {persona.token}')}",
            f"-d {shlex.quote(_WHO_AM_I)}",
        ]
    )
    return (
        f'<tr><td>{escape(persona.role_zh)}<br><span class="quiet">{escape(persona.role)}</span></td>'
        f'<td><a href="/graphql#{subject}" title="GraphiQL">{subject}</a></td><td>{escape(persona.note)}</td>'
        f'<td><details class="token"><summary>令牌 <span lang="en">token</span> · curl</summary>'
        f"{_copyable(persona.token)}{_copyable(curl)}</details></td></tr>"
    )


def _copyable(text: str) -> str:
    return f'<div class="copy"><code>{escape(text)}</code><button type="button" hidden>复制 Copy</button></div>'
