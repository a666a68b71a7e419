import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, prepareDevelopment, type RunningService } from '@case-timeline/service-kit'
import { compileProgram, ensureTools, type Tools } from '../../../../deploy/clients/generate.mjs'
import { waitFor } from '../agency-system.fixtures.ts'
import { apiClient, leadInvestigator, newId } from '../api-client.fixtures.ts'

const example = (file: string): string => fileURLToPath(new URL(`../../../../docs/how-to/examples/${file}`, import.meta.url))

let folder: string
let tools: Tools
let deployment: Development
let police: RunningService
const running: ChildProcess[] = []

beforeAll(async () => {
  tools = await ensureTools()
  folder = await mkdtemp(join(tmpdir(), 'following-'))
  deployment = await prepareDevelopment({
    adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '',
    prefix: `following_${process.pid}_${Date.now().toString(36)}_`,
    folder,
    deployment: 'zz-following',
    jurisdiction: 'ZZ',
    receivingAgencies: {},
  })
  police = await startInvestigation({ ...deployment.environments.investigation, LOG_LEVEL: 'fatal' })
}, 300_000)
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await police.stop()
  await rm(folder, { recursive: true })
})

/** The command that starts each example. */
const COMMANDS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  'follow-events.mts': async () => [process.execPath, await compileProgram(example('follow-events.mts'), folder)],
  'FollowEvents.java': () => Promise.resolve([tools.java, example('FollowEvents.java')]),
  'follow-events.py': () => Promise.resolve([tools.python, example('follow-events.py')]),
}

const openCase = async (): Promise<string> => {
  const caseId = newId()
  const api = apiClient({ urls: { investigation: police.url } as never, issuer: deployment.issuer })
  const data = { source: 'report', leadAgency: leadInvestigator.agencyId, suspectedPurposes: [] }
  expect(await api.post(leadInvestigator, `/cases/${caseId}/open-case`, { data })).toMatchObject({ status: 201 })
  return caseId
}

describe.each(Object.keys(COMMANDS))('the example %s of docs/how-to/generate-a-client.md', (name) => {
  it('follows the events, and continues at its cursor after a kill -9', async () => {
    const [command = '', ...args] = await COMMANDS[name]!()
    const progress = join(folder, `${name}.progress`)
    const system = {
      userId: 'case-system',
      agencyId: leadInvestigator.agencyId,
      sector: 'investigation' as const,
      roles: ['agency-system'],
    }
    const env = { PATH: process.env['PATH'], SERVICE: police.url, TOKEN: await deployment.issuer.tokenFor(system) }
    const follow = () => {
      const child = spawn(command, [...args, progress], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      running.push(child)
      const output = { text: '', child }
      child.stdout.on('data', (chunk) => (output.text += String(chunk)))
      return output
    }

    const before = await openCase()
    const first = follow()
    await waitFor('the event of the opened case is printed', () => first.text.includes(before), 60)
    await waitFor('the cursor is saved', () =>
      readFile(progress, 'utf8').then(
        (text) => /\d+\.[0-9a-f]{16}/.test(text),
        () => false,
      ),
    )
    first.child.kill('SIGKILL')

    const missed = await openCase()
    const second = follow()
    await waitFor('the missed event is printed', () => second.text.includes(missed), 60)
    expect(second.text).not.toContain(before)
  }, 240_000)
})
