import type { EventStore } from '@case-timeline/event-store'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { CannotMaterialise } from './filling-schema.ts'
import { materialise } from './materialise.ts'
import { materialisedSchema } from './materialised-schema.ts'
import { note, type NotebookLog, notebookLog } from './notebook-log.fixtures.ts'
import { notebook } from './notebook.fixtures.ts'
import { watchedStore } from './rebuilding.fixtures.ts'

const CASE = '0193a1b2-0000-7000-8000-000000000001'

let log: NotebookLog
let last: string
beforeAll(async () => {
  log = await notebookLog()
  await log.record(CASE, note(1), note(2))
  last = await log.store.lastPosition()
}, 60_000)
afterAll(() => log.close())
beforeEach(() => log.db.query('drop schema if exists as_known cascade; drop schema if exists as_known__filling cascade'))

const work = (until = last, store: EventStore = log.store, signal = new AbortController().signal) => ({
  ...{ views: [notebook], store, db: log.db, schema: 'as_known', until, signal },
})

/** The schemas of views, with their labels. */
const schemas = () =>
  log.db.query(
    `select nspname as name, obj_description(oid, 'pg_namespace') as label from pg_namespace where nspname ~ '^as_known' order by 1`,
  )
const rows = async (): Promise<number> => {
  const [found] = await log.db.query('select count(*)::int as rows from as_known.test_notebooks_v1')
  return (found as { rows: number }).rows
}
const leftCheckpoints = async () => log.db.query(`select consumer from feed_checkpoint where consumer like '%~in-%'`)
const complete = (until: string) => [
  {
    name: 'as_known',
    label: expect.stringMatching(
      new RegExp(`^case-timeline: views until position ${until}${until === '0' ? '' : ', event [0-9a-f]{64}, recorded at [-0-9:.TZ]+'}$`),
    ) as unknown,
  },
]

describe('views at a position that are filled again', () => {
  it('leave those of an earlier call as they were until all are filled, and if the call is interrupted', async () => {
    await materialise(work())
    const ending = new AbortController()
    let meanwhile: unknown
    const store = watchedStore(log.store, async () => {
      meanwhile = { schemas: await schemas(), rows: await rows() }
      ending.abort(new Error('the process ends'))
    })
    await expect(materialise(work('1', store, ending.signal))).resolves.toHaveLength(1)
    expect(meanwhile).toMatchObject({ schemas: [complete(last)[0], { label: expect.stringContaining('not complete') }], rows: 1 })
    await expect(materialise(work(last, store, ending.signal))).rejects.toThrow('the process ends')
    expect({ schemas: await schemas(), rows: await rows() }).toEqual({ schemas: complete('1'), rows: 1 })
    expect(await leftCheckpoints()).toEqual([])
  })

  it('are refused while another call fills them', async () => {
    let second: Promise<unknown> | undefined
    const store = watchedStore(log.store, async () => {
      second ??= materialise(work()).then(
        () => 'filled',
        (error: unknown) => error,
      )
      await second
    })
    await materialise(work(last, store))
    const refusal = await second
    expect(refusal).toBeInstanceOf(CannotMaterialise)
    expect(String(refusal)).toContain('another process')
    expect(await schemas()).toEqual(complete(last))
  })

  it.each([
    [
      'a table that somebody made in the schema',
      'create table as_known.findings (note text)',
      'as_known.findings',
      'drop table as_known.findings',
    ],
    ['a view elsewhere that reads it', 'create view report as select * from as_known.test_notebooks_v1', 'view report', 'drop view report'],
  ])('are refused because of %s, which is named and left', async (_, made, named, removed) => {
    await materialise(work())
    await log.db.query(made)
    await expect(materialise(work())).rejects.toThrow(CannotMaterialise)
    await expect(materialise(work())).rejects.toThrow(named)
    expect(await schemas()).toEqual(complete(last))
    await log.db.query(removed)
    await materialise(work())
    expect(await rows()).toBe(1)
  })

  it('are given up, and what was made is dropped, if the database has no room', async () => {
    await materialise(work('0'))
    // The new tables get the constraint: it fails as an insert into a table on a full disk does.
    await log.db.query(`
      create function no_room(uuid) returns boolean language plpgsql as $$ begin raise exception 'disk full' using errcode = 'disk_full'; end $$;
      alter table test_notebooks_v1 add constraint no_room check (no_room(case_id)) not valid`)
    try {
      await expect(materialise(work())).rejects.toThrow(/no room.*disk full.*was dropped/)
    } finally {
      await log.db.query(
        'alter table test_notebooks_v1 drop constraint no_room; drop table as_known.test_notebooks_v1; drop function no_room',
      )
    }
    expect(await schemas()).toEqual(complete('0'))
    expect(await leftCheckpoints()).toEqual([])
  })

  it('may have a name that SQL reserves, but not one that hides the live tables', async () => {
    for (const schema of ['select', 'table'])
      expect(await materialise({ ...work(), schema })).toMatchObject([{ table: `"${schema}".test_notebooks_v1`, rows: 1 }])
    await materialise({ ...work(), schema: 'select' })
    const [own] = await log.db.query('select current_user as name')
    await expect(materialise({ ...work(), schema: (own as { name: string }).name })).rejects.toThrow(/instead of the live ones/)
  })

  it('clear what killed calls left, for this schema and for others', async () => {
    for (const schema of ['as_known', 'as_known_before']) {
      await log.db.query(`insert into feed_checkpoint (consumer, partition, position, log_position) values ($1, 0, 1, 1)`, [
        `view.test-notebooks.v1~in-${schema}~killed`,
      ])
      await log.db.query(
        `create schema ${schema}__filling; comment on schema ${schema}__filling is 'case-timeline: not complete: views until position 1'`,
      )
    }
    await materialise(work())
    expect(await leftCheckpoints()).toEqual([])
    expect(await schemas()).toEqual(complete(last))
  })

  it('keep which cases are incomplete', async () => {
    await log.db.query(`
      create function unfit(uuid) returns boolean language sql immutable as 'select false';
      alter table test_notebooks_v1 add constraint unfit check (unfit(case_id)) not valid`)
    try {
      expect(await materialise(work())).toMatchObject([{ rows: 0, incomplete: [CASE] }])
    } finally {
      await log.db.query('alter table test_notebooks_v1 drop constraint unfit')
    }
    const [found] = await log.db.query(`select obj_description('as_known.test_notebooks_v1'::regclass, 'pg_class') as remark`)
    expect((found as { remark: string }).remark).toContain(CASE)
    expect(await schemas()).toMatchObject([{ label: expect.stringContaining('1 cases are incomplete') }])
    expect((await materialisedSchema(log, 'as_known', notebook)).incomplete).toEqual(new Set([CASE]))
    await materialise(work())
    expect((await materialisedSchema(log, 'as_known', notebook)).incomplete.has(CASE)).toBe(false)
  })

  it.each(['007', '00', '', '-1', '1e1'])('are refused for the text %p, which is no position', async (until) => {
    await expect(materialise(work(until))).rejects.toThrow(/has no position/)
  })
})
