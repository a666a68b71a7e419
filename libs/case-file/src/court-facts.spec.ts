import {
  AccusedSevered,
  ComplaintWithdrawn,
  CourtCaseRegistered,
  EVENT_TYPES,
  HearingAdjourned,
  HearingHeld,
  HearingScheduled,
  JudgeAssigned,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
  PrivateComplaintRegistered,
  ProtectionMeasureLifted,
  ProtectionMeasureOrdered,
  ProtectionMeasureSought,
  TestimonyGiven,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import type { CaseFile } from './case-file.ts'
import { caseFileOf } from './case-file.view.ts'

const fileOf = (sector: 'prosecution' | 'adjudication', ...history: Parameters<typeof rowsShownBy>[1][]) =>
  rowsShownBy(caseFileOf(sector, []), ...history) as unknown as CaseFile[]

const [first, second] = ['b7c1d2e3-0f4a-4b5c-8d6e-7f8091a2b3c4', 'c7c1d2e3-0f4a-4b5c-8d6e-7f8091a2b3c4'] as const
const victimRef = VictimSuspectConflictFlagged.example.personRef

describe('the case file', () => {
  it('has the court case that a private complaint began, and keeps one that was registered before', () => {
    const [complained, registered] = [exampleFact(PrivateComplaintRegistered), exampleFact(CourtCaseRegistered)]
    const { complaintId, courtCaseNo } = PrivateComplaintRegistered.example
    expect(fileOf('adjudication', complained)[0]?.courtCase).toMatchObject({ complaintId, manner: 'private', courtCaseNo })
    expect(fileOf('adjudication', registered, complained)[0]?.courtCase).toMatchObject({ origin: 'indictment' })
  })

  it('adds a judge who is assigned later to the bench', () => {
    const assigned = (judgeRef: string) => exampleFact(JudgeAssigned, { judgeRefs: [judgeRef], bench: 'panel' })
    const [file] = fileOf('adjudication', assigned(first), assigned(second))
    expect(file?.bench).toMatchObject({ judgeRefs: [first, second], bench: 'panel' })
  })

  it('adds a judge of a part of the court case to the judges, and keeps the kind of bench of the case itself', () => {
    const { partId } = AccusedSevered.example
    const inPart = exampleFact(JudgeAssigned, { judgeRefs: [second], bench: 'single', partId })
    const ofCase = exampleFact(JudgeAssigned, { judgeRefs: [first], bench: 'panel' })
    const bench = { judgeRefs: [first, second], bench: 'panel' }
    expect(fileOf('adjudication', ofCase, inPart)[0]?.bench).toMatchObject(bench)
    expect(fileOf('adjudication', inPart)[0]?.bench).toMatchObject({ judgeRefs: [second], bench: 'single', partId })
    expect(fileOf('adjudication', inPart, ofCase)[0]?.bench).toMatchObject({ judgeRefs: [second, first], bench: 'panel' })
  })

  it.each([
    ['criminal', false],
    ['administrative', true],
  ] as const)('after an assessment of %s liability shows whether the conflict of victim and suspect is open: %s', (liability, open) => {
    const [file] = fileOf(
      'prosecution',
      exampleFact(VictimSuspectConflictFlagged, { personRef: victimRef }),
      exampleFact(NonPunishmentAssessed, { personRef: victimRef, liability }),
    )
    expect(file?.persons[0]?.conflict).toMatchObject({ open })
  })
})

describe('a person whom a court protects', () => {
  const personRef = first
  const shown = (...history: Parameters<typeof rowsShownBy>[1][]) => fileOf('adjudication', ...history)[0]?.persons[0]?.capacities
  const ordered = (protectedAs?: 'victim' | 'witness' | 'relative' | 'closePerson') =>
    exampleFact(ProtectionMeasureOrdered, { personRef, ...(protectedAs && { protectedAs }) })
  const sought = (protectedAs?: 'relative') => exampleFact(ProtectionMeasureSought, { personRef, ...(protectedAs && { protectedAs }) })
  const lifted = exampleFact(ProtectionMeasureLifted, { personRef })
  const identified = exampleFact(PresumedVictimIdentified, { personRef, ageBand: 'adult' })

  it.each([
    ['victim', ['presumedVictim']],
    ['witness', ['witness']],
    ['relative', ['relative']],
    ['closePerson', ['closePerson']],
  ] as const)('as a %s is shown as that, also after the measure was lifted', (protectedAs, capacities) =>
    expect(shown(ordered(protectedAs), lifted)).toEqual(capacities),
  )

  it('is no presumed victim by an order that does not say as what: other facts say it, before or after', () => {
    expect(shown(ordered(), lifted)).toEqual([])
    expect(shown(ordered(), exampleFact(TestimonyGiven, { personRef }))).toEqual(['witness'])
    for (const history of [
      [ordered(), identified, lifted],
      [identified, ordered(), lifted],
    ])
      expect(shown(...history)).toEqual(['presumedVictim'])
  })

  it('is a witness by the request of the prosecutor, unless it says otherwise', () =>
    expect([shown(sought()), shown(sought('relative'))]).toEqual([['witness'], ['relative']]))

  it('is in the envelope a victim only if the order says so', () => {
    const capacityOf = (protectedAs?: 'victim' | 'relative') =>
      EVENT_TYPES.get(ProtectionMeasureOrdered.type)?.subjects?.({ ...ProtectionMeasureOrdered.example, protectedAs })
    expect([undefined, 'relative', 'victim'].map((one) => capacityOf(one as 'victim')?.[0]?.capacity)).toEqual([
      'witness',
      'witness',
      'presumedVictim',
    ])
  })
})

it('who withdraws a complaint is no presumed victim by that', () => {
  const personRef = first
  const withdrawn = exampleFact(ComplaintWithdrawn, { personRef })
  const [file] = fileOf('prosecution', withdrawn)
  expect(file?.persons).toMatchObject([{ personRef, capacities: [] }])
  const [known] = fileOf('prosecution', exampleFact(PresumedVictimIdentified, { personRef, ageBand: 'adult' }), withdrawn)
  expect(known?.persons).toMatchObject([{ personRef, capacities: ['presumedVictim'] }])
})

describe('a hearing in the case file', () => {
  const { hearingId } = HearingScheduled.example
  const scheduled = exampleFact(HearingScheduled, {})
  const adjourned = exampleFact(HearingAdjourned, { hearingId })
  const held = exampleFact(HearingHeld, { hearingId })

  it('is adjourned, and not only scheduled, after its adjournment, which the proceedings list, too', () => {
    const [file] = fileOf('prosecution', scheduled, adjourned)
    const { reasonCode, causedBy } = HearingAdjourned.example
    expect(file?.hearings).toMatchObject([{ hearingId, adjourned: { reasonCode, causedBy } }])
    expect(file?.chapters['proceedings']).toMatchObject([{ fact: HearingAdjourned.type, reasonCode }])
  })
  it('that another date was set for is scheduled again, and held in the end', () => {
    const [file] = fileOf('prosecution', scheduled, adjourned, scheduled)
    expect(file?.hearings.map((hearing) => hearing.adjourned !== undefined)).toEqual([true, false])
    const [over] = fileOf('prosecution', scheduled, adjourned, held)
    expect(over?.hearings).toMatchObject([{ adjourned: { hearingId }, held: { hearingId } }])
  })
})
