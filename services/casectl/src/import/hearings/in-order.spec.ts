import { afterAll, describe, expect, it } from '@jest/globals'
import { hearingWith, payloadFolder, pleaOf, sample, verdictOf } from './payloads.fixtures.ts'
import { readHearings } from './read-hearings.ts'

const { fileWith, remove } = payloadFolder()
afterAll(remove)

/** The pleas or verdicts that a command records, and the external facts in place of others. */
const statedIn = async (payloads: readonly string[]) => {
  const { facts, report } = await readHearings(payloads.map(fileWith))
  const of = (kind: RegExp) => facts.filter(({ activity }) => kind.test(activity)).map(({ activity, value }) => [activity, value])
  return { verdicts: of(/^VERDICT(?!_EXCLUDED)/), pleas: of(/^PLEA(?!_EXCLUDED)/).slice(1), report, facts }
}
const guilty = (sharedTime: string) => hearingWith({ verdict: verdictOf('GUILTY'), sharedTime })
const notGuilty = (sharedTime: string) => hearingWith({ verdict: verdictOf('NOT_GUILTY'), sharedTime })

describe('the facts of several payloads', () => {
  it('are in the order in which the source published them, however the files are named', async () => {
    const later = hearingWith({ plea: pleaOf('GUILTY', { pleaDate: '2026-04-02' }), sharedTime: '2026-04-02T11:00:00+01:00' })
    const earlier = hearingWith({ plea: pleaOf('NOT_GUILTY'), sharedTime: '2026-03-09T16:20:00Z' })
    expect((await statedIn([later, earlier])).pleas).toEqual([
      ['PLEA', 'NOT_GUILTY'],
      ['PLEA', 'GUILTY'],
    ])
  })

  it.each([
    ['before', [guilty('2026-03-09T10:00:00Z'), notGuilty('2026-03-10T10:00:00Z')]],
    ['after', [notGuilty('2026-03-09T10:00:00Z'), guilty('2026-03-10T10:00:00Z')]],
    ['between', [notGuilty('2026-03-09T10:00:00Z'), guilty('2026-03-10T10:00:00Z'), notGuilty('2026-03-11T10:00:00Z')]],
  ])('have a conviction %s an acquittal of the same charge only as an external fact, which the report names', async (_, payloads) => {
    const { verdicts, report, facts } = await statedIn(payloads)
    expect(verdicts.toSorted()).toEqual([
      ['VERDICT', 'NOT_GUILTY'],
      ['VERDICT_CONTRADICTED', 'GUILTY'],
    ])
    const line = facts.findIndex(({ activity }) => activity === 'VERDICT_CONTRADICTED') + 2
    expect(report.contradictions).toEqual([{ line, activity: 'VERDICT_CONTRADICTED', file: expect.stringMatching(/\.json$/) }])
  })

  it('have a plea of guilty that another payload contradicts for the same day only as an external fact', async () => {
    const { pleas } = await statedIn([hearingWith({ plea: pleaOf('GUILTY') }), hearingWith({ plea: pleaOf('NOT_GUILTY') })])
    expect(pleas.toSorted()).toEqual([
      ['PLEA', 'NOT_GUILTY'],
      ['PLEA_CONTRADICTED', 'GUILTY'],
    ])
  })

  it('have an acquittal whose date is none without a date, so that the import can record it', async () => {
    const { facts } = await statedIn([hearingWith({ verdict: verdictOf('NOT_GUILTY', { verdictDate: '2018-10-24 10:00:00' }) })])
    expect(facts.find(({ activity }) => activity === 'VERDICT')).not.toHaveProperty('time')
  })

  it.each([{}, { offenceCode: 'ZZ15009' }])('have no plea or verdict on the charge from one on another offence %j', async (other) => {
    const stated = { lesserOrAlternativeOffence: other }
    const { pleas, verdicts } = await statedIn([hearingWith({ plea: pleaOf('GUILTY', stated), verdict: verdictOf('GUILTY', stated) })])
    expect([pleas, verdicts]).toEqual([[['PLEA_ON_OTHER_OFFENCE', 'GUILTY']], [['VERDICT_ON_OTHER_OFFENCE', 'GUILTY']]])
  })

  it.each(['99zz0000126', ' 99ZZ0000126 ', '', undefined])('are of one case, although one of them has the caseURN %j', async (urn) => {
    const { report } = await statedIn([sample.replace('"99ZZ0000126"', urn === undefined ? 'null' : JSON.stringify(urn)), sample])
    expect(report.cases).toBe(1)
    expect(report.casesWithoutUrn).toBe(0)
  })

  it('are of one defendant and one charge, although one of them has the ids in capitals', async () => {
    const capitals = sample.replaceAll(/"id": "[^"]*"/g, (id) => id.toUpperCase().replace('"ID"', '"id"'))
    const { facts } = await statedIn([capitals, sample])
    expect(new Set(facts.flatMap(({ person }) => person ?? [])).size).toBe(1)
    expect(new Set(facts.flatMap(({ charge }) => charge ?? [])).size).toBe(2)
  })

  it('are counted as of a case without a caseURN if none of them has it', async () => {
    expect((await statedIn([sample.replace('"99ZZ0000126"', 'null')])).report.casesWithoutUrn).toBe(1)
  })

  it('are refused if one case has two references', async () => {
    await expect(statedIn([sample, sample.replace('99ZZ0000126', '99ZZ0000127')])).rejects.toThrow('another caseURN')
  })

  it('are refused if two defendants have one offence, so that no plea reaches the charge of another person', async () => {
    const second = sample.replace('7e8b05"', '7e8b99"')
    await expect(statedIn([sample, second])).rejects.toThrow('an offence of another defendant')
    const [charges, others] = await Promise.all(
      [sample, second].map(async (payload) => (await statedIn([payload])).facts.flatMap(({ charge }) => charge ?? [])),
    )
    expect(charges?.filter((charge) => others?.includes(charge))).toEqual([])
  })

  it('have a deleted result as deleted, and order no hearing from it', async () => {
    const { report } = await statedIn([sample.replace('"cjsCode":', '"isDeleted": true, "cjsCode":')])
    expect(report.facts).toMatchObject({ DELETED_RESULT: 1 })
    expect(Object.keys(report.facts)).not.toEqual(expect.arrayContaining(['RESULT']))
    expect(Object.keys(report.facts)).not.toEqual(expect.arrayContaining(['NEXT_HEARING']))
  })
})
