import { setTimeout as pause } from 'node:timers/promises'
import type { MeasuredSystem } from '../commands/running-system.ts'

const LOOK_EVERY_MS = 200

/** The members of an operation that are needed here. */
interface Operation {
  readonly id: string
  readonly state: string
  readonly events: number
  readonly reason?: string
}

/** A rebuild of all views of the police, which begins again when it has ended. */
interface RunningRebuild {
  /** How many events it has read so far. */
  events(): Promise<number>
  /** Cancels it, and waits for that. */
  stop(): Promise<void>
}

/** Rebuilds views by the operations of a system, as `casectl projections rebuild` does. */
export const rebuilder = (system: Pick<MeasuredSystem, 'agencyOf' | 'post' | 'read'>) => {
  const operator = { sector: 'investigation', agencyId: system.agencyOf(0), role: 'operator' } as const
  const begin = async (share: number): Promise<Operation> =>
    JSON.parse(await system.post(operator, '/admin/operations', { purpose: 'rebuild', share, fromStart: true })) as Operation
  const found = async ({ id }: Operation): Promise<Operation> =>
    JSON.parse(await system.read(operator, `/admin/operations/${id}`)) as Operation
  const isRunning = ({ state }: Operation): boolean => state === 'running'
  return {
    /** @param share the part of the time in which it works */
    async keepRunning(share: number): Promise<RunningRebuild> {
      let [current, before] = [await begin(share), 0]
      let isStopping = false
      const look = async (): Promise<void> => {
        for (; !isStopping; await pause(LOOK_EVERY_MS)) {
          current = await found(current)
          if (isRunning(current)) continue
          if (current.state !== 'done') throw new Error(`a rebuild ended as ${current.state}: ${current.reason ?? ''}`)
          before += current.events
          current = await begin(share)
        }
      }
      const looking = look()
      // It is awaited at the end.
      looking.catch(() => undefined)
      return {
        events: async () => {
          const [earlier, { events }] = [before, await found(current)]
          return earlier + events
        },
        async stop() {
          isStopping = true
          await looking
          // One that has ended meanwhile cannot be cancelled.
          await system.post(operator, `/admin/operations/${current.id}/cancel`, {}).catch(() => undefined)
          while (isRunning(await found(current))) await pause(LOOK_EVERY_MS)
        },
      }
    },
  }
}
