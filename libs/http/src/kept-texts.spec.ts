import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { digestOf, textOf, withKeptText } from './kept-texts.ts'

const ANSWER = { name: 'Nguyễn', list: [1, null] }
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('the text of an answer', () => {
  it.each([ANSWER, null, [], 'x', 3])('is its JSON: %j', (answer) => expect(String(textOf(answer))).toBe(JSON.stringify(answer)))

  it('is kept with the answer, and is that of an equal one that is not kept', () => {
    const { answer, bytes } = withKeptText({ ...ANSWER })
    expect(textOf(answer)).toBe(textOf(answer))
    expect(String(textOf(answer))).toBe(textOf(ANSWER))
    expect(bytes).toBe(Buffer.byteLength(JSON.stringify(ANSWER)))
  })

  it('has the same digest, kept or not: a replica that keeps nothing gives the same tag', () => {
    const kept = textOf(withKeptText({ ...ANSWER }).answer)
    expect([digestOf(kept), digestOf(String(kept))].map((digest) => digest.toString('hex'))).toEqual([
      sha256(JSON.stringify(ANSWER)),
      sha256(JSON.stringify(ANSWER)),
    ])
  })
})
