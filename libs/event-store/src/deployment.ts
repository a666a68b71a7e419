import { createHmac } from 'node:crypto'
import type { ServiceName } from '@case-timeline/contracts'

/** What a service is configured to be a part of. */
export interface DeploymentSettings {
  readonly service: ServiceName
  /** DEPLOYMENT. */
  readonly name: string
  /** DIGEST_KEY. */
  readonly digestKey: Buffer
}

/** What is kept with the events about the deployment that records them. */
export interface DeploymentRecord {
  /** A random UUID of the log: by it a log differs from that of another deployment with the same settings. */
  readonly logId: string
  readonly name: string
  /** 64 hexadecimal digits, see `digestKeyCheckOf`. */
  readonly digestKeyCheck: string
}

/**
 * A store or database is not the one that the settings describe: another deployment, another key, another service's
 * login, or the shape of a newer release. The message says what to correct; nothing was changed.
 */
export class WrongDeployment extends Error {
  override readonly name = 'WrongDeployment'
}

/** A store or database cannot be upgraded as it is: the message says what to do before. Nothing was changed. */
export class UpgradeRefused extends WrongDeployment {}

/** A store or database has the shape of an older release, until the migration of this release has run. */
export class NotMigratedYet extends WrongDeployment {}

/** By this value two keys are compared; nobody can compute the key from it. 64 hexadecimal digits. */
export const digestKeyCheckOf = (digestKey: Buffer): string =>
  createHmac('sha256', digestKey).update('case-timeline: check of the digest key').digest('hex')

/** @throws WrongDeployment if the events were recorded under another name or with another key */
export const requireSameDeployment = ({ service, name, digestKey }: DeploymentSettings, record: DeploymentRecord): void => {
  if (record.name !== name)
    throw new WrongDeployment(
      `the events at EVENT_STORE_URL belong to the deployment ${record.name}, and ${service} was started as a part of ${name}: correct DEPLOYMENT or EVENT_STORE_URL`,
    )
  if (record.digestKeyCheck !== digestKeyCheckOf(digestKey))
    throw new WrongDeployment(
      `DIGEST_KEY is not the key with which ${name} recorded its events, so that a repeated command would be refused as another one: set the key of the other replicas, or restore it from the backup`,
    )
}
