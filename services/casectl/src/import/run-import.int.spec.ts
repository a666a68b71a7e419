import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { run } from '../run.ts'
import type { Stores } from './destination.ts'
import { testDestination } from './destination.fixtures.ts'
import { aMapping, writeImportFiles, header } from './mapping.fixtures.ts'

let destination: Awaited<ReturnType<typeof testDestination>>
let other: Awaited<ReturnType<typeof testDestination>>
beforeAll(async () => {
  destination = await testDestination()
  other = await testDestination()
})
afterAll(async () => {
  await destination.close()
  await other.close()
})

const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove()
})

const captureStream = () => {
  const chunks: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}

const validLog = [header, 'c1,1,ARREST,POLICE,2016-03-27,,secret', 'c1,2,TRIAL,COURT,2016-04-27,,secret', ''].join('\n')

/** Runs `casectl import` with new files and the stores of the test destination. */
const casectl = async (rows: string | Buffer, ...more: readonly string[]) => casectlWith({}, rows, more)

const casectlWith = async (
  env: { readonly POLICY_DIR?: string },
  rows: string | Buffer,
  more: readonly string[] = [],
  target: Stores = destination.stores,
) => {
  const { log, folder, remove } = await writeImportFiles(rows, aMapping())
  folders.push(remove)
  const stores = join(folder, 'stores.json')
  await writeFile(stores, JSON.stringify(target))
  const [out, err] = [captureStream(), captureStream()]
  const args = ['import', log.file, '--map', log.mapping, '--stores', stores, ...more]
  const code = await run(args, env, { out: out.stream, err: err.stream })
  return { code, out: out.text(), err: err.text(), folder }
}

const lastPosition = () => destination.contexts.auditTrail.store.lastPosition()

