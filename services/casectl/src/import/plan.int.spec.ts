import { afterEach, describe, expect, it } from '@jest/globals'
import { checkLog, plansOf } from './import-log.ts'
import { aMapping, filesOf, header, listed } from './mapping.fixtures.ts'
import type { Plan } from './plan.ts'

const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove()
})

const plans = async (rows: readonly string[], mapping: unknown = aMapping()): Promise<Plan[]> => {
  const { log, remove } = await filesOf([header, ...rows, ''].join('\n'), mapping)
  folders.push(remove)
  const all: Plan[] = []
  for await (const plan of plansOf(await checkLog(log, listed))) all.push(plan)
  return all
}

const plan = async (row: string, mapping?: unknown): Promise<Plan> => {
  const [only] = await plans([row], mapping)
  if (!only) throw new Error('the row was lost')
  return only
}

describe('what a row becomes', () => {
  it('the command of its activity and agency, dated as the source writes it', async () =>
    expect(await plan('c1,1,HELD,POLICE,2016-03-27,2016-04-15,')).toMatchObject({
      line: 2,
      sourceId: 'c1~1',
      occurredAt: '2016-03-27',
      command: { rule: { agencyId: 'zz-police' }, data: { from: '2016-03-27', until: '2016-04-15', authority: 'POLICE' } },
    }))

  it('an empty cell is left out of the command', async () =>
    expect((await plan('c1,1,HELD,POLICE,2016-03-27,,')).command?.data).not.toHaveProperty('until'))

  it('a flag of the case file marks the person of that case', async () => {
    const [one, several] = await plans(['c1,1,ARREST,POLICE,2016-03-27,,', 'c2,1,ARREST,POLICE,2016-03-27,,'])
    expect(one?.command?.data).not.toHaveProperty('unseparated')
    expect(several?.command?.data).toMatchObject({ unseparated: true })
  })

  it('the same word of a case is the same person, and another in another case', async () => {
    const rows = ['c1,1,ARREST,POLICE,2016-03-27,,', 'c1,2,HELD,POLICE,2016-03-27,,', 'c2,1,ARREST,POLICE,2016-03-27,,']
    const persons = (await plans(rows)).map(({ command }) => (command?.data as { personRef: string }).personRef)
    expect(persons[0]).toBe(persons[1])
    expect(persons[0]).not.toBe(persons[2])
  })

  it('an external fact where no command is its own, with the columns that the mapping keeps', async () => {
    const it = await plan('c1,1,TRIAL,COURT,2016-03-27,2016-04-15,somebody said something')
    expect(it).not.toHaveProperty('command')
    expect(it.external).toEqual({
      source: 'test-log',
      sourceId: 'c1~1',
      activity: 'TRIAL',
      attributes: { who: { type: 'code', value: 'COURT' }, until: { type: 'date', value: '2016-04-15' } },
    })
    expect(it.withheld.byExternal).toBe(1)
  })

  it('a kept cell that is not of its type is withheld', async () => {
    const it = await plan('c1,1,TRIAL,Judge Somebody,2016-03-27,,')
    expect(it.external.attributes).toEqual({})
    expect(it.withheld.byExternal).toBe(1)
  })

  it('a time of day that is only a filler is cut off', async () =>
    expect((await plan('c1,1,TRIAL,COURT,2016-03-27T00:00:00+07:00,,')).occurredAt).toBe('2016-03-27'))

  it('a time of day that counts is kept with its offset', async () => {
    const mapping = { ...aMapping(), time: { zone: 'Asia/Jakarta', precision: 'written' } }
    expect((await plan('c1,1,TRIAL,COURT,2016-03-27 13:45:40.276000+01:00,,', mapping)).occurredAt).toBe('2016-03-27T13:45:40.276000+01:00')
  })
})

describe('a row that cannot be read', () => {
  it.each([
    ['is too short', 'c1,1,HELD', undefined],
    ['has no case', ',1,ARREST,POLICE,2016-03-27,,', 'case'],
    ['has an activity that is no code', 'c1,1,he said so,POLICE,2016-03-27,,', 'what'],
    ['is dated to a day that is none', 'c1,1,ARREST,POLICE,2016-02-30,,', 'from'],
    ['is dated in words', 'c1,1,TRIAL,COURT,27 maret 2016,,', 'from'],
    ['lacks what the command needs', 'c1,1,HELD,POLICE,,2016-04-15,', 'from'],
    ['has a cell that is not of its type', 'c1,1,HELD,POLICE,2016-03-27,later,', 'until'],
  ])('because it %s, is named by line and column, and kept', async (_, row, column) => {
    const it = await plan(row)
    expect(it.unreadable?.column).toBe(column)
    expect(it).not.toHaveProperty('command')
    expect(it.external).toMatchObject({ source: 'test-log' })
    expect(JSON.stringify(it.unreadable)).not.toMatch(/2016|maret|later|said/)
  })
})

describe('the identity of a row', () => {
  it('equal rows of one file are two rows, and the same in every run', async () => {
    const rows = Array<string>(2).fill('c1,1,ARREST,POLICE,2016-03-27,,')
    const ids = (await plans(rows)).map(({ sourceId }) => sourceId)
    expect(ids).toEqual(['c1~1', 'c1~1~2'])
    expect((await plans(rows)).map(({ sourceId }) => sourceId)).toEqual(ids)
  })

  it('names that could be taken for each other stay apart', async () => {
    const rows = ['c1~1,2,ARREST,POLICE,2016-03-27,,', 'c1,1~2,ARREST,POLICE,2016-03-27,,', 'c1,1,TRIAL,POLICE,,,', 'c1,1,TRIAL,POLICE,,,']
    expect(new Set((await plans(rows)).map(({ sourceId }) => sourceId)).size).toBe(4)
  })

  it('without a column for it, the order is that of the file', async () => {
    const { order: _, ...columns } = aMapping().columns
    const rows = ['c1,,ARREST,POLICE,2016-03-27,,', 'c2,,ARREST,POLICE,2016-03-27,,', 'c1,,ARREST,POLICE,2016-03-27,,']
    expect((await plans(rows, { ...aMapping(), columns })).map(({ sourceId }) => sourceId)).toEqual(['c1~1', 'c2~1', 'c1~2'])
  })
})
