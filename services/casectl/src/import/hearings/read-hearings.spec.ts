import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { run } from '../../run.ts'
import { payloadFolder, SAMPLE, sample } from './payloads.fixtures.ts'
import { readHearings } from './read-hearings.ts'

const page = readFileSync(new URL('../../../../../docs/how-to/import-hearings.md', import.meta.url), 'utf8')
const { folder, fileWith, remove } = payloadFolder()
afterAll(remove)

/** Each of 9,000 days is a fact of each of 2,000 cases. */
const manyFacts = JSON.stringify({
  hearing: {
    id: 'h',
    hearingDays: Array.from({ length: 9_000 }, () => ({})),
    prosecutionCases: Array.from({ length: 2_000 }, (_, index) => ({ id: `c${index}` })),
  },
})
const casectl = async (...args: readonly string[]) => {
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({ write: (text: string) => (written[name] += text) }) as unknown as NodeJS.WritableStream
  const code = await run(['hearings', ...args], {}, { out: stream('out'), err: stream('err') })
  return { code, ...written }
}

describe('the facts of a resulted hearing', () => {
  it('are what it says of its cases, each with the date that it has there, or none', async () => {
    const { facts } = await readHearings([SAMPLE])
    expect(facts.map(({ case: caseName, activity, time, value }) => [caseName, activity, time, value])).toEqual([
      ['99ZZ0000126', 'DEFENDANT', undefined, undefined],
      ['99ZZ0000126', 'ARREST', '2026-01-12', undefined],
      ['99ZZ0000126', 'CHARGE', '2026-01-14', undefined],
      ['99ZZ0000126', 'PLEA_EXCLUDED', '2026-03-09', undefined],
      ['99ZZ0000126', 'PLEA', '2026-03-09', 'NOT_GUILTY'],
      ['99ZZ0000126', 'RESULT', '2026-03-09', '9999'],
      ['99ZZ0000126', 'NEXT_HEARING', '2026-03-09', undefined],
      ['99ZZ0000126', 'CHARGE', undefined, undefined],
      ['99ZZ0000126', 'VERDICT_EXCLUDED', undefined, undefined],
      ['99ZZ0000126', 'VERDICT', '2026-03-09', 'NOT_GUILTY'],
      ['99ZZ0000126', 'HEARING_DAY', '2026-03-09T10:00:00.000Z', 'PTP'],
    ])
  })

  it('are the same of a hearing by itself, and once if several payloads have them', async () => {
    const { hearing } = JSON.parse(sample) as { hearing: object }
    const { facts, report } = await readHearings([SAMPLE, fileWith(JSON.stringify(hearing))])
    expect([facts.length, report.repeated, report.cases]).toEqual([11, 11, 1])
  })

  it('of a charge that changed since the last payload are two, so that none is lost', async () => {
    const { facts } = await readHearings([SAMPLE, fileWith(sample.replace('2025-12-20', '2025-12-21'))])
    expect(facts.filter(({ activity }) => activity === 'CHARGE')).toHaveLength(3)
  })

  it('and the members that none of them takes are all members that have a value, each with a reason', async () => {
    const { report } = await readHearings([SAMPLE])
    const untaken = report.untaken.reduce((sum, { count }) => sum + count, 0)
    expect(report).toMatchObject({ members: 48, taken: 24 })
    expect(report.taken + untaken).toBe(report.members)
    expect(report.untaken).toContainEqual({
      member: 'hearing.prosecutionCases[].defendants[].personDefendant.personDetails.lastName',
      count: 1,
      reason: 'identifies or describes a person or an office: events have references in place of it, and it is not kept',
    })
  })

  it('do not include a member that is misspelt, which is reported as unknown', async () => {
    const { report } = await readHearings([fileWith(sample.replace('"plea":', '"plee":'))])
    expect(report.untaken.filter(({ member }) => member.includes('plee'))).toEqual(
      ['pleaDate', 'pleaValue'].map((name) => ({
        member: `hearing.prosecutionCases[].defendants[].offences[].plee.${name}`,
        count: 1,
        reason: 'unknown to this reader: check its spelling in the payload',
      })),
    )
  })
})

