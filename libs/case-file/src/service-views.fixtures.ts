import { type CaseGate, caseGate, type Confidentiality, confidentiality } from '@case-timeline/access'
import {
  type CommandType,
  comparePositions,
  ConfidentialityOrdered,
  EVENT_TYPES,
  type Fact,
  type ServiceName,
} from '@case-timeline/contracts'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import { type Aggregate, handle } from '@case-timeline/commands'
import { type Observe, storeFeed } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { consumerNameOf, digest, projection, rebuild, tablesOf, verify } from '@case-timeline/projections'
import type { RequestContext } from '@case-timeline/http'
import type { ServiceDescription } from '@case-timeline/service-kit'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'

type ServiceParts = Pick<ServiceDescription, 'name' | 'aggregates' | 'views'>

type CommandExample = Pick<CommandType, 'name'> & { readonly example: unknown }

export interface ServiceViews {
  readonly log: TestLog
  readonly db: DataSource
  readonly store: ReturnType<TestLog['storeOf']>
  readonly cases: CaseGate
  readonly confidentiality: Confidentiality
  /**
   * Handles the example of a command, with some changes, for an agency of this service, and waits until each view has
   * folded the result.
   */
  submit(caseId: string | undefined, agencyId: string, command: CommandExample, overrides?: object, occurredAt?: string): Promise<string[]>
  /** Records facts of another sector, and waits in the same way. */
  receive(caseId: string, service: ServiceName, agencyId: string, ...facts: readonly Fact[]): Promise<readonly string[]>
  /** Records a confidentiality order of the court for the court only. @returns the id of the order event */
  orderConfidentiality(caseId: string, scope: 'nameSuppression' | 'sealedItems', id: string): Promise<string>
  /** The names of views that have no rows, or whose rows differ from a fold of the log or change by a rebuild. */
  inconsistentViews(): Promise<readonly string[]>
  close(): Promise<void>
}

/** A service with its streams on a real log and its views, kept up to date. */
export const serviceViews = async ({ name, aggregates, views }: ServiceParts): Promise<ServiceViews> => {
  const log = await testLog()
  const db = await log.open(tablesOf(views))
  const store = log.storeOf(name)
  const stop = new AbortController()
  // In memory: the checkpoint of a view that nothing concerned is written later.
  const handled = new Map<string, string>()
  const observe: Observe = (notice) => {
    if (notice.kind === 'delivered' || notice.kind === 'passed') handled.set(notice.consumer, notice.position)
  }
  const running = await Promise.all(
    views.map((view) => storeFeed({ store }).consume({ db, consumer: projection(view, store), signal: stop.signal, observe })),
  )
  const context = commandContextOn(store)
  const caughtUp = async (position: string) => {
    const end = performance.now() + 40_000
    for (const view of views)
      while (comparePositions(handled.get(consumerNameOf(view)) ?? '0', position) < 0) {
        if (performance.now() > end) throw new Error(`${view.name} did not reach position ${position}`)
        await pause(5)
      }
  }
  const receive: ServiceViews['receive'] = async (caseId, service, agencyId, ...facts) => {
    const eventTypes = [...EVENT_TYPES.values()]
    const { ids, lastPosition } = await log.record({ caseId, service, agencyId, facts, eventTypes, occurredAt: '2026-05-01' })
    await caughtUp(lastPosition)
    return ids
  }
  return {
    log,
    db,
    store,
    cases: caseGate(store),
    confidentiality: confidentiality(store),
    receive,
    orderConfidentiality: async (caseId, scope, id) => {
      const kind = scope === 'nameSuppression' ? 'person' : 'item'
      const data = { scope: [scope], covers: [{ kind, id }], tier: 'courtOnly' }
      const [ordered = ''] = await receive(caseId, 'adjudication', 'zz-court', { type: ConfidentialityOrdered.type, data })
      return ordered
    },
    submit: async (caseId, agencyId, command, overrides, occurredAt) => {
      const answer = await handle(context, aggregateOf(aggregates, command.name), {
        ...(caseId === undefined ? {} : { caseId }),
        name: command.name,
        body: { data: { ...(command.example as object), ...overrides }, ...(occurredAt === undefined ? {} : { occurredAt }) },
        actor: { userId: 'k.santoso', agencyId, role: 'case-worker' },
        approval: { approver: { userId: 'l.santos', role: 'records-supervisor' } },
        commandId: randomUUID(),
        retryable: false,
        correlationId: 'test',
        jurisdiction: 'PH',
      })
      if (answer.outcome !== 'appended') throw new Error(`${command.name}: ${JSON.stringify(answer)}`)
      await caughtUp(answer.lastPosition)
      return [...answer.types]
    },
    inconsistentViews: async () => {
      const found: string[] = []
      for (const view of views) {
        const { rows, sha256 } = await digest(db, view)
        const { differing } = await verify({ view, store, db })
        await rebuild({ view, store, db })
        if (rows === 0 || differing > 0 || (await digest(db, view)).sha256 !== sha256) found.push(view.name)
      }
      return found
    },
    close: async () => {
      stop.abort()
      await Promise.all(running.map(({ stopped }) => stopped))
      await log.close()
    },
  }
}

const aggregateOf = (aggregates: readonly Aggregate[], command: string): Aggregate => {
  const found = aggregates.find(({ commands }) => Object.hasOwn(commands, command))
  if (!found) throw new Error(`no aggregate of this service has the command ${command}`)
  return found
}

/** The request context of a user of an agency. */
export const testRequestContextOf = (agencyId: string, sector: ServiceName): RequestContext => ({
  caseId: '',
  actor: { userId: 'k.santoso', agencyId, role: 'case-worker' },
  roles: ['case-worker'],
  sector,
  correlationId: 'test',
})
