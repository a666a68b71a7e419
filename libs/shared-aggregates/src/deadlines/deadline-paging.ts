import { Id, Instant, OccurredAt } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { Problem, type RequestContext } from '@case-timeline/http'
import { SCHEMA_QUERY } from '@case-timeline/lists'
import { z } from 'zod'
import type { DeadlinesQuery } from './deadline-list.ts'
import type { PagePosition } from './deadline-page.ts'

/** The members of every query of a list of deadlines. */
export const PAGE_OF_DEADLINES = {
  case: Id.optional().meta({ description: 'only what concerns this case' }),
  'as-of': OccurredAt.optional().meta({ description: 'the states are those at this time; a day means its end; absent: now' }),
  'known-at': Instant.optional().meta({
    description: 'only events that were recorded at or before this time count; absent: all recorded events',
  }),
  ...SCHEMA_QUERY,
  cursor: z.string().max(400).optional().meta({ description: 'the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  'min-position': z.string().optional(),
}
const PageOfDeadlines = z.strictObject(PAGE_OF_DEADLINES)
type PageOfDeadlines = z.infer<typeof PageOfDeadlines>

/** The end of a page as a text that the next request sends. */
const encodedCursor = ({ dueBy, clockId }: PagePosition): string => Buffer.from(`${dueBy} ${clockId}`).toString('base64url')

/** @throws Problem for a text that no page ended with */
const decodedCursor = (cursor: string): PagePosition => {
  // A due date in RFC 3339 with milliseconds and a clock id: any other character, such as NUL, may be none to the database.
  const [, dueBy, clockId] = /^([\d.:TZ+-]{24}) ([\w./:+~-]{1,128})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (dueBy === undefined || clockId === undefined)
    throw new Problem('malformed-request', 'this cursor was not issued by this list: start without a cursor')
  return { dueBy, clockId }
}

/** The request for a page in the name of a caller: one deadline more than it shows says whether there is a next page. */
export const requestOf = ({ actor, roles, sector }: RequestContext, query: PageOfDeadlines): DeadlinesQuery => ({
  userId: actor.userId,
  agencyId: actor.agencyId,
  roles,
  sector,
  caseId: query.case,
  asOf: new Date(query['as-of'] === undefined ? Date.now() : spanOf(query['as-of']).until - 1).toISOString(),
  knownAt: query['known-at'],
  schema: query.schema,
  after: query.cursor === undefined ? undefined : decodedCursor(query.cursor),
  limit: query.limit + 1,
})

/** The deadlines of a page, and its end if there is another page. */
export const pageWithin = <D extends PagePosition>(
  found: readonly D[],
  limit: number,
): { readonly page: readonly D[]; readonly next?: { readonly next: string } } => {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return found.length > limit && last ? { page, next: { next: encodedCursor(last) } } : { page }
}
