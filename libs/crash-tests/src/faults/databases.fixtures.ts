import type { EmbeddedSystem } from './embedded-system.fixtures.ts'

/** Does something with a database of a running system, which has no sessions meanwhile. */
export const withoutSessions = async (system: EmbeddedSystem, name: string, work: () => Promise<unknown>): Promise<void> => {
  await system.sql(`alter database ${name} allow_connections false`)
  await system.sql(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`)
  await work()
  await system.sql(`alter database ${name} allow_connections true`)
}

/** Copies a database of a running system. @returns the name of the copy */
export const copyDatabase = async (system: EmbeddedSystem, name: string): Promise<string> => {
  const copy = `${name}_copy`
  await withoutSessions(system, name, () => system.sql(`create database ${copy} template ${name}`))
  return copy
}

/** Puts a copy in the place of a database, under the running services. */
export const replaceDatabase = async (system: EmbeddedSystem, copy: string, name: string): Promise<void> => {
  await system.sql(`drop database ${name} with (force)`)
  await system.sql(`alter database ${copy} rename to ${name}`)
}

/** The position of the last event. */
export const lastPosition = async (system: EmbeddedSystem): Promise<bigint> => {
  const [row] = await system.sql('select coalesce(max(position), 0) as position from events.event', 'events')
  return BigInt(String(row?.['position']))
}

/** The stored passwords of all logins. */
export const passwords = (system: EmbeddedSystem): Promise<Record<string, unknown>[]> =>
  system.sql('select rolname, rolpassword from pg_authid order by rolname')
