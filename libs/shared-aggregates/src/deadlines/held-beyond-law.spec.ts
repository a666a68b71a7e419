import { describe, expect, it } from '@jest/globals'
import { DEADLINES } from './deadline-list.ts'
import { heldPersonOf } from './held-beyond-law.ts'

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

describe('a person who is listed as held beyond the law', () => {
  it('is so since the law allowed the custody no longer, also where the policy leaves a time for the release', () => {
    const unlawfulFrom = '2026-09-19T16:00:00.000Z'
    expect(sinceOf({ unlawfulFrom })).toEqual([unlawfulFrom])
    expect(sinceOf({})).toEqual([deadline?.dueBy])
  })
})
