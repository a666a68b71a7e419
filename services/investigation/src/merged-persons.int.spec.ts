import { commandContextOn, submissionBy } from '@case-timeline/commands/fixtures'
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
import { manifestOf } from '@case-timeline/casework'
import { correct, handle, type Answer, type CommandOfAggregate } from '@case-timeline/commands'
import { canonicalHash, historyOf, type StoredEvent } from '@case-timeline/event-store'
import { testLog, type TestLog } from '@case-timeline/feed/fixtures'
import { handoversOf } from '@case-timeline/reactions'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { arrest, identifySuspect, identifyVictim, mai, open, refer, stranger, trader } from './investigation/investigation.fixtures.ts'
import { victimIsNotArrestedBeforeNonPunishmentIsAssessed } from './investigation/investigation.rules.ts'
import { flagsConflicts } from './investigation.reactions.ts'
import { investigationStream } from './investigation/investigation.stream.ts'

type InvestigationCommand = CommandOfAggregate<typeof investigationStream>

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const context = () => commandContextOn(log.storeOf('investigation'))

/** The handovers of police, which receive the merges of person references. */
const police = () =>
  handoversOf({
    context: context(),
    service: 'investigation',
    officesIn: () => Promise.resolve(['ph-police']),
  })

/** A case that police opened, with the events of the given commands. */
const aCase = async (...commands: readonly InvestigationCommand[]) => {
  const caseId = randomUUID()
  const submissionFields = () => submissionBy({ userId: 'k.santoso', agencyId: 'ph-police', role: 'investigator' }, caseId)
  const submit = ({ name, data }: InvestigationCommand): Promise<Answer> =>
    handle(context(), investigationStream, { ...submissionFields(), name, body: { data } })
  for (const command of [open(), ...commands]) expect(await submit(command)).toMatchObject({ outcome: 'appended' })
  const history = () => log.storeOf('investigation').readCase(caseId)
  const last = async ({ type }: EventType): Promise<StoredEvent> => {
    const found = (await history()).findLast((event) => event.type === type)
    if (!found) throw new Error(`no ${type} was recorded`)
    return found
  }
  const recordIdentityEvent = (type: EventType) => async (keptRef: string, mergedRef: string) => {
    const data = { ...(type.example as object), keptRef, mergedRef }
    await log.record({
      caseId,
      eventTypes: [type],
      facts: [{ type: type.type, data }],
      service: 'adjudication',
      aggregate: `record-${caseId}`,
    })
    return last(type)
  }
  return {
    submit,
    last,
    /** Recorded by the court; the test delivers the event to police separately. */
    merged: recordIdentityEvent(PersonRefsMerged),
    unmerged: recordIdentityEvent(PersonRefsUnmerged),
    recordByProsecution: (type: EventType, data: object) =>
      log.record({
        caseId,
        eventTypes: [type],
        facts: [{ type: type.type, data: { ...(type.example as object), ...data } }],
        service: 'prosecution',
      }),
    retracted: async (type: EventType): Promise<Answer> => {
      const data = {
        retractsId: (await last(type)).id,
        reasonCode: 'wrongPerson',
      }
      return correct(context(), [investigationStream], {
        ...submissionFields(),
        name: 'RetractEvent',
        body: { data },
        approval: { approver: { userId: 'p.reyes', role: 'records-supervisor' } },
      })
    },
    flags: async () =>
      historyOf(await history())
        .facts(VictimSuspectConflictFlagged.type)
        .map(({ data }) => data),
  }
}

