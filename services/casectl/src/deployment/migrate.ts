import { PARTS, type Migratable, migratableDatabases } from '@case-timeline/service-kit'
import type { Environment } from '../client.ts'
import { DESCRIPTIONS } from '../descriptions.ts'
import { Failure } from '../failure.ts'
import { type Screen, show } from '../screen.ts'
import { asAdministrator } from './admin-session.ts'

interface Migrated {
  readonly database: string
  readonly changes: readonly string[]
}

/**
 * Migrates the event store, the vault and the views of a deployment to this release. All are checked before the first
 * is changed.
 * @throws Failure if a newer release has changed one of them, or databases are missing
 */
export const migrate = (screen: Screen, env: Environment, prefix: string, report: (sentence: string) => void): Promise<void> =>
  asAdministrator(env, prefix, report, async ({ url, databases }) => {
    const present = await databases()
    const all = migratableDatabases(url, prefix, DESCRIPTIONS)
    const found = all.filter(({ database }) => present.has(database))
    requireComplete(prefix, found, all)
    for (const { check } of found) await check()
    const migrated: Migrated[] = []
    for (const { database, migrate: bringUp } of found) migrated.push({ database, changes: await bringUp() })
    const elsewhere = all.filter(({ database }) => !present.has(database)).map(({ database }) => database)
    show(screen, { migrated, elsewhere }, () => [...elsewhere.map(absentLine), ...linesOf(migrated)].join('\n'))
  })

/** Events may be in an EventStoreDB, and the vault or the views on another server, but the views are together. */
const requireComplete = (prefix: string, found: readonly Migratable[], all: readonly Migratable[]): void => {
  const isViews = ({ database }: Migratable) => database.startsWith(`${prefix}views_`)
  const missing = all.filter((one) => isViews(one) && !found.includes(one)).map(({ database }) => database)
  const isWithoutViews = missing.length === all.filter(isViews).length
  if (found.length > 0 && (missing.length === 0 || isWithoutViews)) return
  throw new Failure(
    found.length === 0
      ? `The server of ADMIN_URL has no database of a deployment (${PARTS.map((part) => `${prefix}${part}${part === 'views' ? '_*' : ''}`).join(', ')}).`
      : `The server of ADMIN_URL has no database ${missing.join(', ')}.`,
    ['for a new deployment, or a service that is new in this release: casectl provide', 'or correct --prefix or ADMIN_URL'],
  )
}

const absentLine = (database: string): string => `absent   ${database}: not on this server`

const linesOf = (migrated: readonly Migrated[]): readonly string[] => {
  const changes = migrated.flatMap(({ database, changes: own }) => own.map((change) => `applied  ${database}: ${change}`))
  return changes.length > 0 ? changes : [`Nothing was to do: ${migrated.length} databases have the shape of this release.`]
}
