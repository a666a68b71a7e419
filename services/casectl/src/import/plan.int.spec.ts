import { afterEach, describe, expect, it } from '@jest/globals'
import { checkLog, planRows } from './import-log.ts'
import { aMapping, writeImportFiles, header, listedAggregates } from './mapping.fixtures.ts'
import { planningIdentity } from './identity.ts'
import { type Plan, planOpenings } from './plan.ts'

const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove()
})

const plans = async (rows: readonly string[], mapping: unknown = aMapping()): Promise<Plan[]> => {
  const { log, remove } = await writeImportFiles([header, ...rows, ''].join('\n'), mapping)
  folders.push(remove)
  const all: Plan[] = []
  for await (const plan of planRows(await checkLog(log, listedAggregates))) all.push(plan)
  return all
}

const plan = async (row: string, mapping?: unknown): Promise<Plan> => {
  const [firstPlan] = await plans([row], mapping)
  if (!firstPlan) throw new Error('the row has no plan')
  return firstPlan
}

describe('the plan of a row', () => {
  it('has the command of its activity and agency, with the date of the source', async () =>
    expect(await plan('c1,1,HELD,POLICE,2016-03-27,2016-04-15,')).toMatchObject({
      line: 2,
      sourceId: 'c1~1',
      occurredAt: '2016-03-27',
      command: { rule: { agencyId: 'zz-police' }, data: { from: '2016-03-27', until: '2016-04-15', authority: 'POLICE' } },
    }))

  it('leaves an empty cell out of the command', async () =>
    expect((await plan('c1,1,HELD,POLICE,2016-03-27,,')).command?.data).not.toHaveProperty('until'))

  it('applies a flag of the case file to the person of that case', async () => {
    const [one, several] = await plans(['c1,1,ARREST,POLICE,2016-03-27,,', 'c2,1,ARREST,POLICE,2016-03-27,,'])
    expect(one?.command?.data).not.toHaveProperty('unseparated')
    expect(several?.command?.data).toMatchObject({ unseparated: true })
  })

  it('computes the same id for the same word in a case, and another id in another case', async () => {
    const rows = ['c1,1,ARREST,POLICE,2016-03-27,,', 'c1,2,HELD,POLICE,2016-03-27,,', 'c2,1,ARREST,POLICE,2016-03-27,,']
    const persons = (await plans(rows)).map(({ command }) => (command?.data as { personRef: string } | undefined)?.personRef)
    expect(persons[0]).toBe(persons[1])
    expect(persons[0]).not.toBe(persons[2])
  })

  it('has an external fact, with the columns that the mapping keeps, where no command matches', async () => {
    const planned = await plan('c1,1,TRIAL,COURT,2016-03-27,2016-04-15,some text about a person')
    expect(planned).not.toHaveProperty('command')
    expect(planned.external).toEqual({
      source: 'test-log',
      sourceId: 'c1~1',
      activity: 'TRIAL',
      attributes: { who: { type: 'code', value: 'COURT' }, until: { type: 'date', value: '2016-04-15' } },
    })
    expect(planned.withheld.byExternal).toBe(1)
  })

  it('withholds a cell to keep that is not of its type', async () => {
    const planned = await plan('c1,1,TRIAL,Judge Somebody,2016-03-27,,')
    expect(planned.external.attributes).toEqual({})
    expect(planned.withheld.byExternal).toBe(1)
  })

  it('cuts off the time of day with precision day', async () =>
    expect((await plan('c1,1,TRIAL,COURT,2016-03-27T00:00:00+07:00,,')).occurredAt).toBe('2016-03-27'))

  it('keeps the time of day and its offset with precision written', async () => {
    const mapping = { ...aMapping(), time: { zone: 'Asia/Jakarta', precision: 'written' } }
    expect((await plan('c1,1,TRIAL,COURT,2016-03-27 13:45:40.276000+01:00,,', mapping)).occurredAt).toBe('2016-03-27T13:45:40.276000+01:00')
  })
})

describe('a row that cannot be read', () => {
  it.each([
    ['is too short', 'c1,1,HELD', undefined],
    ['has no case', ',1,ARREST,POLICE,2016-03-27,,', 'case'],
    ['has an activity that is not a code', 'c1,1,see the file,POLICE,2016-03-27,,', 'what'],
    ['has a date that does not exist', 'c1,1,ARREST,POLICE,2016-02-30,,', 'from'],
    ['has a date in words', 'c1,1,TRIAL,COURT,27 maret 2016,,', 'from'],
    ['lacks a cell that the command needs', 'c1,1,HELD,POLICE,,2016-04-15,', 'from'],
    ['has a cell that is not of its type', 'c1,1,HELD,POLICE,2016-03-27,later,', 'until'],
  ])('because it %s is reported with its column, and planned as an external fact', async (_, row, column) => {
    const planned = await plan(row)
    expect(planned).toMatchObject({ opensCase: false })
    expect(planned.unreadable?.column).toBe(column)
    expect(planned).not.toHaveProperty('command')
    expect(planned.external).toMatchObject({ source: 'test-log' })
    expect(JSON.stringify(planned.unreadable)).not.toMatch(/2016|maret|later|see the file/)
  })
})

