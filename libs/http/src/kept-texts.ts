import { createHash } from 'node:crypto'

/** By answer: the text under which it is sent; and by that text its digest. */
const texts = new WeakMap<object, Buffer>()
const digests = new WeakMap<Buffer, Buffer>()

const sha256 = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest()

/**
 * Writes an answer as JSON, and keeps the text as long as the answer is kept: it is sent again without being written again.
 * Nobody may change the answer afterwards.
 * @returns the answer, and the length of its text in bytes
 */
export const withKeptText = <T extends object>(answer: T): { readonly answer: T; readonly bytes: number } => {
  const text = Buffer.from(JSON.stringify(answer))
  texts.set(answer, text)
  digests.set(text, sha256(text))
  return { answer, bytes: text.length }
}

/** The text of an answer: that which was kept, or else written now. */
export const textOf = (answer: unknown): string | Buffer =>
  (typeof answer === 'object' && answer !== null ? texts.get(answer) : undefined) ?? JSON.stringify(answer)

/** The SHA-256 of a text: that which was kept with it, or else computed now. */
export const digestOf = (text: string | Buffer): Buffer => (typeof text === 'string' ? undefined : digests.get(text)) ?? sha256(text)
