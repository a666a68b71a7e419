import { describe, expect, it } from '@jest/globals'
import { DEADLINES } from './deadline-list.ts'
import { HELD_PERSONS, heldPersonOf, withOtherCases } from './held-beyond-law.ts'

const [deadline] = DEADLINES.deadlines
const custody = {
  concern: 'rightEnded',
  authority: 'POLICE',
  by: 'arrest',
  from: '2026-09-01',
  heldByEventId: deadline?.eventId ?? '',
} as const

const sinceOf = (changes: object) =>
  (deadline ? heldPersonOf({ ...deadline, custody: { ...custody, ...changes } }) : []).map(({ since }) => since)

it('a person who is held in another case, too, is listed with that case', () => {
  const [row] = HELD_PERSONS.rows
  const caseId = '1b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'
  const held = row ? [row, { ...row, caseId }, { ...row, caseId }].map((one) => ({ caseId: one.caseId, key: one.personRef })) : []
  expect(withOtherCases(HELD_PERSONS.rows, held)).toMatchObject([{ alsoHeldIn: [caseId] }])
  expect(withOtherCases(HELD_PERSONS.rows, held.slice(0, 1))).toEqual(HELD_PERSONS.rows)
  expect(withOtherCases(HELD_PERSONS.rows, [{ caseId, key: caseId }])).toEqual(HELD_PERSONS.rows)
})

describe('a person who is listed as held beyond the law', () => {
  it('is so since the law allowed the custody no longer, also where the policy leaves a time for the release', () => {
    const unlawfulFrom = '2026-09-19T16:00:00.000Z'
    expect(sinceOf({ unlawfulFrom })).toEqual([unlawfulFrom])
    expect(sinceOf({})).toEqual([deadline?.dueBy])
  })
})
