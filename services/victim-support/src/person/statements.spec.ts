import {
  ChargeLaid,
  ClaimWishStated,
  CompensationClaimFiled,
  ConsentGranted,
  ConsentWithdrawn,
  EventCorrected,
  IndictmentFiled,
  RightsInformed,
  StateClaimWish,
  supportStatements,
  TestimonyRefused,
  type EventType,
} from '@case-timeline/contracts'
import { commandFor, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { historyOf } from '@case-timeline/event-store'
import { storedCase, storedIdOf, type GivenEvent } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { guardianStatesNoWishForAdult } from './majority.rules.ts'
import { aSupportCase, girl, unknownId } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import { isStatementKept } from './statements.reads.ts'
import * as rules from './statements.rules.ts'

const { RecordTestimonyRefusal, FileCompensationClaim } = supportStatements
const { claimIsRecordedByOneSector, refusalIsRecordedByOneSector } = rules
const given = specificationOf(personStream)
const elsewhere = { sameElsewhere: [unknownId] }

describe('what a person says to victim support about the trial', () => {
  const refuse = (known: object = {}) => commandFor(RecordTestimonyRefusal, { personRef: girl, reason: 'fear' }, known)
  const wish = (statedBy: 'self' | 'guardian', protectedAsChild: boolean) =>
    commandFor(StateClaimWish, { personRef: girl, wish: 'toClaim', statedBy }, { protectedAsChild })
  const claim = (known: object = {}) =>
    commandFor(FileCompensationClaim, { ...FileCompensationClaim.example, personRef: girl }, { informedOfCompensation: true, ...known })

  it('is recorded: that the person will not testify, a wish about compensation, and a claim', () => {
    given(aSupportCase()).when(refuse()).then(TestimonyRefused)
    given(aSupportCase()).when(wish('self', false)).then(ClaimWishStated)
    given(aSupportCase()).when(wish('guardian', true)).then(ClaimWishStated)
    given(aSupportCase()).when(claim()).then(CompensationClaimFiled)
  })
  it(`${refusalIsRecordedByOneSector.sentence}, with a warning`, () =>
    given(aSupportCase()).when(refuse(elsewhere)).then(TestimonyRefused, warning(refusalIsRecordedByOneSector)))
  it(`${claimIsRecordedByOneSector.sentence}, with a warning`, () =>
    given(aSupportCase()).when(claim(elsewhere)).then(CompensationClaimFiled, warning(claimIsRecordedByOneSector)))
  it(`${rules.claimantWasInformedOfRight.sentence}; otherwise the claim is recorded with a warning`, () =>
    given(aSupportCase())
      .when(claim({ informedOfCompensation: false }))
      .then(CompensationClaimFiled, warning(rules.claimantWasInformedOfRight)))
  it(rules.claimIsFiledOnce.sentence, () =>
    given(aSupportCase().with({ type: CompensationClaimFiled.type, data: claim().data }))
      .when(claim())
      .thenRefusedBy(rules.claimIsFiledOnce),
  )
  it(`${guardianStatesNoWishForAdult.sentence}; it is recorded with a warning`, () =>
    given(aSupportCase()).when(wish('guardian', false)).then(ClaimWishStated, warning(guardianStatesNoWishForAdult)))
  it('the id of each rule on statements matches the name of its constant', () => ruleIdsMatchConstants('victimSupport', rules))
})

describe('what a person says to victim support about the trial is received by prosecutors and courts', () => {
  const caseId = '99999999-9999-4999-8999-999999999999'
  const [support, prosecutor] = [`victimSupport.person-${caseId}~${girl}`, `prosecution.case-${caseId}`]
  const fact = (type: EventType, stream: string, data: object = {}): GivenEvent => ({
    ...{ type: type.type, stream },
    data: { ...(type.example as object), personRef: girl, ...data },
  })
  // The office of each event of this fixture; the court is only addressed by the indictment.
  const [office, court] = ['zz-police', 'zz-court']
  const charged = fact(ChargeLaid, prosecutor)
  const indicted = fact(IndictmentFiled, prosecutor, { courtId: court })
  const consents = (changes: object = {}) =>
    fact(ConsentGranted, support, {
      ...{ grantedBy: 'self', purposes: ['criminalProceedings'], recipients: [office, court] },
      ...{ dataCategories: ['testimony', 'caseFacts'], expiresAt: '2027-05-31T16:00:00Z' },
      ...changes,
    })
  const refusal = { type: TestimonyRefused.type, data: { personRef: girl } }
  const wish = { type: ClaimWishStated.type, data: { ...ClaimWishStated.example, personRef: girl } }
  const isShared = (statement: { readonly type: string; readonly data: object }, ...history: readonly GivenEvent[]) =>
    !isStatementKept(historyOf(storedCase(caseId, ...history)), statement, '2026-11-25T10:00:00Z')

  it('only with a consent of the person', () => {
    expect([isShared(refusal, charged), isShared(wish, charged)]).toEqual([false, false])
    expect([isShared(refusal, charged, consents()), isShared(wish, charged, consents())]).toEqual([true, true])
  })
  it('that covers the kind of data and criminal proceedings, and has not expired', () => {
    expect(isShared(refusal, charged, consents({ dataCategories: ['caseFacts'] }))).toBe(false)
    expect(isShared(wish, charged, consents({ dataCategories: ['testimony'] }))).toBe(false)
    expect(isShared(refusal, charged, consents({ purposes: ['shelter'] }))).toBe(false)
    expect(isShared(refusal, charged, consents({ expiresAt: '2026-11-25T10:00:00Z' }))).toBe(false)
  })
  it('that names each office of prosecutors and courts in the case', () => {
    expect(isShared(refusal, charged, indicted, consents())).toBe(true)
    expect(isShared(refusal, charged, indicted, consents({ recipients: [office] }))).toBe(false)
    expect(isShared(refusal, charged, consents({ recipients: ['zz-shelter'] }))).toBe(false)
    expect(isShared(refusal, consents())).toBe(false)
  })
  it('that is of this person, and was not withdrawn', () => {
    expect(isShared(refusal, charged, consents({ personRef: unknownId }))).toBe(false)
    const { consentId } = ConsentGranted.example
    const withdrawn = (scope: unknown) => fact(ConsentWithdrawn, support, { consentId, scope })
    expect(isShared(refusal, charged, consents(), withdrawn('all'))).toBe(false)
    expect(isShared(refusal, charged, consents(), withdrawn({ dataCategories: ['testimony'] }))).toBe(false)
    expect(isShared(wish, charged, consents(), withdrawn({ dataCategories: ['testimony'] }))).toBe(true)
  })
  it('also as a correction states it again', () => {
    const refused = fact(TestimonyRefused, support)
    const correction = { type: EventCorrected.type, data: { ...EventCorrected.example, correctsId: storedIdOf(1), data: refusal.data } }
    expect(isShared(correction, charged, refused)).toBe(false)
    expect(isShared(correction, charged, refused, consents())).toBe(true)
  })
  it('and says nothing of other facts, which go where their types do', () => {
    expect(isShared({ type: RightsInformed.type, data: { personRef: girl } }, charged)).toBe(true)
    expect(isShared({ type: CompensationClaimFiled.type, data: { personRef: girl } }, charged)).toBe(true)
  })
})
