import type { Ground, GroundLoss } from '@case-timeline/casework'
import type { ClockSignal } from './deadline.ts'

/** @returns undefined if the ground is lost: one of its lists of parts is empty */
const reducedGround = (ground: Ground, { parts }: GroundLoss): Ground | undefined => {
  if (parts === 'all') return undefined
  const remaining = ground.parts.map((part, index) => part.filter((entry) => !parts[index]?.includes(entry)))
  return remaining.every((part) => part.length > 0) ? { ...ground, parts: remaining } : undefined
}

/**
 * The grounds of a key that are in force after some signals, independent of time.
 * @param signals of one clock, in recording order
 */
export const groundsAfter = (signals: readonly ClockSignal[], key: string): readonly Ground[] => {
  const effective = new Map<string, Ground>()
  for (const { ground, loss } of signals) {
    if (ground?.key === key) effective.set(ground.id, ground)
    const before = loss?.key === key ? effective.get(loss.id) : undefined
    const remaining = before && loss && reducedGround(before, loss)
    if (remaining) effective.set(remaining.id, remaining)
    else if (before) effective.delete(before.id)
  }
  return [...effective.values()]
}
