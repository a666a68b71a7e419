/**
 * Does the work of a scheduled job on one item after another: one that fails, such as a case of which an event cannot be
 * read, keeps none behind it back.
 * @throws the first failure, after all of them
 */
export const eachApart = async <T>(items: Iterable<T>, signal: AbortSignal, work: (item: T) => Promise<unknown>): Promise<void> => {
  const failures: unknown[] = []
  for (const item of items) {
    if (signal.aborted) return
    await work(item).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}
