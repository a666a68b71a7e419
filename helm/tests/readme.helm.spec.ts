import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { valuesIn, withTable } from '../tools/values-table.mjs'
import { CHART } from './helm.ts'

const file = (name: string): string => readFileSync(join(CHART, name), 'utf8')

describe('the README of the chart', () => {
  it('has the table of the annotated values: if not, run node helm/tools/values-table.mjs', () =>
    expect(file('README.md')).toBe(withTable(file('README.md'), file('values.yaml'))))

  it('describes every value', () =>
    expect(
      valuesIn(file('values.yaml'))
        .filter(({ description }) => !description)
        .map(({ path }) => path),
    ).toEqual([]))
})

describe('the table of values', () => {
  it('has a row for each value with its default, and one for a map that is described as a whole', () =>
    expect(valuesIn('a:\n  # -- First.\n  b: 1\n  # -- Two\n  # lines.\n  c: { d: 2 }\n  e: x\n')).toEqual([
      { path: 'a.b', value: 1, description: 'First.' },
      { path: 'a.c', value: { d: 2 }, description: 'Two lines.' },
      { path: 'a.e', value: 'x', description: undefined },
    ]))

  it('is refused where a README has no place for it', () => expect(() => withTable('# Chart\n', 'a: 1\n')).toThrow('README.md lacks'))
})
