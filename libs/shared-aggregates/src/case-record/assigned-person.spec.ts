import { describe, it } from '@jest/globals'
import { CaseWorkerAssigned } from '@case-timeline/contracts'
import { officer, specificationOf } from '@case-timeline/decider/fixtures'
import * as rules from './case-record.rules.ts'
import { type CaseRecordCommand, exampleOf, known, record } from './case-record.fixtures.ts'

const given = specificationOf(record)

describe('a user of another agency', () => {
  const assign = (changes: object = {}) =>
    exampleOf('AssignCaseWorker', { userId: 'i.lim', role: 'investigator', agencyId: 'zz-harbour-police', ...changes })
  const byAssigned = (command: CaseRecordCommand): CaseRecordCommand => ({
    ...command,
    actor: { ...officer, agencyId: 'zz-harbour-police', onBehalfOf: officer.agencyId },
  })

  it('is assigned by an agency that takes part', () => given().when(assign()).then(CaseWorkerAssigned))
  it(rules.personOfAnotherAgencyIsAssignedToRoleOfSector.sentence, () => {
    for (const role of ['records-supervisor', 'agency-system', 'judge', 'interpreter'])
      given().when(assign({ role })).thenRefusedBy(rules.personOfAnotherAgencyIsAssignedToRoleOfSector)
    given()
      .when(assign({ role: 'interpreter', agencyId: undefined }))
      .then(CaseWorkerAssigned)
  })
  it(rules.nobodyAssignsOwnAccountOfAnotherAgency.sentence, () => {
    given()
      .when(assign({ userId: officer.userId.toUpperCase() }))
      .thenRefusedBy(rules.nobodyAssignsOwnAccountOfAnotherAgency)
    given()
      .when(assign({ userId: officer.userId, agencyId: officer.agencyId }))
      .then(CaseWorkerAssigned)
  })
  describe('whom an agency that takes part assigned for two days', () => {
    const byAnother = {
      account: 'i.lim',
      agencyId: 'zz-harbour-police',
      from: Date.parse('2026-11-25'),
      until: Date.parse('2026-11-27'),
      admittedBy: 'zz-narcotics-police',
    }
    const assignOn = (
      begin: string,
      end?: string,
      { changes = {}, other = byAnother }: { changes?: object; other?: typeof byAnother } = {},
    ) => exampleOf('AssignCaseWorker', { ...assign().data, begin, end, ...changes }, { ...known, others: [other] })

    it(rules.personIsAssignedByOneAgency.sentence, () => {
      given().when(assignOn('2026-11-26', '2026-11-30')).thenRefusedBy(rules.personIsAssignedByOneAgency)
      given().when(assignOn('2026-11-01')).thenRefusedBy(rules.personIsAssignedByOneAgency)
    })
    it('is assigned by another agency to days before and after', () => {
      given().when(assignOn('2026-11-20', '2026-11-24')).then(CaseWorkerAssigned)
      given().when(assignOn('2026-11-27')).then(CaseWorkerAssigned)
    })
    it('is assigned in another role by the same agency, and is no user of that name of another agency', () => {
      given()
        .when(assignOn('2026-11-25', undefined, { other: { ...byAnother, admittedBy: officer.agencyId } }))
        .then(CaseWorkerAssigned)
      given()
        .when(assignOn('2026-11-25', undefined, { changes: { agencyId: 'zz-border-police' } }))
        .then(CaseWorkerAssigned)
    })
  })
  it(rules.assignedPersonLetsNobodyIn.sentence, () => {
    for (const name of ['AssignCaseWorker', 'AdmitOffice', 'TransferCase', 'LinkCases'] as const)
      given()
        .when(byAssigned(exampleOf(name)))
        .thenRefusedBy(rules.assignedPersonLetsNobodyIn)
  })
})
