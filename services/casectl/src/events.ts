import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Client } from './client.ts'
import { Failure, EXIT } from './failure.ts'
import { readViews } from './projections.ts'
import { print, type Screen } from './screen.ts'
import { detailsOf, when } from './timeline.ts'

const Recorded = z.looseObject({
  envelope: z.looseObject({
    id: z.string(),
    type: z.string(),
    stream: z.string(),
    caseId: z.string().optional(),
    occurredAt: z.string().optional(),
    actor: z.looseObject({ agencyId: z.string() }),
  }),
  data: z.unknown(),
  revision: z.number(),
  position: z.string(),
  recordedAt: z.string(),
})
const Page = z.object({ events: z.array(Recorded), position: z.string() })

export interface Tail {
  readonly after?: string | undefined
  /** How many events of the past are shown. */
  readonly limit: number
  readonly follow: boolean
}

const EVERY_MS = 500
const MOST_PER_PAGE = 1_000

/** Prints events in the order of the log; with `ending`, goes on until that resolves. */
export const tail = async (screen: Screen, client: Client, asked: Tail, ending?: Promise<string>): Promise<void> => {
  if (asked.after !== undefined && !/^\d{1,18}$/.test(asked.after))
    throw new Failure(
      `--after ${asked.after} is no position: a position is a whole number.`,
      ['casectl events tail shows some'],
      EXIT.usage,
    )
  let after = asked.after ?? (await startOfTail(client, asked.limit))
  let left = asked.limit
  let ended = false
  void ending?.then(() => (ended = true))
  while (!ended && (asked.follow || left > 0)) {
    const limit = Math.min(asked.follow ? MOST_PER_PAGE : left, MOST_PER_PAGE)
    const page = await client.get('auditTrail', `/events?${new URLSearchParams({ after, limit: String(limit) }).toString()}`, Page)
    for (const event of page.events) print(screen, screen.json ? JSON.stringify(event) : inLine(event))
    left -= page.events.length
    const end = page.position === after
    after = page.position
    if (!end) continue
    if (!asked.follow) return
    await Promise.race([pause(EVERY_MS), ending])
  }
}

/** Where the last `limit` events begin; positions are dense, or nearly. */
const startOfTail = async (client: Client, limit: number): Promise<string> => {
  const views = await readViews(client).catch((failure: Error) => {
    throw new Failure(`Where the log ends is not known: ${failure.message}`, ['say where to begin: casectl events tail --after 0'])
  })
  const heads = views.map(({ head }) => BigInt(head))
  const head = heads.reduce((most, one) => (one > most ? one : most), 0n)
  return String(head > BigInt(limit) ? head - BigInt(limit) : 0n)
}

const inLine = ({ position, recordedAt, envelope, data }: z.infer<typeof Recorded>): string =>
  [
    position.padStart(8),
    recordedAt.slice(0, 19).replace('T', ' '),
    (envelope.caseId ?? '-').slice(0, 8),
    envelope.type.padEnd(40),
    when(envelope).padEnd(10),
    envelope.actor.agencyId,
    detailsOf(data),
  ].join('  ')
