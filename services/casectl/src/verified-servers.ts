import { unverifiedServer } from '@case-timeline/service-kit/provisioning'
import type { Environment } from './client.ts'
import { EXIT, Failure } from './failure.ts'

/** What is wrong with a URL of a database, by the rule of the services; undefined: nothing is. */
export const unverifiedIn = (env: Environment, name: string, url: string): string | undefined =>
  env['DEVELOPMENT_MODE'] === 'on' || !URL.canParse(url) ? undefined : unverifiedServer(name, url)

/**
 * Refuses a PostgreSQL on another machine that is not verified: who is on the way would have its passwords.
 * @param name of the setting
 * @throws Failure without the URL, which has a password
 */
export const requireVerified = (env: Environment, name: string, url: string): void => {
  const problem = unverifiedIn(env, name, url)
  if (problem !== undefined) throw new Failure(`${problem}.`, [], EXIT.usage)
}
