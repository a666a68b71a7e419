import { describe, expect, it } from '@jest/globals'
import type { ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { AccessGuard, type AdmittedRequest } from './access.guard.ts'
import type { Participation } from './case-gate.ts'
import { FromEverySector, OpensCase, Public, Reveals, Roles } from './declarations.ts'
import type { Denied } from './denial.ts'
import type { Principal } from './principal.ts'

class Routes {
  @Public() health() {}
  @Roles('lead-investigator', 'investigator') identify() {}
  @Roles('lead-investigator') @OpensCase() open() {}
  @Roles('auditor', 'investigator') @FromEverySector() @Reveals('case-ids') timeline() {}
  @Roles('operator') rebuild() {}
  forgotten() {}
}

const investigator: Principal = { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] }
const lead: Principal = { ...investigator, roles: ['lead-investigator'] }
const judge: Principal = { userId: 'j.cruz', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge'] }
const auditor: Principal = { userId: 'a.lim', agencyId: 'zz-audit', sector: 'auditTrail', roles: ['auditor'] }
const caseId = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'

interface RequestFixture {
  route: keyof Routes
  principal?: Principal
  participation?: Participation
  caseId?: string | undefined
  service?: 'investigation' | 'auditTrail'
  method?: string
  /** The roles in which the user, of an agency without a part, is assigned to the case. */
  assignedIn?: readonly string[]
}
const admit = async (fixture: RequestFixture): Promise<string> => {
  const request: AdmittedRequest & Readonly<Record<string, unknown>> = {
    ...(fixture.principal ? { principal: fixture.principal } : {}),
    method: fixture.method ?? 'GET',
    params: 'caseId' in fixture ? { caseId: fixture.caseId } : { caseId },
  }
  const assignments = (fixture.assignedIn ?? []).map((role) => ({
    account: 'any',
    agencyId: 'zz-other',
    role,
    from: 0,
    admittedBy: 'zz-admitting',
  }))
  const guard = new AccessGuard(
    new Reflector(),
    {
      participationIn: async () => fixture.participation ?? 'participating',
      assignmentsOf: async () => assignments,
      officesIn: async () => [],
      isExcludedFrom: async () => fixture.participation === 'excluded',
      admission: async () => ({
        participation: fixture.participation ?? 'participating',
        assignments,
        guard: { stream: 'investigation.record-1', revision: -1 },
      }),
    },
    { service: fixture.service ?? 'investigation', operatingAgencies: ['zz-police'] },
  )
  const context = {
    getHandler: () => Routes.prototype[fixture.route],
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext
  return guard.canActivate(context).then(
    () =>
      [request.role ?? 'admitted', request.onBehalfOf, ...(request.onBehalfOf === undefined ? [] : (request.principal?.roles ?? []))]
        .filter(Boolean)
        .join(' '),
    (error: Denied) => error.reason,
  )
}

describe('a request is admitted', () => {
  it('with the first declared role of the route that the user has, and acts in that role', async () => {
    expect(await admit({ route: 'identify', principal: investigator })).toBe('investigator')
    expect(await admit({ route: 'identify', principal: { ...lead, roles: ['investigator', 'lead-investigator'] } })).toBe(
      'lead-investigator',
    )
  })
  it('in the roles of the assignment, and on behalf of the agency that assigned, in a case to which the user is assigned', async () => {
    const principal = { ...lead, roles: ['lead-investigator', 'investigator', 'records-supervisor'] } as const
    for (const method of ['GET', 'POST']) {
      const assigned = { route: 'identify', principal, participation: 'assigned', method } as const
      expect(await admit({ ...assigned, assignedIn: ['investigator'] })).toBe('investigator zz-admitting investigator')
      expect(await admit({ ...assigned, assignedIn: [] })).toBe('case-not-found')
      expect(await admit({ ...assigned, route: 'open', assignedIn: ['investigator'] })).toBe('forbidden')
    }
  })
  it('without a token if the route is public', async () => expect(await admit({ route: 'health', principal: judge })).toBe('admitted'))
  it('to open an unknown case', async () =>
    expect(await admit({ route: 'open', principal: lead, participation: 'unknownCase' })).toBe('lead-investigator'))
  it('to any case for an auditor of audit-trail', async () =>
    expect(await admit({ route: 'timeline', principal: auditor, participation: 'notParticipating', service: 'auditTrail' })).toBe(
      'auditor',
    ))
  it('from another sector if the route allows every sector', async () =>
    expect(await admit({ route: 'timeline', principal: investigator, service: 'auditTrail' })).toBe('investigator'))
})

describe('a request is denied', () => {
  it('without a verified token, unless the route is public', async () => {
    expect(await admit({ route: 'identify' })).toBe('unauthenticated')
    expect(await admit({ route: 'health' })).toBe('admitted')
  })
  it('for an operator of an agency that does not operate the service', async () => {
    const operator: Principal = { ...investigator, roles: ['operator'] }
    expect(await admit({ route: 'rebuild', principal: operator })).toBe('operator')
    expect(await admit({ route: 'rebuild', principal: { ...operator, agencyId: 'zz-harbour-police' } })).toBe('forbidden')
  })
  it('for a user of another sector', async () => expect(await admit({ route: 'identify', principal: judge })).toBe('forbidden'))
  it('for a user without the role', async () => expect(await admit({ route: 'open', principal: investigator })).toBe('forbidden'))
  it('if the route declares no role', async () => expect(await admit({ route: 'forgotten', principal: lead })).toBe('forbidden'))
  it('for a case of other agencies, with the same answer as for an unknown case', async () => {
    expect(await admit({ route: 'identify', principal: investigator, participation: 'notParticipating' })).toBe('case-not-found')
    expect(await admit({ route: 'identify', principal: investigator, participation: 'unknownCase' })).toBe('case-not-found')
    expect(await admit({ route: 'timeline', principal: investigator, participation: 'notParticipating', service: 'auditTrail' })).toBe(
      'case-not-found',
    )
  })
  it('for a command of an auditor to a case of other agencies: to read every case is no right to record in it', async () =>
    expect(
      await admit({ route: 'timeline', principal: auditor, participation: 'notParticipating', service: 'auditTrail', method: 'POST' }),
    ).toBe('case-not-found'))
  it('for opening a case that other agencies have opened', async () =>
    expect(await admit({ route: 'open', principal: lead, participation: 'notParticipating' })).toBe('case-not-found'))
  it('for opening a case under an id that can be computed, with the same answer whether it exists or not', async () => {
    const derivedIds = [
      '5a0c2f0e-6f5b-8c0a-9d55-0a4f5b6c7d8e',
      '5a0c2f0e-6f5b-5c0a-9d55-0a4f5b6c7d8e',
      '5a0c2f0e-6f5b-1c0a-9d55-0a4f5b6c7d8e',
    ]
    for (const derivedId of derivedIds) {
      for (const participation of ['unknownCase', 'notParticipating', 'excluded'] as const)
        expect(await admit({ route: 'open', principal: lead, participation, caseId: derivedId })).toBe('malformed-case-id')
      expect(await admit({ route: 'open', principal: lead, participation: 'participating', caseId: derivedId })).toBe('lead-investigator')
    }
    expect(
      await admit({ route: 'open', principal: lead, participation: 'unknownCase', caseId: '019c2f0e-6f5b-7c0a-9d55-0a4f5b6c7d8e' }),
    ).toBe('lead-investigator')
  })
  it('for a case from which the user is excluded, whatever the role', async () => {
    expect(await admit({ route: 'identify', principal: investigator, participation: 'excluded' })).toBe('case-not-found')
    expect(await admit({ route: 'open', principal: lead, participation: 'excluded' })).toBe('case-not-found')
    expect(await admit({ route: 'timeline', principal: auditor, participation: 'excluded', service: 'auditTrail' })).toBe('case-not-found')
  })
  it('with a malformed case id', async () =>
    expect(await admit({ route: 'identify', principal: investigator, caseId: "'; drop table" })).toBe('malformed-case-id'))
})
