import { randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { GuardianAppointed, PresumedVictimIdentified, SERVICES, type ServiceName, WarningRaised } from '@case-timeline/contracts'
import { earlierEventIdOf, eventIdOf, type EventStore, type StoredEvent } from '@case-timeline/event-store'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { passedCases } from './cases-of-log.ts'
import { allJudged, type LogUnderPolicy, logUnderPolicy } from './log-under-policy.fixtures.ts'
import { replayLog } from './replay-log.ts'
import { replayTally } from './replay-tally.ts'

const [girl, advocate, aunt] = [randomUUID(), randomUUID(), randomUUID()]
const suspectedElsewhere = 'victimSupport.guardian-is-not-suspected-in-linked-case'

let log: LogUnderPolicy

/** Sends a command that is recorded; returns the id of its first event. */
const record = async (caseId: string, service: ServiceName, name: string, data: object): Promise<string> => {
  const answer = await log.send({ caseId, service, name, data })
  if (answer.outcome !== 'appended') throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return answer.ids[0] ?? ''
}
const openCase = async (): Promise<string> => {
  const caseId = randomUUID()
  await record(caseId, 'investigation', 'OpenCase', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })
  return caseId
}
const link = (caseId: string, otherCaseId: string) => record(caseId, 'investigation', 'LinkCases', { otherCaseId, ground: 'sameNetwork' })
const suspect = (caseId: string, personRef: string) =>
  record(caseId, 'investigation', 'IdentifySuspect', { personRef, kind: 'natural', roleInProcess: ['Exploiter'] })
const supportedGirl = async (): Promise<string> => {
  const caseId = await openCase()
  const identified = { ...PresumedVictimIdentified.example, personRef: girl, ageBand: 'child', ageDisputed: false }
  await record(caseId, 'investigation', 'IdentifyPresumedVictim', identified)
  await record(caseId, 'victimSupport', 'OpenSupportCase', { personRef: girl, origin: 'identification', language: 'ceb' })
  return caseId
}
const appoint = (caseId: string, guardianRef: string) =>
  record(caseId, 'victimSupport', 'AppointGuardian', { personRef: girl, guardianRef })
const correctGuardian = (caseId: string, correctsId: string, guardianRef: string) => {
  const data = { personRef: girl, guardianRef }
  return record(caseId, 'victimSupport', 'CorrectEvent', { correctsId, data, reasonCode: 'clericalError' })
}

describe('a replay of a log in which suspicion against a guardian in a linked case is a warning', () => {
  let victimCase: string
  let appointedId: string
  beforeAll(async () => {
    log = await logUnderPolicy({ [suspectedElsewhere]: 'warn' })
    const linkedCase = await openCase()
    victimCase = await supportedGirl()
    await link(linkedCase, victimCase)
    await suspect(linkedCase, advocate)
    await appoint(victimCase, advocate)
    appointedId = await appoint(victimCase, aunt)
    await suspect(linkedCase, aunt)
  })
  afterAll(() => log.close())

  it('judges an appointment by what the linked cases had when it was decided, and by nothing that was recorded later', async () => {
    const { rules, notJudged } = await log.replayed({ [suspectedElsewhere]: 'record' })
    expect({ rules, notJudged }).toEqual({
      rules: [{ ruleId: suspectedElsewhere, vanishes: { commands: 1, cases: [victimCase] } }],
      notJudged: allJudged,
    })
    expect((await log.events()).filter(({ type }) => type === GuardianAppointed.type)).toHaveLength(2)
  })

  it('judges a correction with the fact that it corrects: its warnings are those of the corrected fact', async () => {
    await correctGuardian(victimCase, appointedId, advocate)
    const warnings = (await log.events()).filter(({ type }) => type === WarningRaised.type)
    expect(warnings.map(({ data }) => (data as { ruleId: string }).ruleId)).toEqual([suspectedElsewhere, suspectedElsewhere])
    const { rules, notJudged } = await log.replayed({ [suspectedElsewhere]: 'record' })
    expect(rules).toEqual([{ ruleId: suspectedElsewhere, vanishes: { commands: 2, cases: [victimCase] } }])
    // The correction was requested, approved, and the request closed.
    expect(notJudged).toEqual({ ...allJudged, isApproval: 3 })
  })

  it('judges a retraction, too', async () => {
    const before = await log.replayed({})
    await record(victimCase, 'victimSupport', 'RetractEvent', { retractsId: appointedId, reasonCode: 'neverHappened' })
    const { judged, notJudged, rules } = await log.replayed({})
    expect({ judged, notJudged, rules }).toEqual({ judged: before.judged + 1, notJudged: { ...allJudged, isApproval: 6 }, rules: [] })
  })
})