describe('an activity of the log', () => {
  const activities = { 'Arrest of a suspect': 'ARREST', 'Zeuge (gehört)': 'WITNESS_HEARD' }
  const mapping = { ...aMapping(), activities }

  it('is mapped from any text to the code of a command', async () =>
    expect(await plan('c1,1,Arrest of a suspect,POLICE,2016-03-27,,', mapping)).toMatchObject({
      command: { rule: { command: { name: 'ArrestSuspect' } } },
      opensCase: true,
    }))

  it('may be named in a command by its text or by its code', async () => {
    const [arrest, held] = aMapping().commands
    const byText = { ...mapping, commands: [{ ...arrest, activity: 'Arrest of a suspect' }, held] }
    expect((await plan('c1,1,Arrest of a suspect,POLICE,2016-03-27,,', byText)).command?.rule.command.name).toBe('ArrestSuspect')
    expect((await plan('c1,1,HELD,POLICE,2016-03-27,,', byText)).command?.rule.command.name).toBe('OrderDetention')
  })

  it('without a command is an external fact under its code, which opens the case', async () => {
    const planned = await plan('c1,1,Zeuge (gehört),COURT,2016-03-27,,', mapping)
    expect(planned).toMatchObject({ external: { activity: 'WITNESS_HEARD' }, opensCase: true })
    expect(planned).not.toHaveProperty('command')
  })

  it.each(['TRIAL', 'arrest of a suspect', 'constructor', '__proto__'])(
    'is unreadable where the mapping lists activities, but not %s',
    async (activity) =>
      expect(await plan(`c1,1,${activity},POLICE,2016-03-27,,`, mapping)).toMatchObject({
        unreadable: { column: 'what', reason: expect.stringContaining('add it to "activities"') as unknown as string },
        opensCase: false,
      }),
  )
})

describe('a cell with a table of values', () => {
  const mapping = aMapping()
  const [arrest, held] = mapping.commands
  const values = { 'Polsek Bantul': 'POLICE', Kejaksaan: 'PROSECUTION' }
  const withValues = {
    ...mapping,
    agencies: { 'Polsek Bantul': mapping.agencies.POLICE },
    openings: [],
    commands: [{ ...held, actorAgencies: ['Polsek Bantul'], data: { ...held?.data, authority: { $column: 'who', as: 'code', values } } }],
  }
  it('gives its meaning to the command', async () =>
    expect((await plan('c1,1,HELD,Polsek Bantul,2016-03-27,,', withValues)).command?.data).toMatchObject({ authority: 'POLICE' }))
  it('is unreadable with a text that the table does not have', async () => {
    const flags = { ...arrest, data: { ...arrest?.data, rightsRead: { $column: 'note', as: 'flag', values: { ja: 'yes' } } } }
    const ofNote = { ...mapping, commands: [flags] }
    expect((await plan('c1,1,ARREST,POLICE,2016-03-27,,ja', ofNote)).command?.data).toMatchObject({ rightsRead: true })
    expect((await plan('c1,1,ARREST,POLICE,2016-03-27,,toString', ofNote)).unreadable).toMatchObject({ column: 'note' })
  })
})

describe('a reference made from a column', () => {
  const ofName = (data: object = {}) => ({
    ...aMapping(),
    commands: aMapping().commands.map((one) => ({
      ...one,
      data: { ...one.data, personRef: { $ref: 'defendant', from: 'note' }, ...data },
    })),
  })
  const refsOf = async (rows: readonly string[]) =>
    (await plans(rows, ofName())).map(({ command }) => (command?.data as { personRef: string } | undefined)?.personRef)

  it('is equal for equal cells of a case, in rows of any activity, and differs for other cells and other cases', async () => {
    const [first, same, other, elsewhere] = await refsOf([
      'c1,1,ARREST,POLICE,2016-03-27,,Budi  Santoso',
      'c1,2,HELD,POLICE,2016-03-27,, Budi Santoso ',
      'c1,3,ARREST,POLICE,2016-03-27,,Sari',
      'c2,1,ARREST,POLICE,2016-03-27,,Budi Santoso',
    ])
    expect(first).toBe(same)
    expect(new Set([first, other, elsewhere]).size).toBe(3)
  })

  it('does not contain the cell, and counts it as withheld', async () => {
    const [planned] = await plans(['c1,1,ARREST,POLICE,2016-03-27,,Budi Santoso'], ofName())
    expect(JSON.stringify(planned)).not.toContain('Budi')
    expect(planned?.withheld.byCommand).toBe(1)
  })

  it('is missing where its cell is empty', async () =>
    expect((await plans(['c1,1,ARREST,POLICE,2016-03-27,, '], ofName()))[0]?.unreadable?.reason).toContain('needs'))
})

