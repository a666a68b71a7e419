import {
  CaseReferredToProsecution,
  ChargeLaid,
  NonPunishmentAssessed,
  PersonRefsMerged,
  PersonRefsUnmerged,
  SuspectArrested,
  SuspectIdentified,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { correct, handle, manifestHash, standing, type Answer, type StoredEvent } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { handoversOf } from '@case-timeline/service-kit'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { InvestigationCommand } from './domain/investigation.commands.ts'
import { arrest, identifySuspect, identifyVictim, mai, open, refer, stranger, trader } from './domain/investigation.fixtures.ts'
import { nobodyIsArrestedWhileTheConflictIsOpen } from './domain/investigation.rules.ts'
import { flagsConflicts } from './investigation.reactions.ts'
import { investigationStream } from './investigation.stream.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const desk = () => ({
  store: log.storeOf('investigation'),
  deployment: 'test',
  digestKey: Buffer.alloc(32, 7),
  now: () => '2026-11-25T10:00:00.000000Z',
})

/** The police of the case take in who is who, as often as they hear of it. */
const police = () =>
  handoversOf({
    desk: desk(),
    jurisdiction: 'PH',
    agencyOf: () => Promise.resolve('ph-police'),
    takesPart: () => Promise.resolve(true),
  })

/** A case that police opened and in which this was recorded. */
const aCase = async (...commands: readonly InvestigationCommand[]) => {
  const caseId = randomUUID()
  const about = () => ({
    caseId,
    actor: { userId: 'k.santoso', agencyId: 'ph-police', role: 'investigator' },
    commandId: randomUUID(),
    keyed: false,
    correlationId: 'test',
    jurisdiction: 'PH',
  })
  const ask = ({ name, data }: InvestigationCommand): Promise<Answer> =>
    handle(desk(), investigationStream, { ...about(), name, body: { data } })
  for (const command of [open(), ...commands]) expect(await ask(command)).toMatchObject({ outcome: 'appended' })
  const history = () => log.storeOf('investigation').readCase(caseId)
  const last = async ({ type }: EventType): Promise<StoredEvent> => {
    const found = (await history()).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const said = (type: EventType) => async (keptRef: string, mergedRef: string) => {
    const data = { ...(type.example as object), keptRef, mergedRef }
    await log.record({ caseId, as: [type], facts: [{ type: type.type, data }], service: 'adjudication', aggregate: `record-${caseId}` })
    return last(type)
  }
  return {
    ask,
    last,
    /** Recorded by the court; police hear of it in their own time. */
    merged: said(PersonRefsMerged),
    unmerged: said(PersonRefsUnmerged),
    prosecutors: (type: EventType, data: object) =>
      log.record({
        caseId,
        as: [type],
        facts: [{ type: type.type, data: { ...(type.example as object), ...data } }],
        service: 'prosecution',
      }),
    retracted: async (type: EventType): Promise<Answer> => {
      const data = {
        retractsId: (await last(type)).id,
        reasonCode: 'wrongPerson',
        approver: { userId: 'p.reyes', role: 'records-supervisor' },
      }
      return correct(desk(), [investigationStream], { ...about(), name: 'RetractEvent', body: { data } })
    },
    flags: async () => standing(await history(), VictimSuspectConflictFlagged).map(({ data }) => data),
  }
}

describe.each([
  ['the presumed victim’s', mai, trader],
  ['the suspect’s', trader, mai],
])('where a presumed victim and a suspect are one person, and %s reference is kept', (_, kept, merged) => {
  it('the conflict is flagged when police hear of it, once', async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    const merge = await it.merged(kept, merged)
    for (let time = 1; time <= 2; time += 1) await police().take(flagsConflicts, merge)
    await police().take(flagsConflicts, await it.merged(kept, merged))
    expect(await it.flags()).toEqual([{ personRef: kept, acts: [], basis: ['suspect'] }])
  })

  it(`an arrest warns: ${nobodyIsArrestedWhileTheConflictIsOpen.sentence}`, async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    await it.merged(kept, merged)
    expect(await it.ask(arrest(trader))).toMatchObject({
      types: [SuspectArrested.type, VictimSuspectConflictFlagged.type, expect.any(String)],
      warnings: [nobodyIsArrestedWhileTheConflictIsOpen.id],
    })
    expect((await it.last(SuspectArrested)).data).toEqual(arrest(trader).data)
    expect((await it.last(VictimSuspectConflictFlagged)).data).toMatchObject({ personRef: trader, basis: ['suspect', 'arrested'] })
    await it.prosecutors(NonPunishmentAssessed, { personRef: mai, liability: 'criminal' })
    expect(await it.ask(arrest(trader))).toMatchObject({ types: [SuspectArrested.type], warnings: [] })
  })

  it('an arrest is one of a suspect like any other once they are unmerged', async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    await it.merged(kept, merged)
    await it.unmerged(kept, merged)
    expect(await it.ask(arrest(trader))).toMatchObject({ types: [SuspectArrested.type], warnings: [] })
  })

  it('a conflict that was flagged stays on record when they are unmerged, until its police take it back', async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    await police().take(flagsConflicts, await it.merged(kept, merged))
    await it.unmerged(kept, merged)
    expect(await it.ask(arrest(kept))).toMatchObject({ warnings: [nobodyIsArrestedWhileTheConflictIsOpen.id] })
    expect(await it.retracted(VictimSuspectConflictFlagged)).toMatchObject({ outcome: 'appended' })
    expect(await it.flags()).toEqual([])
    expect(await it.ask(arrest(trader))).toMatchObject({ types: [SuspectArrested.type], warnings: [] })
  })

  it('a charge against the one is a conflict of the other’s', async () => {
    const it = await aCase(identifyVictim(mai))
    const { offenceCode } = ChargeLaid.example
    await it.prosecutors(ChargeLaid, { accusedRef: trader })
    await police().take(flagsConflicts, await it.merged(kept, merged))
    expect(await it.flags()).toEqual([{ personRef: kept, acts: [offenceCode], basis: ['accused'] }])
  })

  it('a suspicion that comes in the same moment is one against a presumed victim', async () => {
    const it = await aCase(identifyVictim(mai))
    const store = log.storeOf('investigation')
    const append = store.append.bind(store)
    store.append = async (command) => {
      store.append = append
      await it.merged(kept, merged)
      return append(command)
    }
    expect(await it.ask(identifySuspect(trader))).toMatchObject({ types: [SuspectIdentified.type, VictimSuspectConflictFlagged.type] })
  })
})

