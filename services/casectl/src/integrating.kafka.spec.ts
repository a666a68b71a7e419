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
import { type Development, development, type RunningService } from '@case-timeline/service-kit'
import { comesAbout } from './agency-system.fixtures.ts'
import { newId } from './calling.fixtures.ts'

const BROKER = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? ''
const PREFIX = `${randomUUID().slice(0, 8)}.`
const EVENT_FEED_URL = `kafka://${BROKER}/?prefix=${PREFIX}`
const example = (file: string): string => fileURLToPath(new URL(`../../../docs/how-to/examples/${file}`, import.meta.url))

let folder: string
let made: Development
let police: RunningService
const running: ChildProcess[] = []

beforeAll(async () => {
  try {
    execFileSync('python3', ['--version'])
  } catch {
    throw new Error(
      'python3 is missing: the example for integrators in Python cannot be run. Install it, e.g. sudo apt-get install python3.',
    )
  }
  folder = await mkdtemp(join(tmpdir(), 'integrating-'))
  await prepareTopics(EVENT_FEED_URL, { agencies: ['zz-police'], replication: 1 })
  const databases = {
    adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '',
    prefix: `integrating_${process.pid}_${Date.now().toString(36)}_`,
  }
  const where = { deployment: 'zz-example', jurisdiction: 'ZZ', receiving: {}, sending: { investigation: ['zz-police'] } }
  made = await development({ ...databases, folder, ...where })
  police = await startInvestigation({ ...made.environments.investigation, EVENT_FEED_URL, LOG_LEVEL: 'fatal' })
}, 120_000)
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await police.stop()
  await rm(folder, { recursive: true })
})

interface Program {
  readonly lines: readonly string[]
  readonly child: ChildProcess
  said(): string
}

/** Runs a program of the how-to as an integrator would, with nothing but what the how-to tells to set. */
const runs = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): Program => {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += String(chunk)))
  child.stderr.on('data', (chunk) => (said.err += String(chunk)))
  return {
    child,
    get lines() {
      return said.out.split('\n').slice(0, -1)
    },
    said: () => said.err,
  }
}

const sends = async (command: string, caseId: string, data: object): Promise<Readonly<Record<string, unknown>>> => {
  const program = runs(process.execPath, [example('send-command.mjs'), 'investigation', command, caseId, JSON.stringify(data)], {
    BROKERS: BROKER,
    PREFIX,
    DEPLOYMENT: 'zz-example',
    AGENCY: 'zz-police',
    KEY_ID: 'zz-police:development',
    KEY_FILE: join(folder, 'agency-zz-police.json'),
    ACTING_USER: 'm.santos',
    ACTING_ROLE: 'lead-investigator',
  })
  await comesAbout(`the answer to ${command} is printed`, () => program.child.exitCode !== null)
  expect([program.child.exitCode, program.said()]).toEqual([0, ''])
  return JSON.parse(program.lines.at(-1) ?? '{}') as Record<string, unknown>
}

const opening = { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] }

describe('the programs of docs/how-to/integrate-an-agency.md', () => {
  it('in plain kafkajs: a signed command is recorded, or refused by a rule, and its answer is printed', async () => {
    const caseId = newId()
    expect(await sends('OpenCase', caseId, opening)).toMatchObject({
      outcome: 'accepted',
      caseId,
      events: [{ type: 'investigation.CaseOpened', revision: 0 }],
    })
    expect(await sends('OpenCase', caseId, opening)).toMatchObject({ outcome: 'refused', rule: 'investigation.a-case-is-opened-once' })
  })

  it('in plain Python: events are followed from the first, then as they are recorded; after a kill -9 it goes on where it was', async () => {
    const caseId = newId()
    await sends('OpenCase', caseId, opening)
    const system = { userId: 'case-system', agencyId: 'zz-police', sector: 'investigation' as const, roles: ['agency-system'] }
    const settings = { SERVICE: police.url, TOKEN: await made.issuer.tokenFor(system) }
    const progress = join(folder, 'progress.json')
    const follow = () => runs('python3', [example('follow-events.py'), progress], settings)
    const ofTheCase = ({ lines }: Program) =>
      lines
        .map((line) => JSON.parse(line) as { type: string; partitionkey: string; position: string })
        .filter((one) => one.partitionkey === caseId)

    const first = follow()
    await comesAbout('the opened case is followed', () => ofTheCase(first).length > 0)
    const collected = await sends('CollectEvidence', caseId, { ...EvidenceCollected.example, evidenceId: newId() })
    const position = String(collected['position'])
    await comesAbout('what is recorded is followed', () => ofTheCase(first).some((event) => event.position === position))
    const noted = async () => (JSON.parse(await readFile(progress, 'utf8').catch(() => '{}')) as { position?: string }).position
    await comesAbout('it is noted how far that was', async () => (await noted()) === position)
    first.child.kill('SIGKILL')

    const missed = String((await sends('CollectEvidence', caseId, { ...EvidenceCollected.example, evidenceId: newId() }))['position'])
    const second = follow()
    await comesAbout('what was missed is followed', () => ofTheCase(second).some((event) => event.position === missed))
    expect(ofTheCase(second).every((event) => BigInt(event.position) > BigInt(position))).toBe(true)
    expect(second.said()).toBe('')
  })
})
