// Writes THIRD_PARTY.txt beside the bundle: name, version, licence and licence text of every package that has code in it.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

interface Notice {
  title: string
  text: string
}

/** The root folder of the npm package that a module belongs to, or null for our own modules. */
function packageRoot(moduleId: string): string | null {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(moduleId.replaceAll('\\', '/'))
  return match?.[1] && existsSync(join(match[1], 'package.json')) ? match[1] : null
}

function notice(root: string): Notice {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const files = readdirSync(root).filter((file) => /^(licen[cs]e|copying|notice|third[-_ ]?party)/i.test(file))
  const texts = files.sort().map((file) => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n').trim())
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') }
}

/** One collector for the page and its workers, which Vite bundles apart. */
export function notices(fileName: string): { page: Plugin; worker: () => Plugin } {
  const roots = new Set<string>()
  const collect = (moduleId: string) => {
    const root = packageRoot(moduleId)
    if (root) roots.add(root)
  }
  const collecting: Plugin = {
    name: 'tonghu:notices-collect',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === 'chunk') file.moduleIds.forEach(collect)
    },
  }
  return {
    worker: () => collecting,
    page: {
      ...collecting,
      name: 'tonghu:notices-write',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) if (file.type === 'chunk') file.moduleIds.forEach(collect)
        for (const moduleId of this.getModuleIds()) if (/\.css(\?|$)/.test(moduleId)) collect(moduleId)
        const all = new Map([...roots].map((root) => notice(root)).map((each) => [each.title, each.text]))
        const body = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, text]) => `${'='.repeat(80)}\n${title}\n\n${text}\n`)
        const source = `The files in this folder contain code of these packages.\n\n${body.join('\n')}`
        this.emitFile({ type: 'asset', fileName, source })
      },
    },
  }
}
