import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit'
import { type ExecutionResult, getOperationAST, parse } from 'graphql'
import { events } from './events.ts'

type Answer = ExecutionResult

export type Outcome = 'answered' | 'refused' | 'unreachable'

/**
 * Sends operations to this host's /graphql with the given token, which is kept in this closure and nowhere else.
 * A subscription comes as an event stream until it is stopped. `report` hears how each request ended.
 * Throws an Error with a readable text where the answer is none of GraphQL's.
 */
export function fetcherFor(token: string, report: (outcome: Outcome) => void): Fetcher {
  async function send(params: FetcherParams, options: FetcherOpts | undefined, accept: string, signal?: AbortSignal) {
    const headers = new Headers({ 'content-type': 'application/json', accept })
    if (token) headers.set('authorization', `Bearer ${token}`)
    for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, String(value))
    let answer: Response
    try {
      answer = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(params), signal: signal ?? null })
    } catch {
      if (!signal?.aborted) report('unreachable')
      throw new Error('服务器没有应答 · The server does not answer')
    }
    report(answer.status === 401 ? 'refused' : 'answered')
    return answer
  }

  async function read(answer: Response): Promise<Answer> {
    const text = await answer.text()
    try {
      return JSON.parse(text)
    } catch {
      throw new Error(`HTTP ${answer.status}: ${text.slice(0, 500)}`)
    }
  }

  function subscribed(params: FetcherParams, options?: FetcherOpts): AsyncIterableIterator<Answer> {
    const stop = new AbortController()
    async function* follow(): AsyncGenerator<Answer> {
      try {
        const answer = await send(params, options, 'text/event-stream', stop.signal)
        // What is refused before a stream begins is an answer like any other.
        if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) yield await read(answer)
        else for await (const data of events(answer)) yield JSON.parse(data)
      } catch (fault) {
        if (!stop.signal.aborted) throw fault
      }
    }
    const told = follow()
    return {
      next: () => told.next(),
      return(value) {
        stop.abort() // a generator that waits for an event would hear of its end only after that
        return told.return(value)
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  return async (params, options) =>
    subscribes(params, options)
      ? subscribed(params, options)
      : read(await send(params, options, 'application/json'))
}

function subscribes({ query, operationName }: FetcherParams, options?: FetcherOpts): boolean {
  try {
    return getOperationAST(options?.documentAST ?? parse(query), operationName)?.operation === 'subscription'
  } catch {
    return false // the server says what is wrong with it
  }
}
