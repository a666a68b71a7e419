import { randomUUID } from 'node:crypto'
import type { ServiceName } from '@case-timeline/contracts'
import type { FiveServices } from './five-services.fixtures.ts'

/** Somebody who calls, and what he is. */
export interface Persona {
  readonly userId: string
  readonly agencyId: string
  readonly sector: ServiceName
  readonly roles: readonly string[]
}

const persona = (userId: string, agencyId: string, sector: ServiceName, ...roles: string[]): Persona => ({
  userId,
  agencyId,
  sector,
  roles,
})

export const lead = persona('m.santos', 'zz-police', 'investigation', 'lead-investigator', 'investigator')
export const investigator = persona('i.delacruz', 'zz-police', 'investigation', 'investigator')
export const otherPolice = persona('x.tan', 'zz-harbour-police', 'investigation', 'lead-investigator')
export const records = persona('p.reyes', 'zz-police', 'investigation', 'records-supervisor')
export const prosecutor = persona('m.garcia', 'zz-prosecution', 'prosecution', 'prosecutor')
export const registrar = persona('r.aquino', 'zz-court', 'adjudication', 'registrar')
export const caseWorker = persona('c.villanueva', 'zz-support', 'victimSupport', 'case-worker')
export const auditor = persona('a.ramos', 'zz-audit', 'auditTrail', 'auditor')

/** One answer, parsed when it is JSON. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    return { text }
  }
}

/** Calls that say who calls; the token is left out, or another one sent, by stating the header. */
export const calling = (five: Pick<FiveServices, 'urls' | 'issuer'>) => {
  const call = async (who: Persona, path: string, init: RequestInit = {}): Promise<Reply> => {
    const headers = new Headers(init.headers)
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${await five.issuer.tokenFor(who)}`)
    const answer = await fetch(`${five.urls[who.sector]}${path}`, { ...init, headers })
    return { status: answer.status, headers: answer.headers, body: parsed(await answer.text()) }
  }
  return {
    call,
    get: (who: Persona, path: string) => call(who, path),
    post: (who: Persona, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      call(who, path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

export const newId = (): string => randomUUID()
export const newKey = (): string => `key-${randomUUID()}`
