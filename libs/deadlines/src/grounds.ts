import type { Ground, Loss, Signal } from './deadline.ts'

const less = (ground: Ground, { parts }: Loss): Ground | undefined => {
  if (parts === 'all') return undefined
  const left = ground.parts.map((part, index) => part.filter((one) => !parts[index]?.includes(one)))
  return left.every((part) => part.length > 0) ? { ...ground, parts: left } : undefined
}

/**
 * The grounds of a key that stand after some signals, whatever time it is.
 * @param signals of one clock, in recording order
 */
export const groundsAfter = (signals: readonly Signal[], key: string): readonly Ground[] => {
  const standing = new Map<string, Ground>()
  for (const { ground, loss } of signals) {
    if (ground?.key === key) standing.set(ground.id, ground)
    const before = loss?.key === key ? standing.get(loss.id) : undefined
    const left = before && loss && less(before, loss)
    if (left) standing.set(left.id, left)
    else if (before) standing.delete(before.id)
  }
  return [...standing.values()]
}
