import { Problem } from '@case-timeline/http'

export interface ArrivalLimits {
  /** Bodies that arrive at the same time. */
  readonly total: number
  /** How long the next part that is waited for may take, in milliseconds. */
  readonly withinMs: number
}

/** A body on its way. */
export interface Arrival {
  /** Never resolves; rejects with a Problem when the body is not waited for any more. */
  readonly givenUp: Promise<never>
  /** Begins the time again. */
  restart(): void
  /** It has arrived, or its sender is gone. */
  end(): void
}

interface Waiting {
  readonly giveUp: (problem: Problem) => void
}

/**
 * Bodies of which nobody knows yet who sent them. One more than the limit is not refused: of the address with the most of
 * them, the one that has been waited for longest is given up. What arrives at the speed of a network is therefore never
 * kept out by what does not arrive.
 */
export const arrivingBodies = ({ total, withinMs }: ArrivalLimits) => {
  const byAddress = new Map<string, Set<Waiting>>()
  let all = 0
  const giveUpOldest = (): void => {
    const [most] = [...byAddress.values()].toSorted((one, other) => other.size - one.size)
    const [oldest] = most ?? []
    oldest?.giveUp(
      new Problem('overloaded', 'other messages are waited for: send this one again, at once as a whole', { retryAfterSeconds: 1 }),
    )
  }
  return {
    begin(address: string): Arrival {
      if (all >= total) giveUpOldest()
      let reject: (problem: Problem) => void = () => undefined
      const givenUp = new Promise<never>((_, no) => (reject = no))
      // Who reads the body may be busy with something else then.
      givenUp.catch(() => undefined)
      const end = (): void => {
        clearTimeout(timer)
        if (!own.delete(waiting)) return
        all -= 1
        if (own.size === 0 && byAddress.get(address) === own) byAddress.delete(address)
      }
      const waiting: Waiting = {
        giveUp(problem) {
          end()
          reject(problem)
        },
      }
      const late = (): Problem =>
        new Problem('malformed-request', `the message did not arrive within ${withinMs / 1_000} seconds: send it again`)
      const timer = setTimeout(() => waiting.giveUp(late()), withinMs).unref()
      const own = byAddress.get(address) ?? new Set()
      byAddress.set(address, own.add(waiting))
      all += 1
      return { givenUp, restart: () => void timer.refresh(), end }
    },
  }
}
