import { testDatabase } from '@case-timeline/embedded/fixtures'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { captureStream, type DemoSystem, demoSystem, inDatabase } from '../demo-system.fixtures.ts'
import { EXIT, run } from '../index.ts'
import { retrying } from '../lives/retrying.fixtures.ts'
import type { TestSystem } from '../test-system.fixtures.ts'

jest.setTimeout(240_000)

let system: TestSystem
let caseId = ''
let casectl: DemoSystem['casectl']

beforeAll(async () => {
  ;({ system, caseId, casectl } = await demoSystem())
})
afterAll(() => system.stop())

/** A failure of the expectation shows what the command printed. */
const succeeded = { code: EXIT.done, out: expect.any(String), err: expect.any(String) }

describe('casectl projections', () => {
  it('rebuilds every view and verifies them without a difference', async () => {
    expect(await casectl('projections', 'rebuild')).toEqual(succeeded)
    expect(await casectl('projections', 'verify')).toEqual(succeeded)
  })

  it('finds a planted difference, names its case, and repairs it by a rebuild', async () => {
    const views = system.environments.auditTrail['VIEWS_DATABASE_URL'] ?? ''
    const [table] = await inDatabase(views, [`select tablename as name from pg_tables where tablename like 'timeline\\_v%'`])
    await inDatabase(views, [`delete from ${table?.name} where ctid in (select ctid from ${table?.name} limit 1)`])
    const verified = await casectl('projections', 'verify', 'audit-trail', 'timeline')
    expect(verified.code).toBe(EXIT.failed)
    expect(verified.out).toContain(caseId)
    expect(verified.err).toContain('casectl projections rebuild auditTrail timeline')
    const refused = await casectl('projections', 'rebuild', 'audit-trail', 'timeline')
    expect(refused.code).toBe(EXIT.failed)
    expect(refused.err).toContain('casectl projections rebuild auditTrail timeline --accept-differences CODE')
    const accepted = await casectl('projections', 'rebuild', 'audit-trail', 'timeline', '--accept-differences', 'changedByHand')
    expect(accepted).toEqual(succeeded)
    expect(accepted.out).toMatch(/rebuilt from position \d+ .* 1 rows of 1 case differed, accepted by casectl because of changedByHand/)
    expect(await casectl('projections', 'verify', 'audit-trail')).toEqual(succeeded)
  })

  it('brings the rows from before a rebuild back, until they are retired', async () => {
    expect((await casectl('projections', 'list')).out).toMatch(/auditTrail +timeline .* can be rolled back/)
    expect(await casectl('projections', 'rollback', 'audit-trail', 'timeline')).toEqual(succeeded)
    expect((await casectl('projections', 'verify', 'audit-trail', 'timeline')).code).toBe(EXIT.failed)
    expect(await casectl('projections', 'rollback', 'audit-trail', 'timeline')).toEqual(succeeded)
    expect((await casectl('projections', 'retire', 'audit-trail', 'timeline')).out).toContain('dropped what was kept (before)')
    expect((await casectl('projections', 'rollback', 'audit-trail', 'timeline')).err).toContain('no table from before a rebuild')
    expect((await casectl('projections', 'verify', 'audit-trail', 'timeline', '--sample', '50%')).out).toMatch(
      /of a sample of 50 % .* match/,
    )
  })

  it('shows what was done to views, by whom, and what runs, which can be cancelled', async () => {
    const { out } = await casectl('--json', 'projections', 'status')
    const operations = JSON.parse(out) as { purpose: string; state: string; requestedBy: string }[]
    expect(operations).toContainEqual(expect.objectContaining({ purpose: 'retire', state: 'done', requestedBy: 'casectl' }))
    const slow = casectl('projections', 'rebuild', 'audit-trail', 'timeline', '--rate', '1')
    const idOfRunning = async () =>
      (JSON.parse((await casectl('--json', 'projections', 'status')).out) as { id: string; state: string }[]).find(
        ({ state }) => state === 'running',
      )?.id
    const running = await retrying(40_000, idOfRunning, (id) => id !== undefined)
    expect(await casectl('projections', 'cancel', running ?? '')).toEqual(succeeded)
    expect(await slow).toMatchObject({ code: EXIT.failed, err: expect.stringContaining('casectl cancelled it') })
    expect((await casectl('projections', 'cancel', running ?? '')).code).toBe(EXIT.notFound)
  })

  it('fills the views of a service for a release that does not serve them yet, and knows when that was done', async () => {
    const served = system.environments.prosecution
    const database = await testDatabase()
    const prepare = async (...more: readonly string[]) => {
      const [out, err] = [captureStream(), captureStream()]
      const env = { ...served, VIEWS_DATABASE_URL: database.url }
      const code = await run(['projections', 'prepare', '--service', 'prosecution', ...more], env, { out: out.stream, err: err.stream })
      return { code, out: out.text(), err: err.text() }
    }
    try {
      expect((await prepare('--patience', '0')).out).toBe('prosecution: not filled within 0 s: the service fills the rest by itself\n')
      const filled = await prepare()
      expect(filled).toEqual(succeeded)
      expect(filled.out).toMatch(/^prosecution case-file: version \d+ is filled up to position \d+$/m)
      const [table] = await inDatabase(database.url, [`select tablename as name from pg_tables where tablename ~ '^case_file_v[0-9]+$'`])
      const rows = (url = '') => inDatabase(url, [`select count(*)::text as name from ${table?.name}`])
      expect(await rows(database.url)).toEqual(await rows(served['VIEWS_DATABASE_URL']))
      expect((await prepare()).out).toMatch(/^prosecution case-file: version \d+ was there already, at position \d+$/m)
    } finally {
      await database.drop()
    }
    expect(await casectl('projections', 'prepare', '--service', 'police')).toMatchObject({ code: EXIT.usage })
  })

  it('reports deadlines that were computed with another policy, until they are rebuilt', async () => {
    const views = system.environments.prosecution['VIEWS_DATABASE_URL'] ?? ''
    await inDatabase(views, [`comment on table deadlines_v13 is '${'0'.repeat(64)}'`])
    const advice = 'casectl projections rebuild prosecution deadlines'
    expect((await casectl('doctor')).out).toMatch(new RegExp(`computed with another policy: prosecution deadlines\n.*${advice}`))
    expect((await casectl('projections', 'list')).out).toContain('rebuild it: computed with another policy')
    expect((await casectl('projections', 'rebuild', 'prosecution', 'deadlines')).code).toBe(EXIT.done)
    expect((await casectl('doctor')).out).not.toContain('another policy')
  })

  it('lists the existing views when the given view does not exist', async () =>
    expect(await casectl('projections', 'rebuild', 'audit-trail', 'weather')).toMatchObject({
      code: EXIT.notFound,
      err: expect.stringContaining('auditTrail timeline'),
    }))
})
