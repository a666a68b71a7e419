import { comparePositions } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'

/** The end of the log, asked for anew only when something claims to stand behind it. @throws what the store throws */
export type HeadFor = (position: string) => Promise<string>

export const headOf = (store: Pick<EventStore, 'lastPosition'>): HeadFor => {
  let known = '0'
  let asking: Promise<string> | undefined
  const reaches = (position: string) => comparePositions(known, position) >= 0
  const ask = async (): Promise<void> => {
    asking = store.lastPosition().finally(() => (asking = undefined))
    const answer = await asking
    if (!reaches(answer)) known = answer
  }
  return async (position) => {
    if (reaches(position)) return known
    // An answer that somebody else is waiting for may be older than the position; only a question asked from now on settles it.
    const earlier = await asking
    if (earlier !== undefined && !reaches(earlier)) known = earlier
    if (!reaches(position)) await ask()
    return known
  }
}
