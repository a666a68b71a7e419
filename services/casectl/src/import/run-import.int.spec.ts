import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { run } from '../run.ts'
import { freshDestination } from './destination.fixtures.ts'
import { aMapping, filesOf, header } from './mapping.fixtures.ts'

let destination: Awaited<ReturnType<typeof freshDestination>>
beforeAll(async () => {
  destination = await freshDestination()
})
afterAll(() => destination.close())

const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove()
})

const captured = () => {
  const chunks: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}

const good = [header, 'c1,1,ARREST,POLICE,2016-03-27,,secret', 'c1,2,TRIAL,COURT,2016-04-27,,secret', ''].join('\n')

/** `casectl import` as its user calls it, on files and stores of its own. */
const casectl = async (rows: string | Buffer, ...more: readonly string[]) => casectlIn({}, rows, ...more)

const casectlIn = async (env: { readonly POLICY_DIR?: string }, rows: string | Buffer, ...more: readonly string[]) => {
  const { log, folder, remove } = await filesOf(rows, aMapping())
  folders.push(remove)
  const stores = join(folder, 'stores.json')
  await writeFile(stores, JSON.stringify(destination.stores))
  const [out, err] = [captured(), captured()]
  const args = ['import', log.file, '--map', log.mapping, '--stores', stores, ...more]
  const code = await run(args, env, { out: out.stream, err: err.stream })
  return { code, out: out.text(), err: err.text(), folder }
}

const recorded = () => destination.desks.auditTrail.store.lastPosition()

describe('casectl import', () => {
  it.each([
    ['broken-quotes', `${good}c1,3,"ARREST\n`],
    ['not-utf-8', Buffer.from(`${good}c1,3,caf\xe9\n`, 'latin1')],
    ['wrong-delimiter', good.replaceAll(',', ';')],
    ['missing-column', good.replace('what', 'which')],
    ['empty-file', ''],
  ])('ends with 2 on %s, says so without a value, and records nothing', async (problem, rows) => {
    const before = await recorded()
    const { code, out, err } = await casectl(rows)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`Nothing was recorded. (${problem})`)
    expect(err).not.toContain('secret')
    expect(await recorded()).toBe(before)
  })

  it('a dry run counts what would become of the rows, and records nothing', async () => {
    const before = await recorded()
    const { code, out } = await casectl(good, '--dry-run', '--json')
    expect({ code, out: JSON.parse(out) as unknown }).toEqual({ code: 0, out: { rows: 2, commands: 1, external: 1, unreadable: 0 } })
    expect(await recorded()).toBe(before)
  })

  it('tells the outcome in words, and writes that of each row where --report says', async () => {
    const { log, folder, remove } = await filesOf(good, aMapping())
    folders.push(remove)
    const report = join(folder, 'rows.jsonl')
    const { code, out } = await casectl(good, '--report', report)
    expect(code).toBe(0)
    expect(out).toMatch(/1 case, 2 rows of test-log[^]*recorded +1\b[^]*external +1\b/)
    expect(out).not.toContain(log.file)
    const rows = (await readFile(report, 'utf8')).trimEnd().split('\n')
    expect(rows.map((row) => (JSON.parse(row) as { outcome: string }).outcome)).toEqual(['recorded', 'external'])
  })

  it('decides under the policies of POLICY_DIR, and records nothing under one that the services would refuse', async () => {
    const { folder, remove } = await filesOf(good, aMapping())
    folders.push(remove)
    const policy = { jurisdiction: 'default', reviewed: false, rules: {}, traffickingOffences: [], clocks: [] }
    const file = join(folder, 'default.json')
    await writeFile(file, JSON.stringify(policy))
    expect((await casectlIn({ POLICY_DIR: folder }, good.replaceAll('c1', 'c7'))).code).toBe(0)
    const policyHash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    expect((await destination.events()).at(-1)?.envelope.basis?.policyHash).toBe(policyHash)

    await writeFile(file, JSON.stringify({ ...policy, rules: { 'investigation.no-such-rule': 'warn' } }))
    const before = await recorded()
    const { code, err } = await casectlIn({ POLICY_DIR: folder }, good.replaceAll('c1', 'c8'))
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('investigation.no-such-rule') })
    expect(await recorded()).toBe(before)
  })

  it('without a running system it says how to start one', async () => {
    const { code, err, folder } = await casectl(good, '--stores', 'none.json')
    expect(code).toBe(2)
    expect(err).toContain('npm start')
    expect(err).not.toContain(folder)
  })

  it('a report that cannot be written is told before anything is recorded', async () => {
    const before = await recorded()
    const { code, err } = await casectl(good, '--report', '/no-such-folder/rows.jsonl')
    expect(code).toBe(1)
    expect(err).toContain('--report')
    expect(await recorded()).toBe(before)
  })
})
