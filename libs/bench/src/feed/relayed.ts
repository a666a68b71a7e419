import { comparePositions } from '@case-timeline/contracts'
import { startRelay } from '@case-timeline/feed'
import type { Log, Workshop } from './workshop.ts'

/** The relay, from the moment that it is elected until its checkpoint stands at the end of the log. @returns messages a second, and the feed that it filled */
export const relayed = async (
  workshop: Workshop,
  { events, messages }: Log,
): Promise<{ readonly perSecond: number; readonly url: string }> => {
  const [url, db] = [await workshop.topics(), await workshop.views()]
  const end = events.at(-1)?.position ?? '0'
  const stopping = new AbortController()
  let start = 0
  let seconds = 0
  const relay = await startRelay({
    url,
    db,
    store: workshop.storeOf('auditTrail'),
    deployment: 'bench',
    signal: stopping.signal,
    observe: (notice) => {
      if (notice.kind === 'claimed') start = performance.now()
      if (notice.kind !== 'delivered' || comparePositions(notice.position, end) < 0) return
      seconds = (performance.now() - start) / 1_000
      stopping.abort()
    },
  })
  await relay.stopped
  return { perSecond: messages / seconds, url }
}
