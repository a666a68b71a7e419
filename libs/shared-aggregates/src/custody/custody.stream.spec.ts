import {
  adjudicationDetention,
  ForeignIdentificationRecognised,
  investigationDetention,
  NonPunishmentAssessed,
  OfficeChanged,
  OfficeRegistered,
  prosecutionDeath,
  prosecutionDetention,
  prosecutionDetentionCommands,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { readingFor } from '@case-timeline/commands'
import { commandFor, officer } from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { custodyStreamOf } from './custody.stream.ts'

const person = '11111111-1111-4111-8111-111111111111'
const otherPerson = '22222222-2222-4222-8222-222222222222'
const caseId = '99999999-9999-4999-8999-999999999999'
const custody = custodyStreamOf('prosecution')
const { ExtendDetention } = prosecutionDetentionCommands

const given = ({ type, example }: EventType, personRef = person) => ({
  type,
  stream: `${type.split('.')[0]}.any-1`,
  data: { ...(example as object), personRef },
})
const read = (...facts: Parameters<typeof storedCase>[1][]) =>
  readingFor(
    custody,
    storedCase(caseId, ...facts),
    commandFor(ExtendDetention, { ...ExtendDetention.example, personRef: person }, undefined),
  )

describe('the stream of one person’s custody', () => {
  it('is named after the case and the person', () =>
    expect(custody.streamId(caseId, { ...ExtendDetention.example, personRef: person })).toBe(`${caseId}~${person}`))

  it('contains only events of its own service', () =>
    expect(custody.events).toEqual([
      prosecutionDetention.DetentionOrdered,
      prosecutionDetention.DetentionExtended,
      prosecutionDetention.DetentionEnded,
      prosecutionDeath.PersonDiedInCustody,
    ]))
})

describe('the facts that a detention command reads of the case', () => {
  it('contain whether the case exists', () => {
    expect(read().known).toMatchObject({ caseExists: false })
    expect(read(given(investigationDetention.DetentionOrdered, otherPerson)).known).toMatchObject({ caseExists: true })
  })

  it('contain whether an order of any service holds that person, which an extension without one does not', () => {
    const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
    const isUnderOrder = (...facts: Parameters<typeof read>) => (read(...facts).known as { readonly isUnderOrder: boolean }).isUnderOrder
    expect(isUnderOrder(given(DetentionOrdered))).toBe(true)
    expect(isUnderOrder(given(DetentionOrdered, otherPerson))).toBe(false)
    expect(isUnderOrder(given(DetentionOrdered), given(DetentionEnded))).toBe(false)
    expect(isUnderOrder(given(DetentionOrdered), given(DetentionExtended))).toBe(true)
    expect(isUnderOrder(given(DetentionEnded), given(adjudicationDetention.DetentionOrdered))).toBe(true)
    expect(isUnderOrder(given(prosecutionDetention.DetentionOrdered))).toBe(true)
    expect(isUnderOrder(given(DetentionExtended))).toBe(false)
  })

  it('contain the orders of the time of the extension, in whatever order they were recorded', () => {
    const { DetentionOrdered, DetentionEnded } = prosecutionDetention
    const on = (occurredAt: string, fact: ReturnType<typeof given>) => ({ ...fact, occurredAt })
    const file = [on('2016-06-01', given(DetentionEnded)), on('2016-03-01', given(DetentionOrdered))]
    const extended = (occurredAt: string) => {
      const command = { ...commandFor(ExtendDetention, { ...ExtendDetention.example, personRef: person }, undefined), occurredAt }
      return readingFor(custody, storedCase(caseId, ...file), command).known
    }
    expect(extended('2016-04-01')).toMatchObject({ isUnderOrder: true })
    expect(extended('2016-02-01')).toMatchObject({ isUnderOrder: false })
    expect(extended('2016-07-01')).toMatchObject({ isUnderOrder: false })
  })

  it('contain whether the person has an open victim-suspect conflict without an assessment of non-punishment', () => {
    expect(read(given(VictimSuspectConflictFlagged)).known).toMatchObject({ hasOpenConflict: true })
    expect(read(given(VictimSuspectConflictFlagged, otherPerson)).known).toMatchObject({ hasOpenConflict: false })
    expect(read(given(VictimSuspectConflictFlagged), given(NonPunishmentAssessed)).known).toMatchObject({ hasOpenConflict: false })
  })

  it('contain an open conflict if the assessment was made after the detention, although it was recorded before', () => {
    const assessed = { ...given(NonPunishmentAssessed), occurredAt: '2016-05-10' }
    const heldOn = (occurredAt: string) =>
      readingFor(custody, storedCase(caseId, given(VictimSuspectConflictFlagged), assessed), {
        ...commandFor(ExtendDetention, { ...ExtendDetention.example, personRef: person }, undefined),
        occurredAt,
      }).known
    expect(heldOn('2016-03-27')).toMatchObject({ hasOpenConflict: true })
    expect(heldOn('2016-06-01')).toMatchObject({ hasOpenConflict: false })
  })

  it('contain an open conflict after an assessment of administrative liability', () => {
    const administrative = {
      ...given(NonPunishmentAssessed),
      data: { ...NonPunishmentAssessed.example, personRef: person, liability: 'administrative' },
    }
    expect(read(given(VictimSuspectConflictFlagged), administrative).known).toMatchObject({ hasOpenConflict: true })
  })

  it('contain no open conflict once the person was found not to be a victim', () => {
    const foundNoVictim = {
      ...given(VictimStatusDetermined),
      data: { ...VictimStatusDetermined.example, personRef: person, status: 'NotAVictimOfTrafficking' },
    }
    expect(read(given(VictimSuspectConflictFlagged), foundNoVictim).known).toMatchObject({ hasOpenConflict: false })
    expect(read(given(VictimSuspectConflictFlagged), foundNoVictim, given(ForeignIdentificationRecognised)).known).toMatchObject({
      hasOpenConflict: true,
    })
  })

  it('are listed in the basis of the decision', () =>
    expect(read(given(VictimSuspectConflictFlagged), given(investigationDetention.DetentionOrdered, otherPerson)).read).toHaveLength(1))
})

describe('the entry of the register by which an office holds persons', () => {
  const { agencyId } = officer
  const entry = (type: EventType, changes: object, officeId: string = agencyId) => ({
    type,
    stream: `auditTrail.office-${officeId}`,
    data: { ...(type.example as object), officeId, authority: undefined, ...changes },
  })
  const immigration = { authority: 'IMMIGRATION' }
  const hold = (otherAuthority?: string) => commandFor(ExtendDetention, { ...ExtendDetention.example, otherAuthority }, undefined)
  const powerFrom = (command: ReturnType<typeof hold>, ...entries: readonly ReturnType<typeof entry>[]) => {
    const stored = entries.map((one) => ({ ...one, type: one.type.type }))
    const { known } = readingFor(custody, storedCase(caseId), command, undefined, storedCase(caseId, ...stored))
    return (known as { readonly powerFrom?: string }).powerFrom
  }

  it('is read only if the command states another authority', () => {
    const streams = custody.commands['ExtendDetention']?.readsStreams
    expect(streams?.(hold('IMMIGRATION'))).toEqual([`auditTrail.office-${agencyId}`])
    expect(streams?.(hold())).toEqual([])
  })
  it('is the last one that states an authority', () => {
    expect(powerFrom(hold('IMMIGRATION'), entry(OfficeRegistered, immigration))).toBe(storedIdOf(0))
    expect(powerFrom(hold('IMMIGRATION'), entry(OfficeRegistered, {}), entry(OfficeChanged, immigration))).toBe(storedIdOf(1))
    expect(powerFrom(hold('IMMIGRATION'), entry(OfficeRegistered, immigration), entry(OfficeChanged, {}))).toBe(storedIdOf(0))
    expect(
      powerFrom(hold('IMMIGRATION'), entry(OfficeRegistered, immigration), entry(OfficeChanged, { authority: 'PRISON' })),
    ).toBeUndefined()
  })
  it('is missing where the register does not have the office, or has it without that authority', () => {
    expect(powerFrom(hold('IMMIGRATION'))).toBeUndefined()
    expect(powerFrom(hold('IMMIGRATION'), entry(OfficeRegistered, {}))).toBeUndefined()
    expect(powerFrom(hold('MILITARY'), entry(OfficeRegistered, immigration))).toBeUndefined()
    expect(powerFrom(hold('IMMIGRATION'), entry(OfficeRegistered, immigration, 'my-immigration-johor'))).toBeUndefined()
  })
})

describe('the facts that the record of a release or a death reads of the case', () => {
  const { EndDetention, RecordDeathInCustody } = prosecutionDetentionCommands
  const isHeldElsewhere = (command: typeof EndDetention | typeof RecordDeathInCustody, data: object, ...facts: Parameters<typeof read>) => {
    const at = '2026-05-02'
    const { known } = readingFor(
      custody,
      storedCase(caseId, ...facts),
      commandFor(command, { ...command.example, personRef: person, at, ...data } as never, undefined),
    )
    return (known as { readonly isHeldElsewhere?: boolean }).isHeldElsewhere
  }
  const byPolice = given(investigationDetention.DetentionOrdered)
  const own = given(prosecutionDetention.DetentionExtended)
  const byImmigration = { ...own, data: { ...own.data, otherAuthority: 'IMMIGRATION', powerFrom: caseId } }

  it('contain whether another service holds the person, which a prosecutor who took the person over does not', () => {
    for (const command of [EndDetention, RecordDeathInCustody]) {
      expect(isHeldElsewhere(command, {}, byPolice)).toBe(true)
      expect(isHeldElsewhere(command, {}, byPolice, own)).toBe(false)
      expect(isHeldElsewhere(command, {}, given(investigationDetention.DetentionOrdered, otherPerson))).toBe(false)
    }
  })
  it('contain whether a release names the custody that there is', () => {
    expect(isHeldElsewhere(EndDetention, {}, byImmigration)).toBe(true)
    expect(isHeldElsewhere(EndDetention, { otherAuthority: 'IMMIGRATION' }, byImmigration)).toBe(false)
    expect(isHeldElsewhere(EndDetention, { ends: { powers: ['IMMIGRATION'] } }, byImmigration)).toBe(false)
    expect(isHeldElsewhere(RecordDeathInCustody, {}, byImmigration)).toBe(false)
  })
})
