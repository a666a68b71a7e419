import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { police } from '../faults/case-commands.ts'
import type { EmbeddedSystem } from '../faults/embedded-system.fixtures.ts'

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const RUNBOOKS = join(ROOT, 'docs/runbooks')

/** The pages of alerts, without the index and the page about disasters. */
export const alertPages = (): readonly string[] =>
  readdirSync(RUNBOOKS).filter((name) => name.endsWith('.md') && name !== 'README.md' && name !== 'disaster-recovery.md')

export const pageText = (page: string): string => readFileSync(join(RUNBOOKS, page), 'utf8')

/** Commands that a page has its reader run, with the exit code that it states. */
export interface Block {
  readonly commands: string
  readonly exit: number
}

/** The executable blocks of a page, or of one section of it, in their order. */
export const blocksOf = (page: string, section = ''): readonly Block[] => {
  const text = pageText(page)
  const from = section === '' ? 0 : text.indexOf(`\n## ${section}\n`)
  if (from === -1) throw new Error(`${page} has no section "${section}"`)
  const end = section === '' ? -1 : text.indexOf('\n## ', from + 1)
  return [...text.slice(from, end === -1 ? undefined : end).matchAll(/^( *)```sh run(?: exit=(\d+))?\n([\s\S]*?)^\1```/gm)].map(
    ([, indent = '', exit = '0', commands = '']) => ({
      commands: commands.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      exit: Number(exit),
    }),
  )
}

/** What psql does with `-c`, so that the SQL of the runbooks is executed where no psql is installed. */
const PSQL = `#!${process.execPath}
const { Client } = require(${JSON.stringify(createRequire(import.meta.url).resolve('pg'))})
const [url, option, sql] = process.argv.slice(2)
if (option !== '-c' || sql === undefined) throw new Error('expected: psql URL -c SQL')
const client = new Client({ connectionString: url })
client.connect().then(() => client.query(sql)).then(({ rows }) => { console.table(rows); return client.end() }).catch((error) => { console.error(error.message); process.exit(1) })
`

/** A shell of an operator, with the commands and variables of the runbooks. */
export interface Shell {
  run(block: Block, more?: Readonly<Record<string, string>>): Promise<{ code: number | null; output: string }>
}

/** The shell of an operator of investigation. @param folder gets the commands that the shell finds */
export const operatorShell = async (system: EmbeddedSystem, folder: string): Promise<Shell> => {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' })
  } catch {
    throw new Error('curl is missing, which the runbooks use: install it, e.g. sudo apt-get install curl')
  }
  await mkdir(folder, { recursive: true })
  const casectl = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'services/casectl/dist/main.js')}' --data '${system.dataDir}' "$@"\n`
  await writeFile(join(folder, 'casectl'), casectl, { mode: 0o755 })
  await writeFile(join(folder, 'psql'), PSQL, { mode: 0o755 })
  return {
    async run({ commands }, more = {}) {
      const env = {
        PATH: `${folder}:${process.env['PATH']}`,
        DATA: system.dataDir,
        SERVICE_URL: system.url('investigation'),
        AUDIT_TRAIL_URL: system.url('auditTrail'),
        TOKEN: await system.tokenFor(police),
        EVENT_STORE_URL: await system.databaseUrl('events'),
        VIEWS_DATABASE_URL: await system.databaseUrl('views_investigation'),
        VAULT_URL: await system.databaseUrl('vault'),
        ...more,
      }
      const child = spawn('sh', ['-e', '-c', commands], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, output }
    },
  }
}
