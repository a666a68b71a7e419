import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CsvRow, csvRows } from './csv.ts'
import { LONE_SURROGATE_MARK } from './utf8.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

const rowsOf = async (content: string | Buffer, delimiter = ','): Promise<Omit<CsvRow, 'raw'>[]> => {
  const file = join(folder, 'log.csv')
  await writeFile(file, content)
  const rows: Omit<CsvRow, 'raw'>[] = []
  for await (const { line, fields } of csvRows(file, delimiter)) rows.push({ line, fields })
  return rows
}

describe('reading a CSV file', () => {
  it('returns the line on which each record begins', async () =>
    expect(await rowsOf('a,b\n1,"x\ny"\n\n2,""\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1', 'x\ny'] },
      { line: 5, fields: ['2', ''] },
    ]))

  it('accepts a byte order mark, CRLF, quoted delimiters and doubled quotes', async () =>
    expect(await rowsOf('\ufeffa;b\r\n1;"x;""y"""\r\n', ';')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1', 'x;"y"'] },
    ]))

  it('returns the same lines and records whatever line breaks a file has, also where it mixes them', async () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect(await rowsOf(['a,b', '1,"x', 'y"', '2,', ''].join(end))).toEqual([
        { line: 1, fields: ['a', 'b'] },
        { line: 2, fields: ['1', `x${end}y`] },
        { line: 4, fields: ['2', ''] },
      ])
    expect((await rowsOf('a,b\r\n1,2\n3,4\r\n')).map(({ fields }) => fields)).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ])
  })

  it('returns records of the wrong length too: the import decides about them', async () =>
    expect((await rowsOf('a,b\n1\n1,2,3\n')).map(({ fields }) => fields.length)).toEqual([2, 1, 3]))

  it('reads characters that are split between two chunks', async () => {
    const name = 'é€😀'.repeat(30_000)
    expect((await rowsOf(`x,${name}\n`))[0]?.fields[1]).toBe(name)
  })

  it.each([
    ['Latin-1', Buffer.from('a,b\n1,x\n2,caf\xe9,\n', 'latin1'), ':3:6:'],
    ['a character that is incomplete at the end of the file', Buffer.from([0x61, 0x0a, 0x62, 0xc3]), ':2:2:'],
    ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), ':1:1: the file is UTF-16LE'],
    ['UTF-16 without a byte order mark', Buffer.from('a,b\n1,2\n', 'utf16le'), ':1:1: the file is UTF-16LE'],
    ['big-endian UTF-16 without a byte order mark', Buffer.from('a,b\n1,2\n', 'utf16le').swap16(), ':1:1: the file is UTF-16BE'],
  ])('refuses %s with its position', async (_, bytes, place) => {
    await expect(rowsOf(bytes)).rejects.toMatchObject({ problem: 'not-utf-8' })
    await expect(rowsOf(bytes)).rejects.toThrow(place)
  })

  it.each([
    ['never closed', 'a,b\n1,x\n2,"secret\n3,y\n', 3],
    ['closed too early', 'a,b\n1,"x"secret\n2,y\n', 2],
    ['inside an unquoted field', 'a,b\n1,secret"y\n', 2],
  ])('refuses a quote that is %s, with its line and without values of the file', async (_, text, line) => {
    const rejection = await rowsOf(text).then(undefined, (error: unknown) => error as Error)
    expect(rejection).toMatchObject({ problem: 'broken-quotes', position: { line } })
    expect(String(rejection)).not.toContain('secret')
  })

  it('refuses a record longer than 1 MiB', async () =>
    await expect(rowsOf(`a,b\n1,"${'x'.repeat(1_100_000)}"\n`)).rejects.toMatchObject({
      problem: 'record-too-long',
      position: { line: 2 },
    }))

  it.each([
    ['a file that does not exist', () => join(folder, 'missing.csv'), 'no-such-file', 'does not exist'],
    ['a folder', () => folder, 'unreadable-file', 'is a folder'],
    ['a device', () => '/dev/null', 'unreadable-file', 'is a pipe or device'],
  ])('refuses %s', async (_, path, problem, sentence) => {
    await expect(csvRows(path(), ',').next()).rejects.toMatchObject({ problem })
    await expect(csvRows(path(), ',').next()).rejects.toThrow(sentence)
  })

  it('marks half of a surrogate pair that was written as a character, and reads on', async () => {
    const [first, second] = [Buffer.from('a,b\n1,'), Buffer.from(',\n2,ힿ\n')]
    const rows = await rowsOf(Buffer.concat([first, Buffer.of(0xed, 0xa0, 0x80), second]))
    expect(rows.map(({ fields }) => fields)).toEqual([
      ['a', 'b'],
      ['1', LONE_SURROGATE_MARK, ''],
      ['2', 'ힿ'],
    ])
  })
})
