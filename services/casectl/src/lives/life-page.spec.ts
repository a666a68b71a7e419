import { describe, expect, it } from '@jest/globals'
import { lifeOf } from './life-page.fixtures.ts'

/** A page of one step, with what it says under "Not yet". */
const pageWith = (notYet: string, sees = 'zz-police: {}'): string => `# 99. A life

- Country: ZZ
- Time zone: Asia/Manila
- Alarms as of: 2024-01-31

## Who

| agency      | sector        |
| ----------- | ------------- |
| \`zz-police\` | investigation |

## Steps

| n   | date       | agency      | command     | data | answer           |
| --- | ---------- | ----------- | ----------- | ---- | ---------------- |
| 1   | 2024-01-01 | \`zz-police\` | \`open-case\` |      | warns: some.rule |

## What each agency sees

\`\`\`yaml
${sees}
\`\`\`

## Which alarms stand

None.

## Not yet

\`\`\`yaml
${notYet}
\`\`\`
`
const reading = (notYet: string, sees?: string) => () => lifeOf('99-a-life.md', pageWith(notYet, sees))

describe('a page of a life', () => {
  it('may say what the system answers instead', () => {
    expect(reading("answers: { '1': 'refused: another.rule' }")().deviation.answers).toEqual({ 1: 'refused: another.rule' })
  })
  it('is refused if it deviates from a step that it does not have', () =>
    expect(reading("answers: { '2': 'refused: another.rule' }")).toThrow('steps that the page does not have: 2'))
  it('is refused if it deviates from a step by saying the same', () =>
    expect(reading("answers: { '1': 'warns: some.rule' }")).toThrow('the same answers as the steps 1'))
  it('may say what an agency sees in another case than its own', () => {
    const sees = 'everyone: { lead: zz-police }\nzz-police: {}\nzz-police in $other: { lead: null }'
    const { onlookers, sees: seen } = reading('{}', sees)()
    expect(onlookers.map(({ name, agency }) => [name, agency.inCase])).toEqual([
      ['zz-police', undefined],
      ['zz-police in $other', 'other'],
    ])
    expect(seen).toEqual({ 'zz-police': { lead: 'zz-police' }, 'zz-police in $other': {} })
    expect(reading('{}', 'zz-police: {}\nzz-court in $other: {}')).toThrow('agencies see that it does not have: zz-court in $other')
  })
  it('may say what a colleague of the user who acts for an agency sees', () => {
    const { onlookers, sees: seen } = reading('{}', 'zz-police: { lead: zz-police }\ncolleague at zz-police: null')()
    expect(onlookers.map(({ name, agency, userId }) => [name, agency.agencyId, userId])).toEqual([
      ['zz-police', 'zz-police', 'first'],
      ['colleague at zz-police', 'zz-police', 'second'],
    ])
    expect(seen).toEqual({ 'zz-police': { lead: 'zz-police' }, 'colleague at zz-police': null })
    expect(reading('{}', 'zz-police: {}\ncolleague at zz-court: null')).toThrow('agencies see that it does not have: colleague at zz-court')
  })
  it('is refused if an agency that it does not have sees something', () => {
    expect(reading('sees: { zz-court: { lead: zz-police } }')).toThrow('agencies that the page does not have: zz-court')
    expect(reading('{}', 'zz-police: {}\nzz-court: {}')).toThrow('agencies see that it does not have: zz-court')
  })
})
