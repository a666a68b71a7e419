import { identifyDeployment, openEventStore } from '@case-timeline/event-store/drivers'
import { outdatedViews, prepare, type PrepareWork, type Prepared } from '@case-timeline/projections'
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

/**
 * Fills the views of a service for this release, before a process of this release serves them. Views of a new version
 * have tables of their own, so the release before goes on with its own.
 * @param env of the service
 * @throws ConfigurationError, StartRefused, or as the service would at its start
 */
export const prepareViews = async (
  description: PreparedService,
  env: Environment,
  options: Pick<PrepareWork, 'signal' | 'throttle' | 'progress'>,
): Promise<readonly Prepared[]> => {
  const { name, environment } = description
  const configuration = configurationOf(name, environment, env)
  const { JURISDICTION, AGENCY_JURISDICTIONS, POLICY_DIR, DEPLOYMENT, DIGEST_KEY, EVENT_STORE_URL, VIEWS_DATABASE_URL } = configuration
  const laws = await loadLaws([JURISDICTION, ...AGENCY_JURISDICTIONS.values()], POLICY_DIR)
  const deployment = await reach('the event store', 'EVENT_STORE_URL', () =>
    identifyDeployment(EVENT_STORE_URL, { service: name, name: DEPLOYMENT, digestKey: DIGEST_KEY }),
  )
  const views = viewsUnder(description, laws)
  const store = openEventStore(EVENT_STORE_URL, name)
  try {
    const db = await openViewsDatabase({
      url: VIEWS_DATABASE_URL,
      name: `case-timeline prepare ${name}`,
      views,
      owner: { service: name, deployment },
    })
    try {
      // As at a start: what empty tables are folded by is kept with them.
      await outdatedViews(db, views)
      return await prepare({ ...options, views, store, db })
    } finally {
      await db.destroy()
    }
  } finally {
    await store.close()
  }
}
