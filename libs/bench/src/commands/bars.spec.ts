import { describe, expect, it } from '@jest/globals'
import { commandBarRows, idleBarRows } from './bars.ts'

const cost = { perSecond: 100, p50: 8, p99: 20, statements: 41, clientCpu: 5_000, serverCpu: 7_000, wal: 9_000 }

/** What a bar is on, its figure and the verdict. */
const saidOf = (rows: readonly (readonly string[])[]): unknown => rows.map((row) => [row[2], row[3], row.at(-1)])

describe('the bars on what a command costs by itself', () => {
  it('are met by a figure that is no more than the bar: processor time is that of Node and PostgreSQL together.', () =>
    expect(saidOf(commandBarRows('a case', (clients) => (clients === 1 ? cost : undefined)))).toEqual([
      ['statements', '41.0', 'missed'],
      ['processor time, ms', '12.0', 'met'],
      ['p50, ms', '8.0', 'met'],
    ]))

  it('are unclear where the processor time of the server cannot be seen.', () =>
    expect(saidOf(commandBarRows('a case', (clients) => (clients === 24 ? { ...cost, serverCpu: Number.NaN } : undefined)))).toEqual([
      ['statements', '41.0', 'missed'],
      ['processor time, ms', 'NaN', 'unclear'],
    ]))
})

it('the bars on an idle system are on its statements and on the share of a core of Node and PostgreSQL together.', () =>
  expect(saidOf(idleBarRows({ statements: 7.4, node: 0.5, postgres: 0.55 }))).toEqual([
    ['statements a second', '7.40', 'met'],
    ['hundredths of a core', '1.05', 'missed'],
  ]))
