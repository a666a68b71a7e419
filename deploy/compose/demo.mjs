// Runs in the image of casectl: plays the demo case against the services, each persona with a token of the identity
// provider. A second run records nothing.
import { pathToFileURL } from 'node:url'
import { tokenFor } from './token.mjs'

const { playDemo, scenario, sumOf } = await import('/app/services/casectl/dist/demo.js')
const urls = {
  investigation: 'http://investigation:8080',
  prosecution: 'http://prosecution:8080',
  adjudication: 'http://adjudication:8080',
  victimSupport: 'http://victim-support:8080',
  auditTrail: 'http://audit-trail:8080',
}

const counts = { recorded: 0, refused: 0, waiting: 0 }
const demo = await scenario(pathToFileURL('/app/deploy/demo/scam-compound.json'))
for await (const { outcome } of playDemo({ urls, tokenFor }, demo)) counts[outcome] += 1
console.log(`Demo case ${demo.caseId}: ${sumOf(counts)}, as expected.`)
