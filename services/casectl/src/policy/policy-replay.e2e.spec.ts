import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeadlineMissed,
  type JurisdictionPolicy,
  type RuleLevel,
  SERVICES,
  type StatutoryClock,
  WarningRaised,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { playDemo, scenario } from '../demo.ts'
import { storesFile } from '../import/destination.ts'
import { EXIT, run } from '../index.ts'
import { type TestSystem, testSystem } from '../test-system.fixtures.ts'
import type { Replayed } from './replay-tally.ts'

jest.setTimeout(120_000)

const DEMO = new URL('../../../../deploy/demo/scam-compound.json', import.meta.url)
const POLICY = new URL('../../../../deploy/policy/PH.json', import.meta.url)

let system: TestSystem
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-replay-'))
  system = await testSystem()
  const { environments, dataDir } = system
  const stores = {
    deployment: environments.auditTrail['DEPLOYMENT'],
    digestKey: environments.auditTrail['DIGEST_KEY'],
    stores: Object.fromEntries(SERVICES.map((service) => [service, environments[service]['EVENT_STORE_URL']])),
  }
  await writeFile(storesFile(dataDir), JSON.stringify(stores), { mode: 0o600 })
  const demo = await scenario(DEMO)
  for await (const { step } of playDemo(system, demo)) expect(step).not.toBe('')
})
afterAll(async () => {
  await system.stop()
  await rm(folder, { recursive: true })
})

const captureStream = (): { stream: NodeJS.WritableStream; text: () => string } => {
  const chunks: string[] = []
  const stream = { write: (chunk: string) => chunks.push(chunk) > 0 } as unknown as NodeJS.WritableStream
  return { stream, text: () => chunks.join('') }
}

const casectl = async (...args: readonly string[]) => {
  const [out, err] = [captureStream(), captureStream()]
  const code = await run(['--data', system.dataDir, ...args], {}, { out: out.stream, err: err.stream })
  return { code, out: out.text(), err: err.text() }
}

interface Changes {
  readonly rules?: Readonly<Record<string, RuleLevel>>
  readonly clocks?: (clock: StatutoryClock) => StatutoryClock | undefined
}

/** Replays under the policy of the demo with some changes. */
const replayed = async ({ rules = {}, clocks = (clock) => clock }: Changes, ...args: readonly string[]) => {
  const policy = JSON.parse(await readFile(POLICY, 'utf8')) as JurisdictionPolicy
  const file = join(folder, 'changed.json')
  const changed = { rules: { ...policy.rules, ...rules }, clocks: policy.clocks.flatMap((clock) => clocks(clock) ?? []) }
  await writeFile(file, JSON.stringify({ ...policy, ...changed }))
  return casectl('policy', 'replay', '--policy', file, ...args)
}
const resultOf = async (changes: Changes) => {
  const { code, out, err } = await replayed(changes, '--json')
  expect({ code, err }).toEqual({ code: EXIT.done, err: '' })
  return JSON.parse(out) as Replayed
}

const log = async (): Promise<readonly StoredEvent[]> => {
  const store = openEventStore(system.environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
  try {
    return (await store.readAll({ after: '0', limit: 10_000 })).events
  } finally {
    await store.close()
  }
}

/** The warnings of the log: how many each rule raised, and in which cases. */
const recordedWarnings = async () => {
  const byRule = new Map<string, readonly string[]>()
  for (const { type, data, caseId = '' } of await log()) {
    if (type !== WarningRaised.type) continue
    const { ruleId } = data as { ruleId: string }
    byRule.set(ruleId, [...(byRule.get(ruleId) ?? []), caseId])
  }
  return [...byRule]
    .map(([ruleId, cases]) => ({ ruleId, commands: cases.length, cases: new Set(cases) }))
    .toSorted((one, other) => (one.ruleId < other.ruleId ? -1 : 1))
}
const comparable = ({ ruleId, vanishes }: Replayed['rules'][number]) => ({
  ruleId,
  commands: vanishes?.commands,
  cases: new Set(vanishes?.cases),
})
const detentionLimit = 'investigation.detention-stays-within-limit'

describe('casectl policy replay, over the log of the demo', () => {
  it('changes nothing under the policy of the log: each command that it judges is decided as it is recorded', async () => {
    const { judged, notJudged, rules } = await resultOf({})
    expect(rules).toEqual([])
    expect(judged).toBeGreaterThan(100)
    // Whatever can be judged at all is judged: also what reads linked cases, and corrections.
    expect(notJudged).toMatchObject({ policyUnknown: 0, tooManyLinks: 0 })
    // A reaction may have been decided a moment before something else that stands before its events in the log.
    expect(notJudged.notReproduced).toBeLessThan(judged / 50)
    expect(notJudged.isRefusal).toBeGreaterThan(0)
  })

  it('shows exactly the recorded warnings vanish if the policy only records the breach of their rules', async () => {
    const warnings = await recordedWarnings()
    expect(warnings.length).toBeGreaterThan(3)
    const { rules } = await resultOf({ rules: Object.fromEntries(warnings.map(({ ruleId }) => [ruleId, 'record'])) })
    expect(rules.map(comparable)).toEqual(warnings)
  })

  it('shows a decision that the policy would refuse, and compares no warning of it', async () => {
    const { rules } = await resultOf({ rules: { 'prosecution.age-needs-proof': 'block' } })
    expect(rules).toEqual([{ ruleId: 'prosecution.age-needs-proof', refuses: { commands: 1, cases: expect.any(Array) } }])
  })

  it('shows the warnings of a limit vanish with the limit, and those of a limit that is not known appear', async () => {
    const isDetention = ({ activity }: StatutoryClock) => activity === 'detentionOrdered'
    const without = await resultOf({ clocks: (clock) => (isDetention(clock) ? undefined : clock) })
    expect(without.rules).toMatchObject([
      { ruleId: 'investigation.detention-has-known-limit', appears: { cases: [expect.any(String)] } },
      { ruleId: detentionLimit, vanishes: { cases: [expect.any(String)] } },
    ])
  })

  it('records nothing', async () => {
    const before = (await log()).at(-1)?.position
    expect((await replayed({ rules: { [detentionLimit]: 'record' } })).out).toMatch(
      /^\d+ commands under the law of PH were judged again; nothing was recorded\.\n\nNot judged, so nothing is known of them:\n {2}isRefusal: \d+\n {2}isApproval: \d+\n {2}isMissedDeadline: \d+\n/,
    )
    const recorded = (await log()).filter(({ position }) => BigInt(position) > BigInt(before ?? 0)).map(({ type }) => type)
    // The services run on, and record what is missed in the meantime.
    expect(recorded.filter((type) => type !== DeadlineMissed.type)).toEqual([])
  })

  it.each([
    ['that is missing', undefined, 'cannot be read'],
    ['that is not JSON', '{', 'the file is not JSON'],
    ['with a rule that does not exist', { rules: { 'prosecution.no-rule': 'warn' } }, 'there is no such rule'],
  ])('fails for a policy %s', async (_, content, message) => {
    const file = join(folder, `invalid-${message.length}.json`)
    const policy = JSON.parse(await readFile(POLICY, 'utf8')) as object
    if (content !== undefined) await writeFile(file, typeof content === 'string' ? content : JSON.stringify({ ...policy, ...content }))
    const failed = await casectl('policy', 'replay', '--policy', file)
    expect(failed).toMatchObject({ code: EXIT.usage, out: '' })
    expect(failed.err).toContain(message)
  })
})
