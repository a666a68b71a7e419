import { describe, expect, it } from '@jest/globals'
import { writeFile } from 'node:fs/promises'
import { checkLog } from './import-log.ts'
import { InputRefused } from './input-refused.ts'
import { aMapping, writeImportFiles, header, listedAggregates } from './mapping.fixtures.ts'

const row = 'c1,1,ARREST,POLICE,2016-03-27,,secret'
const validLog = [header, row, ''].join('\n')

const refusalOf = async (rows: string | Buffer, mapping: unknown = aMapping(), cases?: string): Promise<InputRefused> => {
  const { log, remove } = await writeImportFiles(rows, mapping, cases)
  try {
    await checkLog(log, listedAggregates)
  } catch (error) {
    if (error instanceof InputRefused) return error
    throw error
  } finally {
    await remove()
  }
  throw new Error('the input was not refused')
}

const mappingWithData = (data: object, more: object = {}) => ({ ...aMapping(), commands: [{ ...aMapping().commands[0], data, ...more }] })

describe('checking a log before anything is recorded', () => {
  it.each([
    ['broken-quotes', `${validLog}c1,2,"ARREST,POLICE\n`, { line: 3 }],
    ['not-utf-8', Buffer.from(`${validLog}c1,2,ARREST,POLICE,2016-03-27,,caf\xe9\n`, 'latin1'), { line: 3, column: 35 }],
    ['wrong-delimiter', validLog.replaceAll(',', ';'), { line: 1 }],
    ['missing-column', validLog.replace('what', 'activity'), { line: 1 }],
    ['repeated-column', validLog.replace('note', 'what'), { line: 1 }],
    ['too-many-columns', `${validLog.split('\n')[0]},${Array.from({ length: 2_000 }, (_, index) => `x${index}`).join(',')}\n`, { line: 1 }],
    ['empty-file', '', {}],
  ])('refuses a log with the problem %s', async (problem, rows, position) => {
    const refusal = await refusalOf(rows)
    expect(refusal).toMatchObject({ problem, position })
    expect(refusal.message).toMatch(/Nothing was recorded/)
    expect(refusal.message).not.toContain('secret')
  })

  it('suggests the probable delimiter', async () =>
    expect((await refusalOf(validLog.replaceAll(',', ';'))).message).toContain('the delimiter is probably ";"'))

  it('names the missing column, and no column of the file', async () => {
    const { message } = await refusalOf(validLog.replace('what', 'private'))
    expect(message).toContain('what')
    expect(message).not.toContain('private')
  })

  it.each([
    ['missing-column', 'case,many\nc1,0\n'],
    ['repeated-case', 'case,several\nc1,0\nc1,1\n'],
    ['empty-file', ''],
  ])('refuses a case file with the problem %s', async (problem, cases) =>
    expect(await refusalOf(validLog, aMapping(), cases)).toMatchObject({ problem }),
  )

  it('refuses a case file that does not exist', async () =>
    expect(await refusalOf(validLog, { ...aMapping(), cases: { file: 'none.csv', case: 'case' } })).toMatchObject({
      problem: 'no-such-file',
    }))
})

