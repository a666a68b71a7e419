import { SIGNED_COMMANDS_PATH } from '@case-timeline/agency-api'
import { type AdmittedRequest, Denied, type Principal, type TokenVerifier } from '@case-timeline/access'
import { type AgencyId, MAX_BULK_ROWS } from '@case-timeline/contracts'
import { Problem, problemOf, sendProblem } from '@case-timeline/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { agencyQuotas, policyHeader, type Quota } from './agency-quotas.ts'
import type { AllowedMethods } from './allowed-methods.ts'
import { agencySlots } from './agency-slots.ts'
import { refuseRepeatedFields } from './repeated-fields.ts'
import type { CrossOrigin } from './cross-origin.ts'
import type { Configuration } from './configuration.ts'
import type { SignedRequest } from './signed-bodies.ts'

export interface EntranceLimits {
  /** Requests of one agency in a window of `windowMs` milliseconds. */
  readonly quota: Quota
  /** Requests that are processed at the same time, of one agency and of all together. */
  readonly perAgency: number
  readonly total: number
}

/** The member of draft-ietf-httpapi-ratelimit-headers for the policy that was violated. */
const VIOLATED = { 'violated-policies': ['agency'] }

const QUOTA_WINDOW_MS = 10_000
/** More than keeps ten connections to a database busy, and few enough that each is answered within seconds. */
const MAX_CONCURRENT_REQUESTS = { perAgency: 100, total: 400 }

/** The limits of a service's configuration. */
export const limitsOf = ({ AGENCY_QUOTA }: Pick<Configuration, 'AGENCY_QUOTA'>): EntranceLimits => ({
  quota: { requests: AGENCY_QUOTA, windowMs: QUOTA_WINDOW_MS },
  ...MAX_CONCURRENT_REQUESTS,
})

/** Signed commands that are verified and decided at the same time, of the agency whose key they name and of all together. */
const MAX_SIGNED_AT_ONCE = { perAgency: 50, total: 200 }

const LARGEST_IGNORED_BODY = 65_536

/** Methods whose requests have no body that Fastify would read. */
const WITHOUT_BODY: readonly string[] = ['GET', 'HEAD']

type Incoming = FastifyRequest & AdmittedRequest & SignedRequest

/** What stands at the entrance of a service. */
export interface Entrance {
  readonly tokens: TokenVerifier
  readonly limits: EntranceLimits
  readonly allowedMethods: AllowedMethods
  readonly origins: CrossOrigin
}

/**
 * The order of work for each request: its address, its token, its agency's quota, then its body, the quota again for
 * each further row of it, then a slot; the first that fails is the answer. So nobody without a token makes the service
 * read or parse a body, except of a signed command, which `signedBodies` reads: its sender takes a slot of the agency
 * whose key it names once all of it has arrived.
 */
