import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { OfficeRegistered, SECTORS, type ServiceName } from '@case-timeline/contracts'
import type { FiveServices } from './five-services.fixtures.ts'

/** A caller of the API, with the claims of the token. */
export interface Persona {
  readonly userId: string
  readonly agencyId: string
  readonly sector: ServiceName
  readonly roles: readonly string[]
}

/** A caller of an agency, with roles. */
export const persona = (userId: string, agencyId: string, sector: ServiceName, ...roles: string[]): Persona => ({
  userId,
  agencyId,
  sector,
  roles,
})

export const leadInvestigator = persona('m.santos', 'zz-police', 'investigation', 'lead-investigator', 'investigator')
export const investigator = persona('i.delacruz', 'zz-police', 'investigation', 'investigator')
export const otherPolice = persona('x.tan', 'zz-harbour-police', 'investigation', 'lead-investigator')
export const recordsSupervisor = persona('p.reyes', 'zz-police', 'investigation', 'records-supervisor')
export const prosecutor = persona('m.garcia', 'zz-prosecution', 'prosecution', 'prosecutor')
export const registrar = persona('r.aquino', 'zz-court', 'adjudication', 'registrar')
export const caseWorker = persona('c.villanueva', 'zz-support', 'victimSupport', 'case-worker')
export const auditor = persona('a.ramos', 'zz-audit', 'auditTrail', 'auditor')

/** An HTTP response, parsed if it is JSON. */
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

/** Sends a request again, after the pause that its answer states. */
const again = async (send: () => Promise<Reply>, isToRepeat: (reply: Reply) => boolean, tries = 8): Promise<Reply> => {
  const reply = await send()
  if (!isToRepeat(reply) || tries === 1) return reply
  await pause(Number(reply.headers.get('retry-after')) * 1_000)
  return again(send, isToRepeat, tries - 1)
}

type Called = Pick<FiveServices, 'urls'> & { readonly issuer: Pick<FiveServices['issuer'], 'tokenFor'> }

/**
 * Sends HTTP requests with a token of the given persona. A given `authorization` header replaces the token, and an
 * empty header sends no token.
 */
export const apiClient = (services: Called) => {
  const call = async (who: Persona, path: string, init: RequestInit = {}): Promise<Reply> => {
    const headers = new Headers(init.headers)
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${await services.issuer.tokenFor(who)}`)
    const answer = await fetch(`${services.urls[who.sector]}${path}`, { ...init, headers })
    return { status: answer.status, headers: answer.headers, body: parsed(await answer.text()) }
  }
  const post = (who: Persona, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    call(who, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  /** Approves the command of a case or an initiative that an answer says waits for it. */
  const approve = (who: Persona, path: string, { body }: Reply) => {
    const { requestId, digest } = body['approval'] as { readonly requestId: string; readonly digest: string }
    return post(who, path, { data: { requestId, digest } })
  }
  return {
    call,
    /** A query; again while the views have not reached its position: on a busy machine they may need longer than a service waits. */
    get: (who: Persona, path: string) =>
      again(
        () => call(who, path),
        ({ body }) => body['type'] === '/problems/position-not-reached',
      ),
    post,
    /** A command; again while the service cannot reach its database in time, as on a busy machine. */
    postUntilAnswered: (...command: Parameters<typeof post>) =>
      again(
        () => post(...command),
        ({ status }) => status === 503,
      ),
    approve,
    /** A command of a case by two persons: who sends it, and who approves it. */
    postByTwo: async (who: Persona, second: Persona, path: string, body: unknown): Promise<Reply> => {
      const sent = await post(who, path, body)
      return sent.status === 202 ? approve(second, path.replace(/[^/]*$/, 'give-approval'), sent) : sent
    },
  }
}

const registerKeeper: Persona = persona('k.ong', 'zz-audit', 'auditTrail', 'records-supervisor')

/** Enters the agencies of callers in the register of offices. */
export const registerOffices = async (api: ReturnType<typeof apiClient>, callers: readonly Persona[]): Promise<void> => {
  for (const { agencyId: officeId, sector } of callers) {
    if (!SECTORS.some((one) => one === sector)) continue
    const data = { ...OfficeRegistered.example, officeId, sector }
    const { status, body } = await api.post(registerKeeper, '/offices/register-office', { data })
    if (status !== 201) throw new Error(`${officeId} was not registered: ${JSON.stringify(body)}`)
  }
}

export const newId = (): string => randomUUID()
export const newKey = (): string => `key-${randomUUID()}`
