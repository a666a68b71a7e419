import { describe, expect, it } from '@jest/globals'
import { COLUMNS, columnsOf, rowReader, type SheetIdentity } from './sheet.ts'

const caseId = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'
const identity: SheetIdentity = { caseId, sheet: 'team-a', zone: 'Asia/Manila', dates: 'iso', now: '2026-11-28T20:00:00Z' }
const header = [
  'row',
  'occurredAt',
  'origin',
  'ageBand',
  'language',
  'urgentNeeds',
  'voluntary',
  'nationality',
  'readyToSpeak',
  'risk',
  'riskReviewBy',
]
const columns = columnsOf('sheet.csv', header)

const read = (...rows: readonly (readonly string[])[]) => {
  const row = rowReader(identity, columns)
  return rows.map((fields, index) => row({ line: index + 2, fields, raw: fields.join(',') }))
}
const whole = ['A-001', '2026-11-20', 'selfReferral', 'adult', 'my', 'food; medicalCare', 'yes', 'MM', 'notYet', 'high', '2026-12-01']
const only = ['A-002', '', 'selfReferral']
const sentOf = (row: ReturnType<typeof read>[number] | undefined) => (row && 'commands' in row ? row.commands.map(({ sent }) => sent) : [])

/** The key of another command of the same row. */
const keyOf = (row: Parameters<typeof sentOf>[0], suffix: string) => sentOf(row)[0]?.key.replace('open', suffix)

