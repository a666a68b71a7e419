// Writes the AsyncAPI document of this release, the same that audit-trail serves at /asyncapi.json:
// `--out <folder or .json file>`. The document is not kept in the repository: without `--out` nothing is written.
// async-api.int.spec.ts validates it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { asyncApi } from './dist/index.js'

const { out } = parseArgs({ options: { out: { type: 'string' } } }).values

if (out !== undefined) {
  const path = resolve(out.endsWith('.json') ? out : join(out, 'asyncapi.json'))
  const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(asyncApi(version), null, 2)}\n`)
  console.log(`libs/contracts: AsyncAPI document written to ${path}`)
}
