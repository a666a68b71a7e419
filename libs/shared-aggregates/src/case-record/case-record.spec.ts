import { recordBelongsToCase } from '@case-timeline/casework'
import {
  AccessExcluded,
  CasesLinked,
  CasesUnlinked,
  CaseTransferred,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  HandoverReceived,
  LegalHoldLifted,
  LegalHoldPlaced,
  OfficeAdmitted,
  PersonRefsMerged,
  PersonRefsUnmerged,
  TransferReceived,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  approver,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  historyMadeBy,
  officer,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './case-record.rules.ts'
import { caseId, type CaseRecordCommand, commands, exampleOf, known, record } from './case-record.fixtures.ts'
import type { CaseRecordEvent } from './case-record.ts'

const given = specificationOf(record)

const assigned: CaseRecordEvent = { type: CaseWorkerAssigned.type, data: CaseWorkerAssigned.example }
const excluded: CaseRecordEvent = {
  type: AccessExcluded.type,
  data: { ...AccessExcluded.example, userId: CaseWorkerAssigned.example.userId },
}
const linked: CaseRecordEvent = { type: CasesLinked.type, data: CasesLinked.example }
const merged: CaseRecordEvent = { type: PersonRefsMerged.type, data: PersonRefsMerged.example }
const placed: CaseRecordEvent = { type: LegalHoldPlaced.type, data: LegalHoldPlaced.example }
const lifted: CaseRecordEvent = { type: LegalHoldLifted.type, data: LegalHoldLifted.example }

describe('a user who works on a case', () => {
  it('is assigned and unassigned', () => {
    given().when(exampleOf('AssignCaseWorker')).then(CaseWorkerAssigned)
    given([assigned]).when(exampleOf('UnassignCaseWorker')).then(CaseWorkerUnassigned)
  })
  it(recordBelongsToCase.sentence, () =>
    given()
      .when(exampleOf('AssignCaseWorker', {}, { caseId: '', caseExists: false, isHandedOver: false, roles: [], others: [] }))
      .thenRefusedBy(recordBelongsToCase),
  )
  it(rules.excludedUserIsNotAssigned.sentence, () =>
    given([excluded]).when(exampleOf('AssignCaseWorker')).thenRefusedBy(rules.excludedUserIsNotAssigned),
  )
  it('is the same user where only the case of the letters differs', () => {
    const userId = CaseWorkerAssigned.example.userId.toUpperCase()
    given([excluded]).when(exampleOf('AssignCaseWorker', { userId })).thenRefusedBy(rules.excludedUserIsNotAssigned)
    given([assigned]).when(exampleOf('UnassignCaseWorker', { userId })).then(CaseWorkerUnassigned)
  })
  it('can be excluded at any time, which ends the assignment', () => {
    given([assigned]).when(exampleOf('ExcludeFromAccess')).then(AccessExcluded)
    given([assigned, excluded]).when(exampleOf('UnassignCaseWorker')).thenRefusedBy(rules.unassignedUserWasAssigned)
  })
  it(rules.assignmentEndsAfterBegin.sentence, () =>
    given()
      .when(exampleOf('AssignCaseWorker', { begin: '2026-11-25', end: '2026-11-24' }))
      .thenRefusedBy(rules.assignmentEndsAfterBegin),
  )
  it(rules.unassignedUserWasAssigned.sentence, () =>
    given().when(exampleOf('UnassignCaseWorker')).thenRefusedBy(rules.unassignedUserWasAssigned),
  )
})

describe('a link between cases', () => {
  it('is recorded, and ended by an unlink', () => {
    given().when(exampleOf('LinkCases')).then(CasesLinked)
    given([linked]).when(exampleOf('UnlinkCases')).then(CasesUnlinked)
  })
  it(rules.caseIsLinkedWithOtherCase.sentence, () =>
    given()
      .when(exampleOf('LinkCases', { otherCaseId: caseId }))
      .thenRefusedBy(rules.caseIsLinkedWithOtherCase),
  )
  it(rules.otherSideAgreesToLink.sentence, () =>
    given()
      .when(exampleOf('LinkCases', { agreedBy: 'thisSide' }))
      .then(CasesLinked, warning(rules.otherSideAgreesToLink)),
  )
  it(rules.unlinkedCasesWereLinked.sentence, () => given().when(exampleOf('UnlinkCases')).thenRefusedBy(rules.unlinkedCasesWereLinked))
})

describe('two references of a person', () => {
  const { keptRef, mergedRef } = PersonRefsMerged.example

  it('are merged and unmerged', () => {
    given()
      .when({ ...exampleOf('MergePersonRefs'), approver })
      .then(PersonRefsMerged)
    given([merged])
      .when({ ...exampleOf('UnmergePersonRefs'), approver })
      .then(PersonRefsUnmerged)
  })
  it(rules.mergedReferencesDiffer.sentence, () => {
    given()
      .when(exampleOf('MergePersonRefs', { mergedRef: keptRef }))
      .thenRefusedBy(rules.mergedReferencesDiffer)
    given([merged])
      .when(exampleOf('MergePersonRefs', { keptRef: mergedRef, mergedRef: keptRef }))
      .thenRefusedBy(rules.mergedReferencesDiffer)
  })
  it(rules.unmergedReferencesWereMerged.sentence, () =>
    given().when(exampleOf('UnmergePersonRefs')).thenRefusedBy(rules.unmergedReferencesWereMerged),
  )
  it(rules.secondPersonApprovesIdentityChange.sentence, () => {
    const sender = { userId: officer.userId, role: 'records-supervisor' }
    for (const [name, history] of [
      ['MergePersonRefs', []],
      ['UnmergePersonRefs', [merged]],
    ] as const) {
      given([...history])
        .when(exampleOf(name))
        .thenAwaitsApproval(rules.secondPersonApprovesIdentityChange)
      given([...history])
        .when({ ...exampleOf(name), approver: sender })
        .thenRefusedBy(rules.secondPersonApprovesIdentityChange)
    }
  })
})

describe('a legal hold', () => {
  it('is placed and lifted', () => {
    given().when(exampleOf('PlaceLegalHold')).then(LegalHoldPlaced)
    given([placed]).when(exampleOf('LiftLegalHold')).then(LegalHoldLifted)
  })
  it(rules.legalHoldIsPlacedOnce.sentence, () =>
    given([placed]).when(exampleOf('PlaceLegalHold')).thenRefusedBy(rules.legalHoldIsPlacedOnce),
  )
  it(rules.liftedLegalHoldIsInForce.sentence, () => {
    given().when(exampleOf('LiftLegalHold')).thenRefusedBy(rules.liftedLegalHoldIsInForce)
    given([placed, lifted]).when(exampleOf('LiftLegalHold')).thenRefusedBy(rules.liftedLegalHoldIsInForce)
  })
})

describe('a case that goes to another office', () => {
  const { to, handoverList } = CaseTransferred.example
  const transferred: CaseRecordEvent = { type: CaseTransferred.type, data: CaseTransferred.example }
  const received: CaseRecordEvent = { type: TransferReceived.type, data: TransferReceived.example }
  const office = officer.agencyId
  const receiver = { ...officer, agencyId: to }
  const receive = (changes: Partial<(typeof TransferReceived)['example']> = {}) => ({
    ...exampleOf('ReceiveTransfer', changes),
    actor: receiver,
  })

  it('is transferred by the office that has it, in its name, and received by the other', () => {
    given()
      .when(exampleOf('TransferCase', {}, { ...known, office }))
      .then({ type: CaseTransferred.type, data: { ...CaseTransferred.example, from: office } })
    given([transferred]).when(receive()).then(TransferReceived)
  })
  it('is transferred by any office that takes part where no document named one', () =>
    given().when(exampleOf('TransferCase')).then(CaseTransferred))
  it(rules.caseIsTransferredByOfficeThatHasIt.sentence, () =>
    given()
      .when(exampleOf('TransferCase', {}, { ...known, office: 'ph-another' }))
      .thenRefusedBy(rules.caseIsTransferredByOfficeThatHasIt),
  )
  it(rules.caseIsTransferredToAnotherOffice.sentence, () =>
    given()
      .when(exampleOf('TransferCase', { to: office }))
      .thenRefusedBy(rules.caseIsTransferredToAnotherOffice),
  )
  it(rules.transferIsRecordedOnce.sentence, () =>
    given([transferred]).when(exampleOf('TransferCase')).thenRefusedBy(rules.transferIsRecordedOnce),
  )
  it(rules.receivedTransferIsAddressedToOffice.sentence, () => {
    given().when(receive()).thenRefusedBy(rules.receivedTransferIsAddressedToOffice)
    given([transferred]).when(exampleOf('ReceiveTransfer')).thenRefusedBy(rules.receivedTransferIsAddressedToOffice)
  })
  it(rules.transferIsReceivedOnce.sentence, () =>
    given([transferred, received]).when(receive()).thenRefusedBy(rules.transferIsReceivedOnce),
  )
  it(rules.nothingIsMissingFromTransfer.sentence, () => {
    const missing = handoverList.map(({ ref }) => ref)
    given([transferred]).when(receive({ missing })).then(TransferReceived, warning(rules.nothingIsMissingFromTransfer))
  })
  it(rules.missingThingWasHandedOver.sentence, () =>
    given([transferred])
      .when(receive({ missing: ['never-listed'] }))
      .then(TransferReceived, warning(rules.missingThingWasHandedOver), warning(rules.nothingIsMissingFromTransfer)),
  )
  it('stays where it is if another office is admitted to it', () => given().when(exampleOf('AdmitOffice')).then(OfficeAdmitted))
  it(rules.admittedOfficeIsAnother.sentence, () =>
    given().when(exampleOf('AdmitOffice', { office })).thenRefusedBy(rules.admittedOfficeIsAnother),
  )
  it(rules.officeGivesOnlyItsOwnPlace.sentence, () =>
    given()
      .when(exampleOf('AdmitOffice', { inPlaceOf: 'zz-third' }))
      .thenRefusedBy(rules.officeGivesOnlyItsOwnPlace),
  )
  it('has a successor of an office that gives its own place', () =>
    given()
      .when(exampleOf('AdmitOffice', { inPlaceOf: office }))
      .then(OfficeAdmitted))
})

describe('a handover from another sector', () => {
  const received: CaseRecordEvent = { type: HandoverReceived.type, data: HandoverReceived.example }
  const handedOver = { ...known, isHandedOver: true }

  it('is received', () =>
    given()
      .when(exampleOf('ReceiveHandover', {}, handedOver))
      .then(HandoverReceived))
  it(rules.handedOverEventIsInCase.sentence, () => given().when(exampleOf('ReceiveHandover')).thenRefusedBy(rules.handedOverEventIsInCase))
  it(rules.handoverIsReceivedOnce.sentence, () =>
    given([received])
      .when(exampleOf('ReceiveHandover', {}, handedOver))
      .thenRefusedBy(rules.handoverIsReceivedOnce),
  )
})

describe('the case record decider', () => {
  const any = anyCommandOf<CaseRecordCommand>(Object.values(commands), fc.constant(known))

  it('changes nothing when deciding twice', () => decidingTwiceChangesNothing(record, any))
  it('never throws in evolve on a history that the decider can produce', () => evolveNeverThrows(record, any))
  it('has one name for each rule', () => ruleIdsMatchConstants('case', rules))

  it('assigns no user after the user’s exclusion in any sequence of commands', () => {
    const user = fc.constantFrom('c.villanueva', 'p.reyes')
    const recordCommands = fc.oneof(
      user.map((userId) => exampleOf('AssignCaseWorker', { userId })),
      user.map((userId) => exampleOf('ExcludeFromAccess', { userId })),
      user.map((userId) => exampleOf('UnassignCaseWorker', { userId })),
    )
    fc.assert(
      fc.property(fc.array(recordCommands, { maxLength: 20 }), (commands) => {
        const excludedUsers = new Set<string>()
        for (const { type, data } of historyMadeBy(record, commands)) {
          if (type === 'case.AccessExcluded') excludedUsers.add(data.userId)
          if (type === 'case.CaseWorkerAssigned') expect(excludedUsers.has(data.userId)).toBe(false)
        }
      }),
    )
  })
})
