/** One call of a function for all callers that come while it runs. */
export const shared = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined
  return () => (running ??= read().finally(() => (running = undefined)))
}
