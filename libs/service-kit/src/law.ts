import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { JurisdictionPolicy, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { nothingHappensInTheFuture, type Rule, rulesIn, unfitLevels } from '@case-timeline/decider'
import { type Law, correctionRules } from '@case-timeline/event-store'
import { ConfigurationError } from './configuration.ts'

/** The policy under which the service records. An abstract class, because Nest injects it by this token. */
export abstract class LawInForce implements Law {
  abstract readonly policy: JurisdictionPolicy
  abstract readonly hash: string
}

/** The policies that come with the deployment. */
const SHIPPED = fileURLToPath(new URL('../../../deploy/policy/', import.meta.url))

/** The rules of every service, whatever its sector. */
const SHARED: readonly Rule[] = rulesIn({ nothingHappensInTheFuture }, correctionRules)

const refused = (file: string, problems: readonly string[]): ConfigurationError =>
  new ConfigurationError([`The policy ${file} cannot be used:`, ...problems.slice(0, 20).map((one) => `  ${one}`)].join('\n'))

const contentOf = async (file: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw refused(file, ['it cannot be read'])
  }
}

const parsed = (file: string, content: Buffer): unknown => {
  try {
    return JSON.parse(content.toString()) as unknown
  } catch {
    throw refused(file, ['it is not JSON'])
  }
}

/**
 * Loads the policy of a jurisdiction: `<jurisdiction>.json`, or `default.json` where the country has none.
 * @param folder where the policies are; the deployment's own when absent
 * @throws ConfigurationError naming the file and each member that does not fit
 */
export const loadLaw = async (jurisdiction: string, folder: string = SHIPPED): Promise<Law> => {
  for (const name of [jurisdiction, 'default']) {
    const file = join(folder, `${name}.json`)
    const content = await contentOf(file)
    if (!content) continue
    const { data, error } = JurisdictionPolicy.safeParse(parsed(file, content))
    if (error)
      throw refused(
        file,
        error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
      )
    if (data.jurisdiction !== name)
      throw refused(file, [`jurisdiction: it is the policy of ${data.jurisdiction}, and the file says ${name}`])
    return { policy: data, hash: createHash('sha256').update(content).digest('hex') }
  }
  throw refused(join(folder, 'default.json'), [
    `there is neither ${jurisdiction}.json nor default.json: set POLICY_DIR to the folder that holds them`,
  ])
}

/**
 * Holds a policy against the rules of a service.
 * @throws ConfigurationError for a rule that does not exist, or one that no policy may weaken
 */
export const checkLaw = ({ policy }: Law, service: ServiceName, rules: readonly Rule[]): void => {
  const unfit = unfitLevels(policy, [...SHARED, ...rules], { own: ['case', service], services: ['case', ...SERVICES] })
  if (unfit.length > 0) throw refused(`of ${policy.jurisdiction}`, unfit)
}
