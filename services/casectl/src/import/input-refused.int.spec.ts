import { describe, expect, it } from '@jest/globals'
import { checkLog } from './import-log.ts'
import { InputRefused } from './input-refused.ts'
import { aMapping, filesOf, header, listed } from './mapping.fixtures.ts'

const row = 'c1,1,ARREST,POLICE,2016-03-27,,secret'
const good = [header, row, ''].join('\n')

const refusalOf = async (rows: string | Buffer, mapping: unknown = aMapping(), cases?: string): Promise<InputRefused> => {
  const { log, remove } = await filesOf(rows, mapping, cases)
  try {
    await checkLog(log, listed)
  } catch (error) {
    if (error instanceof InputRefused) return error
    throw error
  } finally {
    await remove()
  }
  throw new Error('it was not refused')
}

const command = (data: object, more: object = {}) => ({ ...aMapping(), commands: [{ ...aMapping().commands[0], data, ...more }] })

describe('a log that is refused before anything is recorded', () => {
  it.each([
    ['broken-quotes', `${good}c1,2,"ARREST,POLICE\n`, { line: 3 }],
    ['not-utf-8', Buffer.from(`${good}c1,2,ARREST,POLICE,2016-03-27,,caf\xe9\n`, 'latin1'), { line: 3, column: 35 }],
    ['wrong-delimiter', good.replaceAll(',', ';'), { line: 1 }],
    ['missing-column', good.replace('what', 'activity'), { line: 1 }],
    ['repeated-column', good.replace('note', 'what'), { line: 1 }],
    ['empty-file', '', {}],
  ])('%s', async (problem, rows, at) => {
    const refused = await refusalOf(rows)
    expect(refused).toMatchObject({ problem, at })
    expect(refused.message).toMatch(/Nothing was recorded/)
    expect(refused.message).not.toContain('secret')
  })

  it('says which delimiter it looks like', async () =>
    expect((await refusalOf(good.replaceAll(',', ';'))).message).toContain('looks as if the delimiter were ";"'))

  it('names the missing column and not what stands in the file', async () => {
    const { message } = await refusalOf(good.replace('what', 'private'))
    expect(message).toContain('what')
    expect(message).not.toContain('private')
  })

  it.each([
    ['missing-column', 'case,many\nc1,0\n'],
    ['repeated-case', 'case,several\nc1,0\nc1,1\n'],
    ['empty-file', ''],
  ])('a case file with %s', async (problem, cases) => expect(await refusalOf(good, aMapping(), cases)).toMatchObject({ problem }))

  it('a case file that is not there', async () =>
    expect(await refusalOf(good, { ...aMapping(), cases: { file: 'none.csv', case: 'case' } })).toMatchObject({ problem: 'no-such-file' }))
})

describe('a mapping that is refused', () => {
  it.each([
    ['is no JSON', '{', 'not JSON'],
    ['has a member too many', { ...aMapping(), colums: {} }, 'colums'],
    ['has a zone that does not exist', { ...aMapping(), time: { zone: 'Asia/Atlantis', precision: 'day' } }, 'Asia/Atlantis'],
    ['names a command that does not exist', command({}, { command: 'Arrest' }), 'investigation has no command Arrest'],
    ['names an agency that it does not list', command(aMapping().commands[0]!.data, { by: ['COURT'] }), 'COURT'],
    ['gives a command what it does not take', command({ personRef: { $ref: 'defendant' }, name: 'x' }), 'ArrestSuspect takes no name'],
    ['leaves out what a command needs', command({}), 'ArrestSuspect needs personRef'],
    ['gives a command a constant of another type', command({ personRef: { $ref: 'defendant' }, rightsRead: 'yes' }), 'rightsRead'],
    ['keeps a column as free text', { ...aMapping(), keep: { note: 'text' } }, 'keep.note'],
    [
      'keeps two columns under one name',
      { ...aMapping(), keep: { 'a b': 'code', 'a/b': 'code' } },
      'a/b gives no attribute name of its own',
    ],
    [
      'maps an activity of an agency twice',
      { ...aMapping(), commands: [aMapping().commands[0], aMapping().commands[0]] },
      'ARREST of POLICE is mapped twice',
    ],
    ['reads a case file that it does not name', { ...aMapping(), cases: undefined }, 'names no case file'],
  ])('because it %s', async (_, mapping, says) => {
    const refused = await refusalOf(good, mapping)
    expect(refused.problem).toBe('bad-mapping')
    expect(refused.message).toContain(says)
  })
})
