import { CaseWorkerAssigned, SuspectArrested } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { NOW, officer } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import * as rules from './correction.rules.ts'
import type { CorrectionTarget } from './correction.rules.ts'
import { storedCase } from '@case-timeline/event-store/fixtures'

const [arrest] = storedCase('a0000000-0000-4000-8000-000000000001', {
  stream: 'investigation.case-a0000000-0000-4000-8000-000000000001',
  type: SuspectArrested.type,
  data: SuspectArrested.example,
})
const LENT = { userId: 'j.cruz', role: 'judge', begin: '2026-11-25', agencyId: 'zz-court-cebu' }
const [lent, ownUser] = [LENT, { ...LENT, agencyId: undefined }].map(
  (data) =>
    storedCase('a0000000-0000-4000-8000-000000000001', {
      stream: 'adjudication.record-a0000000-0000-4000-8000-000000000001',
      type: CaseWorkerAssigned.type,
      data,
    })[0],
)
const correctableTarget: CorrectionTarget = {
  event: arrest,
  owner: 'zz-police',
  type: SuspectArrested,
  retracted: false,
  invalidPaths: [],
  movesToOtherStream: false,
  refused: undefined,
  recordable: true,
  alongside: [],
  dependants: [],
  amendments: [],
  amendedSinceRequest: [],
}

const holds = (
  rule: (typeof rules)[keyof typeof rules],
  changes: Partial<CorrectionTarget> = {},
  approver: string | undefined = 'l.santos',
): boolean =>
  rule.holds(undefined, {
    name: 'CorrectEvent',
    data: {},
    approver: approver === undefined ? undefined : { userId: approver, role: 'records-supervisor' },
    known: { ...correctableTarget, ...changes },
    now: NOW,
    spanOf,
    actor: { ...officer, agencyId: 'zz-police' },
  })

describe('correcting and retracting a fact', () => {
  it('is accepted for a valid fact in force that another person approves', () =>
    expect(Object.values(rules).filter((rule) => !holds(rule))).toEqual([]))

  it(rules.correctedFactIsRecordedHere.sentence, () => expect(holds(rules.correctedFactIsRecordedHere, { event: undefined })).toBe(false))
  it(rules.onlyRecordingAgencyCorrects.sentence, () =>
    expect(holds(rules.onlyRecordingAgencyCorrects, { owner: 'zz-shelter' })).toBe(false),
  )
  it(rules.correctionStaysInStream.sentence, () => expect(holds(rules.correctionStaysInStream, { movesToOtherStream: true })).toBe(false))
  it(rules.correctionAdmitsNoOtherPerson.sentence, () => {
    const admitsNoOther = (event: CorrectionTarget['event'], changes: object) =>
      holds(rules.correctionAdmitsNoOtherPerson, { event, correctedData: { ...(event?.data as object), ...changes } })
    for (const changes of [{ userId: 's.manila' }, { agencyId: 'zz-court-davao' }, { agencyId: undefined }, { role: 'registrar' }])
      expect(admitsNoOther(lent, changes)).toBe(false)
    expect(admitsNoOther(ownUser, { agencyId: 'zz-court-cebu' })).toBe(false)
    expect(admitsNoOther(lent, { begin: '2026-11-26', end: '2026-12-31', userId: 'J.Cruz' })).toBe(true)
    expect(admitsNoOther(ownUser, { userId: 'k.reyes', role: 'registrar' })).toBe(true)
  })
  it(rules.onlyOriginalFactIsCorrected.sentence, () => expect(holds(rules.onlyOriginalFactIsCorrected, { type: undefined })).toBe(false))
  it(rules.retractedFactIsNotCorrected.sentence, () => expect(holds(rules.retractedFactIsNotCorrected, { retracted: true })).toBe(false))
  it(rules.correctedDataFitsEventType.sentence, () =>
    expect(holds(rules.correctedDataFitsEventType, { invalidPaths: ['data.personRef'] })).toBe(false),
  )
  it(rules.correctedFactIsRecordable.sentence, () => expect(holds(rules.correctedFactIsRecordable, { recordable: false })).toBe(false))
  it(rules.noFactDependsOnRetractedFact.sentence, () =>
    expect(holds(rules.noFactDependsOnRetractedFact, { dependants: ['referral-7'] })).toBe(false),
  )
  it(rules.correctedFactIsAsAtRequest.sentence, () =>
    expect(holds(rules.correctedFactIsAsAtRequest, { amendedSinceRequest: ['correction-7'] })).toBe(false),
  )
  it(rules.secondPersonApprovesCorrection.sentence, () =>
    expect(holds(rules.secondPersonApprovesCorrection, {}, officer.userId)).toBe(false),
  )
})
