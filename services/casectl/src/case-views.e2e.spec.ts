import { SERVICES } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Difference } from './diff.ts'
import { captureStream, type DemoSystem, demoSystem, inDatabase } from './demo-system.fixtures.ts'
import { EXIT, run } from './index.ts'
import type { Step } from './replay.ts'
import type { TestSystem } from './test-system.fixtures.ts'

jest.setTimeout(240_000)

let system: TestSystem
let caseId = ''
let casectl: DemoSystem['casectl']
let stores = ''

beforeAll(async () => {
  ;({ system, caseId, casectl } = await demoSystem())
  stores = join(system.dataDir, 'stores-of-specification.json')
  const urls = Object.fromEntries(SERVICES.map((service) => [service, system.environments[service]['EVENT_STORE_URL']]))
  await writeFile(stores, JSON.stringify({ deployment: 'spec', digestKey: '0'.repeat(64), stores: urls }))
})
afterAll(() => system.stop())

const stepsOf = async (...more: readonly string[]): Promise<readonly Step[]> =>
  (JSON.parse((await casectl('--json', 'replay', caseId, ...more)).out) as { steps: readonly Step[] }).steps

const differencesIn = async (...more: readonly string[]): Promise<readonly Difference[]> =>
  (JSON.parse((await casectl('--json', 'diff', caseId, '--stores', stores, ...more)).out) as { differences: readonly Difference[] })
    .differences

describe('casectl replay', () => {
  it('compares a fact with the last one of its type about the same subject only, never with members of other facts', async () => {
    const steps = await stepsOf()
    const isFact = ({ fact }: Step) => !/ (corrected|retracted|correction retracted)$/.test(fact)
    const compared = steps.filter(
      (step) => isFact(step) && step.changes.some(({ member, before }) => before !== undefined && !member.endsWith('Ref')),
    )
    for (const { step, fact, subject } of compared)
      expect(steps.filter((one) => one.step < step && one.fact === fact && one.subject === subject)).not.toEqual([])
  })

  it('shows how each event changed the views of each sector that sees it', async () => {
    const steps = await stepsOf('--stores', stores)
    const changedBy = (fact: string) =>
      new Set(
        steps.filter((step) => step.fact === fact).flatMap(({ views = [] }) => views.map(({ service, view }) => `${service} ${view}`)),
      )
    expect(changedBy('SuspectArrested')).toContain('investigation case-file')
    expect(changedBy('CaseReferredToProsecution')).toContain('prosecution case-file')
    const { out } = await casectl('replay', caseId, '--stores', stores)
    expect(out).toMatch(/^ +prosecution, case-file: (added|changed)$/m)
    expect((await casectl('replay', caseId)).out).toContain('with --stores FILE')
  })
})

describe('casectl replay --until', () => {
  it('leaves out what was recorded later, by a time and by a position', async () => {
    const all = await stepsOf('--stores', stores)
    const middle = all[Math.floor(all.length / 2)]
    const byTime = await stepsOf('--stores', stores, '--until', middle?.recordedAt ?? '')
    expect(byTime.at(-1)?.recordedAt.slice(0, 23)).toBe(middle?.recordedAt.slice(0, 23))
    expect(byTime).toEqual(all.slice(0, byTime.length))
    const [difference] = await differencesIn('--from', '2000-01-01')
    const position = difference?.changes[0]?.event.position ?? ''
    const byPosition = await stepsOf('--stores', stores, '--until', position)
    expect(byPosition.at(-1)?.eventId).toBe(difference?.changes[0]?.event.id)
    expect(byPosition).toEqual(all.slice(0, byPosition.length))
    expect(await casectl('replay', caseId, '--until', position)).toMatchObject({ code: EXIT.usage })
  })

  it('with --all fills the views of a service as they were known at a position, next to the live ones', async () => {
    const env = system.environments.prosecution
    const replayed = async (...more: readonly string[]) => {
      const [out, err] = [captureStream(), captureStream()]
      const code = await run(['replay', '--all', '--service', 'prosecution', ...more], env, { out: out.stream, err: err.stream })
      return { code, out: out.text(), err: err.text() }
    }
    const rowsIn = (table: string) => inDatabase(env['VIEWS_DATABASE_URL'] ?? '', [`select count(*)::text as name from ${table}`])
    const [live] = await inDatabase(env['VIEWS_DATABASE_URL'] ?? '', [
      `select tablename as name from pg_tables where schemaname = 'public' and tablename ~ '^case_file_v[0-9]+$'`,
    ])
    expect((await replayed('--until', '0', '--into', 'before_all')).out).toMatch(/^case-file +before_all\.case_file_v\d+ +0 +0$/m)
    const [last] = await inDatabase(env['VIEWS_DATABASE_URL'] ?? '', [
      `select max(position)::text as name from feed_checkpoint where consumer like 'view.case-file.%'`,
    ])
    expect(await replayed('--until', last?.name ?? '', '--into', 'as_known')).toMatchObject({ code: EXIT.done, err: '' })
    expect(await rowsIn(`as_known.${live?.name}`)).toEqual(await rowsIn(live?.name ?? ''))
    expect(await replayed('--until', '0', '--into', 'public')).toMatchObject({ code: EXIT.usage })
    expect(await replayed('--until', '0')).toMatchObject({ code: EXIT.usage })
  })
})

describe('casectl diff', () => {
  it('shows what changed between two moments, in whose view, and by which event, and nothing of before and after', async () => {
    const steps = await stepsOf('--stores', stores)
    const arrested = steps.find(({ fact }) => fact === 'SuspectArrested')
    const before = steps[steps.indexOf(arrested as Step) - 1]
    const differences = await differencesIn('--from', before?.recordedAt ?? '', '--to', arrested?.recordedAt ?? '')
    const within = differences.flatMap(({ changes }) => changes.map(({ event }) => event.recordedAt))
    expect(within.length).toBeGreaterThan(0)
    for (const at of within) {
      expect(Date.parse(at)).toBeGreaterThan(Date.parse(before?.recordedAt ?? ''))
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.parse(arrested?.recordedAt ?? ''))
    }
    const whole = await differencesIn('--from', '2000-01-01')
    expect(new Set(whole.map(({ service }) => service))).toEqual(new Set(SERVICES))
    expect((await casectl('diff', caseId, '--stores', stores, '--from', '2000-01-01')).out).toMatch(
      / by investigation\.SuspectArrested at \d{4}-/,
    )
    expect((await casectl('diff', caseId, '--stores', stores, '--from', '2999-01-01')).out).toMatch(
      /^Nothing was recorded in this case from 2999-\S+ to \S+ that changed a view: both are times of recording/,
    )
  })

  it('is refused without a moment, and for a case that the caller may not see', async () => {
    expect(await casectl('diff', caseId, '--stores', stores, '--from', 'yesterday')).toMatchObject({ code: EXIT.usage })
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect(await casectl('diff', unknown, '--stores', stores, '--from', '2000-01-01')).toMatchObject({ code: EXIT.notFound })
  })
})
