import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { JurisdictionPolicy, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type Rule, invalidRuleLevels } from '@case-timeline/decider'
import { type LoadedPolicy, sharedRules } from '@case-timeline/commands'
import { ConfigurationError } from './configuration.ts'

/** The policies of all countries. An abstract class, because Nest injects it by this token. */
export abstract class LawsInForce {
  /** By jurisdiction; `default` applies to a country that has none. */
  abstract readonly policies: ReadonlyMap<string, LoadedPolicy>
  /** The policy of the country under whose law a fact stands; undefined if there is neither one nor a default. */
  abstract of(jurisdiction: string): LoadedPolicy | undefined
}

/** The policies that are part of this repository. */
export const SHIPPED_POLICIES = fileURLToPath(new URL('../../../deploy/policy/', import.meta.url))

const policyError = (file: string, problems: readonly string[]): ConfigurationError =>
  new ConfigurationError([`The policy ${file} is invalid:`, ...problems.slice(0, 20).map((one) => `  ${one}`)].join('\n'))

const contentOf = async (file: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw policyError(file, ['the file cannot be read'])
  }
}

const parsed = (file: string, content: Buffer): unknown => {
  try {
    return JSON.parse(content.toString()) as unknown
  } catch {
    throw policyError(file, ['the file is not JSON'])
  }
}

/**
 * Loads the policy of a jurisdiction: `<jurisdiction>.json`, or `default.json` if the country has none.
 * @param folder the folder of the policies; by default `deploy/policy`
 * @throws ConfigurationError naming the file and each invalid member
 */
export const loadLaw = async (jurisdiction: string, folder: string = SHIPPED_POLICIES): Promise<LoadedPolicy> => {
  for (const name of [jurisdiction, 'default']) {
    const file = join(folder, `${name}.json`)
    const content = await contentOf(file)
    if (!content) continue
    const { data, error } = JurisdictionPolicy.safeParse(parsed(file, content))
    if (error)
      throw policyError(
        file,
        error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
      )
    if (data.jurisdiction !== name)
      throw policyError(file, [`jurisdiction: the policy is that of ${data.jurisdiction}, but the file name is ${name}`])
    return { policy: data, hash: createHash('sha256').update(content).digest('hex') }
  }
  throw policyError(join(folder, 'default.json'), [
    `there is neither ${jurisdiction}.json nor default.json: set POLICY_DIR to the folder that contains them`,
  ])
}

const POLICY_FILE = /^([A-Z]{2}|default)\.json$/

/**
 * Loads the policies of all countries of a folder: a log holds facts of several jurisdictions.
 * @param jurisdictions those under whose law the service records: each needs a policy, its own or the default
 * @throws ConfigurationError naming the file and each invalid member
 */
export const loadLaws = async (jurisdictions: readonly string[], folder: string = SHIPPED_POLICIES): Promise<LawsInForce> => {
  for (const jurisdiction of jurisdictions) await loadLaw(jurisdiction, folder)
  const names = (await readdir(folder)).flatMap((file) => POLICY_FILE.exec(file)?.[1] ?? [])
  const policies = new Map<string, LoadedPolicy>()
  for (const name of names.toSorted()) policies.set(name, await loadLaw(name, folder))
  return { policies, of: (jurisdiction) => policies.get(jurisdiction) ?? policies.get('default') }
}

/** The rules that a policy may name for a service: its own, and those that have one id for all services. */
interface NamedRules {
  readonly name: ServiceName
  readonly rules: readonly Rule[]
  readonly caseRules: readonly Rule[]
}

/**
 * Checks a policy against the rules of a service.
 * @throws ConfigurationError for a rule that does not exist, or one that no policy may weaken
 */
export const checkLaw = ({ policy }: LoadedPolicy, { name, rules, caseRules }: NamedRules): void => {
  const invalidLevels = invalidRuleLevels(policy, [...sharedRules, ...rules, ...caseRules], {
    own: ['case', name],
    services: ['case', ...SERVICES],
  })
  if (invalidLevels.length > 0) throw policyError(`of ${policy.jurisdiction}`, invalidLevels)
}
