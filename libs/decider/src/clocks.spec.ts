import { describe, expect, it } from '@jest/globals'
import { daysAfter } from './clocks.ts'

describe('days after a fact', () => {
  it.each([
    ['2026-11-20', 'Asia/Manila', '2026-11-27T16:00:00.000Z'],
    ['2026-11-20T09:00:00+08:00', undefined, '2026-11-27T01:00:00.000Z'],
    ['2026-11', undefined, '2026-12-08T00:00:00.000Z'],
  ])('seven days after %s in zone %s end at %s', (occurredAt, zone, end) => expect(daysAfter(7, occurredAt, zone)).toBe(end))
})
