import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { EVENT_WITHHELD } from '@case-timeline/contracts'
import { connect } from './client.ts'
import { playDemo, scenario } from './demo.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'
import { z } from 'zod'

jest.setTimeout(120_000)

const PROGRAM = fileURLToPath(new URL('../../../docs/how-to/verify-events.mjs', import.meta.url))
const DEMO = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)
const Events = z.array(z.looseObject({ type: z.string() }))
const Verification = z.looseObject({ outcome: z.string(), streams: z.number(), events: z.number(), withheld: z.number() })

let system: TestSystem
let folder: string
let caseId: string
beforeAll(async () => {
  system = await testSystem()
  folder = await mkdtemp(join(tmpdir(), 'verify-events-'))
  const demo = await scenario(DEMO)
  for await (const { step } of playDemo(system, demo)) expect(step).not.toBe('')
  caseId = demo.caseId
})
afterAll(async () => {
  await system.stop()
  await rm(folder, { recursive: true })
})

describe('the demo case, of which the court withholds events from the auditor', () => {
  it('is intact by hand as by the service, which counts as withheld what the feed withholds', async () => {
    const client = await connect(system.dataDir, {})
    const events = await client.get('auditTrail', `/cases/${caseId}/events?limit=1000`, Events)
    const withheld = events.filter(({ type }) => type === EVENT_WITHHELD).length
    expect(withheld).toBeGreaterThan(5)
    const verification = await client.get('auditTrail', `/cases/${caseId}/verification`, Verification)
    expect(verification).toMatchObject({ outcome: 'intact', events: events.length, withheld })

    const file = join(folder, 'events.json')
    await writeFile(file, JSON.stringify(events))
    const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM, file], { encoding: 'utf8' })
    expect(stdout + stderr).toBe(`intact: ${events.length} events in ${verification.streams} streams, ${withheld} of them withheld\n`)
  })
})
