/** One call of a function for all callers within a time, from its start. @param ms the time, in milliseconds */
export const sharedFor = <T>(ms: number, read: () => Promise<T>): (() => Promise<T>) => {
  let last: { readonly at: number; readonly result: Promise<T> } | undefined
  return () => {
    const now = performance.now()
    if (last && now - last.at < ms) return last.result
    const result = read()
    last = { at: now, result }
    result.catch(() => (last = undefined))
    return result
  }
}

/** One call of a function for all callers that come while it runs. */
export const shared = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined
  return () => (running ??= read().finally(() => (running = undefined)))
}

/** The answer of a function, or another value if it fails or takes longer. @param ms the time, in milliseconds */
export const unlessLate = <T>(ms: number, otherwise: T, read: () => Promise<T>): Promise<T> =>
  new Promise((resolve) => {
    const late = setTimeout(() => resolve(otherwise), ms)
    read()
      .then(resolve, () => resolve(otherwise))
      .finally(() => clearTimeout(late))
  })
