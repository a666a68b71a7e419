import { describe, expect, it } from '@jest/globals'
import { isTooComplex } from './complexity.ts'

const complex = (text: string): boolean => isTooComplex(Buffer.from(text))

describe('a body', () => {
  it.each([
    ['the brackets of a million lists', '['.repeat(1_000_000)],
    ['objects in objects', '{"a":'.repeat(33)],
    ['more values than any command has', `[${'0,'.repeat(20_001)}0]`],
  ])('is too complex with %s', (_, text) => expect(complex(text)).toBe(true))

  it.each([
    ['brackets and commas within a text', JSON.stringify({ text: '[{,'.repeat(20_000) })],
    ['a quotation mark within a text', JSON.stringify({ text: `"${'['.repeat(100)}\\` })],
    ['many lists next to each other', `[${'[],'.repeat(10_000)}[]]`],
    ['no JSON at all', ']]]]'],
  ])('is not too complex with %s', (_, text) => expect(complex(text)).toBe(false))
})
