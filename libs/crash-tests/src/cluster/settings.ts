import { delimiter } from 'node:path'
import { isProfile, PROFILES, type ProfileName } from './profiles.ts'
import { Refusal } from './refusals.ts'

/** What a run is about: the cluster, and what differs between clusters. */
export interface Settings {
  readonly kubeconfig: string
  /** Registry of the six images; empty: none, the cluster has them already. */
  readonly registry: string
  /** Tag of the six images; empty: the version of the chart. */
  readonly tag: string
  readonly postgresImage: string
  readonly kafkaImage: string
  /** Empty: the default of the cluster. */
  readonly storageClass: string
  readonly profile: ProfileName
  /** Time limit of the whole run, without the removal of its namespace. */
  readonly minutes: number
  /** Whether the namespace stays at the end. */
  readonly keeps: boolean
}

const DEFAULT_MINUTES = 30

/**
 * Reads the settings from the environment.
 * @param exists whether a file exists
 * @throws Refusal with the first one that is missing or wrong
 */
export const settingsOf = (env: Readonly<Record<string, string | undefined>>, exists: (path: string) => boolean): Settings => {
  const text = (name: string): string => env[name] ?? ''
  return {
    kubeconfig: kubeconfigOf(text('KUBECONFIG'), exists),
    registry: text('CLUSTER_REGISTRY'),
    tag: text('CLUSTER_TAG'),
    postgresImage: text('CLUSTER_POSTGRES_IMAGE'),
    kafkaImage: text('CLUSTER_KAFKA_IMAGE'),
    storageClass: text('CLUSTER_STORAGE_CLASS'),
    profile: profileOf(text('CLUSTER_PROFILE') || 'minimal'),
    minutes: minutesOf(text('CLUSTER_MINUTES') || String(DEFAULT_MINUTES)),
    keeps: keepsOf(text('CLUSTER_KEEP') || 'no'),
  }
}

const kubeconfigOf = (files: string, exists: (path: string) => boolean): string => {
  if (files === '')
    throw new Refusal(
      'KUBECONFIG is not set: name the file of a cluster on which the charts may be tried, in a namespace that is created and deleted there.',
    )
  if (!files.split(delimiter).some(exists)) throw new Refusal(`KUBECONFIG names ${files}, which does not exist: name a kubeconfig file.`)
  return files
}

const profileOf = (name: string): ProfileName => {
  if (!isProfile(name)) throw new Refusal(`CLUSTER_PROFILE is ${name}: set one of ${Object.keys(PROFILES).join(', ')}.`)
  return name
}

const minutesOf = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Refusal(`CLUSTER_MINUTES is ${text}: set a number of minutes, such as ${DEFAULT_MINUTES}.`)
  return Number(text)
}

const keepsOf = (text: string): boolean => {
  if (text !== 'yes' && text !== 'no') throw new Refusal(`CLUSTER_KEEP is ${text}: set yes to keep the namespace, or no.`)
  return text === 'yes'
}
