import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { configurationProblems } from '@case-timeline/service-kit'
import { kebabCase } from '../agencies.ts'
import type { Environment } from '../client.ts'
import { DESCRIPTION_OF } from '../descriptions.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Screen, show } from '../screen.ts'
import { disagreements } from './agreement.ts'

export interface CheckOptions {
  readonly service: readonly string[]
  readonly envFile?: string
  readonly envDir?: string
}

export interface Fault {
  /** Missing for what does not fit together. */
  readonly service?: ServiceName
  /** Names variables, never a value. */
  readonly sentence: string
}

/**
 * Checks the configuration of services, without a connection to anything, and prints each fault.
 * @throws Failure with the exit code 2 when there are faults, after all are printed
 */
export const checkConfiguration = async (screen: Screen, env: Environment, options: CheckOptions): Promise<void> => {
  const environments = await environmentsOf(env, options)
  const faults: readonly Fault[] = [
    ...[...environments].flatMap(([service, variables]) =>
      configurationProblems(DESCRIPTION_OF[service].environment, variables).map((sentence) => ({ service, sentence })),
    ),
    ...disagreements(environments).map((sentence) => ({ sentence })),
  ]
  const checked = [...environments.keys()]
  show(screen, { checked, faults }, () =>
    faults.length === 0
      ? `The configuration of ${checked.map(kebabCase).join(', ')} has no fault.`
      : faults.map(({ service, sentence }) => `${service ? kebabCase(service) : 'together'}: ${sentence}`).join('\n'),
  )
  if (faults.length > 0)
    throw new Failure(`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}: correct what each sentence names.`, [], EXIT.usage)
}

const environmentsOf = async (
  env: Environment,
  { service, envFile, envDir }: CheckOptions,
): Promise<ReadonlyMap<ServiceName, Environment>> => {
  const services = service.map(serviceNamed)
  const shared = envFile === undefined ? undefined : await variablesIn(envFile)
  if (envDir !== undefined)
    return new Map(
      await Promise.all(
        (services.length > 0 ? services : SERVICES).map(
          async (one) => [one, { ...shared, ...(await variablesIn(join(envDir, `${kebabCase(one)}.env`))) }] as const,
        ),
      ),
    )
  const [only, ...others] = services
  if (only === undefined || others.length > 0)
    throw new Failure(
      only === undefined ? 'Of which service?' : 'Several services have a file of variables each, since each has logins of its own.',
      ['one service: casectl config check --service victim-support, with --env-file FILE or its environment', 'all: --env-dir FOLDER'],
      EXIT.usage,
    )
  return new Map([[only, shared ?? env]])
}

/** @throws Failure when no service has that name */
export const serviceNamed = (name: string): ServiceName => {
  const service = SERVICES.find((one) => one === name || kebabCase(one) === name)
  if (service) return service
  throw new Failure(`--service ${name}: the services are ${SERVICES.map(kebabCase).join(', ')}.`, [], EXIT.usage)
}

const variablesIn = async (file: string): Promise<Environment> => {
  const text = await readFile(file, 'utf8').catch(({ code, message }: NodeJS.ErrnoException) => {
    throw new Failure(`${file} cannot be read (${code ?? message}).`, [], EXIT.usage)
  })
  return parseEnv(text)
}
