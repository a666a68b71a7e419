import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { EvidenceCollected } from '@case-timeline/contracts'
import { prepareTopics } from '@case-timeline/feed'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, prepareDevelopment, type RunningService } from '@case-timeline/service-kit'
import { waitFor } from './agency-system.fixtures.ts'
import { newId } from './api-client.fixtures.ts'

const BROKER = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? ''
const PREFIX = `${randomUUID().slice(0, 8)}.`
const EVENT_FEED_URL = `kafka://${BROKER}/?prefix=${PREFIX}`
const example = (file: string): string => fileURLToPath(new URL(`../../../docs/how-to/examples/${file}`, import.meta.url))

let folder: string
let deployment: Development
let police: RunningService
const running: ChildProcess[] = []

beforeAll(async () => {
  try {
    execFileSync('python3', ['--version'])
  } catch {
    throw new Error('python3 is missing, which the Python example for integrators needs: install it, e.g. sudo apt-get install python3')
  }
  folder = await mkdtemp(join(tmpdir(), 'integrating-'))
  await prepareTopics(EVENT_FEED_URL, { agencies: ['zz-police'], replication: 1 })
  const databases = {
    adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '',
    prefix: `integrating_${process.pid}_${Date.now().toString(36)}_`,
  }
  const deploymentOptions = {
    deployment: 'zz-example',
    jurisdiction: 'ZZ',
    receivingAgencies: {},
    sendingAgencies: { investigation: ['zz-police'] },
  }
  deployment = await prepareDevelopment({ ...databases, folder, ...deploymentOptions })
  police = await startInvestigation({ ...deployment.environments.investigation, EVENT_FEED_URL, LOG_LEVEL: 'fatal' })
}, 120_000)
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await police.stop()
  await rm(folder, { recursive: true })
})

interface Program {
  readonly lines: readonly string[]
  readonly child: ChildProcess
  output(): string
}

/** Runs a program of the how-to with only the environment variables that the how-to lists. */
const startProgram = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): Program => {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (output.out += String(chunk)))
  child.stderr.on('data', (chunk) => (output.err += String(chunk)))
  return {
    child,
    get lines() {
      return output.out.split('\n').slice(0, -1)
    },
    output: () => output.err,
  }
}

const sendCommand = async (command: string, caseId: string, data: object): Promise<Readonly<Record<string, unknown>>> => {
  const program = startProgram(process.execPath, [example('send-command.mjs'), 'investigation', command, caseId, JSON.stringify(data)], {
    BROKERS: BROKER,
    PREFIX,
    DEPLOYMENT: 'zz-example',
    AGENCY: 'zz-police',
    KEY_ID: 'zz-police:development',
    KEY_FILE: join(folder, 'agency-zz-police.json'),
    ACTING_USER: 'm.santos',
    ACTING_ROLE: 'lead-investigator',
  })
  await waitFor(`the answer to ${command} is printed`, () => program.child.exitCode !== null)
  expect([program.child.exitCode, program.output()]).toEqual([0, ''])
  return JSON.parse(program.lines.at(-1) ?? '{}') as Record<string, unknown>
}

const opening = { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] }

describe('the example programs of docs/how-to/integrate-an-agency.md', () => {
  it('send a signed command with kafkajs, and print whether it was accepted or refused', async () => {
    const caseId = newId()
    expect(await sendCommand('OpenCase', caseId, opening)).toMatchObject({
      outcome: 'accepted',
      caseId,
      events: [{ type: 'investigation.CaseOpened', revision: 0 }],
    })
    expect(await sendCommand('OpenCase', caseId, opening)).toMatchObject({
      outcome: 'refused',
      rule: 'investigation.case-is-opened-once',
    })
  })

  it('follow the events in Python from the first one, and continue at the saved cursor after a kill -9', async () => {
    const caseId = newId()
    await sendCommand('OpenCase', caseId, opening)
    const system = { userId: 'case-system', agencyId: 'zz-police', sector: 'investigation' as const, roles: ['agency-system'] }
    const settings = { SERVICE: police.url, TOKEN: await deployment.issuer.tokenFor(system) }
    const progress = join(folder, 'progress.json')
    const follow = () => startProgram('python3', [example('follow-events.py'), progress], settings)
    const linesOfCase = ({ lines }: Program) =>
      lines
        .map((line) => JSON.parse(line) as { type: string; partitionkey: string; position: string })
        .filter((one) => one.partitionkey === caseId)

    const first = follow()
    await waitFor('the event of the opened case is printed', () => linesOfCase(first).length > 0)
    const collected = await sendCommand('CollectEvidence', caseId, { ...EvidenceCollected.example, evidenceId: newId() })
    const position = String(collected['position'])
    await waitFor('a new event is printed', () => linesOfCase(first).some((event) => event.position === position))
    const savedCursor = async () => (JSON.parse(await readFile(progress, 'utf8').catch(() => '{}')) as { cursor?: string }).cursor
    await waitFor('the cursor is saved', async () => (await savedCursor())?.split('.')[0] === position)
    first.child.kill('SIGKILL')

    const missed = String((await sendCommand('CollectEvidence', caseId, { ...EvidenceCollected.example, evidenceId: newId() }))['position'])
    const second = follow()
    await waitFor('the missed event is printed', () => linesOfCase(second).some((event) => event.position === missed))
    expect(linesOfCase(second).every((event) => BigInt(event.position) > BigInt(position))).toBe(true)
    expect(second.output()).toBe('')
  })
})
