import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CsvRow, csvRows } from './csv.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

const rowsOf = async (content: string | Buffer, delimiter = ','): Promise<CsvRow[]> => {
  const file = join(folder, 'log.csv')
  await writeFile(file, content)
  const rows: CsvRow[] = []
  for await (const row of csvRows(file, delimiter)) rows.push(row)
  return rows
}

describe('reading a CSV file', () => {
  it('says on which line each record begins', async () =>
    expect(await rowsOf('a,b\n1,"x\ny"\n\n2,""\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1', 'x\ny'] },
      { line: 5, fields: ['2', ''] },
    ]))

  it('takes a byte order mark, CRLF, quoted delimiters and doubled quotes', async () =>
    expect(await rowsOf('\ufeffa;b\r\n1;"x;""y"""\r\n', ';')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1', 'x;"y"'] },
    ]))

  it('hands on records of the wrong length, for the import to judge', async () =>
    expect((await rowsOf('a,b\n1\n1,2,3\n')).map(({ fields }) => fields.length)).toEqual([2, 1, 3]))

  it('reads characters that cross the border of a chunk', async () => {
    const name = 'é€😀'.repeat(30_000)
    expect((await rowsOf(`x,${name}\n`))[0]?.fields[1]).toBe(name)
  })

  it.each([
    ['Latin-1', Buffer.from('a,b\n1,x\n2,caf\xe9,\n', 'latin1'), ':3:6:'],
    ['a character that the file’s end cuts off', Buffer.from([0x61, 0x0a, 0x62, 0xc3]), ':2:2:'],
    ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), ':1:1:'],
  ])('refuses %s and says where', async (_, bytes, place) => {
    await expect(rowsOf(bytes)).rejects.toMatchObject({ problem: 'not-utf-8' })
    await expect(rowsOf(bytes)).rejects.toThrow(place)
  })

  it.each([
    ['never closed', 'a,b\n1,x\n2,"secret\n3,y\n', 3],
    ['closed too early', 'a,b\n1,"x"secret\n2,y\n', 2],
    ['inside an unquoted field', 'a,b\n1,secret"y\n', 2],
  ])('refuses a quote that is %s, says where, and shows no value', async (_, text, line) => {
    const refused = await rowsOf(text).then(undefined, (error: unknown) => error as Error)
    expect(refused).toMatchObject({ problem: 'broken-quotes', at: { line } })
    expect(String(refused)).not.toContain('secret')
  })

  it('refuses a record longer than 1 MiB', async () =>
    await expect(rowsOf(`a,b\n1,"${'x'.repeat(1_100_000)}"\n`)).rejects.toMatchObject({ problem: 'record-too-long', at: { line: 2 } }))

  it('names a file that is not there', async () => {
    const missing = csvRows(join(folder, 'missing.csv'), ',')
    await expect(missing.next()).rejects.toMatchObject({ problem: 'no-such-file' })
  })
})
