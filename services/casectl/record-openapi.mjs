// Keeps the OpenAPI documents of a release in docs/openapi, from the system that runs in this folder (`npm start`).
// Later documents are compared with them (released/document-comparison.fixtures.ts).
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const { urls } = JSON.parse(readFileSync('.case-timeline/run.json', 'utf8'))
const folder = new URL('../../docs/openapi/', import.meta.url)
for (const [service, url] of Object.entries(urls)) {
  const answer = await fetch(`${url}/openapi.json`)
  if (!answer.ok) throw new Error(`${url}/openapi.json is answered with ${answer.status}: is npm start ready?`)
  writeFileSync(new URL(`${service}.json.gz`, folder), gzipSync(await answer.text(), { level: 9 }))
}
writeFileSync(new URL('accepted-breaks.json', folder), '[]\n')
console.log(`docs/openapi: ${Object.keys(urls).length} documents`)
