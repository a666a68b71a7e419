import { describe, expect, it } from '@jest/globals'
import { OpenCase, OpenSupportCase } from '@case-timeline/contracts'
import { operationNames } from './operation-names.ts'

const nameAt = operationNames([OpenCase, OpenSupportCase])

describe('the name of an operation', () => {
  it.each([
    ['post', '/cases/{caseId}/open-case', 'OpenCase'],
    ['post', '/cases/{caseId}/open-support-case/bulk', 'OpenSupportCaseInBulk'],
    ['get', '/cases', 'GetCases'],
    ['get', '/cases/{caseId}', 'GetCase'],
    ['get', '/cases/{caseId}/events', 'GetCaseEvents'],
    ['get', '/evidence-register', 'GetEvidenceRegister'],
    ['get', '/admin/projections/{view}/digest', 'GetAdminProjectionDigest'],
    ['post', '/admin/projections/{view}/rebuild', 'RebuildAdminProjection'],
    ['post', '/cases/{caseId}/open-encrypted', 'OpenEncrypted'],
  ])('%s %s is %s', (method, path, name) => expect(nameAt(method, path).operationId).toBe(name))
})
