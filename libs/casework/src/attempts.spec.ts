import { APPROVAL_EVENT_TYPES, CommandRefused, EVENT_TYPES } from '@case-timeline/contracts'
import { expect, it } from '@jest/globals'
import { isAttempt } from './attempts.ts'

it('an attempt is a command that was refused, or any step of an approval, and nothing else', () => {
  const attempts = [...EVENT_TYPES.values()].filter(isAttempt).map(({ type }) => type)
  expect(attempts.toSorted()).toEqual([CommandRefused, ...APPROVAL_EVENT_TYPES].map(({ type }) => type).toSorted())
})