describe.each([
  ['the presumed victim’s', mai, trader],
  ['the suspect’s', trader, mai],
])('when a presumed victim and a suspect are one person, and %s reference is kept', (_, kept, merged) => {
  it('the conflict is flagged once when police receive the merge', async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    const merge = await it.merged(kept, merged)
    for (let time = 1; time <= 2; time += 1) await police().receive(flagsConflicts, merge)
    await police().receive(flagsConflicts, await it.merged(kept, merged))
    expect(await it.flags()).toEqual([{ personRef: kept, acts: [], basis: ['suspect'] }])
  })

  it(`an arrest warns: ${victimIsNotArrestedBeforeNonPunishmentIsAssessed.sentence}`, async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    await it.merged(kept, merged)
    expect(await it.submit(arrest(trader))).toMatchObject({
      types: [SuspectArrested.type, VictimSuspectConflictFlagged.type, expect.any(String)],
      warnings: [victimIsNotArrestedBeforeNonPunishmentIsAssessed.id],
    })
    expect((await it.last(SuspectArrested)).data).toEqual(arrest(trader).data)
    expect((await it.last(VictimSuspectConflictFlagged)).data).toMatchObject({ personRef: trader, basis: ['suspect', 'arrested'] })
    await it.recordByProsecution(NonPunishmentAssessed, { personRef: mai, liability: 'criminal' })
    expect(await it.submit(arrest(trader))).toMatchObject({ types: [SuspectArrested.type], warnings: [] })
  })

  it('an arrest raises no warning after the references are unmerged', async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    await it.merged(kept, merged)
    await it.unmerged(kept, merged)
    expect(await it.submit(arrest(trader))).toMatchObject({ types: [SuspectArrested.type], warnings: [] })
  })

  it('a flagged conflict stays on record after the references are unmerged, until police retract it', async () => {
    const it = await aCase(identifyVictim(mai), identifySuspect(trader))
    await police().receive(flagsConflicts, await it.merged(kept, merged))
    await it.unmerged(kept, merged)
    expect(await it.submit(arrest(kept))).toMatchObject({ warnings: [victimIsNotArrestedBeforeNonPunishmentIsAssessed.id] })
    expect(await it.retracted(VictimSuspectConflictFlagged)).toMatchObject({ outcome: 'appended' })
    expect(await it.flags()).toEqual([])
    expect(await it.submit(arrest(trader))).toMatchObject({ types: [SuspectArrested.type], warnings: [] })
  })

  it('a charge against one reference is a conflict for the merged person', async () => {
    const it = await aCase(identifyVictim(mai))
    const { offenceCode } = ChargeLaid.example
    await it.recordByProsecution(ChargeLaid, { accusedRef: trader })
    await police().receive(flagsConflicts, await it.merged(kept, merged))
    expect(await it.flags()).toEqual([{ personRef: kept, acts: [offenceCode], basis: ['accused'] }])
  })

  it('the identification of a suspect flags the conflict when the merge is recorded concurrently', async () => {
    const it = await aCase(identifyVictim(mai))
    const store = log.storeOf('investigation')
    const append = store.append.bind(store)
    store.append = async (command) => {
      store.append = append
      await it.merged(kept, merged)
      return append(command)
    }
    expect(await it.submit(identifySuspect(trader))).toMatchObject({ types: [SuspectIdentified.type, VictimSuspectConflictFlagged.type] })
  })
})

it('a presumed victim stays one after a merge with a suspect who was found not to be a victim', async () => {
  const it = await aCase(identifyVictim(mai), identifySuspect(trader))
  const found = { ...VictimStatusDetermined.example, personRef: trader, status: 'NotAVictimOfTrafficking', reasonCodes: ['factsRefuted'] }
  const determined = { name: 'DetermineVictimStatus', data: found } as unknown as InvestigationCommand
  expect(await it.submit(determined)).toMatchObject({ outcome: 'appended' })
  await police().receive(flagsConflicts, await it.merged(mai, trader))
  expect(await it.flags()).toEqual([{ personRef: mai, acts: [], basis: ['suspect'] }])
})

it('no conflict is flagged when the merged references are both suspects', async () => {
  const it = await aCase(identifySuspect(trader), identifySuspect(stranger))
  expect(await police().receive(flagsConflicts, await it.merged(trader, stranger))).toMatchObject({ outcome: 'appended', types: [] })
  expect(await it.flags()).toEqual([])
})

it('a dossier that names a suspect by a merged reference has the hash of the canonical references that it lists', async () => {
  const it = await aCase(identifySuspect(trader))
  await it.merged(stranger, trader)
  expect(await it.submit(refer({ suspects: [trader], evidence: [] }))).toMatchObject({ outcome: 'appended' })
  const {
    dossierId,
    suspects,
    evidence,
    manifestHash: stated,
  } = (await it.last(CaseReferredToProsecution)).data as typeof CaseReferredToProsecution.example
  expect([suspects, stated]).toEqual([[stranger], canonicalHash(manifestOf({ dossierId, suspects, evidence }))])
})
