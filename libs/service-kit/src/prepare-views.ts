import { randomUUID } from 'node:crypto'
import { identifyDeployment, openEventStore } from '@case-timeline/event-store/drivers'
import {
  materialise,
  type Materialised,
  type MaterialiseWork,
  outdatedViews,
  prepare,
  type PrepareWork,
  type Prepared,
  type StoredView,
} from '@case-timeline/projections'
import { patiently } from '@case-timeline/feed'
import type { z } from 'zod'
import { type Configuration, configurationOf, type Environment } from './configuration.ts'
import { loadLaws } from './law.ts'
import { reach } from './start-failure.ts'
import { type DescribedViews, viewsUnder } from './view-tables.ts'
import { openViewsDatabase } from './views-database.ts'

/** The service whose views are prepared. */
export interface PreparedService extends DescribedViews {
  readonly environment: z.ZodType<Configuration>
}

type Opened = Pick<PrepareWork, 'store' | 'db'> & { readonly views: readonly StoredView[] }

/**
 * Fills the views of a service for this release, before a process of this release serves them. Views of a new version
 * have tables of their own, so the release before goes on with its own.
 * @param env of the service
 * @throws ConfigurationError, StartRefused, or as the service would at its start
 */
export const prepareViews = (
  description: PreparedService,
  env: Environment,
  options: Pick<PrepareWork, 'signal' | 'throttle' | 'progress'>,
): Promise<readonly Prepared[]> =>
  withViews(description, env, 'prepare', async ({ views, store, db }) => {
    // As at a start: what empty tables are folded by is kept with them.
    await outdatedViews(db, views)
    const prepared = await prepare({ ...options, views, store, db })
    // A process without its index of cases refuses commands (decision 116): the release before serves until it is filled.
    await patiently(options.signal, () => store.caseHeads([randomUUID()]))
    return prepared
  })

/**
 * Fills the views of a service up to a position of the log, in a schema of their own next to the live ones.
 * @param env of the service
 * @throws CannotMaterialise, ConfigurationError, StartRefused, or as the service would at its start
 */
export const materialiseViews = (
  description: PreparedService,
  env: Environment,
  options: Pick<MaterialiseWork, 'schema' | 'until' | 'signal' | 'throttle'>,
): Promise<readonly Materialised[]> => withViews(description, env, 'replay', (opened) => materialise({ ...options, ...opened }))

/** Opens the event store and the views of a service for some work. */
const withViews = async <T>(
  description: PreparedService,
  env: Environment,
  purpose: string,
  work: (opened: Opened) => Promise<T>,
): Promise<T> => {
  const { name, environment } = description
  const configuration = configurationOf(name, environment, env)
  const { JURISDICTION, AGENCY_JURISDICTIONS, POLICY_DIR, DEPLOYMENT, DIGEST_KEY, EVENT_STORE_URL, VIEWS_DATABASE_URL } = configuration
  const laws = await loadLaws([JURISDICTION, ...AGENCY_JURISDICTIONS.values()], POLICY_DIR)
  const deployment = await reach('the event store', 'EVENT_STORE_URL', () =>
    identifyDeployment(EVENT_STORE_URL, { service: name, name: DEPLOYMENT, digestKey: DIGEST_KEY }),
  )
  const views = viewsUnder(description, laws)
  const db = await openViewsDatabase({
    url: VIEWS_DATABASE_URL,
    name: `case-timeline ${purpose} ${name}`,
    views,
    owner: { service: name, deployment },
  })
  try {
    const store = openEventStore(EVENT_STORE_URL, name, { indexUrl: VIEWS_DATABASE_URL })
    try {
      return await work({ views, store, db })
    } finally {
      await store.close()
    }
  } finally {
    await db.destroy()
  }
}
