/**
 * What a promise resolves with, for a caller who waits so long and no longer; the work behind it goes on.
 * @throws the failure, when it took longer
 */
export const inTime = async <T>(work: Promise<T>, ms: number, failure: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(failure()), ms)))
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined)
  }
}
