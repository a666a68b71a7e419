import { Problem, type RequestContext } from '@case-timeline/http'
import { describe, expect, it } from '@jest/globals'
import { pageWithin, requestOf } from './deadline-paging.ts'

const context = {
  actor: { userId: 'u', agencyId: 'zz-police', role: 'investigator' },
  sector: 'investigation',
} as unknown as RequestContext
const after = (cursor: string) => requestOf(context, { cursor, limit: 50 }).after
const cursorOf = (text: string): string => Buffer.from(text).toString('base64url')

describe('the cursor of a list of deadlines', () => {
  const first = { dueBy: '2026-03-28T12:40:00.000Z', clockId: 'detention-ends-within-limit~8f14e45f-ceea-467a-9c65-2b5a1d0e4c3b~d3b0a1c2' }

  it('leads to the deadlines after the last of a page', () => {
    const { next = '' } = pageWithin([first, first], 1).next ?? {}
    expect(after(next)).toEqual(first)
  })
  it.each([
    ['is no text of this list', 'xyz'],
    ['has a due date that is none', cursorOf(`${'x'.repeat(24)} ${first.clockId}`)],
    ['has a character that a database refuses', cursorOf(`${first.dueBy} a\0b`)],
    ['has a clock id of 129 characters', cursorOf(`${first.dueBy} ${'a'.repeat(129)}`)],
    ['has bytes that are no text', Buffer.from([...Buffer.from(`${first.dueBy} a`), 0xff]).toString('base64url')],
  ])('is refused if it %s', (_, cursor) => expect(() => after(cursor)).toThrow(Problem))
})
