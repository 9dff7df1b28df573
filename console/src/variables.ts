/** Variables as the text of GraphiQL's editor; nothing for an operation that takes none. */
export function print(variables: Record<string, unknown>): string {
  return Object.keys(variables).length ? JSON.stringify(variables, null, 2) : ''
}