describe('a row of a sheet', () => {
  it('becomes an offer of support, and an assessment of needs and of risk where it has cells for them', () => {
    const [first, second] = read(whole, only)
    const personRef = first && 'personRef' in first ? first.personRef : ''
    const occurred = { occurredAt: '2026-11-20', occurredZone: 'Asia/Manila' }
    expect(sentOf(first)).toEqual([
      {
        key: expect.stringMatching(/^intake:[0-9a-f-]{36}:open$/),
        ...occurred,
        data: { personRef, origin: 'selfReferral', ageBand: 'adult', language: 'my', urgentNeeds: ['food', 'medicalCare'] },
      },
      {
        key: keyOf(first, 'needs'),
        ...occurred,
        data: { personRef, voluntary: true, nationality: 'MM', accommodations: [], readyToSpeak: 'notYet' },
      },
      { key: keyOf(first, 'risk'), ...occurred, data: { personRef, level: 'high', reviewBy: '2026-12-01' } },
    ])
    expect(sentOf(second)).toMatchObject([{ key: expect.stringMatching(/:open$/) }])
    expect(sentOf(second)[0]?.key).not.toBe(sentOf(first)[0]?.key)
    expect(sentOf(second)[0]).not.toHaveProperty('occurredAt')
  })

  it('names the same person each time it is read, another one in another sheet or case, and the stated one if it states one', () => {
    const personOf = (changes: Partial<SheetIdentity>) => {
      const row = rowReader({ ...identity, ...changes }, columns)({ line: 2, fields: whole, raw: '' })
      return 'personRef' in row ? row.personRef : undefined
    }
    expect(personOf({})).toBe(personOf({}))
    expect(new Set([personOf({}), personOf({ sheet: 'team-b' }), personOf({ caseId: caseId.replace('5a', '5b') })]).size).toBe(3)
    const stated = '019c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'
    const row = rowReader(
      identity,
      columnsOf('sheet.csv', ['row', 'origin', 'personRef']),
    )({ line: 2, fields: ['1', 'referral', stated], raw: '' })
    expect(row).toMatchObject({ personRef: stated })
  })

  it('states the urgent needs of a person with a reference with the assessment, too: support may have begun without them', () => {
    const stated = '019c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'
    const known = columnsOf('sheet.csv', ['row', 'origin', 'urgentNeeds', 'voluntary', 'personRef'])
    const needsOf = (personRef: string) => {
      const row = rowReader(identity, known)({ line: 2, fields: ['1', 'referral', 'food shelter', 'yes', personRef], raw: '' })
      return sentOf(row)[1]?.data
    }
    expect(needsOf(stated)).toMatchObject({ personRef: stated, urgentNeeds: ['food', 'shelter'] })
    expect(needsOf('')).not.toHaveProperty('urgentNeeds')
  })

  it.each(['2026', '2026-11', '2026-11-20', '2026-11-20T14:30:00+08:00'])('keeps when it happened, as precisely as %s', (date) => {
    const [row] = read(whole.with(1, date))
    expect(sentOf(row).map((sent) => (sent as { occurredAt?: string }).occurredAt)).toEqual([date, date, date])
  })

  it.each([
    ['a later year', '2027-11-20', {}, /not come yet$/],
    ['a day that has begun in Manila, but not yet in UTC', '2026-11-29', { zone: undefined }, /UTC.*--zone/],
    ['a later hour', '2026-11-29T04:30:00+08:00', {}, /not come yet$/],
  ])('is not sent with %s: it would be refused under its key for ever', (_, date, changes, reason) => {
    const row = rowReader({ ...identity, ...changes }, columns)({ line: 2, fields: whole.with(1, date), raw: '' })
    expect(row).toMatchObject({ unreadable: { column: 'occurredAt', reason: expect.stringMatching(reason) } })
    expect(sentOf(read(whole.with(1, '2026-11-29'))[0])).toHaveLength(3)
  })

  it.each([
    ['no id', whole.with(0, ''), { column: 'row', reason: /give each row an id/ }],
    ['an id with a blank', whole.with(0, 'A 1'), { column: 'row' }],
    ['a date in words', whole.with(1, 'last Friday'), { column: 'occurredAt', reason: /YYYY-MM-DD/ }],
    ['an age band that does not exist', whole.with(3, 'old'), { column: 'ageBand' }],
    ['an urgent need that does not exist', whole.with(5, 'food, money'), { column: 'urgentNeeds' }],
    ['a nationality in words', whole.with(7, 'Burmese'), { column: 'nationality', reason: /two capital letters.*such as MM/ }],
    ['a language in words', whole.with(4, 'Burmese'), { column: 'language', reason: /two or three small letters.*such as my/ }],
    ['neither yes nor no', whole.with(6, 'maybe'), { column: 'voluntary', reason: /yes or no/ }],
    ['a nationality, but not whether the person stated it of free will', whole.with(6, ''), { column: 'voluntary', reason: /empty/ }],
    ['a risk, but no day of review', whole.with(10, ''), { column: 'riskReviewBy', reason: /empty/ }],
    ['no origin', ['A-003', '', ''], { column: 'origin', reason: /empty/ }],
    ['more cells than the header', [...whole, 'Mai'], { reason: /more cells/ }],
  ] as const)('is not sent with %s: the column and the reason are named, never the value', (_, fields, expected) => {
    const [row] = read(fields as readonly string[])
    const { unreadable } = row as Extract<typeof row, { unreadable: unknown }>
    expect(unreadable.column).toBe('column' in expected ? expected.column : undefined)
    expect(unreadable.reason).toMatch('reason' in expected ? expected.reason : /./)
    for (const cell of ['Friday', 'money', 'Burmese', 'maybe', 'Mai']) expect(unreadable.reason).not.toContain(cell)
  })

  it.each([
    ['day-first', '20/11/2026', '1.12.2026'],
    ['month-first', '11/20/2026', '12-1-2026'],
    ['thai', '20/11/2569', '1/12/2569'],
    ['thai', '2026-11-20', '2026-12-01'],
  ] as const)('keeps the days that a spreadsheet of some country wrote, as %s: %s', (dates, occurredAt, reviewBy) => {
    const row = rowReader({ ...identity, dates }, columns)({ line: 2, fields: whole.with(1, occurredAt).with(10, reviewBy), raw: '' })
    expect(sentOf(row)[0]).toMatchObject({ occurredAt: '2026-11-20' })
    expect(sentOf(row)[2]).toMatchObject({ occurredAt: '2026-11-20', data: { reviewBy: '2026-12-01' } })
  })

  it.each([
    ['a day of which nobody said how it is written', 1, '03/04/2026', 'iso', /--dates day-first, month-first or thai/],
    ['a day of review of which nobody said it', 10, '03/04/2026', 'iso', /--dates day-first, month-first or thai/],
    ['a twentieth month', 1, '11/20/2026', 'day-first', /is --dates right/],
    ['a year of two digits', 1, '20/11/26', 'day-first', /four digits/],
    ['a year of the Buddhist era', 1, '2569-11-20', 'iso', /Buddhist era.*--dates thai/],
    ['the same in the day of review, which would be in 543 years', 10, '2569-12-01', 'iso', /Buddhist era.*--dates thai/],
    ['the same in days as a spreadsheet writes them', 1, '21/11/2569', 'day-first', /Buddhist era.*--dates thai/],
  ] as const)('is not sent with %s: the reason says what to do', (_, place, text, dates, reason) => {
    const row = rowReader({ ...identity, dates }, columns)({ line: 2, fields: whole.with(place, text), raw: '' })
    expect(row).toMatchObject({ unreadable: { column: header[place], reason: expect.stringMatching(reason) } })
    expect(JSON.stringify(row)).not.toContain(text)
  })

  it('is not sent under the id of a row before it', () =>
    expect(read(whole, only, whole)[2]).toMatchObject({ unreadable: { column: 'row', reason: expect.stringContaining('line 2') } }))
})

describe('a header', () => {
  it('has all columns, or the needed ones in any order', () => {
    expect(columnsOf('sheet.csv', COLUMNS).size).toBe(COLUMNS.length)
    expect(columnsOf('sheet.csv', ['origin', ' row '])).toEqual(
      new Map([
        ['origin', 0],
        ['row', 1],
      ]),
    )
  })
  it('may end with columns without a name, as spreadsheets save them', () =>
    expect(columnsOf('sheet.csv', ['row', 'origin', '', ' ', ''])).toEqual(columnsOf('sheet.csv', ['row', 'origin'])))

  it('says how a column is named that is written in other letters, and not that it has to be removed', () =>
    expect(() => columnsOf('sheet.csv', ['row', 'origin', 'URGENTNEEDS'])).toThrow(/name column 3 urgentNeeds, in these letters/))

  it.each([
    ['without the ids of the rows', ['origin'], 'missing-column'],
    ['with a column for names', ['row', 'origin', 'name'], 'unknown-column'],
    ['with a column twice', ['row', 'origin', 'row'], 'repeated-column'],
  ])('%s is refused, and nothing is sent', (_, names, problem) =>
    expect(() => columnsOf('sheet.csv', names)).toThrow(expect.objectContaining({ problem })),
  )
})
