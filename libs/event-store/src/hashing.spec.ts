import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { canonical } from './canonical.ts'
import { CHAIN_START, chainHash, commandDigest, dataHash, eventHash } from './hashing.ts'

interface Vectors {
  readonly dataHashes: readonly { data: unknown; dataText: string; salt?: string; dataHash: string }[]
  readonly chain: readonly { previous: string; revision: number; envelopeText: string; eventHash: string; chainHash: string }[]
  readonly commandDigests: readonly { key: string; name: string; body: unknown; signed?: string; commandDigest: string }[]
}

const vectors = JSON.parse(readFileSync(new URL('./hashing.vectors.json', import.meta.url), 'utf8')) as Vectors
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

describe('the hashes of an event follow their byte layout', () => {
  it.each(vectors.dataHashes)('dataHash of $dataText', (vector) => {
    expect(canonical(vector.data)).toBe(vector.dataText)
    expect(dataHash(vector.salt === undefined ? undefined : bytes(vector.salt), vector.dataText).toString('hex')).toBe(vector.dataHash)
  })

  it.each(vectors.chain)('eventHash and chainHash at revision $revision', (vector) => {
    expect(eventHash(vector.envelopeText).toString('hex')).toBe(vector.eventHash)
    expect(chainHash(bytes(vector.previous), vector.revision, bytes(vector.eventHash)).toString('hex')).toBe(vector.chainHash)
  })

  it('a chain starts from 32 zero bytes', () => expect(CHAIN_START.toString('hex')).toBe(vectors.chain[0]?.previous))

  it.each(vectors.commandDigests)('commandDigest of $name', ({ key, name, body, signed, commandDigest: expected }) =>
    expect(commandDigest(bytes(key), name, body, signed).toString('hex')).toBe(expected),
  )
})