it('who was suspected and is found to be no victim stays presumed one, as whom she was presumed', async () => {
  const it = await aCase(identifyVictim(mai), identifySuspect(trader))
  const found = { ...VictimStatusDetermined.example, personRef: trader, status: 'NotAVictimOfTrafficking', reasonCodes: ['factsRefuted'] }
  const { approver: _, ...unapproved } = found as typeof found & { approver?: unknown }
  const determined = { name: 'DetermineVictimStatus', data: unapproved } as unknown as InvestigationCommand
  expect(await it.ask(determined)).toMatchObject({ outcome: 'appended' })
  await police().take(flagsConflicts, await it.merged(mai, trader))
  expect(await it.flags()).toEqual([{ personRef: mai, acts: [], basis: ['suspect'] }])
})

it('nothing is flagged where those who are one person are not in conflict', async () => {
  const it = await aCase(identifySuspect(trader), identifySuspect(stranger))
  expect(await police().take(flagsConflicts, await it.merged(trader, stranger))).toMatchObject({ outcome: 'appended', types: [] })
  expect(await it.flags()).toEqual([])
})

it('a dossier that names a suspect by a merged reference has the hash of what it lists', async () => {
  const it = await aCase(identifySuspect(trader))
  await it.merged(stranger, trader)
  expect(await it.ask(refer({ suspects: [trader], evidence: [] }))).toMatchObject({ outcome: 'appended' })
  const {
    dossierId,
    suspects,
    evidence,
    manifestHash: stated,
  } = (await it.last(CaseReferredToProsecution)).data as typeof CaseReferredToProsecution.example
  expect([suspects, stated]).toEqual([[stranger], manifestHash({ dossierId, suspects, evidence })])
})
