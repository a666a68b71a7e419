import { setTimeout as pause } from 'node:timers/promises'
import { PresumedVictimIdentified } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { newId } from './api-client.fixtures.ts'
import type { Persona } from './demo.ts'
import { EXIT, run } from './index.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'

jest.setTimeout(600_000)

const CLIENTS = 24
const CRASHES = 8
/** How many commands are acknowledged between two faults. */
const BETWEEN_FAULTS = 30
const POLICE: Persona = { userId: 'm.santos', agency: 'ph-police', sector: 'investigation', roles: ['lead-investigator', 'investigator'] }

/** Imported only where it is needed, because it loads gRPC. */
const startServer = async () => (await import('@case-timeline/testing')).startEventStoreDb()

let server: Awaited<ReturnType<typeof startServer>>
let system: TestSystem
beforeAll(async () => {
  server = await startServer()
  system = await testSystem(server.url(undefined, 'defaultDeadline=3000'))
})
afterAll(async () => {
  await system.stop()
  await server.close()
})

interface Acknowledged {
  readonly caseId: string
  readonly victim: string
  readonly revision: number
  readonly position: string
}
const acknowledged: Acknowledged[] = []
const sent = new Set<string>()
const statuses = new Map<number, number>()
let isOver = false

/** Sends a command under one key until it is recorded, as a client does whose request was not answered. */
const record = async (caseId: string, command: string, data: object): Promise<{ revision: number; position: string }> => {
  const key = newId()
  const headers = { authorization: `Bearer ${await system.tokenFor(POLICE)}`, 'content-type': 'application/json', 'idempotency-key': key }
  for (;;) {
    const answer = await fetch(`${system.urls.investigation}/cases/${caseId}/${command}`, {
      ...{ method: 'POST', headers, body: JSON.stringify({ data }) },
    })
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    const body = (await answer.json()) as { events: { revision: number }[]; position: string }
    if (answer.status === 201) return { revision: body.events[0]?.revision ?? -1, position: body.position }
    if (answer.status !== 503) throw new Error(`${command}: ${answer.status} ${JSON.stringify(body)}`)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await pause(50)
  }
}

/** Records victims in a case of its own. */
const client = async (): Promise<void> => {
  const caseId = newId()
  await record(caseId, 'open-case', { source: 'report', leadAgency: 'ph-police', suspectedPurposes: ['ForcedLabour'] })
  while (!isOver) {
    const victim = newId()
    sent.add(victim)
    const answer = await record(caseId, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef: victim })
    acknowledged.push({ caseId, victim, ...answer })
  }
}

const acknowledges = async (count: number): Promise<void> => {
  for (const wanted = acknowledged.length + count; acknowledged.length < wanted; await pause(10));
}

/** The server dies at any moment of an append or a read, and comes back with what it had recorded. */
const crash = async (number: number): Promise<void> => {
  server.interventions[number % 2 === 0 ? 'recorded' : 'received'] = async () => {
    server.interventions.recorded = server.interventions.received = undefined
    await server.stop()
    await pause(50 * number)
    await server.start()
  }
  await acknowledges(BETWEEN_FAULTS)
}

/** The server keeps its connections and answers nothing, for longer than anybody waits for one answer. */
const freeze = async (): Promise<void> => {
  const held: (() => void)[] = []
  const hold = () => new Promise<void>((resolve) => held.push(resolve))
  Object.assign(server.interventions, { received: hold, reading: hold })
  const unanswered = statuses.get(503) ?? 0
  while ((statuses.get(503) ?? 0) < unanswered + CLIENTS) await pause(10)
  Object.assign(server.interventions, { received: undefined, reading: undefined })
  for (const release of held) release()
  await acknowledges(BETWEEN_FAULTS)
}

const casectl = async (...args: readonly string[]): Promise<{ code: number; out: string }> => {
  let out = ''
  const stream = { write: (chunk: string) => (out += chunk).length > 0 } as unknown as NodeJS.WritableStream
  const code = await run(['--data', system.dataDir, ...args], {}, { out: stream, err: stream })
  return { code, out }
}

/** By victim, the case, revision and position of each event that identifies the victim. */
const identified = (): ReadonlyMap<string, readonly Omit<Acknowledged, 'victim'>[]> => {
  const found = new Map<string, Omit<Acknowledged, 'victim'>[]>()
  for (const { type, stream, data, revision, position } of server.log.all()) {
    if (type !== PresumedVictimIdentified.type) continue
    const { personRef } = JSON.parse(Buffer.from(data).toString()) as { personRef: string }
    const one = { caseId: stream.replace('investigation.case-', ''), revision, position: String(position) }
    found.set(personRef, [...(found.get(personRef) ?? []), one])
  }
  return found
}

describe('an EventStoreDB that crashes 8 times and freezes twice under 24 clients', () => {
  it('has each acknowledged command once, where its answer says, and nothing else; the views show the same.', async () => {
    const clients = Promise.all(Array.from({ length: CLIENTS }, client))
    await acknowledges(BETWEEN_FAULTS)
    for (let number = 0; number < CRASHES; number += 1) {
      await crash(number)
      if (number % 4 === 3) await freeze()
    }
    isOver = true
    await clients
    const recorded = identified()
    expect(Object.fromEntries(recorded)).toEqual(
      Object.fromEntries(acknowledged.map(({ victim, ...at }) => [victim, [{ ...at, position: expect.any(String) }]])),
    )
    expect(new Set(recorded.keys())).toEqual(sent)
    for (const { victim, position } of acknowledged)
      expect(BigInt(position)).toBeGreaterThanOrEqual(BigInt(recorded.get(victim)![0]!.position))
    for (let verified = await casectl('projections', 'verify'); ; verified = await casectl('projections', 'verify'))
      if (verified.code === EXIT.done) break
    console.log(`${acknowledged.length} commands acknowledged; answers: ${JSON.stringify(Object.fromEntries(statuses))}`)
  })
})
