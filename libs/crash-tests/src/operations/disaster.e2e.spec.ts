import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { PresumedVictimIdentified } from '@case-timeline/contracts'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { police } from '../faults/case-commands.ts'
import { copyDatabase, lastPosition, replaceDatabase } from '../faults/databases.fixtures.ts'
import { compilePrograms, type EmbeddedSystem, embeddedSystem, newFolder, removeFolder } from '../faults/embedded-system.fixtures.ts'
import { until } from '../until.ts'
import { type Block, blocksOf, operatorShell } from './runbook.fixtures.ts'

jest.setTimeout(1_800_000)

const PAGE = 'disaster-recovery.md'
const VIEWS = ['investigation', 'prosecution', 'adjudication', 'victim_support', 'audit_trail']

let system: EmbeddedSystem
let notes = ''
beforeAll(async () => {
  compilePrograms()
  system = embeddedSystem({ dataDir: await newFolder() })
  notes = `${system.dataDir}-notes`
  await mkdir(notes)
  await system.start('--demo')
  await untilCaughtUp(JOBS_MS)
})
afterAll(async () => {
  await system.kill()
  await Promise.all([system.dataDir, `${system.dataDir}-lost`, notes].map(removeFolder))
})

/** Runs blocks of the page as an operator, and compares their exit codes. @returns what they printed */
const perform = async (blocks: readonly Block[]): Promise<string> => {
  const shell = await operatorShell(system, join(notes, 'commands'))
  let all = ''
  for (const block of blocks) {
    const { code, output } = await shell.run(block, { NOTES: notes })
    expect({ commands: block.commands, output, code }).toEqual({ commands: block.commands, output, code: block.exit })
    all += output
  }
  return all
}
const section = (title: string): readonly Block[] => blocksOf(PAGE, title)

interface Feed {
  readonly head: string
  readonly consumers: readonly { readonly behind: number }[]
}
/** Longer than from one run of a scheduled job to the next: the demo has deadlines that jobs record as missed. */
const JOBS_MS = 12_000
/** Waits until no consumer is behind, and no reaction or scheduled job has recorded more for a time. */
const untilCaughtUp = async (stableMs = 3_000): Promise<void> => {
  let before = ''
  await until('every consumer is at the end of the log', async () => {
    const { code, out } = await system.casectl('feed', 'status')
    const feeds = code === 0 ? (JSON.parse(out) as Feed[]) : []
    const isAtEnd = feeds.length > 0 && feeds.every(({ consumers }) => consumers.every(({ behind }) => behind === 0))
    const heads = isAtEnd ? feeds.map(({ head }) => head).join() : ''
    const isStable = heads !== '' && heads === before
    before = heads
    if (!isStable) await pause(stableMs)
    return isStable
  })
}

const heads = (): Promise<string> => system.read('log-heads').catch(() => '')
/** Waits until what was recorded is under a signed head. */
const untilSigned = async (position: bigint): Promise<void> =>
  until('a head of the log is signed', async () =>
    [...(await heads()).matchAll(/\nposition (\d+)\n/g)].some(([, signed = '0']) => BigInt(signed) >= position),
  )

const send = (caseId: string, command: string, data: object): Promise<number> =>
  policeCall(`/cases/${caseId}/${command}`, { method: 'POST', body: JSON.stringify({ data }) }).then(({ status }) => status)
const policeCall = async (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${system.url('investigation')}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${await system.tokenFor(police)}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
  })
const openCase = async (): Promise<string> => {
  const caseId = randomUUID()
  const opening = { source: 'report', leadAgency: police.agencyId, suspectedPurposes: ['ForcedLabour'] }
  expect(await send(caseId, 'open-case', opening)).toBe(201)
  return caseId
}
const identifyVictim = async (caseId: string): Promise<string> => {
  const personRef = randomUUID()
  expect(await send(caseId, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef })).toBe(201)
  return personRef
}

it('views that are lost are there again, row for row, after the commands of the runbook', async () => {
  await untilSigned(await lastPosition(system))
  await perform(section('What to back up'))
  const digests = await readFile(join(notes, 'digests'), 'utf8')
  expect(digests.match(/\b[0-9a-f]{64}\b/g)?.length).toBeGreaterThan(20)

  for (const service of VIEWS) await system.sql(`drop database views_${service} with (force)`)
  await until('the loss is noticed', async () => (await system.readiness()).every(({ status }) => status !== 'ok'))
  await system.stop()
  await system.start()
  await untilCaughtUp()
  await perform(section('The views are lost'))
  expect(await readFile(join(notes, 'digests-after'), 'utf8')).toBe(digests)
})

it('an event store that is restored to a fresh server has every hash, chain and position, and the views follow from it alone', async () => {
  const last = await lastPosition(system)
  await system.stop()
  // What is left of the lost machine: its backup. Owners and permissions belong to it.
  const fresh = await newFolder()
  execFileSync('cp', ['-a', `${system.dataDir}/.`, fresh])
  await rename(system.dataDir, `${fresh}-lost`)
  system = embeddedSystem({ dataDir: fresh })
  await system.start()
  for (const service of VIEWS) await system.sql(`drop database views_${service} with (force)`)
  await system.stop()
  await system.start()
  await untilCaughtUp()
  expect(await lastPosition(system)).toBe(last)
  const output = await perform(section('The event store is restored to a fresh server'))
  expect(output).toContain('Intact: ')
  await perform(section('The views are lost'))
})

it('an event store that is restored to an earlier point shows nothing of what is lost, and the commands of the runbook bring all to that point', async () => {
  const kept = await openCase()
  const keptVictim = await identifyVictim(kept)
  await untilCaughtUp()
  await untilSigned(await lastPosition(system))
  const copy = await copyDatabase(system, 'events')
  const keptHeads = await heads()
  await until('the services are ready', () => system.isReady())

  const lost = await openCase()
  const lostVictim = await identifyVictim(kept)
  await untilCaughtUp()
  await untilSigned(await lastPosition(system))
  expect(await (await policeCall(`/cases/${kept}`)).text()).toContain(lostVictim)

  await replaceDatabase(system, copy, 'events')
  await system.stop()
  await system.start()
  await until('the services report it after their start', async () =>
    (await system.readiness()).some(({ degradedReasons = [] }) => degradedReasons.some((one) => one.includes('casectl feed realign'))),
  )
  expect((await policeCall(`/cases/${lost}`)).status).toBe(404)
  const shown = await policeCall(`/cases/${kept}`)
  expect([shown.status, await shown.text()]).toEqual([503, expect.stringContaining('casectl feed realign')])

  const blocks = section('The event store was restored to an earlier point')
  await perform(blocks.slice(0, -1))
  await system.stop()
  await writeFile(join(system.dataDir, 'log-heads'), keptHeads)
  await system.start()
  await untilCaughtUp()
  expect(await perform(blocks.slice(-1))).toContain('Intact: ')
  const file = await (await policeCall(`/cases/${kept}`)).text()
  expect([file.includes(keptVictim), file.includes(lostVictim)]).toEqual([true, false])
  await until('every service is ready', () => system.isReady())
})
