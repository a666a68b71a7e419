/** Computes something once for each `by`: it is the same object for all that ask. */
export type ComputedOnce = <T>(by: object, compute: () => T) => T

/** Of what is read once: nothing is kept. */
export const notKept: ComputedOnce = (_, compute) => compute()

/** A memory with nothing computed yet; it belongs to what is computed from, and goes with it. */
export const computedOnce = (): ComputedOnce => {
  const computed = new WeakMap<object, unknown>()
  return <T>(by: object, compute: () => T): T => {
    if (!computed.has(by)) computed.set(by, compute())
    return computed.get(by) as T
  }
}
