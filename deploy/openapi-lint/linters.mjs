// `node deploy/openapi-lint/linters.mjs <file or URL of an OpenAPI document> …` installs the linters, and prints what they find.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from '../installation.mjs'

/** Installs what package-lock.json of this folder lists. */
export const ensureLinters = () => ensureInstalled(import.meta.dirname)

const require = createRequire(import.meta.url)

/**
 * What Redocly (its rules `recommended`) and Spectral (`spectral:oas`) find in an OpenAPI document, warnings too.
 * @param name of the document, for the findings
 * @param source the document, as JSON
 * @returns one line for each finding; empty if there is none
 */
export const findingsIn = async (name, source) => {
  // The packages are installed at run time, in this folder.
  const { createConfig, lintFromString } = await import(pathToFileURL(require.resolve('@redocly/openapi-core')).href)
  const { Spectral } = require('@stoplight/spectral-core')
  const { oas } = require('@stoplight/spectral-rulesets')
  const config = await createConfig({ extends: ['recommended'] })
  const byRedocly = await lintFromString({ source, absoluteRef: join(import.meta.dirname, `${name}.json`), config })
  const spectral = new Spectral()
  spectral.setRuleset({ extends: [[oas, 'recommended']] })
  const bySpectral = await spectral.run(JSON.parse(source))
  return [
    ...byRedocly.map(({ ruleId, message, location: [at] }) => `${name}: Redocly ${ruleId}: ${message} (${at?.pointer ?? ''})`),
    ...bySpectral.map(({ code, message, path }) => `${name}: Spectral ${code}: ${message} (${path.join('/')})`),
  ]
}

const textOf = async (place) => (/^https?:/.test(place) ? (await fetch(place)).text() : readFileSync(place, 'utf8'))

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureLinters()
  const findings = await Promise.all(process.argv.slice(2).map(async (place) => findingsIn(place, await textOf(place))))
  for (const finding of findings.flat()) console.log(finding)
  process.exitCode = findings.flat().length > 0 ? 1 : 0
}
