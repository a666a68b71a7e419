import { setTimeout as delay } from 'node:timers/promises'
import { BulkAnswer, type RowOutcome, type ServiceName } from '@case-timeline/contracts'
import { type Client, refusalOf } from '../client.ts'
import { Failure } from '../failure.ts'

/** Rows of one request at most: few enough that an interrupted one loses little time. */
const MAX_ROWS = 200
const MAX_TRIES = 8
const LONGEST_PAUSE_S = 30

/** Statuses after which the same request may succeed. */
const PASSING: readonly number[] = [429, 502, 503, 504]

type Sent = { readonly key: string }

/**
 * Sends rows to the bulk route of a command until each has an answer. A service that is at its limit, or away, is asked
 * again, with fewer rows at once after it said that they were too many.
 * @returns the outcomes by key
 * @throws Failure when the service refuses the request itself, or does not answer for long
 */
export const sendRows = async (
  client: Pick<Client, 'send'>,
  service: ServiceName,
  path: string,
  rows: readonly Sent[],
  pause: (ms: number) => Promise<void> = delay,
): Promise<ReadonlyMap<string, RowOutcome>> => {
  const outcomes = new Map<string, RowOutcome>()
  let size = MAX_ROWS
  let waiting = [...rows]
  for (let tries = 1; waiting.length > 0; tries += 1) {
    const page = waiting.slice(0, size)
    const reply = await client.send(service, path, { rows: page }).catch((error: unknown) => {
      if (error instanceof Failure) return { status: 503, headers: new Headers(), body: { detail: error.message } }
      throw error
    })
    if (reply.status === 200) {
      const { data } = BulkAnswer.safeParse(reply.body)
      if (!data || data.rows.length !== page.length)
        throw new Failure(`The response of ${service} to ${path} has an unknown format.`, [
          'use the casectl of the same release as the services',
        ])
      for (const [place, outcome] of data.rows.entries())
        if (outcome.outcome !== 'unanswered') outcomes.set(page[place]?.key ?? '', outcome)
      if (data.rows.some(({ outcome }) => outcome !== 'unanswered')) tries = 0
      waiting = waiting.filter(({ key }) => !outcomes.has(key))
      if (tries === 0) continue
    } else if (!PASSING.includes(reply.status)) throw refusalOf(service, reply.status, reply.body)
    if (tries >= MAX_TRIES) throw refusalOf(service, reply.status === 200 ? 503 : reply.status, reply.body)
    if (reply.status === 429) size = Math.max(1, Math.floor(size / 2))
    // A proxy may state a date instead of seconds.
    const stated = Number(reply.headers.get('retry-after') ?? Number.NaN)
    const seconds = Number.isFinite(stated) ? stated : 2 ** (tries - 1)
    await pause(Math.min(seconds, LONGEST_PAUSE_S) * 1_000)
  }
  return outcomes
}
