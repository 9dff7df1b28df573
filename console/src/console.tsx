import { GraphiQL } from 'graphiql'
import { useMemo, useState } from 'react'
import { Bar } from './bar.tsx'
import { fetcherFor, type Outcome } from './fetcher.ts'
import { chosenPersona, type Persona } from './personas.ts'
import { print } from './variables.ts'

const WELCOME = `# 童护 GraphQL 控制台 · Tonghu GraphQL console
#
# 运行 Run:      Ctrl-Enter
# 补全 Complete: Ctrl-Space
# 文档 Docs:     左上角 top left

query WhoAmI {
  viewer {
    subject
    tenant { name }
    roles { role division }
  }
}
`

/** GraphiQL below a bar that says who asks: a persona of the demo, or the owner of a pasted token. */
export function Console({ personas }: { personas: Persona[] }) {
  const [persona, setPersona] = useState(() => chosenPersona(personas, location.hash))
  const [pasted, setPasted] = useState('')
  const [outcome, setOutcome] = useState<Outcome>('answered')
  const token = persona?.token ?? pasted
  const fetcher = useMemo(() => fetcherFor(token, setOutcome), [token])

  function choose(next: Persona) {
    history.replaceState(null, '', `#${encodeURIComponent(next.subject)}`)
    setOutcome('answered')
    setPersona(next)
  }

  const first = persona?.examples[0]
  return (
    <GraphiQL
      fetcher={fetcher}
      // Without a token the server answers nothing, not even introspection: null tells GraphiQL not to ask.
      schema={token ? undefined : null}
      // Operations and their variables may hold personal data: they go when the browser tab is closed.
      storage={sessionStorage}
      shouldPersistHeaders={false}
      defaultEditorToolsVisibility="variables"
      defaultQuery={WELCOME}
      defaultTabs={[first ? { query: first.query, variables: print(first.variables) } : { query: WELCOME }]}
    >
      <GraphiQL.Logo>{' '}</GraphiQL.Logo>
      <Bar personas={personas} persona={persona} choose={choose} token={pasted} setToken={setPasted} outcome={outcome} />
    </GraphiQL>
  )
}
