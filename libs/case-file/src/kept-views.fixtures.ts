import { type Confidentiality, confidentiality } from '@case-timeline/access'
import { type CommandType, ConfidentialityOrdered, EVENT_TYPES, type Fact, type ServiceName } from '@case-timeline/contracts'
import { type Aggregate, handle } from '@case-timeline/event-store'
import { storeFeed, waitFor } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { consumerNameOf, digest, projection, rebuild, verify } from '@case-timeline/projections'
import type { Asked, ServiceDescription } from '@case-timeline/service-kit'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'

type Described = Pick<ServiceDescription, 'name' | 'aggregates' | 'views' | 'entities' | 'migrations'>

type Exampled = Pick<CommandType, 'name'> & { readonly example: unknown }

export interface KeptViews {
  readonly log: TestLog
  readonly db: DataSource
  readonly confidentiality: Confidentiality
  /** Handles the example of a command for an agency of this service, with what matters here, and waits until each view has seen what came of it. */
  ask(caseId: string | undefined, agencyId: string, command: Exampled, but?: object, occurredAt?: string): Promise<string[]>
  /** Records facts of another sector, and waits likewise. */
  hear(caseId: string, service: ServiceName, agencyId: string, ...facts: readonly Fact[]): Promise<readonly string[]>
  /** The court keeps something of a case to itself. @returns the event that ordered it */
  seal(caseId: string, scope: 'nameSuppression' | 'sealedItems', id: string): Promise<string>
  /** The views whose rows differ from a fold of the log, or from themselves rebuilt. */
  unfaithful(): Promise<readonly string[]>
  close(): Promise<void>
}

/** A service as its queries meet it: its streams on a real log, and its views beside it, kept up to date. */
export const keptViews = async ({ name, aggregates, views, entities, migrations }: Described): Promise<KeptViews> => {
  const log = await testLog()
  const db = await log.open({ entities: [...entities], migrations: [...migrations] })
  const store = log.storeOf(name)
  const stop = new AbortController()
  const running = await Promise.all(
    views.map((view) => storeFeed({ store }).consume({ db, consumer: projection(view, store), signal: stop.signal })),
  )
  const desk = { store, deployment: 'test', digestKey: Buffer.alloc(32, 7), now: () => '2026-11-25T10:00:00.000Z' }
  const caughtUp = async (position: string) => {
    for (const view of views)
      if (!(await waitFor(db, consumerNameOf(view), position, 10_000))) throw new Error(`${view.name} does not come to ${position}`)
  }
  const hear: KeptViews['hear'] = async (caseId, service, agencyId, ...facts) => {
    const as = [...EVENT_TYPES.values()]
    const { ids, lastPosition } = await log.record({ caseId, service, agencyId, facts, as, occurredAt: '2026-05-01' })
    await caughtUp(lastPosition)
    return ids
  }
  return {
    log,
    db,
    confidentiality: confidentiality(store),
    hear,
    seal: async (caseId, scope, id) => {
      const kind = scope === 'nameSuppression' ? 'person' : 'item'
      const data = { scope: [scope], covers: [{ kind, id }], tier: 'courtOnly' }
      const [ordered = ''] = await hear(caseId, 'adjudication', 'zz-court', { type: ConfidentialityOrdered.type, data })
      return ordered
    },
    ask: async (caseId, agencyId, command, but, occurredAt) => {
      const answer = await handle(desk, aggregateOf(aggregates, command.name), {
        ...(caseId === undefined ? {} : { caseId }),
        name: command.name,
        body: { data: { ...(command.example as object), ...but }, ...(occurredAt === undefined ? {} : { occurredAt }) },
        actor: { userId: 'k.santoso', agencyId, role: 'case-worker' },
        commandId: randomUUID(),
        keyed: false,
        correlationId: 'test',
        jurisdiction: 'PH',
      })
      if (answer.outcome !== 'appended') throw new Error(`${command.name}: ${JSON.stringify(answer)}`)
      await caughtUp(answer.lastPosition)
      return [...answer.types]
    },
    unfaithful: async () => {
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
  const found = aggregates.find(({ commands }) => commands.some(({ name }) => name === command))
  if (!found) throw new Error(`no aggregate of this service takes ${command}`)
  return found
}

/** A user of an agency, as a query's handler meets him. */
export const askedBy = (agencyId: string, sector: ServiceName): Asked => ({
  caseId: '',
  actor: { userId: 'k.santoso', agencyId, role: 'case-worker' },
  sector,
  correlationId: 'test',
})
