import { SuspectArrested } from '@case-timeline/contracts'
import { NOW, officer } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import * as rules from './correction.rules.ts'
import type { Target } from './correction.rules.ts'
import { storedCase } from './stored.fixtures.ts'

const [arrest] = storedCase('a0000000-0000-4000-8000-000000000001', {
  stream: 'investigation.case-a0000000-0000-4000-8000-000000000001',
  type: SuspectArrested.type,
  data: SuspectArrested.example,
})
const standing: Target = {
  event: arrest,
  type: SuspectArrested,
  retracted: false,
  misfits: [],
  moved: false,
  refused: undefined,
  recordable: true,
  besides: [],
  dependants: [],
}

const holds = (rule: (typeof rules)[keyof typeof rules], but: Partial<Target> = {}, approver = 'l.santos'): boolean =>
  rule.holds(undefined, {
    name: 'CorrectEvent',
    data: { approver: { userId: approver } },
    known: { ...standing, ...but },
    now: NOW,
    actor: { ...officer, agencyId: 'zz-police' },
  })

describe('correcting and retracting a fact', () => {
  it('goes through when it stands, is of its type and another person approves', () =>
    expect(Object.values(rules).filter((rule) => !holds(rule))).toEqual([]))

  it(rules.theConcernedFactIsRecordedHere.sentence, () =>
    expect(holds(rules.theConcernedFactIsRecordedHere, { event: undefined })).toBe(false),
  )
  it(rules.onlyItsOwnAgencyCorrects.sentence, () => {
    if (!arrest) throw new Error('no arrest was told')
    const elsewhere = { ...arrest, envelope: { ...arrest.envelope, actor: { ...arrest.envelope.actor, agencyId: 'zz-shelter' } } }
    expect(holds(rules.onlyItsOwnAgencyCorrects, { event: elsewhere })).toBe(false)
  })
  it(rules.aCorrectionStaysInItsStream.sentence, () => expect(holds(rules.aCorrectionStaysInItsStream, { moved: true })).toBe(false))
  it(rules.onlyTheOriginalIsCorrected.sentence, () => expect(holds(rules.onlyTheOriginalIsCorrected, { type: undefined })).toBe(false))
  it(rules.aRetractedFactIsLeftAlone.sentence, () => expect(holds(rules.aRetractedFactIsLeftAlone, { retracted: true })).toBe(false))
  it(rules.correctedDataFitsItsType.sentence, () =>
    expect(holds(rules.correctedDataFitsItsType, { misfits: ['data.personRef'] })).toBe(false),
  )
  it(rules.whatIsCorrectedCouldBeRecorded.sentence, () =>
    expect(holds(rules.whatIsCorrectedCouldBeRecorded, { recordable: false })).toBe(false),
  )
  it(rules.nothingRestsOnWhatIsTakenBack.sentence, () =>
    expect(holds(rules.nothingRestsOnWhatIsTakenBack, { dependants: ['referral-7'] })).toBe(false),
  )
  it(rules.aSecondPersonApproves.sentence, () => expect(holds(rules.aSecondPersonApproves, {}, officer.userId)).toBe(false))
})