describe('casectl hearings', () => {
  it('writes the facts as a log, and prints what it took and what not', async () => {
    const out = join(folder, 'facts.csv')
    const printed = await casectl(SAMPLE, '--out', out)
    expect(printed).toMatchObject({ code: 0, err: '', out: expect.stringContaining('1 hearing of 1 case: 11 facts in ') })
    expect(printed.out).toContain('48 members with a value: 24 taken, 24 not')
    expect(page).toContain(`\`\`\`text printed\n${printed.out.trimEnd().replace(out, 'facts.csv')}\n\`\`\``)
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(13)
    expect(readFileSync(out, 'utf8')).not.toMatch(/Example|1990-01-01/)
  })

  it('writes no cell that a spreadsheet runs as a formula', async () => {
    const out = join(folder, 'formulas.csv')
    const text = ['=1+1', '+1', '-1', '@x'].reduce((payload, formula, index) => {
      const member = ['"pleaValue": "NOT_GUILTY"', '"offenceCode": "ZZ15001"', '"cjsCode": "9999"', '"code": "PTP"'][index] as string
      return payload.replace(member, member.replace(/"[^"]*"$/, JSON.stringify(formula)))
    }, sample)
    expect(await casectl(fileWith(text), '--out', out)).toMatchObject({ code: 0 })
    const cells = readFileSync(out, 'utf8').split(/[,\n]/)
    expect(cells).toEqual(expect.arrayContaining(["'=1+1", "'+1", "'-1", "'@x"]))
    expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([])
  })

  it('does not replace a file', async () => {
    const out = fileWith('kept')
    expect(await casectl(SAMPLE, '--out', out)).toMatchObject({ code: 2, err: expect.stringContaining('exists already') })
    expect(readFileSync(out, 'utf8')).toBe('kept')
  })

  it.each([
    ['is not JSON', sample.replace('"hearing":', '"hearing"'), /:2:1\d: the payload is not JSON from here on/],
    ['is not UTF-8', Buffer.from(sample.replace('Alex', 'Ren\xe9'), 'latin1'), /not UTF-8/],
    ['is empty', '', /the payload is not JSON/],
    ['is something else', '[]', /the payload: Invalid input: expected object/],
    ['has a defendant without an id', sample.replace(/"id": "[^"]*8b05",/, ''), /hearing\.prosecutionCases\.0\.defendants\.0\.id: /],
    ['has a defendant whose id ends with a blank', sample.replace('8b05"', '8b05 "'), /defendants\.0\.id: must be an id of letters/],
    ['has a member twice', sample.replace('"plea": {', '"plea": null, "plea": {'), /:\d+:\d+: an object has the same member twice/],
    [
      'is nested 5,000 levels deep',
      sample.replace('"An invented charge."', '['.repeat(5_000) + ']'.repeat(5_000)),
      /nested in more than 100/,
    ],
    ['has too many values', sample.replace('"An invented charge."', `[${'0,'.repeat(1_000_000)}0]`), /has more than 1000000 values/],
    ['has more facts than one run may have', manyFacts, /prosecutionCases\.\d+: from this case on there are more than 200000 facts/],
    ['has a list in place of an object', sample.replace(/"plea": \{[^}]*\}/, '"plea": []'), /offences\.0\.plea: /],
  ])('refuses a payload that %s, with the place and without its values, and writes nothing', async (_, payload, said) => {
    const out = join(folder, 'nothing.csv')
    const { code, err } = await casectl(SAMPLE, fileWith(payload), '--out', out)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(said) })
    expect(err).not.toContain('Alex')
    expect(existsSync(out)).toBe(false)
  })
})
