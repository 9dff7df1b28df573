import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { notices } from './notices.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const thirdParty = notices('THIRD_PARTY.txt')

// The built files are committed: nobody who runs Tonghu needs Node.
export default defineConfig({
  root: here,
  base: '/assets/',
  plugins: [thirdParty.page],
  worker: { format: 'es', plugins: () => [thirdParty.worker()] },
  build: {
    outDir: fileURLToPath(new URL('../api/web/assets', import.meta.url)),
    emptyOutDir: true,
    assetsDir: '',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      input: fileURLToPath(new URL('graphiql.html', import.meta.url)),
      // "use client" speaks to server rendering, of which there is none.
      onLog: (level, log, handler) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handler(level, log)),
    },
  },
})
