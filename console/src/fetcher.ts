import type { Fetcher, FetcherParams, FetcherOpts } from '@graphiql/toolkit'

export type Outcome = 'answered' | 'refused' | 'unreachable'

/**
 * Sends operations to this host's /graphql with the given token, which is kept in this closure and nowhere else.
 * `report` hears how each request ended. Throws an Error with a readable text where the answer is not JSON.
 */
export function fetcherFor(token: string, report: (outcome: Outcome) => void): Fetcher {
  return async (params: FetcherParams, options?: FetcherOpts) => {
    const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json' })
    if (token) headers.set('authorization', `Bearer ${token}`)
    for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, String(value))
    let answer: Response
    try {
      answer = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(params) })
    } catch {
      report('unreachable')
      throw new Error('服务器没有应答 · The server does not answer')
    }
    report(answer.status === 401 ? 'refused' : 'answered')
    const text = await answer.text()
    try {
      return JSON.parse(text)
    } catch {
      throw new Error(`HTTP ${answer.status}: ${text.slice(0, 500)}`)
    }
  }
}
