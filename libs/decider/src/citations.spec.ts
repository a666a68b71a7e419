import { describe, expect, it } from '@jest/globals'
import { citedSource, namesInstrument, sourceStatus } from './citations.ts'

const provisionsOf = (text: string) =>
  citedSource(text).citations.flatMap(({ name, provisions }) =>
    provisions.map(({ provision, read }) => [name, provision, ...(read ? [read] : [])].join(' ')),
  )

describe('the citations in the source of a rule', () => {
  it('are the sources that its clauses begin with, each with its provisions', () =>
    expect(provisionsOf('ACTIP 14(7), 16(7): to be considered; Bangalore Principles 2.5; CRC 1 and 20')).toEqual([
      'ACTIP 14(7) text',
      'ACTIP 16(7) part',
      'Bangalore Principles 2.5',
      'CRC 1',
      'CRC 20',
    ]))
  it('include what is within a provision that was read, but not what the provision is within', () =>
    expect(provisionsOf('ICCPR 9(1)(a); ICCPR 14(3), 14(3)(a)')).toEqual(['ICCPR 9(1)(a) text', 'ICCPR 14(3)', 'ICCPR 14(3)(a) text']))
  it('leave out a mark that a person wrote: the table says what was read', () =>
    expect(citedSource('ACTIP 18 [V, in full]; practice [G]')).toEqual(citedSource('ACTIP 18; practice')))
  it('do not include a clause of another form, which is a remark', () => {
    const { citations, remarks } = citedSource('criminal procedure; see ACTIP 14; ACTIPX 3; ACTIP of 2015')
    expect(citations).toEqual([])
    expect(remarks.map(namesInstrument)).toEqual([false, true, true, true])
  })
})

describe('the status of the source of a rule', () => {
  it.each([
    ['ACTIP 14(8): no unreasonable detention', 'verified'],
    ['ACTIP 14(8); practice: a review', 'verified'],
    ['ACTIP 14(9)', 'general'],
    ['ASEAN MLAT 8', 'general'],
    ['ACTIP 14(8); policy of the jurisdiction: the number of days', 'general'],
    ['UNODC Model Law', 'general'],
    ['practice: the calendar of a court', 'practice'],
    ['separation of duties', 'practice'],
    ['integrity of the record', 'integrity'],
  ])('of "%s" is %s', (text, status) => expect(sourceStatus(citedSource(text))).toBe(status))
})