describe('casectl import', () => {
  it.each([
    ['broken-quotes', `${validLog}c1,3,"ARREST\n`],
    ['not-utf-8', Buffer.from(`${validLog}c1,3,caf\xe9\n`, 'latin1')],
    ['wrong-delimiter', validLog.replaceAll(',', ';')],
    ['missing-column', validLog.replace('what', 'which')],
    ['empty-file', ''],
  ])('exits with 2 on %s, reports it without values of the file, and records nothing', async (problem, rows) => {
    const before = await lastPosition()
    const { code, out, err } = await casectl(rows)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`Nothing was recorded. (${problem})`)
    expect(err).not.toContain('secret')
    expect(await lastPosition()).toBe(before)
  })

  it('says in a dry run what each kind of row would become and why, with the line of its first row, and records nothing', async () => {
    const before = await lastPosition()
    const broken = [validLog.trimEnd(), 'c1,3,see the file,POLICE,2016-04-27,,', 'c1,4', 'c2,1,see the file,POLICE,,,', ''].join('\n')
    const { code, out } = await casectl(broken, '--dry-run', '--json')
    const notACode: unknown = expect.stringContaining('give each activity of the log a code in "activities"')
    expect({ code, out: JSON.parse(out) as unknown }).toEqual({
      code: 0,
      out: {
        rows: 5,
        cases: 1,
        commands: 1,
        external: 1,
        unreadable: 1,
        rejected: 2,
        reasons: [
          { rows: 2, line: 4, column: 'what', reason: notACode },
          { rows: 1, line: 5, reason: 'the row has fewer fields than the header, which has 7' },
        ],
        unmapped: [{ rows: 1, line: 3, reason: 'no command for its activity and agency' }],
        ofCases: [],
      },
    })
    const text = (await casectl(broken, '--dry-run')).out
    expect(text).toContain('2  first in line 4, column what: the activity is not a code')
    expect(text).not.toContain('see the file')
    expect(await lastPosition()).toBe(before)
  })

  it('writes unreadable rows with their text to the file of --rejects, for its owner only, in a dry run and in an import', async () => {
    const log = validLog.replaceAll('c1', 'c5').trimEnd()
    const torn = 'c5,3,"ARR\nEST",POLICE,2016-04-27'
    const { folder, remove } = await writeImportFiles('')
    folders.push(remove)
    const rejects = join(folder, 'rejects.jsonl')
    await writeFile(rejects, 'an earlier file', { mode: 0o644 })
    for (const more of [['--dry-run'], []]) {
      const { code } = await casectl([log, torn, 'c5,5,HELD,POLICE,later,,', ''].join('\n'), '--rejects', rejects, ...more)
      expect(code).toBe(0)
      expect(
        (await readFile(rejects, 'utf8'))
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual([
        { line: 4, reason: 'the row has fewer fields than the header, which has 7', text: torn },
        { line: 6, column: 'from', reason: 'the cell is not a date', value: 'later', text: 'c5,5,HELD,POLICE,later,,' },
      ])
      expect((await stat(rejects)).mode & 0o777).toBe(0o600)
    }
  })

  it('writes the outcomes of the rows to the file of --report, for its owner only, also where there was one that others read', async () => {
    const { folder, remove } = await writeImportFiles('')
    folders.push(remove)
    const [earlier, fresh] = ['earlier.jsonl', 'report.jsonl'].map((name) => join(folder, name))
    await writeFile(earlier!, 'an earlier file', { mode: 0o644 })
    for (const report of [earlier!, fresh!]) {
      expect(await casectl(validLog.replaceAll('c1', 'c6'), '--report', report)).toMatchObject({ code: 0 })
      expect(await readFile(report, 'utf8')).toMatch(/^\{"/)
      expect((await stat(report)).mode & 0o777).toBe(0o600)
    }
  })

  it.each(['--report', '--rejects'])('refuses to write the file of %s over the log', async (option) => {
    const { log, remove } = await writeImportFiles(validLog)
    folders.push(remove)
    const out = captureStream()
    const code = await run(['import', log.file, '--map', log.mapping, option, log.file], {}, { out: out.stream, err: out.stream })
    expect(code).toBe(2)
    expect(out.text()).toContain(`${option} would write over`)
    expect(await readFile(log.file, 'utf8')).toBe(validLog)
  })

  it('prints a summary, and writes the outcome of each row to the file of --report', async () => {
    const { log, folder, remove } = await writeImportFiles(validLog, aMapping())
    folders.push(remove)
    const report = join(folder, 'rows.jsonl')
    const { code, out } = await casectl(validLog, '--report', report)
    expect(code).toBe(0)
    expect(out).toMatch(/1 case, 2 rows of test-log[^]*recorded +1\b[^]*external +1\b/)
    expect(out).not.toContain(log.file)
    const rows = (await readFile(report, 'utf8')).trimEnd().split('\n')
    expect(rows.map((row) => (JSON.parse(row) as { outcome: string }).outcome)).toEqual(['recorded', 'external'])
  })

  it('decides by the policies in POLICY_DIR, and records nothing with an invalid policy', async () => {
    const { folder, remove } = await writeImportFiles(validLog, aMapping())
    folders.push(remove)
    const policy = { jurisdiction: 'default', reviewed: false, rules: {}, traffickingOffences: [], clocks: [] }
    const file = join(folder, 'default.json')
    await writeFile(file, JSON.stringify(policy))
    expect((await casectlWith({ POLICY_DIR: folder }, validLog.replaceAll('c1', 'c7'))).code).toBe(0)
    const policyHash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    expect((await destination.events()).at(-1)?.envelope.basis?.policyHash).toBe(policyHash)

    await writeFile(file, JSON.stringify({ ...policy, rules: { 'investigation.no-such-rule': 'warn' } }))
    const before = await lastPosition()
    const { code, err } = await casectlWith({ POLICY_DIR: folder }, validLog.replaceAll('c1', 'c8'))
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('investigation.no-such-rule') })
    expect(await lastPosition()).toBe(before)
  })

  it.each([
    [
      'the key of another deployment',
      (): Partial<Stores> => ({ digestKey: '2'.repeat(64) }),
      'DIGEST_KEY is not the key with which test recorded',
    ],
    ['the name of another deployment', (): Partial<Stores> => ({ deployment: 'zz-other' }), 'belong to the deployment test'],
    [
      'the login of another service',
      (): Partial<Stores> => ({ stores: { ...destination.stores.stores, prosecution: destination.stores.stores.auditTrail } }),
      'EVENT_STORE_URL has the login of auditTrail, not of prosecution',
    ],
    [
      'the store of one service in another log',
      (): Partial<Stores> => ({ stores: { ...destination.stores.stores, adjudication: other.stores.stores.adjudication } }),
      'the stores are of different logs',
    ],
  ])('exits with 2 on a stores file with %s, and records nothing', async (_, wrong, message) => {
    await casectl(validLog.replaceAll('c1', 'c9'))
    const before = [await lastPosition(), await other.contexts.auditTrail.store.lastPosition()]
    const stores = { ...destination.stores, ...wrong() }
    const { code, out, err } = await casectlWith({}, validLog.replaceAll('c1', 'c10'), [], stores)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).not.toContain('postgres://')
    expect([await lastPosition(), await other.contexts.auditTrail.store.lastPosition()]).toEqual(before)
  })

  it('says which store cannot be opened', async () => {
    const wrongPassword = new URL(destination.stores.stores.investigation)
    wrongPassword.password = 'secret'
    const stores = { ...destination.stores, stores: { ...destination.stores.stores, investigation: wrongPassword.href } }
    const { code, err } = await casectlWith({}, validLog, [], stores)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('the event store of investigation cannot be opened') })
    expect(err).not.toContain('secret')
  })

  it('advises how to start a system when none runs', async () => {
    const { code, err, folder } = await casectl(validLog, '--stores', 'none.json')
    expect(code).toBe(2)
    expect(err).toContain('npm start')
    expect(err).not.toContain(folder)
  })

  it('refuses a report file that cannot be written before anything is recorded', async () => {
    const before = await lastPosition()
    const { code, err } = await casectl(validLog, '--report', '/no-such-folder/rows.jsonl')
    expect(code).toBe(1)
    expect(err).toContain('--report')
    expect(await lastPosition()).toBe(before)
  })
})
