/** The data of a stream's `next` events, one after the other (graphql-sse, distinct connections). */
export async function* events(answer: Response): AsyncGenerator<string> {
  const chunks = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  while (chunks) {
    const { done, value } = await chunks.read()
    if (done) return
    const parts = (rest + value).split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const lines = part.split('\n')
      if (lines.includes('event: next')) yield lines.find((line) => line.startsWith('data: '))?.slice(6) ?? ''
    }
  }
}