describe('a column that holds for a whole case', () => {
  const mapping = {
    ...aMapping(),
    caseColumns: ['note'],
    openings: [
      {
        agency: 'POLICE',
        command: 'OpenCase',
        data: {
          source: 'migration',
          leadAgency: 'zz-police',
          suspectedPurposes: [{ $case: 'note', as: 'code', values: { 'kerja paksa': 'ForcedLabour' } }],
        },
      },
    ],
  }
  const checked = async (...rows: readonly string[]) => {
    const { log, remove } = await writeImportFiles([header, ...rows, ''].join('\n'), mapping)
    folders.push(remove)
    return checkLog(log, listedAggregates)
  }

  it('gives the opening of the case the first cell that is not empty, wherever it is', async () => {
    const { compiled, ofCase, plan: counts } = await checked('c1,1,ARREST,POLICE,2016-03-27,,', 'c1,2,HELD,POLICE,2016-03-28,,kerja paksa')
    const [opening] = planOpenings(compiled, 'c1', planningIdentity('test-log')('c1'), ofCase)
    expect(opening?.command?.data).toMatchObject({ suspectedPurposes: ['ForcedLabour'] })
    expect(counts.ofCases).toEqual([])
  })

  it('is reported with the first line in which it differs from an earlier one of its case', async () => {
    const rows = ['a', 'b', '', 'a', 'c'].map((note, index) => `c1,${index},ARREST,POLICE,2016-03-27,,${note}`)
    expect((await checked(...rows)).plan.ofCases).toMatchObject([
      { rows: 2, line: 3, column: 'note', reason: expect.stringContaining('differs') as unknown as string },
      { rows: 1, line: 2, column: 'note', reason: expect.stringContaining('no OpenCase') as unknown as string },
    ])
  })
})

describe('the id of a case in its source', () => {
  const openingsOf = async (caseIds: string | undefined, caseName: string) => {
    const mapping = { ...aMapping(), ...(caseIds === undefined ? {} : { caseIds }) }
    const { log, remove } = await writeImportFiles([header, `${caseName},1,ARREST,POLICE,2016-03-27,,`, ''].join('\n'), mapping)
    folders.push(remove)
    const { compiled, ofCase, plan: counts } = await checkLog(log, listedAggregates)
    const openings = planOpenings(compiled, caseName, planningIdentity('test-log')(caseName), ofCase)
    return { data: openings.flatMap(({ command }) => (command ? [command.data] : [])).slice(1), found: counts.ofCases }
  }

  it('is recorded only where the mapping declares the ids of cases to be references', async () => {
    expect((await openingsOf('reference', '114/2016-0381')).data).toEqual([{ source: 'test-log', sourceId: '114/2016-0381' }])
    expect((await openingsOf('withheld', '114/2016-0381')).data).toEqual([])
    expect((await openingsOf(undefined, '114/2016-0381')).data).toEqual([])
  })

  it('is not recorded where it is no reference, and that is reported', async () =>
    expect(await openingsOf('reference', 'Santoso v Republic')).toEqual({
      data: [],
      found: [{ rows: 1, line: 2, column: 'case', reason: expect.stringContaining('other characters than a reference') as unknown }],
    }))
})

describe('the identity of a row', () => {
  it('differs for equal rows of one file, and is the same in every run', async () => {
    const rows = Array<string>(2).fill('c1,1,ARREST,POLICE,2016-03-27,,')
    const ids = (await plans(rows)).map(({ sourceId }) => sourceId)
    expect(ids).toEqual(['c1~1', 'c1~1~2'])
    expect((await plans(rows)).map(({ sourceId }) => sourceId)).toEqual(ids)
  })

  it('differs for case names and orders whose concatenation is equal', async () => {
    const rows = ['c1~1,2,ARREST,POLICE,2016-03-27,,', 'c1,1~2,ARREST,POLICE,2016-03-27,,', 'c1,1,TRIAL,POLICE,,,', 'c1,1,TRIAL,POLICE,,,']
    expect(new Set((await plans(rows)).map(({ sourceId }) => sourceId)).size).toBe(4)
  })

  it('uses the order of the file when the mapping has no order column', async () => {
    const { order: _, ...columns } = aMapping().columns
    const rows = ['c1,,ARREST,POLICE,2016-03-27,,', 'c2,,ARREST,POLICE,2016-03-27,,', 'c1,,ARREST,POLICE,2016-03-27,,']
    expect((await plans(rows, { ...aMapping(), columns })).map(({ sourceId }) => sourceId)).toEqual(['c1~1', 'c2~1', 'c1~2'])
  })
})
