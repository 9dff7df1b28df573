import 'graphiql/setup-workers/vite'
import { createRoot } from 'react-dom/client'
import { Console } from './console.tsx'
import { fetchPersonas } from './personas.ts'
import './styles.ts'

const root = document.getElementById('root')
if (root) {
  const personas = await fetchPersonas().catch(() => [])
  createRoot(root).render(<Console personas={personas} />)
}
