import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import type { EventStore } from '@case-timeline/event-store'
import { Problem } from '@case-timeline/http'
import { Cancelled, fillTogether, NoRoom, type Progress, roomFor, shadowNameOf, SwappedSince, type View } from '@case-timeline/projections'
import type { OperationWatch } from '../operation-watch.ts'
import type { ScheduledJob } from '../scheduled-jobs.ts'
import { measuredProgress } from './measured-progress.ts'
import { operationRecords, SOME_ARE_ABANDONED } from './operation-records.ts'
import type { OperationOptions, Purpose, State, ViewOperation, ViewResult } from './view-operation.ts'
import { workOn } from './work-on-view.ts'

/** What an operator asks for. `views`: their names; empty: all of the service. */
export interface OperationRequest extends OperationOptions {
  readonly purpose: Purpose
  readonly views?: readonly string[] | undefined
}

/** Operations on the views of a service, each of which runs in one replica and is seen in all. */
export interface ViewOperations {
  /** @throws Problem `not-found`, or `work-under-way` while another one that it could undo works on one of the views */
  begin(request: OperationRequest, by: string): Promise<ViewOperation>
  /** Begins, and waits until it has ended. */
  run(request: OperationRequest, by: string): Promise<ViewOperation>
  list(): Promise<readonly ViewOperation[]>
  /** @throws Problem `not-found` */
  find(id: string): Promise<ViewOperation>
  /** @throws Problem `not-found`, also if it has ended */
  cancel(id: string, by: string): Promise<ViewOperation>
  /** The progress of what this process does to a view. */
  underWay(view: string): ({ readonly purpose: Purpose } & Progress) | undefined
  /** Continues what a process has left that was killed or stopped. */
  takeOver(): Promise<void>
  /** Resolves when nothing runs in this process any more. */
  idle(): Promise<unknown>
}

export interface ViewOperationsDependencies {
  readonly store: EventStore
  readonly db: DataSource
  readonly views: readonly View[]
  readonly operationWatch: Pick<OperationWatch, 'begin'>
  readonly release: string
  /** Aborted when the service stops: another process then continues. */
  readonly signal: AbortSignal
  /** How long an operation waits for room in the database, in milliseconds; default: five minutes. */
  readonly roomPatienceMs?: number | undefined
}

const WRITE_EVERY_MS = 500
const WHAT_IS_KEPT = '. Free space and start it again, it continues; or drop what it has filled: casectl projections retire'

/** A verification replaces no table; any other purpose may, so that two of them could undo each other. */
const excludes = (one: Purpose, other: Purpose): boolean => (one === 'verify') === (other === 'verify')

