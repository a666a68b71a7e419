/** Those who wait until the subscription brings what this process has recorded. */
export interface Arrivals {
  /**
   * Waits for the events of a stream up to a revision, as long as the subscription follows the log.
   * @returns false if they have to be asked for
   */
  of(stream: string, revision: number): Promise<boolean>
  /** The log is known further. */
  moved(): void
  /** The subscription has brought something. @param isEnd whether that is all of the log that is known by now */
  broughtUpTo(isEnd: boolean): void
  /** The subscription has ended. */
  lost(): void
  /** How often what was recorded had to be asked for, since the subscription was lost or behind. */
  late(): number
}

interface Waiting {
  readonly stream: string
  readonly revision: number
  readonly settle: (hasCome: boolean) => void
}

/** @param withinMs how long the subscription may take, in milliseconds; later it is behind */
export const arrivals = (isKnown: (stream: string, revision: number) => boolean, withinMs: number): Arrivals => {
  const waiting = new Set<Waiting>()
  /** Before the first event of the first subscription nothing is late. */
  let state: 'beginning' | 'following' | 'behind' = 'beginning'
  let late = 0
  const stopWaiting = (): void => {
    if (state === 'following') state = 'behind'
    for (const { settle } of waiting) settle(false)
  }
  return {
    async of(stream, revision) {
      const hasCome =
        state === 'following' &&
        (await new Promise<boolean>((resolve) => {
          // After a pause of this process it may have come already: timers run before what has come is read.
          const timer = setTimeout(() => setImmediate(() => waiting.has(one) && stopWaiting()), withinMs)
          const one: Waiting = {
            stream,
            revision,
            settle: (come) => {
              clearTimeout(timer)
              waiting.delete(one)
              resolve(come)
            },
          }
          waiting.add(one)
        }))
      if (!hasCome && state === 'behind') late += 1
      return hasCome
    },
    moved() {
      for (const { stream, revision, settle } of waiting) if (isKnown(stream, revision)) settle(true)
    },
    broughtUpTo(isEnd) {
      if (isEnd) state = 'following'
    },
    lost: stopWaiting,
    late: () => late,
  }
}
