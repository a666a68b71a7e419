import { describe, expect, it } from '@jest/globals'
import type { ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { AccessGuard, type Admitted } from './access.guard.ts'
import type { Standing } from './case-gate.ts'
import { FromEverySector, OpensCase, Public, Reveals, Roles } from './declarations.ts'
import type { Denied } from './denial.ts'
import type { Principal } from './principal.ts'

class Routes {
  @Public() health() {}
  @Roles('lead-investigator', 'investigator') identify() {}
  @Roles('lead-investigator') @OpensCase() open() {}
  @Roles('auditor', 'investigator') @FromEverySector() @Reveals('case-facts') timeline() {}
  forgotten() {}
}

const investigator: Principal = { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] }
const lead: Principal = { ...investigator, roles: ['lead-investigator'] }
const judge: Principal = { userId: 'j.cruz', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge'] }
const auditor: Principal = { userId: 'a.lim', agencyId: 'zz-audit', sector: 'auditTrail', roles: ['auditor'] }
const caseId = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'

interface Asking {
  route: keyof Routes
  who: Principal
  standing?: Standing
  caseId?: string | undefined
  service?: 'investigation' | 'auditTrail'
}
const ask = async (asking: Asking): Promise<string> => {
  const request: Admitted & Readonly<Record<string, unknown>> = {
    headers: {},
    params: 'caseId' in asking ? { caseId: asking.caseId } : { caseId },
  }
  const guard = new AccessGuard(
    new Reflector(),
    { verify: async () => asking.who },
    {
      standing: async () => asking.standing ?? 'takes-part',
      excludes: async () => asking.standing === 'excluded',
      admission: async () => ({ standing: asking.standing ?? 'takes-part', guard: { stream: 'investigation.record-1', revision: -1 } }),
    },
    { service: asking.service ?? 'investigation' },
  )
  const context = {
    getHandler: () => Routes.prototype[asking.route],
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext
  return guard.canActivate(context).then(
    () => request.role ?? 'let in',
    (error: Denied) => error.reason,
  )
}

describe('a request is let in', () => {
  it('with the role that admits it, which is the role it then acts in', async () => {
    expect(await ask({ route: 'identify', who: investigator })).toBe('investigator')
    expect(await ask({ route: 'identify', who: { ...lead, roles: ['investigator', 'lead-investigator'] } })).toBe('lead-investigator')
  })
  it('without a token where the route is public', async () => expect(await ask({ route: 'health', who: judge })).toBe('let in'))
  it('to open a case that nobody heard of', async () =>
    expect(await ask({ route: 'open', who: lead, standing: 'unheard-of' })).toBe('lead-investigator'))
  it('to any case when an auditor asks on audit-trail', async () =>
    expect(await ask({ route: 'timeline', who: auditor, standing: 'stranger', service: 'auditTrail' })).toBe('auditor'))
  it('from another sector where the route says so', async () =>
    expect(await ask({ route: 'timeline', who: investigator, service: 'auditTrail' })).toBe('investigator'))
})

describe('a request is turned away', () => {
  it('from another sector', async () => expect(await ask({ route: 'identify', who: judge })).toBe('forbidden'))
  it('without the role', async () => expect(await ask({ route: 'open', who: investigator })).toBe('forbidden'))
  it('where the route declares no role', async () => expect(await ask({ route: 'forgotten', who: lead })).toBe('forbidden'))
  it('from a case of other agencies, as from one that does not exist', async () => {
    expect(await ask({ route: 'identify', who: investigator, standing: 'stranger' })).toBe('case-not-found')
    expect(await ask({ route: 'identify', who: investigator, standing: 'unheard-of' })).toBe('case-not-found')
    expect(await ask({ route: 'timeline', who: investigator, standing: 'stranger', service: 'auditTrail' })).toBe('case-not-found')
  })
  it('from opening what other agencies have opened', async () =>
    expect(await ask({ route: 'open', who: lead, standing: 'stranger' })).toBe('case-not-found'))
  it('from a case from which he is excluded, whatever his role', async () => {
    expect(await ask({ route: 'identify', who: investigator, standing: 'excluded' })).toBe('case-not-found')
    expect(await ask({ route: 'open', who: lead, standing: 'excluded' })).toBe('case-not-found')
    expect(await ask({ route: 'timeline', who: auditor, standing: 'excluded', service: 'auditTrail' })).toBe('case-not-found')
  })
  it('with a case id that is none', async () =>
    expect(await ask({ route: 'identify', who: investigator, caseId: "'; drop table" })).toBe('malformed-case-id'))
})
