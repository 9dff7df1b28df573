/** A ready-made operation of a persona, as `GET /demo/personas.json` gives it. */
export interface Example {
  title: string
  query: string
  variables: Record<string, unknown>
}

/** A synthetic member of staff of the demo, with a token to act as them. */
export interface Persona {
  subject: string
  role: string
  roleZh: string
  tenant: string
  tenantZh: string
  note: string
  token: string
  examples: Example[]
}

/** The demo's personas; none outside the demo, where the server answers 404. */
export async function fetchPersonas(): Promise<Persona[]> {
  const answer = await fetch('/demo/personas.json', { headers: { accept: 'application/json' } })
  if (!answer.ok) return []
  return (await answer.json()) as Persona[]
}

/** The tenants in the order of their first persona. */
export function tenants(personas: Persona[]): { code: string; name: string }[] {
  const names = new Map(personas.map((persona) => [persona.tenant, persona.tenantZh]))
  return [...names].map(([code, name]) => ({ code, name }))
}

/** The persona that the address names (`/graphql#director@fujian`), else the first. */
export function chosenPersona(personas: Persona[], hash: string): Persona | undefined {
  const subject = decodeURIComponent(hash.replace(/^#/, ''))
  return personas.find((persona) => persona.subject === subject) ?? personas[0]
}
