import {
  AccessExcluded,
  CASE_RECORD_SERVICES,
  caseRecordCommandsOf,
  CasesLinked,
  CasesUnlinked,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  HandoverReceived,
  LegalHoldLifted,
  LegalHoldPlaced,
  PersonRefsMerged,
  PersonRefsUnmerged,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  lived,
  officer,
  rulesHaveOneName,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { caseRecordOf } from './case-record.decide.ts'
import { caseRecordRulesOf } from './case-record.rules.ts'
import type { CaseRecordCommand, CaseRecordFact, KnownCase } from './case-record.ts'

const commands = caseRecordCommandsOf('investigation')
const rules = caseRecordRulesOf('investigation')
const record = caseRecordOf('investigation')
const given = specificationOf(record)

const caseId = '11111111-1111-4111-8111-111111111111'
const known: KnownCase = { caseId, caseExists: true }
const exampleOf = <K extends keyof typeof commands>(name: K, but: Partial<(typeof commands)[K]['example']> = {}, of = known) =>
  ({ ...commanded(commands[name], { ...commands[name].example, ...but } as never, of), name }) as CaseRecordCommand

const assigned: CaseRecordFact = { type: CaseWorkerAssigned.type, data: CaseWorkerAssigned.example }
const excluded: CaseRecordFact = {
  type: AccessExcluded.type,
  data: { ...AccessExcluded.example, userId: CaseWorkerAssigned.example.userId },
}
const linked: CaseRecordFact = { type: CasesLinked.type, data: CasesLinked.example }
const merged: CaseRecordFact = { type: PersonRefsMerged.type, data: PersonRefsMerged.example }
const placed: CaseRecordFact = { type: LegalHoldPlaced.type, data: LegalHoldPlaced.example }
const lifted: CaseRecordFact = { type: LegalHoldLifted.type, data: LegalHoldLifted.example }

describe('who works on a case', () => {
  it('is assigned, and leaves', () => {
    given().when(exampleOf('AssignCaseWorker')).then(CaseWorkerAssigned)
    given([assigned]).when(exampleOf('UnassignCaseWorker')).then(CaseWorkerUnassigned)
  })
  it(rules.aRecordBelongsToACase.sentence, () =>
    given()
      .when(exampleOf('AssignCaseWorker', {}, { caseId: '', caseExists: false }))
      .thenRefusedBy(rules.aRecordBelongsToACase),
  )
  it(rules.anExcludedUserIsNotAssigned.sentence, () =>
    given([excluded]).when(exampleOf('AssignCaseWorker')).thenRefusedBy(rules.anExcludedUserIsNotAssigned),
  )
  it('is excluded at any time, and works on it no longer', () => {
    given([assigned]).when(exampleOf('ExcludeFromAccess')).then(AccessExcluded)
    given([assigned, excluded]).when(exampleOf('UnassignCaseWorker')).thenRefusedBy(rules.whoLeavesWasAssigned)
  })
  it(rules.anAssignmentEndsAfterItBegins.sentence, () =>
    given()
      .when(exampleOf('AssignCaseWorker', { begin: '2026-11-25', end: '2026-11-24' }))
      .thenRefusedBy(rules.anAssignmentEndsAfterItBegins),
  )
  it(rules.whoLeavesWasAssigned.sentence, () => given().when(exampleOf('UnassignCaseWorker')).thenRefusedBy(rules.whoLeavesWasAssigned))
})

describe('what a case is linked with', () => {
  it('is another case, until they are unlinked', () => {
    given().when(exampleOf('LinkCases')).then(CasesLinked)
    given([linked]).when(exampleOf('UnlinkCases')).then(CasesUnlinked)
  })
  it(rules.aCaseIsLinkedWithAnotherOne.sentence, () =>
    given()
      .when(exampleOf('LinkCases', { otherCaseId: caseId }))
      .thenRefusedBy(rules.aCaseIsLinkedWithAnotherOne),
  )
  it(rules.unlinkedCasesWereLinked.sentence, () => given().when(exampleOf('UnlinkCases')).thenRefusedBy(rules.unlinkedCasesWereLinked))
})

describe('two references of one person', () => {
  const { keptRef, mergedRef } = PersonRefsMerged.example

  it('are merged, and unmerged', () => {
    given().when(exampleOf('MergePersonRefs')).then(PersonRefsMerged)
    given([merged]).when(exampleOf('UnmergePersonRefs')).then(PersonRefsUnmerged)
  })
  it(rules.twoReferencesAreMerged.sentence, () => {
    given()
      .when(exampleOf('MergePersonRefs', { mergedRef: keptRef }))
      .thenRefusedBy(rules.twoReferencesAreMerged)
    given([merged])
      .when(exampleOf('MergePersonRefs', { keptRef: mergedRef, mergedRef: keptRef }))
      .thenRefusedBy(rules.twoReferencesAreMerged)
  })
  it(rules.unmergedReferencesWereMerged.sentence, () =>
    given().when(exampleOf('UnmergePersonRefs')).thenRefusedBy(rules.unmergedReferencesWereMerged),
  )
  it(rules.aSecondPersonApprovesWhoIsWho.sentence, () => {
    const approver = { userId: officer.userId, role: 'records-supervisor' }
    given().when(exampleOf('MergePersonRefs', { approver })).thenRefusedBy(rules.aSecondPersonApprovesWhoIsWho)
    given([merged]).when(exampleOf('UnmergePersonRefs', { approver })).thenRefusedBy(rules.aSecondPersonApprovesWhoIsWho)
  })
})

describe('a legal hold', () => {
  it('is placed, and lifted', () => {
    given().when(exampleOf('PlaceLegalHold')).then(LegalHoldPlaced)
    given([placed]).when(exampleOf('LiftLegalHold')).then(LegalHoldLifted)
  })
  it(rules.aHoldIsPlacedOnce.sentence, () => given([placed]).when(exampleOf('PlaceLegalHold')).thenRefusedBy(rules.aHoldIsPlacedOnce))
  it(rules.aLiftedHoldIsInPlace.sentence, () => {
    given().when(exampleOf('LiftLegalHold')).thenRefusedBy(rules.aLiftedHoldIsInPlace)
    given([placed, lifted]).when(exampleOf('LiftLegalHold')).thenRefusedBy(rules.aLiftedHoldIsInPlace)
  })
})

describe('what another sector hands over', () => {
  const received: CaseRecordFact = { type: HandoverReceived.type, data: HandoverReceived.example }
  const handedOver = { ...known, handedOver: true }

  it('is taken in', () =>
    given()
      .when(exampleOf('ReceiveHandover', {}, handedOver))
      .then(HandoverReceived))
  it(rules.whatIsHandedOverStandsInTheCase.sentence, () =>
    given().when(exampleOf('ReceiveHandover')).thenRefusedBy(rules.whatIsHandedOverStandsInTheCase),
  )
  it(rules.aHandoverIsReceivedOnce.sentence, () =>
    given([received])
      .when(exampleOf('ReceiveHandover', {}, handedOver))
      .thenRefusedBy(rules.aHandoverIsReceivedOnce),
  )
})

describe('whatever is asked of the record of a case', () => {
  const any = anyOf<CaseRecordCommand>(Object.values(commands), fc.constant(known))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(record, any))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(record, any))
  it.each(CASE_RECORD_SERVICES)('each rule of %s has one name', (service) => rulesHaveOneName(service, caseRecordRulesOf(service)))

  it('no sequence of commands assigns a user after her exclusion', () => {
    const user = fc.constantFrom('c.villanueva', 'p.reyes')
    const asked = fc.oneof(
      user.map((userId) => exampleOf('AssignCaseWorker', { userId })),
      user.map((userId) => exampleOf('ExcludeFromAccess', { userId })),
      user.map((userId) => exampleOf('UnassignCaseWorker', { userId })),
    )
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 20 }), (commands) => {
        const gone = new Set<string>()
        for (const { type, data } of lived(record, commands)) {
          if (type === 'case.AccessExcluded') gone.add(data.userId)
          if (type === 'case.CaseWorkerAssigned') expect(gone.has(data.userId)).toBe(false)
        }
      }),
    )
  })
})
