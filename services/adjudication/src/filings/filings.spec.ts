import { recordBelongsToCase, type KnownJudgments, type KnownRights } from '@case-timeline/casework'
import { readingFor, type CommandOfAggregate } from '@case-timeline/commands'
import {
  AppealLodged,
  CompensationClaimFiled,
  LodgeAppeal,
  ReceiveAppeal,
  ReceiveCompensationClaim,
  RightsInformed,
  VerdictDelivered,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './filings.rules.ts'
import { filingStream } from './filings.stream.ts'
import type { FilingEvent } from './filings.ts'

const { appealIsRecordedByOneSector, claimIsRecordedByOneSector } = rules
const given = specificationOf(filingStream)
const caseId = '99999999-9999-4999-8999-999999999999'
const anotherId = '66666666-6666-4666-8666-666666666666'
const { against } = ReceiveAppeal.example
const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [{ activity: 'appeal', maxDays: 15, validFrom: '2025-01-01', source: 'invented', verified: 'primary' }],
}

const judged: KnownJudgments = { decidedOn: { [against]: '2026-05-04' }, isInterlocutory: false }
const informed: KnownRights = { informedOfCompensation: true }
const receive = (known: Partial<KnownJudgments & { caseExists: boolean }> = {}, occurredAt = '2026-05-05') =>
  commandFor(ReceiveAppeal, ReceiveAppeal.example, { ...judged, caseExists: true, ...known }, { occurredAt, policy })
const claim = (known: Partial<KnownRights & { caseExists: boolean }> = {}) =>
  commandFor(ReceiveCompensationClaim, ReceiveCompensationClaim.example, { ...informed, caseExists: true, ...known })

describe('a notice of appeal that the registry of the court received', () => {
  const lodged: FilingEvent = { type: AppealLodged.type, data: ReceiveAppeal.example }

  it('is recorded as one that the prosecutor lodged', () => given().when(receive()).then(AppealLodged))
  it(`${rules.appealIsAgainstCourtDecision.sentence}; otherwise it is recorded with a warning`, () =>
    given()
      .when(receive({ decidedOn: {} }))
      .then(AppealLodged, warning(rules.appealIsAgainstCourtDecision)))
  it(`${rules.appealIsLodgedInTime.sentence}; a late one is recorded with a warning`, () => {
    given().when(receive({}, '2026-05-19')).then(AppealLodged)
    given().when(receive({}, '2026-05-20')).then(AppealLodged, warning(rules.appealIsLodgedInTime))
  })
  it(`${appealIsRecordedByOneSector.sentence}, with a warning that names it`, () =>
    given()
      .when(receive({ sameElsewhere: [anotherId] }))
      .then(AppealLodged, warning(appealIsRecordedByOneSector)))
  it(rules.appealIsReceivedOnce.sentence, () => given([lodged]).when(receive()).thenRefusedBy(rules.appealIsReceivedOnce))
  it(recordBelongsToCase.sentence, () =>
    given()
      .when(receive({ caseExists: false }))
      .thenRefusedBy(recordBelongsToCase),
  )
})

describe('a claim for compensation that the registry of the court received', () => {
  it('is recorded as one that the prosecutor filed', () => given().when(claim()).then(CompensationClaimFiled))
  it(`${rules.claimantWasInformedOfRight.sentence}; otherwise it is recorded with a warning: the failure is that of the state`, () =>
    given()
      .when(claim({ informedOfCompensation: false }))
      .then(CompensationClaimFiled, warning(rules.claimantWasInformedOfRight)))
  it(`${claimIsRecordedByOneSector.sentence}, with a warning that names it`, () =>
    given()
      .when(claim({ sameElsewhere: [anotherId] }))
      .then(CompensationClaimFiled, warning(claimIsRecordedByOneSector)))
  it(rules.claimIsReceivedOnce.sentence, () =>
    given([{ type: CompensationClaimFiled.type, data: ReceiveCompensationClaim.example }])
      .when(claim())
      .thenRefusedBy(rules.claimIsReceivedOnce),
  )
})

