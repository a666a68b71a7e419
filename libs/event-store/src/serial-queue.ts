/** Runs work on the same key sequentially, in the order of the calls; work on different keys runs concurrently. */
export const serialQueue = (): (<T>(key: string, work: () => Promise<T>) => Promise<T>) => {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const before = last.get(key)
    const current = before ? before.then(work, work) : work()
    last.set(key, current)
    const forget = () => {
      if (last.get(key) === current) last.delete(key)
    }
    current.then(forget, forget)
    return current
  }
}
