import { readingFor, type StoredLinkedCases } from '@case-timeline/commands'
import {
  AgreeJoinder,
  CasesLinked,
  EventRetracted,
  IndictmentFiled,
  JoinderAgreed,
  JoinderEnded,
  type EventType,
} from '@case-timeline/contracts'
import { commandFor, ruleIdsMatchConstants, specificationOf } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { chargeIsBeforeOneCourt } from './charged-once.rules.ts'
import * as rules from './joinder.rules.ts'
import type { KnownIndicting } from './prosecution.commands.ts'
import { aFile, anotherChargeId, chargeId, indict, victims } from './prosecution.fixtures.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import type { ProsecutionEvent } from './prosecution.ts'

const { joinedCasesAreLinked, joinedIndictmentLeadsNoOther, joinderIsOfFiledIndictment, indictmentIsJoinedByAgreement } = rules
const given = specificationOf(prosecutionStream)

const [leading, joining, third] = [
  'aaaaaaaa-0000-4000-8000-000000000001',
  'bbbbbbbb-0000-4000-8000-000000000002',
  'cccccccc-0000-4000-8000-000000000003',
] as const
const { indictmentId, courtId } = IndictmentFiled.example
const joinedTo = { caseId: leading, indictmentId }

describe('agreeing that charges of another case are tried with an indictment', () => {
  const filed = aFile().withDossier().withCharge().indicted()
  const agree = (changes: Partial<typeof AgreeJoinder.example> = {}, linkedCases: readonly string[] = [joining]) =>
    commandFor(AgreeJoinder, { indictmentId, otherCaseId: joining, ...changes }, { linkedCases })

  it('names the indictment and the other case, and nothing of what that case contains', () =>
    given(filed)
      .when(agree())
      .then({ type: JoinderAgreed.type, data: { indictmentId, otherCaseId: joining } } as ProsecutionEvent))

  it(joinderIsOfFiledIndictment.sentence, () =>
    given(filed)
      .when(agree({ indictmentId: anotherChargeId }))
      .thenRefusedBy(joinderIsOfFiledIndictment),
  )

  it(joinedCasesAreLinked.sentence, () =>
    given(filed)
      .when(agree({}, [third]))
      .thenRefusedBy(joinedCasesAreLinked),
  )

  it(joinedIndictmentLeadsNoOther.sentence, () => {
    const joined: ProsecutionEvent = {
      type: 'prosecution.IndictmentFiled',
      data: { indictmentId, courtId, chargeIds: [chargeId], joinedTo },
    }
    given([...aFile().withDossier().withCharge(), joined])
      .when(agree())
      .thenRefusedBy(joinedIndictmentLeadsNoOther)
  })
})

const joinedIndictment = (known: KnownIndicting = victims) => {
  const command = indict([chargeId], known)
  return { ...command, data: { ...command.data, indictmentId: anotherChargeId, joinedTo } }
}

describe('an indictment that is joined to that of another case', () => {
  const charged = aFile().withDossier().withCharge()

  it(indictmentIsJoinedByAgreement.sentence, () => {
    given(charged)
      .when(joinedIndictment({ ...victims, joinderIsAgreed: true }))
      .then(IndictmentFiled)
    given(charged)
      .when(joinedIndictment({ ...victims, joinderIsAgreed: false }))
      .thenRefusedBy(indictmentIsJoinedByAgreement)
    given(charged).when(joinedIndictment()).thenRefusedBy(indictmentIsJoinedByAgreement)
  })

  it('takes a charge to a court once, as any other indictment', () =>
    given(charged.indicted())
      .when(joinedIndictment({ ...victims, joinderIsAgreed: true, beforeCourt: { [chargeId]: 'pending' } }))
      .thenRefusedBy(chargeIsBeforeOneCourt))
})

describe('what is read of the other case', () => {
  const fact = (type: EventType, data: object, caseId: string) => ({
    type: type.type,
    stream: `${type.type === CasesLinked.type ? 'prosecution.record' : `${type.type.split('.')[0]}.case`}-${caseId}`,
    data: { ...(type.example as object), ...data },
  })
  const filed = fact(IndictmentFiled, { indictmentId, courtId }, leading)
  const agreed = fact(JoinderAgreed, { indictmentId, otherCaseId: joining }, leading)
  const ended = fact(JoinderEnded, { otherCaseId: joining }, leading)
  const link = fact(CasesLinked, { otherCaseId: leading }, joining)
  const linkedWith = (caseId: string, ...facts: Parameters<typeof storedCase>[1][]): StoredLinkedCases => ({
    cases: [{ caseId, events: storedCase(caseId, ...facts) }],
    hasMore: false,
    caseIdsToGuard: [joining, caseId],
    asOf: '7',
  })
  const reading = (linked?: StoredLinkedCases) => readingFor(prosecutionStream, storedCase(joining, link), joinedIndictment(), linked)
  const isAgreed = (linked?: StoredLinkedCases) => (reading(linked).known as KnownIndicting).joinderIsAgreed

  it('is whether its prosecutor agreed to the joinder, for an indictment before the same court', () => {
    expect(isAgreed(linkedWith(leading, filed, agreed))).toBe(true)
    expect(isAgreed(linkedWith(leading, filed))).toBe(false)
    expect(isAgreed(linkedWith(leading, agreed))).toBe(false)
    expect(isAgreed(linkedWith(leading, fact(IndictmentFiled, { indictmentId, courtId: 'ph-rtc-cebu' }, leading), agreed))).toBe(false)
    expect(isAgreed(linkedWith(leading, filed, fact(JoinderAgreed, { indictmentId, otherCaseId: third }, leading)))).toBe(false)
    expect(isAgreed(linkedWith(leading, filed, fact(JoinderAgreed, { indictmentId: chargeId, otherCaseId: joining }, leading)))).toBe(false)
  })

  it('is nothing while no link is in force, or when the agreement is in another case', () => {
    expect(isAgreed({ ...linkedWith(leading), cases: [] })).toBe(false)
    expect(isAgreed(linkedWith(third, filed, agreed))).toBe(false)
    expect(isAgreed()).toBeUndefined()
  })

  it('is nothing after the court ended the joint trial, or the agreement was retracted', () => {
    expect(isAgreed(linkedWith(leading, filed, agreed, { ...ended, stream: `adjudication.courtCase-${leading}` }))).toBe(false)
    const [, agreement] = storedCase(leading, filed, agreed)
    const retraction = fact(EventRetracted, { retractsId: agreement?.id }, leading)
    expect(isAgreed(linkedWith(leading, filed, agreed, { ...retraction, stream: `prosecution.case-${leading}` }))).toBe(false)
  })

  it('is not in the basis, which names events of the case itself only, and makes the append fail if it changes', () => {
    const { read, guards } = reading(linkedWith(leading, filed, agreed))
    expect(read.map(({ caseId }) => caseId)).toEqual([joining])
    expect(guards).toContainEqual(
      expect.objectContaining({ cases: [joining, leading], types: expect.arrayContaining([JoinderAgreed.type, CasesLinked.type]) }),
    )
  })

  it('is not read for an indictment that is joined to none', () => {
    const { commands } = prosecutionStream
    expect(commands['FileIndictment']?.readsLinkedCases?.(indict())).toBe(false)
    expect(commands['FileIndictment']?.readsLinkedCases?.(joinedIndictment())).toBe(true)
  })
})

it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
