/** Computes something once for each `by`: it is the same object for all that ask. */
export type ComputedOnce = <T>(by: object, compute: () => T) => T

/** Of what is read once: nothing is kept. */
export const notKept: ComputedOnce = (_, compute) => compute()

/**
 * A memory with nothing computed yet; it belongs to what is computed from, and goes with it.
 * @param isKept called for each thing that is computed: whether there is room for it; default: there is
 */
export const computedOnce = (isKept: () => boolean = () => true): ComputedOnce => {
  const kept = new WeakMap<object, unknown>()
  return <T>(by: object, compute: () => T): T => {
    if (kept.has(by)) return kept.get(by) as T
    const computed = compute()
    if (isKept()) kept.set(by, computed)
    return computed
  }
}