describe('a replay of a log whose ids an earlier release made', () => {
  afterAll(() => log.close())

  it('judges every command, also those with a warning, which names the event that it warns about', async () => {
    log = await logUnderPolicy({ [suspectedElsewhere]: 'warn' })
    const [linkedCase, victimCase] = [await openCase(), await supportedGirl()]
    await link(linkedCase, victimCase)
    await suspect(linkedCase, advocate)
    await correctGuardian(victimCase, await appoint(victimCase, advocate), aunt)
    const before = await log.replayed({ [suspectedElsewhere]: 'record' })
    const names = (await log.events()).flatMap(({ stream, commandId }) =>
      [0, 1, 2].map((n) => [eventIdOf(stream.slice(0, stream.indexOf('.')), commandId, n), earlierEventIdOf(commandId, n)] as const),
    )
    await log.renameEvents(new Map(names))
    expect((await log.events()).filter(({ id }) => names.some(([name]) => name === id))).toEqual([])
    expect(await log.replayed({ [suspectedElsewhere]: 'record' })).toEqual(before)
    expect(before).toMatchObject({ rules: [{ ruleId: suspectedElsewhere }], notJudged: { ...allJudged, isApproval: 3 } })
  })
})

describe('the memory of a replay', () => {
  const CASES = 20
  const MAX_PASSED = 5
  const PAGE = 8
  beforeAll(async () => {
    log = await logUnderPolicy({})
    const caseIds = await Promise.all(Array.from({ length: CASES }, openCase))
    // Each case goes on after all others, when it is remembered no more.
    await Promise.all(caseIds.map((caseId) => suspect(caseId, advocate)))
  })
  afterAll(() => log.close())

  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void

  /** What was read of cases, and at some moments how much of it is in memory: to find that out takes long. */
  const readings = () => {
    const read: WeakRef<readonly StoredEvent[]>[] = []
    const kept: number[] = []
    return {
      read,
      kept,
      of: (store: EventStore): EventStore => {
        const readCase: EventStore['readCase'] = async (...args) => {
          if (read.length === 40 || read.length === 80 || read.length === 120) {
            collectGarbage()
            kept.push(read.filter((one) => one.deref() !== undefined).length)
          }
          const events = await store.readCase(...args)
          read.push(new WeakRef(events))
          return events
        }
        const scanAll: EventStore['scanAll'] = (from) => store.scanAll(from)
        const readStream: EventStore['readStream'] = (...args) => store.readStream(...args)
        return { readCase, scanAll, readStream } as EventStore
      },
    }
  }

  it('has few cases at any time, and few ids of cases, however many the log has; and it judges each command once', async () => {
    const { read, kept, of } = readings()
    const stores = Object.fromEntries(SERVICES.map((service) => [service, of(log.storeOf(service))])) as Record<ServiceName, EventStore>
    const law = { policy: { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks: [] }, hash: 'of no file' }
    const [tally, passed] = [replayTally('ZZ', law.hash), passedCases(MAX_PASSED)]
    await replayLog({ law, isOfPolicy: () => true, policyOfHash: () => law, stores }, tally, passed, PAGE)
    expect(tally.result()).toMatchObject({ judged: 2 * CASES, notJudged: allJudged })
    // Each service reads each case, and it is asked of each case twice whether it began earlier.
    expect(read).toHaveLength(CASES * (SERVICES.length + 2))
    expect(kept).toHaveLength(3)
    expect(Math.max(...kept)).toBeLessThanOrEqual(SERVICES.length + 1)
    expect(passed.size).toBe(MAX_PASSED)
  })
})
