import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { start as startInvestigation } from '@case-timeline/investigation'
import { prepareDevelopment, type RunningService } from '@case-timeline/service-kit'
import { ensureTools } from '../../../../deploy/clients/generate.mjs'
import { newId } from '../api-client.fixtures.ts'
import { AGENCY_SETTINGS, compiledExamples, type Examples, LANGUAGES, OPENING, programs } from './programs.fixtures.ts'

let folder: string
let examples: Examples
let police: RunningService
const running = programs()

beforeAll(async () => {
  examples = compiledExamples(await ensureTools())
  folder = await mkdtemp(join(tmpdir(), 'signing-'))
  const deployment = await prepareDevelopment({
    adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '',
    prefix: `signing_${process.pid}_${Date.now().toString(36)}_`,
    folder,
    deployment: 'zz-example',
    jurisdiction: 'ZZ',
    receivingAgencies: {},
    sendingAgencies: { investigation: ['zz-police'] },
  })
  police = await startInvestigation({ ...deployment.environments.investigation, LOG_LEVEL: 'fatal' })
}, 300_000)
afterAll(async () => {
  running.close()
  await police.stop()
  await rm(folder, { recursive: true })
})

describe.each(LANGUAGES)('the example of a signed command in %s', (language) => {
  it('signs with ES256, prints the answer, and ends with 1 unless the command was accepted', async () => {
    const command = examples[language]('sign-command')
    const settings = { ...AGENCY_SETTINGS, SERVICE: police.url, KEY_FILE: join(folder, 'agency-zz-police.pem') }
    const caseId = newId()
    const open = async (name = 'OpenCase', more = {}) => {
      const { code, out } = await running.finish([...command, name, caseId, JSON.stringify(OPENING)], { ...settings, ...more })
      return { code, answer: JSON.parse(out) as object }
    }
    const answer = { outcome: 'accepted', caseId, events: [{ type: 'investigation.CaseOpened', revision: 0 }] }
    expect(await open()).toMatchObject({ code: 0, answer })
    expect(await open()).toMatchObject({ code: 1, answer: { outcome: 'refused', rule: 'investigation.case-is-opened-once' } })
    expect(await open('SolveCase')).toMatchObject({ code: 1, answer: { outcome: 'failed' } })
    const unverified = { status: 403, type: expect.stringContaining('unverified-command') }
    expect(await open('OpenCase', { AGENCY: 'zz-nobody' })).toMatchObject({ code: 1, answer: unverified })
  }, 120_000)

  it.each(Object.keys(AGENCY_SETTINGS))(
    'says in one line that %s is not set',
    async (name) => {
      const { [name]: _, ...settings } = { ...AGENCY_SETTINGS, KEY_FILE: join(folder, 'agency-zz-police.pem') } as Record<string, string>
      const { code, err } = await running.finish([...examples[language]('sign-command'), 'OpenCase', newId(), '{}'], settings)
      expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(new RegExp(`^[^\\n]*\\b${name}\\b[^\\n]* is not set\\n$`)) })
    },
    60_000,
  )

  it('prints a message that can be kept, and is recorded once when it is sent again', async () => {
    const settings = { ...AGENCY_SETTINGS, KEY_FILE: join(folder, 'agency-zz-police.pem') }
    const message = await running.run([...examples[language]('sign-command'), 'OpenCase', newId(), JSON.stringify(OPENING)], settings)
    const send = async () => {
      const headers = { 'content-type': 'application/jose' }
      return (await (await fetch(`${police.url}/signed-commands`, { method: 'POST', headers, body: message })).json()) as object
    }
    const first = await send()
    expect(first).toMatchObject({ outcome: 'accepted' })
    expect(await send()).toEqual(first)
  }, 120_000)
})