describe('a mapping is refused', () => {
  it.each([
    ['is no JSON', '{', 'not JSON'],
    ['has an unknown member', { ...aMapping(), colums: {} }, 'colums'],
    ['has a zone that does not exist', { ...aMapping(), time: { zone: 'Asia/Atlantis', precision: 'day' } }, 'Asia/Atlantis'],
    ['names a command that does not exist', mappingWithData({}, { command: 'Arrest' }), 'investigation has no command Arrest'],
    ['names an agency that it does not list', mappingWithData(aMapping().commands[0]!.data, { actorAgencies: ['COURT'] }), 'COURT'],
    [
      'gives a command a member that it does not have',
      mappingWithData({ personRef: { $ref: 'defendant' }, name: 'x' }),
      'ArrestSuspect has no member name',
    ],
    ['leaves out a required member of a command', mappingWithData({}), 'ArrestSuspect needs personRef'],
    ['gives a command a constant of another type', mappingWithData({ personRef: { $ref: 'defendant' }, rightsRead: 'yes' }), 'rightsRead'],
    ['keeps a column as free text', { ...aMapping(), keepColumns: { note: 'text' } }, 'keepColumns.note'],
    [
      'keeps two columns under one name',
      { ...aMapping(), keepColumns: { 'a b': 'code', 'a/b': 'code' } },
      'a/b gives no valid, unique attribute name',
    ],
    [
      'maps an activity of an agency twice',
      { ...aMapping(), commands: [aMapping().commands[0], aMapping().commands[0]] },
      'ARREST of POLICE is mapped twice',
    ],
    ['reads a case file that it does not name', { ...aMapping(), cases: undefined }, 'or name a case file in "cases"'],
    [
      'has an activity with blanks in a command, and no code for it',
      { ...aMapping(), commands: [{ ...aMapping().commands[0], activity: 'Arrest of a suspect' }] },
      'commands.0: "Arrest of a suspect" is not a code: give this activity a code in "activities"',
    ],
    [
      'gives an activity a code with blanks',
      { ...aMapping(), activities: { 'Arrest of a suspect': 'an arrest' } },
      'activities.Arrest of a suspect',
    ],
    [
      'has too many activities',
      { ...aMapping(), activities: Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`activity ${index}`, 'A'])) },
      'at most 2000 entries',
    ],
    [
      'has a template of no known form',
      mappingWithData({ personRef: { $colum: 'note' }, unseparated: null }),
      'use a constant, {"$column": …',
    ],
    [
      'reads a row before there is one',
      { ...aMapping(), openings: [{ ...aMapping().openings[0], data: { leadAgency: { $column: 'who', as: 'code' } } }] },
      'list it in "caseColumns" and read it by $case',
    ],
    ['names a case column that the log does not have', { ...aMapping(), caseColumns: ['court'] }, 'court', 'missing-column'],
    ['is nested 100,000 deep', `{"commands":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'nested more than 32 deep'],
    [
      'is nested 100,000 deep in a template',
      JSON.stringify(mappingWithData({ personRef: '@' })).replace('"@"', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
      'nested more than 32 deep',
    ],
    [
      'is larger than a megabyte',
      JSON.stringify(mappingWithData({ personRef: 'x'.repeat(1_100_000) })),
      'may have 1048576',
      'file-too-large',
    ],
    ['is empty', ' \n', 'the mapping is empty'],
  ])('because it %s', async (_, mapping, expectedMessage, problem = 'bad-mapping') => {
    const refusal = await refusalOf(validLog, mapping)
    expect(refusal.problem).toBe(problem)
    expect(refusal.message).toContain(expectedMessage)
  })

  it.each([
    ['a missing comma', '{\n  "source": "a"\n  "jurisdiction": "ID"}', { line: 3, column: 3 }],
    ['an end before the last bracket', '{\n  "source": "a"', { line: 2, column: 16 }],
    ['a word that is not JSON', '{"asReported":\n yes}', { line: 2, column: 2 }],
    ['a second value', '{}\n\n{}', { line: 3, column: 1 }],
    ['the log in its place', `${header}\n${row}\n`, { line: 1, column: 1 }],
  ])('as no JSON with line and character of %s, and without its text', async (_, text, position) => {
    const refusal = await refusalOf(validLog, text)
    expect(refusal).toMatchObject({ problem: 'bad-mapping', position })
    expect(refusal.message).not.toMatch(/secret|jurisdiction|yes/)
  })

  it('because it is a folder, or not UTF-8, with what to do', async () => {
    const { log, folder, remove } = await writeImportFiles(validLog)
    await expect(checkLog({ ...log, mapping: folder }, listedAggregates)).rejects.toThrow('the mapping is a folder')
    await writeFile(log.mapping, Buffer.from(JSON.stringify(aMapping()), 'utf16le'))
    await expect(checkLog(log, listedAggregates)).rejects.toThrow('iconv -f UTF-16LE')
    await remove()
  })
})

describe('a mapping is read', () => {
  it('with a byte order mark', async () => {
    const { log, remove } = await writeImportFiles(validLog, `\ufeff${JSON.stringify(aMapping())}`)
    expect(await checkLog(log, listedAggregates)).toMatchObject({ rows: 1 })
    await remove()
  })
})