export const guardEntrance = (server: FastifyInstance, { tokens, limits, allowedMethods, origins }: Entrance): void => {
  const { quota, perAgency, total } = limits
  const quotas = agencyQuotas(quota)
  const slots = agencySlots({ perAgency, total })
  const policy = policyHeader(quota)
  // Whether the agency signed is not known yet: nobody can take the slots of those whose token is verified.
  const signedSlots = agencySlots(MAX_SIGNED_AT_ONCE)
  const heldSlots = new WeakMap<FastifyRequest, () => void>()
  const holdSlot = (request: FastifyRequest, release: (() => void) | undefined): void => {
    if (release === undefined) throw new Problem('overloaded', 'the service is at its limit: send it again later', { retryAfterSeconds: 1 })
    heldSlots.set(request, release)
  }

  const countAgainstQuota = (agencyId: AgencyId, reply: FastifyReply, rows = 1): void => {
    const { isWithin, remaining, secondsLeft } = quotas.take(agencyId, rows)
    void reply.headers({ 'ratelimit-policy': policy, ratelimit: `"agency";r=${remaining};t=${secondsLeft}` })
    if (isWithin) return
    const detail = `your agency may send ${quota.requests} requests in ${quota.windowMs / 1_000} seconds`
    const ofRows = rows > 1 ? `; each row counts as one, and ${remaining} are left: send fewer rows, or send them later` : ''
    throw new Problem('quota-exceeded', detail + ofRows, { retryAfterSeconds: secondsLeft, members: VIOLATED })
  }

  /** Answers OPTIONS; of an address with other methods it is the list of these, and for a page what it may send. */
  const answerWithoutRoute = (request: Incoming, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = path === '*' ? [...WITHOUT_BODY, 'POST'] : allowedMethods(path)
    if (methods.length === 0) throw Object.assign(new Error('no route'), { statusCode: 404 })
    const allow = [...methods, 'OPTIONS'].join(', ')
    if (request.method !== 'OPTIONS')
      throw new Problem('method-not-allowed', `this address has the methods ${allow}`, { headers: { allow } })
    origins.answerPreflight(request, reply, allow)
    return reply.status(204).header('allow', allow).send()
  }

  const admit = async (request: Incoming, reply: FastifyReply): Promise<void> => {
    const { method, headers } = request
    const coding = headers['content-encoding']
    if (coding !== undefined && coding.toLowerCase() !== 'identity')
      throw new Problem('unsupported-media-type', 'send the body without a content coding', { headers: { 'accept-encoding': 'identity' } })
    if (request.routeOptions.url === SIGNED_COMMANDS_PATH) return
    const hasBody = !WITHOUT_BODY.includes(method)
    if (!hasBody && headers.authorization === undefined) return
    try {
      request.principal = await tokens.verify(headers.authorization)
    } catch (error) {
      // A public route answers a GET whatever its token is; the access guard throws the error for every other one.
      if (hasBody || !(error instanceof Denied)) throw error
      request.denial = error
      return
    }
    if (hasLimits(request.principal)) countAgainstQuota(request.principal.agencyId, reply)
  }

  server.addHook('onRequest', async (request, reply) => {
    try {
      refuseRepeatedFields(request.raw.rawHeaders)
      if (request.is404) return answerWithoutRoute(request, reply)
      await admit(request, reply)
    } catch (error) {
      closeIfBodyIsLarge(request, reply)
      return sendProblem(reply, problemOf(error))
    }
    return undefined
  })

  server.addHook('preHandler', async (request: Incoming, reply) => {
    const { principal, namedSender } = request
    try {
      if (namedSender !== undefined) holdSlot(request, signedSlots.take(namedSender))
      if (principal === undefined || !hasLimits(principal)) return undefined
      const more = rowsIn(request) - 1
      if (more > 0) countAgainstQuota(principal.agencyId, reply, more)
      holdSlot(request, slots.take(principal.agencyId))
    } catch (error) {
      return sendProblem(reply, problemOf(error))
    }
    return undefined
  })
  // Not when the connection closes: the work for a caller that has gone continues until its answer.
  server.addHook('onSend', async (request) => heldSlots.get(request)?.())
}

/** A signed command of a topic waits in its partition for the command before: it needs no other limit. */
const hasLimits = ({ signedDigest, isLimited }: Principal): boolean => signedDigest === undefined || isLimited === true

/** How many rows a request has; 0 for any other request, and for one with more rows than are accepted. */
const rowsIn = ({ routeOptions: { url = '' }, body }: FastifyRequest): number => {
  if (!url.endsWith('/bulk') || typeof body !== 'object' || body === null) return 0
  const { rows } = body as { readonly rows?: unknown }
  return Array.isArray(rows) && rows.length <= MAX_BULK_ROWS ? rows.length : 0
}

/** The rest of a small body is read and dropped, so that the connection can be used again. */
const closeIfBodyIsLarge = ({ headers }: FastifyRequest, reply: FastifyReply): void => {
  const length = Number(headers['content-length'] ?? (headers['transfer-encoding'] === undefined ? 0 : Infinity))
  if (!(length <= LARGEST_IGNORED_BODY)) void reply.header('connection', 'close')
}
