import { comparePositions } from '@case-timeline/contracts'
import { startRelay } from '@case-timeline/feed'
import { type BenchEnvironment, DIGEST_KEY, type Log } from './bench-environment.ts'

/**
 * Measures the relay from its election until its checkpoint is at the end of the log.
 * @returns messages per second, and the feed that it filled
 */
export const measureRelay = async (
  environment: BenchEnvironment,
  { events, messages }: Log,
): Promise<{ readonly perSecond: number; readonly url: string }> => {
  const [url, db] = [await environment.topics(), await environment.views()]
  const end = events.at(-1)?.position ?? '0'
  const stopping = new AbortController()
  let start = 0
  let seconds = 0
  const relay = await startRelay({
    url,
    db,
    store: environment.storeOf('auditTrail'),
    deployment: 'bench',
    digestKey: DIGEST_KEY,
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
