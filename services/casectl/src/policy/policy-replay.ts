import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { LoadedPolicy } from '@case-timeline/commands'
import { JurisdictionPolicy, SERVICES } from '@case-timeline/contracts'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { checkLaw, ConfigurationError, loadLaws } from '@case-timeline/service-kit'
import type { Environment } from '../client.ts'
import { DESCRIPTIONS } from '../descriptions.ts'
import { EXIT, Failure } from '../failure.ts'
import { readStores } from '../import/destination.ts'
import { type Screen, show } from '../screen.ts'
import { type Replay, replayLog } from './replay-log.ts'
import { type Counted, type Replayed, replayTally } from './replay-tally.ts'

export interface ReplayOptions {
  readonly policy: string
  /** The file of the stores. */
  readonly stores: string
}

const invalid = (file: string, problem: string): Failure =>
  new Failure(`The policy ${file} is invalid: ${problem}.`, ['see docs/how-to/set-the-policy.md'], EXIT.usage)

const parsed = (file: string, content: Buffer): unknown => {
  try {
    return JSON.parse(content.toString()) as unknown
  } catch {
    throw invalid(file, 'the file is not JSON')
  }
}

const policyIn = async (file: string): Promise<LoadedPolicy> => {
  const content = await readFile(file).catch(() => {
    throw new Failure(`The policy ${file} cannot be read.`, ['give its place with --policy FILE'], EXIT.usage)
  })
  const { data, error } = JurisdictionPolicy.safeParse(parsed(file, content))
  if (!data) throw invalid(file, error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  const law = { policy: data, hash: createHash('sha256').update(content).digest('hex') }
  try {
    for (const service of DESCRIPTIONS) checkLaw(law, service)
  } catch (failure) {
    if (failure instanceof ConfigurationError) throw invalid(file, failure.message)
    throw failure
  }
  return law
}

const casesOf = ({ cases, casesLeftOut = 0 }: Counted): string => {
  const count = cases.length + casesLeftOut
  return count === 1 ? '1 case' : `${count} cases`
}

const replayText = ({ jurisdiction, judged, notJudged, rules }: Replayed): string => {
  const reasons = Object.entries(notJudged).map(([reason, count]) => `  ${reason}: ${count}`)
  const changes = rules.flatMap(({ ruleId, appears, vanishes, refuses, waits }) =>
    Object.entries({ appears, vanishes, refuses, waits }).flatMap(([what, count]) =>
      count ? [`  ${what} ${count.commands} (${casesOf(count)})  ${ruleId}`] : [],
    ),
  )
  return [
    `${judged} commands under the law of ${jurisdiction} were judged again; nothing was recorded.`,
    '',
    'Not judged, so nothing is known of them:',
    ...reasons,
    '',
    ...(changes.length > 0 ? ['What the policy changes:', ...changes] : ['The policy changes nothing in what was judged.']),
  ].join('\n')
}

/**
 * Judges all commands of the log again, under another policy, and records nothing.
 * @throws Failure for a policy or a file of stores that cannot be read, or is invalid
 */
export const policyReplay = async (screen: Screen, env: Environment, options: ReplayOptions): Promise<void> => {
  const law = await policyIn(options.policy)
  const { stores } = await readStores(options.stores, env)
  const laws = await loadLaws([], env['POLICY_DIR'])
  const { jurisdiction } = law.policy
  const byHash = new Map([...laws.policies.values()].map((one) => [one.hash, one]))
  const opened = SERVICES.map((service) => [service, openEventStore(stores[service], service)] as const)
  const replay: Replay = {
    law,
    isOfPolicy: (of) => of === jurisdiction || (jurisdiction === 'default' && !laws.policies.has(of)),
    policyOfHash: (hash) => byHash.get(hash),
    stores: Object.fromEntries(opened) as Replay['stores'],
  }
  const tally = replayTally(jurisdiction, law.hash)
  try {
    await replayLog(replay, tally)
  } finally {
    await Promise.all(opened.map(([, store]) => store.close()))
  }
  show(screen, tally.result(), replayText)
}