export const viewOperationsOf = (dependencies: ViewOperationsDependencies): ViewOperations => {
  const { store, db, views, operationWatch, release, signal: stopping, roomPatienceMs } = dependencies
  const owner = randomUUID()
  const records = operationRecords(db)
  const running = new Map<
    string,
    { readonly operation: ViewOperation; readonly ended: Promise<unknown>; progress?: Progress; view?: string }
  >()

  const named = (names: readonly string[]): readonly View[] => {
    if (names.length === 0) return views
    return names.map((name) => {
      const found = views.find((view) => view.name === name)
      if (!found)
        throw new Problem('not-found', `unknown name ${name}; this service has: ${views.map((view) => view.name).join(', ') || 'none'}`)
      return found
    })
  }

  /** Runs an operation to its end. */
  const runToEnd = async (operation: ViewOperation): Promise<void> => {
    const { id, purpose, options, requestedBy } = operation
    const ending = new AbortController()
    const signal = AbortSignal.any([ending.signal, stopping])
    const results: ViewResult[] = [...operation.results]
    const reading = measuredProgress(operation.events)
    let waitsFor: string | undefined
    const write = async (): Promise<void> => {
      const { cancelledBy, isOwn } = await records.write(id, owner, reading.current(), results, waitsFor)
      if (cancelledBy !== null) ending.abort(new Cancelled(`${cancelledBy} cancelled it`))
      if (!isOwn) ending.abort(new Error('another process continues it'))
    }
    // A database that cannot be reached is noticed by the operation itself.
    const timer = setInterval(() => void write().catch(() => undefined), WRITE_EVERY_MS)
    const own = running.get(id)
    const watched = operation.views.map((name) => ({ name, watch: watchOf(purpose, name) }))
    const progressOf = (view: string | undefined) => (made: Progress) => {
      reading.note(made)
      for (const one of watched) if (view === undefined || one.name === view) one.watch?.progress(made)
      if (own) Object.assign(own, { progress: made, view })
    }
    const remaining = (): readonly View[] => named(operation.views).filter(({ name }) => !results.some(({ view }) => view === name))
    const throttle = { rate: options.rate, share: options.share }
    const fromStart = options.fromStart === true
    const room = roomFor({
      patienceMs: roomPatienceMs,
      waiting: (reason) => {
        waitsFor = reason
        for (const { watch } of watched) watch?.waiting(reason !== undefined)
      },
    })
    const shared = { store, db, signal, throttle, room, release, operation: id }
    try {
      const isOfMany = purpose === 'rebuild' && remaining().length > 1
      const fillAll = () => fillTogether({ ...shared, views: remaining(), fromStart, progress: progressOf(undefined) })
      // One that may not be continued is refused by itself: the others are rebuilt.
      const byThemselves = (error: unknown): undefined => {
        if (!(error instanceof SwappedSince)) throw error
      }
      const together = isOfMany ? await fillAll().catch(byThemselves) : undefined
      const isFilled = ({ name }: View): boolean => together !== undefined && together.filled.has(name)
      for (const view of remaining()) {
        reading.begin()
        const work = { ...shared, view, fromStart: fromStart && !isFilled(view), progress: progressOf(view.name) }
        results.push(await workOn(work, { purpose, options, requestedBy, kept: records.comparisonOf(id, owner, view.name) }))
        await write()
      }
      await records.end(id, owner, worstOf(results), results)
    } catch (error) {
      if (stopping.aborted && !ending.signal.aborted) return void (await records.leave(id, owner))
      const state = ending.signal.reason instanceof Cancelled ? 'cancelled' : 'failed'
      const reason = (ending.signal.aborted ? (ending.signal.reason as Error) : (error as Error)).message
      const remedy = error instanceof NoRoom && purpose === 'rebuild' ? WHAT_IS_KEPT : ''
      await records.end(id, owner, state, results, reason + remedy)
    } finally {
      clearInterval(timer)
      for (const { watch } of watched) watch?.end()
    }
  }

  const watchOf = (purpose: Purpose, name: string) => {
    const view = views.find((one) => one.name === name)
    return view && (purpose === 'rebuild' || purpose === 'verify') ? operationWatch.begin(shadowNameOf(view, purpose)) : undefined
  }

  const start = (operation: ViewOperation): Promise<unknown> => {
    const entry = { operation, ended: Promise.resolve() as Promise<unknown> }
    running.set(operation.id, entry)
    entry.ended = runToEnd(operation)
      // The database could not be reached to the end: another process, or this one, continues later.
      .catch(() => undefined)
      .finally(() => running.delete(operation.id))
    return entry.ended
  }

  const requireFree = async (purpose: Purpose, names: readonly string[]): Promise<void> => {
    const busy = (await records.list()).find(
      (one) => one.state === 'running' && excludes(one.purpose, purpose) && one.views.some((name) => names.includes(name)),
    )
    if (busy)
      throw new Problem(
        'work-under-way',
        `the operation ${busy.id} (${busy.purpose}) is not finished with ${busy.views.join(', ')}: watch it, or cancel it`,
        {
          retryAfterSeconds: 10,
        },
      )
  }

  const begin = async ({ purpose, views: names = [], ...options }: OperationRequest, by: string) => {
    const selected = named(names).map(({ name }) => name)
    await requireFree(purpose, selected)
    const operation = await records.begin({ purpose, views: selected, options, requestedBy: by }, owner)
    return { operation, ended: start(operation) }
  }

  const find = async (id: string): Promise<ViewOperation> => {
    const found = await records.find(id)
    if (!found) throw new Problem('not-found', `there is no operation ${id}`)
    return found
  }

  return {
    begin: async (request, by) => (await begin(request, by)).operation,
    async run(request, by) {
      const { operation, ended } = await begin(request, by)
      await ended
      return find(operation.id)
    },
    list: () => records.list(),
    find,
    async cancel(id, by) {
      const cancelled = await records.cancel(id, by)
      if (!cancelled) throw new Problem('not-found', `no operation ${id} is running`)
      return cancelled
    },
    underWay(name) {
      for (const { operation, progress, view } of running.values())
        if (progress && operation.views.includes(name) && (view === undefined || view === name))
          return { purpose: operation.purpose, ...progress }
      return undefined
    },
    async takeOver() {
      for (const operation of await records.takeOver(owner)) if (!running.has(operation.id)) void start(operation)
    },
    idle: () => Promise.all([...running.values()].map(({ ended }) => ended)),
  }
}

const ORDER: readonly State[] = ['failed', 'refused', 'cancelled', 'done']

const worstOf = (results: readonly ViewResult[]): ViewResult['state'] =>
  (ORDER.find((state) => results.some((result) => result.state === state)) ?? 'done') as ViewResult['state']

/** A replica continues what another one left that was killed or stopped. */
export const continueOperations = (operations: Pick<ViewOperations, 'takeOver'>): ScheduledJob => ({
  name: 'continue operations on views',
  everySeconds: 10,
  isDue: SOME_ARE_ABANDONED,
  run: () => operations.takeOver(),
})
