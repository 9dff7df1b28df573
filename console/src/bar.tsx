import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { type FormEvent, useState } from 'react'
import type { Outcome } from './fetcher.ts'
import { type Example, type Persona, tenants } from './personas.ts'
import { print } from './variables.ts'

const OUTCOMES: Record<Outcome, string> = {
  answered: '',
  refused: '令牌无效或已过期 · Token refused or expired',
  unreachable: '服务器没有应答 · The server does not answer',
}

interface BarProps {
  personas: Persona[]
  persona: Persona | undefined
  choose: (persona: Persona) => void
  token: string
  setToken: (token: string) => void
  outcome: Outcome
}

/** The line on top: who asks, what they could ask, and how the last request ended. */
export function Bar({ personas, persona, choose, token, setToken, outcome }: BarProps) {
  return (
    <header className="bar">
      <a className="bar-brand" href="/" title="首页 · Home">
        <img src="/assets/favicon.svg" alt="" width="22" height="22" />
        童护 <span lang="en">Tonghu</span>
      </a>
      {persona ? (
        <PersonaPicker personas={personas} persona={persona} choose={choose} />
      ) : (
        <TokenField token={token} setToken={setToken} />
      )}
      <span className={outcome === 'answered' ? 'bar-note' : 'bar-note bar-alarm'} role="status" title={persona?.note}>
        {OUTCOMES[outcome] || persona?.note}
      </span>
      <a className="bar-link" href="/schema.graphql">
        schema.graphql
      </a>
    </header>
  )
}

function PersonaPicker({ personas, persona, choose }: Pick<BarProps, 'personas' | 'choose'> & { persona: Persona }) {
  const colleagues = personas.filter((each) => each.tenant === persona.tenant)

  /** The same post in the other tenant where it exists, so that one can compare. */
  function chooseTenant(code: string) {
    const there = personas.filter((each) => each.tenant === code)
    const next = there.find((each) => each.role === persona.role) ?? there[0]
    if (next) choose(next)
  }

  function choosePersona(subject: string) {
    const next = colleagues.find((each) => each.subject === subject)
    if (next) choose(next)
  }

  return (
    <>
      <label className="bar-field">
        <span>租户 Tenant</span>
        <select name="tenant" value={persona.tenant} onChange={(event) => chooseTenant(event.target.value)}>
          {tenants(personas).map(({ code, name }) => (
            <option key={code} value={code}>
              {name} {code}
            </option>
          ))}
        </select>
      </label>
      <label className="bar-field">
        <span>身份 Persona</span>
        <select name="persona" value={persona.subject} onChange={(event) => choosePersona(event.target.value)}>
          {colleagues.map(({ subject, roleZh }) => (
            <option key={subject} value={subject}>
              {roleZh} {subject}
            </option>
          ))}
        </select>
      </label>
      <ExamplePicker examples={persona.examples} />
    </>
  )
}

function ExamplePicker({ examples }: { examples: Example[] }) {
  const { addTab, setOperationFacts } = useGraphiQLActions()
  const { queryEditor, variableEditor } = useGraphiQL(({ queryEditor, variableEditor }) => ({ queryEditor, variableEditor }))

  function load(title: string) {
    const example = examples.find((each) => each.title === title)
    if (!example) return
    if (queryEditor?.getValue().trim()) addTab()
    queryEditor?.setValue(example.query)
    variableEditor?.setValue(print(example.variables))
    // GraphiQL parses after a pause; a run before that must not name the former tab's operation.
    setOperationFacts({})
  }

  return (
    <label className="bar-field">
      <span>示例 Example</span>
      <select name="example" value="" disabled={!examples.length || !queryEditor} onChange={(event) => load(event.target.value)}>
        <option value="">载入到新标签页…</option>
        {examples.map(({ title }) => (
          <option key={title}>{title}</option>
        ))}
      </select>
    </label>
  )
}

function TokenField({ token, setToken }: Pick<BarProps, 'token' | 'setToken'>) {
  const [draft, setDraft] = useState(token)

  function use(event: FormEvent) {
    event.preventDefault()
    setToken(draft.trim().replace(/^Bearer\s+/i, ''))
  }

  return (
    <form className="bar-field bar-token" onSubmit={use}>
      <label htmlFor="token">令牌 Bearer token</label>
      <input id="token" type="password" autoComplete="off" spellCheck={false} value={draft} onChange={(event) => setDraft(event.target.value)} />
      <button type="submit">{token ? '更换 Change' : '使用 Use'}</button>
    </form>
  )
}