describe('what the registry reads', () => {
  const inCourt = (data: object) => ({ type: VerdictDelivered.type, stream: `adjudication.courtCase-${caseId}`, data })
  const verdict = { ...inCourt(VerdictDelivered.example), occurredAt: '2026-05-04' }
  const byProsecutor = {
    type: AppealLodged.type,
    stream: `prosecution.case-${caseId}`,
    data: { ...LodgeAppeal.example, against: storedIdOf(0) },
  }
  const filedWith = (stream: string, data: object = {}) => ({
    type: CompensationClaimFiled.type,
    stream,
    data: { ...CompensationClaimFiled.example, ...data },
  })
  const readingOf = (command: ReturnType<typeof receive> | ReturnType<typeof claim>, ...history: Parameters<typeof storedCase>[1][]) =>
    readingFor(filingStream, storedCase(caseId, ...history), command)

  it('are the judgment, and the notice that the prosecutor recorded, under the same id or another one', () => {
    const ofSameParty = (appealId: string) => ({
      ...receive(),
      data: { ...LodgeAppeal.example, appealId, against: storedIdOf(0) },
    })
    for (const appealId of [LodgeAppeal.example.appealId, anotherId])
      expect(readingOf(ofSameParty(appealId), verdict, byProsecutor)).toMatchObject({
        known: { caseExists: true, decidedOn: { [storedIdOf(0)]: '2026-05-04' }, sameElsewhere: [storedIdOf(1)] },
        read: [{ id: storedIdOf(0) }],
      })
  })
  it('are no notice of another party, and none that the registry recorded itself', () => {
    const notice = (stream: string, byRole: string) => ({ ...byProsecutor, stream, data: { ...byProsecutor.data, byRole } })
    const ofDefence = {
      ...receive(),
      data: { ...LodgeAppeal.example, appealId: anotherId, against: storedIdOf(0), byRole: 'defence' as const },
    }
    const elsewhere = (...history: Parameters<typeof storedCase>[1][]) =>
      (readingOf(ofDefence, verdict, ...history).known as KnownJudgments).sameElsewhere
    expect(elsewhere(notice(byProsecutor.stream, 'victim'))).toBeUndefined()
    expect(elsewhere(notice(`adjudication.filing-${caseId}`, 'defence'))).toBeUndefined()
    expect(elsewhere(notice(byProsecutor.stream, 'defence'))).toEqual([storedIdOf(1)])
  })
  it('are the information of the claimant, and the same claim as the prosecutor or victim support recorded it', () => {
    const explained = {
      type: RightsInformed.type,
      stream: `victimSupport.person-${caseId}~1`,
      data: { ...RightsInformed.example, personRef: CompensationClaimFiled.example.personRef, topics: ['compensation'] },
    }
    const known = (...history: Parameters<typeof storedCase>[1][]) => readingOf(claim(), ...history).known as KnownRights
    expect(known(explained)).toEqual({ caseExists: true, informedOfCompensation: true })
    for (const stream of [`prosecution.case-${caseId}`, `victimSupport.person-${caseId}~1`])
      expect(known(filedWith(stream, { claimId: anotherId }))).toMatchObject({ sameElsewhere: [storedIdOf(0)] })
    expect(known(filedWith(`prosecution.case-${caseId}`, { claimId: anotherId, amount: '1' })).sameElsewhere).toBeUndefined()
  })
})

describe('the properties of the decider of filings', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof filingStream>>(
    Object.values(filingStream.commands).map(({ type }) => type),
    fc.constant({ ...judged, ...informed, caseExists: true }),
  )

  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(filingStream, commands))
  it('evolve never throws on a history that the decider produces', () => evolveNeverThrows(filingStream, commands))
  it('a filing is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(filingStream, [AppealLodged, CompensationClaimFiled], commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('adjudication', rules))
})
